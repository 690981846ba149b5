/** The link over a real broker and a real database: who is believed, what is repeated, what matches, in which order. */
import assert from 'node:assert/strict'
import { type EventEmitter, once } from 'node:events'
import { after, before, test } from 'node:test'
import type { Deviation, Envelope } from '@rookery/thing-model'
import mqtt, { type MqttClient } from 'mqtt'
import { pino } from 'pino'
import { systemClock } from '#platform/clock.ts'
import { testDatabase } from '../../../test/support/postgres.ts'
import { AIRCRAFT, DOCK, seedDevice, seedGateway, seedWorkspace } from '../../../test/support/seed.ts'
import { accessPolicy, GatewayPasswords, gatewayStore, Timeline } from '../features/gateway/index.ts'
import { Bus } from '../platform/bus.ts'
import { type EmbeddedBroker, startEmbeddedBroker } from '../transport/mqtt/embedded.ts'
import { directoryStore } from './directory.store.ts'
import { Directory } from './directory.ts'
import { linkStore } from './link.store.ts'
import { Link, type Message, type Reply, type Sender } from './link.ts'

const log = pino({ level: 'silent' })
const { db } = await testDatabase()
const passwords = new GatewayPasswords(Buffer.alloc(32, 7))
const directory = new Directory(directoryStore(db))
const link = new Link({ store: linkStore(db), directory, clock: systemClock, log })
const rejected: string[] = []
const osd: { sender: Sender; data: Record<string, unknown> }[] = []
const replies: Reply[] = []
const deviations: { method: string; found: readonly Deviation[] }[] = []
const applied: Message[] = []
let slowFor = ''
let broker: EmbeddedBroker
const clients: MqttClient[] = []

before(async () => {
  await seedWorkspace(db, 'w1', 'w2')
  for (const [sn, workspace_id] of [
    ['SN1', 'w1'],
    ['SN2', 'w1'],
    ['SN3', 'w2'],
  ] as const) {
    await seedGateway(db, sn, { workspace_id, password_hash: passwords.hash(sn, 'pw') })
    await seedDevice(db, sn, DOCK, { workspace_id })
    await seedDevice(db, `A-${sn}`, AIRCRAFT, { workspace_id, behind: sn })
  }
  await directory.load()
  const timeline = new Timeline({
    store: gatewayStore(db),
    bus: new Bus(log),
    clock: systemClock,
    log,
    workspaceOf: () => undefined,
  })
  broker = await startEmbeddedBroker({
    host: '127.0.0.1',
    port: 0,
    access: accessPolicy({
      directory,
      passwords,
      timeline,
      log,
      pilotSession: async () => undefined,
      rotated: async () => {},
      onConnected: () => {},
      onDisconnected: () => {},
    }),
    inbound: message => link.inbound(message),
    clock: systemClock,
    log,
  })
  link.connect(broker)
  link.listen({
    evidence: () => {},
    osd: (sender, data) => void osd.push({ sender, data }),
    drcUp: () => {},
    reply: async reply => void replies.push(reply),
    deviation: (_sender, _topic, method, found) => void deviations.push({ method, found }),
    rejected: (_message, reason) => void rejected.push(reason),
  })
  link.handle('events', 'cover_open', async message => {
    if (slowFor === message.gatewaySn) await new Promise(resolve => setTimeout(resolve, 300))
    applied.push(message)
  })
  link.handle('requests', 'config', async () => ({ app_id: 'flat' }))
  link.handle('state', '', async message => void applied.push(message))
  link.handle('status', 'update_topo', async message => void applied.push(message))
})
after(async () => {
  for (const client of clients) client.end(true)
  await broker.close()
})

async function gateway(sn: string) {
  const client = mqtt.connect(`mqtt://127.0.0.1:${broker.port}`, {
    clientId: sn,
    username: sn,
    password: 'pw',
    reconnectPeriod: 0,
  })
  clients.push(client)
  await when(client, 'connect')
  const heard: { topic: string; envelope: Envelope }[] = []
  client.on('message', (topic, payload) => heard.push({ topic, envelope: JSON.parse(String(payload)) }))
  await client.subscribeAsync([`thing/product/${sn}/#`, `sys/product/${sn}/status_reply`])
  const up = (kind: string, envelope: unknown, of = sn) => {
    const topic = kind === 'status' ? `sys/product/${of}/status` : `thing/product/${of}/${kind}`
    return client.publishAsync(topic, typeof envelope === 'string' ? envelope : JSON.stringify(envelope), { qos: 1 })
  }
  const answer = async (kind: string, tid: string) => {
    const wanted = () => heard.find(h => h.topic.endsWith(`/${kind}`) && h.envelope.tid === tid)
    for (let i = 0; i < 100 && !wanted(); i++) await pause(20)
    return wanted()?.envelope
  }
  return { client, heard, up, answer }
}
/** mqtt.js types its events so tightly that `once` does not take them. */
const when = (client: MqttClient, event: string) => once(client as unknown as EventEmitter, event)
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
const ids = () => ({ tid: crypto.randomUUID(), bid: crypto.randomUUID(), timestamp: Date.now() })
const event = (fields: object = {}) => ({
  ...ids(),
  method: 'cover_open',
  need_reply: 1,
  data: { result: 0, output: { status: 'ok' } },
  ...fields,
})
const reset = () => {
  for (const list of [rejected, osd, replies, deviations, applied]) list.length = 0
}

test('an event is stored, applied once and acknowledged each time it is repeated', async () => {
  reset()
  const dock = await gateway('SN1')
  const message = event()
  await dock.up('events', message)
  assert.equal((await dock.answer('events_reply', message.tid))?.data && true, true)
  for (let i = 1; i <= 3; i++) await dock.up('events', { ...message, timestamp: message.timestamp + i * 2000 })
  await pause(100)
  assert.equal(applied.length, 1)
  assert.equal(dock.heard.filter(h => h.topic.endsWith('events_reply') && h.envelope.tid === message.tid).length, 4)
  const rows = await db.selectFrom('device_events').selectAll().where('tid', '=', message.tid).execute()
  assert.equal(rows.length, 1)
  assert.deepEqual(rows[0]!.data, message.data)
})

test('equal ids with other data are another event; all-zero ids repeat only for 30 s', async () => {
  reset()
  const dock = await gateway('SN1')
  const message = event()
  await dock.up('events', message)
  await dock.up('events', { ...message, data: { result: 0, output: { status: 'failed' } } })
  assert.equal(applied.length, 2)
  const zero = event({ tid: '00000000-0000-0000-0000-000000000000', bid: '00000000-0000-0000-0000-000000000000' })
  await dock.up('events', zero)
  await dock.up('events', zero)
  assert.equal(applied.length, 3)
  await db
    .updateTable('processed_messages')
    .set({ received_at: Date.now() - 31_000 })
    .execute()
  await dock.up('events', zero)
  assert.equal(applied.length, 4)
})

test('a forged gateway changes nothing', async () => {
  reset()
  const dock = await gateway('SN1')
  await dock.up('events', event({ gateway: 'SN2' }))
  await dock.up('osd', { ...ids(), gateway: 'SN2', data: { a: 1 } })
  await dock.up('osd', { ...ids(), gateway: 'SN2', data: { a: 1 } }, 'A-SN1')
  assert.deepEqual([applied.length, osd.length, rejected.length], [0, 0, 3])
})

test('an aircraft is spoken for by its own gateway alone', async () => {
  reset()
  const dock = await gateway('SN1')
  await dock.up('osd', { ...ids(), gateway: 'SN1', data: { height: 5 } }, 'A-SN1')
  assert.equal(osd.length, 1)
  assert.deepEqual([osd[0]!.sender.gatewaySn, osd[0]!.sender.deviceSn], ['SN1', 'A-SN1'])
  await dock.up('osd', { ...ids(), gateway: 'SN1', data: { height: 6 } }, 'A-SN2')
  await dock.up('osd', { ...ids(), data: { height: 7 } }, 'A-SN3')
  assert.equal(osd.length, 1)
})

test('an aircraft that an update_topo names may speak at once, one of another workspace may not', async () => {
  reset()
  const dock = await gateway('SN1')
  const topo = { ...ids(), method: 'update_topo', data: { sub_devices: [{ sn: 'NEW-1' }, { sn: 'A-SN3' }] } }
  void dock.up('status', topo)
  await dock.up('osd', { ...ids(), gateway: 'SN1', data: { height: 1 } }, 'NEW-1')
  await dock.up('osd', { ...ids(), gateway: 'SN1', data: { height: 1 } }, 'A-SN3')
  assert.deepEqual(
    osd.map(o => o.sender.deviceSn),
    ['NEW-1'],
  )
  assert.ok(await dock.answer('status_reply', topo.tid))
})

test('every request is answered, also one that nobody knows, within a second', async () => {
  reset()
  const dock = await gateway('SN1')
  const started = Date.now()
  const config = { ...ids(), method: 'config', data: { config_type: 'json', config_scope: 'product' } }
  await dock.up('requests', config)
  assert.deepEqual((await dock.answer('requests_reply', config.tid))?.data, { app_id: 'flat' })
  const unknown = { ...ids(), method: 'brew_coffee', data: {} }
  await dock.up('requests', unknown)
  const reply = await dock.answer('requests_reply', unknown.tid)
  assert.notEqual((reply!.data as { result: number }).result, 0)
  assert.equal(reply!.method, 'brew_coffee')
  assert.ok(deviations.some(d => d.method === 'brew_coffee'))
  assert.ok(Date.now() - started < 5_000)
})

test('state with need_reply is answered on state_reply, without it is not', async () => {
  reset()
  const dock = await gateway('SN1')
  const asked = { ...ids(), need_reply: 1, data: { mode_code: 1 } }
  await dock.up('state', asked)
  assert.deepEqual((await dock.answer('state_reply', asked.tid))?.data, { result: 0 })
  const silent = { ...ids(), data: { mode_code: 2 } }
  await dock.up('state', silent)
  await pause(80)
  assert.equal(
    dock.heard.some(h => h.envelope.tid === silent.tid && h.topic.endsWith('state_reply')),
    false,
  )
  assert.equal(applied.length, 2)
})

test('messages of one gateway keep their order; a slow handler of one delays no other', async () => {
  reset()
  const one = await gateway('SN1')
  const two = await gateway('SN2')
  slowFor = 'SN1'
  const order: string[] = []
  const first = one.up('events', event({ bid: 'first' })).then(() => order.push('first'))
  const second = one.up('state', { ...ids(), data: { second: true } }).then(() => order.push('second'))
  const other = two.up('events', event({ bid: 'other' })).then(() => order.push('other'))
  await Promise.all([first, second, other])
  slowFor = ''
  assert.deepEqual(order, ['other', 'first', 'second'])
  assert.deepEqual(applied.map(m => m.envelope.bid ?? 'x').includes('other'), true)
})

test('a reply matches by gateway, tid and bid; from another gateway it resolves nothing', async () => {
  reset()
  const one = await gateway('SN1')
  const two = await gateway('SN2')
  const { tid, bid } = ids()
  const outcome = link.request('SN1', { kind: 'services', method: 'cover_open', data: {}, tid, bid }, 3_000)
  for (let i = 0; i < 100 && !one.heard.some(h => h.envelope.tid === tid); i++) await pause(10)
  await two.up('services_reply', { tid, bid, timestamp: 1, method: 'cover_open', data: { result: 0, from: 'SN2' } })
  await one.up('services_reply', {
    tid,
    bid: 'another',
    timestamp: 1,
    method: 'cover_open',
    data: { result: 0, from: 'bid' },
  })
  // Real docks: no gateway, a timestamp before the request's.
  await one.up('services_reply', { tid, bid, timestamp: 1, method: 'cover_open', data: { result: 0, from: 'SN1' } })
  const got = await outcome
  assert.deepEqual(got, { replied: true, data: { result: 0, from: 'SN1' } })
  assert.deepEqual(
    replies.map(r => r.awaited),
    [false, false, true],
  )
})

test('the answer to a command of another method is taken and reported', async () => {
  reset()
  const dock = await gateway('SN1')
  const { tid, bid } = ids()
  const outcome = link.request('SN1', { kind: 'services', method: 'cover_open', data: {}, tid, bid }, 3_000)
  await pause(50)
  await dock.up('services_reply', { tid, bid, method: 'cover_close', data: { result: 0 } })
  assert.equal((await outcome).replied, true)
  assert.ok(deviations.some(d => d.found[0]?.path === '/method'))
})

test('a reply to property/set carries no method and still matches', async () => {
  const dock = await gateway('SN1')
  const { tid, bid } = ids()
  const outcome = link.request('SN1', { kind: 'property/set', data: { night_lights_state: 1 }, tid, bid }, 3_000)
  await pause(50)
  await dock.up('property/set_reply', { tid, bid, data: { night_lights_state: { result: 0 } } })
  assert.deepEqual(await outcome, { replied: true, data: { night_lights_state: { result: 0 } } })
})

test('no reply in time: not replied, published once', async () => {
  const dock = await gateway('SN1')
  const { tid, bid } = ids()
  assert.deepEqual(await link.request('SN1', { kind: 'services', method: 'cover_open', data: {}, tid, bid }, 200), {
    replied: false,
  })
  await pause(200)
  assert.equal(dock.heard.filter(h => h.envelope.tid === tid).length, 1)
})

test('what is no envelope is rejected and acknowledged, nothing breaks', async () => {
  reset()
  const dock = await gateway('SN1')
  const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`
  for (const payload of ['', '{', 'null', '[]', '"x"', '1', deep, `{"data":${deep}}`]) await dock.up('events', payload)
  await dock.client.publishAsync('thing/product/SN1/events', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), { qos: 1 })
  assert.equal(rejected.length, 9)
  const nul = event({ data: { text: 'a\u0000b', half: '\ud800', huge: 1e308, big: 2 ** 53 + 2 } })
  await dock.up('events', nul)
  assert.ok(await dock.answer('events_reply', nul.tid))
  assert.equal(dock.client.connected, true)
})

test('old events are dropped, newer ones stay', async () => {
  const store = linkStore(db)
  const event = {
    gateway_sn: 'SN1',
    device_sn: 'SN1',
    method: 'old',
    tid: null,
    bid: null,
    device_time: null,
    data: {},
  }
  await db.transaction().execute(async trx => {
    for (const received_at of [1_000, 2_000, 3_000]) await store.keepEvent(trx, { ...event, received_at })
  })
  assert.equal(await store.forgetEvents(2_500), 2)
  assert.equal(await store.forgetEvents(2_500), 0)
  const left = await db.selectFrom('device_events').select('received_at').where('method', '=', 'old').execute()
  assert.deepEqual(left, [{ received_at: 3_000 }])
})
