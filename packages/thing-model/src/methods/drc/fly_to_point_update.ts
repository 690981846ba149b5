import { DOCKS, defineMethod } from '../../define.ts'
import { Integer, Result, Struct } from '../../schema.ts'
import { TargetPoints } from '../flight.ts'

export default defineMethod('fly_to_point_update', {
  page: 'drc',
  summary: 'Change the point of a flight that is under way',
  description: 'Works during fly_to_point and takeoff_to_point.',
  safety: 'motion',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: [...DOCKS, 'dji-rc-plus-2'],
    request: Struct({
      max_speed: Integer({ title: 'Highest speed', unit: 'm/s', minimum: 1, maximum: 15 }),
      points: TargetPoints,
    }),
    reply: Result,
    example: {
      request: { max_speed: 12, points: [{ height: 100, latitude: 12.23, longitude: 12.23 }] },
      reply: { result: 0 },
    },
  },
})
