import { DOCKS, defineMethod } from '../../define.ts'
import { IntEnum, ResultWith, Struct, Text } from '../../schema.ts'
import { storage } from '../storage.ts'

export default defineMethod('storage_config_get', {
  page: 'media',
  summary: 'Ask where to upload and with which credentials',
  description: 'Asked before each upload of media from an aircraft, or of the interface files of a payload.',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/media.html',
  requests: {
    products: DOCKS,
    request: Struct({ module: IntEnum({ 0: 'Media', 1: 'Payload resources' }, { title: 'For' }) }),
    reply: ResultWith(Struct({ ...storage, object_key_prefix: Text({ title: 'Prefix of object keys' }) })),
    example: {
      request: { module: 0 },
      reply: {
        result: 0,
        output: {
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
          object_key_prefix: 'b4cfaae6-bd9d-4cd0-8472-63b608c3c581',
        },
      },
    },
  },
})
