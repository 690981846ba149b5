import assert from 'node:assert/strict'
import { type EventEmitter, once } from 'node:events'
import { after, before, test } from 'node:test'
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { pino } from 'pino'
import type { AccessPolicy, Inbound, Principal } from '#link/ports.ts'
import { systemClock } from '#platform/clock.ts'
import { type EmbeddedBroker, startEmbeddedBroker } from './embedded.ts'

/** Accounts: user name = SN, password = `pw-SN`. Each may use its own topics alone. */
const denied: string[] = []
const refused: string[] = []
const connected = new Map<string, number>()
const access: AccessPolicy = {
  async authenticate(username, password) {
    if (password !== `pw-${username}`) return { reason: 'wrong_password' }
    return { kind: 'gateway', sn: username, workspaceId: 'w' }
  },
  claim: () => false,
  mayPublish: (principal, topic) => topic.sn === principal.sn,
  maySubscribe: (principal, topic) => topic.sn === principal.sn,
  connected: (principal: Principal) => connected.set(principal.sn!, (connected.get(principal.sn!) ?? 0) + 1),
  disconnected: () => {},
  refused: (username, _info, { reason }) => refused.push(`${username} ${reason}`),
  denied: (principal, action, topic) => denied.push(`${principal.sn} ${action} ${topic}`),
}

let broker: EmbeddedBroker
let inbound: (message: Inbound) => undefined | Promise<void> = () => undefined
const clients: MqttClient[] = []

before(async () => {
  broker = await startEmbeddedBroker({
    host: '127.0.0.1',
    port: 0,
    access,
    inbound: message => inbound(message),
    clock: systemClock,
    log: pino({ level: 'silent' }),
  })
})
after(async () => {
  for (const client of clients) client.end(true)
  await broker.close()
})

async function connect(sn: string, options: IClientOptions = {}): Promise<MqttClient> {
  const client = mqtt.connect(`mqtt://127.0.0.1:${broker.port}`, {
    clientId: sn,
    username: sn,
    password: `pw-${sn}`,
    reconnectPeriod: 0,
    ...options,
  })
  clients.push(client)
  client.on('error', () => {})
  await Promise.race([when(client, 'connect'), when(client, 'close').then(() => Promise.reject(new Error('refused')))])
  return client
}
/** mqtt.js types its events so tightly that `once` does not take them. */
const when = (client: MqttClient, event: string) => once(client as unknown as EventEmitter, event)
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

for (const protocolVersion of [3, 4, 5] as const)
  test(`MQTT protocol level ${protocolVersion} connects, publishes and receives`, async () => {
    const sn = `VERSION${protocolVersion}`
    const client = await connect(sn, {
      protocolVersion,
      ...(protocolVersion === 3 ? { protocolId: 'MQIsdp' as const } : {}),
    })
    const got: Inbound[] = []
    inbound = message => void got.push(message) as undefined
    await client.publishAsync(`thing/product/${sn}/osd`, '{"data":{}}', { qos: 1 })
    assert.equal(got.length, 1)
    assert.deepEqual(got[0]!.topic, { sn, kind: 'osd' })
    await client.subscribeAsync(`thing/product/${sn}/services`)
    const message = when(client, 'message')
    await broker.publish('services', sn, Buffer.from('{"method":"x"}'))
    const [topic, payload, packet] = await message
    assert.equal(topic, `thing/product/${sn}/services`)
    assert.equal(String(payload), '{"method":"x"}')
    assert.equal(packet.qos, 0)
    assert.equal(packet.retain, false)
    if (protocolVersion === 5) assert.equal(packet.properties.messageExpiryInterval, 10)
  })

test('QoS 1 is acknowledged after the commit, not before', async () => {
  const client = await connect('COMMIT')
  let commit = () => {}
  inbound = () =>
    new Promise<void>(resolve => {
      commit = resolve
    })
  let acknowledged = false
  const done = client.publishAsync('thing/product/COMMIT/events', '{}', { qos: 1 }).then(() => {
    acknowledged = true
  })
  await pause(150)
  assert.equal(acknowledged, false)
  commit()
  await done
  assert.equal(acknowledged, true)
})

test('telemetry passes an event that waits for its commit, and acknowledgements keep their order', async () => {
  const client = await connect('WAITS')
  const commits: (() => void)[] = []
  const telemetry: string[] = []
  inbound = message => {
    if (message.topic.kind === 'events') return new Promise<void>(resolve => commits.push(resolve))
    telemetry.push(String(message.payload))
    return undefined
  }
  const acknowledged: number[] = []
  for (const n of [1, 2, 3])
    client.publish('thing/product/WAITS/events', `{"n":${n}}`, { qos: 1 }, error => error || acknowledged.push(n))
  await client.publishAsync('thing/product/WAITS/osd', '{}', { qos: 0 })
  await pause(50)
  await client.publishAsync('thing/product/WAITS/osd', '{}', { qos: 1 })
  assert.equal(telemetry.length, 2)
  assert.deepEqual(acknowledged, [])
  for (const commit of commits) commit()
  await pause(100)
  assert.deepEqual(acknowledged, [1, 2, 3])
  assert.equal(client.connected, true)
})

test('a device that sends more than can wait is not read until there is room', async () => {
  const client = await connect('MANY')
  const commits: (() => void)[] = []
  inbound = () => new Promise<void>(resolve => commits.push(resolve))
  for (let n = 0; n < 3000; n++) client.publish('thing/product/MANY/events', '{}', { qos: 1 })
  await pause(300)
  // Beyond the limit, what came in the same piece of the stream.
  assert.ok(commits.length >= 1000 && commits.length < 3000, `${commits.length} were taken`)
  let taken = 0
  for (const deadline = Date.now() + 10_000; taken < 3000 && Date.now() < deadline; await pause(10))
    for (const commit of commits.splice(0)) {
      taken++
      commit()
    }
  assert.equal(taken, 3000)
})

test('a message that cannot be stored is not acknowledged and the connection is closed', async () => {
  const client = await connect('FAILS')
  inbound = () => Promise.reject(new Error('disk full'))
  let acknowledged = false
  client.publish('thing/product/FAILS/events', '{}', { qos: 1 }, error => {
    acknowledged = !error
  })
  await when(client, 'close')
  assert.equal(acknowledged, false)
})

test('a denied publish is acknowledged, counted and forwarded to nobody; the connection stays', async () => {
  const victim = await connect('VICTIM')
  await victim.subscribeAsync('thing/product/VICTIM/services')
  let heard = 0
  victim.on('message', () => heard++)
  for (const protocolVersion of [4, 5] as const) {
    const attacker = await connect(`ATTACKER${protocolVersion}`, { protocolVersion })
    const taken: Inbound[] = []
    inbound = message => void taken.push(message) as undefined
    await attacker.publishAsync('thing/product/VICTIM/services', '{"method":"takeoff_to_point"}', { qos: 1 })
    await attacker.publishAsync('thing/product/VICTIM/osd', '{}', { qos: 1 })
    await attacker.publishAsync('anything/else', '{}', { qos: 1 })
    assert.equal(taken.length, 0)
    assert.equal(attacker.connected, true)
    assert.equal(denied.filter(line => line.startsWith(`ATTACKER${protocolVersion} publish`)).length, 3)
  }
  await pause(100)
  assert.equal(heard, 0)
})

test('subscriptions outside the own serial number, wildcards and shared ones are refused', async () => {
  const client = await connect('NOSY')
  for (const filter of [
    'thing/product/VICTIM/osd',
    '#',
    'thing/product/+/osd',
    '$share/a/thing/product/NOSY/services',
    '$SYS/#',
    'thing/product/#',
  ])
    await assert.rejects(client.subscribeAsync(filter), `${filter} was granted`)
  const granted = await client.subscribeAsync('thing/product/NOSY/services')
  assert.equal(granted[0]!.qos, 0)
  assert.equal(client.connected, true)
})

test('a foreign client with the same client id is refused and does not kick the owner off', async () => {
  const owner = await connect('OWNER')
  await assert.rejects(connect('THIEF', { clientId: 'OWNER' }))
  await pause(100)
  assert.equal(owner.connected, true)
  assert.ok(refused.includes('THIEF client_id_in_use'))
  assert.equal(broker.isConnected('OWNER'), true)
})

test('the owner itself takes its client id over', async () => {
  const first = await connect('TWICE')
  const closed = when(first, 'close')
  await connect('TWICE')
  await closed
  await pause(50)
  assert.equal(broker.isConnected('TWICE'), true)
})

test('a wrong password is refused', async () => {
  await assert.rejects(connect('WRONG', { password: 'nope' }))
  assert.ok(refused.includes('WRONG wrong_password'))
})

test('nothing is kept for a gateway that is away, whatever session it asks for', async () => {
  for (const options of [
    { protocolVersion: 4, clean: false },
    { protocolVersion: 5, clean: false, properties: { sessionExpiryInterval: 3600 } },
  ] as IClientOptions[]) {
    const sn = `AWAY${options.protocolVersion}`
    const first = await connect(sn, options)
    await first.subscribeAsync(`thing/product/${sn}/services`, { qos: 1 })
    await first.endAsync(true)
    while (broker.isConnected(sn)) await pause(10)
    await broker.publish('services', sn, Buffer.from('{"method":"takeoff_to_point"}'))
    const heard: string[] = []
    const second = mqtt.connect(`mqtt://127.0.0.1:${broker.port}`, {
      clientId: sn,
      username: sn,
      password: `pw-${sn}`,
      reconnectPeriod: 0,
      ...options,
    })
    clients.push(second)
    second.on('message', topic => heard.push(topic))
    const [connack] = await when(second, 'connect')
    assert.equal(connack.sessionPresent, false)
    await second.subscribeAsync(`thing/product/${sn}/services`, { qos: 1 })
    await pause(150)
    assert.deepEqual(heard, [])
  }
})

test('a retained message of a device is not kept', async () => {
  const client = await connect('RETAIN')
  inbound = () => undefined
  await client.publishAsync('thing/product/RETAIN/drc/up', '{}', { qos: 1, retain: true })
  let heard = 0
  client.on('message', () => heard++)
  await client.subscribeAsync('thing/product/RETAIN/drc/up')
  await pause(100)
  assert.equal(heard, 0)
})

test('a packet over 1 MiB ends the connection without reaching anybody', async () => {
  const client = await connect('LARGE')
  const taken: Inbound[] = []
  inbound = message => void taken.push(message) as undefined
  const closed = new Promise<void>(resolve => client.once('close', () => resolve()))
  client.publish('thing/product/LARGE/osd', Buffer.alloc(1024 * 1024 + 100), { qos: 0 })
  await closed
  assert.equal(taken.length, 0)
})

test('a right that ended stops delivery on a subscription granted before', async () => {
  const client = await connect('ENDED')
  await client.subscribeAsync('thing/product/ENDED/services')
  let heard = 0
  client.on('message', () => heard++)
  const before = access.maySubscribe
  access.maySubscribe = () => false
  try {
    await broker.publish('services', 'ENDED', Buffer.from('{}'))
    await pause(100)
    assert.equal(heard, 0)
  } finally {
    access.maySubscribe = before
  }
})
