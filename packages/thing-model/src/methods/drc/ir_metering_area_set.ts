import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { MeteringArea } from '../camera.ts'

export default defineMethod('ir_metering_area_set', {
  page: 'drc',
  summary: 'Measure the temperature of an area of the infrared picture',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: [...DOCKS, 'rc-pro'],
    request: MeteringArea,
    reply: Result,
    example: { request: { height: 0.5, payload_index: '39-0-7', width: 0.5, x: 0.5, y: 0.5 }, reply: { result: 0 } },
  },
})
