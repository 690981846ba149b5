import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TrackPoint } from '../../api/types.ts'
import { trackCsv, trackGeoJson } from './track-file.ts'

const point = (fields: Partial<TrackPoint>): TrackPoint => ({
  time: 1_700_000_000_000,
  latitude: 51.9,
  longitude: 4.3,
  height: 60,
  elevation: 12,
  horizontal_speed: 5,
  vertical_speed: 0,
  attitude_head: -90,
  battery_percent: 80,
  mode_code: 5,
  ...fields,
})

test('CSV has a head, one line a point, and nothing where nothing is known', () => {
  const lines = trackCsv([point({}), point({ height: null, mode_code: null })])
    .trimEnd()
    .split('\n')
  assert.equal(lines.length, 3)
  assert.equal(lines[1], '2023-11-14T22:13:20.000Z,51.9,4.3,60,12,5,0,-90,80,5')
  assert.ok(lines[2]?.endsWith(',80,'))
})

test('GeoJSON keeps the order longitude, latitude, height', () => {
  const { features } = JSON.parse(trackGeoJson([point({}), point({ height: null })], 'SN1'))
  assert.deepEqual(features[0].geometry.coordinates, [
    [4.3, 51.9, 60],
    [4.3, 51.9],
  ])
  assert.equal(features[0].properties.times.length, 2)
})
