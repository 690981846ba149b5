/** Alarms of what is so, and of missions that ended badly, in a database that several processes share. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { newId } from '@rookery/thing-model'
import { testDatabase } from '../../../../test/support/postgres.ts'
import { AIRCRAFT, DOCK, seedDevice, seedWorkspace } from '../../../../test/support/seed.ts'
import { directoryStore } from '../../link/directory.store.ts'
import { Directory } from '../../link/directory.ts'
import { createAudit } from '../../platform/audit.ts'
import { Bus } from '../../platform/bus.ts'
import { manualClock } from '../../platform/clock.ts'
import { createLogger } from '../../platform/log.ts'
import { Alarms, alarmStore } from '../alarm/index.ts'
import { LiveDevices } from '../device/index.ts'
import { MissionAlarms, missionSafetyStore, Watch } from './index.ts'

const { db } = await testDatabase()
const clock = manualClock(Date.now())
const log = createLogger('fatal')
const directory = new Directory(directoryStore(db))
const missions = missionSafetyStore(db)
let free = 500e9

function process() {
  const bus = new Bus(log)
  const live = new LiveDevices()
  const alarms = new Alarms({ store: alarmStore(db), directory, bus, clock, audit: createAudit(db, clock), log })
  void alarms.close()
  const watch = new Watch({
    ...{ alarms, directory, live, bus, clock, log, brokerUp: () => true, inFlight: () => false },
    ...{ landedAt: () => undefined, orders: () => undefined, workspaces: missions.workspaces },
    disk: async () => ({ free, total: 1000e9 }),
  })
  const missionAlarms = new MissionAlarms({ store: missions, alarms, bus, clock, log })
  return { bus, live, watch, missionAlarms }
}
const both = [process(), process()]
const look = () => Promise.all(both.map(({ watch }) => watch.look()))
function dock(emergency: number) {
  for (const { live } of both)
    Object.assign(live.of('DOCK'), { osdAt: clock.now(), online: true, osd: { emergency_stop_state: emergency } })
}
const alarms = (kind: string) =>
  db.selectFrom('alarms').selectAll().where('kind', '=', kind).orderBy('raised_at').orderBy('workspace_id').execute()

before(async () => {
  await seedWorkspace(db, 'w1', 'w2')
  await seedDevice(db, 'DOCK', DOCK)
  await seedDevice(db, 'AIR', AIRCRAFT, { behind: 'DOCK' })
  await directory.load()
})

test('two processes raise one alarm, and end it; so does one that was not there when it was raised', async () => {
  dock(1)
  await look()
  await look()
  assert.deepEqual(
    (await alarms('dock_emergency_stop')).map(({ count, cleared_at }) => [count, cleared_at]),
    [[1, null]],
  )
  const third = process()
  third.live.of('DOCK').osd = { emergency_stop_state: 0 }
  Object.assign(third.live.of('DOCK'), { osdAt: clock.now(), online: true })
  await third.watch.look()
  const [alarm] = await alarms('dock_emergency_stop')
  assert.equal(alarm!.clear_cause, 'button_released')
})

test('a disk that is almost full is told to every workspace, and over with some room to spare', async () => {
  free = 9e9
  await clock.advance(31_000)
  await look()
  const rows = await alarms('storage_low')
  assert.deepEqual(
    rows.map(row => [row.workspace_id, row.facts.free_bytes]),
    [
      ['w1', 9e9],
      ['w2', 9e9],
    ],
  )
  free = 11e9
  await clock.advance(31_000)
  await look()
  assert.ok((await alarms('storage_low')).every(row => row.cleared_at === null))
  free = 20e9
  await clock.advance(31_000)
  await look()
  assert.ok((await alarms('storage_low')).every(row => row.clear_cause === 'space_freed'))
})

async function job(state: string, fields: Record<string, unknown> = {}) {
  const now = clock.now()
  const row = {
    ...{ job_id: newId(), workspace_id: 'w1', job_name: 'Roof', state, dock_sns: ['DOCK'], dock_sn: 'DOCK' },
    ...{ task_type: 0, wayline_type: 0, file_id: 'f', file_name: 'f', begin_time: now, end_time: now },
    ...{ completed_time: now, username: 'ann', created_at: now, updated_at: now, plan: '{}', ...fields },
  }
  return db
    .insertInto('jobs')
    .values(row as any)
    .returningAll()
    .executeTakeFirstOrThrow()
}
const ofJob = (id: string) => db.selectFrom('alarms').selectAll().where('job_id', '=', id).execute()

test('refused, missed, failed and unheard of missions each have their alarm, once, told or not', async () => {
  const launched = { launched_at: clock.now() }
  const rows = await Promise.all([
    job('refused', { code: 514103, message: 'It rains' }),
    job('missed'),
    job('failed', { ...launched, progressed_at: clock.now() }),
    job('failed', launched),
  ])
  const kinds = ['mission_refused', 'mission_missed', 'mission_failed', 'mission_unknown']
  for (const { bus } of both) bus.emit('job.changed', { job: rows[0] as any, previous: 'preparing' })
  await Promise.all(both.map(({ missionAlarms }) => missionAlarms.reconcile()))
  for (const [n, row] of rows.entries()) {
    const [alarm, ...others] = await ofJob(row.job_id)
    assert.deepEqual([alarm!.kind, alarm!.gateway_sn, others.length], [kinds[n], 'DOCK', 0])
  }
  const [refused] = await ofJob(rows[0]!.job_id)
  assert.deepEqual([refused!.facts.code, refused!.facts.message], [514103, 'It rains'])
  const done = await job('done')
  await job('canceled')
  await both[0]!.missionAlarms.reconcile()
  assert.equal((await ofJob(done.job_id)).length, 0)
})

test('what a mission ordered for a lost link is known of the docks that fly', async () => {
  const plan = JSON.stringify({ out_of_control_action: 2, rth_altitude: 90 })
  const flying = await job('running', { plan, completed_time: null, dock_sns: ['DOCK', 'OTHER'] })
  const { missionAlarms } = both[0]!
  await missionAlarms.learn()
  for (const sn of ['DOCK', 'OTHER'])
    assert.deepEqual(missionAlarms.orders(sn), { jobId: flying.job_id, outOfControlAction: 2, returnHeight: 90 })
  assert.equal(missionAlarms.orders('NONE'), undefined)
})
