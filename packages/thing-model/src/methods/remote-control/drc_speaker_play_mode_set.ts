import { defineMethod } from '../../define.ts'
import { Result, Struct } from '../../schema.ts'
import { PlayMode, PsdkIndex } from '../remote-control.ts'

export default defineMethod('drc_speaker_play_mode_set', {
  page: 'remote-control',
  summary: 'Set whether the loudspeaker repeats',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    request: Struct({ psdk_index: PsdkIndex, play_mode: PlayMode }),
    reply: Result,
    example: { request: { play_mode: 1, psdk_index: 1 }, reply: { result: 0 } },
  },
})
