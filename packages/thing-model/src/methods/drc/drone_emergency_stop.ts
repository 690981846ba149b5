import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'

export default defineMethod('drone_emergency_stop', {
  page: 'drc',
  summary: 'Brake and hover',
  description: 'Also ends a forced or an emergency landing.',
  safety: 'protective',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  drc: { products: [...DOCKS, 'dji-rc-plus-2'], reply: Result, example: { reply: { result: 0 } } },
})
