/** Shapes shared by the missions of page wayline. */
import { Float, IntEnum, Integer, RelativeHeight, Struct, Text, TextEnum } from '../schema.ts'

export const flightId = Text({ title: 'Mission', minLength: 1, maxLength: 64 })

export const waylineFile = Struct(
  {
    url: Text({ title: 'URL', minLength: 1, secret: true }),
    fingerprint: Text({ title: 'MD5', minLength: 1 }),
  },
  { title: 'Wayline file' },
)

/** What happens when the link is lost. The KMZ says the same in other words and other numbers. */
export const lostLink = {
  out_of_control_action: IntEnum({ 0: 'Return home', 1: 'Hover', 2: 'Land' }, { title: 'When the link is lost' }),
  exit_wayline_when_rc_lost: IntEnum(
    { 0: 'Go on', 1: 'Leave the wayline' },
    { title: 'Wayline when the link is lost', description: 'Must agree with the KMZ.' },
  ),
}

/** Height at which the aircraft flies home. */
export const returnHome = {
  rth_altitude: RelativeHeight({ title: 'Return height', minimum: 20, maximum: 1500 }),
  rth_mode: IntEnum({ 0: 'Best height', 1: 'Set height' }, { title: 'Return height by' }),
}

/** Where a wayline was left, and where it goes on. */
export const breakPoint = {
  index: Integer({ title: 'Waypoint', minimum: 0, maximum: 65535 }),
  state: IntEnum({ 0: 'On the way', 1: 'At the waypoint' }, { title: 'Place' }),
  progress: Float({ title: 'Progress to the next waypoint', unit: 'ratio', minimum: 0, maximum: 1 }),
  wayline_id: Integer({ title: 'Wayline', minimum: 0, maximum: 65535 }),
}

export const missionStatus = TextEnum(
  {
    sent: 'Sent',
    in_progress: 'Running',
    ok: 'Done',
    partially_done: 'Partly done',
    paused: 'Paused',
    rejected: 'Rejected',
    failed: 'Failed',
    canceled: 'Cancelled',
    timeout: 'Timed out',
  },
  { title: 'Status' },
)
