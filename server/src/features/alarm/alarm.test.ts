/** The life of an alarm: raised once, acknowledged by a person, escalated, cleared by its cause, collapsed when it flaps. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { testDatabase } from '../../../../test/support/postgres.ts'
import { DOCK, seedDevice, seedWorkspace } from '../../../../test/support/seed.ts'
import { directoryStore } from '../../link/directory.store.ts'
import { Directory } from '../../link/directory.ts'
import { createAudit } from '../../platform/audit.ts'
import type { Caller } from '../../platform/auth/caller.ts'
import { Bus } from '../../platform/bus.ts'
import { manualClock } from '../../platform/clock.ts'
import { createLogger } from '../../platform/log.ts'
import { Alarms, alarmStore, type StoredAlarm } from './index.ts'

const MINUTE = 60_000
const { db } = await testDatabase()
const clock = manualClock(Date.now())
const log = createLogger('fatal')
const directory = new Directory(directoryStore(db))
const opened: Alarms[] = []
/** As in a process of its own, with what its viewers are told. */
function process() {
  const bus = new Bus(log)
  const told: StoredAlarm[] = []
  bus.on('alarm.changed', ({ alarm }) => void told.push(alarm))
  const alarms = new Alarms({ store: alarmStore(db), directory, bus, clock, audit: createAudit(db, clock), log })
  opened.push(alarms)
  return { alarms, told }
}
const caller = (more: Partial<Caller> = {}): Caller => ({
  ...{ userId: 'u1', username: 'ann', instanceAdmin: false, sessionId: null, kind: 'console', workspaceId: 'w1' },
  ...{ address: '::1', role: 'pilot', siteIds: null, ...more },
})
const cause = (key: string) => ({
  ...{ workspaceId: 'w1', key, kind: 'dock_emergency_stop' as const, sn: 'DOCK-1', facts: { aircraft_in_air: false } },
})
const rowsOf = (key: string) =>
  db.selectFrom('alarms').selectAll().where('key', '=', key).orderBy('raised_at').execute()

const one = process()
const two = process()
before(async () => {
  await seedWorkspace(db, 'w1', 'w2')
  await seedDevice(db, 'DOCK-1', DOCK)
  await directory.load()
})
// Sweeps by the clock would meet those of the tests.
for (const alarms of opened) await alarms.close()

test('several processes that see one cause raise one alarm', async () => {
  await Promise.all([one, two, one, two].map(({ alarms }) => alarms.raise(cause('together'))))
  const rows = await rowsOf('together')
  assert.equal(rows.length, 1)
  assert.equal(rows[0]!.count, 1)
  assert.equal([...one.told, ...two.told].filter(a => a.key === 'together').length, 1)
})

test('what happens again while it is active is counted', async () => {
  await one.alarms.raise({ ...cause('again'), occurrence: true })
  await two.alarms.raise({ ...cause('again'), occurrence: true })
  assert.deepEqual(
    (await rowsOf('again')).map(row => row.count),
    [2],
  )
})

test('flapping once a second raises one alarm in five minutes, with a count', async () => {
  for (let second = 0; second < 330; second++) {
    await one.alarms.raise(cause('flap'))
    await one.alarms.clear({ workspaceId: 'w1', key: 'flap', cause: 'button_released' })
    await clock.advance(1_000)
  }
  const rows = await rowsOf('flap')
  assert.deepEqual(
    rows.map(row => row.count),
    [300, 30],
  )
  assert.ok(rows.every(row => row.clear_cause === 'button_released'))
})

test('a critical alarm that nobody acknowledges escalates after a minute, once', async () => {
  await one.alarms.raise(cause('escalates'))
  await one.alarms.raise(cause('seen'))
  const seen = (await rowsOf('seen'))[0]!
  await one.alarms.acknowledge(caller(), seen.alarm_id, 'on it')
  await clock.advance(MINUTE - 1)
  await one.alarms.sweep()
  assert.equal((await rowsOf('escalates'))[0]!.escalated_at, null)
  await clock.advance(1)
  await Promise.all([one.alarms.sweep(), two.alarms.sweep()])
  assert.equal((await rowsOf('escalates'))[0]!.escalated_at, clock.now())
  assert.equal((await rowsOf('seen'))[0]!.escalated_at, null)
  await one.alarms.sweep()
  await two.alarms.sweep()
  assert.equal([...one.told, ...two.told].filter(a => a.key === 'escalates' && a.escalated_at !== null).length, 1)
})

test('an acknowledgement clears nothing, keeps the first name and is on the audit log', async () => {
  await one.alarms.raise(cause('acknowledged'))
  const { alarm_id } = (await rowsOf('acknowledged'))[0]!
  await one.alarms.acknowledge(caller(), alarm_id, null)
  await two.alarms.acknowledge(caller({ username: 'bob' }), alarm_id, null)
  const row = (await rowsOf('acknowledged'))[0]!
  assert.deepEqual([row.acknowledged_by, row.cleared_at], ['ann', null])
  const audit = await db.selectFrom('audit_log').selectAll().where('action', '=', 'alarm.acknowledge').execute()
  assert.equal(audit.filter(entry => (entry.detail as any).alarm_id === alarm_id).length, 1)
  await one.alarms.clear({ workspaceId: 'w1', key: 'acknowledged', cause: 'button_released' })
  assert.equal((await rowsOf('acknowledged'))[0]!.clear_cause, 'button_released')
})

test('what has no end of its own ends by its time', async () => {
  await one.alarms.raise({ workspaceId: 'w1', key: 'missed', kind: 'mission_missed', gatewaySn: 'DOCK-1', facts: {} })
  await clock.advance(24 * 60 * MINUTE)
  await one.alarms.sweep()
  assert.equal((await rowsOf('missed'))[0]!.cleared_at, null)
  await clock.advance(1)
  await one.alarms.sweep()
  assert.equal((await rowsOf('missed'))[0]!.clear_cause, 'expired')
  assert.equal((await rowsOf('together'))[0]!.cleared_at, null, 'a cause that lasts is not over by time')
})

test('a rule changes the level of a kind, or keeps it from being raised, in its workspace alone', async () => {
  const admin = caller({ role: 'admin', workspaceId: 'w2' })
  await one.alarms.setRules(admin, [{ kind: 'dock_emergency_stop', level: 'notice' }])
  assert.equal((await one.alarms.raise({ ...cause('ruled'), workspaceId: 'w2' }))!.level, 'notice')
  await one.alarms.setRules(admin, [{ kind: 'dock_emergency_stop', enabled: false }])
  assert.equal(await one.alarms.raise({ ...cause('off'), workspaceId: 'w2' }), undefined)
  assert.deepEqual(
    (await one.alarms.rules('w2')).find(rule => rule.kind === 'dock_emergency_stop'),
    { kind: 'dock_emergency_stop', level: 'notice', sound: true, enabled: false },
  )
  assert.equal((await one.alarms.raise(cause('other')))!.level, 'critical')
  await assert.rejects(one.alarms.setRules(admin, [{ kind: 'no such kind' }]), /no kind of alarm/)
})
