/** Lines of latitude and longitude for what is in sight, labelled at its left and lower edge. Pure. */
import type { Feature, FeatureCollection, LineString, Point } from 'geojson'

export interface Extent {
  west: number
  south: number
  east: number
  north: number
}
export interface Graticule {
  lines: FeatureCollection<LineString>
  labels: FeatureCollection<Point, { text: string; side: 'left' | 'bottom' }>
}

const STEPS = [30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005]
/** About this many lines across. */
const WANTED = 5
const POLE = 85

const digitsOf = (step: number) => (step >= 1 ? 0 : Math.ceil(-Math.log10(step) - 1e-9))

export function graticule({ west, south, east, north }: Extent): Graticule {
  const span = Math.max(1e-6, Math.min(360, east - west))
  const step = STEPS.find(s => span / s >= WANTED) ?? STEPS.at(-1)!
  const digits = digitsOf(step)
  const low = Math.max(-POLE, south)
  const high = Math.min(POLE, north)
  const lines: Feature<LineString>[] = []
  const labels: Graticule['labels']['features'] = []
  const line = (coordinates: [number, number][]) =>
    lines.push({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } })
  const label = (coordinates: [number, number], text: string, side: 'left' | 'bottom') =>
    labels.push({ type: 'Feature', properties: { text, side }, geometry: { type: 'Point', coordinates } })

  for (let i = Math.ceil(west / step); i * step <= east; i++) {
    const x = i * step
    line([
      [x, low],
      [x, high],
    ])
    const normal = ((((x + 180) % 360) + 360) % 360) - 180
    label([x, low], `${Math.abs(normal).toFixed(digits)}°${normal < -1e-9 ? 'W' : normal > 1e-9 ? 'E' : ''}`, 'bottom')
  }
  for (let i = Math.ceil(low / step); i * step <= high; i++) {
    const y = i * step
    line([
      [west, y],
      [east, y],
    ])
    label([west, y], `${Math.abs(y).toFixed(digits)}°${y < -1e-9 ? 'S' : y > 1e-9 ? 'N' : ''}`, 'left')
  }
  return {
    lines: { type: 'FeatureCollection', features: lines },
    labels: { type: 'FeatureCollection', features: labels },
  }
}
