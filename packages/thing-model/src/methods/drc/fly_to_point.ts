import { DOCKS, defineMethod } from '../../define.ts'
import { Integer, Result, Struct } from '../../schema.ts'
import { FlightId, TargetPoints } from '../flight.ts'

export default defineMethod('fly_to_point', {
  page: 'drc',
  summary: 'Fly to a point',
  description:
    'The aircraft is in the air already. Below 20 m above take-off it climbs to 20 m, then to the height for ' +
    'flights to a point (commander_flight_height).',
  safety: 'motion',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: [...DOCKS, 'dji-rc-plus-2'],
    request: Struct({
      fly_to_id: FlightId('Flight id'),
      max_speed: Integer({ title: 'Highest speed', unit: 'm/s', minimum: 0, maximum: 15 }),
      points: TargetPoints,
    }),
    reply: Result,
    example: {
      request: {
        fly_to_id: 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxx',
        max_speed: 12,
        points: [{ height: 100, latitude: 12.23, longitude: 12.23 }],
      },
      reply: { result: 0 },
    },
  },
})
