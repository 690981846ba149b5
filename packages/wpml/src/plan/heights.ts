/** From the heights that a template speaks of to those that the aircraft flies by. */
import type { CoordinateSystem, MissionConfig, TemplateFolder } from '../elements/index.ts'
import { WpmlError } from '../errors.ts'
import { distance, type LatLon } from '../geo/geodesy.ts'

/** Ground heights above the WGS 84 ellipsoid in metres, for as many places as asked; undefined where unknown. */
export type Terrain = (places: readonly LatLon[]) => Promise<readonly (number | undefined)[]>
/** A terrain from a function of one place; metres above the ellipsoid, undefined where unknown. */
export const pointTerrain =
  (height: (longitude: number, latitude: number) => number | undefined): Terrain =>
  async places =>
    places.map(({ longitude, latitude }) => height(longitude, latitude))
/** Heights of the geoid (EGM96) above the ellipsoid in metres. */
export type Geoid = (places: readonly LatLon[]) => Promise<readonly number[]>

export type ExecuteHeightMode = 'WGS84' | 'relativeToStartPoint' | 'realTimeFollowSurface'

/** A place of the planned flight. `height` counts as the wayline's height mode says, once it is known. */
export interface Spot extends LatLon {
  height?: number
}

/** Metres between the places where the ground is looked up. */
const SAMPLE = 20
/** Metres that the flight may be nearer to or farther from the ground than asked. */
const TOLERANCE = 2

export function executeHeightMode(system: CoordinateSystem | undefined): ExecuteHeightMode {
  switch (system?.heightMode) {
    case 'EGM96':
      return 'WGS84'
    case 'aboveGroundLevel':
      return 'WGS84'
    case 'realTimeFollowSurface':
      return 'realTimeFollowSurface'
    default:
      return system?.surfaceFollowModeEnable ? 'WGS84' : 'relativeToStartPoint'
  }
}

/** Whether heights come from a terrain model. */
export const followsTerrain = (system: CoordinateSystem | undefined) =>
  system?.heightMode === 'aboveGroundLevel' ||
  (Boolean(system?.surfaceFollowModeEnable) && system?.heightMode !== 'realTimeFollowSurface')

/** The height of the ground at each place. @throws WpmlError plan.terrain */
export async function ground(terrain: Terrain | undefined, places: readonly LatLon[]): Promise<number[]> {
  if (!terrain) throw new WpmlError('plan.terrain', 'The route follows the ground, but there is no terrain model.')
  const heights = await terrain(places)
  return places.map((_, i) => {
    const height = heights[i]
    if (height === undefined || !Number.isFinite(height))
      throw new WpmlError('plan.terrain', 'The terrain model does not know the ground everywhere along the route.')
    return height
  })
}

/** A path with the spots that keep it at `above(t)` metres over the ground; the given spots stay. */
export async function overTerrain(
  path: readonly LatLon[],
  above: readonly number[],
  terrain: Terrain | undefined,
): Promise<{ spot: Spot; given?: number }[]> {
  const places: LatLon[] = []
  const wanted: number[] = []
  const given: (number | undefined)[] = []
  path.forEach((place, i) => {
    places.push(place)
    wanted.push(above[i]!)
    given.push(i)
    const next = path[i + 1]
    if (!next) return
    const steps = Math.ceil(distance(place, next) / SAMPLE)
    for (let k = 1; k < steps; k++) {
      const t = k / steps
      places.push({
        latitude: place.latitude + t * (next.latitude - place.latitude),
        longitude: place.longitude + t * (next.longitude - place.longitude),
      })
      wanted.push(above[i]! + t * (above[i + 1]! - above[i]!))
      given.push(undefined)
    }
  })
  const heights = (await ground(terrain, places)).map((height, i) => height + wanted[i]!)
  const along = places.map(() => 0)
  for (let i = 1; i < places.length; i++) along[i] = along[i - 1]! + distance(places[i - 1]!, places[i]!)
  const kept = new Set<number>()
  let from = 0
  given.forEach((which, i) => {
    if (which === undefined) return
    kept.add(i)
    if (i > 0) keepBends(along, heights, from, i, kept)
    from = i
  })
  return places.flatMap((place, i) =>
    kept.has(i) ? [{ spot: { ...place, height: heights[i]! }, given: given[i] }] : [],
  )
}

/** Douglas and Peucker over heights: keeps what the straight line between two spots misses by more than the tolerance. */
function keepBends(along: readonly number[], heights: readonly number[], from: number, to: number, kept: Set<number>) {
  const open: [number, number][] = [[from, to]]
  while (open.length) {
    const [a, b] = open.pop()!
    let worst = TOLERANCE
    let at = -1
    for (let i = a + 1; i < b; i++) {
      const t = (along[i]! - along[a]!) / (along[b]! - along[a]!)
      const missed = Math.abs(heights[i]! - (heights[a]! + t * (heights[b]! - heights[a]!)))
      if (missed > worst) {
        worst = missed
        at = i
      }
    }
    if (at < 0) continue
    kept.add(at)
    open.push([a, at], [at, b])
  }
}

/** Altitudes above sea level to heights above the ellipsoid. */
export interface Undulation {
  at(places: readonly LatLon[]): Promise<readonly number[]>
  /** The one value that the file implies, when there is no geoid model. */
  implied?: number
}
/** @throws WpmlError plan.geoid when asked and neither a model nor the file tells */
export function undulationOf(
  geoid: Geoid | undefined,
  mission: MissionConfig | undefined,
  folder: TemplateFolder,
): Undulation {
  if (geoid) return { at: geoid }
  const { takeOffRefPoint, takeOffRefPointAGLHeight } = mission ?? {}
  const both = folder.Placemark.find(
    ({ height, ellipsoidHeight }) => height !== undefined && ellipsoidHeight !== undefined,
  )
  const implied =
    takeOffRefPoint && takeOffRefPointAGLHeight !== undefined
      ? takeOffRefPoint.height - takeOffRefPointAGLHeight
      : both && both.ellipsoidHeight! - both.height!
  return {
    implied,
    at: async places => {
      if (implied === undefined)
        throw new WpmlError('plan.geoid', 'Heights above sea level need a geoid model to be flown, and there is none.')
      return places.map(() => implied)
    },
  }
}
