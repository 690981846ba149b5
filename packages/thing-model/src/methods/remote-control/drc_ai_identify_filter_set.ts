import { defineMethod } from '../../define.ts'
import { Result, Struct } from '../../schema.ts'
import { Filters } from '../remote-control.ts'

export default defineMethod('drc_ai_identify_filter_set', {
  page: 'remote-control',
  summary: 'Choose the kinds of target that are recognised',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    request: Struct({ filters: Filters }),
    reply: Result,
    example: { request: { filters: [1, 2, 3] }, reply: { result: 0 } },
  },
})
