import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { screenDrag } from '../camera.ts'

export default defineMethod('drc_camera_screen_drag', {
  page: 'remote-control',
  summary: 'Turn the gimbal at a rate, over the DRC link',
  description: 'It turns as long as the command is repeated.',
  safety: 'payload',
  reference: 'pilot-to-cloud/mqtt/dji-rc-plus-2/remote-control.html',
  drc: {
    products: ['dji-rc-plus-2'],
    request: screenDrag('rad/s'),
    reply: Result,
    example: {
      request: { locked: false, payload_index: '89-0-0', pitch_speed: 0.6, yaw_speed: -0.6 },
      reply: { result: 0 },
    },
    notes: 'In radians a second here, in degrees a second as a service.',
  },
})
