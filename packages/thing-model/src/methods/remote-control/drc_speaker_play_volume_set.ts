import { defineMethod } from '../../define.ts'
import { Percent, Result, Struct } from '../../schema.ts'
import { PsdkIndex } from '../remote-control.ts'

export default defineMethod('drc_speaker_play_volume_set', {
  page: 'remote-control',
  summary: 'Set the volume of the loudspeaker',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    request: Struct({ psdk_index: PsdkIndex, play_volume: Percent({ title: 'Volume', minimum: 1 }) }),
    reply: Result,
    example: { request: { play_volume: 60, psdk_index: 1 }, reply: { result: 0 } },
  },
})
