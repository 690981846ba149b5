import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'

export default defineMethod('fly_to_point_stop', {
  page: 'drc',
  summary: 'End the flight to a point and hover',
  safety: 'protective',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: { products: [...DOCKS, 'dji-rc-plus-2'], reply: Result, example: { reply: { result: 0 } } },
})
