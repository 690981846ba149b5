import { DOCKS, defineMethod } from '../../define.ts'
import { Result, Struct, Text } from '../../schema.ts'

export default defineMethod('highest_priority_upload_flighttask_media', {
  page: 'media',
  summary: 'Report which mission uploads its media first',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/media.html',
  events: {
    products: DOCKS,
    request: Struct({ flight_id: Text({ title: 'Mission' }) }),
    reply: Result,
    example: { request: { flight_id: 'mission' }, reply: { result: 0 } },
  },
})
