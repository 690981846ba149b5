/**
 * A token is worth what its session is worth: when the session or the rights behind it end, so do HTTP, WebSocket and
 * MQTT. And no secret that anybody types shows up in a log, an answer or a table.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId, topicOf } from '@rookery/thing-model'
import { type Kysely, sql } from 'kysely'
import { WebSocket } from 'ws'
import type { Database } from '../../server/src/platform/database/schema.ts'
import { bareClient } from '../support/mqtt.ts'
import { testDatabase } from '../support/postgres.ts'
import { serverProcess } from '../support/process.ts'
import { rawRequest } from '../support/raw-http.ts'
import { eventually, request, testServer } from '../support/server.ts'

const PASSWORD = 'another long password'
const base = '/manage/api/v1'
const server = await testServer({ ROOKERY_TRUST_PROXY: '127.0.0.1' })
const { admin, url } = server
const users = `${base}/workspaces/null/users`

/** By its event, not by the next time that somebody looks, which is 30 s away. */
const soon = <T>(happens: Promise<T>): Promise<T> => {
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('not within 10 s')), 10_000).unref())
  return Promise.race([happens, late])
}

let pilots = 0
/** A pilot with a console session that watches, and a Pilot session that is connected to the broker and watches too. */
async function pilot() {
  const username = `session-pilot-${++pilots}`
  const console = await server.member(username, 'pilot')
  const watcher = await console.watch()
  const { data } = await request(url, 'POST', `${base}/login`, { username, password: PASSWORD, flag: 2 })
  const { mqtt_username, mqtt_password, access_token: token } = data
  const credentials = { username: mqtt_username, password: mqtt_password, clientId: `c-${username}` }
  const connect = () => bareClient(server.mqttUrl, { ...credentials, protocolVersion: 4 })
  const mqtt = await connect()
  server.atEnd(() => mqtt.end())
  assert.equal(await mqtt.subscribe(topicOf('services', `RC-${pilots}`)), true)
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/ws?x-auth-token=${token}`)
  server.atEnd(() => socket.terminate())
  const closed = new Promise<number>(resolve => socket.once('close', resolve))
  await new Promise(resolve => socket.once('open', resolve))
  const status = async () =>
    (await request(url, 'GET', `${base}/workspaces/current`, undefined, { 'x-auth-token': token })).status
  assert.equal(await status(), 200)
  return { username, console, watcher, mqtt, connect, token, closed, status, userId: data.user_id as string }
}

test('signing out of Pilot ends what hangs on that session, and nothing of another', async () => {
  const { console, watcher, mqtt, connect, token, closed, status } = await pilot()
  await request(url, 'DELETE', `${base}/sessions`, undefined, { 'x-auth-token': token })
  assert.equal(await status(), 401)
  assert.equal(await soon(closed), 4401)
  await soon(mqtt.closed)
  await assert.rejects(connect(), /not authorized|bad user ?name/i)
  assert.equal((await request(url, 'POST', `${base}/token/refresh`, {}, { 'x-auth-token': token })).status, 401)
  assert.equal((await console.get(`${base}/workspaces/current`)).status, 200)
  assert.equal(watcher.socket.readyState, WebSocket.OPEN)
})

const endings: Record<string, (member: { userId: string }) => Promise<unknown>> = {
  'an account that is disabled': ({ userId }) => admin.put(`${users}/${userId}`, { disabled: true }),
  'a password that an admin sets': ({ userId }) => admin.put(`${users}/${userId}`, { password: 'a new long password' }),
  'a member who is removed': ({ userId }) => admin.delete(`${users}/${userId}`),
}
for (const [name, end] of Object.entries(endings))
  test(`${name}: all sessions end, in HTTP, WebSocket and MQTT`, async () => {
    const { console, watcher, mqtt, connect, closed, status, userId } = await pilot()
    await end({ userId })
    assert.equal(await status(), 401)
    assert.equal((await console.get(`${base}/workspaces/current`)).status, 401)
    assert.deepEqual([await soon(closed), await soon(watcher.closed)], [4401, 4401])
    await soon(mqtt.closed)
    await assert.rejects(connect(), /not authorized|bad user ?name/i)
  })

test('a lower role and narrower sites count at once, also on connections that are open', async () => {
  const dock = await server.dock('SES-DOCK', { osdInterval: 500 })
  const site = await admin.post(`${base}/workspaces/null/sites`, { name: 'Elsewhere' })
  const { console, watcher, mqtt, connect, status, userId } = await pilot()
  const command = () => console.post(`/control/api/v1/devices/${dock.sn}/services/brew_coffee`)
  assert.equal((await command()).status, 404)
  await watcher.until('dock_osd', data => data.sn === dock.sn)

  assert.equal((await admin.put(`${users}/${userId}`, { role: 'viewer' })).code, 0)
  assert.equal((await command()).status, 403)
  await soon(mqtt.closed)
  await assert.rejects(connect(), /not authorized|bad user ?name/i)
  assert.equal(await status(), 200)

  assert.equal((await admin.put(`${users}/${userId}`, { site_ids: [site.data.site_id] })).code, 0)
  assert.equal((await console.get(`${base}/devices/null/devices/${dock.sn}`)).status, 404)
  const all = await admin.watch()
  // One tick may be under way; after it this viewer hears of the dock no more.
  await all.until('dock_osd')
  const heard = watcher.messages.length
  await eventually('three more', () => all.messages.filter(m => m.biz_code === 'dock_osd').length > 3)
  assert.deepEqual(
    watcher.messages.slice(heard).filter(m => m.biz_code === 'dock_osd'),
    [],
  )
  assert.equal(watcher.socket.readyState, WebSocket.OPEN)
})

test('a deleted API key ends its WebSocket', async () => {
  const { data } = await admin.post(`${base}/workspaces/null/api-keys`, { name: 'watching', role: 'viewer' })
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/ws`, {
    headers: { authorization: `Bearer ${data.key}` },
  })
  const closed = new Promise<number>(resolve => socket.once('close', resolve))
  await new Promise(resolve => socket.once('message', resolve))
  await admin.delete(`${base}/workspaces/null/api-keys/${data.key_id}`)
  assert.equal(await soon(closed), 4401)
})

test('unknown user and wrong password are answered alike; five failures of an account count from everywhere', async () => {
  const attempt = (username: string, address: string) =>
    request(url, 'POST', `${base}/sessions`, { username, password: 'wrong password' }, { 'x-forwarded-for': address })
  const known = await attempt('admin', '198.51.100.1')
  const unknown = await attempt('nobody-of-this-name', '198.51.100.2')
  assert.deepEqual(known, unknown)
  assert.deepEqual([known.status, known.code], [200, 401])
  await server.member('throttled', 'viewer')
  for (let i = 0; i < 5; i++) assert.equal((await attempt('throttled', `203.0.113.${i}`)).code, 401)
  const right = { username: 'throttled', password: PASSWORD }
  const elsewhere = { 'x-forwarded-for': '203.0.113.99' }
  assert.equal((await request(url, 'POST', `${base}/sessions`, right, elsewhere)).status, 429)
  // One address that tries many names is stopped as well.
  for (let i = 0; i < 5; i++) await attempt(`guess-${i}`, '192.0.2.1')
  assert.equal((await attempt('guess-5', '192.0.2.1')).status, 429)
  assert.equal((await attempt('guess-5', '192.0.2.2')).status, 200)
})

test('the user lists carry no secrets', async () => {
  for (const path of [users, `${base}/users/null/users`]) {
    const { data } = await admin.get(path)
    for (const user of data.list)
      for (const [name, value] of Object.entries(user))
        if (/password|token|hash|secret|mqtt/i.test(name)) assert.equal(value, '', `${path} ${name}`)
  }
})

// Secrets --------------------------------------------------------------------------------------------------------------

let planted = 0
const secrets: string[] = []
/** A string that is nowhere else, which nobody may ever see again. */
function secret(): string {
  const text = `PlantedSecret${String(++planted).padStart(3, '0')}x${Math.random().toString(36).slice(2, 10)}`
  secrets.push(text)
  return text
}
const keep = (text: string): string => {
  assert.ok(text.length >= 8, text)
  secrets.push(text)
  return text
}

/** Everything that is stored, but for what must be: settings of a workspace, and the server's own key. */
async function stored(db: Kysely<Database>): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class join pg_namespace n on n.oid = relnamespace
    where relkind in ('r', 'p') and not relispartition and nspname = 'public'`.execute(db)
  const tables = rows.map(row => row.name).filter(name => name !== 'secrets')
  const texts = await Promise.all(
    tables.map(async name => {
      const { rows } = await sql<{ text: string }>`
        select (to_jsonb(t) - 'settings' - 'bind_code')::text as text from ${sql.table(name)} t`.execute(db)
      return rows.map(row => row.text)
    }),
  )
  return texts.flat().join('\n')
}

test('secrets of every kind, typed into every input: none in logs, error bodies or tables', async () => {
  const { db, url: databaseUrl } = await testDatabase()
  const adminPassword = secret()
  const child = await serverProcess({
    DATABASE_URL: databaseUrl,
    ROOKERY_ADMIN_PASSWORD: adminPassword,
    ROOKERY_TOKEN_SECRET: secret() + secret(),
    ROOKERY_DJI_APP_KEY: secret(),
    ROOKERY_DJI_LICENSE: secret(),
    ROOKERY_LOG_LEVEL: 'trace',
  })
  await child.start()
  const answers: string[] = []
  /** Sends; failures are kept to be searched. */
  const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const answer = await rawRequest(child.url, method, path, {
      headers: { ...(text !== undefined && { 'content-type': 'application/json' }), ...headers },
      body: text as string | undefined,
    })
    const parsed = answer.text.startsWith('{') ? JSON.parse(answer.text) : {}
    if (answer.status >= 400 || parsed.code !== 0) answers.push(answer.text)
    return { ...answer, data: parsed.data }
  }

  // Signing in, well and badly.
  const session = await send('POST', `${base}/sessions`, { username: 'admin', password: adminPassword })
  const token = keep(session.data.access_token)
  const cookie = String(session.headers['set-cookie'])
  keep(/rookery_refresh=([^;]+)/.exec(cookie)![1]!)
  const signedIn = { 'x-auth-token': token }
  await send('POST', `${base}/sessions`, { username: 'admin', password: secret() })
  await send('POST', `${base}/login`, { username: 'nobody', password: secret(), flag: 1 })
  await send('POST', `${base}/login`, { username: 'admin', password: [secret()], flag: secret() })
  await send('POST', `${base}/sessions`, `{"username":"admin","password":"${secret()}"`)
  await send('POST', `${base}/sessions`, { username: { password: secret() }, password: { a: secret() } })
  await send('PUT', `${base}/users/current/password`, { current_password: secret(), new_password: secret() }, signedIn)
  await send(
    'PUT',
    `${base}/users/current/password`,
    { current_password: adminPassword, new_password: 'short' },
    signedIn,
  )
  // Tokens wherever a client may put them.
  for (const headers of [
    ...[{ 'x-auth-token': secret() }, { authorization: `Bearer ${secret()}` }, { authorization: `Basic ${secret()}` }],
    ...[{ cookie: `rookery_refresh=${secret()}` }, { 'x-auth-token': `rk_${secret()}` }],
  ] as Record<string, string>[]) {
    await send('GET', `${base}/workspaces/current`, undefined, headers)
    await send('POST', `${base}/sessions/refresh`, undefined, headers)
    await send('POST', `${base}/token/refresh`, undefined, headers)
    await send('POST', `${base}/workspaces/null/sites`, '{bad', headers)
  }
  for (const name of ['x-auth-token', 'token', 'access_token', 'password', 'key', 'secret', 'signature'])
    for (const path of ['/readyz', `${base}/workspaces/current`, '/nowhere', '/api/v1/ws'])
      await send(
        'GET',
        `${path}?a=1&${name}=${secret()}`,
        undefined,
        path === '/api/v1/ws' ? { upgrade: 'websocket' } : {},
      )
  for (const query of [`?x-auth-token=${secret()}`, `?x-auth-token=${token}`]) {
    const socket = new WebSocket(`${child.url.replace('http', 'ws')}/api/v1/ws${query}`)
    await new Promise(resolve => {
      socket.on('error', resolve)
      socket.on('message', resolve)
    })
    socket.terminate()
  }

  // Administration.
  const own = `${base}/workspaces/null`
  const user = await send('POST', `${own}/users`, { username: 'made', role: 'pilot' }, signedIn)
  const generated = keep(user.data.password)
  await send('POST', `${own}/users`, { username: 'made-too', role: 'pilot', password: secret() }, signedIn)
  await send('POST', `${own}/users`, { username: 'made', role: 'pilot', password: secret() }, signedIn)
  await send('POST', `${own}/users`, { username: 'odd', role: secret(), password: secret() }, signedIn)
  await send('PUT', `${own}/users/${user.data.user_id}`, { password: generated }, signedIn)
  await send('PUT', `${own}/users/nobody`, { password: secret() }, signedIn)
  await send('PUT', `${base}/users/null/users/${user.data.user_id}`, { mqtt_password: secret() }, signedIn)
  const key = await send('POST', `${own}/api-keys`, { name: 'a key', role: 'admin' }, signedIn)
  keep(key.data.key)
  await send('GET', `${own}/gateways`, undefined, { authorization: `Bearer ${key.data.key}` })
  await send('PUT', `${own}/settings`, { dji_app_key: secret(), dji_license: secret() }, signedIn)
  await send('PUT', `${own}/settings`, { dji_app_key: [secret()], dji_license: 1, ntp_port: secret() }, signedIn)
  const settings = await send('GET', `${own}/settings`, undefined, signedIn)
  assert.doesNotMatch(settings.text, /PlantedSecret/)

  // Devices: credentials over MQTT, in the connection and in what is said over it.
  const added = await send('POST', `${own}/gateways`, { gateway_sn: 'SECRET-DOCK', name: 'Dock' }, signedIn)
  const { mqtt_password, bind_code, organization_id } = added.data
  for (const text of [mqtt_password, bind_code]) keep(text)
  for (const username of ['SECRET-DOCK', 'NOBODY'])
    await assert.rejects(bareClient(child.mqttUrl, { username, password: secret(), clientId: 'x' }))
  const dock = await bareClient(child.mqttUrl, {
    username: 'SECRET-DOCK',
    password: mqtt_password,
    clientId: 'SECRET-DOCK',
  })
  const say = async (kind: 'requests' | 'status' | 'events' | 'state' | 'osd', method: string, data: unknown) => {
    const ids = { tid: newId(), bid: newId(), timestamp: Date.now() }
    await dock.publish(topicOf(kind, 'SECRET-DOCK'), { ...ids, method, need_reply: 1, data })
  }
  const bind = (device_binding_code: unknown) => {
    const one = { organization_id, device_binding_code, device_callsign: 'd', device_model_key: '3-3-0' }
    return say('requests', 'airport_organization_bind', { bind_devices: [{ ...one, sn: 'SECRET-DOCK' }] })
  }
  for (const code of [secret(), [secret()], { a: secret() }, bind_code]) await bind(code)
  for (const code of [secret(), { code: secret() }, bind_code])
    await say('requests', 'airport_organization_get', { organization_id, device_binding_code: code })
  const device = () => ({
    device_secret: secret(),
    nonce: secret(),
    thing_version: '1',
    type: 3,
    sub_type: 0,
    domain: '3',
  })
  await say('status', 'update_topo', { ...device(), sub_devices: [{ ...device(), sn: 'A-SECRET', domain: '0' }] })
  await say('status', 'update_topo', { ...device(), sub_devices: [{ ...device(), sn: 17 }], nonce: [secret()] })
  await say('requests', 'storage_config_get', { module: 0, access_key_secret: secret(), security_token: secret() })
  await say('requests', 'config', { config_type: 'json', config_scope: 'product' })
  await say('events', 'undocumented', { password: secret(), token: secret() })
  await dock.end()
  for (const path of ['reissue', 'rotate'])
    keep((await send('POST', `${own}/gateways/SECRET-DOCK/${path}`, undefined, signedIn)).data.mqtt_password)
  const pilot = await send('POST', `${base}/login`, { username: 'made', password: generated, flag: 2 })
  for (const text of [pilot.data.access_token, pilot.data.mqtt_password]) keep(text)
  await send('DELETE', `${base}/sessions`, undefined, signedIn)

  await child.terminate()
  const said = child.said()
  assert.match(said, /x-auth-token=\[redacted\]/)
  assert.ok(said.split('\n').length > 60, `it logged ${said.split('\n').length} lines`)
  const inErrors = answers.join('\n')
  const kept = await stored(db)
  assert.ok(answers.length > 50 && kept.length > 5_000)
  assert.ok(secrets.length > 80)
  const found = secrets.flatMap((text, i) => [
    ...(said.includes(text) ? [`${i} in the log: ${said.split('\n').find(line => line.includes(text))}`] : []),
    ...(inErrors.includes(text) ? [`${i} in an answer: ${answers.find(answer => answer.includes(text))}`] : []),
    ...(kept.includes(text) ? [`${i} in a table: ${kept.split('\n').find(line => line.includes(text))}`] : []),
  ])
  assert.deepEqual(found, [])
})
