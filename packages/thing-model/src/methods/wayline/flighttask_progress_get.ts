import { defineMethod } from '../../define.ts'
import { IntEnum, Optional, Percent, ResultWith, SerialNumber, Struct } from '../../schema.ts'
import { flightId, missionStatus } from '../flight-task.ts'
import { STEPS } from '../flight-task-steps.ts'

export default defineMethod('flighttask_progress_get', {
  page: 'wayline',
  summary: 'Ask how far the other dock of a mission is',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/wayline.html',
  requests: {
    products: ['dock2', 'dock3'],
    request: Struct({
      target_sn: Optional(SerialNumber()),
      sn: Optional(SerialNumber()),
      flight_id: Optional(flightId),
    }),
    reply: ResultWith(
      Struct({
        flight_id: flightId,
        status: missionStatus,
        progress: Struct({ current_step: IntEnum(STEPS, { title: 'Step' }), percent: Percent({ title: 'Progress' }) }),
      }),
    ),
    example: {
      request: { target_sn: 'DOCK02', flight_id: 'mission' },
      reply: {
        result: 0,
        output: { flight_id: 'mission', status: 'in_progress', progress: { current_step: 27, percent: 90 } },
      },
    },
    notes: 'Dock 2 names the other dock target_sn, Dock 3 names it sn.',
  },
})
