/**
 * Bad input at every door: each declared field with each kind of wrong value, payloads that are none, sizes, depths,
 * topics and paths. Nothing breaks, nobody else notices, and a well-behaved dock works afterwards.
 */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import type { SimulatedDock } from '@rookery/simulator'
import { METHODS, messagesOf, newId, propertiesOf, type TopicKind, topicOf, UP } from '@rookery/thing-model'
import { WebSocket } from 'ws'
import { fieldsOf, fitting, RAW, replaced, WRONG, wrongFor } from '../support/bad-values.ts'
import { checksums } from '../support/checksums.ts'
import { type BareClient, bareClient } from '../support/mqtt.ts'
import { closeConnections, rawRequest } from '../support/raw-http.ts'
import { fill, routesOf } from '../support/routes.ts'
import { type Client, eventually, testServer } from '../support/server.ts'

const server = await testServer()
const { admin, url, mqttUrl, db } = server
const base = '/manage/api/v1'
let cases = 0
const rejections: unknown[] = []
process.on('unhandledRejection', error => rejections.push(error))

let dock: SimulatedDock
/** Bound too, and nobody minds when it is renamed, locked or given new credentials. */
let victim: { sn: string }
let neighbour: SimulatedDock
let stranger: Client
let caller: Client
let userId: string
let siteId: string
let theirs: () => Promise<Record<string, string>>
let theirRows: Record<string, string>

before(async () => {
  dock = await server.dock('BAD-DOCK', { aircraftOn: true, speed: 50 })
  victim = await gateway()
  stranger = await server.stranger()
  neighbour = await server.dock('NEIGHBOUR', { osdInterval: 600_000 }, stranger)
  caller = await server.member('bad-admin', 'admin')
  userId = (await server.member('victim', 'viewer')).userId
  siteId = (await admin.post(`${base}/workspaces/null/sites`, { name: 'Victim' })).data.site_id
  theirs = () => checksums(db, stranger.workspaceId)
  await eventually('the first telemetry is written', async () => {
    const { data } = await stranger.get(`${base}/workspaces/null/devices/latest`)
    return data.list.some((d: any) => d.sn === neighbour.sn && d.osd_time)
  })
  theirRows = await theirs()
})
after(closeConnections)

// MQTT ---------------------------------------------------------------------------------------------------------------

let gateways = 0
/** A gateway of its own with its aircraft, bound, under no simulator. */
async function gateway(): Promise<{ client: BareClient; sn: string; aircraft: string }> {
  const sn = `RAW-${++gateways}`
  const added = await admin.post(`${base}/workspaces/null/gateways`, { gateway_sn: sn, name: sn })
  const { mqtt_password: password, organization_id, bind_code } = added.data
  const client = await bareClient(mqttUrl, {
    username: sn,
    password,
    clientId: sn,
    protocolVersion: gateways % 2 ? 5 : 4,
  })
  server.atEnd(() => client.end())
  const aircraft = `A-${sn}`
  const one = { organization_id, device_binding_code: bind_code, device_callsign: sn }
  const bind_devices = [
    { ...one, sn, device_model_key: '3-2-0' },
    { ...one, sn: aircraft, device_model_key: '0-91-1' },
  ]
  await client.publish(topicOf('requests', sn), message('airport_organization_bind', { bind_devices }))
  const sub_devices = [{ sn: aircraft, domain: '0', type: 91, sub_type: 1, index: 'A', thing_version: '1' }]
  await client.publish(
    topicOf('status', sn),
    message('update_topo', { domain: '3', type: 2, sub_type: 0, thing_version: '1', sub_devices }),
  )
  return { client, sn, aircraft }
}
const message = (method: string, data: unknown) => ({ tid: newId(), bid: newId(), timestamp: Date.now(), method, data })

/** Publishes everything, some at a time; each must be acknowledged on a connection that stays. */
async function publishAll({ client, sn }: { client: BareClient; sn: string }, all: [string, string | Buffer][]) {
  cases += all.length
  for (let i = 0; i < all.length; i += 50) {
    const part = all.slice(i, i + 50)
    await Promise.all(part.map(([topic, payload]) => client.publish(topic, payload)))
  }
  assert.ok(client.client.connected, `${sn} is connected still`)
}

test('each field of each declared message from a device, with each kind of wrong value', async () => {
  const messages = [...METHODS.values()].flatMap(messagesOf).filter(m => m.direction === 'up')
  assert.ok(messages.length > 200)
  const lanes = await Promise.all([gateway(), gateway(), gateway(), gateway()])
  const work: [string, string][][] = lanes.map(() => [])
  for (const [i, { method, topic, schema }] of messages.entries()) {
    const lane = i % lanes.length
    const base = fitting(schema)
    for (const path of fieldsOf(schema))
      for (const wrong of wrongFor(schema, path, 12)) {
        const ids = { tid: newId(), bid: newId(), timestamp: Date.now(), need_reply: 1, method: method.name }
        const text = replaced({ ...ids, data: base }, ['data', ...path], wrong)
        work[lane]!.push([topicOf(topic, lanes[lane]!.sn), text])
      }
  }
  await Promise.all(lanes.map((lane, i) => publishAll(lane, work[i]!)))
})

test('each telemetry and state property of docks and aircraft, with each kind of wrong value', async () => {
  const raw = await gateway()
  const all: [string, string][] = []
  for (const [model, sn] of [
    ['dock2', raw.sn],
    ['m3d', raw.aircraft],
  ] as const)
    for (const [name, { schema, push }] of propertiesOf(model))
      for (const path of fieldsOf(schema))
        for (const wrong of wrongFor(schema, path, 8)) {
          const data = { [name]: fitting(schema) }
          const text = replaced({ tid: newId(), bid: newId(), data }, ['data', name, ...path], wrong)
          all.push([topicOf(push, sn), text])
        }
  await publishAll(raw, all)
  const { data, status } = await admin.get(`${base}/devices/null/devices`)
  assert.equal(status, 200)
  assert.ok(data.some((d: any) => d.device_sn === raw.sn))
})

test('each field of the envelope with each kind of wrong value, on every topic', async () => {
  const raw = await gateway()
  const methods: Partial<Record<TopicKind, string>> = {
    events: 'hms',
    requests: 'config',
    services_reply: 'cover_open',
  }
  const all: [string, string][] = []
  for (const kind of UP)
    for (const field of ['tid', 'bid', 'timestamp', 'gateway', 'method', 'need_reply', 'data', 'seq', 'extra'])
      for (const wrong of WRONG) {
        const envelope = { ...message(methods[kind] ?? 'update_topo', {}), need_reply: 1, gateway: raw.sn, seq: 1 }
        all.push([topicOf(kind, raw.sn), replaced(envelope, [field], wrong)])
      }
  await publishAll(raw, all)
})

test('payloads that are no message, and topics that are none', async () => {
  const raw = await gateway()
  const payloads = UP.flatMap(kind => RAW.map((text): [string, string | Buffer] => [topicOf(kind, raw.sn), text]))
  await publishAll(raw, payloads)
  const osd = topicOf('osd', 'SN')
  const topics = [
    'SN/..',
    '..',
    'SN%2f',
    'S N',
    'SN\u00e9',
    '__proto__',
    'constructor',
    'x'.repeat(65),
    'NEIGHBOUR',
    '$SN',
  ].map(sn => osd.replace('SN', sn))
  const more = [
    'thing',
    'thing/product',
    'sys/product/SN/osd',
    `${osd}/`,
    `/${osd}`,
    'a/'.repeat(7),
    'x'.repeat(60_000),
    '$SYS/a',
  ]
  await publishAll(
    raw,
    [...topics, ...more].map(topic => [topic, '{}']),
  )
  // A wildcard, NUL or no level at all in a topic name breaks MQTT itself: the connection may end, the server not.
  for (const topic of ['+', '#', osd.replace('SN', '+'), osd.replace('SN', '#'), 'a\u0000b', 'a/'.repeat(500)]) {
    cases++
    const breaking = await gateway()
    await Promise.race([breaking.client.publish(topic, '{}').catch(() => {}), breaking.client.closed])
    await breaking.client.end()
  }
})

test('packets over 1 MiB end the connection that sends them, also of 10 and 100 MB', async () => {
  for (const megabytes of [1, 10, 100]) {
    cases++
    const raw = await gateway()
    const payload = Buffer.alloc(megabytes * 1024 * 1024, 0x20)
    raw.client.publish(topicOf('events', raw.sn), payload).catch(() => {})
    await raw.client.closed
  }
})

/** CONNECT of MQTT 3.1.1 with user name and password. */
function connectPacket(username: string, password: string): Buffer {
  const text = (value: string) =>
    Buffer.concat([Buffer.from([value.length >> 8, value.length & 255]), Buffer.from(value)])
  const body = Buffer.concat([text('MQTT'), Buffer.from([4, 0xc2, 0, 60]), ...['raw', username, password].map(text)])
  return Buffer.concat([Buffer.from([0x10, body.length]), body])
}

test('bytes that are no MQTT, before and after a good CONNECT', async () => {
  const port = Number(new URL(mqttUrl).port)
  const { data } = await admin.post(`${base}/workspaces/null/gateways`, { gateway_sn: 'RAW-BYTES', name: 'Raw' })
  const signIn = connectPacket('RAW-BYTES', data.mqtt_password)
  const hex = (text: string) => Buffer.from(text, 'hex')
  const early = [
    ...[Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), Buffer.alloc(2_000, 0xff), Buffer.alloc(2_000, 0x00)],
    ...[signIn.subarray(0, 9), connectPacket('RAW-BYTES', 'wrong'), connectPacket('', ''), hex('300300016100')],
    ...['10ffffffff7f', '1080808001', '8206000100000000', '101000044d5154540904003c000461626364', '00', 'f000'].map(
      hex,
    ),
  ]
  const late = [
    ...[
      '32020000',
      '3204000000017b7d',
      '300a0002fffe7b7d',
      '3205000161000000',
      '3600',
      '30ffffffff7f',
      '82020001',
      '8200',
    ],
    ...[
      '820500010000',
      '8206000100012380',
      'a2020001',
      '4002ffff',
      '50020001',
      '62020001',
      '2002000000',
      'f000',
      'e001ff',
    ],
  ].map(packet => Buffer.concat([signIn, hex(packet)]))
  for (const bytes of [...early, Buffer.concat([signIn, signIn]), ...late]) {
    cases++
    await new Promise<void>(resolve => {
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
      socket.on('error', () => {})
      socket.on('close', () => resolve())
      socket.resume()
      setTimeout(() => socket.destroy(), 100).unref()
    })
  }
})

test('answers to commands with each kind of wrong value in each place: the caller gets an answer all the same', async () => {
  const raw = await gateway()
  await raw.client.subscribe(topicOf('services', raw.sn))
  await raw.client.subscribe(topicOf('property/set', raw.sn))
  const answers = [
    ...WRONG.map(wrong => `{"result":${wrong}}`),
    ...WRONG.map(wrong => `{"result":0,"output":${wrong}}`),
    ...WRONG.map(wrong => `{"result":0,"output":{"status":${wrong},"progress":${wrong}}}`),
    ...WRONG,
  ]
  let next = ''
  raw.client.client.on('message', (topic, payload) => {
    const { tid, bid, method } = JSON.parse(payload.toString())
    const kind = topic.endsWith('/set') ? 'property/set_reply' : 'services_reply'
    const ids = `"tid":"${tid}","bid":"${bid}","timestamp":1${method ? `,"method":"${method}"` : ''}`
    raw.client.client.publish(topicOf(kind, raw.sn), `{${ids},"data":${next}}`, { qos: 1 })
    // Progress in the same spirit, under the same bid.
    raw.client.client.publish(
      topicOf('events', raw.sn),
      `{"tid":"${newId()}","bid":"${bid}","method":"${method}","need_reply":1,"data":${next}}`,
      { qos: 1 },
    )
  })
  for (const [i, answer] of answers.entries()) {
    cases++
    next = answer
    const [path, method, body] =
      i % 4 === 3
        ? [`${base}/devices/null/devices/${raw.sn}/property`, 'PUT', { silent_mode: 1 }]
        : [`/control/api/v1/devices/${raw.sn}/services/debug_mode_open`, 'POST', {}]
    const { status, message } = await caller.call(method as string, path as string, body)
    assert.ok(status === 200 || status === 202, `${answer.slice(0, 100)}: ${status} ${message}`)
  }
  const { status, data } = await admin.get(`${base}/workspaces/null/commands?page_size=500`)
  assert.equal(status, 200)
  assert.ok(data.pagination.total >= answers.length)
})

// HTTP ---------------------------------------------------------------------------------------------------------------

interface Sent {
  method: string
  path: string
  body?: string | Buffer
  headers?: Record<string, string>
}
const JSON_TYPE = { 'content-type': 'application/json' }

/** Sends everything, some at a time: no answer may be a failure of the server or tell of its inside. */
async function sendAll(all: Sent[], mayCut = false) {
  cases += all.length
  const wrong: string[] = []
  const work = all.values()
  const one = async () => {
    for (const { method, path, body, headers } of work) {
      const answer = await rawRequest(url, method, path, {
        headers: { 'x-auth-token': caller.token, ...(body !== undefined && JSON_TYPE), ...headers },
        body,
      })
      const what = `${method} ${path.slice(0, 120)} ${String(body ?? '').slice(0, 120)}: ${answer.status}`
      if (answer.status >= 500 || (answer.status === 0 && !mayCut)) wrong.push(`${what} ${answer.text.slice(0, 200)}`)
      if (answer.status >= 400) {
        if (/node:internal|\.ts:\d|at async|select |insert into|update "/i.test(answer.text))
          wrong.push(`${what} tells too much`)
        const isJson = /application\/json/.test(String(answer.headers['content-type'])) && method !== 'HEAD'
        if (isJson && JSON.parse(answer.text).code === 0) wrong.push(`${what} with code 0`)
      }
    }
  }
  await Promise.all(Array.from({ length: 8 }, one))
  assert.deepEqual(wrong, [])
}

const known = () => ({
  ...{ workspace_id: 'null', sn: dock.sn, device_sn: victim.sn, gateway_sn: victim.sn, target_sn: victim.sn },
  ...{ user_id: userId, site_id: siteId, key_id: 'none', command_id: 'none' },
  ...{ method: 'debug_mode_open', service_identifier: 'supplement_light_open' },
})

test('each field of each body with each kind of wrong value, and bodies that are none', async () => {
  const all: Sent[] = []
  for (const { method, path, body } of await routesOf(url)) {
    const filled = fill(path, known())
    const fits = body === undefined ? {} : fitting(body)
    if (body)
      for (const field of fieldsOf(body))
        for (const wrong of wrongFor(body, field))
          all.push({ method, path: filled, body: replaced(fits, field, wrong) })
    if (method === 'GET' || method === 'DELETE') continue
    for (const raw of RAW) all.push({ method, path: filled, body: raw })
    for (const type of [
      'text/plain',
      'application/xml',
      'multipart/form-data',
      'application/json; charset=utf-16',
      'a',
      '',
    ])
      all.push({ method, path: filled, body: '{}', headers: { 'content-type': type } })
  }
  await sendAll(all)
})

test('each field of each service with each kind of wrong value sends nothing that is not declared', async () => {
  const all: Sent[] = []
  for (const { name, services } of METHODS.values()) {
    if (!services?.request) continue
    const fits = fitting(services.request)
    for (const field of fieldsOf(services.request))
      for (const wrong of wrongFor(services.request, field, 6))
        all.push({
          method: 'POST',
          path: `/control/api/v1/devices/${dock.sn}/services/${name}`,
          body: replaced(fits, field, wrong),
        })
  }
  await sendAll(all)
  assert.deepEqual(
    dock.violations.map(v => `${v.kind} ${v.method} ${v.detail}`),
    [],
  )
})

const ODD_SEGMENTS = [
  ...['%00', '..', '%2e%2e', '%2e%2e%2f%2e%2e', '+', '%23', '%2F', '%5c', '%ff', '%', '%zz', '%u0000', 'x'.repeat(300)],
  ...[
    '%F0%9F%9A%81',
    '%ED%A0%80',
    '__proto__',
    'constructor',
    'toString',
    'undefined',
    '-1',
    '1e400',
    '%20',
    ';',
    "'--",
    '*',
  ],
]

test('odd paths, queries, headers', async () => {
  const all: Sent[] = []
  for (const { method, path, params, query } of await routesOf(url)) {
    const body = method === 'POST' || method === 'PUT' ? '{}' : undefined
    for (const param of params)
      for (const odd of ODD_SEGMENTS) all.push({ method, path: fill(path, { ...known(), [param]: odd }), body })
    // Asked nicely, these would do as they are told.
    if (method === 'DELETE') continue
    for (const { name } of query)
      for (const value of [...ODD_SEGMENTS, '', '0', '1.5', '9007199254740993', '99999999999999999999', 'true', '[]'])
        all.push({ method, path: `${fill(path, known())}?${name}=${value}`, body })
    const plain = fill(path, known())
    for (const query of [
      '?',
      '?&',
      '?page=1&page=2',
      '?page[]=1',
      '?__proto__[a]=1',
      '?a=%',
      '?=',
      `?${'a=1&'.repeat(2000)}`,
    ])
      all.push({ method, path: plain + query, body })
    for (const headers of [
      ...[
        { 'idempotency-key': 'x'.repeat(500) },
        { 'idempotency-key': '\u00e9' },
        { cookie: 'rookery_refresh=%zz; ;=;' },
      ],
      ...[{ authorization: 'Bearer' }, { authorization: `Bearer ${'x'.repeat(9_000)}` }, { 'x-auth-token': '../..' }],
      ...[{ 'x-forwarded-for': 'nonsense, \u00ff' }, { origin: 'null' }, { 'content-length': '5' }],
    ] as Record<string, string>[])
      if (!('content-length' in headers) || body === undefined) all.push({ method, path: plain, body, headers })
  }
  for (const path of [
    '/..',
    '/../../etc/passwd',
    '/assets/../../package.json',
    '/%2e%2e/package.json',
    '/%',
    '//',
    '/a//b',
    '/\u00e9',
  ])
    all.push({ method: 'GET', path }, { method: 'POST', path, body: '{}' })
  for (const method of ['PATCH', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND'])
    all.push({ method, path: `${base}/workspaces/current` })
  // A body announced and never sent holds its own connection only.
  await sendAll(all.filter(({ headers }) => !headers || !('content-length' in headers)))
})

test('bodies of 1, 10 and 100 MB are refused unread', async () => {
  const all = [1, 10, 100].flatMap(megabytes => {
    const body = Buffer.alloc(megabytes * 1024 * 1024 + 1, 0x20)
    return [`${base}/sessions`, `/control/api/v1/devices/${dock.sn}/services/debug_mode_open`].map(path => ({
      ...{ method: 'POST', path, body },
    }))
  })
  await sendAll(all, true)
})

test('WebSockets: odd addresses, and viewers who talk', async () => {
  const ws = url.replace('http', 'ws')
  const odd = [
    '?x-auth-token=%',
    '?x-auth-token=%ff',
    `?x-auth-token=${'x'.repeat(9_000)}`,
    '?x-auth-token[]=a',
    '?',
    '/..',
  ]
  for (const query of odd) {
    cases++
    const { status } = await rawRequest(url, 'GET', `/api/v1/ws${query}`, {
      headers: { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'x', 'sec-websocket-version': '13' },
    })
    assert.ok(status >= 400 && status < 500, `${query}: ${status}`)
  }
  for (const frame of [...RAW, Buffer.alloc(5_000)]) {
    cases++
    const socket = new WebSocket(`${ws}/api/v1/ws?x-auth-token=${caller.token}`)
    socket.on('error', () => {})
    await new Promise(resolve => socket.once('message', resolve))
    socket.send(frame)
    if (frame.length > 4096) await new Promise(resolve => socket.once('close', resolve))
    socket.terminate()
  }
})

// Afterwards -----------------------------------------------------------------------------------------------------------

test('afterwards: no failure in the log, nothing polluted, the neighbours untouched, a new dock works', async () => {
  assert.ok(cases >= 500, `${cases} cases`)
  console.log(`${cases} cases`)
  assert.deepEqual(rejections, [])
  assert.equal(({} as Record<string, unknown>).polluted, undefined)
  assert.deepEqual(Object.keys(Object.prototype), [])
  assert.deepEqual(
    server.logs.filter(entry => entry.level >= 50).map(entry => `${entry.msg} ${JSON.stringify(entry.err)}`),
    [],
  )
  assert.equal((await rawRequest(url, 'GET', '/healthz')).text, 'ok\n')
  const ready = await admin.get('/readyz')
  assert.deepEqual([ready.status, ready.data.ready], [200, true])

  assert.deepEqual(await theirs(), theirRows)
  assert.deepEqual(neighbour.violations, [])
  assert.equal(neighbour.received.length, 0)
  assert.ok(neighbour.online)

  // One of the services that it was sent has rebooted it.
  await eventually('the dock is back', () => dock.online)
  const fresh = await server.dock('GOOD-DOCK', { speed: 20 })
  const jobs = `/control/api/v1/devices/${fresh.sn}/jobs`
  assert.equal((await admin.post(`${jobs}/debug_mode_open`)).code, 0)
  const viewer = await admin.watch()
  await eventually('telemetry', async () => (await admin.post(`${jobs}/cover_open`)).code === 0)
  await viewer.until('dock_osd', data => data.sn === fresh.sn && data.host.cover_state === 1)
  assert.deepEqual(fresh.violations, [])
})
