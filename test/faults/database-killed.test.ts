/**
 * kill -9 of the embedded PostgreSQL, again and again for some seconds: the server lives on, acknowledges nothing that
 * it cannot store, shows what flies, lets protection pass, refuses the rest, and comes back by itself.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SimulatedDock } from '@rookery/simulator'
import pg from 'pg'
import { runningPostgres } from '../../server/src/platform/database/embedded.ts'
import { type Client, eventually, request } from '../support/client.ts'
import { addDock, EVENT, eventData, type Teller, teller } from '../support/docks.ts'
import { holdDown } from '../support/outage.ts'
import { atEnd } from '../support/postgres.ts'
import { postmasterOf, serverProcess } from '../support/process.ts'

const server = await serverProcess()
await server.start()
const admin = await server.signIn()
const docks: SimulatedDock[] = []
const tellers: Teller[] = []
atEnd(() => Promise.all([...docks.map(dock => dock.stop()), ...tellers.map(each => each.end())]))

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
const readiness = () => request(server.url, 'GET', '/readyz')
const services = (dock: SimulatedDock) => `/control/api/v1/devices/${dock.sn}/services`
async function ask(sql: string, values: unknown[] = []) {
  const client = new pg.Client(runningPostgres(server.dataDir))
  await client.connect()
  try {
    return (await client.query(sql, values)).rows
  } finally {
    await client.end()
  }
}
async function join(sn: string, options: Parameters<typeof addDock>[3] = {}) {
  const dock = await addDock(admin, server.mqttUrl, sn, { osdInterval: 500, ...options })
  docks.push(dock)
  await dock.join()
  return dock
}
const flying = await join('DOWN-FLY', { aircraftOn: true })
const other = await join('DOWN-OTHER')
const telling = await teller(admin, server.mqttUrl, 'DOWN-TELL')
/** Its connection breaks while its events wait. */
const dropping = await teller(admin, server.mqttUrl, 'DOWN-DROP')
tellers.push(telling, dropping)
const viewer = await admin.watch()
await viewer.until('dock_osd', data => data.sn === flying.sn && data.host.mode_code !== undefined)
assert.equal((await admin.post(`${services(other)}/debug_mode_open`)).code, 0)
for (let n = 0; n < 20; n++) telling.tell()
await eventually('the first events are answered', () => telling.sent.every(tid => telling.answered.has(tid)))

async function down() {
  const held = holdDown(() => postmasterOf(server.dataDir))
  try {
    await eventually('readiness is red', async () => (await readiness()).status === 503)
  } catch (error) {
    held.release()
    throw error
  }
  return held
}
async function pressed(client: Client, dock: SimulatedDock, method: string): Promise<number> {
  const before = dock.received.length
  const at = performance.now()
  void client.post(`${services(dock)}/${method}`).catch(() => {})
  await dock.until(({ received }) => received.slice(before).some(command => command.method === method), 10_000)
  return performance.now() - at
}
const acknowledged = () => new Set(tellers.flatMap(each => [...each.acknowledged, ...each.answered]))
const telemetryOf = (sn: string) => viewer.messages.filter(m => m.biz_code === 'dock_osd' && m.data.sn === sn).length

test('PostgreSQL dies over and over for seven seconds', async t => {
  const pid = server.pid()
  const held = await down()
  try {
    const before = { flying: telemetryOf(flying.sn), other: telemetryOf(other.sn) }
    const known = acknowledged()
    for (let n = 0; n < 10; n++) for (const each of tellers) each.tell()
    flying.link.event(EVENT, eventData(flying.sn, 0))

    await t.test('protective commands reach the dock within two seconds', async () => {
      for (const method of ['return_home', 'flighttask_pause']) {
        const ms = await pressed(admin, flying, method)
        assert.ok(ms < 2_000, `${method} took ${ms} ms`)
      }
    })
    await t.test('motion and writes are refused with 503, and nothing is published', async () => {
      const motion = await admin.post(`${services(other)}/cover_open`, {}, { 'idempotency-key': 'while-down' })
      assert.equal(motion.status, 503, motion.message)
      const site = await admin.post('/manage/api/v1/workspaces/null/sites', { name: 'Down', timezone: 'UTC' })
      assert.equal(site.status, 503, site.message)
      assert.deepEqual(
        other.received.filter(command => command.method === 'cover_open'),
        [],
      )
    })
    await pause(1_000)
    dropping.client.stream.destroy()
    await pause(1_000)
    dropping.tell()
    await pause(4_500)
    await t.test('telemetry goes on, also of a dock whose events wait', () => {
      for (const [name, sn] of [
        ['flying', flying.sn],
        ['other', other.sn],
      ] as const) {
        const seen = telemetryOf(sn) - before[name]
        assert.ok(seen >= 6, `${seen} messages of ${sn} in 7 s`)
      }
    })
    await t.test('no event is acknowledged', () => {
      for (const tid of acknowledged()) assert.ok(known.has(tid))
    })
    await t.test('no dock was taken for gone', () => {
      const gone = viewer.messages.filter(m => m.biz_code === 'device_offline')
      assert.deepEqual(gone, [])
    })
  } finally {
    held.release()
  }
  await t.test('all recovers by itself', async () => {
    await eventually('readiness is green', async () => (await readiness()).status === 200, 30_000)
    assert.equal(server.pid(), pid)
    for (const { sn, sent, answered } of tellers) {
      await eventually(`the events of ${sn} are answered`, () => sent.every(tid => answered.has(tid)), 30_000)
      const rows = await ask('select tid from device_events where gateway_sn = $1 order by id', [sn])
      assert.deepEqual(
        rows.map(row => row.tid),
        sent,
      )
    }
    assert.equal((await admin.post('/manage/api/v1/workspaces/null/sites', { name: 'Up', timezone: 'UTC' })).code, 0)
  })
  await t.test(
    'the protective commands are in the history and on the audit log, once, with their time and result',
    async () => {
      for (const method of ['return_home', 'flighttask_pause']) {
        const [received] = flying.received.filter(command => command.method === method)
        await eventually(
          `${method} is in the history`,
          async () => {
            const { data } = await admin.get(`/manage/api/v1/workspaces/null/commands?method=${method}`)
            return data.list.length === 1 && data.list[0].result === received!.result
          },
          30_000,
        )
        const audit = () => admin.get(`/manage/api/v1/workspaces/null/audit?action=command.${method}`)
        await eventually(`${method} is on the audit log`, async () => (await audit()).data.list.length > 0)
        const { data } = await audit()
        assert.equal(data.list.length, 1)
        assert.equal(data.list[0].result, String(received!.result))
        assert.ok(Math.abs(data.list[0].time - received!.time) < 2_000, 'the time is that of the command')
      }
    },
  )
})

test('killed with commands in the spool: they are in the history after the next start', async () => {
  const held = await down()
  try {
    assert.ok((await pressed(admin, flying, 'return_home')) < 2_000)
    await eventually('its answer is spooled', () => flying.received.length > 0)
    await pause(200)
    await server.kill()
  } finally {
    held.release()
  }
  await server.start()
  const presses = flying.received.filter(command => command.method === 'return_home').length
  await eventually(
    'the history is complete',
    async () => {
      const { data } = await admin.get('/manage/api/v1/workspaces/null/commands?method=return_home')
      return data.list.length === presses && data.list.every((row: any) => row.result !== null)
    },
    30_000,
  )
  await pause(1_000)
  const { data } = await admin.get('/manage/api/v1/workspaces/null/audit?action=command.return_home')
  assert.equal(data.list.length, presses)
})
