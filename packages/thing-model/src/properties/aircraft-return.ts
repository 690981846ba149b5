import {
  CommanderFlightMode,
  CommanderLostAction,
  DOCK_AIRCRAFT,
  ExitWaylineWhenRcLost,
  RcLostAction,
  RthMode,
} from '../aircraft.ts'
import { defineProperties } from '../define.ts'
import { Integer, RelativeHeight } from '../schema.ts'

/** Aircraft with commanded flight of the second generation. */
const NEWER = ['m3d', 'm4d', 'm4-series', 'matrice-400'] as const

export default defineProperties('aircraft-return', 'Return and commanded flight', {
  rth_altitude: {
    title: 'Return height',
    models: DOCK_AIRCRAFT,
    access: 'rw',
    push: 'osd',
    schema: Integer({ unit: 'm', minimum: 20, maximum: 500, step: 1, description: 'Above take-off.' }),
    safety: 'motion',
  },
  rth_mode: { title: 'Return height, chosen', models: NEWER, access: 'r', push: 'state', schema: RthMode() },
  current_rth_mode: {
    title: 'Return height, in use',
    models: ['m30', ...NEWER],
    access: 'r',
    push: 'state',
    schema: RthMode(),
  },
  rc_lost_action: {
    title: 'When the link is lost',
    models: ['m30'],
    access: 'rw',
    push: 'osd',
    schema: RcLostAction(),
    safety: 'motion',
  },
  exit_wayline_when_rc_lost: {
    title: 'When the link is lost in a mission',
    models: ['m30'],
    access: 'rw',
    push: 'osd',
    schema: ExitWaylineWhenRcLost(),
    safety: 'motion',
  },
  commander_flight_height: {
    title: 'Height of commanded flight',
    models: ['m30', ...NEWER],
    access: 'rw',
    push: 'state',
    schema: RelativeHeight({ minimum: 2, maximum: 3000, step: 0.1 }),
    safety: 'motion',
  },
  commander_flight_mode: {
    title: 'Commanded flight, chosen',
    models: NEWER,
    access: 'rw',
    push: 'state',
    schema: CommanderFlightMode(),
    safety: 'motion',
  },
  current_commander_flight_mode: {
    title: 'Commanded flight, in use',
    models: ['m30', 'm4-series', 'matrice-400'],
    access: 'r',
    push: 'state',
    schema: CommanderFlightMode(),
  },
  commander_mode_lost_action: {
    title: 'When the link is lost in commanded flight',
    models: ['m30', ...NEWER],
    access: 'rw',
    push: 'state',
    schema: CommanderLostAction(),
    safety: 'motion',
  },
})
