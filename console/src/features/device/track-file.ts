/** A track as a file: CSV for tables, GeoJSON for maps. */
import type { TrackPoint } from '../../api/types.ts'

const COLUMNS = [
  'time',
  'latitude',
  'longitude',
  'height',
  'elevation',
  'horizontal_speed',
  'vertical_speed',
  'attitude_head',
  'battery_percent',
  'mode_code',
] as const satisfies readonly (keyof TrackPoint)[]

/** One line a point; `time` is ISO 8601 in UTC, the rest as the wire has it. */
export function trackCsv(points: readonly TrackPoint[]): string {
  const line = (point: TrackPoint) =>
    COLUMNS.map(name => (name === 'time' ? new Date(point.time).toISOString() : (point[name] ?? ''))).join(',')
  return [COLUMNS.join(','), ...points.map(line), ''].join('\n')
}

/** One LineString with its times; heights are metres above the WGS 84 ellipsoid. */
export function trackGeoJson(points: readonly TrackPoint[], sn: string): string {
  const placed = points.filter(p => p.latitude !== null && p.longitude !== null)
  return JSON.stringify({
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        properties: { sn, times: placed.map(p => p.time) },
        geometry: {
          type: 'LineString',
          coordinates: placed.map(p =>
            p.height === null ? [p.longitude, p.latitude] : [p.longitude, p.latitude, p.height],
          ),
        },
      },
    ],
  })
}

/** Hands a text to the browser as a file. */
export function saveText(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
