import { defineMethod } from '../../define.ts'
import { Integer, Result, Struct } from '../../schema.ts'

export default defineMethod('drc_ai_spotlight_zoom_track', {
  page: 'remote-control',
  summary: 'Follow a recognised target',
  description: 'The aircraft turns after the target.',
  safety: 'motion',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    request: Struct({
      target_index: Integer({
        title: 'Target',
        minimum: 0,
        maximum: 65535,
        description: 'Index from the metadata of the live stream.',
      }),
    }),
    reply: Result,
    example: { request: { target_index: 0 }, reply: { result: 0 } },
  },
})
