import { defineMethod } from '../../define.ts'
import { IntEnum, Integer, Percent, Result, ResultCode, Struct, Text } from '../../schema.ts'

export default defineMethod('in_flight_wayline_progress', {
  page: 'wayline',
  summary: 'Report how far a wayline given in flight has come',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/wayline.html',
  events: {
    products: ['dock2', 'dock3'],
    request: Struct({
      in_flight_wayline_id: Text({ title: 'Wayline' }),
      progress: Struct({ percent: Percent({ title: 'Progress' }) }),
      status: IntEnum(
        {
          1: 'File on its way',
          2: 'File arrived',
          3: 'Running',
          4: 'Paused',
          5: 'Cancelled',
          6: 'Done',
          7: 'Failed',
          8: 'Timed out',
        },
        { title: 'Status' },
      ),
      result: ResultCode,
      way_point_index: Integer({ title: 'Waypoint' }),
    }),
    reply: Result,
    example: {
      request: {
        in_flight_wayline_id: 'f2b31c13-3fce-4a7e-b188-87a78ff2f8a6',
        progress: { percent: 60 },
        status: 3,
        result: 0,
        way_point_index: 4,
      },
      reply: { result: 0 },
    },
    notes: 'The example shows data without its envelope.',
  },
})
