import { defineMethod } from '../../define.ts'
import { Integer, Optional, Struct } from '../../schema.ts'

const Stick = (title: string, description: string) => Integer({ title, description, minimum: 364, maximum: 1684 })

export default defineMethod('stick_control', {
  page: 'drc',
  summary: 'Fly by the four sticks of a remote controller',
  description: 'Repeat it 5 to 10 times a second; 1024 is the middle of each stick. There is no answer.',
  safety: 'motion',
  generic: false,
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  drc: {
    products: ['dock2', 'dock3', 'dji-rc-plus-2'],
    request: Struct({
      roll: Stick('Roll', 'Above 1024: to the right.'),
      pitch: Stick('Pitch', 'Above 1024: forward.'),
      throttle: Stick('Throttle', 'Above 1024: up.'),
      yaw: Stick('Yaw', 'Above 1024: clockwise.'),
      gimbal_pitch: Optional(Stick('Gimbal pitch', 'Docks only.')),
    }),
    example: { request: { roll: 1024, pitch: 1024, throttle: 1024, yaw: 1024, gimbal_pitch: 1024 } },
    notes: 'gimbal_pitch stands in the example of Dock 2 and 3 alone.',
  },
})
