import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'

export default defineMethod('drc_ai_identify_score_reset', {
  page: 'remote-control',
  summary: 'Reset how sure recognition has to be',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: { products: ['dock3'], reply: Result, example: { reply: { result: 0 } } },
})
