/** What a file costs: metres, seconds, photos and battery. */
import type {
  Action,
  ActionFunction,
  ActionGroup,
  MissionConfig,
  Wayline,
  WaylinesDocument,
} from '../elements/index.ts'
import { distance, type LatLon } from '../geo/geodesy.ts'
import { type Aircraft, aircraftOf } from '../products/aircraft.ts'
import { climbTime, type Leg, legsOf, placeOf, travelTime } from './track.ts'

export interface WaylineEstimate {
  waylineId?: number
  templateId?: number
  waypoints: number
  /** Metres through the air. */
  distance: number
  /** Seconds with actions. */
  duration: number
  photos: number
}
export interface Estimate {
  waylines: WaylineEstimate[]
  /** Metres with the ways to, between and home from the waylines, as far as the take-off place is known. */
  distance: number
  /** Seconds of the same. */
  duration: number
  photos: number
  /** Share of the published flight time, 1 for all of it; undefined for an unknown aircraft. */
  battery?: number
}
export interface EstimateOptions {
  /** Instead of the file's own. */
  aircraft?: Aircraft
  /** Where it takes off; else the file's reference point. */
  takeOff?: LatLon
}

/** Seconds that actions take where they do not say so themselves. */
const ACTION_SECONDS: Partial<Record<ActionFunction, number>> = {
  takePhoto: 1,
  startRecord: 1,
  stopRecord: 1,
  focus: 2,
  zoom: 1,
  gimbalRotate: 1.5,
  rotateYaw: 2,
  orientedShoot: 5,
  accurateShoot: 8,
  panoShot: 40,
}
/** Return height where the file has none, and the speed home. */
const RETURN_HEIGHT = 100
const RETURN_SPEED = 12

export function estimate(document: WaylinesDocument, options: EstimateOptions = {}): Estimate {
  const { missionConfig: mission, Folder: folders } = document
  const aircraft =
    options.aircraft ?? aircraftOf(mission?.droneInfo?.droneEnumValue, mission?.droneInfo?.droneSubEnumValue)
  const waylines = folders.map(wayline => estimateWayline(wayline, aircraft))
  const sum = (key: 'distance' | 'duration' | 'photos') => waylines.reduce((total, each) => total + each[key], 0)
  const ways = transits(folders, mission, options.takeOff ?? mission?.takeOffRefPoint, aircraft)
  const duration = sum('duration') + ways.duration
  return {
    waylines,
    distance: sum('distance') + ways.distance,
    duration,
    photos: sum('photos'),
    ...(aircraft && { battery: duration / aircraft.flightTime }),
  }
}

export function estimateWayline(wayline: Wayline, aircraft?: Aircraft): WaylineEstimate {
  const legs = legsOf(wayline, aircraft)
  const groups = wayline.Placemark.flatMap(point => point.actionGroup)
  const start = wayline.startActionGroup?.action ?? []
  const once = [...start, ...groups.filter(reachesPoint).flatMap(group => group.action)]
  const flying = legs.reduce((total, leg) => total + leg.duration, 0)
  return {
    waylineId: wayline.waylineId,
    templateId: wayline.templateId,
    waypoints: wayline.Placemark.length,
    distance: legs.reduce((total, leg) => total + leg.length, 0),
    duration: flying + once.reduce((total, action) => total + secondsOf(action), 0),
    photos: once.filter(takesPhoto).length + groups.reduce((total, group) => total + intervalPhotos(group, legs), 0),
  }
}

export const reachesPoint = (group: ActionGroup) => group.actionTrigger?.actionTriggerType === 'reachPoint'
export const takesPhoto = ({ actionActuatorFunc: does }: Action) =>
  does === 'takePhoto' || does === 'orientedShoot' || does === 'accurateShoot' || does === 'panoShot'

/** Seconds that an action takes on the spot. */
export function secondsOf({ actionActuatorFunc: does, actionActuatorFuncParam: how }: Action): number {
  if (does === 'hover') return Math.max(0, how?.hoverTime ?? 0)
  if (does === 'gimbalRotate' && how?.gimbalRotateTimeEnable) return Math.max(0, how.gimbalRotateTime ?? 0)
  return ACTION_SECONDS[does as ActionFunction] ?? 0
}

/** Photos of a group that shoots every so many seconds or metres, the one at its start included. */
function intervalPhotos(group: ActionGroup, legs: readonly Leg[]): number {
  const { actionTriggerType: type, actionTriggerParam: every } = group.actionTrigger ?? {}
  if ((type !== 'multipleTiming' && type !== 'multipleDistance') || !every || every <= 0) return 0
  const shots = group.action.filter(takesPhoto).length
  const part = legs.slice(group.actionGroupStartIndex ?? 0, group.actionGroupEndIndex ?? 0)
  const extent = part.reduce((total, leg) => total + (type === 'multipleTiming' ? leg.duration : leg.length), 0)
  return shots * (Math.floor(extent / every + 1e-6) + 1)
}

/** The ways to the first waypoint, between waylines and, where it is the end, home. */
function transits(
  folders: readonly Wayline[],
  mission: MissionConfig | undefined,
  takeOff: LatLon | undefined,
  aircraft?: Aircraft,
): { distance: number; duration: number } {
  const ends = folders
    .map(folder => [folder.Placemark[0], folder.Placemark.at(-1)].map(point => point && placeOf(point)))
    .filter((pair): pair is [LatLon, LatLon] => Boolean(pair[0] && pair[1]))
  if (!ends.length) return { distance: 0, duration: 0 }
  const speed = Math.max(1, mission?.globalTransitionalSpeed ?? 8)
  const home = mission?.finishAction !== 'noAction' && mission?.finishAction !== 'autoLand'
  const total = { distance: 0, duration: 0 }
  const add = (metres: number, seconds: number) => {
    total.distance += metres
    total.duration += seconds
  }
  const fly = (a: LatLon, b: LatLon, how: number) => {
    const metres = distance(a, b)
    add(metres, travelTime(metres, Math.min(how, aircraft?.speed ?? how)))
  }
  for (let i = 1; i < ends.length; i++) fly(ends[i - 1]![1], ends[i]![0], speed)
  if (!takeOff) return total
  const height = mission?.takeOffSecurityHeight ?? 20
  add(height, climbTime(height, aircraft))
  fly(takeOff, ends[0]![0], speed)
  if (home) {
    const down = mission?.globalRTHHeight ?? RETURN_HEIGHT
    fly(ends.at(-1)![1], takeOff, RETURN_SPEED)
    add(down, climbTime(-down, aircraft))
  }
  return total
}
