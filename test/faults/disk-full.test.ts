/** The disk of the data folder is full: nothing is acknowledged that is not stored, and space is all it takes to go on. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { runningPostgres } from '../../server/src/platform/database/embedded.ts'
import { eventually, request } from '../support/client.ts'
import { addDock, teller } from '../support/docks.ts'
import { atEnd } from '../support/postgres.ts'
import { serverProcess } from '../support/process.ts'
import { smallDisk } from '../support/small-disk.ts'

const disk = smallDisk(200)
if (disk) test('a full disk', t => full(t, disk))
else console.error('No small file system can be mounted here, which takes root: the full disk is not tested.')

async function full(t: import('node:test').TestContext, { folder, fill, free }: NonNullable<typeof disk>) {
  const dataDir = join(folder, 'data')
  mkdirSync(dataDir)
  const server = await serverProcess({ ROOKERY_DATA_DIR: dataDir })
  await server.start()
  const pid = server.pid()
  const admin = await server.signIn()
  const dock = await addDock(admin, server.mqttUrl, 'FULL', { aircraftOn: true, osdInterval: 500 })
  const telling = await teller(admin, server.mqttUrl, 'FULL-TELL')
  atEnd(() => Promise.all([dock.stop(), telling.end()]))
  await dock.join()
  const readiness = () => request(server.url, 'GET', '/readyz')
  assert.equal((await readiness()).status, 200)
  const seen = () => new Set([...telling.acknowledged, ...telling.answered])

  fill()
  let known = seen()
  let quietSince = performance.now()
  await eventually(
    'no event is acknowledged any more',
    async () => {
      if (telling.sent.length - known.size < 5) telling.tell({ noise: randomBytes(60_000).toString('base64') })
      const now = seen()
      if (now.size > known.size) quietSince = performance.now()
      known = now
      return performance.now() - quietSince > 3_000
    },
    90_000,
  )

  await t.test('it says so', async () => {
    const { status, data } = await readiness()
    assert.equal(status, 503)
    assert.equal(data.dependencies.disk, false)
  })
  await t.test('writes are refused', async () => {
    const site = await admin.post('/manage/api/v1/workspaces/null/sites', { name: 'Full', timezone: 'UTC' })
    assert.equal(site.status, 503, site.message)
  })
  await t.test('protective commands reach the dock', async () => {
    void admin.post(`/control/api/v1/devices/${dock.sn}/services/return_home`).catch(() => {})
    await dock.until(({ received }) => received.some(({ method }) => method === 'return_home'), 3_000)
  })
  await t.test('nothing is acknowledged', async () => {
    await new Promise(resolve => setTimeout(resolve, 2_000))
    assert.equal(seen().size, known.size)
    assert.ok(telling.sent.length > known.size)
  })

  free()
  await t.test('with space it goes on by itself', async () => {
    await eventually('readiness is green', async () => (await readiness()).status === 200, 60_000)
    await eventually('all events are answered', () => telling.sent.every(tid => telling.answered.has(tid)), 60_000)
    assert.equal(server.pid(), pid)
    const client = new pg.Client(runningPostgres(dataDir))
    await client.connect()
    const { rows } = await client.query('select tid from device_events where gateway_sn = $1 order by id', [telling.sn])
    await client.end()
    assert.deepEqual(
      rows.map(row => row.tid),
      telling.sent,
    )
    const site = await admin.post('/manage/api/v1/workspaces/null/sites', { name: 'Space', timezone: 'UTC' })
    assert.equal(site.code, 0, site.message)
    await eventually(
      'the protective command is in the history',
      async () => {
        const { data } = await admin.get('/manage/api/v1/workspaces/null/commands?method=return_home')
        return data.list.length === 1 && data.list[0].result !== null
      },
      30_000,
    )
  })
  await t.test('a start says so, and succeeds with space', async () => {
    await server.terminate()
    fill()
    const before = server.said().length
    assert.deepEqual(await server.startInVain(), { code: 1, signal: null })
    assert.match(server.said().slice(before).trim().split('\n').at(-1)!, /No space left on device/)
    free()
    await server.start()
  })
}
