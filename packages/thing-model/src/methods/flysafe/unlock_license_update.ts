import { DOCKS, defineMethod } from '../../define.ts'
import { Optional, Result, Struct, Text } from '../../schema.ts'

export default defineMethod('unlock_license_update', {
  page: 'flysafe',
  summary: 'Load unlocking licences onto the aircraft',
  description: 'Changes where and how high the aircraft may fly.',
  safety: 'destructive',
  reference: 'dock-to-cloud/mqtt/dock/dock3/flysafe.html',
  services: {
    products: DOCKS,
    request: Struct({
      file: Optional(
        Struct(
          {
            url: Text({ title: 'URL', minLength: 1, secret: true }),
            fingerprint: Text({ title: 'MD5', minLength: 1 }),
          },
          { title: 'Licence file', description: 'Without it the dock fetches them from the FlySafe server.' },
        ),
      ),
    }),
    reply: Result,
    example: {
      request: { file: { url: 'https://example.org/licences', fingerprint: 'd41d8cd98f00b204e9800998ecf8427e' } },
      reply: { result: 0 },
    },
  },
})
