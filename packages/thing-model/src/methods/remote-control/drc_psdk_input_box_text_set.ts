import { defineMethod } from '../../define.ts'
import { Result, Struct, Text } from '../../schema.ts'
import { PsdkIndex } from '../remote-control.ts'

export default defineMethod('drc_psdk_input_box_text_set', {
  page: 'remote-control',
  summary: 'Send text to an accessory',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    request: Struct({ psdk_index: PsdkIndex, value: Text({ title: 'Text', maxLength: 128 }) }),
    reply: Result,
    example: { request: { psdk_index: 1, value: '' }, reply: { result: 0 } },
  },
})
