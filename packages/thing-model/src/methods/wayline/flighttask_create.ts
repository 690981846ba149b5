import { DOCKS, defineMethod } from '../../define.ts'
import { Result, Struct, Text, TextEnum } from '../../schema.ts'
import { flightId } from '../flight-task.ts'

export default defineMethod('flighttask_create', {
  page: 'wayline',
  summary: 'Give a mission to the dock, as it was done before flighttask_prepare',
  description: 'Retired: for firmware that knows nothing else.',
  safety: 'motion',
  generic: false,
  reference: 'dock-to-cloud/mqtt/dock/dock3/wayline.html',
  services: {
    products: DOCKS,
    request: Struct({
      flight_id: flightId,
      type: TextEnum({ wayline: 'Wayline' }, { title: 'Type' }),
      file: Struct({
        url: Text({ title: 'URL', minLength: 1, secret: true }),
        sign: Text({ title: 'MD5', minLength: 1 }),
      }),
    }),
    reply: Result,
    example: {
      request: {
        flight_id: 'mission',
        type: 'wayline',
        file: { url: 'https://example.org/mission.kmz', sign: 'd41d8cd98f00b204e9800998ecf8427e' },
      },
      reply: { result: 0 },
    },
  },
})
