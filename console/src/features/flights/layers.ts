/** A flight on the map: the whole way thin, what has been played thick, the aircraft, its ends, its photos. */
import type { Overlay } from '../../map/style.ts'
import { FONT } from '../../map/style.ts'
import { COLOURS, type ThemeName } from '../../ui/tokens.ts'

export const SOURCES = {
  route: 'flight-route',
  track: 'flight-track',
  played: 'flight-played',
  photos: 'flight-photos',
  ends: 'flight-ends',
  aircraft: 'flight-aircraft',
} as const

export function flightOverlay(theme: ThemeName): Overlay {
  const c = COLOURS[theme]
  const line = (id: string, colour: string, width: number, opacity: number): Overlay['layers'][number] => ({
    id,
    type: 'line',
    source: id,
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint: { 'line-color': colour, 'line-width': width, 'line-opacity': opacity },
  })
  return {
    sources: Object.values(SOURCES),
    layers: [
      {
        id: SOURCES.route,
        type: 'line',
        source: SOURCES.route,
        paint: { 'line-color': c['text-muted'], 'line-width': 1, 'line-dasharray': [3, 3] },
      },
      line(SOURCES.track, c.busy, 1.5, 0.55),
      line(SOURCES.played, c.busy, 3, 1),
      {
        id: SOURCES.photos,
        type: 'circle',
        source: SOURCES.photos,
        paint: {
          'circle-radius': 4,
          'circle-color': c.surface,
          'circle-stroke-color': c.accent,
          'circle-stroke-width': 2,
        },
      },
      {
        id: SOURCES.ends,
        type: 'symbol',
        source: SOURCES.ends,
        layout: {
          'text-field': ['get', 'label'],
          'text-font': FONT,
          'text-size': 11.5,
          'text-anchor': 'top',
          'text-offset': [0, 0.5],
          'text-optional': true,
        },
        paint: { 'text-color': c.text, 'text-halo-color': c.ground, 'text-halo-width': 1.6 },
      },
      {
        id: SOURCES.aircraft,
        type: 'symbol',
        source: SOURCES.aircraft,
        layout: {
          'icon-image': ['get', 'icon'],
          'icon-rotate': ['get', 'heading'],
          'icon-rotation-alignment': 'map',
          'icon-allow-overlap': true,
          'icon-ignore-placement': true,
        },
      },
    ],
  }
}
