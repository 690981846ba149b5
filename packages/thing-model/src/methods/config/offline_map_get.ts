import { defineMethod } from '../../define.ts'
import { Empty, ResultWith } from '../../schema.ts'

export default defineMethod('offline_map_get', {
  page: 'config',
  summary: 'Ask for offline map files',
  description: 'An empty answer is enough.',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/config.html',
  requests: {
    products: ['dock2'],
    reply: ResultWith(Empty),
    example: { request: {}, reply: { result: 0, output: {} } },
    notes: 'In no document, but real docks ask it before a take-off and wait about 40 s when nobody answers.',
  },
})
