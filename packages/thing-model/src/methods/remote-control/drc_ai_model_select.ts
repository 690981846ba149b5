import { defineMethod } from '../../define.ts'
import { Integer, Result, Struct } from '../../schema.ts'

export default defineMethod('drc_ai_model_select', {
  page: 'remote-control',
  summary: 'Choose the model that recognises targets',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    request: Struct({
      index: Integer({
        title: 'Model',
        minimum: 0,
        maximum: 255,
        description: 'Index from ai_model_list of drc_ai_info_push.',
      }),
    }),
    reply: Result,
    example: { request: { index: 0 }, reply: { result: 0 } },
  },
})
