/** The data folder of a server: what a killed one leaves behind, a second one on it, and a stop in good order. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { eventually } from '../support/client.ts'
import { addDock, teller } from '../support/docks.ts'
import { atEnd } from '../support/postgres.ts'
import { postmasterOf, serverProcess } from '../support/process.ts'

const server = await serverProcess()
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

test('killed again and again while it makes its database, it starts in the end', async () => {
  for (const ms of [400, 900, 1_600]) {
    const started = server.start().catch(() => {})
    await pause(ms)
    await server.kill()
    await started
  }
  await server.start()
  const admin = await server.signIn()
  assert.equal((await admin.post('/manage/api/v1/workspaces/null/sites', { name: 'Roof', timezone: 'UTC' })).code, 0)
})

test('the next start takes the orphaned PostgreSQL of a killed server over, with all data', async () => {
  const orphan = postmasterOf(server.dataDir)!
  await server.kill()
  assert.equal(postmasterOf(server.dataDir), orphan, 'it outlives its server')
  await server.start()
  assert.notEqual(postmasterOf(server.dataDir), orphan)
  const admin = await server.signIn()
  const { data } = await admin.get('/manage/api/v1/workspaces/null/sites')
  assert.deepEqual(
    data.list.map((site: { name: string }) => site.name),
    ['Roof'],
  )
})

test('a second server on the folder is refused with one sentence, and the first does not notice', async () => {
  const postmaster = postmasterOf(server.dataDir)
  const second = await serverProcess({ ROOKERY_DATA_DIR: server.dataDir })
  assert.deepEqual(await second.startInVain(), { code: 1, signal: null })
  assert.match(second.said(), /^the folder \S+ is in use by another running Rookery: [^\n]+\n$/)
  assert.equal(postmasterOf(server.dataDir), postmaster)
  const admin = await server.signIn()
  assert.equal((await admin.get('/manage/api/v1/workspaces/null/sites')).code, 0)
})

test('SIGTERM with docks, viewers and requests in flight: exit code 0 within ten seconds, nothing lost', async () => {
  const admin = await server.signIn()
  const dock = await addDock(admin, server.mqttUrl, 'STOP-SILENT', { faults: { lostReplies: 1 } })
  const slow = await addDock(admin, server.mqttUrl, 'STOP-SLOW', { latency: 1_500 })
  const telling = await teller(admin, server.mqttUrl, 'STOP-TELL')
  atEnd(() => Promise.all([dock.stop(), slow.stop(), telling.end()]))
  await Promise.all([dock.join(), slow.join()])
  const viewer = await admin.watch()
  const dawdler = connect({ host: '127.0.0.1', port: Number(new URL(server.url).port) })
  await once(dawdler, 'connect')
  dawdler.on('error', () => {})
  dawdler.write('POST /manage/api/v1/login HTTP/1.1\r\nHost: rookery\r\nContent-Length: 1000\r\n\r\n{"user')

  const silent = admin.post(`/control/api/v1/devices/${dock.sn}/services/debug_mode_open`)
  const answered = admin.post(`/control/api/v1/devices/${slow.sn}/services/debug_mode_open`)
  await eventually('the commands are with the docks', () => dock.received.length && slow.received.length)
  const telltale = setInterval(() => telling.tell(), 5)
  await pause(100)
  const at = performance.now()
  const ending = await server.terminate()
  const ms = performance.now() - at
  clearInterval(telltale)
  dawdler.destroy()

  assert.deepEqual(ending, { code: 0, signal: null }, server.said().slice(-1000))
  assert.ok(ms < 10_000, `${ms} ms`)
  assert.equal(await viewer.closed, 1001)
  // An answer that comes within a moment is waited for; for one that does not, the caller is told that it is unknown.
  assert.deepEqual([(await answered).status, (await answered).data.state], [200, 'ok'])
  assert.deepEqual([(await silent).status, (await silent).data.state], [202, 'unknown'])
  assert.equal(postmasterOf(server.dataDir), undefined)

  const acknowledged = new Set([...telling.acknowledged, ...telling.answered])
  assert.ok(acknowledged.size > 0)
  await server.start()
  const again = await server.signIn()
  const { data } = await again.get('/manage/api/v1/workspaces/null/commands?method=debug_mode_open')
  assert.deepEqual(data.list.map((row: { state: string }) => row.state).toSorted(), ['ok', 'unknown'])
  await eventually('all events are answered in the end', () => telling.sent.every(tid => telling.answered.has(tid)))
  assert.equal(dock.received.length + slow.received.length, 2)
})
