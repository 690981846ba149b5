import assert from 'node:assert/strict'
import { test } from 'node:test'
import { METHODS, productById, SAFETY_CLASSES } from '@rookery/thing-model'
import type { Device } from '#link/directory.ts'
import { FRESH_MS, GUARDS, type GuardContext } from './guard.ts'

const device = (sn: string, product: string): Device => ({
  sn,
  workspaceId: 'w',
  product: productById(product)!,
  nickname: sn,
  firmware: '',
  siteId: null,
  tags: [],
  boundAt: 0,
  outOfService: null,
  lastSeenAt: 0,
  gateways: new Map(),
  children: new Map(),
})
const NOW = 1_000_000
/** Everything as it should be: every guard lets its command pass. */
const fine = (method: string, over: Partial<GuardContext> = {}): GuardContext => ({
  method: METHODS.get(method)!,
  role: 'admin',
  now: NOW,
  gateway: device('dock', 'dock3'),
  gatewayOsdAt: NOW - 100,
  aircraft: device('drone', 'm4td'),
  aircraftOnline: true,
  aircraftOsdAt: NOW - 100,
  flightAuthority: true,
  payloadAuthority: true,
  ...over,
})
const judge = (method: string, over: Partial<GuardContext> = {}) => {
  const context = fine(method, over)
  return GUARDS[context.method!.safety](context)?.reason
}
const broken = (sn: string, product: string): Device => ({
  ...device(sn, product),
  outOfService: { reason: 'rotor', by: 'ann', until: null },
})

test('every safety class has a guard, and every service passes when all is fine', () => {
  for (const safety of SAFETY_CLASSES) assert.equal(typeof GUARDS[safety], 'function')
  for (const method of METHODS.values()) if (method.services) assert.equal(judge(method.name), undefined, method.name)
})

test('a protective command passes whatever is wrong, for every role that may fly', () => {
  const worst: Partial<GuardContext> = {
    gatewayOsdAt: undefined,
    aircraftOsdAt: undefined,
    aircraftOnline: false,
    flightAuthority: undefined,
    payloadAuthority: undefined,
    gateway: broken('dock', 'dock3'),
    aircraft: broken('drone', 'm4td'),
  }
  const protective = [...METHODS.values()].filter(m => m.services && m.safety === 'protective').map(m => m.name)
  for (const name of [
    'flighttask_pause',
    'return_home',
    'return_specific_home',
    'flighttask_stop',
    'fly_to_point_stop',
  ])
    assert.ok(protective.includes(name), name)
  for (const name of protective)
    for (const role of ['pilot', 'operator', 'admin'] as const)
      assert.equal(judge(name, { ...worst, role }), undefined, name)
})

test('a viewer sends nothing at all', () => {
  for (const method of METHODS.values())
    if (method.services) assert.equal(judge(method.name, { role: 'viewer' }), 'role', method.name)
})

test('destructive commands take an admin', () => {
  assert.equal(judge('device_format', { role: 'operator' }), 'role')
  assert.equal(judge('device_format', { role: 'admin' }), undefined)
})

test('motion waits for telemetry no older than five seconds', () => {
  assert.equal(judge('fly_to_point', { aircraftOsdAt: NOW - FRESH_MS - 1 }), 'stale_telemetry')
  assert.equal(judge('fly_to_point', { aircraftOsdAt: NOW - FRESH_MS }), undefined)
  assert.equal(judge('fly_to_point', { aircraftOsdAt: undefined }), 'stale_telemetry')
  assert.equal(judge('cover_open', { gatewayOsdAt: NOW - 6_000 }), 'stale_telemetry')
  assert.equal(judge('cover_open', { aircraftOsdAt: undefined, aircraftOnline: false }), undefined)
  assert.equal(judge('takeoff_to_point', { aircraftOsdAt: undefined, aircraftOnline: false }), undefined)
})

test('flight takes flight authority; unknown means no', () => {
  for (const flightAuthority of [undefined, false])
    assert.equal(judge('fly_to_point', { flightAuthority }), 'no_flight_authority')
  assert.equal(judge('fly_to_point', { aircraft: undefined, aircraftOsdAt: NOW }), 'no_aircraft')
  assert.equal(judge('cover_open', { flightAuthority: undefined }), undefined)
})

test('cameras take payload authority; unknown means no', () => {
  for (const payloadAuthority of [undefined, false])
    assert.equal(judge('camera_look_at', { payloadAuthority }), 'no_payload_authority')
})

test('out of service refuses motion and destruction of the dock and of its aircraft, until the time is over', () => {
  assert.equal(judge('cover_open', { gateway: broken('dock', 'dock3') }), 'out_of_service')
  assert.equal(judge('takeoff_to_point', { aircraft: broken('drone', 'm4td') }), 'out_of_service')
  const over = { ...device('dock', 'dock3'), outOfService: { reason: 'rotor', by: 'ann', until: NOW - 1 } }
  assert.equal(judge('cover_open', { gateway: over }), undefined)
})
