import { DOCKS, defineMethod } from '../../define.ts'
import { Result, Struct } from '../../schema.ts'
import { psdkIndex } from '../payload-sdk.ts'

export default defineMethod('speaker_replay', {
  page: 'psdk',
  summary: 'Play the last sound of the speaker again',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/psdk.html',
  services: {
    products: DOCKS,
    request: Struct({ psdk_index: psdkIndex }),
    reply: Result,
    example: { request: { psdk_index: 2 }, reply: { result: 0 } },
  },
})
