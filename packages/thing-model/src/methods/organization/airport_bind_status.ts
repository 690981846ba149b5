import { DOCKS, defineMethod } from '../../define.ts'
import { Bool, List, ResultWith, SerialNumber, Struct } from '../../schema.ts'
import { callsign, organizationId, organizationName } from '../binding.ts'

export default defineMethod('airport_bind_status', {
  page: 'organization',
  summary: 'Ask whether dock and aircraft belong to an organization',
  description: 'The first request of a dock after config; what it is answered decides whether it binds.',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/organization.html',
  requests: {
    products: DOCKS,
    request: Struct({ devices: List(Struct({ sn: SerialNumber() }), { title: 'Devices' }) }),
    reply: ResultWith(
      Struct({
        bind_status: List(
          Struct({
            sn: SerialNumber(),
            is_device_bind_organization: Bool({ title: 'Bound' }),
            organization_id: organizationId,
            organization_name: organizationName,
            device_callsign: callsign,
          }),
          { title: 'Binding per device' },
        ),
      }),
    ),
    example: {
      request: { devices: [{ sn: 'AIRCRAFT01' }, { sn: 'DOCK01' }] },
      reply: {
        result: 0,
        output: {
          bind_status: [
            {
              sn: 'DOCK01',
              is_device_bind_organization: true,
              organization_id: '12345678',
              organization_name: 'Field team',
              device_callsign: 'North dock',
            },
          ],
        },
      },
    },
  },
})
