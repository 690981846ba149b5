import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TrackPoint } from '../../api/types.ts'
import { GAP_MS, indexAt, momentAt, momentsOf, stretches } from './replay.ts'

const point = (time: number, change: Partial<TrackPoint> = {}): TrackPoint => ({
  time,
  latitude: 51 + time / 1e6,
  longitude: 4,
  height: 50,
  elevation: null,
  horizontal_speed: 5,
  vertical_speed: 0,
  attitude_head: 0,
  battery_percent: 90,
  mode_code: 5,
  ...change,
})

test('heights count from take-off, by the aircraft where it says so', () => {
  const [a, b, c] = momentsOf([point(0, { height: 60 }), point(1, { elevation: 7 }), point(2, { height: null })], 48)
  assert.deepEqual([a!.height, b!.height, c!.height], [12, 7, null])
  assert.equal(momentsOf([point(0)], null)[0]!.height, null)
})

test('between two points the aircraft is in between, and turns the shorter way', () => {
  const moments = momentsOf([point(0, { attitude_head: 170 }), point(1000, { attitude_head: -170 })], 40)
  const half = momentAt(moments, 500)!
  assert.ok(Math.abs(half.latitude - 51.0005) < 1e-9)
  assert.equal(((half.heading % 360) + 360) % 360, 180)
})

test('in a gap and beyond the ends it stays where it was seen', () => {
  const moments = momentsOf([point(0), point(GAP_MS + 1)], 40)
  assert.equal(momentAt(moments, GAP_MS)!.latitude, 51)
  assert.equal(momentAt(moments, -5)!.latitude, 51)
  assert.equal(momentAt(moments, 1e9)!.time, GAP_MS + 1)
  assert.equal(momentAt([], 0), null)
  assert.equal(stretches(moments).length, 2)
})

test('the index of a moment is found in any track', () => {
  const moments = momentsOf([point(0), point(10), point(10), point(20)], 40)
  assert.deepEqual(
    [-1, 0, 9, 10, 15, 20, 99].map(time => indexAt(moments, time)),
    [-1, 0, 0, 2, 2, 3, 3],
  )
  assert.deepEqual(
    stretches(moments, 10).map(stretch => stretch.length),
    [3],
  )
})
