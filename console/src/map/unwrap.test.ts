import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import type { FeatureCollection, MultiPolygon, Polygon, Position } from 'geojson'
import { feature } from 'topojson-client'
import { unwrapped, unwrapRing } from './unwrap.ts'

const widest = (ring: Position[]) => Math.max(...ring.slice(1).map(([x = 0], i) => Math.abs(x - ring[i]![0]!)))

test('a ring over the date line runs on past 180', () => {
  const ring = [
    [170, 60],
    [-170, 60],
    [-170, 70],
    [170, 70],
    [170, 60],
  ]
  assert.deepEqual(unwrapRing(ring), [
    [170, 60],
    [190, 60],
    [190, 70],
    [170, 70],
    [170, 60],
  ])
})

test('a ring around the south pole is led along it', () => {
  const ring = unwrapRing([
    [-120, -70],
    [0, -70],
    [120, -70],
    [-120, -70],
  ])
  assert.deepEqual(ring, [
    [-120, -70],
    [0, -70],
    [120, -70],
    [240, -70],
    [240, -90],
    [-120, -90],
    [-120, -70],
  ])
})

test('an ordinary ring stays as it is', () => {
  const ring = [
    [1, 1],
    [2, 1],
    [2, 2],
    [1, 1],
  ]
  assert.deepEqual(unwrapRing(ring), ring)
})

test('no ring of the world that ships jumps across the map', () => {
  const path = createRequire(import.meta.url).resolve('world-atlas/countries-50m.json')
  const topology = JSON.parse(readFileSync(path, 'utf8'))
  const world = feature(topology, topology.objects.countries) as unknown as FeatureCollection<Polygon | MultiPolygon>
  let crossing = 0
  for (const { geometry, properties } of world.features) {
    const polygons = (g: Polygon | MultiPolygon) => (g.type === 'Polygon' ? [g.coordinates] : g.coordinates)
    crossing += polygons(geometry)
      .flat()
      .filter(ring => widest(ring) > 180).length
    for (const ring of polygons(unwrapped(geometry)).flat()) {
      // A line along a pole may span the map: there it has no length.
      for (const [i, [x = 0, y = 0]] of ring.entries()) {
        const [before = x, beforeY = y] = ring[i - 1] ?? []
        assert.ok(Math.abs(x - before) <= 180 || (Math.abs(y) > 89 && Math.abs(beforeY) > 89), properties?.name)
      }
    }
  }
  assert.ok(crossing > 0)
})
