import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { GimbalReset } from '../camera.ts'

export default defineMethod('gimbal_reset', {
  page: 'drc',
  summary: 'Bring the gimbal to a standard position',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: [...DOCKS, 'rc-pro'],
    request: GimbalReset,
    reply: Result,
    example: { request: { payload_index: '39-0-7', reset_mode: 0 }, reply: { result: 0 } },
  },
})
