/** A waypoint route: globals are resolved, heights converted, gimbal angles turned into actions. */
import type { Action, TemplateFolder, TemplatePlacemark, TurnMode } from '../elements/index.ts'
import { CURVED_TURNS } from '../elements/index.ts'
import { WpmlError } from '../errors.ts'
import { distance, type LatLon } from '../geo/geodesy.ts'
import { gimbalTo } from './actions.ts'
import type { Generation } from './generate.ts'
import { executeHeightMode, followsTerrain, overTerrain, type Spot, undulationOf } from './heights.ts'
import { followWayline, REACH_POINT, WaylineBuilder } from './waylines.ts'

const STOP = 'toPointAndStopWithDiscontinuityCurvature'
/** Turn distance where the template leaves it open: this, or less between near waypoints. */
const DAMPING = 10

export async function generateRoute(folder: TemplateFolder, template: number, generation: Generation) {
  const drawn = folder.Placemark
  const places = drawn.map(placeOf)
  const mode = executeHeightMode(folder.waylineCoordinateSysParam)
  const spots = await withHeights(folder, places, template, generation)
  const speed = folder.autoFlightSpeed ?? 5
  const builder = new WaylineBuilder(
    generation.ids,
    folder.templateId ?? template,
    generation.nextWayline(),
    mode,
    speed,
  )
  /** Index in the wayline of each drawn waypoint. */
  const at: number[] = []
  spots.forEach(({ spot, given }) => {
    const point = drawn[given ?? at.length - 1]!
    const way = point.useGlobalSpeed === false ? (point.waypointSpeed ?? speed) : speed
    const heading =
      point.useGlobalHeadingParam === false ? point.waypointHeadingParam : folder.globalWaypointHeadingParam
    const param = structuredClone(heading ?? followWayline)
    delete param.$layout
    param.waypointHeadingPathMode ??= 'followBadArc'
    if (given === undefined) {
      // A spot that only follows the ground: passed without stopping.
      builder.add(spot, way, param, { mode: CURVED_TURNS[1], damping: 1 })
      return
    }
    const turn = turnAt(folder, places, given)
    const waypoint = builder.add(spot, way, param, turn, point.useStraightLine ?? folder.globalUseStraightLine ?? true)
    if (point.isRisky !== undefined) waypoint.isRisky = point.isRisky
    at.push(waypoint.index!)
  })
  gimbal(folder, at, builder)
  const lenses = folder.payloadParam[0]?.imageFormat
  drawn.forEach(point => {
    for (const group of point.actionGroup) {
      const [from, to] = [at[group.actionGroupStartIndex ?? -1], at[group.actionGroupEndIndex ?? -1]]
      if (from === undefined || to === undefined)
        throw new WpmlError('plan.input', 'An action group begins or ends at a waypoint that does not exist.')
      const trigger = structuredClone(group.actionTrigger ?? REACH_POINT)
      builder.act(
        from,
        to,
        trigger,
        group.action.map(action => copied(action, lenses)),
      )
    }
  })
  generation.waylines.push(builder.wayline)
}

function placeOf({ Point }: TemplatePlacemark): LatLon {
  const place = Point?.coordinates
  if (!place) throw new WpmlError('plan.input', 'A waypoint has no place.')
  return { latitude: place.latitude, longitude: place.longitude }
}

async function withHeights(
  folder: TemplateFolder,
  places: readonly LatLon[],
  template: number,
  { options, mission, note }: Generation,
): Promise<{ spot: Spot; given?: number }[]> {
  const global = folder.globalHeight
  const heights = folder.Placemark.map(point => {
    const height = point.useGlobalHeight === false ? point.height : (global ?? point.height)
    if (height === undefined) throw new WpmlError('plan.input', 'A waypoint has no height.')
    return height
  })
  const system = folder.waylineCoordinateSysParam
  if (followsTerrain(system)) return overTerrain(places, heights, options.terrain)
  if (system?.heightMode !== 'EGM96')
    return places.map((place, given) => ({ spot: { ...place, height: heights[given]! }, given }))
  const own = folder.Placemark.map(point => (point.useGlobalHeight === false ? point.ellipsoidHeight : undefined))
  const undulation = undulationOf(options.geoid, mission, folder)
  const needed = own.includes(undefined)
  const above = needed ? await undulation.at(places) : []
  if (needed && undulation.implied !== undefined) note('geoid-from-file', template, { undulation: undulation.implied })
  return places.map((place, given) => ({
    spot: { ...place, height: own[given] ?? heights[given]! + above[given]! },
    given,
  }))
}

function turnAt(folder: TemplateFolder, places: readonly LatLon[], i: number): { mode: TurnMode; damping: number } {
  const point = folder.Placemark[i]!
  const own = point.useGlobalTurnParam === false ? point.waypointTurnParam : undefined
  const mode = (own?.waypointTurnMode ?? folder.globalWaypointTurnMode ?? STOP) as TurnMode
  if (own?.waypointTurnDampingDist !== undefined) return { mode, damping: own.waypointTurnDampingDist }
  if (mode !== 'coordinateTurn' && mode !== CURVED_TURNS[1]) return { mode, damping: 0 }
  const [before, here, after] = [places[i - 1], places[i]!, places[i + 1]]
  const room = Math.min(...[before, after].filter(place => place !== undefined).map(place => distance(here, place)))
  return { mode, damping: Math.max(0.1, Math.min(DAMPING, room * 0.4)) }
}

/** `usePointSetting`: to the first angle at the start, then evenly to the next one along every segment. */
function gimbal(folder: TemplateFolder, at: readonly number[], builder: WaylineBuilder) {
  if (folder.gimbalPitchMode !== 'usePointSetting') return
  const position = folder.payloadParam[0]?.payloadPositionIndex ?? 0
  folder.Placemark.forEach(({ gimbalPitchAngle: pitch }, i) => {
    if (pitch === undefined) return
    if (i === 0) builder.act(at[0]!, at[0]!, REACH_POINT, [gimbalTo(pitch, { position })])
    else
      builder.act(at[i - 1]!, at[i]!, { actionTriggerType: 'betweenAdjacentPoints' }, [
        {
          actionActuatorFunc: 'gimbalEvenlyRotate',
          actionActuatorFuncParam: { gimbalPitchRotateAngle: pitch, payloadPositionIndex: position },
        },
      ])
  })
}

/** The action with the lenses of the payload settings filled in where it refers to them. */
function copied(action: Action, lenses: readonly string[] | undefined): Omit<Action, 'actionId'> {
  const { actionId, ...copy } = structuredClone(action)
  const how = copy.actionActuatorFuncParam
  if (how?.useGlobalPayloadLensIndex && lenses?.length && how.payloadLensIndex === undefined)
    how.payloadLensIndex = [...lenses]
  return copy
}
