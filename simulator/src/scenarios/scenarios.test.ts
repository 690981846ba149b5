import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { COVER, DOCK_MODE, TASK } from '../devices/codes.ts'
import { type DockOptions, SimulatedDock } from '../devices/dock.ts'
import { MODE } from '../devices/flight.ts'
import { createFleet } from '../fleet.ts'
import { ScriptedCloud } from '../testing.ts'
import { patrol } from './patrol.ts'

let cloud: ScriptedCloud
const docks: SimulatedDock[] = []
before(async () => {
  cloud = await ScriptedCloud.start()
})
after(async () => {
  await Promise.all(docks.map(dock => dock.stop()))
  await cloud.stop()
})

async function joined(sn: string, options: Partial<DockOptions> = {}): Promise<SimulatedDock> {
  const dock = new SimulatedDock({
    sn,
    product: 'dock2',
    mqttUrl: cloud.url,
    password: 'secret',
    bindCode: cloud.bindCode,
    organizationId: cloud.organizationId,
    osdInterval: 25,
    speed: 60,
    ...options,
  })
  docks.push(dock)
  await dock.join()
  return dock
}

/** Values of one telemetry property of a device in the order in which they came, without repeats. */
function course(sn: string, name: string): unknown[] {
  const values = cloud.seen
    .filter(m => m.kind === 'osd' && m.sn === sn && name in (m.envelope.data as object))
    .map(m => (m.envelope.data as { [name: string]: unknown })[name])
  return values.filter((value, n) => value !== values[n - 1])
}

test('a patrol is seen in the telemetry of dock and aircraft from the opening of the cover to charging', async () => {
  const dock = await joined('PATROL1')
  await cloud.wait(() => course('PATROL1', 'mode_code').length === 1)
  void patrol(dock, { radius: 100, height: 60, speed: 10, seconds: 60, rest: 100_000 })
  await dock.until(({ osd }) => osd.mode_code === DOCK_MODE.working, 20_000)
  await dock.until(({ osd }) => osd.mode_code === DOCK_MODE.idle, 40_000)
  await dock.until(({ osd }) => (osd.drone_charge_state as { state: number }).state === 1)
  await cloud.wait(() => course('PATROL1', 'mode_code').length === 3)

  assert.deepEqual(course('PATROL1', 'mode_code'), [DOCK_MODE.idle, DOCK_MODE.working, DOCK_MODE.idle])
  assert.deepEqual(course('PATROL1', 'flighttask_step_code'), [
    TASK.idle,
    TASK.preparing,
    TASK.flying,
    TASK.recovering,
    TASK.idle,
  ])
  assert.deepEqual(course('PATROL1', 'drone_in_dock'), [1, 0, 1])
  assert.deepEqual(course('PATROL1', 'cover_state'), [
    COVER.closed,
    COVER.halfOpen,
    COVER.open,
    COVER.halfOpen,
    COVER.closed,
  ])
  const modes = course('APATROL1', 'mode_code')
  assert.deepEqual(
    modes.filter(mode => mode !== MODE.preparing && mode !== MODE.ready),
    [MODE.standby, MODE.takeoff, MODE.wayline, MODE.returning, MODE.landing, MODE.standby],
  )
  const heights = course('APATROL1', 'elevation') as number[]
  assert.ok(Math.max(...heights) > 55 && Math.max(...heights) < 65)
  const battery = cloud.seen
    .filter(m => m.kind === 'osd' && m.sn === 'APATROL1')
    .map(m => (m.envelope.data as { battery: { capacity_percent: number } }).battery.capacity_percent)
  assert.ok(battery.at(-1)! < battery[0]! - 2, 'the battery drains in the air')
  assert.deepEqual(dock.violations, [])
})

test('a take-off to a point reports its progress, hovers, and obeys a return home', async () => {
  const dock = await joined('TAKEOFF1')
  const { latitude, longitude, height } = dock.place
  const answer = await cloud.command('TAKEOFF1', 'takeoff_to_point', {
    flight_id: 'flight-1',
    target_latitude: latitude + 0.001,
    target_longitude: longitude,
    target_height: height + 60,
    security_takeoff_height: 40,
    rth_mode: 1,
    rth_altitude: 60,
    rc_lost_action: 2,
    commander_mode_lost_action: 1,
    commander_flight_mode: 1,
    commander_flight_height: 60,
    max_speed: 10,
  })
  assert.deepEqual((answer.data as { result: number }).result, 0)
  const states = () =>
    cloud
      .of('events', 'takeoff_to_point_progress')
      .map(m => (m.data as { status: string }).status)
      .filter((state, n, all) => state !== all[n - 1])
  await cloud.wait(() => states().includes('wayline_ok'))
  assert.ok(dock.aircraft.flight.homeDistance > 100)
  assert.ok(cloud.of('events', 'takeoff_to_point_progress').every(m => m.bid === answer.bid && m.need_reply === 0))
  await cloud.command('TAKEOFF1', 'return_home')
  await cloud.wait(() => states().includes('task_finish'))
  assert.deepEqual(states(), ['task_ready', 'wayline_progress', 'wayline_ok', 'task_finish'])
  assert.deepEqual(dock.violations, [])
})

test('a fleet joins spread over time, with one timer for its telemetry', async () => {
  const intervals: number[] = []
  const fleet = createFleet({
    credentials: Array.from({ length: 12 }, (_, n) => ({
      gateway_sn: `SIMDOCK2${String(n).padStart(6, '0')}`,
      mqtt_addr: cloud.url,
      mqtt_username: '',
      mqtt_password: 'secret',
      organization_id: cloud.organizationId,
      bind_code: cloud.bindCode,
    })),
    osdInterval: 200,
    joinsPerSecond: 100,
    clock: {
      now: Date.now,
      after(ms, fn) {
        const timer = setTimeout(fn, ms)
        return () => clearTimeout(timer)
      },
      every(ms, fn) {
        intervals.push(ms)
        const timer = setInterval(fn, ms)
        return () => clearInterval(timer)
      },
    },
  })
  docks.push(...fleet.docks)
  await fleet.start()
  assert.ok(fleet.docks.every(dock => dock.online))
  assert.deepEqual(intervals, [20], 'a wheel of ten slots turns in 200 ms')
  const places = new Set(fleet.docks.map(dock => `${dock.place.latitude} ${dock.place.longitude}`))
  assert.equal(places.size, 12)
  await cloud.wait(() => fleet.docks.every(dock => cloud.seen.some(m => m.kind === 'osd' && m.sn === dock.sn)))
})
