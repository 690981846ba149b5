import { defineMethod, GATEWAYS } from '../../define.ts'
import { Integer, List, Result, SerialNumber, Struct, Text, TextEnum } from '../../schema.ts'

const identity = {
  domain: TextEnum({ 0: 'Aircraft', 1: 'Payload', 2: 'Remote controller', 3: 'Dock' }, { title: 'Domain' }),
  type: Integer({ title: 'Type' }),
  sub_type: Integer({ title: 'Sub-type' }),
  device_secret: Text({ title: 'Device secret', secret: true }),
  nonce: Text({ title: 'Nonce', secret: true }),
  thing_version: Text({ title: 'Thing model version' }),
}

export default defineMethod('update_topo', {
  page: 'device',
  summary: 'Report which aircraft stands behind the gateway',
  description: 'Sent after each connection and whenever the aircraft comes or goes.',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/device.html',
  status: {
    products: GATEWAYS,
    request: Struct({
      ...identity,
      sub_devices: List(Struct({ sn: SerialNumber(), ...identity, index: Text({ title: 'Channel' }) }), {
        title: 'Devices behind the gateway',
        description: 'Empty: none is connected.',
        maxItems: 16,
      }),
    }),
    reply: Result,
    example: {
      request: {
        domain: '3',
        type: 3,
        sub_type: 0,
        device_secret: 'secret',
        nonce: 'nonce',
        thing_version: '1.1.2',
        sub_devices: [
          {
            sn: 'AIRCRAFT01',
            domain: '0',
            type: 100,
            sub_type: 1,
            index: 'A',
            device_secret: 'secret',
            nonce: 'nonce',
            thing_version: '1.1.2',
          },
        ],
      },
      reply: { result: 0 },
    },
    notes:
      'Real gateways leave `gateway` out of the envelope and add an integer `version`; the RC Plus 2 sends no domain.',
  },
})
