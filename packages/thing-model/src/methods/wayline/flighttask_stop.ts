import { defineMethod } from '../../define.ts'
import { IntEnum, Result, Struct } from '../../schema.ts'
import { flightId } from '../flight-task.ts'

export default defineMethod('flighttask_stop', {
  page: 'wayline',
  summary: 'End a mission over two docks',
  description: 'Told to a dock so that it leaves its part of the mission.',
  safety: 'protective',
  reference: 'dock-to-cloud/mqtt/dock/dock3/wayline.html',
  services: {
    products: ['dock2', 'dock3'],
    request: Struct({
      flight_id: flightId,
      reason: IntEnum({ 0: 'Ordinary end', 1: 'Fault of the other dock' }, { title: 'Reason' }),
    }),
    reply: Result,
    example: { request: { flight_id: 'mission', reason: 0 }, reply: { result: 0 } },
  },
})
