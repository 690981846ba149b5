import {
  CommanderFlightMode,
  CommanderLostAction,
  ExitWaylineWhenRcLost,
  RcLostAction,
  RthMode,
} from '../../aircraft.ts'
import { DOCKS, defineMethod } from '../../define.ts'
import {
  EllipsoidHeight,
  Integer,
  Latitude,
  Longitude,
  OnOff,
  Optional,
  RelativeHeight,
  Result,
  Struct,
} from '../../schema.ts'
import { FlightId } from '../flight.ts'

/** Fields that every gateway takes. */
const COMMON = {
  flight_id: FlightId('Flight id'),
  target_latitude: Latitude({ title: 'Latitude of the point' }),
  target_longitude: Longitude({ title: 'Longitude of the point' }),
  target_height: EllipsoidHeight({ title: 'Height of the point (ellipsoid)', minimum: 2, maximum: 10000, step: 0.1 }),
  security_takeoff_height: RelativeHeight({ title: 'Climb to, above take-off', minimum: 20, maximum: 1500, step: 0.1 }),
  rth_altitude: Integer({ title: 'Return height, above take-off', unit: 'm', minimum: 2, maximum: 1500 }),
  rc_lost_action: RcLostAction(),
  commander_mode_lost_action: CommanderLostAction(),
  commander_flight_height: RelativeHeight({
    title: 'Flight height, above take-off',
    minimum: 2,
    maximum: 3000,
    step: 0.1,
  }),
  max_speed: Integer({ title: 'Highest speed', unit: 'm/s', minimum: 1, maximum: 15 }),
  simulate_mission: Optional(
    Struct(
      { is_enable: OnOff({ title: 'Simulate' }), latitude: Latitude(), longitude: Longitude() },
      { title: 'Simulated flight' },
    ),
  ),
}

export default defineMethod('takeoff_to_point', {
  page: 'drc',
  summary: 'Take off and fly to a point',
  description:
    'The aircraft climbs to the higher of security_takeoff_height and commander_flight_height, flies to the ' +
    'point and hovers there. In a simulated flight the propellers must be off: the closing cover can snap them.',
  safety: 'motion',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: [...DOCKS, 'dji-rc-plus-2'],
    request: Struct({
      ...COMMON,
      rth_mode: RthMode(),
      commander_flight_mode: CommanderFlightMode(),
      flight_safety_advance_check: Optional(
        OnOff({
          title: 'Check custom flight areas first',
          description:
            'The aircraft updates its custom flight areas before it starts when they differ from those of the cloud.',
        }),
      ),
    }),
    reply: Result,
    example: {
      request: {
        flight_id: 'ABDEAC21DCADDA',
        max_speed: 12,
        rc_lost_action: 0,
        rth_mode: 1,
        rth_altitude: 100,
        security_takeoff_height: 100,
        target_height: 100,
        target_latitude: 12.23,
        target_longitude: 12.32,
        commander_mode_lost_action: 1,
        commander_flight_mode: 1,
        commander_flight_height: 80,
        flight_safety_advance_check: 1,
      },
      reply: { result: 0 },
    },
    variants: {
      dock1: {
        request: Struct({ ...COMMON, exit_wayline_when_rc_lost: Optional(ExitWaylineWhenRcLost()) }),
        example: {
          request: {
            commander_flight_height: 80,
            commander_mode_lost_action: 1,
            flight_id: 'ABDEAC21DCADDA',
            max_speed: 12,
            rc_lost_action: 0,
            rth_altitude: 100,
            security_takeoff_height: 100,
            target_height: 100,
            target_latitude: 12.23,
            target_longitude: 12.32,
          },
        },
      },
    },
    notes:
      'The pages limit target_height to 1500 m although it is above the ellipsoid, which would exclude ' +
      'highlands; their own demo takes 10000. Their examples lack the required rth_mode and ' +
      'commander_flight_mode.',
  },
})
