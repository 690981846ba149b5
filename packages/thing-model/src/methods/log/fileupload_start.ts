import { DOCKS, defineMethod } from '../../define.ts'
import { Integer, List, Result, Struct, Text } from '../../schema.ts'
import { logModule } from '../log-module.ts'
import { storage } from '../storage.ts'

export default defineMethod('fileupload_start', {
  page: 'log',
  summary: 'Upload logs of dock and aircraft',
  description: 'The logs named for one device become one file.',
  safety: 'benign',
  reference: 'dock-to-cloud/mqtt/dock/dock3/log.html',
  services: {
    products: DOCKS,
    request: Struct({
      ...storage,
      params: Struct({
        files: List(
          Struct({
            module: logModule,
            object_key: Text({ title: 'Object key', minLength: 1 }),
            list: List(Struct({ boot_index: Integer({ title: 'Power-up', minimum: 0 }) }), {
              title: 'Logs',
              minItems: 1,
            }),
          }),
          { title: 'Files', minItems: 1 },
        ),
      }),
    }),
    reply: Result,
    example: {
      request: {
        provider: 'aws',
        endpoint: 'https://storage.example.org',
        region: 'us-east-1',
        bucket: 'media',
        credentials: {
          access_key_id: 'access_key_id',
          access_key_secret: 'access_key_secret',
          security_token: 'security_token',
          expire: 3600,
        },
        params: {
          files: [{ module: '3', object_key: 'DOCK01/logs/1', list: [{ boot_index: 321 }, { boot_index: 322 }] }],
        },
      },
      reply: { result: 0 },
    },
  },
})
