import { defineMethod } from '../../define.ts'
import { Result, Struct, Text } from '../../schema.ts'

export default defineMethod('in_flight_wayline_stop', {
  page: 'wayline',
  summary: 'Pause a wayline given in flight and hover',
  safety: 'protective',
  reference: 'dock-to-cloud/mqtt/dock/dock3/wayline.html',
  services: {
    products: ['dock2', 'dock3'],
    request: Struct({ in_flight_wayline_id: Text({ title: 'Wayline', minLength: 1, maxLength: 64 }) }),
    reply: Result,
    example: { request: { in_flight_wayline_id: '36747381-4886-4ed0-9b2b-2919d6d4863c' }, reply: { result: 0 } },
  },
})
