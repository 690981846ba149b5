/** A wayline over time: where the aircraft is at any second of the flight, and what it does there. */
import type { Action, ActionGroup, Wayline, Waypoint } from '../elements/index.ts'
import { bearing, type LatLon } from '../geo/geodesy.ts'
import type { Aircraft } from '../products/aircraft.ts'
import { reachesPoint, secondsOf } from './estimate.ts'
import { alongLeg, type Leg, legsOf, placeOf, secondsAlong } from './track.ts'

export interface FlightState extends LatLon {
  /** Metres in the wayline's height mode. */
  height: number
  /** Degrees clockwise from north, 0 to 360. */
  heading: number
  /** Degrees, -90 straight down. */
  gimbalPitch: number
  /** m/s over ground, and up. */
  speed: number
  climb: number
  /** The waypoint that was reached last. */
  waypoint: number
  /** What is being done on the spot. */
  action?: Action
}
/** `duration` in seconds: 0 for what is done in passing. */
export type FlightEvent =
  | { time: number; waypoint: number; kind: 'reach' }
  | { time: number; waypoint: number; kind: 'action'; action: Action; group?: ActionGroup; duration: number }

export interface Flight {
  /** Seconds from the first waypoint to the last, with actions; as `estimate` says. */
  duration: number
  /** In the order of time. */
  events: FlightEvent[]
  /** Before the start and after the end: the first and the last state. */
  at(seconds: number): FlightState
}

/** Something that lasts: a leg, or an action at a waypoint. Angles go evenly from one to the other. */
interface Part {
  start: number
  end: number
  waypoint: number
  leg?: Leg
  action?: Action
  heading: [number, number]
  pitch: [number, number]
  poi?: LatLon
}

/** A file that asks for a photo every nanometre gets no more than this. */
const MOST_EVENTS = 100_000

/** @throws RangeError for a wayline without a waypoint that has a place */
export function fly(wayline: Wayline, { aircraft }: { aircraft?: Aircraft } = {}): Flight {
  const points = wayline.Placemark
  const places = placesOf(points)
  const legs = legsOf(wayline, aircraft)
  const parts: Part[] = []
  const events: FlightEvent[] = []
  /** When each waypoint is left. */
  const departures: number[] = []
  let time = 0
  let heading = legHeading(places, 0) ?? 0
  let pitch = 0

  const perform = (action: Action, waypoint: number, group?: ActionGroup) => {
    const duration = secondsOf(action)
    const to = attitudeAfter(action, heading, pitch)
    events.push({ time, waypoint, kind: 'action', action, ...(group && { group }), duration })
    const part: Part = {
      start: time,
      end: time + duration,
      waypoint,
      action,
      heading: [heading, to.heading],
      pitch: [pitch, to.pitch],
    }
    if (duration > 0) parts.push(part)
    ;({ heading, pitch } = to)
    time += duration
  }

  const turns = evenTurns(points)
  for (const action of wayline.startActionGroup?.action ?? []) perform(action, 0)
  points.forEach((point, i) => {
    events.push({ time, waypoint: i, kind: 'reach' })
    for (const group of point.actionGroup) {
      if (!reachesPoint(group)) continue
      for (const action of group.action) perform(action, i, group)
    }
    departures.push(time)
    const leg = legs[i]
    if (!leg) return
    const mode = point.waypointHeadingParam?.waypointHeadingMode
    const along = legHeading(places, i) ?? heading
    const poi = mode === 'towardPOI' ? point.waypointHeadingParam?.waypointPoiPoint : undefined
    const next = points[i + 1]!.waypointHeadingParam
    const [from, to] =
      mode === 'smoothTransition'
        ? [
            point.waypointHeadingParam?.waypointHeadingAngle ?? heading,
            (next?.waypointHeadingMode === 'smoothTransition' ? next.waypointHeadingAngle : undefined) ??
              point.waypointHeadingParam?.waypointHeadingAngle ??
              heading,
          ]
        : mode === 'fixed' || mode === 'manually'
          ? [heading, heading]
          : [along, along]
    const tilted = turns.get(i) ?? pitch
    const part: Part = {
      start: time,
      end: time + leg.duration,
      waypoint: i,
      leg,
      heading: [from, to],
      pitch: [pitch, tilted],
    }
    if (poi) part.poi = poi
    if (leg.duration > 0) parts.push(part)
    heading = poi ? bearing(places[i + 1]!, poi) : to
    pitch = tilted
    time += leg.duration
  })
  repeated(points, legs, departures, events)
  events.sort((a, b) => a.time - b.time)

  const end: FlightState = {
    ...places.at(-1)!,
    ...{ height: points.at(-1)!.executeHeight ?? 0, heading: turned(heading), gimbalPitch: pitch },
    ...{ speed: 0, climb: 0, waypoint: points.length - 1 },
  }
  return {
    duration: time,
    events,
    at(seconds) {
      const part = parts[indexAt(parts, Math.max(0, seconds))]
      return part && seconds < part.end ? stateIn(part, Math.max(0, seconds), points, places) : end
    },
  }
}

function stateIn(part: Part, seconds: number, points: readonly Waypoint[], places: readonly LatLon[]): FlightState {
  const { waypoint, leg, action, poi } = part
  const share = (seconds - part.start) / (part.end - part.start)
  const a = places[waypoint]!
  const b = places[waypoint + 1] ?? a
  const { metres, speed } = leg ? alongLeg(leg, seconds - part.start) : { metres: 0, speed: 0 }
  const flown = leg && leg.length > 0 ? metres / leg.length : 0
  const place = {
    latitude: a.latitude + flown * (b.latitude - a.latitude),
    longitude: a.longitude + flown * (b.longitude - a.longitude),
  }
  const [low, high] = [points[waypoint]!.executeHeight ?? 0, points[waypoint + 1]?.executeHeight ?? 0]
  const level = leg && leg.length > 0 ? leg.ground / leg.length : 0
  return {
    ...place,
    height: leg ? low + flown * (high - low) : low,
    heading: poi ? bearing(place, poi) : between(part.heading, share),
    gimbalPitch: part.pitch[0] + share * (part.pitch[1] - part.pitch[0]),
    speed: speed * level,
    climb: leg && leg.length > 0 ? (speed * leg.up) / leg.length : 0,
    waypoint,
    ...(action && { action }),
  }
}

/** The last part that has begun. */
function indexAt(parts: readonly Part[], seconds: number): number {
  let [low, high] = [0, parts.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (parts[middle]!.start <= seconds) low = middle
    else high = middle - 1
  }
  return low
}

/** A waypoint without a place is where the one before it is, or the first that has one. */
function placesOf(points: readonly Waypoint[]): LatLon[] {
  let last = points.map(placeOf).find(place => place !== undefined)
  if (!last) throw new RangeError('The wayline has no waypoint with a place')
  return points.map(point => {
    last = placeOf(point) ?? last!
    return { latitude: last.latitude, longitude: last.longitude }
  })
}

/** Direction of the leg from a waypoint; undefined where it goes straight up or down. */
function legHeading(places: readonly LatLon[], i: number): number | undefined {
  const [a, b] = [places[i], places[i + 1]]
  if (!a || !b || (a.latitude === b.latitude && a.longitude === b.longitude)) return undefined
  return bearing(a, b)
}

function attitudeAfter(
  { actionActuatorFunc: does, actionActuatorFuncParam: how }: Action,
  heading: number,
  pitch: number,
) {
  if (does === 'rotateYaw') return { heading: how?.aircraftHeading ?? heading, pitch }
  if (does === 'gimbalRotate' && how?.gimbalPitchRotateEnable) {
    const angle = how.gimbalPitchRotateAngle ?? 0
    return { heading, pitch: how.gimbalRotateMode === 'relativeAngle' ? pitch + angle : angle }
  }
  if (does === 'orientedShoot' || does === 'accurateShoot')
    return { heading: how?.aircraftHeading ?? heading, pitch: how?.gimbalPitchRotateAngle ?? pitch }
  return { heading, pitch }
}

/** Pitch at the end of a leg, where the gimbal turns evenly along it. */
function evenTurns(points: readonly Waypoint[]): Map<number, number> {
  const turns = new Map<number, number>()
  points.forEach((point, i) => {
    for (const group of point.actionGroup)
      for (const { actionActuatorFunc: does, actionActuatorFuncParam: how } of group.action)
        if (does === 'gimbalEvenlyRotate' && how?.gimbalPitchRotateAngle !== undefined)
          turns.set(group.actionGroupStartIndex ?? i, how.gimbalPitchRotateAngle)
  })
  return turns
}

/** What is done every so many seconds or metres. Neither goes on while the aircraft waits at a waypoint. */
function repeated(
  points: readonly Waypoint[],
  legs: readonly Leg[],
  departures: readonly number[],
  events: FlightEvent[],
) {
  points.forEach((point, i) => {
    for (const group of point.actionGroup) {
      const { actionTriggerType: type, actionTriggerParam: every } = group.actionTrigger ?? {}
      if ((type !== 'multipleTiming' && type !== 'multipleDistance') || !every || every <= 0) continue
      const [from, to] = [group.actionGroupStartIndex ?? i, group.actionGroupEndIndex ?? i]
      let due = 0
      for (let at = from; at < to && legs[at]; at++) {
        const leg = legs[at]!
        const extent = type === 'multipleTiming' ? leg.duration : leg.length
        // The end of a leg is the start of the next, and the last photo stands at the very end.
        for (; due < extent || (at === to - 1 && due <= extent + 1e-6 * every); due += every) {
          const into = type === 'multipleTiming' ? due : secondsAlong(leg, due)
          for (const action of group.action) {
            if (events.length >= MOST_EVENTS) return
            events.push({ time: departures[at]! + into, waypoint: at, kind: 'action', action, group, duration: 0 })
          }
        }
        due -= extent
      }
    }
  })
}

const turned = (degrees: number) => ((degrees % 360) + 360) % 360
/** The shorter way round. */
const between = ([from, to]: [number, number], share: number) =>
  turned(from + share * (((((to - from) % 360) + 540) % 360) - 180))
