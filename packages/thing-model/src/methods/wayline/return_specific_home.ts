import { defineMethod } from '../../define.ts'
import { Result, SerialNumber, Struct } from '../../schema.ts'

export default defineMethod('return_specific_home', {
  page: 'wayline',
  summary: 'Return to a certain dock of the mission and land',
  description: 'return_home_info tells which docks are within reach.',
  safety: 'protective',
  reference: 'dock-to-cloud/mqtt/dock/dock3/wayline.html',
  services: {
    products: ['dock2', 'dock3'],
    request: Struct({ home_dock_sn: SerialNumber({ title: 'Dock' }) }),
    reply: Result,
    example: { request: { home_dock_sn: 'DOCK02' }, reply: { result: 0 } },
  },
})
