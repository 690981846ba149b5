/** Duplicates, overtaking, late and odd messages of devices: no effect twice, and what is final stays final. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SimulatedDock } from '@rookery/simulator'
import { TERMINAL_JOB_STATES, topicOf } from '@rookery/thing-model'
import { EVENT, eventData } from '../support/docks.ts'
import { eventually, testServer } from '../support/server.ts'

const server = await testServer()
const { admin, db } = server
const services = (dock: SimulatedDock) => `/control/api/v1/devices/${dock.sn}/services`
const press = (dock: SimulatedDock, method: string, data: object = {}) =>
  admin.post(`${services(dock)}/${method}`, data, { 'idempotency-key': crypto.randomUUID() })
const row = async (commandId: string) =>
  db.selectFrom('commands').selectAll().where('command_id', '=', commandId).executeTakeFirstOrThrow()
const telemetryOf = (dock: SimulatedDock) =>
  eventually(`telemetry of ${dock.sn}`, async () => {
    const { data } = await admin.get('/manage/api/v1/workspaces/null/devices/latest')
    return data.list.some((device: any) => device.sn === dock.sn && device.osd.cover_state !== undefined)
  })
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

test('jobs of a dock that repeats, overtakes itself and leaves things out end well, each once', async () => {
  const dock = await server.dock('ODD', {
    osdInterval: 500,
    speed: 10,
    oddities: ['replies-without-gateway', 'timestamp-before-request'],
    faults: { duplicates: 0.7, reordering: { rate: 0.5, windowMs: 600 }, lateReplies: { rate: 0.5, delayMs: 800 } },
  })
  await telemetryOf(dock)
  const commands: string[] = []
  for (const method of ['debug_mode_open', 'cover_open', 'drone_open', 'drone_close', 'cover_close']) {
    const sent = await press(dock, method)
    assert.equal(sent.code, 0, `${method}: ${sent.message}`)
    commands.push(sent.data.command_id)
    await eventually(`${method} is done`, async () => (await row(sent.data.command_id)).state === 'ok', 30_000)
    await eventually('the job is over', () => dock.job === undefined)
  }
  // What was overtaken is still on its way.
  await pause(1_000)
  for (const id of commands) {
    const { state, method, progress, finished_at, result } = await row(id)
    assert.deepEqual([method, state, result], [method, 'ok', 0])
    assert.ok(finished_at !== null)
    if (progress) assert.equal((progress as { percent: number }).percent, 100)
  }
  assert.equal(dock.received.length, commands.length)
  const events = await db.selectFrom('device_events').select('tid').where('gateway_sn', '=', dock.sn).execute()
  assert.equal(new Set(events.map(({ tid }) => tid)).size, events.length, 'an event is stored twice')
  assert.ok(events.length > 10)
  assert.deepEqual(dock.violations, [])
})

test('a finished job is not revived, renamed or finished again by what comes late', async () => {
  // Its own jobs take hours: what it reports comes from here.
  const dock = await server.dock('LATE', { osdInterval: 500, speed: 0.001 })
  await telemetryOf(dock)
  assert.equal((await press(dock, 'debug_mode_open')).code, 0)
  const viewer = await admin.watch()
  for (const status of TERMINAL_JOB_STATES) {
    const sent = await press(dock, 'cover_open')
    assert.equal(sent.data.state, 'in_progress', sent.message)
    const id = sent.data.command_id
    const { tid, bid } = await row(id)
    const report = (status: string, percent: number) =>
      dock.link.event('cover_open', { result: 0, output: { status, progress: { percent } } }, { bid })
    report(status, 60)
    await eventually(`${status} has arrived`, async () => (await row(id)).finished_at !== null)
    const final = await row(id)
    const updates = () =>
      viewer.messages.filter(m => m.biz_code === 'command_update' && m.data.command_id === id).length
    await viewer.until('command_update', data => data.command_id === id && data.state === final.state)
    const before = updates()

    report('in_progress', 80)
    for (const other of TERMINAL_JOB_STATES) report(other, 100)
    for (const result of [0, 314000])
      dock.link.reply(
        'services_reply',
        { tid, bid, method: 'cover_open' },
        { result, output: { status: 'in_progress' } },
      )
    await eventually('all is acknowledged', () => dock.link.unacknowledged === 0)
    // The replies have no acknowledgement of their own, but keep their order with the next command's.
    assert.equal((await press(dock, 'debug_mode_open')).code, 0)
    assert.deepEqual(await row(id), final, status)
    assert.equal(updates(), before, status)
    dock.job = undefined
  }
})

test('a reply that is overtaken by the end of its job changes nothing any more', async () => {
  const dock = await server.dock('OVERTAKEN', {
    osdInterval: 500,
    speed: 100,
    faults: { lateReplies: { rate: 1, delayMs: 2_000 } },
  })
  await telemetryOf(dock)
  assert.equal((await press(dock, 'debug_mode_open')).code, 0)
  const sent = await press(dock, 'cover_open')
  assert.equal(sent.code, 0)
  const { state, finished_at } = await row(sent.data.command_id)
  assert.equal(state, 'ok', 'the late reply has put the job back')
  assert.ok(finished_at! < Date.now() - 500)
})

test('a reply with the ids of a command of another dock does not settle it', async () => {
  const [victim, forger] = [await server.dock('VICTIM', { faults: { lostReplies: 1 } }), await server.dock('FORGER')]
  const pending = press(victim, 'debug_mode_open')
  await eventually('the command is with the dock', () => victim.received.length === 1)
  const { tid, bid, method } = victim.received[0]!
  const reply = ({ link, sn }: SimulatedDock, result: number) =>
    link.publishRaw(
      topicOf('services_reply', sn),
      JSON.stringify({ tid, bid, method, timestamp: Date.now(), data: { result } }),
    )
  reply(forger, 0)
  await pause(300)
  const stored = await db.selectFrom('commands').select('state').where('tid', '=', tid).executeTakeFirstOrThrow()
  assert.equal(stored.state, 'sent')
  reply(victim, 314000)
  const { code, data } = await pending
  assert.deepEqual([code, data.state], [314000, 'failed'])
  reply(victim, 0)
  await pause(300)
  assert.equal((await row(data.command_id)).state, 'failed')
})

test('events with all-zero ids: repeats are one, different ones are all kept', async () => {
  const dock = await server.dock('ZERO', { oddities: ['zero-ids'], faults: { duplicates: 1 }, retryDelays: [200, 400] })
  for (let n = 0; n < 5; n++) {
    dock.link.event(EVENT, eventData(dock.sn, n))
    await eventually('it is acknowledged', () => dock.link.unacknowledged === 0)
  }
  const stored = () =>
    db
      .selectFrom('device_events')
      .select('data')
      .where('gateway_sn', '=', dock.sn)
      .where('method', '=', EVENT)
      .orderBy('id')
      .execute()
  // An answer to a repeat looks like one to the next event.
  await eventually('all are stored', async () => (await stored()).length >= 5)
  await pause(500)
  assert.deepEqual(
    (await stored()).map(({ data }) => (data as { sequence: number }).sequence),
    [0, 1, 2, 3, 4],
  )
})
