/** The map's style: world, ground, graticule and what a page draws above, in our colours. Text is drawn with system fonts. */

import type { FeatureCollection } from 'geojson'
import type { GeoJSONSourceSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl'
import { COLOURS, type ThemeName } from '../ui/tokens.ts'
import type { Ground } from './tiles.ts'

export const LINES = 'graticule'
export const LABELS = 'graticule-labels'
export const EMPTY: FeatureCollection = { type: 'FeatureCollection', features: [] }
export const FONT = ['system-ui', 'Segoe UI', 'sans-serif']

/** What a page draws: GeoJSON sources, empty at first, and the layers that show them, from the bottom up. */
export interface Overlay {
  sources: readonly string[]
  /** Sources that group their points when they lie close together: radius in pixels. */
  clusters?: Readonly<Record<string, number>>
  layers: readonly LayerSpecification[]
}

export function mapStyle(theme: ThemeName, ground: Ground | null, overlay: Overlay): StyleSpecification {
  const c = COLOURS[theme]
  return {
    version: 8,
    sources: {
      world: { type: 'geojson', data: EMPTY, tolerance: 0.2 },
      names: { type: 'geojson', data: EMPTY },
      [LINES]: { type: 'geojson', data: EMPTY },
      [LABELS]: { type: 'geojson', data: EMPTY },
      ...Object.fromEntries(overlay.sources.map(id => [id, geojson(overlay.clusters?.[id])])),
      ...(ground ? { ground: ground.source } : {}),
    },
    layers: [
      { id: 'water', type: 'background', paint: { 'background-color': c.water } },
      { id: 'land', type: 'fill', source: 'world', paint: { 'fill-color': c.land, 'fill-antialias': false } },
      { id: 'borders', type: 'line', source: 'world', paint: { 'line-color': c['land-line'], 'line-width': 0.8 } },
      ...(ground?.layers ?? []),
      {
        id: 'graticule',
        type: 'line',
        source: LINES,
        paint: { 'line-color': c.graticule, 'line-width': 1, 'line-opacity': 0.8 },
      },
      {
        id: 'graticule-labels',
        type: 'symbol',
        source: LABELS,
        layout: {
          'text-field': ['get', 'text'],
          'text-font': FONT,
          'text-size': 10,
          'text-anchor': ['case', ['==', ['get', 'side'], 'left'], 'left', 'bottom'],
          'text-offset': ['case', ['==', ['get', 'side'], 'left'], ['literal', [0.4, 0]], ['literal', [0, -0.4]]],
          'text-allow-overlap': true,
          'text-ignore-placement': true,
        },
        paint: { 'text-color': c['text-faint'], 'text-halo-color': c.land, 'text-halo-width': 1 },
      },
      {
        id: 'names',
        type: 'symbol',
        source: 'names',
        maxzoom: 7,
        filter: [
          'any',
          ['>=', ['get', 'area'], 150],
          ['all', ['>=', ['zoom'], 3], ['>=', ['get', 'area'], 12]],
          ['>=', ['zoom'], 4.5],
        ],
        layout: {
          'text-field': ['get', 'name'],
          'text-font': FONT,
          'text-size': 11,
          'text-letter-spacing': 0.08,
          'text-max-width': 7,
          'symbol-sort-key': ['-', 0, ['get', 'area']],
        },
        paint: { 'text-color': c['text-faint'], 'text-halo-color': c.land, 'text-halo-width': 1.2 },
      },
      ...overlay.layers,
    ],
  }
}

const geojson = (clusterRadius?: number): GeoJSONSourceSpecification => ({
  type: 'geojson',
  data: EMPTY,
  ...(clusterRadius && { cluster: true, clusterRadius, clusterMaxZoom: 17 }),
})
