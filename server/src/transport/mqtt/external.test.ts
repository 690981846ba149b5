/** Several servers on a real Mosquitto and a real PostgreSQL. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { type EventEmitter, once as onceOf } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import { newId } from '@rookery/thing-model'
import { Aedes } from 'aedes'
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { type Reader, type ReaderOptions, startReader } from '../../../../test/support/external-reader.ts'
import { startMosquitto, type TestMosquitto } from '../../../../test/support/mosquitto.ts'
import { testDatabase } from '../../../../test/support/postgres.ts'
import { AIRCRAFT, DOCK, seedDevice, seedGateway, seedWorkspace } from '../../../../test/support/seed.ts'
import { partitionOf } from './assignment.ts'

const { db, url: databaseUrl } = await testDatabase()
let mosquitto: TestMosquitto
const open: { close(): Promise<unknown> }[] = []

before(async () => {
  mosquitto = await startMosquitto()
  await seedWorkspace(db, 'w1')
  for (const sn of ['SN1', 'SN2', 'SN3', 'SN4', 'SN5', 'SN6']) await addGateway(sn)
  await seedDevice(db, 'DRONE1', AIRCRAFT, { behind: 'SN1' })
})
after(() => mosquitto.stop())
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close()
})

async function addGateway(sn: string) {
  await seedGateway(db, sn)
  await seedDevice(db, sn, DOCK)
}

async function reader(options: Partial<ReaderOptions> = {}): Promise<Reader> {
  const started = await startReader({ databaseUrl, mqttUrl: mosquitto.url(), ...options })
  open.push(started)
  return started
}
async function device(sn: string, options: IClientOptions = {}): Promise<MqttClient> {
  const client = mqtt.connect(mosquitto.url(), { clientId: sn, reconnectPeriod: 0, ...options })
  open.push({ close: () => client.endAsync(true) })
  await once(client, 'connect')
  return client
}
const once = (emitter: unknown, name: string) => onceOf(emitter as EventEmitter, name)
const event = (n = 0, extra = {}) =>
  JSON.stringify({ tid: newId(), bid: newId(), timestamp: Date.now(), method: 'cover_open', data: { n }, ...extra })

async function until(what: string, holds: () => boolean | Promise<boolean>, timeoutMs = 15_000) {
  const deadline = performance.now() + timeoutMs
  while (!(await holds())) {
    if (performance.now() > deadline) assert.fail(`never: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
const readsAll = (...readers: Reader[]) =>
  until('all partitions are read', () => {
    const held = readers.flatMap(each => each.broker.partitions())
    return held.length === 4 && readers.every(each => each.broker.healthy())
  })

test('an event is committed, answered, and comes no second time; the next one waits for the next reader', async () => {
  const taken: number[] = []
  const server = await reader({ event: async message => void taken.push((message.data as { n: number }).n) })
  await readsAll(server)
  const dock = await device('SN1')
  await dock.subscribeAsync('thing/product/SN1/events_reply')
  const answer = once(dock, 'message')
  await dock.publishAsync('thing/product/SN1/events', event(7, { need_reply: 1 }), { qos: 1 })
  const [topic, payload] = await answer
  assert.equal(topic, 'thing/product/SN1/events_reply')
  assert.deepEqual(JSON.parse(String(payload)).data, { result: 0 })
  const kept = await db.selectFrom('device_events').select('data').where('gateway_sn', '=', 'SN1').execute()
  assert.deepEqual(kept, [{ data: { n: 7 } }])
  await server.close()
  open.splice(open.indexOf(server), 1)
  await dock.publishAsync('thing/product/SN1/events', event(8), { qos: 1 })
  await reader({ event: async message => void taken.push((message.data as { n: number }).n) })
  await until('the next event', () => taken.includes(8))
  assert.deepEqual(taken, [7, 8])
})

test('an event that dies with its process before the commit goes to the next one, and messages keep their order', async () => {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '../../../../test/support/external-reader.main.ts'), databaseUrl, mosquitto.url()],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const exited = once(child, 'exit')
  open.push({
    close: async () => {
      child.kill('SIGKILL')
      await exited
    },
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    said += text
  })
  await until('the child reads', () => said.includes('ready'))
  const dock = await device('SN2')
  await dock.publishAsync('thing/product/SN2/events', event(1), { qos: 1 })
  await until('the child has taken it', () => said.includes('taken'))
  for (const n of [2, 3, 4]) await dock.publishAsync('thing/product/SN2/events', event(n), { qos: 1 })
  child.kill('SIGKILL')
  await exited
  const taken: number[] = []
  const survivor = await reader({ event: async message => void taken.push((message.data as { n: number }).n) })
  await readsAll(survivor)
  await until('four events', () => taken.length >= 4)
  assert.deepEqual(taken, [1, 2, 3, 4])
})

test('two processes share the partitions; when one leaves, the other one reads all', async () => {
  const first = await reader()
  await readsAll(first)
  const second = await reader()
  await until('half each', () => first.broker.partitions().length === 2 && second.broker.partitions().length === 2)
  await readsAll(first, second)
  const all = [...first.broker.partitions(), ...second.broker.partitions()].sort()
  assert.deepEqual(all, [0, 1, 2, 3])
  await second.close()
  open.splice(open.indexOf(second), 1)
  await readsAll(first)
})

test('messages of one gateway keep their order while partitions move between processes', async () => {
  const taken: number[] = []
  const handler = async (message: { data: unknown }) => {
    taken.push((message.data as { n: number }).n)
  }
  const first = await reader({ event: handler })
  await readsAll(first)
  const dock = await device('SN3')
  const other = await device('SN4')
  let stop = false
  let sent = 0
  const sending = (async () => {
    while (!stop) {
      await dock.publishAsync('thing/product/SN3/events', event(sent++), { qos: 1 })
      await new Promise(resolve => setTimeout(resolve, 5))
    }
  })()
  const second = await reader({ event: handler })
  await readsAll(first, second)
  await first.close()
  open.splice(open.indexOf(first), 1)
  await readsAll(second)
  stop = true
  await sending
  await until('every event', () => new Set(taken).size === sent)
  assert.deepEqual(
    [...new Set(taken)],
    Array.from({ length: sent }, (_, n) => n),
  )
  other.end()
})

test('a slow handler of one gateway delays no other of its partition', async () => {
  const names = ['SN1', 'SN2', 'SN3', 'SN4', 'SN5', 'SN6']
  const slow = names.find(a => names.some(b => a !== b && partitionOf(a, 4) === partitionOf(b, 4)))!
  const quick = names.find(b => b !== slow && partitionOf(slow, 4) === partitionOf(b, 4))!
  let release = () => {}
  const held = new Promise<void>(resolve => {
    release = resolve
  })
  const taken: string[] = []
  const server = await reader({
    event: async message => {
      if (message.gatewaySn === slow) await held
      taken.push(message.gatewaySn)
    },
  })
  await readsAll(server)
  const docks = { slow: await device(slow), quick: await device(quick) }
  await docks.slow.publishAsync(`thing/product/${slow}/events`, event(), { qos: 1 })
  for (let n = 0; n < 10; n++) await docks.quick.publishAsync(`thing/product/${quick}/events`, event(n), { qos: 1 })
  await until('ten of the quick one', () => taken.length === 10)
  assert.ok(taken.every(sn => sn === quick))
  release()
  await until('the slow one', () => taken.includes(slow))
})

test('an event that cannot be stored now is delivered again, one that never can be does not stop the others', async () => {
  let failures = 2
  const taken: number[] = []
  const server = await reader({
    event: async message => {
      const { n } = message.data as { n: number }
      if (n === 1 && failures-- > 0) throw Object.assign(new Error('could not serialize access'), { code: '40001' })
      if (n === 2) throw new Error('a fault in a handler')
      taken.push(n)
    },
  })
  await readsAll(server)
  const dock = await device('SN5')
  for (const n of [1, 2, 3]) await dock.publishAsync('thing/product/SN5/events', event(n), { qos: 1 })
  await until('the third', () => taken.includes(3))
  assert.deepEqual(taken, [1, 3])
  assert.ok(failures < 0)
})

test('after a restart of the broker everything goes on, and what waited there is not lost', async () => {
  const taken: number[] = []
  const server = await reader({ event: async message => void taken.push((message.data as { n: number }).n) })
  await readsAll(server)
  await mosquitto.restart(300)
  await until('connected again', () => server.broker.healthy())
  const dock = await device('SN6')
  await dock.publishAsync('thing/product/SN6/events', event(5), { qos: 1 })
  await until('the event', () => taken.includes(5))
  assert.equal(server.broker.healthy(), true)
  await server.close()
  open.splice(open.indexOf(server), 1)
  await dock.publishAsync('thing/product/SN6/events', event(6), { qos: 1 })
  await mosquitto.restart()
  await reader({ event: async message => void taken.push((message.data as { n: number }).n) })
  await until('what waited', () => taken.includes(6))
  assert.deepEqual(taken, [5, 6])
})

test('while the broker is away a command is refused, and is not sent later', async () => {
  const server = await reader()
  await readsAll(server)
  await mosquitto.restart(400).catch(() => {})
  await until('connected again', () => server.broker.healthy())
  const dock = await device('SN1')
  await dock.subscribeAsync('thing/product/SN1/services')
  const heard: string[] = []
  dock.on('message', (_topic, payload) => heard.push(String(payload)))
  const restarting = mosquitto.restart(2_000)
  await until('it is gone', () => !server.broker.healthy())
  // The connections end one after the other; by now all have.
  await new Promise(resolve => setTimeout(resolve, 500))
  await assert.rejects(server.broker.publish('services', 'SN1', Buffer.from('late')), /not connected/)
  await restarting
  await until('connected again', () => server.broker.healthy())
  const again = await device('SN1')
  await again.subscribeAsync('thing/product/SN1/services')
  again.on('message', (_topic, payload) => heard.push(String(payload)))
  await server.broker.publish('services', 'SN1', Buffer.from('now'))
  await until('the new command', () => heard.includes('now'))
  assert.deepEqual(heard, ['now'])
})

test('commands are QoS 0, expire, and do not wait for a gateway that is away', async () => {
  const server = await reader()
  await readsAll(server)
  const options: IClientOptions = {
    protocolVersion: 5,
    clean: false,
    properties: { sessionExpiryInterval: 3600 },
  }
  // The broker's own word that the gateway is gone, and that the command passed while it was: a closed socket says neither.
  const observer = await device('OBSERVER')
  const seen: string[] = []
  observer.on('message', (topic, payload) => seen.push(`${topic} ${payload}`))
  await observer.subscribeAsync(['gone', 'thing/product/SN2/services'])
  const dock = await device('SN2', { ...options, will: { topic: 'gone', payload: Buffer.from('SN2'), qos: 0 } })
  await dock.subscribeAsync('thing/product/SN2/services', { qos: 1 })
  const message = once(dock, 'message')
  await server.broker.publish('services', 'SN2', Buffer.from('{"method":"cover_open"}'))
  const [, , packet] = await message
  assert.equal(packet.qos, 0)
  assert.equal(packet.retain, false)
  assert.ok(packet.properties.messageExpiryInterval <= 10)
  const disconnectWithWill = 0x04
  await dock.endAsync(false, { reasonCode: disconnectWithWill })
  await until('the broker noticed', () => seen.includes('gone SN2'))
  await server.broker.publish('services', 'SN2', Buffer.from('{"method":"takeoff_to_point"}'))
  await until('the broker passed it', () => seen.some(text => text.includes('takeoff_to_point')))
  const back = mqtt.connect(mosquitto.url(), { clientId: 'SN2', reconnectPeriod: 0, ...options })
  open.push({ close: () => back.endAsync(true) })
  const heard: string[] = []
  back.on('message', (_topic, payload) => heard.push(String(payload)))
  const [connack] = await once(back, 'connect')
  assert.equal(connack.sessionPresent, true)
  await server.broker.publish('services', 'SN2', Buffer.from('{"method":"cover_close"}'))
  await until('the new command', () => heard.length > 0)
  assert.ok(
    heard.every(payload => payload === '{"method":"cover_close"}'),
    heard.join(' '),
  )
})

test('the process that sent a command gets its reply, whichever reads the gateway; that one records it', async () => {
  const first = await reader()
  await readsAll(first)
  const second = await reader()
  await until('half each', () => second.broker.partitions().length === 2 && first.broker.partitions().length === 2)
  await readsAll(first, second)
  for (const sn of ['SN1', 'SN2', 'SN3', 'SN4', 'SN5', 'SN6']) {
    const dock = await device(sn)
    await dock.subscribeAsync(`thing/product/${sn}/services`)
    dock.on('message', (_topic, payload) => {
      const { tid, bid, method } = JSON.parse(String(payload))
      dock.publish(
        `thing/product/${sn}/services_reply`,
        JSON.stringify({ tid, bid, method, timestamp: Date.now(), data: { result: 0, output: { sn } } }),
      )
    })
    for (const sender of [first, second]) {
      const command = { kind: 'services' as const, method: 'cover_open', data: {}, tid: newId(), bid: newId() }
      const outcome = await sender.link.request(sn, command)
      assert.deepEqual(outcome, { replied: true, data: { result: 0, output: { sn } } })
      const holder = [first, second].find(each => each.broker.partitions().includes(partitionOf(sn, 4)))!
      await until('the holder records it', () => holder.replies.some(reply => reply.tid === command.tid))
      const other = holder === first ? second : first
      if (other !== sender) assert.ok(!other.replies.some(reply => reply.tid === command.tid))
    }
  }
})

test('telemetry reaches every process, and one of them is to write it', async () => {
  const first = await reader()
  await readsAll(first)
  const second = await reader()
  await until('half each', () => second.broker.partitions().length === 2 && first.broker.partitions().length === 2)
  const dock = await device('SN1')
  for (const sn of ['SN1', 'DRONE1']) {
    await dock.publishAsync(`thing/product/${sn}/osd`, JSON.stringify({ data: { mode_code: 0 } }))
    const of = (each: Reader) => each.osd.filter(one => one.sn === sn)
    await until('both hear it', () => of(first).length === 1 && of(second).length === 1)
    assert.deepEqual([...of(first), ...of(second)].map(one => one.copy).sort(), [false, true])
  }
})

test('a gateway that is added, and an aircraft that joins it, are read from then on, in every process', async () => {
  const taken: string[] = []
  const first = await reader({ event: async message => void taken.push(message.deviceSn) })
  await readsAll(first)
  const second = await reader({ event: async message => void taken.push(message.deviceSn) })
  await until('half each', () => second.broker.partitions().length === 2 && first.broker.partitions().length === 2)
  await readsAll(first, second)
  for (const sn of ['NEW1', 'NEW2', 'NEW3', 'NEW4']) {
    await addGateway(sn)
    await seedDevice(db, `DRONE-${sn}`, AIRCRAFT, { behind: sn })
    await second.directory.changed(sn, `DRONE-${sn}`)
    await until('the other process knows it', () => first.directory.device(sn)?.children.has(`DRONE-${sn}`) ?? false)
    const dock = await device(sn)
    for (const from of [sn, `DRONE-${sn}`])
      await until('its event', async () => {
        await dock.publishAsync(`thing/product/${from}/events`, event(0, { gateway: sn }), { qos: 1 })
        await new Promise(resolve => setTimeout(resolve, 50))
        return taken.includes(from)
      })
  }
})

test('a remote controller of which nothing is known is met at its update_topo', async () => {
  const server = await reader()
  await readsAll(server)
  const controller = await device('RC1')
  await controller.publishAsync(
    'sys/product/RC1/status',
    JSON.stringify({ tid: newId(), bid: newId(), timestamp: Date.now(), method: 'update_topo', data: { domain: 2 } }),
    { qos: 1 },
  )
  await until('its topology', () => server.topology.includes('RC1'))
  await controller.publishAsync(
    'sys/product/RC1/status',
    JSON.stringify({ tid: newId(), bid: newId(), timestamp: Date.now(), method: 'update_topo', data: { domain: 2 } }),
    { qos: 1 },
  )
  await until('the second one', () => server.topology.length >= 2)
  const kept = async () =>
    (await db.selectFrom('device_events').select('id').where('gateway_sn', '=', 'RC1').execute()).length
  await controller.publishAsync('thing/product/RC1/events', event(1), { qos: 1 })
  await until('its event', async () => (await kept()) === 1)
  assert.deepEqual(server.topology, ['RC1', 'RC1'])
})

test('a broker that knows MQTT 3.1.1 alone is spoken to in that', async () => {
  const aedes = new Aedes({
    preConnect: (_client, packet, done) =>
      packet.protocolVersion === 5
        ? done(Object.assign(new Error('unacceptable protocol version'), { returnCode: 1 }), false)
        : done(null, true),
  })
  await aedes.listen()
  const server = createServer(socket => aedes.handle(socket))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  open.push({
    close: async () => {
      server.close()
      await new Promise<void>(resolve => aedes.close(() => resolve()))
    },
  })
  const { port } = server.address() as { port: number }
  const reading = await reader({ mqttUrl: `mqtt://127.0.0.1:${port}` })
  await readsAll(reading)
  assert.equal(reading.broker.protocolVersion(), 4)
})
