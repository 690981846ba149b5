import { DOCKS, defineMethod } from '../../define.ts'
import {
  EllipsoidHeight,
  Float,
  IntEnum,
  Integer,
  Latitude,
  Longitude,
  Optional,
  Percent,
  Result,
  ResultWith,
  Struct,
  Text,
} from '../../schema.ts'
import { BREAK_REASONS } from '../break-reasons.ts'
import { breakPoint, flightId, missionStatus } from '../flight-task.ts'
import { DOCK1_STEPS, STEPS } from '../flight-task-steps.ts'

const progress = (steps: Readonly<Record<number, string>>) =>
  ResultWith(
    Struct({
      status: missionStatus,
      progress: Struct({ percent: Percent({ title: 'Progress' }), current_step: IntEnum(steps, { title: 'Step' }) }),
      ext: Struct({
        flight_id: flightId,
        track_id: Text({ title: 'Track' }),
        wayline_id: Integer({ title: 'Wayline' }),
        wayline_mission_state: IntEnum(
          {
            0: 'Not connected',
            1: 'Waypoint not supported',
            2: 'Ready',
            3: 'File on its way',
            4: 'Starting',
            5: 'Flying to the first waypoint',
            6: 'Running',
            7: 'Interrupted',
            8: 'Resuming',
            9: 'Ended',
          },
          { title: 'State of the wayline' },
        ),
        current_waypoint_index: Integer({ title: 'Waypoint' }),
        media_count: Integer({ title: 'Media files' }),
        break_point: Optional(
          Struct({
            ...breakPoint,
            break_reason: IntEnum(BREAK_REASONS, { title: 'Reason' }),
            latitude: Latitude(),
            longitude: Longitude(),
            height: EllipsoidHeight(),
            attitude_head: Float({ title: 'Heading', unit: 'deg' }),
          }),
        ),
      }),
    }),
  )

export default defineMethod('flighttask_progress', {
  page: 'wayline',
  summary: 'Report how far a mission has come',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/wayline.html',
  events: {
    products: DOCKS,
    request: progress(STEPS),
    reply: Result,
    example: {
      request: {
        result: 0,
        output: {
          status: 'in_progress',
          progress: { current_step: 25, percent: 60 },
          ext: {
            flight_id: 'mission',
            track_id: 'track',
            wayline_id: 0,
            wayline_mission_state: 6,
            current_waypoint_index: 3,
            media_count: 6,
          },
        },
      },
      reply: { result: 0 },
    },
    variants: { dock1: { request: progress(DOCK1_STEPS) } },
    notes: 'The tables leave out result and output, the examples have them. Dock 1 numbers the steps differently.',
  },
})
