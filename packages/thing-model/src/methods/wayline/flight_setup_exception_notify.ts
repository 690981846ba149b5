import { defineMethod } from '../../define.ts'
import { EpochMs, IntEnum, Integer, Result, SerialNumber, Struct } from '../../schema.ts'
import { flightId } from '../flight-task.ts'

export default defineMethod('flight_setup_exception_notify', {
  page: 'wayline',
  summary: 'Report that the preparation of a flight takes too long',
  description: 'Repeated every two minutes; flight_setup_abort ends the preparation.',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/wayline.html',
  events: {
    products: ['dock1'],
    request: Struct({
      sn: SerialNumber(),
      flight_id: flightId,
      flight_type: IntEnum({ 1: 'Wayline', 2: 'Live control' }, { title: 'Flight' }),
      timeout_time: Integer({ title: 'Waiting for', unit: 'min' }),
      timestamp: EpochMs(),
    }),
    reply: Result,
    example: {
      request: {
        sn: 'DOCK01',
        flight_id: 'c7f17df6-e7cc-4465-a252-d9587c6bbb37',
        flight_type: 1,
        timeout_time: 6,
        timestamp: 1724126480015,
      },
      reply: { result: 0 },
    },
  },
})
