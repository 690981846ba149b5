/** A wayline as the aircraft flies it: legs between waypoints with their lengths and times. */
import { CURVED_TURNS, type Wayline, type Waypoint } from '../elements/index.ts'
import { distance, type LatLon } from '../geo/geodesy.ts'
import type { Aircraft } from '../products/aircraft.ts'

export interface Leg {
  /** Metres over ground, metres up (negative: down) and metres through the air. */
  ground: number
  up: number
  length: number
  /** Seconds of flight, without actions. */
  duration: number
  /** m/s at its start, at most, and at its end. */
  entry: number
  speed: number
  exit: number
}

/** Typical acceleration of a wayline flight in m/s2. */
const ACCELERATION = 2
/** Vertical speeds where the aircraft is not known, in m/s. */
const CLIMB = 5
const DESCENT = 4

export const placeOf = (waypoint: Waypoint): LatLon | undefined => waypoint.Point?.coordinates
/** m/s towards the next waypoint. */
export const speedAt = (wayline: Wayline, waypoint: Waypoint): number =>
  Math.max(0.1, waypoint.waypointSpeed ?? wayline.autoFlightSpeed ?? 5)

/** Legs from each waypoint to the next; waypoints without a place count as the one before. */
export function legsOf(wayline: Wayline, aircraft?: Aircraft): Leg[] {
  const points = wayline.Placemark
  const legs: Leg[] = []
  let entry = 0
  for (let i = 0; i + 1 < points.length; i++) {
    const [from, to] = [points[i]!, points[i + 1]!]
    const [a, b] = [placeOf(from), placeOf(to)]
    const ground = a && b ? distance(a, b) : 0
    const up = (to.executeHeight ?? 0) - (from.executeHeight ?? 0) || 0
    const length = Math.hypot(ground, up)
    const speed = cruise(speedAt(wayline, from), ground, up, length, aircraft)
    const last = i + 2 === points.length
    const exit = last || stopsAt(to) ? 0 : Math.min(speed, speedAt(wayline, to)) * cornering(points, i + 1)
    entry = Math.min(entry, speed)
    legs.push({ ground, up, length, duration: travelTime(length, speed, entry, exit), entry, speed, exit })
    entry = exit
  }
  return legs
}

/** Whether the aircraft comes to rest there. */
export function stopsAt(waypoint: Waypoint): boolean {
  const mode = waypoint.waypointTurnParam?.waypointTurnMode
  return mode !== 'coordinateTurn' && mode !== CURVED_TURNS[1]
}

/** The speed that is reached on a length between the speeds at both ends. */
const peakOf = (length: number, speed: number, entry: number, exit: number) =>
  Math.min(speed, Math.sqrt(ACCELERATION * length + (entry ** 2 + exit ** 2) / 2))

/** Seconds over a length with a top speed and the speeds at both ends. */
export function travelTime(length: number, speed: number, entry = 0, exit = 0): number {
  if (length <= 0) return 0
  const peak = peakOf(length, speed, entry, exit)
  if (peak <= Math.max(entry, exit)) return length / Math.max(0.1, (entry + exit) / 2)
  const speeding = (peak ** 2 - entry ** 2 + peak ** 2 - exit ** 2) / (2 * ACCELERATION)
  return (2 * peak - entry - exit) / ACCELERATION + Math.max(0, length - speeding) / peak
}

/** Metres flown, and the speed, so many seconds into a leg; as `travelTime` counts. */
export function alongLeg({ length, duration, speed, entry, exit }: Leg, seconds: number) {
  const t = Math.min(Math.max(0, seconds), duration)
  if (duration <= 0) return { metres: 0, speed: 0 }
  const peak = peakOf(length, speed, entry, exit)
  if (peak <= Math.max(entry, exit)) {
    const share = t / duration
    return { metres: length * share, speed: length / duration }
  }
  const up = (peak - entry) / ACCELERATION
  if (t <= up) return { metres: entry * t + (ACCELERATION * t * t) / 2, speed: entry + ACCELERATION * t }
  const left = duration - t
  const down = (peak - exit) / ACCELERATION
  if (left <= down)
    return { metres: length - exit * left - (ACCELERATION * left * left) / 2, speed: exit + ACCELERATION * left }
  return { metres: (entry + peak) * 0.5 * up + peak * (t - up), speed: peak }
}

/** Seconds into a leg at which so many metres are flown. */
export function secondsAlong(leg: Leg, metres: number): number {
  let [from, to] = [0, leg.duration]
  // Metres grow with the seconds, so halving finds them.
  for (let i = 0; i < 40; i++) {
    const middle = (from + to) / 2
    if (alongLeg(leg, middle).metres < metres) from = middle
    else to = middle
  }
  return to
}

/** Seconds up or down. */
export const climbTime = (up: number, aircraft?: Aircraft) =>
  Math.abs(up) / (up > 0 ? Math.min(CLIMB, aircraft?.climb ?? CLIMB) : Math.min(DESCENT, aircraft?.descent ?? DESCENT))

function cruise(wanted: number, ground: number, up: number, length: number, aircraft?: Aircraft): number {
  const level = Math.min(wanted, aircraft?.speed ?? wanted)
  if (up === 0 || length === 0) return level
  const vertical = Math.abs(up) / climbTime(up, aircraft)
  const limit = (vertical * length) / Math.abs(up)
  return ground === 0 ? vertical : Math.min(level, limit)
}

/** Share of the speed that is kept through the corner at a waypoint: all straight on, little when turning back. */
function cornering(points: readonly Waypoint[], at: number): number {
  const [a, b, c] = [points[at - 1], points[at], points[at + 1]].map(point => point && placeOf(point))
  if (!a || !b || !c) return 0
  const scale = Math.cos((b.latitude * Math.PI) / 180)
  const angle = (from: LatLon, to: LatLon) =>
    Math.atan2((to.longitude - from.longitude) * scale, to.latitude - from.latitude)
  const turn = Math.abs(angle(b, c) - angle(a, b))
  const radians = turn > Math.PI ? 2 * Math.PI - turn : turn
  return 0.2 + 0.8 * Math.max(0, Math.cos(radians))
}
