import { DOCKS, defineMethod } from '../../define.ts'
import { Percent, Result, Struct } from '../../schema.ts'
import { psdkIndex } from '../payload-sdk.ts'

export default defineMethod('speaker_play_volume_set', {
  page: 'psdk',
  summary: 'Set the volume of the speaker',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/psdk.html',
  services: {
    products: DOCKS,
    request: Struct({ psdk_index: psdkIndex, play_volume: Percent({ title: 'Volume' }) }),
    reply: Result,
    example: { request: { psdk_index: 2, play_volume: 13 }, reply: { result: 0 } },
  },
})
