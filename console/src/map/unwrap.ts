/**
 * Rings that cross the 180th meridian, for a flat map: their longitudes run on past 180 instead of jumping to the
 * other edge. A ring around a pole is led along the pole. Pure.
 */
import type { MultiPolygon, Polygon, Position } from 'geojson'

export function unwrapRing(ring: Position[]): Position[] {
  let turn = 0
  let before: number | undefined
  const run = ring.map(([x = 0, y = 0]): Position => {
    if (before !== undefined && x - before > 180) turn -= 360
    else if (before !== undefined && before - x > 180) turn += 360
    before = x
    return [x + turn, y]
  })
  const [first, last] = [run[0], run.at(-1)]
  if (!first || !last || turn === 0) return run
  // Back where it began, but a whole turn away: the ring goes around a pole.
  const pole = run.reduce((sum, [, y = 0]) => sum + y, 0) < 0 ? -90 : 90
  return [...run, [last[0]!, pole], [first[0]!, pole], first]
}

export function unwrapped<G extends Polygon | MultiPolygon>(geometry: G): G {
  if (geometry.type === 'Polygon') return { ...geometry, coordinates: geometry.coordinates.map(unwrapRing) }
  return { ...geometry, coordinates: geometry.coordinates.map(polygon => polygon.map(unwrapRing)) }
}
