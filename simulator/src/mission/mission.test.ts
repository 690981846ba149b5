import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { checkStrict, type Envelope, exchangeFor, METHODS, productById } from '@rookery/thing-model'
import { RESULT } from '../behaviours/results.ts'
import { COVER, DOCK_MODE } from '../devices/codes.ts'
import { type DockOptions, SimulatedDock } from '../devices/dock.ts'
import { offset } from '../devices/geo.ts'
import { ScriptedCloud } from '../testing.ts'
import type { MissionFaults } from './faults.ts'
import { MissionRun } from './run.ts'
import { ScriptedStore, squareKmz } from './testing.ts'

let cloud: ScriptedCloud
let store: ScriptedStore
const docks: SimulatedDock[] = []
before(async () => {
  cloud = await ScriptedCloud.start()
  store = await ScriptedStore.start(cloud)
})
after(async () => {
  await Promise.all(docks.map(dock => dock.stop()))
  await store.stop()
  await cloud.stop()
})

async function joined(sn: string, options: Partial<DockOptions> = {}): Promise<SimulatedDock> {
  const dock = new SimulatedDock({
    sn,
    product: 'dock3',
    mqttUrl: cloud.url,
    password: 'secret',
    bindCode: cloud.bindCode,
    organizationId: cloud.organizationId,
    osdInterval: 50,
    speed: 100,
    weather: { wind: 3, rainfall: 0, temperature: 15 },
    ...options,
  })
  docks.push(dock)
  await dock.join()
  return dock
}

const LIMIT = 60_000
const resultOf = ({ data }: Envelope) => (data as { result: number }).result
const dataOf = (sn: string, method: string): any[] =>
  cloud
    .of('events', method)
    .filter(m => m.gateway === sn)
    .map(m => m.data)
const progressOf = (sn: string) => dataOf(sn, 'flighttask_progress')

let missions = 0
async function prepared(
  dock: SimulatedDock,
  more: object = {},
  kmz?: Uint8Array,
): Promise<{ id: string; answer: Envelope }> {
  const id = `mission-${++missions}`
  const answer = await cloud.command(dock.sn, 'flighttask_prepare', {
    flight_id: id,
    task_type: 0,
    execute_time: Date.now(),
    file: store.publish(kmz ?? (await squareKmz(dock.place, dock.aircraft.product))),
    rth_altitude: 50,
    out_of_control_action: 0,
    exit_wayline_when_rc_lost: 0,
    ...more,
  })
  return { id, answer }
}
async function started(dock: SimulatedDock, more: object = {}, kmz?: Uint8Array): Promise<string> {
  const { id, answer } = await prepared(dock, more, kmz)
  assert.equal(resultOf(answer), 0)
  assert.equal(resultOf(await cloud.command(dock.sn, 'flighttask_execute', { flight_id: id })), 0)
  return id
}
const autopilotOf = ({ missions: { run } }: SimulatedDock) => (run instanceof MissionRun ? run.autopilot : undefined)
const over = (dock: SimulatedDock) => dock.until(({ missions }) => missions.run === undefined, LIMIT)

test('a mission is flown, photographed, uploaded and reported', async () => {
  const dock = await joined('FLY1')
  const id = await started(dock)
  await over(dock)
  await cloud.wait(() => dataOf('FLY1', 'file_upload_callback').length === 4, LIMIT)
  const reports = progressOf('FLY1')
  const last = reports.at(-1)
  assert.equal(last.result, 0)
  assert.equal(last.output.status, 'ok')
  assert.deepEqual(last.output.ext.media_count, 4)
  assert.equal(last.output.progress.percent, 100)
  const schema = exchangeFor(METHODS.get('flighttask_progress')!, 'events', 'dock3')!.request!
  for (const report of reports) assert.deepEqual(checkStrict(schema, report), [])
  const percents = reports.map(r => r.output.progress.percent)
  assert.deepEqual(
    percents,
    [...percents].sort((a, b) => a - b),
    'it never goes back',
  )
  const waypoints = reports.map(r => r.output.ext.current_waypoint_index)
  for (const index of [0, 1, 2, 3]) assert.ok(waypoints.includes(index), `waypoint ${index}`)
  const steps = new Set(reports.map(r => r.output.progress.current_step))
  for (const step of [0, 7, 16, 18, 24, 25, 26, 27, 28, 33, 35]) assert.ok(steps.has(step), `step ${step}`)

  const callbacks = dataOf('FLY1', 'file_upload_callback')
  assert.equal(callbacks.length, 4)
  for (const { file, flight_task } of callbacks) {
    assert.equal(file.ext.flight_id, id)
    assert.equal(flight_task.expected_file_count, 4)
    const bytes = store.objects.get(file.object_key)
    assert.equal(bytes?.subarray(0, 2).toString('hex'), 'ffd8', 'a JPEG lies in the store')
  }
  const position = callbacks[0].file.metadata
  assert.ok(Math.abs(position.relative_altitude - 40) < 2)
  assert.ok(Math.abs(position.shoot_position.lat - dock.place.latitude - 12 / 111_320) < 2e-5)
  assert.equal(dataOf('FLY1', 'highest_priority_upload_flighttask_media')[0].flight_id, id)
  assert.equal(dock.osd.mode_code, DOCK_MODE.idle)
  assert.equal(dock.osd.cover_state, COVER.closed)
  assert.equal(dock.osd.drone_in_dock, 1)
  assert.deepEqual(dock.violations, [])
})

describe('orders and faults', { concurrency: 8 }, () => {
  const end = (sn: string) => progressOf(sn).at(-1)
  const status = (sn: string) => end(sn)?.output.status
  /** Waits for what the cloud sees, not for what the dock did. */
  const seen = (look: () => unknown) => cloud.wait(look, LIMIT)
  const flying = (dock: SimulatedDock) => dock.until(d => autopilotOf(d)?.onRoute === true, LIMIT)

  test('files that do not fit are refused with the codes of docks', async () => {
    const dock = await joined('REFUSE1')
    const kmz = await squareKmz(dock.place, dock.aircraft.product)
    const file = store.publish(kmz)
    const refusals: [string, object, number][] = [
      ['another fingerprint', { file: { ...file, fingerprint: '0'.repeat(32) } }, RESULT.fileCorrupt],
      ['no such file', { file: { ...file, url: `${file.url}x` } }, RESULT.fileNotObtained],
      ['no KMZ', { file: store.publish(Buffer.from('hello')) }, RESULT.fileFormat],
      [
        'another aircraft',
        { file: store.publish(await squareKmz(dock.place, productById('m30t')!)) },
        RESULT.fileNotProcessed,
      ],
      ['long past', { execute_time: Date.now() - 31_000 }, RESULT.clocksDiffer],
    ]
    for (const [what, more, code] of refusals) {
      const { answer } = await prepared(dock, more, kmz)
      assert.equal(resultOf(answer), code, what)
    }
    const unknown = await cloud.command('REFUSE1', 'flighttask_execute', { flight_id: 'nobody' })
    assert.equal(resultOf(unknown), RESULT.taskNotKnown)
    assert.deepEqual(dock.missions.prepared, [])
    assert.deepEqual(dock.violations, [])
  })

  test('a dock that may not fly says why', async () => {
    const dock = await joined('STATE1')
    const { id, answer } = await prepared(dock, { task_type: 1, execute_time: Date.now() + 3_600_000 })
    assert.equal(resultOf(answer), 0)
    const execute = async () => resultOf(await cloud.command('STATE1', 'flighttask_execute', { flight_id: id }))
    const calm = dock.weatherNow
    for (const [weather, code] of [
      [{ wind: 14 }, RESULT.strongWind],
      [{ wind: 3, rainfall: 3 }, RESULT.heavyRain],
      [{ wind: 3, rainfall: 0, temperature: -25 }, RESULT.tooCold],
    ] as const) {
      dock.weatherNow = weather
      assert.equal(await execute(), code)
    }
    dock.weatherNow = calm
    dock.aircraft.charge = 22
    assert.equal(await execute(), RESULT.batteryLow)
    dock.aircraft.charge = 90
    dock.thing.set({ drone_in_dock: 0 })
    assert.equal(await execute(), RESULT.aircraftMissing)
    dock.thing.set({ drone_in_dock: 1, emergency_stop_state: 1 })
    assert.equal(await execute(), RESULT.missionEmergencyStop)
    dock.thing.set({ emergency_stop_state: 0 })
    await cloud.command('STATE1', 'debug_mode_open')
    assert.equal(await execute(), RESULT.inRemoteDebugging)
    assert.equal(resultOf(await cloud.command('STATE1', 'flighttask_undo', { flight_ids: [id] })), 0)
    assert.deepEqual(dock.missions.prepared, [])
  })

  test('while a mission flies, others are refused, and it can be paused and resumed', async () => {
    const dock = await joined('PAUSE1', { speed: 60 })
    const id = await started(dock, {}, await squareKmz(dock.place, dock.aircraft.product, { side: 600 }))
    assert.equal(resultOf((await prepared(dock)).answer), RESULT.otherTask)
    const again = await cloud.command('PAUSE1', 'flighttask_execute', { flight_id: id })
    assert.equal(resultOf(again), RESULT.taskInProgress)
    const undone = await cloud.command('PAUSE1', 'flighttask_undo', { flight_ids: [id] })
    assert.equal(resultOf(undone), RESULT.taskNotCancelable)
    await flying(dock)
    assert.equal(resultOf(await cloud.command('PAUSE1', 'flighttask_pause')), 0)
    await seen(() => status('PAUSE1') === 'paused')
    assert.equal(end('PAUSE1').output.ext.break_point.break_reason, 1282)
    assert.equal(end('PAUSE1').output.ext.wayline_mission_state, 7)
    assert.equal(resultOf(await cloud.command('PAUSE1', 'flighttask_pause')), RESULT.nothingToPause)
    assert.equal(resultOf(await cloud.command('PAUSE1', 'flighttask_recovery')), 0)
    await seen(() => status('PAUSE1') === 'ok')
    assert.equal(end('PAUSE1').output.ext.media_count, 4)
    const late = await cloud.command('PAUSE1', 'flighttask_recovery')
    assert.equal(resultOf(late), RESULT.nothingToResume)
  })

  test('a mission that was called home is partly done, and another one goes on from its breakpoint', async () => {
    const missionFaults = { obstacle: { at: { waypoint: 1 }, seconds: 1e6 } }
    const dock = await joined('BREAK1', { missionFaults })
    const kmz = await squareKmz(dock.place, dock.aircraft.product)
    await started(dock, {}, kmz)
    await seen(() => status('BREAK1') === 'paused')
    assert.equal(resultOf(await cloud.command('BREAK1', 'return_home')), 0)
    await seen(() => status('BREAK1') === 'partially_done')
    const { result, output } = end('BREAK1')
    assert.equal(result, RESULT.returnedByUser)
    const { index, state, progress, wayline_id, break_reason } = output.ext.break_point
    assert.deepEqual([wayline_id, index, state, progress, break_reason], [0, 1, 1, 0, 517])
    assert.equal(output.ext.media_count, 1)
    assert.ok(dataOf('BREAK1', 'return_home_info').length > 0)

    await over(dock)
    await started(dock, { break_point: { index, state, progress, wayline_id } }, kmz)
    await seen(() => status('BREAK1') === 'ok')
    assert.equal(end('BREAK1').output.ext.media_count, 3)

    await over(dock)
    await started(dock, { break_point: { index: 1, state: 0, progress: 0.4, wayline_id } }, kmz)
    await seen(() => status('BREAK1') === 'ok')
    assert.equal(end('BREAK1').output.ext.media_count, 2, 'the photo at the waypoint before is not taken again')
  })

  const ENDS: [name: string, faults: MissionFaults, status: string, result: number, breakReason: number | undefined][] =
    [
      ['LOWBATTERY', { lowBattery: { at: { waypoint: 1 } } }, 'partially_done', RESULT.returnedByBattery, 773],
      ['STORM', { storm: { at: { waypoint: 2 } } }, 'partially_done', RESULT.returnedByWind, 784],
      ['OBSTACLE', { obstacle: { at: { waypoint: 2 } } }, 'partially_done', RESULT.stoppedByObstacle, 517],
      ['LOSTGOON', { lostLink: { at: { waypoint: 1 }, seconds: 20 } }, 'ok', 0, undefined],
      ['BUTTONDOWN', { emergencyStop: { at: 'preparing' } }, 'failed', RESULT.missionEmergencyStop, undefined],
      ['BUTTONUP', { emergencyStop: { at: { waypoint: 1 } } }, 'failed', RESULT.divertedByButton, 1283],
      ['STORMBEFORE', { storm: { at: 'preparing' } }, 'failed', RESULT.strongWind, undefined],
    ]
  for (const [name, missionFaults, expected, result, reason] of ENDS)
    test(`${name}: ${expected} with ${result}`, async () => {
      const dock = await joined(name, { missionFaults })
      await started(dock)
      await seen(() => end(name)?.output.progress.percent === 100)
      assert.equal(end(name).output.status, expected)
      assert.equal(end(name).result, result)
      assert.equal(end(name).output.ext.break_point?.break_reason, reason)
      assert.equal(dock.osd.mode_code, DOCK_MODE.idle)
      assert.equal(dock.osd.drone_in_dock, name === 'BUTTONUP' ? 0 : 1)
      assert.deepEqual(dock.violations, [])
    })

  test('out of touch it returns when it was told to, and the dock hears nothing of it meanwhile', async () => {
    const dock = await joined('LOSTHOME', {
      missionFaults: { lostLink: { at: { waypoint: 1 }, seconds: 30 } },
      speed: 40,
    })
    await started(dock, { exit_wayline_when_rc_lost: 1 })
    await seen(() => end('LOSTHOME').output.progress.percent === 100)
    assert.equal(end('LOSTHOME').result, RESULT.linkLost)
    const states = cloud.of('events', 'flighttask_progress').filter(m => m.gateway === 'LOSTHOME')
    const stateOf = ({ data }: Envelope) =>
      (data as { output: { ext: { wayline_mission_state: number } } }).output.ext.wayline_mission_state
    const lost = states.findIndex(m => stateOf(m) === 0)
    const found = states.findIndex((m, n) => n > lost && stateOf(m) > 0)
    assert.ok(lost > 0 && found > lost)
    const [from, to] = [states[lost]!.timestamp!, states[found]!.timestamp!]
    const heard = cloud.seen.filter(({ kind, sn }) => kind === 'osd' && sn === 'ALOSTHOME')
    assert.ok(to > from && heard.length > 0)
    assert.equal(
      heard.some(({ envelope: { timestamp = 0 } }) => timestamp > from && timestamp < to),
      false,
    )
  })

  test('beside the dock its photos stay on the aircraft until somebody puts it back', async () => {
    const dock = await joined('BESIDE1', { missionFaults: { missesDock: true } })
    await started(dock)
    await seen(() => status('BESIDE1') === 'failed')
    assert.equal(end('BESIDE1').result, RESULT.landedOutside)
    await over(dock)
    assert.equal(dock.osd.drone_in_dock, 0)
    assert.equal(dock.missions.media.remaining, 0)
    dock.retrieveAircraft()
    await seen(() => dataOf('BESIDE1', 'file_upload_callback').length === 4)
    assert.ok(dock.aircraftInside)
  })

  test('on the way home it stops and tells, until it is called home again', async () => {
    const dock = await joined('HOMING1', { missionFaults: { exitsHoming: true }, speed: 60 })
    await started(dock, {}, await squareKmz(dock.place, dock.aircraft.product, { side: 150 }))
    await seen(() => dataOf('HOMING1', 'device_exit_homing_notify').some(({ action }) => action === 1))
    assert.equal(dock.aircraft.flight.phase, 'hovering')
    await cloud.command('HOMING1', 'return_home')
    await seen(() => dataOf('HOMING1', 'device_exit_homing_notify').some(({ action }) => action === 0))
    await seen(() => status('HOMING1') === 'ok')
  })

  test('a failed download is refused once, and the next one is taken', async () => {
    const dock = await joined('DOWNLOAD1', { missionFaults: { kmzDownload: { times: 1 } } })
    assert.equal(resultOf((await prepared(dock)).answer), RESULT.fileNotObtained)
    assert.equal(resultOf((await prepared(dock)).answer), 0)
  })

  test('a lost answer leaves the mission flying, and a late report comes after the last one', async () => {
    const dock = await joined('LATE2', { missionFaults: { lostExecuteReply: true, lateProgress: true } })
    const { id } = await prepared(dock)
    const ids = { tid: 'execute-1', bid: 'execute-1' }
    cloud.send('services', 'LATE2', {
      ...ids,
      timestamp: Date.now(),
      method: 'flighttask_execute',
      data: { flight_id: id },
    })
    await seen(() => progressOf('LATE2').some(({ output }) => output.status === 'ok'))
    await seen(() => status('LATE2') === 'in_progress')
    assert.equal(
      cloud.of('services_reply').some(m => m.tid === ids.tid),
      false,
    )
  })

  test('uploads survive errors and credentials that ran out, and may be told twice', async () => {
    const missionFaults = {
      uploadError: { file: 1, times: 2 },
      expiredCredential: { file: 2 },
      duplicateCallback: true,
    }
    const dock = await joined('UPLOAD1', { missionFaults, retryDelays: [LIMIT] })
    await started(dock)
    await seen(() => dataOf('UPLOAD1', 'file_upload_callback').length === 8)
    const keys = new Set(dataOf('UPLOAD1', 'file_upload_callback').map(({ file }) => file.object_key))
    assert.equal(keys.size, 4)
    assert.ok([...keys].every(key => store.objects.has(key)))
    const asked = () => cloud.of('requests', 'storage_config_get').filter(m => m.gateway === 'UPLOAD1').length
    assert.equal(asked(), 2, 'once, and again when the credentials were refused')

    await started(dock)
    await seen(() => dataOf('UPLOAD1', 'file_upload_callback').length === 12)
    assert.equal(asked(), 2, 'those of before are still good')
  })

  test('credentials of the mission before are tried first and asked for again when they are refused', async () => {
    const dock = await joined('CACHED1', { retryDelays: [LIMIT] })
    await started(dock)
    await seen(() => dataOf('CACHED1', 'file_upload_callback').length === 4)
    const { security_token } = (await dock.missions.media.credentials())!
    store.tokens.delete(security_token)
    dock.missions.faults = { cachedCredential: true }
    await over(dock)
    await started(dock)
    await seen(() => dataOf('CACHED1', 'file_upload_callback').length === 8)
    assert.equal(cloud.of('requests', 'storage_config_get').filter(m => m.gateway === 'CACHED1').length, 2)
  })

  test('a conditional mission tells when it is ready, and not before', async () => {
    const dock = await joined('READY1')
    dock.aircraft.charge = 70
    dock.thing.merge('drone_charge_state', { state: 0 })
    const ready_conditions = { battery_capacity: 80, begin_time: Date.now() - 1000, end_time: Date.now() + 3_600_000 }
    const { id } = await prepared(dock, { task_type: 2, ready_conditions })
    const early = await cloud.command('READY1', 'flighttask_execute', { flight_id: id })
    assert.equal(resultOf(early), RESULT.batteryBelowCondition)
    assert.deepEqual(dataOf('READY1', 'flighttask_ready'), [])
    dock.thing.merge('drone_charge_state', { state: 1 })
    await seen(() => dataOf('READY1', 'flighttask_ready').length > 0)
    assert.deepEqual(dataOf('READY1', 'flighttask_ready')[0], { flight_ids: [id] })
    assert.equal(resultOf(await cloud.command('READY1', 'flighttask_execute', { flight_id: id })), 0)
    await seen(() => status('READY1') === 'ok')
  })

  test('a simulated mission is reported elsewhere while the aircraft stays in the dock', async () => {
    const dock = await joined('VIRTUAL1')
    const elsewhere = { latitude: 22.5, longitude: 113.9, height: 30 }
    await started(
      dock,
      { simulate_mission: { is_enable: 1, latitude: 22.5, longitude: 113.9, altitude: 30 } },
      await squareKmz(elsewhere, dock.aircraft.product),
    )
    const where = () =>
      cloud.seen.filter(
        m => m.kind === 'osd' && m.sn === 'AVIRTUAL1' && (m.envelope.data as { elevation: number }).elevation > 30,
      )
    await seen(() => where().length > 0)
    assert.ok(Math.abs((where()[0]!.envelope.data as { latitude: number }).latitude - 22.5) < 0.01)
    assert.equal(dock.osd.drone_in_dock, 1)
    await seen(() => status('VIRTUAL1') === 'ok')
    assert.deepEqual(dock.aircraft.flight.place.latitude, dock.place.latitude)
  })

  test('dock 1 numbers its steps differently, complains of a long setup, and can be stopped in it', async () => {
    const dock = await joined('SETUP1', { product: 'dock1', missionFaults: { slowSetup: { seconds: 3000 } } })
    await started(dock)
    await seen(() => dataOf('SETUP1', 'flight_setup_exception_notify').length >= 2)
    assert.equal(resultOf(await cloud.command('SETUP1', 'flight_setup_abort')), 0)
    await seen(() => status('SETUP1') === 'canceled')
    const schema = exchangeFor(METHODS.get('flighttask_progress')!, 'events', 'dock1')!.request!
    for (const report of progressOf('SETUP1')) assert.deepEqual(checkStrict(schema, report), [])
  })

  test('older docks get a mission in one command', async () => {
    const dock = await joined('OLD1', { product: 'dock1' })
    const { url, fingerprint } = store.publish(await squareKmz(dock.place, dock.aircraft.product))
    const data = { flight_id: 'old-1', type: 'wayline', file: { url, sign: fingerprint } }
    assert.equal(resultOf(await cloud.command('OLD1', 'flighttask_create', data)), 0)
    await seen(() => status('OLD1') === 'ok')
  })

  test('a wayline given in flight is flown, paused, resumed, and photographed', async () => {
    const dock = await joined('AIR1', { speed: 60 })
    const { latitude, longitude, height } = dock.place
    const limits = { rth_altitude: 60, rth_mode: 1, out_of_control_action: 0 }
    await cloud.command('AIR1', 'takeoff_to_point', {
      ...{ flight_id: 'flight-air', target_latitude: latitude + 0.0005, target_longitude: longitude },
      ...{ target_height: height + 50, security_takeoff_height: 30, max_speed: 10, rc_lost_action: 2 },
      ...{ commander_mode_lost_action: 1, commander_flight_mode: 1, commander_flight_height: 60 },
      ...{ rth_altitude: 60, rth_mode: 1 },
    })
    await dock.until(({ aircraft }) => aircraft.flight.phase === 'hovering', LIMIT)
    const file = store.publish(await squareKmz(dock.place, dock.aircraft.product, { side: 120 }))
    const id = { in_flight_wayline_id: 'air-1' }
    const order = { ...id, file, ...limits, exit_wayline_when_rc_lost: 0, wayline_precision_type: 1 }
    assert.equal(resultOf(await cloud.command('AIR1', 'in_flight_wayline_deliver', order)), 0)
    const statuses = () => dataOf('AIR1', 'in_flight_wayline_progress').map(data => data.status)
    await seen(() => statuses().includes(3))
    assert.equal(resultOf(await cloud.command('AIR1', 'in_flight_wayline_stop', id)), 0)
    await seen(() => statuses().at(-1) === 4)
    assert.equal(resultOf(await cloud.command('AIR1', 'in_flight_wayline_recover', id)), 0)
    await seen(() => statuses().at(-1) === 6)
    await cloud.command('AIR1', 'return_home')
    await seen(() => dataOf('AIR1', 'file_upload_callback').length === 4)
    const [{ file: first, flight_task }] = dataOf('AIR1', 'file_upload_callback')
    assert.deepEqual([first.ext.flight_id, flight_task.flight_type], ['flight-air', 1])
    assert.deepEqual(dock.violations, [])
  })

  test('over two docks the aircraft starts from one, lands at the other, and speaks through the nearer one', async () => {
    const start = await joined('TWO1', { speed: 60 })
    const land = await joined('TWO2', { speed: 60, sharesAircraftOf: start, place: offset(start.place, 300, 0) })
    cloud.answers.set('flighttask_progress_get', data => {
      const { sn, flight_id } = data as { sn: string; flight_id: string }
      const { status, progress } = progressOf(sn).at(-1)?.output ?? {
        status: 'sent',
        progress: { current_step: 0, percent: 0 },
      }
      return { result: 0, output: { flight_id, status, progress } }
    })
    const kmz = await squareKmz(start.place, start.aircraft.product, { side: 280 })
    const order = {
      flight_id: 'two-1',
      task_type: 0,
      execute_time: Date.now(),
      file: store.publish(kmz),
      rth_altitude: 50,
    }
    const role = (dock: SimulatedDock, dock_type: string, index: number) => {
      const { latitude, longitude, height, heading, home_position_is_valid, alternate_land_point } = dock.osd
      return {
        ...{ sn: dock.sn, dock_type, index, latitude, longitude, height, heading, home_position_is_valid },
        rtcm_info: dock.state.rtcm_info,
        alternate_land_point,
      }
    }
    const multi_dock_task = {
      wireless_link_topo: start.state.wireless_link_topo,
      dock_infos: [role(start, 'takeoff', 1), role(land, 'landing', 2)],
    }
    for (const { sn } of [land, start]) {
      const lost = { out_of_control_action: 0, exit_wayline_when_rc_lost: 0 }
      assert.equal(resultOf(await cloud.command(sn, 'flighttask_prepare', { ...order, ...lost })), 0)
      assert.equal(resultOf(await cloud.command(sn, 'flighttask_execute', { flight_id: 'two-1', multi_dock_task })), 0)
    }
    await seen(() => status('TWO2') === 'ok')
    assert.equal(end('TWO2').output.ext.media_count, 4)
    assert.equal(resultOf(await cloud.command('TWO1', 'flighttask_stop', { flight_id: 'two-1', reason: 0 })), 0)
    await seen(() => status('TWO1') === 'ok')
    await seen(() => dataOf('TWO2', 'file_upload_callback').length === 4)
    assert.deepEqual([start.osd.drone_in_dock, land.osd.drone_in_dock], [0, 1])
    assert.equal(dataOf('TWO1', 'file_upload_callback').length, 0)
    const gateways = cloud.seen.filter(m => m.kind === 'osd' && m.sn === 'ATWO1').map(m => m.envelope.gateway)
    assert.deepEqual(new Set(gateways), new Set(['TWO1', 'TWO2']))
    assert.ok(dataOf('TWO1', 'return_home_info').every(({ home_dock_sn }) => home_dock_sn === 'TWO2'))
    assert.deepEqual([...start.violations, ...land.violations], [])
  })

  test('paused in front of its last photo, it takes it when it goes on', async () => {
    const dock = await joined('LASTSTOP1', { missionFaults: { obstacle: { at: { waypoint: 3 }, seconds: 1e6 } } })
    await started(dock)
    await seen(() => status('LASTSTOP1') === 'paused')
    assert.equal(end('LASTSTOP1').output.ext.media_count, 3)
    assert.equal(resultOf(await cloud.command('LASTSTOP1', 'flighttask_recovery')), 0)
    await seen(() => status('LASTSTOP1') === 'ok')
    assert.equal(end('LASTSTOP1').output.ext.media_count, 4)
  })

  test('a dock that was away in mid-flight reports the end, and one that was away in an upload goes on with it', async () => {
    const dock = await joined('AWAY1', { missionFaults: { obstacle: { at: { waypoint: 1 }, seconds: 1e6 } } })
    await started(dock)
    await seen(() => status('AWAY1') === 'paused')
    await dock.stop()
    await dock.join()
    await seen(() => status('AWAY1') === 'failed')
    assert.equal(end('AWAY1').result, RESULT.dockRestarted)

    dock.missions.faults = { uploadError: { file: 2, times: 1e6 } }
    await started(dock)
    await seen(() => dataOf('AWAY1', 'file_upload_callback').length === 2)
    await over(dock)
    await dock.stop()
    dock.missions.media.repair()
    await dock.join()
    await seen(() => dataOf('AWAY1', 'file_upload_callback').length === 4)
  })
})
