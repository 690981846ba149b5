import { DOCKS, defineMethod } from '../../define.ts'
import { IntEnum, Result, Struct } from '../../schema.ts'

export default defineMethod('sdr_workmode_switch', {
  page: 'cmd',
  summary: 'Turn 4G on or off beside the radio link',
  description: 'With 4G both links carry video and control at once.',
  safety: 'benign',
  reference: 'dock-to-cloud/mqtt/dock/dock3/cmd.html',
  services: {
    products: DOCKS,
    request: Struct({ link_workmode: IntEnum({ 0: 'Radio only', 1: 'Radio and 4G' }, { title: 'Link' }) }),
    reply: Result,
    example: { request: { link_workmode: 0 }, reply: { result: 0 } },
  },
})
