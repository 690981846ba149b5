import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { MeteringModeSet } from '../camera.ts'

export default defineMethod('ir_metering_mode_set', {
  page: 'drc',
  summary: 'Choose how temperature is measured in the infrared picture',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: [...DOCKS, 'rc-pro'],
    request: MeteringModeSet,
    reply: Result,
    example: { request: { mode: 1, payload_index: '39-0-7' }, reply: { result: 0 } },
  },
})
