/** The questions of EMQX, asked by HTTP, answered from the access policy over a real database. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { pino } from 'pino'
import { directoryStore } from '#link/directory.store.ts'
import { Directory } from '#link/directory.ts'
import { Bus } from '#platform/bus.ts'
import { manualClock } from '#platform/clock.ts'
import { createHttp } from '#platform/http.ts'
import { testDatabase } from '../../../../test/support/postgres.ts'
import {
  AIRCRAFT,
  DOCK,
  REMOTE_CONTROLLER,
  seedDevice,
  seedGateway,
  seedWorkspace,
} from '../../../../test/support/seed.ts'
import {
  accessPolicy,
  BrokerAccess,
  brokerRoutes,
  brokerStore,
  GatewayPasswords,
  gatewayStore,
  Timeline,
} from './index.ts'

const SECRET = 'a secret that the broker shares with us'
const { db } = await testDatabase()
const log = pino({ level: 'silent' })
const clock = manualClock()
const passwords = new GatewayPasswords(Buffer.alloc(32, 7))
const directory = new Directory(directoryStore(db))
const living = new Map([
  ['s1', { userId: 'u1', workspaceId: 'w1' }],
  ['s2', { userId: 'u1', workspaceId: 'w1' }],
])
const rows = gatewayStore(db)
const timeline = new Timeline({
  store: rows,
  bus: new Bus(log),
  clock,
  log,
  workspaceOf: sn => directory.account(sn)?.workspaceId,
})
const settled: string[] = []
const pilotSession = async (id: string) => living.get(id)
const access = accessPolicy({
  directory,
  passwords,
  timeline,
  log,
  pilotSession,
  rotated: async sn => void settled.push(sn),
  onConnected: () => {},
  onDisconnected: () => {},
})
const app = await createHttp({
  config: { trustProxy: undefined, allowedOrigins: [] },
  log,
  access: { identify: async () => undefined, locateDevice: () => undefined },
})
brokerRoutes(
  app,
  new BrokerAccess({
    access,
    directory,
    passwords,
    store: brokerStore(db),
    pilotSession,
    own: { username: 'rookery', password: 'of the server' },
    clock,
  }),
  SECRET,
)
after(async () => {
  await app.close()
  await timeline.close()
})

before(async () => {
  const now = clock.now()
  await seedWorkspace(db, 'w1', 'w2')
  await db
    .insertInto('users')
    .values({
      user_id: 'u1',
      username: 'pilot',
      username_key: 'pilot',
      password_hash: 'x',
      instance_admin: false,
      must_change_password: false,
      created_at: now,
      updated_at: now,
    })
    .execute()
  for (const session_id of living.keys())
    await db
      .insertInto('sessions')
      .values({
        session_id,
        user_id: 'u1',
        workspace_id: 'w1',
        kind: 'pilot',
        address: '',
        user_agent: '',
        created_at: now,
        last_seen_at: now,
        expires_at: now + 1e9,
      })
      .execute()
  for (const sn of ['SN1', 'SN2']) await seedGateway(db, sn, { password_hash: passwords.hash(sn, `pw-${sn}`) })
  await seedDevice(db, 'SN1', DOCK)
  await seedDevice(db, 'DRONE1', AIRCRAFT, { behind: 'SN1' })
  await seedDevice(db, 'RC-OTHER', REMOTE_CONTROLLER, { workspace_id: 'w2' })
  await directory.load()
})

async function ask(path: 'auth' | 'acl', payload: object, authorization = `Bearer ${SECRET}`) {
  const answer = await app.inject({
    method: 'POST',
    url: `/mqtt/api/v1/${path}`,
    headers: { authorization },
    payload,
  })
  return { status: answer.statusCode, body: answer.json() }
}
const connect = async (username: string, password: string) =>
  (await ask('auth', { username, password, clientid: 'c', peerhost: '192.0.2.7', proto_ver: '5' })).body
const may = async (username: string, action: string, topic: string, credential?: string) =>
  (await ask('acl', { username, clientid: 'c', peerhost: '192.0.2.7', action, topic, credential })).body.result ===
  'allow'

test('nobody is answered without the secret', async () => {
  for (const authorization of ['', 'Bearer wrong', SECRET])
    for (const path of ['auth', 'acl'] as const)
      assert.equal((await ask(path, { username: 'SN1', password: 'pw-SN1' }, authorization)).status, 404)
})

test('right and wrong passwords, in the form of EMQX', async () => {
  const { credential } = (await connect('SN1', 'pw-SN1')).client_attrs
  assert.deepEqual(await connect('SN1', 'pw-SN1'), {
    result: 'allow',
    is_superuser: false,
    client_attrs: { credential },
  })
  assert.deepEqual(await connect('SN1', 'wrong'), { result: 'deny' })
  assert.deepEqual(await connect('nobody', 'pw-SN1'), { result: 'deny' })
  assert.deepEqual((await ask('auth', {})).body, { result: 'deny' })
  assert.deepEqual(await connect('rookery', 'of the server'), { result: 'allow', is_superuser: true })
  assert.deepEqual(await connect('rookery', 'pw-SN1'), { result: 'deny' })
})

test('nobody takes the client id of another gateway, or of this server', async () => {
  const clientid = async (id: string) =>
    (await ask('auth', { username: 'SN1', password: 'pw-SN1', clientid: id })).body.result
  assert.equal(await clientid('SN1'), 'allow')
  assert.equal(await clientid('anything'), 'allow')
  assert.equal(await clientid('SN2'), 'deny')
  assert.equal(await clientid('rookery-in-00'), 'deny')
  const own = { username: 'rookery', password: 'of the server', clientid: 'rookery-in-00' }
  assert.equal((await ask('auth', own)).body.result, 'allow')
})

test('attempts stand on the timeline and among the rejections', async () => {
  await connect('SN2', 'pw-SN2')
  await connect('SN2', 'typo')
  await timeline.flush()
  const { rows: steps } = await rows.timeline('SN2', 10, 0)
  assert.deepEqual(
    steps.map(step => step.step),
    ['wrong_password', 'connected'],
  )
  const { rows: rejections } = await rows.rejections('w1', false, 10, 0)
  assert.ok(rejections.some(r => r.claimed_sn === 'SN2' && r.address === '192.0.2.7' && r.reason === 'wrong_password'))
})

test('a gateway has its own topics and those of its aircraft, and no others', async () => {
  for (const [action, topic, expected] of [
    ['publish', 'thing/product/SN1/osd', true],
    ['publish', 'thing/product/SN1/events', true],
    ['publish', 'sys/product/SN1/status', true],
    ['publish', 'thing/product/SN1/services', false],
    ['publish', 'thing/product/SN2/osd', false],
    ['publish', 'thing/product/DRONE1/osd', true],
    ['publish', 'thing/product/DRONE1/services_reply', false],
    ['publish', '$SYS/x', false],
    ['subscribe', 'thing/product/SN1/services', true],
    ['subscribe', 'thing/product/SN1/#', true],
    ['subscribe', 'thing/product/SN1/osd', false],
    ['subscribe', 'thing/product/DRONE1/events_reply', true],
    ['subscribe', 'thing/product/DRONE1/services', false],
    ['subscribe', 'thing/product/SN2/services', false],
    ['subscribe', 'thing/product/+/services', false],
    ['subscribe', '#', false],
    ['subscribe', '$share/g/thing/product/SN1/services', false],
    ['unsubscribe', 'thing/product/SN1/services', false],
  ] as const)
    assert.equal(await may('SN1', action, topic), expected, `${action} ${topic}`)
  assert.equal(await may('SN2', 'publish', 'thing/product/DRONE1/osd'), false)
  assert.equal(await may('nobody', 'publish', 'thing/product/nobody/osd'), false)
})

test('a connection made with a replaced password loses its rights; during a rotation both have them', async () => {
  const old = (await connect('SN2', 'pw-SN2')).client_attrs.credential
  const topic = 'thing/product/SN2/services'
  assert.equal(await may('SN2', 'subscribe', topic, old), true)
  await rows.setPassword('SN2', passwords.hash('SN2', 'new'), passwords.hash('SN2', 'pw-SN2'))
  await directory.changed('SN2')
  assert.equal(await may('SN2', 'subscribe', topic, old), true)
  const fresh = (await connect('SN2', 'new')).client_attrs.credential
  assert.notEqual(fresh, old)
  assert.deepEqual(settled, ['SN2'])
  await rows.setPassword('SN2', passwords.hash('SN2', 'new'), null)
  await directory.changed('SN2')
  assert.equal(await may('SN2', 'subscribe', topic, old), false)
  assert.equal(await may('SN2', 'subscribe', topic, fresh), true)
})

test('a session of DJI Pilot 2 speaks for the remote controller that it names first, while it lives', async () => {
  const { username, password } = passwords.pilot('s1')
  assert.equal((await connect(username, password)).result, 'allow')
  assert.equal((await connect(username, 'wrong')).result, 'deny')
  assert.equal(await may(username, 'publish', 'sys/product/SN1/status'), false)
  assert.equal(await may(username, 'publish', 'sys/product/RC-OTHER/status'), false)
  assert.equal(await may(username, 'publish', 'sys/product/RC1/status'), true)
  assert.equal(await may(username, 'subscribe', 'thing/product/RC1/services'), true)
  assert.equal(await may(username, 'publish', 'sys/product/RC2/status'), false)
  assert.equal(await may(passwords.pilot('s2').username, 'publish', 'sys/product/RC2/status'), true)
  living.delete('s1')
  assert.equal(await may(username, 'publish', 'sys/product/RC1/status'), false)
  assert.equal((await connect(username, password)).result, 'deny')
})
