/** A dock in trouble, seen by those who watch; its flight afterwards as a record, with everything that was kept of it. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { before, test } from 'node:test'
import type { SimulatedDock } from '@rookery/simulator'
import { unzipSync } from 'fflate'
import { eventually, testServer, type Watcher } from '../../../../test/support/server.ts'

const server = await testServer()
const { admin } = server
const ws = '/manage/api/v1/workspaces/null'
let dock: SimulatedDock
let viewer: Watcher
/** Of the alarm that is looked at. */
const raised = (kind: string) => viewer.until('alarm_update', data => data.kind === kind && data.cleared_at === null)
const cleared = (id: string) => viewer.until('alarm_update', data => data.alarm_id === id && data.cleared_at !== null)

before(async () => {
  dock = await server.dock('SAFE-1', { aircraftOn: true, osdInterval: 200, speed: 8 })
  viewer = await admin.watch()
  await viewer.until('device_osd', data => data.sn === dock.aircraft.sn && data.host.mode_code !== undefined)
})

test('the emergency stop: pushed, counted, acknowledged by name, ended by the button alone', async () => {
  dock.thing.osd.emergency_stop_state = 1
  const alarm = await raised('dock_emergency_stop')
  assert.deepEqual(
    [alarm.level, alarm.gateway_sn, alarm.actions, alarm.facts.aircraft_in_air],
    ['critical', dock.sn, ['open_dock'], false],
  )
  assert.equal((await admin.get(`${ws}/alarms/summary`)).data.critical, 1)
  const acknowledged = await admin.post(`${ws}/alarms/${alarm.alarm_id}/acknowledge`, { note: 'maintenance' })
  assert.deepEqual([acknowledged.data.acknowledged_by, acknowledged.data.cleared_at], ['admin', null])
  assert.equal((await admin.get(`${ws}/alarms/summary`)).data.critical, 0)
  assert.equal((await admin.get(`${ws}/alarms?state=active&sn=${dock.sn}`)).data.pagination.total, 1)
  dock.thing.osd.emergency_stop_state = 0
  assert.equal((await cleared(alarm.alarm_id)).clear_cause, 'button_released')
  assert.equal((await admin.get(`${ws}/alarms?state=past`)).data.list[0].alarm_id, alarm.alarm_id)
})

test('events of a device raise their alarm once each, and another ends it', async () => {
  dock.link.event('flight_setup_exception_notify', {
    ...{ sn: dock.sn, flight_id: 'f', flight_type: 1, timeout_time: 6, timestamp: Date.now() },
  })
  const slow = await raised('preparation_slow')
  assert.deepEqual([slow.facts.waiting_min, slow.job_id, slow.level], [6, 'f', 'warning'])

  const { flight } = dock.aircraft
  dock.thing.osd.drone_in_dock = 0
  flight.takeOff({ kind: 'place', north: 200, east: 0, up: 60, speed: 10 })
  assert.equal((await cleared(slow.alarm_id)).clear_cause, 'took_off')
  await viewer.until('device_osd', data => data.sn === dock.aircraft.sn && data.host.elevation > 30)

  dock.link.event('device_exit_homing_notify', { sn: dock.sn, action: 1, reason: 3 })
  const stopped = await raised('return_stopped')
  assert.deepEqual([stopped.sn, stopped.facts.reason, stopped.automatic], [dock.aircraft.sn, 3, 'hovers'])
  assert.ok(stopped.flight_id, 'it belongs to the flight')
  dock.link.event('device_exit_homing_notify', { sn: dock.sn, action: 0, reason: 0 })
  assert.equal((await cleared(stopped.alarm_id)).clear_cause, 'returns_again')

  const place = {
    timestamp: Date.now(),
    latitude: 46.6,
    longitude: 8.4,
    height: 1500,
    wayline_id: 0,
    waypoint_index: 4,
  }
  dock.link.event('obstacle_avoidance_notify', {
    ...{ wayline_uuid: 'w', flight_id: 'f', is_final_report: true },
    obstacles: [
      { id: 0, type: 0, ...place },
      { id: 1, type: 1, ...place },
      { id: 2, type: 2, ...place },
    ],
  })
  const obstacle = await raised('obstacle_stop')
  assert.deepEqual([obstacle.facts.waypoint_index, obstacle.facts.latitude], [4, 46.6])
  assert.equal((await raised('obstacle_detour')).level, 'notice')
})

test('the link is lost in flight: with the hop and the last place; over when it is back', async () => {
  await dock.stop()
  const lost = await raised('link_lost')
  assert.deepEqual([lost.sn, lost.facts.hop], [dock.aircraft.sn, 'dock'])
  assert.ok(lost.facts.latitude > 46 && lost.facts.position_at > 0)
  const offline = await raised('dock_offline_in_flight')
  assert.equal(offline.facts.aircraft_sn, dock.aircraft.sn)
  await dock.join()
  assert.equal((await cleared(lost.alarm_id)).clear_cause, 'telemetry_again')
  assert.equal((await cleared(offline.alarm_id)).clear_cause, 'dock_online')
})

test('the flight is on record: figures, one timeline, exports, and evidence whose sums are right', async () => {
  await eventually('it is in the air again', () => dock.aircraft.flight.airborne)
  assert.equal((await admin.post(`/control/api/v1/devices/${dock.sn}/services/return_home`)).code, 0)
  await dock.aircraft.flight.landed()
  dock.thing.osd.drone_in_dock = 1
  let flight: any
  await eventually(
    'the flight is measured',
    async () => {
      flight = (await admin.get(`${ws}/flights?sn=${dock.aircraft.sn}`)).data.list[0]
      return flight?.outcome === 'landed' && flight.distance_m > 50
    },
    60_000,
  )
  assert.deepEqual([flight.kind, flight.gateway_sn, flight.job_id], ['manual', dock.sn, null])
  assert.ok(flight.max_height_m > 30 && flight.duration_s > 2 && flight.alarms >= 2, JSON.stringify(flight))
  assert.ok(flight.battery_start >= flight.battery_end)
  assert.equal(typeof flight.weather.wind_speed, 'number')

  const url = `${ws}/flights/${flight.flight_id}`
  const { data: timeline } = await admin.get(`${url}/timeline`)
  const has = (type: string, title: string) => timeline.list.find((e: any) => e.type === type && e.title === title)
  assert.equal(has('command', 'return_home').username, 'admin')
  assert.ok(has('state', 'Take-off') && has('state', 'Landing') && has('state', 'Returning home'))
  assert.ok(has('alarm', 'link_lost') && has('alarm', 'link_lost cleared') && has('event', 'obstacle_avoidance_notify'))
  const times = timeline.list.map((e: any) => e.time)
  assert.deepEqual(
    times,
    times.toSorted((a: number, b: number) => a - b),
  )
  assert.ok((await admin.get(`${url}/track`)).data.points.length > 5)

  const file = async (path: string) => {
    const response = await fetch(server.url + path, { headers: { 'x-auth-token': admin.token } })
    assert.equal(response.status, 200, path)
    return { type: response.headers.get('content-type')!, bytes: Buffer.from(await response.arrayBuffer()) }
  }
  const gpx = await file(`${url}/export?format=gpx`)
  assert.equal(gpx.type, 'application/gpx+xml')
  assert.match(String(gpx.bytes), /<trkpt /)
  const evidence = await file(`${url}/evidence`)
  assert.equal(evidence.type, 'application/zip')
  const files = unzipSync(evidence.bytes)
  const manifest = JSON.parse(String(Buffer.from(files['manifest.json']!)))
  assert.equal(manifest.made_by, 'admin')
  assert.deepEqual(
    manifest.files.map((each: any) => each.path).sort(),
    Object.keys(files)
      .filter(name => name !== 'manifest.json')
      .sort(),
  )
  for (const { path, sha256 } of manifest.files)
    assert.equal(createHash('sha256').update(files[path]!).digest('hex'), sha256, path)
  assert.equal(JSON.parse(String(Buffer.from(files['summary.json']!))).flight_id, flight.flight_id)
})
