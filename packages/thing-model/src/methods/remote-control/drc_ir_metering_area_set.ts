import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { MeteringArea } from '../camera.ts'

export default defineMethod('drc_ir_metering_area_set', {
  page: 'remote-control',
  summary: 'Measure the temperature of an area of the infrared picture, over the DRC link',
  safety: 'payload',
  reference: 'pilot-to-cloud/mqtt/dji-rc-plus-2/remote-control.html',
  drc: {
    products: ['dji-rc-plus-2'],
    request: MeteringArea,
    reply: Result,
    example: { request: { height: 0.2, payload_index: '89-0-0', width: 0.2, x: 0.5, y: 0.5 }, reply: { result: 0 } },
  },
})
