import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'

export default defineMethod('drc_force_landing', {
  page: 'remote-control',
  summary: 'Land at once, whatever is below',
  description: 'Obstacles do not stop it; drone_emergency_stop does. Somebody has to fetch the aircraft.',
  safety: 'protective',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: { products: ['dock2', 'dock3', 'dji-rc-plus-2'], reply: Result, example: { reply: { result: 0 } } },
})
