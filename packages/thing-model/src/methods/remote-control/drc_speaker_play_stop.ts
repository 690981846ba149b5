import { defineMethod } from '../../define.ts'
import { Result, Struct } from '../../schema.ts'
import { PsdkIndex } from '../remote-control.ts'

export default defineMethod('drc_speaker_play_stop', {
  page: 'remote-control',
  summary: 'Silence the loudspeaker',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    request: Struct({ psdk_index: PsdkIndex }),
    reply: Result,
    example: { request: { psdk_index: 2 }, reply: { result: 0 } },
  },
})
