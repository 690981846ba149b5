import { DOCKS, defineMethod } from '../../define.ts'
import { IntEnum, ResultCode, Struct } from '../../schema.ts'

export default defineMethod('drc_status_notify', {
  page: 'drc',
  summary: 'Report the state of the DRC link',
  description: 'Deprecated: newer gateways report the property drc_state.',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  events: {
    products: [...DOCKS, 'dji-rc-plus-2', 'rc-pro'],
    request: Struct({
      result: ResultCode,
      drc_state: IntEnum({ 0: 'Not connected', 1: 'Connecting', 2: 'Connected' }, { title: 'DRC link' }),
    }),
    example: { request: { drc_state: 2, result: 0 } },
  },
})
