import { defineMethod } from '../../define.ts'
import { OnOff, PayloadIndex, Result, Struct } from '../../schema.ts'
import { WideLens } from '../camera.ts'

export default defineMethod('drc_camera_dewarping_set', {
  page: 'remote-control',
  summary: 'Straighten the picture of the wide-angle lens',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock2', 'dock3', 'dji-rc-plus-2'],
    request: Struct({
      payload_index: PayloadIndex(),
      camera_type: WideLens,
      dewarping_state: OnOff({ title: 'Distortion correction' }),
    }),
    reply: Result,
    example: { request: { camera_type: 'wide', dewarping_state: 1, payload_index: '39-0-7' }, reply: { result: 0 } },
  },
})
