import { DOCKS, defineMethod } from '../../define.ts'
import { Result, Struct, Text } from '../../schema.ts'
import { psdkIndex } from '../payload-sdk.ts'

export default defineMethod('psdk_input_box_text_set', {
  page: 'psdk',
  summary: 'Send the text of the input box of a payload',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/psdk.html',
  services: {
    products: DOCKS,
    request: Struct({ psdk_index: psdkIndex, value: Text({ title: 'Text', maxLength: 128 }) }),
    reply: Result,
    example: { request: { psdk_index: 2, value: 'hello world' }, reply: { result: 0 } },
  },
})
