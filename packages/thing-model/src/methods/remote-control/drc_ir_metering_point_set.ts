import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { MeteringPoint } from '../camera.ts'

export default defineMethod('drc_ir_metering_point_set', {
  page: 'remote-control',
  summary: 'Measure the temperature of a spot of the infrared picture, over the DRC link',
  safety: 'payload',
  reference: 'pilot-to-cloud/mqtt/dji-rc-plus-2/remote-control.html',
  drc: {
    products: ['dji-rc-plus-2'],
    request: MeteringPoint,
    reply: Result,
    example: { request: { payload_index: '89-0-0', x: 0.5, y: 0.5 }, reply: { result: 0 } },
  },
})
