import { DOCKS, defineMethod } from '../../define.ts'
import {
  EllipsoidHeight,
  Float,
  IntEnum,
  Latitude,
  List,
  Longitude,
  Optional,
  Percent,
  Result,
  SerialNumber,
  Struct,
} from '../../schema.ts'
import { flightId } from '../flight-task.ts'

export default defineMethod('return_home_info', {
  page: 'wayline',
  summary: 'Report the planned way home',
  description:
    'Each report holds the whole way. When the last point is elsewhere, the home point cannot be reached in a straight line from it.',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/wayline.html',
  events: {
    products: [...DOCKS, 'dji-rc-plus-2'],
    request: Struct({
      planned_path_points: List(Struct({ latitude: Latitude(), longitude: Longitude(), height: EllipsoidHeight() }), {
        title: 'Way home',
      }),
      last_point_type: IntEnum({ 0: 'Above the home point', 1: 'Elsewhere' }, { title: 'Last point' }),
      flight_id: flightId,
      home_dock_sn: Optional(SerialNumber({ title: 'Dock it returns to' })),
      multi_dock_home_info: Optional(
        List(
          Struct({
            sn: SerialNumber(),
            plan_status: IntEnum(
              { 0: 'Not planned', 1: 'Out of reach', 2: 'Out of reach by battery', 3: 'Within reach' },
              { title: 'Plan' },
            ),
            estimated_battery_consumption: Percent({ title: 'Battery needed' }),
            home_distance: Float({ title: 'Distance', unit: 'm' }),
          }),
          { title: 'Docks of the mission' },
        ),
      ),
    }),
    reply: Result,
    example: {
      request: {
        flight_id: 'mission',
        last_point_type: 0,
        planned_path_points: [
          { latitude: 22.755022128112614, longitude: 114.89828051067889, height: 60.285194396972656 },
          { latitude: 22.757531544193625, longitude: 114.89862810820341, height: 78.30619430541992 },
        ],
        home_dock_sn: 'DOCK01',
        multi_dock_home_info: [
          { sn: 'DOCK01', plan_status: 3, estimated_battery_consumption: 30, home_distance: 298.3277282714844 },
        ],
      },
      reply: { result: 0 },
    },
  },
})
