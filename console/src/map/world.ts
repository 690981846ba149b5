/**
 * The world that ships with the console: Natural Earth's countries as drawn by world-atlas. Good for finding one's
 * way, within some kilometres of the truth; the map says so.
 */
import type { Feature, FeatureCollection, MultiPolygon, Point, Polygon, Position } from 'geojson'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import fineUrl from 'world-atlas/countries-10m.json?url'
import coarseUrl from 'world-atlas/countries-50m.json?url'
import { unwrapped } from './unwrap.ts'

type Countries = Topology<{ countries: GeometryCollection<{ name: string }> }>
export interface World {
  countries: FeatureCollection<Polygon | MultiPolygon, { name: string }>
  names: FeatureCollection<Point, { name: string; area: number }>
}

/** Signed area and centroid of a ring in square degrees; good enough to place a name. */
function centre(ring: Position[]): { area: number; x: number; y: number } {
  let area = 0
  let x = 0
  let y = 0
  for (let i = 0; i + 1 < ring.length; i++) {
    const [x0 = 0, y0 = 0] = ring[i]!
    const [x1 = 0, y1 = 0] = ring[i + 1]!
    const cross = x0 * y1 - x1 * y0
    area += cross
    x += (x0 + x1) * cross
    y += (y0 + y1) * cross
  }
  return area === 0 ? { area: 0, x: 0, y: 0 } : { area: Math.abs(area / 2), x: x / (3 * area), y: y / (3 * area) }
}

function nameOf(
  country: Feature<Polygon | MultiPolygon, { name: string }>,
): Feature<Point, { name: string; area: number }> {
  const { geometry } = country
  const rings = geometry.type === 'Polygon' ? [geometry.coordinates[0]!] : geometry.coordinates.map(p => p[0]!)
  const best = rings.map(centre).reduce((a, b) => (b.area > a.area ? b : a))
  return {
    type: 'Feature',
    properties: { name: country.properties.name, area: best.area },
    geometry: { type: 'Point', coordinates: [best.x, best.y] },
  }
}

async function load(url: string): Promise<World> {
  const topology = (await (await fetch(url)).json()) as Countries
  const countries = feature(topology, topology.objects.countries) as World['countries']
  for (const country of countries.features) country.geometry = unwrapped(country.geometry)
  return { countries, names: { type: 'FeatureCollection', features: countries.features.map(nameOf) } }
}

/** From this zoom on the finer coastline is worth its 3.6 MB. */
export const FINE_FROM_ZOOM = 6

const loaded = new Map<string, Promise<World>>()
/** The world at one of two grains, fetched once. */
export function loadWorld(grain: 'coarse' | 'fine'): Promise<World> {
  const url = grain === 'fine' ? fineUrl : coarseUrl
  let world = loaded.get(url)
  if (!world) {
    world = load(url)
    loaded.set(url, world)
    world.catch(() => loaded.delete(url))
  }
  return world
}
