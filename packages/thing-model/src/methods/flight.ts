/** Shapes of commanded flight: points to fly to and the progress towards them. */
import {
  EllipsoidHeight,
  Float,
  Integer,
  Latitude,
  List,
  Longitude,
  ResultCode,
  ResultWith,
  Struct,
  Text,
  TextEnum,
} from '../schema.ts'

/** The one point to fly to; its height is ellipsoidal. */
export const TargetPoints = List(
  Struct({
    latitude: Latitude(),
    longitude: Longitude(),
    height: EllipsoidHeight({ minimum: 2, maximum: 10000, step: 0.1 }),
  }),
  { title: 'Point', minItems: 1, maxItems: 1 },
)

/** Fields that every progress report of a flight to a point has. */
export const FLIGHT_PROGRESS = {
  result: ResultCode,
  way_point_index: Integer({ title: 'Waypoint' }),
  remaining_distance: Float({ title: 'Distance left', unit: 'm' }),
  remaining_time: Float({ title: 'Time left', unit: 's' }),
  planned_path_points: List(Struct({ latitude: Latitude(), longitude: Longitude(), height: EllipsoidHeight() }), {
    title: 'Planned path',
  }),
}
export const FLY_TO_STATES = {
  wayline_progress: 'Flying',
  wayline_ok: 'Arrived',
  wayline_cancel: 'Cancelled',
  wayline_failed: 'Failed',
}
export const TAKEOFF_STATES = { task_ready: 'Preparing', ...FLY_TO_STATES, task_finish: 'Finished' }
/** Status of a flight to a point. After the terminal ones no further progress is expected. */
export const flightStatus = (states: Readonly<Record<string, string>>) => TextEnum(states, { title: 'Status' })

/** Id of a flight; devices refuse the characters that a file name cannot hold. */
export const FlightId = (title: string) => Text({ title, minLength: 1, maxLength: 64, pattern: '^[^<>:"/|?*._\\\\]+$' })

/** Authority that a remote controller lends to the cloud. */
export const ControlKeys = List(TextEnum({ flight: 'Flight' }), { title: 'Authority', minItems: 1, maxItems: 1 })
export const ControlReply = ResultWith(Struct({ status: TextEnum({ ok: 'Accepted' }, { title: 'Status' }) }))

/** What POI mode and AI tracking say when they pause (below 160) or end (from 160 on). */
export const TRACKING_REASONS = {
  0: 'Normal',
  1: 'Too close to the target',
  2: 'Too far from the target',
  3: 'Lowest height reached',
  4: 'Highest height reached',
  5: 'Distance limit reached',
  6: 'Near a restricted zone',
  7: 'Gimbal at its end stop',
  8: 'Largest yaw angle reached',
  9: 'Obstacle too close',
  10: 'Positioning switched from GPS to RTK',
  11: 'Positioning switched from RTK to GPS',
  12: 'Obstacle sensing failed',
  160: 'Ended normally',
  161: 'Payload not supported',
  162: 'Camera mode not supported',
  163: 'Command not allowed',
  164: 'Positioning failed',
  165: 'Not in the air',
  166: 'Wrong flight mode',
  167: 'Not while returning, landing or in attitude mode',
  168: 'Remote control or video link lost',
}
