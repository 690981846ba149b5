import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { MeteringModeSet } from '../camera.ts'

export default defineMethod('drc_ir_metering_mode_set', {
  page: 'remote-control',
  summary: 'Choose how temperature is measured in the infrared picture, over the DRC link',
  safety: 'payload',
  reference: 'pilot-to-cloud/mqtt/dji-rc-plus-2/remote-control.html',
  drc: {
    products: ['dji-rc-plus-2'],
    request: MeteringModeSet,
    reply: Result,
    example: { request: { mode: 1, payload_index: '89-0-0' }, reply: { result: 0 } },
  },
})
