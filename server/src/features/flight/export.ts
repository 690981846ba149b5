/** A flight in the formats that other programs read. Heights are metres above the WGS 84 ellipsoid. Pure. */
import type { TelemetryRow } from '#platform/database/device-tables.ts'
import type { StoredFlight } from './flight.store.ts'
import type { TimelineEntry } from './timeline.ts'

export const FORMATS = {
  geojson: { type: 'application/geo+json', write: toGeoJson },
  gpx: { type: 'application/gpx+xml', write: toGpx },
  kml: { type: 'application/vnd.google-earth.kml+xml', write: toKml },
  csv: { type: 'text/csv; charset=utf-8', write: toCsv },
} as const
export type Format = keyof typeof FORMATS

type Placed = TelemetryRow & { latitude: number; longitude: number }
const placed = (samples: readonly TelemetryRow[]): Placed[] =>
  samples.filter((s): s is Placed => s.latitude !== null && s.longitude !== null)
const iso = (time: number) => new Date(time).toISOString()

export function toGeoJson(flight: StoredFlight, samples: readonly TelemetryRow[]): string {
  const points = placed(samples)
  const { workspace_id: _ws, measured_at: _m, updated_at: _u, ...properties } = flight
  // A line has two ends; what was not flown has no place.
  const geometry =
    points.length > 1
      ? {
          type: 'LineString',
          coordinates: points.map(p => [p.longitude, p.latitude, ...(p.height === null ? [] : [p.height])]),
        }
      : null
  return JSON.stringify({
    type: 'FeatureCollection',
    features: [{ type: 'Feature', geometry, properties: { ...properties, times: points.map(p => p.time) } }],
  })
}

export function toGpx(flight: StoredFlight, samples: readonly TelemetryRow[]): string {
  const points = placed(samples).map(
    p =>
      `<trkpt lat="${p.latitude}" lon="${p.longitude}">` +
      `${p.height === null ? '' : `<ele>${p.height}</ele>`}<time>${iso(p.time)}</time></trkpt>`,
  )
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gpx version="1.1" creator="Rookery" xmlns="http://www.topografix.com/GPX/1/1"',
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
    ' xsi:schemaLocation="http://www.topografix.com/GPX/1/1 http://www.topografix.com/GPX/1/1/gpx.xsd">',
    `<metadata><name>${xml(flight.name)}</name><time>${iso(flight.started_at)}</time></metadata>`,
    `<trk><name>${xml(flight.name)}</name><desc>${xml(summary(flight))}</desc><trkseg>`,
    ...points,
    '</trkseg></trk></gpx>\n',
  ].join('\n')
}

export function toKml(flight: StoredFlight, samples: readonly TelemetryRow[]): string {
  const points = placed(samples)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>',
    `<name>${xml(flight.name)}</name><description>${xml(summary(flight))}</description>`,
    `<Placemark><name>${xml(flight.name)}</name><gx:Track><altitudeMode>absolute</altitudeMode>`,
    ...points.map(p => `<when>${iso(p.time)}</when>`),
    ...points.map(p => `<gx:coord>${p.longitude} ${p.latitude} ${p.height ?? 0}</gx:coord>`),
    '</gx:Track></Placemark></Document></kml>\n',
  ].join('\n')
}

const COLUMNS = [
  'latitude',
  'longitude',
  'height',
  'elevation',
  'horizontal_speed',
  'vertical_speed',
  'attitude_head',
  'attitude_pitch',
  'attitude_roll',
  'home_distance',
  'battery_percent',
  'mode_code',
] as const satisfies readonly (keyof TelemetryRow)[]

export function toCsv(_flight: StoredFlight, samples: readonly TelemetryRow[]): string {
  return csv(
    ['time', ...COLUMNS],
    samples.map(sample => [iso(sample.time), ...COLUMNS.map(column => sample[column])]),
  )
}

export const timelineCsv = (list: readonly TimelineEntry[]): string =>
  csv(
    ['time', 'type', 'level', 'title', 'detail', 'username', 'ref'],
    list.map(e => [iso(e.time), e.type, e.level, e.title, e.detail, e.username, JSON.stringify(e.ref)]),
  )

const csv = (head: readonly string[], rows: readonly (readonly (string | number | null)[])[]) =>
  `${[head, ...rows].map(row => row.map(cell).join(',')).join('\r\n')}\r\n`

/** RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it. */
function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}
/** Characters that XML 1.0 has no form for are left out. */
const xml = (text: string) =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')
    .replace(/[&<>"']/g, character => ESCAPES[character]!)

const summary = ({ sn, gateway_sn, kind, outcome, started_at, duration_s, distance_m }: StoredFlight) =>
  [
    `${kind}, ${outcome}`,
    `aircraft ${sn ?? 'unknown'}${gateway_sn ? `, by ${gateway_sn}` : ''}`,
    `${iso(started_at)}${duration_s === null ? '' : `, ${Math.round(duration_s)} s`}${distance_m === null ? '' : `, ${Math.round(distance_m)} m`}`,
  ].join('; ')
