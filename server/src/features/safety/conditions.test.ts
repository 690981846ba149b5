/** What is found dangerous, and what ends it, from what the devices last said. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { productOf } from '@rookery/thing-model'
import type { Device, Directory } from '../../link/directory.ts'
import { LiveDevices } from '../device/index.ts'
import { findings, type Sight } from './conditions.ts'

const NOW = 1_800_000_000_000
const DOCK_PLACE = { latitude: 46.5, longitude: 8.4 }
/** 111 m north of the dock. */
const ALTERNATE = { latitude: 46.501, longitude: 8.4 }
const MODE = { standby: 0, mission: 5, returning: 9, landing: 10, notConnected: 14 }

let live: LiveDevices
let inFlight: boolean
let landedAt: number | undefined
let more: Partial<Sight>

beforeEach(() => {
  live = new LiveDevices()
  inFlight = false
  landedAt = undefined
  more = {}
  dock()
})

const attachment = { index: 'A', attached: true, updatedAt: 1 }
const base = { workspaceId: 'w1', firmware: '', siteId: null, tags: [], boundAt: 1, outOfService: null, lastSeenAt: 1 }
const DOCK: Device = {
  ...{ ...base, sn: 'DOCK', nickname: 'DOCK', product: productOf(3, 3, 0) },
  ...{ gateways: new Map(), children: new Map([['AIR', attachment]]) },
}
const AIR: Device = {
  ...{ ...base, sn: 'AIR', nickname: 'AIR', product: productOf(0, 100, 1) },
  ...{ gateways: new Map([['DOCK', attachment]]), children: new Map() },
}
const directory = {
  devices: () => [DOCK, AIR].values(),
  device: (sn: string) => [DOCK, AIR].find(device => device.sn === sn),
  gatewayOf: () => 'DOCK',
} as unknown as Directory

function dock(osd: Record<string, unknown> = {}, { age = 1_000, online = true } = {}) {
  Object.assign(live.of('DOCK'), { osdAt: NOW - age, evidenceAt: NOW - age, online })
  Object.assign(live.of('DOCK').osd, { ...DOCK_PLACE, mode_code: 4, drone_in_dock: 0, emergency_stop_state: 0, ...osd })
}
function air(mode_code: number, osd: Record<string, unknown> = {}, { age = 1_000, online = true } = {}) {
  Object.assign(live.of('AIR'), { osdAt: NOW - age, evidenceAt: NOW - age, online, via: 'DOCK' })
  Object.assign(live.of('AIR').osd, { ...DOCK_PLACE, mode_code, elevation: mode_code ? 50 : 0, ...osd })
}
const look = (kind: string) => {
  const sight: Sight = {
    ...{ now: NOW, startedAt: NOW - 3600_000, brokerUp: true, directory, live },
    ...{ inFlight: () => inFlight, landedAt: () => landedAt, diverting: () => false, orders: () => undefined, ...more },
  }
  const finding = [...findings(sight)].find(({ key }) => key.startsWith(`${kind} `))
  return { so: finding?.so, cleared: finding?.cleared, cause: finding?.cause() }
}

test('link lost: an aircraft in the air falls silent; which hop has failed, and what it does by itself', () => {
  air(MODE.mission, { rth_altitude: 80, home_distance: 300, battery: { capacity_percent: 60, return_home_power: 25 } })
  assert.equal(look('link_lost').so, false)
  air(MODE.mission, {}, { age: 20_000 })
  const { so, cause } = look('link_lost')
  assert.equal(so, true)
  assert.deepEqual(
    [cause!.facts.hop, cause!.facts.position_at, cause!.facts.battery_percent, cause!.facts.return_height_m],
    ['aircraft', NOW - 20_000, 60, 80],
  )
  dock({}, { online: false })
  assert.equal(look('link_lost').cause!.facts.hop, 'dock')
  more = { brokerUp: false }
  assert.equal(look('link_lost').cause!.facts.hop, 'server_broker')
  more = { orders: () => ({ jobId: 'j', outOfControlAction: 0, returnHeight: 120 }) }
  const ordered = look('link_lost').cause!
  assert.deepEqual(
    [ordered.automatic, ordered.jobId, ordered.facts.lost_link_action, ordered.facts.return_height_m],
    ['lost_link_return_home', 'j', 'return_home', 120],
  )
  // 30 s along, 14 s up, 40 s down.
  assert.equal(ordered.facts.return_seconds, 84)
})

test('the numbers for losing the link differ between missions and aircraft, and mean the same here', () => {
  const action = () => look('link_lost').cause!.facts.lost_link_action
  const meanings = { mission: ['return_home', 'hover', 'land'], aircraft: ['hover', 'land', 'return_home'] }
  for (const number of [0, 1, 2]) {
    air(MODE.mission, { rc_lost_action: number }, { age: 20_000 })
    more = {}
    assert.equal(action(), meanings.aircraft[number])
    more = { orders: () => ({ jobId: 'j', outOfControlAction: number, returnHeight: 50 }) }
    assert.equal(action(), meanings.mission[number])
  }
})

test('link lost is over with the next telemetry, or when the dock feels the aircraft; a start alone proves nothing', () => {
  air(MODE.mission, {}, { age: 20_000 })
  dock({ drone_in_dock: 1 })
  assert.deepEqual([look('link_lost').so, look('link_lost').cleared], [false, 'aircraft_in_dock'])
  dock({ drone_in_dock: 0 })
  more = { startedAt: NOW - 5_000 }
  assert.equal(look('link_lost').so, undefined)
  more = {}
  air(MODE.standby, {}, { age: 20_000 })
  assert.equal(look('link_lost').so, undefined, 'on the ground silence is no alarm')
  inFlight = true
  air(MODE.notConnected, {}, { age: 20_000 })
  assert.equal(look('link_lost').so, true, 'a mode that says nothing does not land it')
  air(MODE.mission, {}, { age: 3 * 3600_000 })
  assert.equal(look('link_lost').so, undefined, 'nothing flies for three hours')
})

test('a dock that goes offline while its aircraft is in the air', () => {
  air(MODE.mission)
  assert.equal(look('dock_offline_in_flight').so, false)
  dock({}, { online: false })
  assert.equal(look('dock_offline_in_flight').so, true)
  assert.equal(look('dock_offline_in_flight').cause!.facts.aircraft_sn, 'AIR')
  air(MODE.standby)
  assert.equal(look('dock_offline_in_flight').so, undefined)
})

test('the emergency stop of a dock, also as text; old telemetry says nothing', () => {
  assert.equal(look('dock_emergency_stop').so, false)
  dock({ emergency_stop_state: '1' })
  assert.equal(look('dock_emergency_stop').so, true)
  dock({ emergency_stop_state: 0 }, { age: 60_000 })
  assert.equal(look('dock_emergency_stop').so, undefined)
})

test('battery: no more than the way home takes, while it is not on its way', () => {
  const battery = (capacity_percent: unknown, mode = MODE.mission) => {
    air(mode, { battery: { capacity_percent, return_home_power: 25 } })
    return look('battery_low').so
  }
  assert.equal(battery(60), false)
  assert.equal(battery(25), true)
  assert.equal(battery(26), undefined, 'neither raised nor cleared near the limit')
  assert.equal(battery(20, MODE.returning), false)
  assert.equal(battery(20, MODE.standby), false)
  assert.equal(battery(32767), undefined)
})

test('diversion: on the way down at the alternate landing point, or standing there; over when it is in the dock', () => {
  const alternate_land_point = { is_configured: 1, ...ALTERNATE, height: 400, safe_land_height: 60 }
  dock({ alternate_land_point })
  air(MODE.landing)
  assert.equal(look('diversion').so, undefined, 'at its dock')
  air(MODE.landing, ALTERNATE)
  assert.equal(look('diversion').so, true)
  landedAt = NOW - 10_000
  air(MODE.standby, ALTERNATE)
  assert.deepEqual([look('diversion').so, look('diversion').cause!.facts.landed], [true, true])
  dock({ drone_in_dock: 1, alternate_land_point })
  assert.equal(look('diversion').so, false)
  dock({ drone_in_dock: 0, alternate_land_point })
  air(MODE.mission)
  assert.equal(look('diversion').so, false, 'it flies on')
  more = { diverting: () => true }
  air(MODE.returning)
  assert.equal(look('diversion').so, true, 'its planned way home ends there')
})

test('the aircraft is not in its dock two minutes after a flight, unless people work there', () => {
  air(MODE.standby)
  assert.equal(look('aircraft_not_in_dock').so, undefined, 'no flight, no alarm')
  landedAt = NOW - 60_000
  assert.equal(look('aircraft_not_in_dock').so, undefined)
  landedAt = NOW - 121_000
  assert.equal(look('aircraft_not_in_dock').so, true)
  dock({ mode_code: 2 })
  assert.equal(look('aircraft_not_in_dock').so, undefined)
  dock({ mode_code: 0, drone_in_dock: 1 })
  assert.equal(look('aircraft_not_in_dock').so, false)
})

test('what events have raised is over on the ground, and a slow preparation with the take-off', () => {
  air(MODE.mission)
  for (const kind of ['return_stopped', 'obstacle_stop', 'obstacle_detour']) assert.equal(look(kind).so, undefined)
  assert.equal(look('preparation_slow').so, false)
  air(MODE.standby)
  for (const kind of ['return_stopped', 'obstacle_stop', 'obstacle_detour']) assert.equal(look(kind).so, false)
  assert.equal(look('preparation_slow').so, undefined)
})
