/** The map's style: world, ground, graticule and the fleet above, in our colours. Text is drawn with system fonts. */

import type { FeatureCollection } from 'geojson'
import type { StyleSpecification } from 'maplibre-gl'
import { COLOURS, type ThemeName } from '../ui/tokens.ts'
import type { Ground } from './tiles.ts'

export const SOURCES = {
  tails: 'tails',
  docks: 'docks',
  aircraft: 'aircraft',
  lines: 'graticule',
  labels: 'graticule-labels',
} as const
export const CLICKABLE = ['docks', 'aircraft']

const EMPTY: FeatureCollection = { type: 'FeatureCollection', features: [] }
const FONT = ['system-ui', 'Segoe UI', 'sans-serif']

export function mapStyle(theme: ThemeName, ground: Ground | null): StyleSpecification {
  const c = COLOURS[theme]
  const label = { 'text-color': c.text, 'text-halo-color': c.ground, 'text-halo-width': 1.6 }
  return {
    version: 8,
    sources: {
      world: { type: 'geojson', data: EMPTY, tolerance: 0.2 },
      names: { type: 'geojson', data: EMPTY },
      [SOURCES.lines]: { type: 'geojson', data: EMPTY },
      [SOURCES.labels]: { type: 'geojson', data: EMPTY },
      [SOURCES.tails]: { type: 'geojson', data: EMPTY },
      [SOURCES.docks]: { type: 'geojson', data: EMPTY },
      [SOURCES.aircraft]: { type: 'geojson', data: EMPTY },
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
        source: SOURCES.lines,
        paint: { 'line-color': c.graticule, 'line-width': 1, 'line-opacity': 0.8 },
      },
      {
        id: 'graticule-labels',
        type: 'symbol',
        source: SOURCES.labels,
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
      {
        id: 'tails',
        type: 'line',
        source: SOURCES.tails,
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: {
          'line-color': c.busy,
          'line-width': ['case', ['get', 'selected'], 2.5, 1.5],
          'line-opacity': ['case', ['get', 'selected'], 0.95, 0.55],
        },
      },
      {
        id: 'docks',
        type: 'symbol',
        source: SOURCES.docks,
        layout: {
          'icon-image': ['get', 'icon'],
          'icon-allow-overlap': true,
          'text-field': ['get', 'name'],
          'text-font': FONT,
          'text-size': 11.5,
          'text-anchor': 'top',
          'text-offset': [0, 1.1],
          'text-optional': true,
          'symbol-sort-key': ['get', 'rank'],
        },
        paint: label,
      },
      {
        id: 'aircraft',
        type: 'symbol',
        source: SOURCES.aircraft,
        layout: {
          'icon-image': ['get', 'icon'],
          'icon-rotate': ['get', 'heading'],
          'icon-rotation-alignment': 'map',
          'icon-allow-overlap': true,
          'icon-ignore-placement': true,
          // Further out the dock's name says enough.
          'text-field': ['step', ['zoom'], '', 11.5, ['get', 'name']],
          'text-font': FONT,
          'text-size': 11.5,
          'text-anchor': 'left',
          'text-offset': [1.4, 0],
          'text-optional': true,
        },
        paint: label,
      },
    ],
  }
}
