import { DOCKS, defineMethod } from '../../define.ts'
import { Result, Struct, Text, TextEnum } from '../../schema.ts'
import { psdkIndex } from '../payload-sdk.ts'

export default defineMethod('speaker_audio_play_start', {
  page: 'psdk',
  summary: 'Play a recording through the speaker',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/psdk.html',
  services: {
    products: DOCKS,
    request: Struct({
      psdk_index: psdkIndex,
      file: Struct({
        name: Text({ title: 'Name', minLength: 1 }),
        url: Text({ title: 'URL', minLength: 1, secret: true }),
        md5: Text({ title: 'MD5', minLength: 1, description: 'The dock tells recordings apart by it.' }),
        format: TextEnum({ pcm: 'PCM' }, { title: 'Format' }),
      }),
    }),
    reply: Result,
    example: {
      request: {
        psdk_index: 2,
        file: {
          name: 'Leave the area',
          url: 'https://example.org/leave-the-area.pcm',
          md5: 'b38257017001f45ec064b5157b2e4416',
          format: 'pcm',
        },
      },
      reply: { result: 0 },
    },
  },
})
