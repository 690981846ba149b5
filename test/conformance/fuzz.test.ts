/**
 * Random messages and requests around the declared schemas of every topic and route. The seed is fixed, so that a
 * failure comes again; ROOKERY_TEST_SEED takes another one, ROOKERY_TEST_RUNS more of them.
 */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { METHODS, messagesOf, newId, PROPERTY_MODELS, propertiesOf, Struct, topicOf } from '@rookery/thing-model'
import fc from 'fast-check'
import { fuzzed } from '../support/arbitrary.ts'
import { bareClient } from '../support/mqtt.ts'
import { closeConnections, rawRequest } from '../support/raw-http.ts'
import { fill, routesOf } from '../support/routes.ts'
import { eventually, testServer } from '../support/server.ts'

const SEED = Number(process.env.ROOKERY_TEST_SEED ?? 20_261_122)
const RUNS = Number(process.env.ROOKERY_TEST_RUNS ?? 150)
const server = await testServer()
const { admin, url } = server
const base = '/manage/api/v1'
const rejections: unknown[] = []
process.on('unhandledRejection', error => rejections.push(error))
after(closeConnections)

const failures = () => [
  ...rejections.map(String),
  ...server.logs.filter(({ level }) => level >= 50).map(({ msg, err }) => `${msg}: ${JSON.stringify(err)}`),
]
async function gateway(sn: string) {
  const { data } = await admin.post(`${base}/workspaces/null/gateways`, { gateway_sn: sn, name: sn })
  const { organization_id, bind_code: device_binding_code } = data
  const client = await bareClient(server.mqttUrl, { username: sn, password: data.mqtt_password, clientId: sn })
  server.atEnd(() => client.end())
  await client.subscribe(topicOf('requests_reply', sn))
  const aircraft = `A-${sn}`
  const tell = (kind: 'requests' | 'status', method: string, body: unknown) =>
    client.publish(topicOf(kind, sn), { tid: newId(), bid: newId(), timestamp: Date.now(), method, data: body })
  const bind_devices = [sn, aircraft].map((each, i) => ({
    ...{ sn: each, organization_id, device_binding_code, device_callsign: each },
    device_model_key: ['3-3-0', '0-100-1'][i],
  }))
  await tell('requests', 'airport_organization_bind', { bind_devices })
  const sub_devices = [{ sn: aircraft, domain: '0', type: 100, sub_type: 1, index: 'A', thing_version: '1' }]
  await tell('status', 'update_topo', { domain: '3', type: 3, sub_type: 0, thing_version: '1', sub_devices })
  return { client, sn, aircraft }
}

test('messages of devices: acknowledged, every request answered, no failure', async t => {
  t.diagnostic(`seed ${SEED}`)
  const { client, sn, aircraft } = await gateway('FUZZ')
  const messages = [...METHODS.values()].flatMap(messagesOf).filter(m => m.direction === 'up')
  const declared = fc
    .constantFrom(...messages)
    .chain(({ topic, method, schema }) =>
      fc.record({ topic: fc.constant(topicOf(topic, sn)), method: fc.constant(method.name), data: fuzzed(schema) }),
    )
  const models = PROPERTY_MODELS.map(model => {
    const fields = [...propertiesOf(model)].filter(([name]) => !name.startsWith('{'))
    return Struct(Object.fromEntries(fields.map(([name, { schema }]) => [name, schema])))
  })
  const properties = fc
    .tuple(fc.constantFrom(...models), fc.constantFrom('osd', 'state'), fc.constantFrom(sn, aircraft))
    .chain(([schema, kind, of]) =>
      fc.record({
        topic: fc.constant(topicOf(kind as 'osd', of)),
        method: fc.constant(undefined),
        data: fuzzed(schema),
      }),
    )
  const ids = fc.record(
    {
      timestamp: fc.oneof(fc.integer(), fc.constant(Date.now()), fc.jsonValue({ maxDepth: 1 })),
      need_reply: fc.constantFrom<unknown>(0, 1, '1', true, null, {}, { toString: 1, valueOf: 1 }),
      gateway: fc.constantFrom<unknown>(sn, '', null, 17, 'SOMEBODY-ELSE'),
      bid: fc.oneof(fc.uuid(), fc.string({ unit: 'binary' }), fc.constant('00000000-0000-0000-0000-000000000000')),
    },
    { requiredKeys: [] },
  )
  const batch = fc.array(
    fc.tuple(fc.oneof({ weight: 3, arbitrary: declared }, { weight: 1, arbitrary: properties }), ids),
    {
      ...{ minLength: 10, maxLength: 30 },
    },
  )
  await fc.assert(
    fc.asyncProperty(batch, async parts => {
      const asked: string[] = []
      await Promise.all(
        parts.map(([{ topic, method, data }, envelope]) => {
          const tid = newId()
          const believed = [sn, '', null, 17, undefined].includes(envelope.gateway as string)
          if (topic === topicOf('requests', sn) && believed) asked.push(tid)
          return client.publish(topic, { tid, ...envelope, method, data })
        }),
      )
      const answered = new Set(client.received.splice(0).map(({ text }) => JSON.parse(text).tid))
      await eventually('every request is answered', () => {
        for (const { text } of client.received.splice(0)) answered.add(JSON.parse(text).tid)
        return asked.every(tid => answered.has(tid))
      })
      assert.deepEqual(failures(), [])
    }),
    { seed: SEED, numRuns: RUNS, interruptAfterTimeLimit: 60_000 },
  )
  assert.equal((await admin.get(`${base}/devices/null/devices/${sn}`)).status, 200)
  assert.equal((await admin.get(`${base}/workspaces/null/devices/latest`)).status, 200)
  assert.equal((await admin.get(`${base}/workspaces/null/deviations`)).status, 200)
})

test('requests to routes: an answer below 500 in the envelope, no failure', async t => {
  t.diagnostic(`seed ${SEED}`)
  const caller = await server.member('fuzz-admin', 'admin')
  const { userId } = await server.member('fuzz-victim', 'viewer')
  const dock = await server.dock('FUZZ-DOCK', { speed: 50 })
  const { sn } = await gateway('FUZZ-ROUTES')
  const routes = (await routesOf(url)).filter(({ method }) => method === 'POST' || method === 'PUT')
  const plain = { workspace_id: 'null', sn, device_sn: sn, gateway_sn: sn, target_sn: sn, user_id: userId }
  const params = { ...plain, site_id: 'none', key_id: 'none', command_id: 'none', method: 'x', service_identifier: 'x' }
  const ofRoute = fc.constantFrom(...routes).chain(({ method, path, body }) =>
    fc.record({
      method: fc.constant(method as string),
      path: fc.constant(fill(path, params)),
      body: body ? fuzzed(body) : fc.jsonValue({ maxDepth: 2 }),
    }),
  )
  const services = [...METHODS.values()].filter(({ services }) => services)
  const ofService = fc.constantFrom(...services).chain(({ name, services }) =>
    fc.record({
      method: fc.constant('POST'),
      path: fc.constant(`/control/api/v1/devices/${dock.sn}/services/${name}`),
      body: fuzzed(services!.request ?? Struct({}), 30),
    }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(ofRoute, ofService), { minLength: 5, maxLength: 15 }), async requests => {
      await Promise.all(
        requests.map(async ({ method, path, body }) => {
          const headers = { 'x-auth-token': caller.token, 'content-type': 'application/json' }
          const answer = await rawRequest(url, method, path, { headers, body: JSON.stringify(body) })
          assert.ok(answer.status >= 200 && answer.status < 500, `${method} ${path}: ${answer.status} ${answer.text}`)
          const envelope = JSON.parse(answer.text)
          assert.equal(typeof envelope.code, 'number')
          assert.equal(typeof envelope.message, 'string')
        }),
      )
      assert.deepEqual(failures(), [])
    }),
    { seed: SEED, numRuns: RUNS, interruptAfterTimeLimit: 60_000 },
  )
  assert.deepEqual(
    dock.violations.map(v => `${v.kind} ${v.method} ${v.detail}`),
    [],
  )
})
