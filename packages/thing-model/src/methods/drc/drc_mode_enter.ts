import { DOCKS, defineMethod } from '../../define.ts'
import { Bool, Integer, Result, Struct, Text } from '../../schema.ts'

export default defineMethod('drc_mode_enter', {
  page: 'drc',
  summary: 'Open the DRC link for commanded flight',
  description:
    'The gateway connects to the given broker and takes flight commands there until drc_mode_exit, or after a ' +
    'minute without heartbeat.',
  safety: 'benign',
  generic: false,
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: [...DOCKS, 'dji-rc-plus-2', 'rc-pro'],
    request: Struct({
      mqtt_broker: Struct(
        {
          address: Text({ title: 'Broker', minLength: 1, maxLength: 255, description: 'Host and port.' }),
          client_id: Text({ title: 'Client id', minLength: 1, maxLength: 128 }),
          username: Text({ title: 'User name', minLength: 1, maxLength: 128 }),
          password: Text({ title: 'Password', minLength: 1, maxLength: 4096, secret: true }),
          expire_time: Integer({
            title: 'Credentials valid until',
            unit: 's-epoch',
            minimum: 0,
            maximum: 4294967295,
            description: 'A connection that stands by then goes on.',
          }),
          enable_tls: Bool({ title: 'TLS' }),
        },
        { title: 'Broker' },
      ),
      osd_frequency: Integer({ title: 'Telemetry rate', unit: 'Hz', minimum: 1, maximum: 30 }),
      hsi_frequency: Integer({ title: 'Obstacle distance rate', unit: 'Hz', minimum: 1, maximum: 30 }),
    }),
    reply: Result,
    example: {
      request: {
        hsi_frequency: 1,
        mqtt_broker: {
          address: 'mqtt.dji.com:8883',
          client_id: 'sn_a',
          enable_tls: true,
          expire_time: 1672744922,
          password: 'jwt_token',
          username: 'sn_a_username',
        },
        osd_frequency: 10,
      },
      reply: { result: 0 },
    },
  },
})
