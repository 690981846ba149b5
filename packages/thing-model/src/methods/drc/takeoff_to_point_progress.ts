import { DOCKS, defineMethod } from '../../define.ts'
import { Struct, Text } from '../../schema.ts'
import { FLIGHT_PROGRESS, flightStatus, TAKEOFF_STATES } from '../flight.ts'

export default defineMethod('takeoff_to_point_progress', {
  page: 'drc',
  summary: 'Report how a take-off to a point goes',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  events: {
    products: [...DOCKS, 'dji-rc-plus-2'],
    request: Struct({
      flight_id: Text({ title: 'Flight id' }),
      track_id: Text({ title: 'Track id' }),
      status: flightStatus(TAKEOFF_STATES),
      ...FLIGHT_PROGRESS,
    }),
    example: {
      request: {
        flight_id: 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxx',
        planned_path_points: [{ height: 123.234, latitude: 13.23, longitude: 123.234 }],
        remaining_distance: 0,
        remaining_time: 0,
        result: 0,
        status: 'wayline_ok',
        track_id: 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxx',
        way_point_index: 1,
      },
    },
  },
})
