/** Puts waypoints and action groups together. */
import type {
  Action,
  ActionGroup,
  HeadingParam,
  MissionConfig,
  TurnMode,
  Wayline,
  Waypoint,
} from '../elements/index.ts'
import { WpmlError } from '../errors.ts'
import type { ExecuteHeightMode, Spot } from './heights.ts'

const MOST_WAYPOINTS = 65_536
const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits
export const metres = (value: number) => round(value, 2)

/** Numbers that are unique in the whole file. */
export class Ids {
  #group = 0
  group() {
    return this.#group++
  }
}

/** One wayline in the making. */
export class WaylineBuilder {
  readonly wayline: Wayline
  readonly #ids: Ids

  constructor(ids: Ids, templateId: number, waylineId: number, mode: ExecuteHeightMode, speed: number) {
    this.#ids = ids
    this.wayline = {
      templateId,
      waylineId,
      executeHeightMode: mode,
      autoFlightSpeed: speed,
      Placemark: [],
    }
  }

  /** Index of the next waypoint. */
  get next(): number {
    return this.wayline.Placemark.length
  }

  add(
    spot: Spot,
    speed: number,
    waypointHeadingParam: HeadingParam,
    turn: { mode: TurnMode; damping?: number },
    useStraightLine = true,
  ): Waypoint {
    if (this.next >= MOST_WAYPOINTS)
      throw new WpmlError('plan.too-large', `The route has more than ${MOST_WAYPOINTS} waypoints.`)
    const waypoint: Waypoint = {
      Point: { coordinates: { longitude: round(spot.longitude, 9), latitude: round(spot.latitude, 9) } },
      index: this.next,
      executeHeight: metres(spot.height ?? 0),
      waypointSpeed: speed,
      waypointHeadingParam,
      waypointTurnParam: { waypointTurnMode: turn.mode, waypointTurnDampingDist: metres(turn.damping ?? 0) },
      useStraightLine,
      actionGroup: [],
    }
    this.wayline.Placemark.push(waypoint)
    return waypoint
  }

  /** Ties actions to the waypoint where they begin. */
  act(from: number, to: number, trigger: ActionGroup['actionTrigger'], actions: readonly Omit<Action, 'actionId'>[]) {
    if (!actions.length) return
    this.wayline.Placemark[from]!.actionGroup.push({
      actionGroupId: this.#ids.group(),
      actionGroupStartIndex: from,
      actionGroupEndIndex: to,
      actionGroupMode: 'sequence',
      actionTrigger: trigger,
      action: actions.map((action, actionId) => ({ actionId, ...action })),
    })
  }
}

export const REACH_POINT = { actionTriggerType: 'reachPoint' } as const

export const followWayline: HeadingParam = {
  waypointHeadingMode: 'followWayline',
  waypointHeadingPathMode: 'followBadArc',
}
export const fixedHeading = (degrees: number): HeadingParam => ({
  waypointHeadingMode: 'smoothTransition',
  waypointHeadingAngle: degrees,
  waypointHeadingPathMode: 'followBadArc',
})

/** The mission of the template as the waylines say it: without the planning references. */
export function executedMission(mission: MissionConfig | undefined): MissionConfig | undefined {
  if (!mission) return undefined
  const { takeOffRefPoint, takeOffRefPointAGLHeight, $layout, ...executed } = structuredClone(mission)
  return executed
}
