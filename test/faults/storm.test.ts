/** Two hundred docks lose their server at once and come back at once: all are online again, each once, in order. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFleet, registerDocks, signIn } from '@rookery/simulator'
import pg from 'pg'
import { ADMIN, eventually } from '../support/client.ts'
import { EVENT, eventData } from '../support/docks.ts'
import { atEnd, emptyDatabase } from '../support/postgres.ts'
import { serverProcess } from '../support/process.ts'

const DOCKS = 200
const databaseUrl = await emptyDatabase('migrated')
const server = await serverProcess({ DATABASE_URL: databaseUrl })
await server.start()
const admin = await server.signIn()
const credentials = await registerDocks(await signIn(server.url, ADMIN.username, ADMIN.password), DOCKS)
const fleet = createFleet({
  credentials,
  mqttUrl: server.mqttUrl,
  osdInterval: 5_000,
  retryDelays: [3_000, 6_000, 12_000, 24_000],
})
atEnd(() => fleet.stop())

const online = async () => {
  const { data } = await admin.get('/manage/api/v1/workspaces/null/devices/latest')
  return data.list.filter((device: { online: boolean; sn: string }) => device.online && !device.sn.startsWith('A'))
    .length
}

test('a storm of connections after a restart', async () => {
  await fleet.start()
  await eventually('all are online', async () => (await online()) === DOCKS, 60_000)

  await server.kill()
  // What happens at a dock meanwhile comes first, and in its order.
  const tell = (sequence: number) => {
    for (const dock of fleet.docks) dock.link.event(EVENT, eventData(dock.sn, sequence))
  }
  for (const sequence of [1, 2, 3]) tell(sequence)
  await server.start()
  const viewer = await admin.watch()
  const at = performance.now()
  for (const sequence of [4, 5, 6]) tell(sequence)
  await eventually('all are online again', async () => (await online()) === DOCKS, 60_000)
  const ms = Math.round(performance.now() - at)
  assert.ok(ms < 15_000, `${DOCKS} docks took ${ms} ms`)
  await eventually('all events are answered', () => fleet.docks.every(dock => dock.link.unacknowledged === 0), 60_000)

  const database = new pg.Client({ connectionString: databaseUrl })
  await database.connect()
  const { rows } = await database.query(
    'select gateway_sn, (data->>$1)::int as n from device_events where method = $2 order by id',
    ['sequence', EVENT],
  )
  await database.end()
  for (const { sn, violations } of fleet.docks) {
    assert.deepEqual(
      rows.filter(row => row.gateway_sn === sn).map(row => row.n),
      [1, 2, 3, 4, 5, 6],
      sn,
    )
    assert.deepEqual(violations, [])
    const told = viewer.messages.filter(({ biz_code, data }) => biz_code === 'device_online' && data.sn === sn)
    assert.ok(told.length <= 1, `${sn} came online ${told.length} times`)
  }
  assert.deepEqual(
    viewer.messages.filter(({ biz_code }) => biz_code === 'device_offline'),
    [],
  )
})

test('connections that break all at once, over and over: all docks are there and obey', async () => {
  for (let round = 0; round < 3; round++) {
    for (const dock of fleet.docks) dock.link.drop()
    await new Promise(resolve => setTimeout(resolve, 1_100))
  }
  await eventually('all are connected', () => fleet.docks.every(dock => dock.link.connected), 30_000)
  await eventually('all are online', async () => (await online()) === DOCKS, 30_000)
  await eventually('nothing is under way', () => fleet.docks.every(dock => dock.link.unacknowledged === 0), 30_000)
  const answers = await Promise.all(
    fleet.docks.map(({ sn }) => admin.post(`/control/api/v1/devices/${sn}/services/debug_mode_open`)),
  )
  assert.deepEqual(
    answers.filter(({ code }) => code !== 0).map(({ message }) => message),
    [],
  )
  for (const { sn, received } of fleet.docks) assert.equal(received.length, 1, sn)
})
