import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { MeteringPoint } from '../camera.ts'

export default defineMethod('ir_metering_point_set', {
  page: 'drc',
  summary: 'Measure the temperature of a spot of the infrared picture',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: [...DOCKS, 'rc-pro'],
    request: MeteringPoint,
    reply: Result,
    example: { request: { payload_index: '39-0-7', x: 0.5, y: 0.5 }, reply: { result: 0 } },
  },
})
