/** A route in the making as map features and the layers that show them. */
import { distance, groundCorners, type LatLon, lensOf, type Photo } from '@rookery/wpml'
import type { Feature, FeatureCollection, Geometry, LineString, Point, Polygon } from 'geojson'
import { FONT, type Overlay } from '../../../map/style.ts'
import { COLOURS, type ThemeName } from '../../../ui/tokens.ts'
import type { OnBoard } from './models.ts'

export const SOURCES = {
  footprints: 'route-footprints',
  area: 'route-area',
  drawn: 'route-drawn',
  flown: 'route-flown',
  photos: 'route-photos',
  middles: 'route-middles',
  vertices: 'route-vertices',
  marks: 'route-marks',
} as const
/** Layers that answer to the mouse, the uppermost first. */
export const VERTICES = 'route-vertices'
export const MIDDLES = 'route-middles'

type Place = (longitude: number, latitude: number) => [number, number]
const collection = <G extends Geometry>(features: Feature<G>[]): FeatureCollection<G> => ({
  type: 'FeatureCollection',
  features,
})
const feature = <G extends Geometry>(geometry: G, properties: Record<string, unknown> = {}): Feature<G> => ({
  type: 'Feature',
  properties,
  geometry,
})

export function routeOverlay(theme: ThemeName): Overlay {
  const c = COLOURS[theme]
  return {
    sources: Object.values(SOURCES),
    layers: [
      {
        id: 'route-footprints',
        type: 'fill',
        source: SOURCES.footprints,
        paint: { 'fill-color': c.busy, 'fill-opacity': 0.045 },
      },
      {
        id: 'route-area',
        type: 'fill',
        source: SOURCES.area,
        paint: { 'fill-color': c.accent, 'fill-opacity': 0.1 },
      },
      {
        id: 'route-drawn',
        type: 'line',
        source: SOURCES.drawn,
        layout: { 'line-join': 'round', 'line-cap': 'round' },
        paint: { 'line-color': c.accent, 'line-width': 2 },
      },
      {
        id: 'route-flown-case',
        type: 'line',
        source: SOURCES.flown,
        layout: { 'line-join': 'round' },
        paint: { 'line-color': c.ground, 'line-width': ['case', ['get', 'thin'], 2.5, 4], 'line-opacity': 0.7 },
      },
      {
        id: 'route-flown',
        type: 'line',
        source: SOURCES.flown,
        layout: { 'line-join': 'round' },
        paint: { 'line-color': c.busy, 'line-width': ['case', ['get', 'thin'], 1.2, 2] },
      },
      {
        id: 'route-arrows',
        type: 'symbol',
        source: SOURCES.flown,
        layout: {
          'symbol-placement': 'line',
          'symbol-spacing': 90,
          'text-field': '›',
          'text-font': FONT,
          'text-size': 18,
          'text-keep-upright': false,
          'text-allow-overlap': true,
          'text-ignore-placement': true,
        },
        paint: { 'text-color': c.busy, 'text-halo-color': c.ground, 'text-halo-width': 1 },
      },
      {
        id: 'route-photos',
        type: 'circle',
        source: SOURCES.photos,
        minzoom: 14,
        paint: { 'circle-radius': 1.8, 'circle-color': c['text-muted'], 'circle-opacity': 0.8 },
      },
      {
        id: MIDDLES,
        type: 'circle',
        source: SOURCES.middles,
        paint: {
          'circle-radius': 4,
          'circle-color': c.surface,
          'circle-opacity': 0.85,
          'circle-stroke-color': c.accent,
          'circle-stroke-width': 1,
        },
      },
      {
        id: VERTICES,
        type: 'circle',
        source: SOURCES.vertices,
        paint: {
          'circle-radius': ['case', ['get', 'selected'], 11, ['get', 'numbered'], 9, 6],
          'circle-color': ['case', ['get', 'selected'], c.accent, c.surface],
          'circle-stroke-color': ['match', ['get', 'level'], 'error', c.critical, 'warning', c.caution, c.accent],
          'circle-stroke-width': ['match', ['get', 'level'], 'error', 3, 'warning', 3, 2],
        },
      },
      {
        id: 'route-numbers',
        type: 'symbol',
        source: SOURCES.vertices,
        filter: ['get', 'numbered'],
        layout: {
          'text-field': ['get', 'label'],
          'text-font': FONT,
          'text-size': 10.5,
          'text-allow-overlap': true,
          'text-ignore-placement': true,
        },
        paint: { 'text-color': ['case', ['get', 'selected'], c['on-accent'], c.text] },
      },
      {
        id: 'route-marks',
        type: 'symbol',
        source: SOURCES.marks,
        layout: {
          'text-field': ['get', 'label'],
          'text-font': FONT,
          'text-size': 12,
          'text-anchor': 'bottom',
          'text-offset': [0, -0.6],
          'text-allow-overlap': true,
          'icon-image': ['get', 'icon'],
          'icon-allow-overlap': true,
        },
        paint: { 'text-color': c.text, 'text-halo-color': c.ground, 'text-halo-width': 1.6 },
      },
    ],
  }
}

export interface VertexLook {
  selected: number | null
  /** Worst finding at each waypoint. */
  levels: ReadonlyMap<number, string>
  /** Waypoints carry their number, corners do not. */
  numbered: boolean
}
export function vertexFeatures(
  vertices: readonly (LatLon | undefined)[],
  { selected, levels, numbered }: VertexLook,
  place: Place,
): FeatureCollection<Point> {
  return collection(
    vertices.flatMap((vertex, index) =>
      vertex
        ? [
            feature(
              { type: 'Point', coordinates: place(vertex.longitude, vertex.latitude) },
              {
                index,
                label: String(index + 1),
                numbered,
                selected: index === selected,
                level: levels.get(index) ?? '',
              },
            ),
          ]
        : [],
    ),
  )
}

/** Handles in the middle of each segment; dragging one makes a vertex of it. */
export function middleFeatures(
  vertices: readonly (LatLon | undefined)[],
  closed: boolean,
  place: Place,
): FeatureCollection<Point> {
  const features: Feature<Point>[] = []
  const count = vertices.length
  const segments = closed && count > 2 ? count : count - 1
  for (let i = 0; i < segments; i++) {
    const [a, b] = [vertices[i], vertices[(i + 1) % count]]
    if (!a || !b || distance(a, b) < 1) continue
    const middle = { longitude: (a.longitude + b.longitude) / 2, latitude: (a.latitude + b.latitude) / 2 }
    features.push(feature({ type: 'Point', coordinates: place(middle.longitude, middle.latitude) }, { before: i + 1 }))
  }
  return collection(features)
}

export function shapeFeatures(vertices: readonly (LatLon | undefined)[], closed: boolean, place: Place) {
  const points = vertices.flatMap(v => (v ? [place(v.longitude, v.latitude)] : []))
  const ring = closed && points[0] ? [...points, points[0]] : points
  const line: Feature<LineString>[] = ring.length > 1 ? [feature({ type: 'LineString', coordinates: ring })] : []
  const area: Feature<Polygon>[] =
    closed && points.length > 2 ? [feature({ type: 'Polygon', coordinates: [ring] })] : []
  return { line: collection(line), area: collection(area) }
}

export const lineFeatures = (lines: readonly (readonly LatLon[])[], thin: boolean, place: Place) =>
  collection(
    lines
      .filter(points => points.length > 1)
      .map(points =>
        feature({ type: 'LineString', coordinates: points.map(p => place(p.longitude, p.latitude)) } as LineString, {
          thin,
        }),
      ),
  )

export const photoFeatures = (photos: readonly Photo[], place: Place) =>
  collection(
    photos.map(photo => feature({ type: 'Point', coordinates: place(photo.longitude, photo.latitude) } as Point)),
  )

/** The ground that each photo shows, flat and `height` metres below; nothing for a camera without optics. */
export function footprintFeatures(
  photos: readonly Photo[],
  board: OnBoard,
  lenses: readonly string[] | undefined,
  height: number | undefined,
  place: Place,
): FeatureCollection<Polygon> {
  if (!height || height <= 0 || !board.camera) return collection([])
  const lens = lensOf({ payload: board.payload, lenses: lenses && [...lenses] })
  return collection(
    photos.map(photo => {
      const ring = groundCorners(photo, lens, height).map(({ longitude, latitude }) => place(longitude, latitude))
      return feature({ type: 'Polygon', coordinates: [[...ring, ring[0]!]] } as Polygon)
    }),
  )
}
export const pointFeatures = (points: readonly (LatLon & { label: string; icon?: string })[], place: Place) =>
  collection(
    points.map(({ longitude, latitude, label, icon = '' }) =>
      feature({ type: 'Point', coordinates: place(longitude, latitude) } as Point, { label, icon }),
    ),
  )
