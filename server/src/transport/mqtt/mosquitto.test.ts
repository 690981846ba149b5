/** Accounts and rights at a real Mosquitto with its dynamic-security plugin. */
import assert from 'node:assert/strict'
import { type EventEmitter, once as onceOf } from 'node:events'
import { after, afterEach, before, test } from 'node:test'
import { newId } from '@rookery/thing-model'
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { type Reader, type ReaderOptions, startReader } from '../../../../test/support/external-reader.ts'
import { startMosquitto, type TestMosquitto } from '../../../../test/support/mosquitto.ts'
import { testDatabase } from '../../../../test/support/postgres.ts'
import {
  AIRCRAFT,
  DOCK,
  type Kind,
  REMOTE_CONTROLLER,
  seedDevice,
  seedGateway,
  seedWorkspace,
} from '../../../../test/support/seed.ts'

const ADMIN = { username: 'rookery', password: 'adm:in@/p%ss#1' }
const { db, url: databaseUrl } = await testDatabase()
let mosquitto: TestMosquitto
let server: Reader
const livingPilots = new Set<string>()
const clients: MqttClient[] = []

before(async () => {
  mosquitto = await startMosquitto({ admin: ADMIN })
  await seedWorkspace(db, 'w1', 'w2')
  server = await reader()
  for (const sn of ['SN1', 'SN2']) await addGateway(sn)
})
after(async () => {
  await server.close()
  await mosquitto.stop()
})
afterEach(async () => {
  for (const client of clients.splice(0)) await client.endAsync(true)
})

async function reader(options: Partial<ReaderOptions> = {}): Promise<Reader> {
  const started = await startReader({
    databaseUrl,
    mqttUrl: mosquitto.url(ADMIN.username, ADMIN.password),
    pilotLives: session => livingPilots.has(session),
    ...options,
  })
  await until('all partitions are read', () => started.broker.partitions().length === 4 && started.broker.healthy())
  return started
}
const accounts = () => server.broker.accounts()!
async function addGateway(sn: string, workspace_id = 'w1') {
  await seedGateway(db, sn, { workspace_id })
  await server.directory.changed(sn)
  await accounts().gatewayPasswordSet(sn, `pw-${sn}`)
}
async function addDevice(sn: string, kind: Kind, behind?: string) {
  await seedDevice(db, sn, kind, { behind })
  await server.directory.changed(sn, ...(behind ? [behind] : []))
  await server.broker.directoryChanged()
}

function attempt(username: string, password: string, options: IClientOptions = {}): MqttClient {
  const client = mqtt.connect(mosquitto.url(), {
    clientId: `c-${username}`,
    username,
    password,
    reconnectPeriod: 0,
    ...options,
  })
  client.on('error', () => {})
  clients.push(client)
  return client
}
/** Undefined when the broker refuses. */
async function login(username: string, password: string, options?: IClientOptions): Promise<MqttClient | undefined> {
  const client = attempt(username, password, options)
  const accepted = await new Promise(resolve => {
    client.once('connect', () => resolve(true))
    client.once('close', () => resolve(false))
  })
  return accepted ? client : undefined
}
async function device(sn: string, options?: IClientOptions): Promise<MqttClient> {
  const client = await login(sn, `pw-${sn}`, options)
  assert.ok(client, `${sn} is let in`)
  return client
}
const granted = (client: MqttClient, topic: string) =>
  client.subscribeAsync(topic, { qos: 1 }).then(
    () => true,
    () => false,
  )
async function until(what: string, holds: () => boolean | Promise<boolean>, timeoutMs = 15_000) {
  const deadline = performance.now() + timeoutMs
  while (!(await holds())) {
    if (performance.now() > deadline) assert.fail(`never: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
const eventsOf = async (sn: string) =>
  (await db.selectFrom('device_events').select('id').where('device_sn', '=', sn).execute()).length
const once = (emitter: unknown, name: string) => onceOf(emitter as EventEmitter, name)
const event = () =>
  JSON.stringify({ tid: newId(), bid: newId(), timestamp: Date.now(), method: 'cover_open', data: {} })

test('a server with a wrong password does not start, and says so without showing it', async () => {
  await assert.rejects(
    startReader({ databaseUrl, mqttUrl: mosquitto.url(ADMIN.username, 'not-the-password') }),
    error => /refuses the user name and password/.test(String(error)) && !String(error).includes('not-the-password'),
  )
})

for (const protocolVersion of [4, 5] as const)
  test(`a gateway uses its own topics, and no others (MQTT level ${protocolVersion})`, async () => {
    const options = { protocolVersion }
    const dock = await device('SN1', options)
    for (const kind of ['services', 'events_reply', 'requests_reply', 'property/set', 'drc/down', 'state_reply'])
      assert.equal(await granted(dock, `thing/product/SN1/${kind}`), true, kind)
    assert.equal(await granted(dock, 'sys/product/SN1/status_reply'), true)
    assert.equal(await granted(dock, 'thing/product/SN1/#'), true)
    for (const topic of [
      'thing/product/SN2/services',
      'thing/product/SN2/osd',
      'thing/product/+/services',
      'thing/product/+/osd',
      '#',
      '$SYS/#',
      '$CONTROL/#',
      '$CONTROL/dynamic-security/v1/response',
      '$share/group/thing/product/SN2/services',
    ])
      assert.equal(await granted(dock, topic), false, topic)

    const victim = await device('SN2', options)
    const heard: string[] = []
    victim.on('message', topic => heard.push(topic))
    await victim.subscribeAsync('thing/product/SN2/services')
    const [before1, before2] = [await eventsOf('SN1'), await eventsOf('SN2')]
    // Mosquitto acknowledges what it denies, with a reason in MQTT 5; the connection stays.
    const publish = (topic: string) => dock.publishAsync(topic, event(), { qos: 1 }).catch(() => {})
    await publish('thing/product/SN2/events')
    await publish('thing/product/SN2/services')
    await publish('thing/product/SN1/services')
    await publish('$CONTROL/dynamic-security/v1')
    await publish('thing/product/SN1/events')
    await until('the own event', async () => (await eventsOf('SN1')) === before1 + 1)
    await server.broker.publish('services', 'SN2', Buffer.from('for SN2'))
    await until('the own command', () => heard.length > 0)
    assert.deepEqual(heard, ['thing/product/SN2/services'])
    assert.equal(await eventsOf('SN2'), before2)
    assert.equal(dock.connected, true)
  })

test('where devices connect, the client id of another one, or of this server, kicks nobody', async () => {
  const sessions = server.broker.healthy()
  assert.equal(sessions, true)
  const listener = { port: mosquitto.devicePort }
  const dock = await device('SN1', { ...listener, clientId: 'SN1' })
  const foreign = await device('SN2', { ...listener, clientId: 'SN1' })
  const pretender = await device('SN2', { ...listener, clientId: 'rookery-in-00' })
  await pretender.subscribeAsync('thing/product/SN2/services')
  assert.equal(dock.connected, true)
  assert.equal(foreign.connected, false)
  const before = await eventsOf('SN1')
  await dock.publishAsync('thing/product/SN1/events', event(), { qos: 1 })
  await until('its event', async () => (await eventsOf('SN1')) === before + 1)
  assert.equal(server.broker.healthy(), true)
})

test('an aircraft named in the topology is spoken for by its gateway, without a new connection, until it is unbound', async () => {
  const dock = await device('SN1')
  const other = await device('SN2')
  let cut = false
  dock.on('close', () => {
    cut = true
  })
  assert.equal(await granted(dock, 'thing/product/DRONE1/events_reply'), false)
  await addDevice('SN1', DOCK)
  await addDevice('DRONE1', AIRCRAFT, 'SN1')
  assert.equal(await granted(dock, 'thing/product/DRONE1/events_reply'), true)
  assert.equal(await granted(dock, 'thing/product/DRONE1/services'), false)
  assert.equal(await granted(other, 'thing/product/DRONE1/events_reply'), false)
  await other.publishAsync('thing/product/DRONE1/events', event(), { qos: 1 })
  await dock.publishAsync('thing/product/DRONE1/events', event(), { qos: 1 })
  await until('its event', async () => (await eventsOf('DRONE1')) === 1)
  assert.equal(cut, false)
  await db.deleteFrom('topology').where('device_sn', '=', 'DRONE1').execute()
  await server.directory.changed('SN1', 'DRONE1')
  await server.broker.directoryChanged()
  assert.equal(await granted(dock, 'thing/product/DRONE1/events_reply'), false)
  await dock.publishAsync('thing/product/DRONE1/events', event(), { qos: 1 }).catch(() => {})
  await pause(200)
  assert.equal(await eventsOf('DRONE1'), 1)
})

test('a new password cuts the connection and ends the old one', async () => {
  await addGateway('SN3')
  const dock = await device('SN3')
  const closed = once(dock, 'close')
  await accounts().gatewayPasswordSet('SN3', 'another')
  await closed
  assert.equal(await login('SN3', 'pw-SN3'), undefined)
  const again = await login('SN3', 'another')
  assert.ok(again)
  assert.equal(await granted(again, 'thing/product/SN3/services'), true)
})

test('a removed gateway is cut off and its account is gone', async () => {
  await addGateway('SN4')
  const dock = await device('SN4')
  const closed = once(dock, 'close')
  await db.deleteFrom('gateways').where('sn', '=', 'SN4').execute()
  await server.directory.changed('SN4')
  await server.broker.directoryChanged()
  await closed
  assert.equal(await login('SN4', 'pw-SN4'), undefined)
})

test('a gateway named like an account of somebody else does not get at it', async () => {
  await db
    .insertInto('gateways')
    .values({ sn: ADMIN.username, workspace_id: 'w2', name: 'x', password_hash: 'x', created_at: Date.now() })
    .execute()
  await server.directory.changed(ADMIN.username)
  await assert.rejects(accounts().gatewayPasswordSet(ADMIN.username, 'taken-over'), { status: 409 })
  assert.ok(await login(ADMIN.username, ADMIN.password))
  await db.deleteFrom('gateways').where('sn', '=', ADMIN.username).execute()
  await server.directory.changed(ADMIN.username)
  await server.broker.directoryChanged()
  await accounts().removeEnded()
  assert.ok(await login(ADMIN.username, ADMIN.password))
})

test('a session of DJI Pilot 2 speaks for the remote controllers of its workspace and for the one it claims', async () => {
  await addDevice('RC1', REMOTE_CONTROLLER)
  livingPilots.add('s1')
  await accounts().pilotSignedIn({ username: 'pilot-s1', password: 'pilot-pw', workspaceId: 'w1' })
  const pilot = await login('pilot-s1', 'pilot-pw')
  assert.ok(pilot)
  assert.equal(await granted(pilot, 'thing/product/RC1/services'), true)
  assert.equal(await granted(pilot, 'thing/product/SN1/services'), false)
  assert.equal(await granted(pilot, 'sys/product/RC2/status_reply'), false)
  const closed = once(pilot, 'close')
  await accounts().pilotClaimed('pilot-s1', 'RC2')
  await closed
  const again = await login('pilot-s1', 'pilot-pw')
  assert.ok(again)
  assert.equal(await granted(again, 'sys/product/RC2/status_reply'), true)
  await again.publishAsync(
    'sys/product/RC2/status',
    JSON.stringify({ tid: newId(), bid: newId(), timestamp: Date.now(), method: 'update_topo', data: {} }),
    { qos: 1 },
  )
  await until('its topology', () => server.topology.includes('RC2'))

  // A living session stays, an ended one is removed.
  await accounts().removeEnded()
  assert.equal(again.connected, true)
  const ended = once(again, 'close')
  livingPilots.delete('s1')
  await accounts().removeEnded()
  await ended
  assert.equal(await login('pilot-s1', 'pilot-pw'), undefined)
})

test('disconnect cuts exactly who matches; a gateway may come back', async () => {
  livingPilots.add('s2')
  await accounts().pilotSignedIn({ username: 'pilot-s2', password: 'pilot-pw', workspaceId: 'w1' })
  const [one, two] = [await device('SN1'), await device('SN2')]
  const pilot = await login('pilot-s2', 'pilot-pw')
  assert.ok(pilot)
  const cut = once(one, 'close')
  server.broker.disconnect(principal => principal.sn === 'SN1')
  await cut
  await device('SN1')
  const pilotCut = once(pilot, 'close')
  server.broker.disconnect(principal => principal.kind === 'pilot' && principal.sessionId === 's2')
  await pilotCut
  assert.equal(await login('pilot-s2', 'pilot-pw'), undefined)
  assert.equal(two.connected, true)
})

test('a second start changes nothing at the broker: nobody is cut off', async () => {
  const dock = await device('SN1')
  let cut = false
  dock.on('close', () => {
    cut = true
  })
  await server.close()
  server = await reader()
  await server.broker.directoryChanged()
  await accounts().removeEnded()
  assert.equal(await granted(dock, 'thing/product/SN1/services'), true)
  assert.equal(cut, false)
})

test('gateways removed while no server ran lose their account at the next start', async () => {
  await addGateway('SN5')
  await server.close()
  await db.deleteFrom('gateways').where('sn', '=', 'SN5').execute()
  server = await reader()
  await accounts().removeEnded()
  assert.equal(await login('SN5', 'pw-SN5'), undefined)
  assert.ok(await login('SN1', 'pw-SN1'))
})

test('with the broker away a password is refused, and the server recovers', async () => {
  const restarting = mosquitto.restart(500)
  await until('it is gone', () => !server.broker.healthy())
  await assert.rejects(accounts().gatewayPasswordSet('SN1', 'never'), { status: 503 })
  await restarting
  await until('it is back', () => server.broker.healthy())
  const before = await eventsOf('SN1')
  const dock = await device('SN1')
  await dock.publishAsync('thing/product/SN1/events', event(), { qos: 1 })
  await until('its event', async () => (await eventsOf('SN1')) === before + 1)
})
