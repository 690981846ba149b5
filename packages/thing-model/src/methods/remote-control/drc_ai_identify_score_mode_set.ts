import { defineMethod } from '../../define.ts'
import { Result, Struct } from '../../schema.ts'
import { ScoreMode } from '../remote-control.ts'

export default defineMethod('drc_ai_identify_score_mode_set', {
  page: 'remote-control',
  summary: 'Choose how sure recognition has to be',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    request: Struct({ score_mode: ScoreMode }),
    reply: Result,
    example: { request: { score_mode: 1 }, reply: { result: 0 } },
  },
})
