import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'

export default defineMethod('flighttask_pause', {
  page: 'wayline',
  summary: 'Pause the wayline and hover',
  description: 'flighttask_recovery goes on with it.',
  safety: 'protective',
  reference: 'dock-to-cloud/mqtt/dock/dock3/wayline.html',
  services: {
    products: DOCKS,
    reply: Result,
    example: { reply: { result: 0 } },
  },
})
