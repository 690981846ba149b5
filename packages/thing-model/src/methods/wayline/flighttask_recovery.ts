import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'

export default defineMethod('flighttask_recovery', {
  page: 'wayline',
  summary: 'Go on with a paused wayline',
  safety: 'motion',
  generic: false,
  reference: 'dock-to-cloud/mqtt/dock/dock3/wayline.html',
  services: {
    products: DOCKS,
    reply: Result,
    example: { reply: { result: 0 } },
  },
})
