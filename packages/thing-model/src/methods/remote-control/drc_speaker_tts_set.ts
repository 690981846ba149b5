import { defineMethod } from '../../define.ts'
import { Percent, Result, Struct } from '../../schema.ts'
import { PsdkIndex, SpeechLanguage, Voice } from '../remote-control.ts'

export default defineMethod('drc_speaker_tts_set', {
  page: 'remote-control',
  summary: 'Set voice, language, speed and volume of speech',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    request: Struct({
      psdk_index: PsdkIndex,
      volume: Percent({ title: 'Volume' }),
      type: Voice,
      language: SpeechLanguage,
      speed: Percent({ title: 'Speed' }),
    }),
    reply: Result,
    example: { request: { psdk_index: 2, volume: 60, type: 0, language: 0, speed: 50 }, reply: { result: 0 } },
  },
})
