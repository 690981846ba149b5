/**
 * kill -9 of the server alone while docks talk to it: what was acknowledged is stored, once; docks come back by
 * themselves; commands that were under way are settled without being sent again.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SimulatedDock } from '@rookery/simulator'
import pg from 'pg'
import { eventually } from '../support/client.ts'
import { addDock, EVENT, eventData, type Teller, teller } from '../support/docks.ts'
import { atEnd, emptyDatabase } from '../support/postgres.ts'
import { serverProcess } from '../support/process.ts'

const databaseUrl = await emptyDatabase('migrated')
const database = new pg.Client({ connectionString: databaseUrl })
await database.connect()
const server = await serverProcess({ DATABASE_URL: databaseUrl })
const docks: SimulatedDock[] = []
const tellers: Teller[] = []
atEnd(() => Promise.all([database.end(), ...docks.map(dock => dock.stop()), ...tellers.map(each => each.end())]))
await server.start()
const admin = await server.signIn()

const ask = async (sql: string, values: unknown[] = []) => (await database.query(sql, values)).rows
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
const services = (dock: SimulatedDock) => `/control/api/v1/devices/${dock.sn}/services`
const stateOf = async (method: string, dock: SimulatedDock): Promise<string | undefined> =>
  (await ask('select state from commands where gateway_sn = $1 and method = $2', [dock.sn, method]))[0]?.state

/** The simulated dock repeats an event until `events_reply` comes; these are the tids for which it came. */
const replied = new Map<string, Set<string>>()
async function join(sn: string, options: Parameters<typeof addDock>[3] = {}): Promise<SimulatedDock> {
  const answers = new Set<string>()
  replied.set(sn, answers)
  const dock = await addDock(admin, server.mqttUrl, sn, {
    retryDelays: [500, 1000, 2000, 4000, 8000, 8000],
    record(direction, topic, { tid = '' }) {
      if (direction === 'down' && topic.endsWith('/events_reply')) answers.add(tid)
    },
    ...options,
  })
  docks.push(dock)
  await dock.join()
  return dock
}
const busy = await join('KILL-BUSY')
const silent = await join('KILL-SILENT', { faults: { lostReplies: 1 } })
const late = await join('KILL-LATE', { faults: { lateReplies: { rate: 1, delayMs: 12_000 } } })
tellers.push(await teller(admin, server.mqttUrl, 'KILL-TELL-1'), await teller(admin, server.mqttUrl, 'KILL-TELL-2'))

// These are under way when the server dies for the first time; the last test sees what became of them.
const cut = [admin.post(`${services(silent)}/debug_mode_open`), admin.post(`${services(late)}/debug_mode_open`)]
await eventually('the commands are with the docks', () => silent.debugging && late.debugging)
cut.push(admin.post(`${services(silent)}/cover_open`, {}, { 'idempotency-key': 'cut-off' }))
await eventually('the lid moves', () => silent.job?.method === 'cover_open')
const outcomes = Promise.allSettled(cut)

/** Every event that a dock saw acknowledged is stored, and none is stored twice. */
async function checkStored(): Promise<void> {
  const rows = await ask('select tid, count(*)::int as n from device_events group by tid')
  const stored = new Map<string, number>(rows.map(row => [row.tid, row.n]))
  assert.deepEqual(
    [...stored].filter(([, n]) => n > 1),
    [],
  )
  for (const { sn, acknowledged, answered } of tellers)
    for (const tid of [...acknowledged, ...answered])
      assert.ok(stored.has(tid), `an acknowledged event of ${sn} is lost`)
  for (const [sn, tids] of replied)
    for (const tid of tids) assert.ok(stored.has(tid), `an answered event of ${sn} is lost`)
}

/** Waits until everything told so far is acknowledged, which after a restart takes the docks' own repeating. */
async function settled(): Promise<void> {
  await eventually(
    'all events are acknowledged',
    () => tellers.every(each => each.sent.every(tid => each.acknowledged.has(tid) && each.answered.has(tid))),
    30_000,
  )
  for (const { sn, sent } of tellers) {
    const rows = await ask('select tid from device_events where gateway_sn = $1 order by id', [sn])
    assert.deepEqual(rows.map(row => row.tid).toSorted(), sent.toSorted(), `events of ${sn}`)
  }
  await eventually('the simulated dock is done', () => busy.link.unacknowledged === 0, 30_000)
  await checkStored()
}

let sequence = 0
async function killAndRestart(): Promise<void> {
  const tell = setInterval(() => {
    for (const each of tellers) each.tell()
    busy.link.event(EVENT, eventData(busy.sn, sequence++))
  }, 10)
  try {
    await server.kill()
    await checkStored()
    await pause(200)
  } finally {
    await server.start()
    await pause(200)
    clearInterval(tell)
  }
  await settled()
}

test('killed in the middle of a stream of events', async () => {
  for (const each of tellers) for (let n = 0; n < 100; n++) each.tell()
  await eventually('the first are acknowledged', () => tellers.every(each => each.acknowledged.size > 20))
  await killAndRestart()
  for (const { status } of await outcomes)
    assert.equal(status, 'rejected', 'the caller must not take silence for success')
})

test('docks are online again after a restart of the server alone, each told once', async () => {
  const viewer = await admin.watch()
  await server.kill()
  await pause(1_000)
  await server.start()
  const again = await admin.watch()
  for (const dock of docks)
    await eventually(
      `${dock.sn} is online again`,
      async () => (await admin.get(`/manage/api/v1/devices/null/devices/${dock.sn}`)).data?.online === true,
      20_000,
    )
  await pause(500)
  for (const dock of docks) {
    const told = again.messages.filter(({ biz_code, data }) => biz_code === 'device_online' && data.sn === dock.sn)
    assert.ok(told.length <= 1, `${dock.sn} came online ${told.length} times`)
    assert.deepEqual(dock.violations, [])
  }
  viewer.socket.terminate()
})

test('killed at the moment of a commit, before it can be acknowledged', async () => {
  await ask(`create function tell() returns trigger language plpgsql as
    $$ begin perform pg_notify('committed', new.tid); return null; end $$`)
  await ask('create trigger tell after insert on device_events for each row execute function tell()')
  await ask('listen committed')
  try {
    let committed = false
    database.once('notification', () => {
      committed = true
    })
    tellers[0]!.tell()
    await eventually('the event is committed', () => committed)
    await killAndRestart()
  } finally {
    await ask('unlisten committed')
    await ask('drop function tell cascade')
  }
})

test('killed while the commit waits: nothing is acknowledged, and the repeat is stored once', async () => {
  const [first] = tellers as [Teller]
  await ask('begin')
  await ask('lock table device_events in exclusive mode')
  const tid = first.tell()
  await eventually('the commit waits for the lock', async () => {
    const [{ n }] = (await ask('select count(*)::int as n from pg_locks where not granted')) as [{ n: number }]
    return n > 0
  })
  assert.ok(!first.acknowledged.has(tid) && !first.answered.has(tid))
  await server.kill()
  await ask('rollback')
  assert.deepEqual(await ask('select from device_events where tid = $1', [tid]), [])
  await server.start()
  await settled()
})

test('a dock that misses an answer repeats with a new timestamp, and nothing is applied twice', async () => {
  const [first] = tellers as [Teller]
  const tid = first.tell()
  await settled()
  first.answered.delete(tid)
  for (let n = 0; n < 5; n++) first.repeat(tid)
  await eventually('the repeat is answered', () => first.answered.has(tid))
  await checkStored()
})

test('commands that were under way are settled by events or a late reply, or unknown; none is sent again', async () => {
  await eventually('events settle the lid', async () => (await stateOf('cover_open', silent)) === 'ok', 60_000)
  await eventually('the late reply settles its command', async () => (await stateOf('debug_mode_open', late)) === 'ok')
  await eventually(
    'the command without a trace is unknown',
    async () => (await stateOf('debug_mode_open', silent)) === 'unknown',
    60_000,
  )
  const repeated = await admin.post(`${services(silent)}/cover_open`, {}, { 'idempotency-key': 'cut-off' })
  assert.equal(repeated.code, 0, repeated.message)
  const [row] = await ask('select command_id from commands where idempotency_key = $1', ['cut-off'])
  assert.equal(repeated.data.command_id, row.command_id)
  await pause(200)
  assert.deepEqual(
    silent.received.map(command => command.method),
    ['debug_mode_open', 'cover_open'],
  )
  assert.deepEqual(
    late.received.map(command => command.method),
    ['debug_mode_open'],
  )
})
