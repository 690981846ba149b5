/** What is exported is read back by parsers of others; the figures are those of the samples. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SaxesParser } from 'saxes'
import type { TelemetryRow } from '../../platform/database/device-tables.ts'
import { toCsv, toGeoJson, toGpx, toKml } from './export.ts'
import type { StoredFlight } from './flight.store.ts'
import { measure } from './measure.ts'

const START = Date.UTC(2026, 4, 1, 10)
const NAME = `Roof <A> & "B" 'C' \u0000\u0007 屋顶 ]]>`
const flight = {
  ...{ flight_id: 'f', workspace_id: 'w', kind: 'mission', job_id: 'j', sn: 'AIR', gateway_sn: 'DOCK', site_id: null },
  ...{ name: NAME, simulated: false, outcome: 'done', started_at: START, ended_at: START + 9_000, duration_s: 9 },
  ...{ distance_m: 100, max_height_m: 50, max_distance_m: 90, battery_start: 90, battery_end: 88 },
  ...{ media_expected: 3, username: 'ann', weather: null, takeoff: null, landing: null, measured_at: 1, updated_at: 1 },
} satisfies StoredFlight
const sample = (second: number, more: Partial<TelemetryRow> = {}): TelemetryRow => ({
  ...{ sn: 'AIR', time: START + second * 1000, latitude: 46 + second / 10_000, longitude: -8, height: 500 + second },
  ...{ elevation: second * 5, horizontal_speed: 10, vertical_speed: 0, attitude_head: 0, attitude_pitch: 0 },
  ...{ attitude_roll: 0, home_distance: 0, battery_percent: 90 - second, mode_code: 5, wind_speed: null },
  ...{ rainfall: null, environment_temperature: null, temperature: null, humidity: null, ...more },
})
const samples = [0, 1, 2, 3].map(second => sample(second))

interface Element {
  name: string
  attributes: Record<string, unknown>
  text: string
}
/** Fails where the text is no XML. */
function elements(text: string): Element[] {
  const list: Element[] = []
  const open: Element[] = []
  const parser = new SaxesParser()
  parser.on('error', error => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes, text: '' }
    list.push(element)
    open.push(element)
  })
  parser.on('text', characters => {
    const element = open.at(-1)
    if (element) element.text += characters
  })
  parser.on('closetag', () => void open.pop())
  parser.write(text).close()
  return list
}

test('GPX 1.1 is XML with a point, a height and a time per sample', () => {
  const list = elements(toGpx(flight, [...samples, sample(4, { latitude: null })]))
  assert.deepEqual([list[0]!.name, list[0]!.attributes.version], ['gpx', '1.1'])
  assert.equal(list.find(e => e.name === 'name')!.text, `Roof <A> & "B" 'C'  屋顶 ]]>`)
  const points = list.filter(e => e.name === 'trkpt')
  assert.deepEqual(
    points.map(p => [Number(p.attributes.lat), Number(p.attributes.lon)]),
    samples.map(s => [s.latitude, s.longitude]),
  )
  assert.equal(list.filter(e => e.name === 'ele')[1]!.text, '501')
  const order = list.map(e => e.name).filter(name => ['metadata', 'trk', 'trkseg', 'ele', 'time'].includes(name))
  assert.deepEqual(order.slice(0, 6), ['metadata', 'time', 'trk', 'trkseg', 'ele', 'time'])
})

test('KML has a time and a coordinate per sample', () => {
  const list = elements(toKml(flight, samples))
  assert.equal(list.filter(e => e.name === 'when').length, 4)
  assert.equal(list.filter(e => e.name === 'gx:coord')[2]!.text, '-8 46.0002 502')
})

test('GeoJSON has a line with heights, and none where nothing was flown', () => {
  const [feature] = JSON.parse(toGeoJson(flight, samples)).features
  assert.deepEqual([feature.geometry.type, feature.geometry.coordinates[3]], ['LineString', [-8, 46.0003, 503]])
  assert.equal(feature.properties.name, NAME)
  assert.equal(feature.properties.workspace_id, undefined)
  assert.equal(JSON.parse(toGeoJson(flight, [])).features[0].geometry, null)
})

test('CSV has a row per sample and nothing that a spreadsheet would run', () => {
  const rows = toCsv(flight, [sample(0, { height: null })]).split('\r\n')
  assert.equal(rows[0]!.split(',')[0], 'time')
  assert.deepEqual(rows[1]!.split(',').slice(0, 4), ['2026-05-01T10:00:00.000Z', '46', '-8', ''])
})

test('distance, heights, battery and places come from the samples; wrong ones do no harm', () => {
  const jump = sample(1.5, { latitude: 12, longitude: 100 })
  const parked = sample(-3, { mode_code: 0, battery_percent: 99, latitude: 10 })
  const figures = measure([parked, sample(0), sample(1), jump, sample(2), sample(3)], {
    started_at: START + 500,
    ended_at: START + 4_000,
  })
  assert.deepEqual([figures.started_at, figures.ended_at, figures.duration_s], [START, START + 4_000, 4])
  // 33.4 m over ground and 3 m up in three steps.
  assert.ok(Math.abs(figures.distance_m! - 33.5) < 0.3, `${figures.distance_m}`)
  assert.ok(Math.abs(figures.max_distance_m! - 33.4) < 0.3)
  assert.deepEqual([figures.max_height_m, figures.battery_start, figures.battery_end], [15, 90, 87])
  assert.deepEqual(figures.takeoff, { latitude: 46, longitude: -8, height: 500 })
  assert.equal(figures.landing!.latitude, 46.0003)
})

test('where the last word came long before the end, the flight ends with it', () => {
  const span = { started_at: START, ended_at: START + 600_000 }
  assert.equal(measure(samples, span).ended_at, START + 3_000)
  const nothing = measure([], span)
  assert.deepEqual([nothing.ended_at, nothing.distance_m, nothing.takeoff], [span.ended_at, null, null])
})
