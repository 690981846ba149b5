import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Values } from '../../api/types.ts'
import { LEVELS, type ReadinessInput, readinessOf } from './readiness.ts'

const NOW = 1_790_000_000_000
const GOOD: Values = {
  mode_code: 0,
  flighttask_step_code: 5,
  cover_state: 0,
  drone_in_dock: 1,
  emergency_stop_state: 0,
  rainfall: 0,
  wind_speed: 2.5,
  environment_temperature: 18,
  drone_charge_state: { capacity_percent: 95, state: 0 },
  network_state: { type: 2, quality: 5, rate: 900 },
  position_state: { is_calibration: 1, is_fixed: 2 },
  sub_device: { device_sn: 'A1', device_paired: 1, device_online_status: 0 },
  storage: { total: 100, used: 10 },
}
function input(osd: Values = {}, rest: Partial<ReadinessInput> = {}, state: Values = {}): ReadinessInput {
  return {
    dock: { product_id: 'dock3', online: true, last_seen: NOW, clock_skew_ms: 20, out_of_service: null },
    dockLive: { osd: { ...GOOD, ...osd }, osdAt: NOW - 1000, state, stateAt: NOW - 1000 },
    aircraft: { device_sn: 'A1' },
    aircraftLive: null,
    airborne: false,
    now: NOW,
    ...rest,
  }
}
const dock = (fields: Partial<ReadinessInput['dock']>) => ({ dock: { ...input().dock, ...fields } })

test('a dock with nothing wrong is ready, and says nothing', () => {
  assert.deepEqual(readinessOf(input()), { level: 'ready', reasons: [] })
})

const CASES: [string, ReadinessInput, string, string][] = [
  ['offline', input({}, dock({ online: false })), 'offline', 'offline'],
  ['emergency stop', input({ emergency_stop_state: 1 }), 'critical', 'emergency_stop'],
  ['remote debugging', input({ mode_code: 2 }), 'critical', 'remote_debugging'],
  ['firmware under way by state', input({}, {}, { firmware_upgrade_status: 1 }), 'critical', 'updating'],
  ['cover fault', input({ cover_state: 3 }), 'critical', 'cover_fault'],
  ['cover open', input({ cover_state: 1 }), 'caution', 'cover_open'],
  ['aircraft away', input({ drone_in_dock: 0 }), 'critical', 'aircraft_away'],
  ['not paired', input({ sub_device: { device_sn: 'A1', device_paired: 0 } }), 'critical', 'not_paired'],
  ['no aircraft', input({ sub_device: {} }, { aircraft: null }), 'critical', 'no_aircraft'],
  ['heavy rain', input({ rainfall: 3 }), 'critical', 'rain_heavy'],
  ['light rain', input({ rainfall: 1 }), 'caution', 'rain_light'],
  ['wind over the limit of a Dock 3', input({ wind_speed: 12.5 }), 'critical', 'wind'],
  ['wind not known', input({ wind_speed: 3276.7 }), 'caution', 'weather_unknown'],
  ['wind near the limit', input({ wind_speed: 9 }), 'caution', 'wind_near'],
  ['cold', input({ environment_temperature: -35 }), 'critical', 'cold'],
  ['low battery', input({ drone_charge_state: { capacity_percent: 12 } }), 'critical', 'battery_low'],
  ['fair battery', input({ drone_charge_state: { capacity_percent: 45 } }), 'caution', 'battery_fair'],
  ['battery not told', input({ drone_charge_state: { capacity_percent: 32767 } }), 'caution', 'battery_unknown'],
  ['poor network', input({ network_state: { quality: 1 } }), 'caution', 'network_poor'],
  [
    'no link to an aircraft that is on',
    input({
      sub_device: { device_sn: 'A1', device_paired: 1, device_online_status: 1 },
      wireless_link: { sdr_link_state: 0, '4g_link_state': 0 },
    }),
    'caution',
    'no_link',
  ],
  ['clock skew', input({}, dock({ clock_skew_ms: -9000 })), 'caution', 'clock_skew'],
  ['storage', input({ storage: { total: 100, used: 97 } }), 'caution', 'storage_full'],
]
for (const [name, given, level, code] of CASES) {
  test(`${name}: ${level}`, () => {
    const readiness = readinessOf(given)
    assert.equal(readiness.level, level)
    assert.equal(readiness.reasons[0]?.code, code)
  })
}

test('the limit of wind follows the dock', () => {
  assert.equal(readinessOf(input({ wind_speed: 9 }, dock({ product_id: 'dock2' }))).level, 'critical')
})

test('out of service holds until its end, then no longer', () => {
  const until = (time: number | null) => dock({ out_of_service: { reason: 'lid', by: 'ada', until: time } })
  assert.equal(readinessOf(input({}, until(null))).reasons[0]?.code, 'out_of_service')
  assert.equal(readinessOf(input({}, until(NOW + 1))).level, 'critical')
  assert.equal(readinessOf(input({}, until(NOW - 1))).level, 'ready')
})

test('old or missing telemetry is unknown, not ready', () => {
  const live = input().dockLive
  assert.equal(readinessOf(input({}, { dockLive: { ...live, osdAt: NOW - 31_000 } })).level, 'unknown')
  assert.equal(readinessOf(input({}, { dockLive: { ...live, osdAt: 0 } })).reasons[0]?.code, 'no_telemetry')
})

test('a flight under way comes first, even when the dock is offline', () => {
  assert.equal(readinessOf(input({}, { airborne: true, ...dock({ online: false }) })).level, 'flying')
})

test('at work an open cover and an absent aircraft are in order', () => {
  const busy = readinessOf(input({ mode_code: 4, flighttask_step_code: 1, cover_state: 1, drone_in_dock: 0 }))
  assert.deepEqual(busy, { level: 'busy', reasons: [] })
})

test('what blocks stands before what cautions', () => {
  const { reasons } = readinessOf(input({ rainfall: 1, wind_speed: 13, network_state: { quality: 0 } }))
  assert.equal(reasons[0]?.severity, 'block')
  assert.deepEqual(
    reasons.map(r => r.severity),
    [...reasons.map(r => r.severity)].sort(),
  )
})

test('numbers as text count, odd shapes do not break it', () => {
  assert.equal(readinessOf(input({ wind_speed: '13.1' })).level, 'critical')
  const odd = { network_state: [], position_state: null, sub_device: 'x', drone_charge_state: [] } as unknown as Values
  assert.ok(LEVELS.includes(readinessOf(input(odd)).level))
})
