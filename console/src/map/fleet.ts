/** Docks, aircraft and the way they came, as layers of a map. */
import { COLOURS, type ThemeName } from '../ui/tokens.ts'
import { FONT, type Overlay } from './style.ts'

export const SOURCES = { tails: 'tails', docks: 'docks', aircraft: 'aircraft' } as const
export const CLICKABLE = ['docks', 'aircraft']

export function fleetOverlay(theme: ThemeName): Overlay {
  const c = COLOURS[theme]
  const label = { 'text-color': c.text, 'text-halo-color': c.ground, 'text-halo-width': 1.6 }
  return {
    sources: Object.values(SOURCES),
    layers: [
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
