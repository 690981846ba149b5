import { DOCKS, defineMethod } from '../../define.ts'
import { Result, Struct } from '../../schema.ts'
import { psdkIndex } from '../payload-sdk.ts'

export default defineMethod('speaker_play_stop', {
  page: 'psdk',
  summary: 'Silence the speaker',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/psdk.html',
  services: {
    products: DOCKS,
    request: Struct({ psdk_index: psdkIndex }),
    reply: Result,
    example: { request: { psdk_index: 2 }, reply: { result: 0 } },
  },
})
