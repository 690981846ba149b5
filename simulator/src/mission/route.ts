/** The waylines of a KMZ in metres from the take-off point, as an autopilot needs them. */
import type { Action, ActionGroup, HeadingParam, WaylinesDocument, Waypoint } from '@rookery/wpml'
import type { Spot } from '../devices/flight.ts'
import { metresFrom, type Place } from '../devices/geo.ts'

export interface RoutePoint extends Spot {
  /** m/s to the next point. */
  speed: number
  /** False: it flies past within `damping` metres without stopping. */
  stops: boolean
  damping: number
  heading: HeadingParam | undefined
  gimbalPitch: number | undefined
  actionGroups: readonly ActionGroup[]
}
export interface RouteWayline {
  id: number
  points: readonly RoutePoint[]
  startActions: readonly Action[]
}
export interface Route {
  waylines: readonly RouteWayline[]
  /** Metres above take-off to climb to first. */
  securityHeight: number
  /** m/s to the first point of a wayline. */
  transitionSpeed: number
  /** Straight to the first point after the climb, instead of level at its height. */
  pointToPoint: boolean
  /** `goHome`, `noAction`, `autoLand`, `gotoFirstWaypoint`. */
  finishAction: string
}

/** Undefined when there is nothing to fly in it. The ground is taken to be flat, at the height of the take-off. */
export function routeOf({ missionConfig: mission, Folder }: WaylinesDocument, takeOff: Place): Route | undefined {
  const waylines = Folder.map((wayline, n): RouteWayline => {
    // Above take-off and above flat ground are the same.
    const base = wayline.executeHeightMode === 'WGS84' ? takeOff.height : 0
    return {
      id: wayline.waylineId ?? n,
      startActions: wayline.startActionGroup?.action ?? [],
      points: wayline.Placemark.flatMap(point => pointOf(point, takeOff, base, wayline.autoFlightSpeed ?? 5)),
    }
  }).filter(({ points }) => points.length > 0)
  if (!waylines.length) return undefined
  return {
    waylines,
    securityHeight: mission?.takeOffSecurityHeight ?? 20,
    transitionSpeed: mission?.globalTransitionalSpeed ?? 10,
    pointToPoint: mission?.flyToWaylineMode === 'pointToPoint',
    finishAction: mission?.finishAction ?? 'goHome',
  }
}

function pointOf(waypoint: Waypoint, takeOff: Place, base: number, speed: number): RoutePoint[] {
  const place = waypoint.Point?.coordinates
  if (!place) return []
  const { waypointTurnMode: turn, waypointTurnDampingDist: damping } = waypoint.waypointTurnParam ?? {}
  return [
    {
      ...metresFrom(takeOff, place),
      up: (waypoint.executeHeight ?? 0) - base,
      speed: Math.max(0.5, waypoint.waypointSpeed ?? speed),
      stops: turn !== 'coordinateTurn' && turn !== 'toPointAndPassWithContinuityCurvature',
      damping: damping ?? 0,
      heading: waypoint.waypointHeadingParam,
      gimbalPitch: waypoint.waypointGimbalHeadingParam?.waypointGimbalPitchAngle,
      actionGroups: waypoint.actionGroup,
    },
  ]
}

export const distanceBetween = (a: Spot, b: Spot): number => Math.hypot(a.north - b.north, a.east - b.east, a.up - b.up)

/** The spot at a share of the way from one to the other. */
export const between = (a: Spot, b: Spot, share: number): Spot => ({
  north: a.north + share * (b.north - a.north),
  east: a.east + share * (b.east - a.east),
  up: a.up + share * (b.up - a.up),
})
