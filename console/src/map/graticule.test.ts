import assert from 'node:assert/strict'
import { test } from 'node:test'
import { graticule } from './graticule.ts'

test('a few lines at every scale, none outside', () => {
  for (const span of [360, 90, 12, 1, 0.2, 0.013, 0.002]) {
    const extent = { west: 8.1, south: 47.03, east: 8.1 + span, north: Math.min(80, 47.03 + span / 2) }
    const { lines, labels } = graticule(extent)
    assert.ok(lines.features.length >= 5 && lines.features.length <= 48, `${span}: ${lines.features.length}`)
    assert.equal(labels.features.length, lines.features.length)
    for (const { geometry } of lines.features) {
      for (const [x = 0, y = 0] of geometry.coordinates) {
        assert.ok(x >= extent.west && x <= extent.east + 1e-9)
        assert.ok(y >= extent.south - 1e-9 && y <= extent.north + 1e-9)
      }
    }
  }
})

test('labels name the hemisphere and wrap at the date line', () => {
  const texts = graticule({ west: 170, south: -20, east: 200, north: 20 }).labels.features.map(f => f.properties.text)
  assert.ok(texts.includes('175°E'))
  assert.ok(texts.includes('175°W'))
  assert.ok(texts.some(t => t.endsWith('S')) && texts.includes('0°'))
})
