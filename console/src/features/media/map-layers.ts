/** Photos on a map: single ones, those close together, and clusters that the server made. */
import { FONT, type Overlay } from '../../map/style.ts'
import { COLOURS, type ThemeName } from '../../ui/tokens.ts'

export const SOURCES = { points: 'media-points', clusters: 'media-clusters' } as const

export function mediaOverlay(theme: ThemeName): Overlay {
  const c = COLOURS[theme]
  const count = (field: string): Overlay['layers'][number]['layout'] => ({
    'text-field': ['to-string', ['get', field]],
    'text-font': FONT,
    'text-size': 12,
    'text-allow-overlap': true,
    'text-ignore-placement': true,
  })
  const bubble = (field: string) => ({
    'circle-color': c.accent,
    'circle-opacity': 0.9,
    'circle-stroke-color': c.surface,
    'circle-stroke-width': 2,
    'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', field]], 1, 11, 10, 18, 60, 32] as never,
  })
  return {
    sources: Object.values(SOURCES),
    clusters: { [SOURCES.points]: 26 },
    layers: [
      {
        id: 'media-point',
        type: 'circle',
        source: SOURCES.points,
        filter: ['!', ['has', 'point_count']],
        paint: {
          'circle-radius': 6,
          'circle-color': ['case', ['get', 'video'], c.caution, c.busy],
          'circle-stroke-color': c.surface,
          'circle-stroke-width': 2,
        },
      },
      {
        id: 'media-close',
        type: 'circle',
        source: SOURCES.points,
        filter: ['has', 'point_count'],
        paint: bubble('point_count'),
      },
      {
        id: 'media-close-count',
        type: 'symbol',
        source: SOURCES.points,
        filter: ['has', 'point_count'],
        layout: count('point_count') as never,
        paint: { 'text-color': c['on-accent'] },
      },
      { id: SOURCES.clusters, type: 'circle', source: SOURCES.clusters, paint: bubble('count') },
      {
        id: 'media-cluster-count',
        type: 'symbol',
        source: SOURCES.clusters,
        layout: count('count') as never,
        paint: { 'text-color': c['on-accent'] },
      },
    ],
  }
}
