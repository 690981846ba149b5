import { DOCKS, defineMethod } from '../../define.ts'
import { Result, Struct, Text } from '../../schema.ts'
import { psdkIndex } from '../payload-sdk.ts'

export default defineMethod('speaker_tts_play_start', {
  page: 'psdk',
  summary: 'Speak a text through the speaker',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/psdk.html',
  services: {
    products: DOCKS,
    request: Struct({
      psdk_index: psdkIndex,
      tts: Struct({
        name: Text({ title: 'Name', minLength: 1 }),
        text: Text({ title: 'Text', minLength: 1 }),
        md5: Text({ title: 'MD5', minLength: 1, description: 'The dock tells texts apart by it.' }),
      }),
    }),
    reply: Result,
    example: {
      request: { psdk_index: 2, tts: { name: 'Greeting', text: 'Hello', md5: '8b1a9953c4611296a827abf8c47804d7' } },
      reply: { result: 0 },
    },
  },
})
