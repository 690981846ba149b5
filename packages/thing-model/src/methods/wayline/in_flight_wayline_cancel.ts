import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'

export default defineMethod('in_flight_wayline_cancel', {
  page: 'wayline',
  summary: 'Leave a wayline given in flight',
  safety: 'motion',
  reference: 'dock-to-cloud/mqtt/dock/dock3/wayline.html',
  services: {
    products: ['dock2', 'dock3'],
    reply: Result,
    example: { reply: { result: 0 } },
  },
})
