import { DOCKS, defineMethod } from '../../define.ts'
import { Struct, Text } from '../../schema.ts'
import { FLIGHT_PROGRESS, FLY_TO_STATES, flightStatus } from '../flight.ts'

export default defineMethod('fly_to_point_progress', {
  page: 'drc',
  summary: 'Report how a flight to a point goes',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  events: {
    products: [...DOCKS, 'dji-rc-plus-2'],
    request: Struct({
      fly_to_id: Text({ title: 'Flight id' }),
      status: flightStatus(FLY_TO_STATES),
      ...FLIGHT_PROGRESS,
    }),
    example: {
      request: {
        fly_to_id: 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxx',
        planned_path_points: [{ height: 123.234, latitude: 13.23, longitude: 123.234 }],
        remaining_distance: 0,
        remaining_time: 0,
        result: 0,
        status: 'wayline_progress',
        way_point_index: 0,
      },
    },
  },
})
