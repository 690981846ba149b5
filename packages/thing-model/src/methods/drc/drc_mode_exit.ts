import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'

export default defineMethod('drc_mode_exit', {
  page: 'drc',
  summary: 'Close the DRC link',
  safety: 'benign',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: { products: [...DOCKS, 'dji-rc-plus-2', 'rc-pro'], reply: Result, example: { reply: { result: 0 } } },
})
