import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toGcj02, toWgs84 } from './gcj02.ts'

/** Metres between two places a short way apart. */
const metres = (a: { longitude: number; latitude: number }, b: { longitude: number; latitude: number }) =>
  Math.hypot(
    (a.latitude - b.latitude) * 111_320,
    (a.longitude - b.longitude) * 111_320 * Math.cos((a.latitude * Math.PI) / 180),
  )

test('Beijing shifts by the published offset', () => {
  // Tiananmen: a pair given by many implementations of the transform.
  const gcj = toGcj02({ longitude: 116.397428, latitude: 39.90923 })
  assert.ok(Math.abs(gcj.longitude - 116.403672) < 1e-4, String(gcj.longitude))
  assert.ok(Math.abs(gcj.latitude - 39.910634) < 1e-4, String(gcj.latitude))
})

test('there and back is below a centimetre', () => {
  for (const longitude of [75, 87.6, 104, 113.94, 121.47, 126.6]) {
    for (const latitude of [18.2, 22.54, 30.6, 39.9, 45.8]) {
      const wgs = { longitude, latitude }
      assert.ok(metres(toWgs84(toGcj02(wgs)), wgs) < 0.01)
      assert.ok(metres(toGcj02(wgs), wgs) > 50)
    }
  }
})

test('outside China nothing moves', () => {
  for (const place of [
    { longitude: 8.5, latitude: 47.4 },
    { longitude: -122.4, latitude: 37.8 },
  ]) {
    assert.deepEqual(toGcj02(place), place)
    assert.deepEqual(toWgs84(place), place)
  }
})
