import { DOCKS, defineMethod } from '../../define.ts'
import { Result, Struct, Text } from '../../schema.ts'
import { psdkIndex } from '../payload-sdk.ts'

export default defineMethod('psdk_floating_window_text', {
  page: 'psdk',
  summary: 'Report the text that a payload shows',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/psdk.html',
  events: {
    products: DOCKS,
    request: Struct({ psdk_index: psdkIndex, value: Text({ title: 'Text' }) }),
    reply: Result,
    example: { request: { psdk_index: 2, value: 'System time : 1193683 ms' }, reply: { result: 0 } },
  },
})
