/**
 * Fifty missions due in the same second on fifty docks, with three servers on one Mosquitto and one PostgreSQL: each is
 * launched once, whichever of the servers gets to it, and nobody who watches misses it.
 */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import pg from 'pg'
import type { Client, Watcher } from '../support/client.ts'
import { eventually } from '../support/client.ts'
import { type MissionDock, missionDock } from '../support/mission-dock.ts'
import { startMosquitto } from '../support/mosquitto.ts'
import { atEnd, emptyDatabase } from '../support/postgres.ts'
import { serverProcess } from '../support/process.ts'
import { importWayline } from '../support/waylines.ts'

const FLEET = 50
const SERVERS = 3
const PATIENCE_MS = 90_000
const broker = await startMosquitto({ admin: { username: 'rookery', password: 'broker secret' } })
after(() => broker.stop())
const databaseUrl = await emptyDatabase('migrated')
const database = new pg.Client({ connectionString: databaseUrl })
await database.connect()
const docks: MissionDock[] = []
atEnd(() => Promise.all([database.end(), ...docks.map(dock => dock.end())]))
const servers: Awaited<ReturnType<typeof serverProcess>>[] = []
for (let n = 0; n < SERVERS; n++) {
  const server = await serverProcess({
    DATABASE_URL: databaseUrl,
    ROOKERY_MQTT_URL: broker.url('rookery', 'broker secret'),
    ROOKERY_MQTT_PUBLIC_URL: `tcp://127.0.0.1:${broker.devicePort}`,
    ROOKERY_S3_PORT: '0',
  })
  await server.start()
  servers.push(server)
}
const people: Client[] = await Promise.all(servers.map(server => server.signIn()))
const base = '/wayline/api/v1/workspaces/null'
const ask = async (sql: string) => (await database.query(sql)).rows
const file = (await importWayline(people[0]!, servers[0]!.url, 'Fence')).data.wayline_id
let watchers: Watcher[]

test('fifty docks are ready in the eyes of every server', async () => {
  // Docks ask once in this test: first every server must read its share of them.
  await eventually(
    'the servers have shared the work',
    async () => (await ask('select distinct owner from mqtt_leases where owner is not null')).length === SERVERS,
    PATIENCE_MS,
  )
  for (let n = 0; n < FLEET; n += 5)
    docks.push(
      ...(await Promise.all(
        Array.from({ length: 5 }, (_, i) =>
          missionDock(people[0]!, `mqtt://127.0.0.1:${broker.devicePort}`, `FLEET-${n + i}`, { repeats: true }),
        ),
      )),
    )
  for (const person of people)
    await eventually(
      'all docks can fly',
      async () => {
        const { data } = await person.get(`${base}/docks/readiness`)
        return data.list.filter((dock: any) => dock.can_fly).length === FLEET
      },
      PATIENCE_MS,
    )
  watchers = await Promise.all(people.map(person => person.watch()))
})

test('fifty missions due in one second are each launched once', async () => {
  const due = Date.now() + 20_000
  const made = await Promise.all(
    docks.map((dock, n) =>
      people[n % SERVERS]!.post(`${base}/missions`, {
        ...{ name: dock.sn, file_id: file, dock_sn: dock.sn, task_type: 1, begin_time: due },
        // Each at a height of its own, so that none is in the way of another.
        rth_altitude: 30 + 20 * n,
      }),
    ),
  )
  const logs = () => servers.map(server => server.said().slice(-1_000)).join('\n')
  for (const answer of made) assert.equal(answer.code, 0, `${answer.message}\n${answer.code && logs()}`)
  const ids = new Map(docks.map((dock, n) => [dock.sn, made[n]!.data.job_id as string]))
  await eventually(
    'all are flown',
    async () => (await ask("select from jobs where state = 'running'")).length === FLEET,
    PATIENCE_MS,
  ).catch(async error => {
    throw new Error(`${error.message}: ${JSON.stringify(await ask('select dock_sn, state, message from jobs'))}`)
  })
  for (const dock of docks) {
    assert.deepEqual(
      dock.of('flighttask_execute').map(({ data }) => data.flight_id),
      [ids.get(dock.sn)],
    )
    assert.ok(dock.of('flighttask_execute')[0]!.at >= due)
    assert.equal(dock.of('flighttask_prepare')[0]!.data.execute_time, due)
  }
})

test('they come to their end once each, in the sight of everybody', async () => {
  const ids = (await ask('select job_id, dock_sn from jobs')) as { job_id: string; dock_sn: string }[]
  await Promise.all(
    ids.map(({ job_id, dock_sn }) =>
      docks.find(({ sn }) => sn === dock_sn)!.report(job_id, 'ok', { percent: 100, ext: { media_count: 1 } }),
    ),
  )
  await eventually(
    'all are done',
    async () => (await ask("select from jobs where state = 'done'")).length === FLEET,
    PATIENCE_MS,
  )
  assert.deepEqual(
    await ask(
      "select job_id from job_history where state in ('executing', 'done') group by job_id, state having count(*) > 1",
    ),
    [],
  )
  for (const watcher of watchers)
    for (const { job_id } of ids)
      await watcher.until('job_update', ({ job }) => job.job_id === job_id && job.state === 'done')
  for (const dock of docks) assert.equal(dock.of('flighttask_execute').length, 1)
})
