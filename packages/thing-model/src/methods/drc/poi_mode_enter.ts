import { defineMethod } from '../../define.ts'
import { EllipsoidHeight, Latitude, Longitude, Result, Struct } from '../../schema.ts'

export default defineMethod('poi_mode_enter', {
  page: 'drc',
  summary: 'Circle a point',
  safety: 'motion',
  reference: 'dock-to-cloud/mqtt/dock/dock1/drc.html',
  services: {
    products: ['dock1', 'dji-rc-plus-2'],
    request: Struct({
      latitude: Latitude(),
      longitude: Longitude(),
      height: EllipsoidHeight({ minimum: 2, maximum: 10000, step: 0.1 }),
    }),
    reply: Result,
    example: { request: { height: 100, latitude: 12.23, longitude: 12.23 }, reply: { result: 0 } },
    notes:
      'The page calls the height ellipsoidal and relative to take-off in one sentence; taken as ellipsoidal like ' +
      'the other commands.',
  },
})
