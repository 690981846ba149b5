import { defineMethod } from '../../define.ts'
import { IntEnum, Result, Struct, Text } from '../../schema.ts'
import { lostLink, returnHome, waylineFile } from '../flight-task.ts'

export default defineMethod('in_flight_wayline_deliver', {
  page: 'wayline',
  summary: 'Give the flying aircraft a wayline and fly it',
  safety: 'motion',
  reference: 'dock-to-cloud/mqtt/dock/dock3/wayline.html',
  services: {
    products: ['dock2', 'dock3'],
    request: Struct({
      in_flight_wayline_id: Text({ title: 'Wayline', minLength: 1, maxLength: 64 }),
      file: waylineFile,
      ...lostLink,
      ...returnHome,
      wayline_precision_type: IntEnum({ 0: 'GPS', 1: 'RTK' }, { title: 'Precision' }),
    }),
    reply: Result,
    example: {
      request: {
        in_flight_wayline_id: 'f2b31c13-3fce-4a7e-b188-87a78ff2f8a6',
        file: { url: 'https://example.org/wayline.kmz', fingerprint: '7a7cea5060c55920b7619a2a981f2223' },
        out_of_control_action: 1,
        exit_wayline_when_rc_lost: 0,
        rth_altitude: 120,
        rth_mode: 1,
        wayline_precision_type: 1,
      },
      reply: { result: 0 },
    },
    notes: 'The example of the answer shows data without its envelope.',
  },
})
