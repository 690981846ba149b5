import { defineMethod } from '../../define.ts'
import { Result, Struct } from '../../schema.ts'
import { Score } from '../remote-control.ts'

export default defineMethod('drc_ai_identify_score_set', {
  page: 'remote-control',
  summary: 'Set how sure recognition has to be',
  description: 'Takes effect in the confidence mode with an own threshold.',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    request: Struct({ score: Score }),
    reply: Result,
    example: { request: { score: 100 }, reply: { result: 0 } },
  },
})
