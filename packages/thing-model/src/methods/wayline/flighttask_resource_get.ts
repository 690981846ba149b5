import { DOCKS, defineMethod } from '../../define.ts'
import { ResultWith, Struct } from '../../schema.ts'
import { flightId, waylineFile } from '../flight-task.ts'

export default defineMethod('flighttask_resource_get', {
  page: 'wayline',
  summary: 'Ask for the file of a mission',
  description: 'Asked before take-off: the URL given earlier may have expired.',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/wayline.html',
  requests: {
    products: DOCKS,
    request: Struct({ flight_id: flightId }),
    reply: ResultWith(Struct({ file: waylineFile })),
    example: {
      request: { flight_id: 'mission' },
      reply: {
        result: 0,
        output: { file: { url: 'https://example.org/mission.kmz', fingerprint: 'd41d8cd98f00b204e9800998ecf8427e' } },
      },
    },
  },
})
