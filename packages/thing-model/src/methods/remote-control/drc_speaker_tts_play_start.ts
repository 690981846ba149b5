import { defineMethod } from '../../define.ts'
import { Result, Struct, Text } from '../../schema.ts'
import { PsdkIndex } from '../remote-control.ts'

export default defineMethod('drc_speaker_tts_play_start', {
  page: 'remote-control',
  summary: 'Say a text over the loudspeaker',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    request: Struct({
      psdk_index: PsdkIndex,
      tts: Struct(
        {
          name: Text({ title: 'Name', maxLength: 128 }),
          text: Text({ title: 'Text', maxLength: 4096 }),
          md5: Text({ title: 'MD5 of the text', minLength: 1, maxLength: 64 }),
        },
        { title: 'Speech' },
      ),
    }),
    reply: Result,
    example: { request: { psdk_index: 2, tts: { md5: 'ACDEFQD33D31C212', name: '', text: '' } }, reply: { result: 0 } },
  },
})
