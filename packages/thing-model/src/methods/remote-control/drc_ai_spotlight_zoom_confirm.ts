import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'

export default defineMethod('drc_ai_spotlight_zoom_confirm', {
  page: 'remote-control',
  summary: 'Follow the target chosen by a frame',
  description: 'The aircraft turns after the target.',
  safety: 'motion',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: { products: ['dock3'], reply: Result, example: { reply: { result: 0 } } },
})
