import { DOCKS, defineMethod } from '../../define.ts'
import { Integer, Optional, Struct, Text, TextEnum } from '../../schema.ts'

export default defineMethod('config', {
  page: 'config',
  summary: 'Ask for the licence of the application and the time server',
  description: 'The first request after a connection; a dock goes no further without an answer.',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/config.html',
  requests: {
    products: DOCKS,
    request: Struct({
      config_type: TextEnum({ json: 'JSON' }, { title: 'Format' }),
      config_scope: TextEnum({ product: 'Product' }, { title: 'Scope' }),
    }),
    reply: Struct({
      ntp_server_host: Text({ title: 'Time server' }),
      ntp_server_port: Optional(Integer({ title: 'Port of the time server', minimum: 1, maximum: 65535 })),
      app_id: Text({ title: 'App ID' }),
      app_key: Text({ title: 'App key', secret: true }),
      app_license: Text({ title: 'App licence', secret: true }),
    }),
    example: {
      request: { config_type: 'json', config_scope: 'product' },
      reply: {
        ntp_server_host: 'ntp.example.org',
        ntp_server_port: 123,
        app_id: '123456',
        app_key: 'app_key',
        app_license: 'app_license',
      },
    },
    notes: 'The answer stands in data itself, without result and output.',
  },
})
