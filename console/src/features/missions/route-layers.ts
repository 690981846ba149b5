/** The line of a route as layers of a map: casing, line, the part that is flown, start. */
import type { Feature, FeatureCollection } from 'geojson'
import type { Overlay } from '../../map/style.ts'
import { COLOURS, type ThemeName } from '../../ui/tokens.ts'

export const ROUTE_SOURCE = 'job-route'

export function routeOverlay(theme: ThemeName): Overlay {
  const c = COLOURS[theme]
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const
  return {
    sources: [ROUTE_SOURCE],
    layers: [
      {
        id: 'route-casing',
        type: 'line',
        source: ROUTE_SOURCE,
        filter: ['==', ['geometry-type'], 'LineString'],
        layout: round,
        paint: { 'line-color': c.ground, 'line-width': 5, 'line-opacity': 0.7 },
      },
      {
        id: 'route',
        type: 'line',
        source: ROUTE_SOURCE,
        filter: ['==', ['geometry-type'], 'LineString'],
        layout: round,
        paint: { 'line-color': c.accent, 'line-width': 2.2 },
      },
      {
        id: 'route-start',
        type: 'circle',
        source: ROUTE_SOURCE,
        filter: ['==', ['geometry-type'], 'Point'],
        paint: {
          'circle-radius': 4.5,
          'circle-color': c.accent,
          'circle-stroke-color': c.ground,
          'circle-stroke-width': 1.5,
        },
      },
    ],
  }
}

/** Line and start of a route, in the map's coordinates. */
export function routeFeatures(
  line: readonly (readonly number[])[],
  place: (longitude: number, latitude: number) => [number, number],
): FeatureCollection {
  const coordinates = line.map(([longitude, latitude]) => place(longitude!, latitude!))
  const feature = (geometry: Feature['geometry']): Feature => ({ type: 'Feature', properties: {}, geometry })
  return {
    type: 'FeatureCollection',
    features: [
      ...(coordinates.length > 1 ? [feature({ type: 'LineString', coordinates })] : []),
      ...(coordinates[0] ? [feature({ type: 'Point', coordinates: coordinates[0] })] : []),
    ],
  }
}
