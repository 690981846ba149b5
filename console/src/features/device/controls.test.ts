import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkStrict, DOCKS, exchangeFor, METHODS, propertiesOf } from '@rookery/thing-model'
import { controlsOf } from './controls.ts'

test('every button sends a message that its declaration accepts', () => {
  for (const gateway of DOCKS) {
    for (const { method, data } of controlsOf(gateway)
      .flatMap(g => g.controls)
      .flatMap(c => c.actions)) {
      const request = exchangeFor(METHODS.get(method)!, 'services', gateway)?.request
      if (request) assert.deepEqual(checkStrict(request, data ?? {}), [], `${gateway} ${method}`)
      else assert.equal(data, undefined, method)
    }
  }
})

test('the state of each control is a property of the dock', () => {
  for (const gateway of DOCKS) {
    for (const { state } of controlsOf(gateway).flatMap(g => g.controls)) {
      if (state) assert.ok(propertiesOf(gateway).has(state.split('.')[0]!), `${gateway} ${state}`)
    }
  }
})

test('rods are for the Dock 1 alone, every dock has a cover and debugging', () => {
  const names = (gateway: (typeof DOCKS)[number]) => controlsOf(gateway).flatMap(g => g.controls.map(c => c.name))
  assert.ok(names('dock1').includes('rods'))
  assert.ok(!names('dock3').includes('rods'))
  for (const gateway of DOCKS) for (const name of ['cover', 'debug', 'power']) assert.ok(names(gateway).includes(name))
})
