import { defineMethod } from '../../define.ts'
import { OnOff, Result, Struct } from '../../schema.ts'

export default defineMethod('drc_ai_spotlight_zoom_set', {
  page: 'remote-control',
  summary: 'Switch following of targets',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    request: Struct({ on: OnOff({ title: 'Following' }) }),
    reply: Result,
    example: { request: { on: 1 }, reply: { result: 0 } },
  },
})
