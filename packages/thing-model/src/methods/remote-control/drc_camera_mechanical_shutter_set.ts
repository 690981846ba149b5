import { defineMethod } from '../../define.ts'
import { OnOff, PayloadIndex, Result, Struct } from '../../schema.ts'
import { WideLens } from '../camera.ts'

export default defineMethod('drc_camera_mechanical_shutter_set', {
  page: 'remote-control',
  summary: 'Switch the mechanical shutter of the wide-angle lens',
  description: 'Without it the shutter wears less.',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock2', 'dock3', 'dji-rc-plus-2'],
    request: Struct({
      payload_index: PayloadIndex(),
      camera_type: WideLens,
      mechanical_shutter_state: OnOff({ title: 'Mechanical shutter' }),
    }),
    reply: Result,
    example: {
      request: { camera_type: 'wide', mechanical_shutter_state: 1, payload_index: '39-0-7' },
      reply: { result: 0 },
    },
  },
})
