import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at, flagAt, numberAt, positionAt } from './values.ts'

test('numbers may be text, and sentinels are not numbers', () => {
  assert.equal(numberAt({ a: { b: '12.5' } }, 'a.b'), 12.5)
  for (const a of [32767, 3276.7, 65535, '', ' ', 'x', null, Number.NaN, {}, []])
    assert.equal(numberAt({ a }, 'a'), null)
  assert.equal(numberAt({ a: 120 }, 'a', { max: 100 }), null)
  assert.equal(numberAt({ a: -1 }, 'a', { min: 0 }), null)
  assert.equal(numberAt({ a: 0 }, 'a', { min: 0 }), 0)
})

test('a path through what is no object gives nothing', () => {
  assert.equal(at({ a: 3 }, 'a.b.c'), undefined)
  assert.equal(at({ a: null }, 'a.b'), undefined)
  assert.equal(at(undefined, 'a'), undefined)
})

test('a position must be on earth, and 0/0 is no fix', () => {
  assert.deepEqual(positionAt({ latitude: 22.5, longitude: 113.9 }), { latitude: 22.5, longitude: 113.9 })
  assert.equal(positionAt({ latitude: 0, longitude: 0 }), null)
  assert.equal(positionAt({ latitude: 91, longitude: 0 }), null)
  assert.equal(positionAt({ latitude: 22.5 }), null)
  assert.deepEqual(positionAt({ home_latitude: 1, home_longitude: 2 }, 'home_'), { latitude: 1, longitude: 2 })
})

test('flags come as 0/1, booleans and text', () => {
  for (const value of [1, '1', true, 'true']) assert.equal(flagAt({ a: value }, 'a'), true)
  for (const value of [0, '0', false, 'false']) assert.equal(flagAt({ a: value }, 'a'), false)
  for (const value of [2, null, undefined, 'on']) assert.equal(flagAt({ a: value }, 'a'), null)
})
