import { DOCKS, defineMethod } from '../../define.ts'
import { List, Result, Struct } from '../../schema.ts'
import { flightId } from '../flight-task.ts'

export default defineMethod('flighttask_ready', {
  page: 'wayline',
  summary: 'Report missions whose conditions are met',
  description: 'Only conditional missions become ready; each still waits for flighttask_execute.',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/wayline.html',
  events: {
    products: DOCKS,
    request: Struct({ flight_ids: List(flightId, { title: 'Missions' }) }),
    reply: Result,
    example: { request: { flight_ids: ['mission-1', 'mission-2'] }, reply: { result: 0 } },
  },
})
