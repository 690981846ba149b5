import { DOCKS, defineMethod } from '../../define.ts'
import { Integer, List, ResultWith, SerialNumber, Struct, Text } from '../../schema.ts'
import { bindCode, callsign, organizationId } from '../binding.ts'

export default defineMethod('airport_organization_bind', {
  page: 'organization',
  summary: 'Bind dock and aircraft to an organization',
  description: 'An empty list of errors means that all devices are bound.',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/organization.html',
  requests: {
    products: DOCKS,
    request: Struct({
      bind_devices: List(
        Struct({
          sn: SerialNumber(),
          device_binding_code: bindCode,
          organization_id: organizationId,
          device_callsign: callsign,
          device_model_key: Text({
            title: 'Product',
            description: 'As domain-type-sub_type.',
            pattern: '^\\d+-\\d+-\\d+$',
          }),
        }),
        { title: 'Devices' },
      ),
    }),
    reply: ResultWith(
      Struct({ err_infos: List(Struct({ sn: SerialNumber(), err_code: Integer({ title: 'Result of the device' }) })) }),
    ),
    example: {
      request: {
        bind_devices: [
          {
            sn: 'DOCK01',
            device_binding_code: 'A1B2C3',
            organization_id: '12345678',
            device_callsign: 'North dock',
            device_model_key: '3-1-0',
          },
          {
            sn: 'AIRCRAFT01',
            device_binding_code: 'A1B2C3',
            organization_id: '12345678',
            device_callsign: 'North aircraft',
            device_model_key: '0-67-0',
          },
        ],
      },
      reply: { result: 0, output: { err_infos: [{ sn: 'DOCK01', err_code: 210231 }] } },
    },
  },
})
