/** What an aircraft says of itself in properties and pushes alike. */
import type { PropertyModel } from './define.ts'
import { type Annotations, IntEnum } from './schema.ts'

/** Property pages of aircraft that fly from a dock. */
export const DOCK_AIRCRAFT = ['m30', 'm3d', 'm4d'] as const satisfies readonly PropertyModel[]
/** Property pages of aircraft that fly from a remote controller. */
export const PILOT_AIRCRAFT = [
  'm3-series',
  'm4-series',
  'matrice-400',
  'aircraft',
] as const satisfies readonly PropertyModel[]
export const AIRCRAFT = [...DOCK_AIRCRAFT, ...PILOT_AIRCRAFT] as const

/** `mode_code` of an aircraft. Older models stop at a lower key. */
export const AircraftMode = (options: Annotations = {}) =>
  IntEnum(
    {
      0: 'Standby',
      1: 'Preparing take-off',
      2: 'Ready for take-off',
      3: 'Manual flight',
      4: 'Automatic take-off',
      5: 'Mission',
      6: 'Panorama',
      7: 'Following a target',
      8: 'Avoiding manned aircraft',
      9: 'Returning home',
      10: 'Landing',
      11: 'Forced landing',
      12: 'Landing on three propellers',
      13: 'Updating firmware',
      14: 'Not connected',
      15: 'Assisted flight (APAS)',
      16: 'Virtual sticks',
      17: 'Commanded flight',
      18: 'RTK converging in the air',
      19: 'Surveying a dock site',
      20: 'Circling a point',
      21: 'On approach or departure route',
    },
    { title: 'Flight mode', ...options },
  )

/** What the aircraft does when it loses the remote controller: not the numbering of `out_of_control_action`. */
export const RcLostAction = (options: Annotations = {}) =>
  IntEnum({ 0: 'Hover', 1: 'Land', 2: 'Return home' }, { title: 'When the link is lost', ...options })
/** Whether commanded flight goes on without a link. */
export const CommanderLostAction = (options: Annotations = {}) =>
  IntEnum(
    { 0: 'Fly on to the point', 1: 'Do as when the link is lost' },
    { title: 'Link lost on the way to a point', ...options },
  )
export const CommanderFlightMode = (options: Annotations = {}) =>
  IntEnum({ 0: 'Best height', 1: 'Set height' }, { title: 'Way to a point', ...options })
export const RthMode = (options: Annotations = {}) =>
  IntEnum(
    { 0: 'Best height', 1: 'Set height' },
    { title: 'Return home height', description: 'Docks take the set height only.', ...options },
  )
/** Deprecated by DJI, still asked for by Dock 1. */
export const ExitWaylineWhenRcLost = (options: Annotations = {}) =>
  IntEnum(
    { 0: 'Go on with the mission', 1: 'Do as when the link is lost' },
    { title: 'Link lost in a mission', ...options },
  )
