/** Who is there: evidence and its absence, by a clock that the test moves; and viewers who cannot keep up. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { topicOf } from '@rookery/thing-model'
import { WebSocket } from 'ws'
import { manualClock } from '../../server/src/platform/clock.ts'
import { type Gateway, type GatewayOptions, gateway } from '../support/gateway.ts'
import { bareClient } from '../support/mqtt.ts'
import { type Client, eventually, testServer } from '../support/server.ts'

const clock = manualClock(Date.now())
const server = await testServer({}, { clock })
const { url } = server
const PASSWORD = 'correct horse battery'
/** The clock outruns tokens: sign in again where it has moved far. */
let admin: Client = server.admin
const signIn = async () => {
  admin = await server.signIn('admin', PASSWORD)
}
const add = async (sn: string, options?: GatewayOptions): Promise<Gateway> => {
  const made = await gateway(admin, server.mqttUrl, sn, options)
  server.atEnd(() => made.end())
  return made
}
const online = async (sn: string) => (await admin.get(`/manage/api/v1/devices/null/devices/${sn}`)).data.online
const osd = (dock: Gateway, sn = dock.sn) => dock.say('osd', { data: { mode_code: 0 } }, sn)

test('offline after 30 s without a valid message, told once; online again with the next one', async () => {
  const dock = await add('PRE-SILENT')
  const watcher = await admin.watch()
  const told = (code: string) => watcher.messages.filter(m => m.biz_code === code && m.data.sn === dock.sn).length
  await osd(dock)
  await osd(dock, dock.aircraft)
  assert.deepEqual([await online(dock.sn), await online(dock.aircraft)], [true, true])
  await clock.advance(29_000)
  assert.deepEqual([await online(dock.sn), await online(dock.aircraft)], [true, true])
  // Neither nonsense nor a message in another's name is a sign of life.
  await dock.publish(topicOf('osd', dock.sn), 'nonsense')
  await dock.say('osd', { gateway: 'SOMEBODY-ELSE', data: { mode_code: 0 } })
  await clock.advance(3_000)
  assert.deepEqual([await online(dock.sn), await online(dock.aircraft)], [false, false])
  await watcher.until('device_offline', data => data.sn === dock.sn)
  await clock.advance(60_000)
  assert.equal(told('device_offline'), 1)

  await dock.say('events', { method: 'hms', data: { list: [] } })
  assert.equal(await online(dock.sn), true)
  await watcher.until('device_online', data => data.sn === dock.sn)
  const { data } = await admin.get('/manage/api/v1/workspaces/null/devices/latest')
  const latest = data.list.find((device: any) => device.sn === dock.sn)
  assert.equal(latest.osd.mode_code, 0)
  assert.ok(clock.now() - latest.osd_time >= 90_000, 'the values are shown with their age')
})

test('offline with its connection, the aircraft too; the aircraft also when the topology drops it', async () => {
  const dock = await add('PRE-GONE')
  await osd(dock, dock.aircraft)
  assert.equal(await online(dock.aircraft), true)
  await dock.announce(false)
  assert.deepEqual([await online(dock.sn), await online(dock.aircraft)], [true, false])
  await dock.announce()
  assert.equal(await online(dock.aircraft), true)
  await dock.end()
  await eventually('both are gone', async () => !(await online(dock.sn)) && !(await online(dock.aircraft)))
  const refused = await admin.post(`/control/api/v1/devices/${dock.sn}/services/debug_mode_open`)
  assert.deepEqual([refused.status, refused.code], [409, 212015])
})

test('online again after a restart of the server alone, by the next message and with what was known', async () => {
  const dock = await add('PRE-RESTART')
  await dock.say('osd', { data: { mode_code: 0, wind_speed: 4.5 } })
  // The next batch is written.
  await clock.advance(1_500)
  await dock.end()
  await server.restart()
  await signIn()
  assert.equal(await online(dock.sn), false)
  const { data } = await admin.get('/manage/api/v1/workspaces/null/devices/latest')
  assert.equal(data.list.find((device: any) => device.sn === dock.sn).osd.wind_speed, 4.5)
  const again = await bareClient(server.mqttUrl, { username: dock.sn, password: dock.password, clientId: dock.sn })
  server.atEnd(() => again.end())
  // No greeting, no topology: telemetry alone.
  await again.publish(topicOf('osd', dock.sn), { tid: '1', bid: '1', data: { wind_speed: 5 } })
  assert.equal(await online(dock.sn), true)
  const { data: after } = await admin.get(`/manage/api/v1/devices/null/devices/${dock.sn}`)
  assert.equal(after.children.device_sn, dock.aircraft)
})

test('a gateway that connects and disconnects over and over is told in pairs and obeys in the end', async () => {
  const dock = await server.dock('PRE-FLAPS', { osdInterval: 200 })
  const watcher = await admin.watch()
  for (let i = 0; i < 4; i++) {
    const { received } = dock.link.counters
    dock.link.drop()
    // The answer to its topology tells that it hears again.
    await eventually('it is back', () => dock.link.connected && dock.link.counters.received > received)
    await eventually('and seen', () => online(dock.sn))
  }
  const told = watcher.messages
    .filter(m => ['device_online', 'device_offline'].includes(m.biz_code) && m.data.sn === dock.sn)
    .map(m => m.biz_code)
  assert.ok(told.length >= 2)
  for (const [i, code] of told.entries()) assert.equal(code, i % 2 ? 'device_online' : 'device_offline')
  // A command that meets it before its connection is refused; before its subscriptions it is lost, and unknown.
  let state = 'unknown'
  for (let tries = 0; tries < 20 && state === 'unknown'; tries++) {
    const asked = admin.post(`/control/api/v1/devices/${dock.sn}/services/debug_mode_open`)
    const late = setTimeout(() => void clock.advance(11_000), 2_000)
    state = (await asked).data.state ?? 'unknown'
    clearTimeout(late)
    if (state === 'unknown') await new Promise(resolve => setTimeout(resolve, 200))
  }
  assert.equal(state, 'ok')
  assert.deepEqual(dock.violations, [])
  await dock.stop()
})

// Viewers ----------------------------------------------------------------------------------------------------------------

async function viewers(): Promise<number> {
  return Number(/^rookery_http_viewers (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1])
}
/** A viewer who takes nothing from his socket. */
async function deaf(): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/ws?x-auth-token=${admin.token}`)
  server.atEnd(() => socket.terminate())
  await new Promise(resolve => socket.once('message', resolve))
  socket.pause()
  return socket
}
const SIZE = 100_000
const text = 'x'.repeat(SIZE)
/** Messages until the first test below cut its reader: what two systems buffer, and then one MiB. */
let capacity = 0

test('a reader who is 1 MiB behind is cut; the others do not notice', async () => {
  const dock = await add('PRE-LOUD')
  const watcher = await admin.watch()
  const before = await viewers()
  const slow = await deaf()
  await eventually('he watches', async () => (await viewers()) === before + 1)
  while (capacity < 1_000 && (await viewers()) > before)
    await dock.say('state', { data: { remark: `${capacity++} ${text}` } })
  assert.equal(await viewers(), before, `after ${capacity} messages`)
  await watcher.until('device_state', data => data.state.remark?.startsWith(`${capacity - 1} `))
  assert.equal(watcher.messages.filter(m => m.biz_code === 'device_state' && m.data.sn === dock.sn).length, capacity)
  const closed = new Promise<number>(resolve => slow.once('close', resolve))
  slow.resume()
  // 1013, or none where it could not even be written any more.
  assert.ok([1013, 1006].includes(await closed))
})

test('a reader who is behind for more than 5 s is cut, however little it is', async () => {
  const dock = await add('PRE-QUIET')
  const before = await viewers()
  await deaf()
  await eventually('he watches', async () => (await viewers()) === before + 1)
  // Half a MiB less than what cuts at once.
  for (let said = 0; said < capacity - 5; said++) await dock.say('state', { data: { remark: `${said} ${text}` } })
  await clock.advance(4_000)
  assert.equal(await viewers(), before + 1)
  await clock.advance(3_000)
  assert.equal(await viewers(), before)
})
