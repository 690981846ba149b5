import assert from 'node:assert/strict'
import { test } from 'node:test'
import { METHODS } from '@rookery/thing-model'
import { byPage, matches, servicesOf } from './services.ts'

const names = (gateway: Parameters<typeof servicesOf>[0]) => servicesOf(gateway).map(m => m.name)

test('a dock is offered its debug commands, a remote controller is not', () => {
  assert.ok(names('dock2').includes('cover_open'))
  assert.ok(!names('rc-pro').includes('cover_open'))
})

test('a gateway newer than the documents is offered every service', () => {
  assert.equal(names(undefined).length, [...METHODS.values()].filter(m => m.services).length)
})

test('search finds by wire name, by words of the summary, by page and by class', () => {
  const method = METHODS.get('cover_open')!
  for (const query of ['cover_open', 'open cover', 'OPEN  dock', 'cmd', 'motion', '']) {
    assert.equal(matches(method, query), true, query)
  }
  assert.equal(matches(method, 'cover gimbal'), false)
})

test('grouping by page keeps every method once', () => {
  const methods = servicesOf('dock3')
  const groups = byPage(methods)
  assert.deepEqual(groups.flatMap(g => g.methods.map(m => m.name)).sort(), methods.map(m => m.name).sort())
  assert.equal(new Set(groups.map(g => g.page)).size, groups.length)
})
