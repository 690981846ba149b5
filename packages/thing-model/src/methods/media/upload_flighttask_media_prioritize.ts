import { DOCKS, defineMethod } from '../../define.ts'
import { Result, Struct, Text } from '../../schema.ts'

export default defineMethod('upload_flighttask_media_prioritize', {
  page: 'media',
  summary: 'Upload the media of a mission first',
  safety: 'benign',
  reference: 'dock-to-cloud/mqtt/dock/dock3/media.html',
  services: {
    products: DOCKS,
    request: Struct({ flight_id: Text({ title: 'Mission', minLength: 1 }) }),
    reply: Result,
    example: { request: { flight_id: 'mission' }, reply: { result: 0 } },
  },
})
