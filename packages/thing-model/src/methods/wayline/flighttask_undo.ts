import { DOCKS, defineMethod } from '../../define.ts'
import { List, Result, Struct } from '../../schema.ts'
import { flightId } from '../flight-task.ts'

export default defineMethod('flighttask_undo', {
  page: 'wayline',
  summary: 'Take missions back that have not started',
  safety: 'motion',
  generic: false,
  reference: 'dock-to-cloud/mqtt/dock/dock3/wayline.html',
  services: {
    products: DOCKS,
    request: Struct({ flight_ids: List(flightId, { title: 'Missions', minItems: 1 }) }),
    reply: Result,
    example: { request: { flight_ids: ['mission-1', 'mission-2'] }, reply: { result: 0 } },
  },
})
