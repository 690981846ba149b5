import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'

export default defineMethod('drc_ai_spotlight_zoom_stop', {
  page: 'remote-control',
  summary: 'Stop following a target',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: { products: ['dock3'], reply: Result, example: { reply: { result: 0 } } },
})
