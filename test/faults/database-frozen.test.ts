/**
 * An external PostgreSQL that stands still: connections stay open and nothing answers. Protection reaches the dock
 * nevertheless, nothing moves late, nothing is acknowledged, and afterwards all is stored once.
 */
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { systemClock } from '../../server/src/platform/clock.ts'
import { startEmbeddedPostgres } from '../../server/src/platform/database/embedded.ts'
import { createLogger } from '../../server/src/platform/log.ts'
import { eventually, request } from '../support/client.ts'
import { addDock, teller } from '../support/docks.ts'
import { freeze } from '../support/outage.ts'
import { atEnd } from '../support/postgres.ts'
import { serverProcess } from '../support/process.ts'

const folder = mkdtempSync(join(tmpdir(), 'rookery-frozen-'))
chmodSync(folder, 0o755)
const postgres = await startEmbeddedPostgres(folder, createLogger('fatal'), systemClock, { listen: 'loopback' })
atEnd(async () => {
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
})
const { user, password, host, port, database } = postgres.connection
const databaseUrl = `postgresql://${user}:${password}@${host}:${port}/${database}`
const server = await serverProcess({ DATABASE_URL: databaseUrl })
await server.start()
const admin = await server.signIn()
const dock = await addDock(admin, server.mqttUrl, 'FROZEN', { aircraftOn: true, osdInterval: 500 })
atEnd(() => dock.stop())
await dock.join()
const telling = await teller(admin, server.mqttUrl, 'FROZEN-TELL')
atEnd(() => telling.end())
await eventually(
  'the dock is in remote debugging',
  async () => (await admin.post(`/control/api/v1/devices/${dock.sn}/services/debug_mode_open`)).code === 0,
)
telling.tell()
await eventually('the first event is answered', () => telling.answered.size === 1)

const services = `/control/api/v1/devices/${dock.sn}/services`
const received = (method: string) => dock.received.filter(command => command.method === method)
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
async function ask(sql: string, values: unknown[] = []) {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return (await client.query(sql, values)).rows
  } finally {
    await client.end()
  }
}

test('PostgreSQL stands still for ten seconds', async t => {
  const { thaw } = freeze(postgres.pid()!)
  const frozenAt = performance.now()
  const motion = admin.post(`${services}/cover_open`, {}, { 'idempotency-key': 'frozen' })
  try {
    // What is remembered of the session is older than the moment for which it needs no asking.
    await pause(3_500)
    for (let n = 0; n < 5; n++) telling.tell()
    await t.test('protective commands reach the dock at once and are answered', async () => {
      for (const method of ['return_home', 'flighttask_pause']) {
        const at = performance.now()
        const answer = admin.post(`${services}/${method}`)
        await dock.until(() => received(method).length === 1)
        assert.ok(performance.now() - at < 3_000, `${method} took ${performance.now() - at} ms`)
        const { status, code } = await answer
        assert.equal(status, 200)
        assert.equal(code, received(method)[0]!.result)
        assert.ok(performance.now() - at < 5_000, `the answer took ${performance.now() - at} ms`)
      }
    })
    await t.test('readiness is red, and no event is acknowledged', async () => {
      assert.equal((await request(server.url, 'GET', '/readyz')).status, 503)
      assert.equal(telling.answered.size, 1)
      assert.equal(telling.acknowledged.size, 1)
    })
    await pause(Math.max(0, 10_000 - (performance.now() - frozenAt)))
  } finally {
    thaw()
  }
  await t.test('motion was refused, and is not sent when the database wakes up', async () => {
    const { status, message } = await motion
    assert.equal(status, 503, message)
    await pause(1_000)
    assert.equal(received('cover_open').length, 0)
    const { data } = await admin.get('/manage/api/v1/workspaces/null/commands?method=cover_open')
    for (const { state } of data.list) assert.equal(state, 'canceled')
  })
  await t.test('all recovers by itself, in order and once', async () => {
    await eventually(
      'readiness is green',
      async () => (await request(server.url, 'GET', '/readyz')).status === 200,
      60_000,
    )
    await eventually('the events are answered', () => telling.answered.size === 6, 60_000)
    const rows = await ask('select tid from device_events where gateway_sn = $1 order by id', [telling.sn])
    assert.deepEqual(
      rows.map(row => row.tid),
      telling.sent,
    )
    for (const method of ['return_home', 'flighttask_pause']) {
      await eventually(
        `${method} is in the history with its result`,
        async () => {
          const { data } = await admin.get(`/manage/api/v1/workspaces/null/commands?method=${method}`)
          return data.list.length === 1 && data.list[0].result === received(method)[0]!.result
        },
        60_000,
      )
      const audit = () => admin.get(`/manage/api/v1/workspaces/null/audit?action=command.${method}`)
      await eventually(`${method} is on the audit log`, async () => (await audit()).data.list.length > 0)
      assert.equal((await audit()).data.list.length, 1)
      assert.equal(received(method).length, 1)
    }
    assert.deepEqual(dock.violations, [])
  })
})
