import { DOCKS, defineMethod } from '../../define.ts'
import { IntEnum, Result, Struct } from '../../schema.ts'
import { psdkIndex } from '../payload-sdk.ts'

export default defineMethod('speaker_play_mode_set', {
  page: 'psdk',
  summary: 'Set whether the speaker repeats',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/psdk.html',
  services: {
    products: DOCKS,
    request: Struct({ psdk_index: psdkIndex, play_mode: IntEnum({ 0: 'Once', 1: 'Repeat' }, { title: 'Play' }) }),
    reply: Result,
    example: { request: { psdk_index: 2, play_mode: 1 }, reply: { result: 0 } },
  },
})
