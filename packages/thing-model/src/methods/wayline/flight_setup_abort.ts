import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'

export default defineMethod('flight_setup_abort', {
  page: 'wayline',
  summary: 'End the preparation of a flight before take-off',
  description: 'Refused after take-off; return home then.',
  safety: 'protective',
  reference: 'dock-to-cloud/mqtt/dock/dock3/wayline.html',
  services: {
    products: ['dock1'],
    reply: Result,
    example: { reply: { result: 0 } },
  },
})
