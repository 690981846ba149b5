import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'

export default defineMethod('drc_emergency_landing', {
  page: 'remote-control',
  summary: 'Land here, unless obstacle sensing forbids it',
  description: 'Obstacle sensing can end it, and so can drone_emergency_stop. Somebody has to fetch the aircraft.',
  safety: 'protective',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: { products: ['dock2', 'dock3', 'dji-rc-plus-2'], reply: Result, example: { reply: { result: 0 } } },
})
