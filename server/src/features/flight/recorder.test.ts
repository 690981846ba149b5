/** Records of flights and of runs, through restarts, gaps, late messages and several processes. */
import assert from 'node:assert/strict'
import { before, beforeEach, test } from 'node:test'
import { newId } from '@rookery/thing-model'
import { testDatabase } from '../../../../test/support/postgres.ts'
import { AIRCRAFT, DOCK, seedDevice, seedWorkspace } from '../../../../test/support/seed.ts'
import { directoryStore } from '../../link/directory.store.ts'
import { Directory } from '../../link/directory.ts'
import { Bus } from '../../platform/bus.ts'
import { manualClock } from '../../platform/clock.ts'
import { createLogger } from '../../platform/log.ts'
import { LiveDevices, telemetryStore } from '../device/index.ts'
import { FlightRecorder, flightStore, type StoredFlight } from './index.ts'

const MINUTE = 60_000
const { db } = await testDatabase()
const clock = manualClock(Date.now())
const log = createLogger('fatal')
const directory = new Directory(directoryStore(db))
const history = telemetryStore(db)
let number = 0
/** Serial numbers of this test. */
let air: string
let dock: string

function process() {
  const live = new LiveDevices()
  const bus = new Bus(log)
  const told: StoredFlight[] = []
  bus.on('flight.changed', ({ flight }) => void told.push(flight))
  const recorder = new FlightRecorder({
    ...{ store: flightStore(db), directory, live, bus, clock, log, startedAt: clock.now() },
    flushed: async () => {},
  })
  return { live, bus, recorder, told }
}
type Process = ReturnType<typeof process>

before(async () => {
  await seedWorkspace(db, 'w1')
  await history.maintain(clock.now(), 30)
})
beforeEach(async () => {
  number++
  air = `AIR-${number}`
  dock = `DOCK-${number}`
  await seedDevice(db, dock, DOCK)
  await seedDevice(db, air, AIRCRAFT, { behind: dock })
  await directory.load()
})

/** Telemetry of a second, heard by these processes and written once. */
async function hear(processes: Process[], seconds: number, mode: number, battery = 80, north = 0) {
  for (let n = 0; n < seconds; n++) {
    await clock.advance(1_000)
    const time = clock.now()
    const place = { latitude: 46 + (north + n) / 10_000, longitude: 8, height: 500, elevation: 40 }
    for (const { live } of processes) {
      const osd = { ...place, mode_code: mode, battery: { capacity_percent: battery } }
      Object.assign(live.of(air), { osd, osdAt: time, online: true, via: dock })
    }
    const sample = { sn: air, time, ...place, mode_code: mode, battery_percent: battery }
    await history.saveHistory([{ ...EMPTY, ...sample }])
    await Promise.all(processes.map(({ recorder }) => recorder.look()))
  }
}
const EMPTY = {
  ...{ horizontal_speed: null, vertical_speed: null, attitude_head: null, attitude_pitch: null, attitude_roll: null },
  ...{ home_distance: null, wind_speed: null, rainfall: null, environment_temperature: null, temperature: null },
  humidity: null,
}
const records = () =>
  db.selectFrom('flights').selectAll().where('gateway_sn', '=', dock).orderBy('started_at').execute()
const job = (fields: Record<string, unknown> = {}) => {
  const now = clock.now()
  return {
    ...{ job_id: newId(), workspace_id: 'w1', job_name: 'Roof', state: 'running', dock_sns: [dock], dock_sn: dock },
    ...{
      aircraft_sn: air,
      task_type: 0,
      wayline_type: 0,
      file_id: 'f',
      file_name: 'f',
      begin_time: now,
      end_time: now,
    },
    ...{ launched_at: now, completed_time: null, username: 'ann', media_count: 4, created_at: now, updated_at: now },
    ...{ plan: JSON.stringify({ simulate: null }), ...fields },
  }
}
const saveJob = async (row: ReturnType<typeof job>) => {
  await db
    .insertInto('jobs')
    .values(row as any)
    .execute()
  return row.job_id
}
async function finish(processes: Process[], jobId: string, state: string, fields: Record<string, unknown> = {}) {
  const row = await db
    .updateTable('jobs')
    .set({ state: state as any, completed_time: clock.now(), updated_at: clock.now(), ...fields })
    .where('job_id', '=', jobId)
    .returningAll()
    .executeTakeFirstOrThrow()
  for (const { bus } of processes) bus.emit('job.changed', { job: row as any, previous: 'running' })
  await Promise.all(processes.map(({ recorder }) => recorder.reconcile()))
}

test('two processes that hear one flight make one record, with its figures', async () => {
  const both = [process(), process()]
  await hear(both, 3, 0)
  await hear(both, 20, 3, 80)
  assert.equal((await records())[0]!.ended_at, null)
  assert.equal(both[1]!.recorder.inFlight(air), true)
  await hear(both, 10, 0, 70)
  const [flight, ...others] = await records()
  assert.equal(others.length, 0)
  assert.deepEqual([flight!.kind, flight!.outcome, flight!.sn], ['manual', 'landed', air])
  assert.ok(Math.abs(flight!.duration_s! - 20) <= 1, `${flight!.duration_s}`)
  assert.ok(flight!.distance_m! > 150)
  assert.equal(flight!.battery_start, 80)
  assert.equal(both[0]!.recorder.inFlight(air), false)
  assert.ok(both[0]!.recorder.landedAt(air)! > 0)
  const ends = both.flatMap(({ told }) => told).filter(row => row.measured_at !== null)
  assert.equal(ends.length, 1)
})

test('a late message makes no flight, and none ends one', async () => {
  const one = process()
  await hear([one], 3, 0)
  await hear([one], 1, 5)
  await hear([one], 3, 0)
  assert.equal((await records()).length, 0)
  await hear([one], 5, 5)
  await hear([one], 1, 0)
  await hear([one], 5, 5)
  const rows = await records()
  assert.equal(rows.length, 1)
  assert.equal(rows[0]!.ended_at, null)
})

test('a restart in the air goes on with the record; a landing meanwhile ends it with the last word', async () => {
  const first = process()
  await hear([first], 10, 5)
  const second = process()
  await clock.advance(30_000)
  await hear([second], 10, 5)
  assert.equal((await records()).length, 1)
  const last = clock.now()
  await clock.advance(10 * MINUTE)
  const third = process()
  await hear([third], 8, 0, 95)
  const [flight] = await records()
  assert.equal(flight!.outcome, 'landed')
  assert.equal(flight!.ended_at, last)
  assert.ok(flight!.measured_at !== null)
})

test('a fuller battery after a gap is another flight; silence for an hour is the end of one', async () => {
  const one = process()
  await hear([one], 5, 5, 40)
  await clock.advance(10 * MINUTE)
  await hear([one], 5, 5, 95)
  const rows = await records()
  assert.deepEqual(
    rows.map(row => row.outcome),
    ['lost', 'flying'],
  )
  const last = clock.now()
  await clock.advance(61 * MINUTE)
  await one.recorder.look()
  assert.deepEqual((await records()).map(row => [row.outcome, row.ended_at])[1], ['lost', last])
})

test('a mode that says nothing, such as not connected, ends no flight', async () => {
  const one = process()
  await hear([one], 5, 5)
  await hear([one], 20, 14)
  await hear([one], 5, 9)
  assert.equal((await records()).length, 1)
  assert.equal(one.recorder.inFlight(air), true)
})

test('a mission and its flight are one record, with the outcome of the job', async () => {
  const one = process()
  const jobId = await saveJob(job())
  await hear([one], 10, 5)
  assert.equal((await records())[0]!.job_id, jobId)
  await hear([one], 8, 0, 70)
  await finish([one, process()], jobId, 'done', { media_count: 7 })
  const rows = await records()
  assert.equal(rows.length, 1)
  const [flight] = rows
  assert.deepEqual(
    [flight!.kind, flight!.outcome, flight!.name, flight!.username, flight!.media_expected],
    ['mission', 'done', 'Roof', 'ann', 7],
  )
  const linked = await db.selectFrom('jobs').select('flight_id').where('job_id', '=', jobId).executeTakeFirstOrThrow()
  assert.equal(linked.flight_id, flight!.flight_id)
})

test('a run that did not fly has a record, made once, also when nobody was told that it ended', async () => {
  const one = process()
  const jobId = await saveJob(job({ state: 'scheduled', launched_at: null }))
  await finish([one, process()], jobId, 'missed')
  // A crash kept the event of this one from being heard.
  const unheard = await saveJob(job({ state: 'refused', launched_at: null, completed_time: clock.now() }))
  await Promise.all([one, process()].map(({ recorder }) => recorder.reconcile()))
  const rows = await records()
  assert.deepEqual(
    rows.map(row => [row.job_id, row.kind, row.outcome]).sort(),
    [
      [jobId, 'not_flown', 'missed'],
      [unheard, 'not_flown', 'refused'],
    ].sort(),
  )
})

test('a job that was given up and flew all the same is one flight', async () => {
  const one = process()
  const jobId = await saveJob(job({ state: 'unknown' }))
  await clock.advance(MINUTE)
  await finish([one], jobId, 'failed')
  assert.deepEqual(
    (await records()).map(row => row.kind),
    ['not_flown'],
  )
  await hear([one], 6, 5)
  const rows = await records()
  assert.deepEqual(
    rows.map(row => [row.kind, row.job_id, row.outcome]),
    [['mission', jobId, 'flying']],
  )
  await hear([one], 8, 0)
  assert.deepEqual(
    (await records()).map(row => row.outcome),
    ['failed'],
  )
})

test('a mission flown while no telemetry came has its record from the job', async () => {
  const one = process()
  const jobId = await saveJob(job())
  await clock.advance(5 * MINUTE)
  await finish([one], jobId, 'done')
  const [flight] = await records()
  assert.deepEqual([flight!.kind, flight!.outcome, flight!.duration_s], ['mission', 'done', 300])
})

test('a take-off that somebody commanded is his', async () => {
  const one = process()
  await db
    .insertInto('commands')
    .values({
      ...{ command_id: newId(), workspace_id: 'w1', device_sn: dock, gateway_sn: dock, method: 'takeoff_to_point' },
      ...{ safety: 'motion', tid: newId(), bid: newId(), data: '{}', state: 'ok', username: 'bob', source: 'console' },
      created_at: clock.now(),
    })
    .execute()
  await hear([one], 5, 4)
  const [flight] = await records()
  assert.deepEqual([flight!.kind, flight!.username], ['takeoff_to', 'bob'])
})
