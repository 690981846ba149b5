/**
 * Who may do what, cell by cell: role x route, role x WebSocket, principal x topic x publish or subscribe. The routes
 * come from the server itself; one that has no row here fails.
 */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { type SimulatedDock, SimulatedRemoteController } from '@rookery/simulator'
import { DOWN, filtersOf, newId, type TopicKind, topicOf, UP } from '@rookery/thing-model'
import { WebSocket } from 'ws'
import { accessTokens } from '../../server/src/platform/auth/tokens.ts'
import { type BareClient, bareClient } from '../support/mqtt.ts'
import { fill, type RouteFacts, routesOf } from '../support/routes.ts'
import { type Client, eventually, request, testServer } from '../support/server.ts'

const SECRET = 'a key of this test alone, long enough to sign with'
const PASSWORD = 'another long password'
const server = await testServer({ ROOKERY_TOKEN_SECRET: SECRET })
const { admin: instanceAdmin, url } = server
const workspaceId = instanceAdmin.workspaceId

const ROLES = ['viewer', 'pilot', 'operator', 'admin'] as const
type Role = (typeof ROLES)[number]

interface Principal {
  name: string
  /** Undefined: sends none. */
  token: string | undefined
  valid: boolean
  role?: Role
  /** Whether the role is one in the workspace that is asked for. */
  member?: boolean
  instanceAdmin?: boolean
  key?: boolean
}

const principals: Principal[] = []
const members = {} as Record<Role, Client>
let stranger: Client
let dock: SimulatedDock

before(async () => {
  const add = (principal: Principal) => principals.push(principal)
  const bad = (name: string, token: string | undefined) => add({ name, token, valid: false })
  dock = await server.dock('AUTH-DOCK', { aircraftOn: true })
  stranger = await server.stranger()
  for (const role of ROLES) {
    members[role] = await server.member(`the-${role}`, role)
    add({ name: role, token: members[role].token, valid: true, role, member: true })
    const key = await instanceAdmin.post('/manage/api/v1/workspaces/null/api-keys', { name: `of-${role}`, role })
    add({ name: `API key ${role}`, token: key.data.key, valid: true, role, member: true, key: true })
  }
  add({ name: 'admin elsewhere', token: stranger.token, valid: true, role: 'admin', member: false })
  const made = await instanceAdmin.post(`/manage/api/v1/workspaces/${stranger.workspaceId}/users`, {
    username: 'instance-admin-elsewhere',
    password: PASSWORD,
    role: 'viewer',
  })
  await server.db.updateTable('users').set({ instance_admin: true }).where('user_id', '=', made.data.user_id).execute()
  const elsewhere = await server.signIn('instance-admin-elsewhere', PASSWORD)
  add({
    ...{ name: 'instance admin elsewhere', token: elsewhere.token, valid: true, role: 'viewer' },
    ...{ member: false, instanceAdmin: true },
  })

  bad('no token', undefined)
  bad('the text null', 'null')
  bad('garbage', 'not.a.token')
  const [header, , signature] = members.admin.token.split('.')
  const forged = Buffer.from(JSON.stringify({ sid: newId(), iss: 'rookery', exp: 4102444800 })).toString('base64url')
  bad('another payload under a good signature', `${header}.${forged}.${signature}`)
  const session = await server.db.selectFrom('sessions').select('session_id').executeTakeFirstOrThrow()
  const past = { now: () => Date.now() - 3600_000 } as Parameters<typeof accessTokens>[1]
  bad('expired', await accessTokens(Buffer.from(SECRET), past).sign(session.session_id, 900_000))
  const otherKey = accessTokens(Buffer.from(SECRET.toUpperCase()), { now: Date.now } as typeof past)
  bad('signed with another key', await otherKey.sign(session.session_id, 900_000))
  const revoked = await server.signIn('the-admin', PASSWORD)
  await revoked.delete('/manage/api/v1/sessions')
  bad('revoked', revoked.token)
  const key = await instanceAdmin.post('/manage/api/v1/workspaces/null/api-keys', { name: 'gone', role: 'admin' })
  await instanceAdmin.delete(`/manage/api/v1/workspaces/null/api-keys/${key.data.key_id}`)
  bad('deleted API key', key.data.key)
})

// Routes -------------------------------------------------------------------------------------------------------------

interface Row {
  needs: 'public' | 'local' | 'session' | 'instance-admin' | Role
  /** What those who may are answered to the probe below. Chosen so that nothing of use is lost. */
  allowed: number
  /** An instance admin may too, without being a member. */
  orInstanceAdmin?: boolean
  params?: Record<string, string>
  body?: unknown
  /** An API key is answered this, since it is no person. */
  forKeys?: number
  /** Undoes what an allowed probe did. */
  undo?: () => Promise<unknown>
}
const row = (needs: Row['needs'], allowed: number, more: Partial<Row> = {}): Row => ({ needs, allowed, ...more })
const NOBODY = { user_id: 'nobody', site_id: 'nowhere', key_id: 'none', command_id: 'none' }
const NO_SUCH = { gateway_sn: 'NO-SUCH-GATEWAY' }

const ws = '/manage/api/v1/workspaces/{workspace_id}'
const dev = '/manage/api/v1/devices'
const control = '/control/api/v1/workspaces/{workspace_id}'
const wl = '/wayline/api/v1/workspaces/{workspace_id}'
const waylines = `${wl}/waylines`
const files = '/media/api/v1/files/{workspace_id}'
const pilotFiles = '/media/api/v1/workspaces/{workspace_id}'
const ROUTES: Record<string, Row> = {
  'GET /healthz': row('public', 200),
  'GET /readyz': row('public', 200),
  'GET /metrics': row('local', 200),
  'GET /openapi.json': row('public', 200),
  'GET /asyncapi.json': row('public', 200),

  'POST /manage/api/v1/sessions': row('public', 400),
  'POST /manage/api/v1/sessions/refresh': row('public', 401),
  'POST /manage/api/v1/sessions/workspace': row('session', 404, { body: { workspace_id: 'nowhere' } }),
  'PUT /manage/api/v1/users/current/password': row('session', 400),
  'POST /manage/api/v1/login': row('public', 400),
  'POST /manage/api/v1/token/refresh': row('public', 401),
  'GET /manage/api/v1/users/current': row('session', 200, { forKeys: 403 }),
  'GET /manage/api/v1/workspaces/current': row('session', 200),
  'GET /manage/api/v1/workspaces': row('session', 200),
  'POST /manage/api/v1/workspaces': row('instance-admin', 400),

  [`PUT ${ws}`]: row('admin', 200, { orInstanceAdmin: true }),
  [`GET ${ws}/users`]: row('admin', 200, { orInstanceAdmin: true }),
  [`POST ${ws}/users`]: row('admin', 400, { orInstanceAdmin: true }),
  [`PUT ${ws}/users/{user_id}`]: row('admin', 404, { orInstanceAdmin: true }),
  [`DELETE ${ws}/users/{user_id}`]: row('admin', 404, { orInstanceAdmin: true }),
  'GET /manage/api/v1/users/{workspace_id}/users': row('viewer', 200),
  'PUT /manage/api/v1/users/{workspace_id}/users/{user_id}': row('admin', 404),
  [`GET ${ws}/settings`]: row('viewer', 200),
  [`PUT ${ws}/settings`]: row('admin', 200),
  [`POST ${ws}/settings/bind-code`]: row('admin', 200),
  [`GET ${ws}/sites`]: row('viewer', 200),
  [`POST ${ws}/sites`]: row('admin', 400),
  [`PUT ${ws}/sites/{site_id}`]: row('admin', 404),
  [`DELETE ${ws}/sites/{site_id}`]: row('admin', 404),
  [`GET ${ws}/api-keys`]: row('admin', 200),
  [`POST ${ws}/api-keys`]: row('admin', 400),
  [`DELETE ${ws}/api-keys/{key_id}`]: row('admin', 404),
  [`GET ${ws}/audit`]: row('admin', 200),

  [`GET ${ws}/gateways`]: row('viewer', 200),
  [`POST ${ws}/gateways`]: row('admin', 400),
  [`GET ${ws}/gateways/rejections`]: row('admin', 200),
  [`GET ${ws}/gateways/{gateway_sn}`]: row('viewer', 200),
  [`DELETE ${ws}/gateways/{gateway_sn}`]: row('admin', 404, { params: NO_SUCH }),
  [`POST ${ws}/gateways/{gateway_sn}/reissue`]: row('admin', 404, { params: NO_SUCH }),
  [`POST ${ws}/gateways/{gateway_sn}/rotate`]: row('admin', 404, { params: NO_SUCH }),
  [`PUT ${ws}/gateways/{gateway_sn}/out-of-service`]: row('operator', 400),
  [`DELETE ${ws}/gateways/{gateway_sn}/out-of-service`]: row('operator', 200),
  [`GET ${ws}/gateways/{gateway_sn}/timeline`]: row('viewer', 200),

  [`GET ${dev}/{workspace_id}/devices`]: row('viewer', 200),
  [`GET ${dev}/{workspace_id}/devices/bound`]: row('viewer', 200),
  [`GET ${dev}/{workspace_id}/devices/{device_sn}`]: row('viewer', 200),
  [`PUT ${dev}/{workspace_id}/devices/{device_sn}`]: row('operator', 400),
  [`PUT ${dev}/{workspace_id}/devices/{device_sn}/property`]: row('pilot', 400),
  [`GET ${ws}/devices/latest`]: row('viewer', 200),
  [`POST ${dev}/{target_sn}/binding`]: row('pilot', 404),
  [`DELETE ${dev}/{device_sn}/unbinding`]: row('admin', 200, { undo: () => bindAgain(dock) }),
  [`GET ${dev}/{sn}/track`]: row('viewer', 200),

  'POST /control/api/v1/devices/{sn}/services/{method}': row('pilot', 404),
  'POST /control/api/v1/devices/{sn}/jobs/{service_identifier}': row('pilot', 404),
  [`GET ${ws}/commands`]: row('viewer', 200),
  [`GET ${ws}/commands/{command_id}`]: row('viewer', 404),
  [`GET ${ws}/deviations`]: row('viewer', 200),

  [`GET ${waylines}`]: row('viewer', 200),
  [`GET ${waylines}/duplicate-names`]: row('viewer', 200),
  [`POST ${waylines}/file/upload`]: row('operator', 400),
  [`GET ${waylines}/{wayline_id}`]: row('viewer', 404),
  [`PUT ${waylines}/{wayline_id}`]: row('operator', 404, { body: { name: 'x' } }),
  [`DELETE ${waylines}/{wayline_id}`]: row('operator', 404),
  [`POST ${waylines}/{wayline_id}/versions`]: row('operator', 404),
  [`GET ${waylines}/{wayline_id}/url`]: row('viewer', 404),
  [`GET ${waylines}/{wayline_id}/versions/{version}/url`]: row('viewer', 404),
  [`POST ${wl}/favorites`]: row('viewer', 200, { forKeys: 403 }),
  [`DELETE ${wl}/favorites`]: row('viewer', 200, { forKeys: 403 }),
  [`POST ${wl}/upload-callback`]: row('pilot', 400),

  [`GET ${wl}/missions`]: row('viewer', 200),
  [`POST ${wl}/missions`]: row('operator', 400),
  [`POST ${wl}/missions/check`]: row('operator', 400),
  [`GET ${wl}/missions/{mission_id}`]: row('viewer', 404),
  [`PUT ${wl}/missions/{mission_id}`]: row('operator', 400),
  [`DELETE ${wl}/missions/{mission_id}`]: row('operator', 404),
  [`POST ${wl}/missions/{mission_id}/run`]: row('operator', 404),
  [`POST ${wl}/flight-tasks`]: row('operator', 400),
  [`GET ${wl}/jobs`]: row('viewer', 200),
  [`DELETE ${wl}/jobs`]: row('operator', 400),
  [`GET ${wl}/jobs/{job_id}`]: row('viewer', 404),
  [`PUT ${wl}/jobs/{job_id}`]: row('pilot', 404, { body: { status: 0 } }),
  ...Object.fromEntries(
    ['pause', 'stop', 'return-home'].map(action => [`POST ${wl}/jobs/{job_id}/${action}`, row('pilot', 404)]),
  ),
  [`POST ${wl}/jobs/{job_id}/return-specific-home`]: row('pilot', 400),
  ...Object.fromEntries(
    ['start-now', 'cancel', 'acknowledge', 'confirm-propellers', 'resume-from-breakpoint', 'resume'].map(action => [
      `POST ${wl}/jobs/{job_id}/${action}`,
      row('operator', 404),
    ]),
  ),
  [`POST ${wl}/jobs/{job_id}/return-home-cancel`]: row('operator', 404),
  ...Object.fromEntries(
    ['decide', 'override', 'in-flight-wayline'].map(action => [
      `POST ${wl}/jobs/{job_id}/${action}`,
      row('operator', 400),
    ]),
  ),
  [`GET ${wl}/readiness`]: row('viewer', 200),
  [`GET ${wl}/docks/readiness`]: row('viewer', 200),

  [`GET ${ws}/alarms`]: row('viewer', 200),
  [`GET ${ws}/alarms/summary`]: row('viewer', 200),
  [`GET ${ws}/alarms/{alarm_id}`]: row('viewer', 404),
  [`POST ${ws}/alarms/{alarm_id}/acknowledge`]: row('pilot', 404),
  [`GET ${ws}/alarm-rules`]: row('viewer', 200),
  [`PUT ${ws}/alarm-rules`]: row('admin', 400),
  [`GET ${control}/holds`]: row('viewer', 200),
  [`POST ${control}/holds`]: row('pilot', 400),
  [`DELETE ${control}/holds/{hold_id}`]: row('operator', 404),
  [`GET ${control}/return-all`]: row('viewer', 200),
  // Nothing is in the air.
  [`POST ${control}/return-all`]: row('pilot', 200),
  [`GET ${control}/return-all/{return_id}`]: row('viewer', 404),
  [`GET ${ws}/flights`]: row('viewer', 200),
  [`GET ${ws}/flights/{flight_id}`]: row('viewer', 404),
  [`GET ${ws}/flights/{flight_id}/timeline`]: row('viewer', 404),
  [`GET ${ws}/flights/{flight_id}/track`]: row('viewer', 404),
  [`GET ${ws}/flights/{flight_id}/export`]: row('viewer', 404),
  [`GET ${ws}/flights/{flight_id}/evidence`]: row('operator', 404),

  'POST /storage/api/v1/workspaces/{workspace_id}/sts': row('pilot', 200),
  [`GET ${files}/files`]: row('viewer', 200),
  [`DELETE ${files}/files`]: row('operator', 400),
  [`GET ${files}/map`]: row('viewer', 200),
  [`GET ${files}/groups`]: row('viewer', 400),
  [`GET ${files}/summary`]: row('viewer', 200),
  [`GET ${files}/jobs/{job_id}`]: row('viewer', 404),
  [`GET ${files}/file/{file_id}`]: row('viewer', 404),
  [`GET ${files}/file/{file_id}/url`]: row('viewer', 404),
  [`GET ${files}/file/{file_id}/thumbnail`]: row('viewer', 404),
  [`POST ${files}/archive`]: row('viewer', 400),
  [`POST ${wl}/jobs/{job_id}/media-highest`]: row('pilot', 404),
  [`POST ${pilotFiles}/fast-upload`]: row('pilot', 400),
  [`POST ${pilotFiles}/files/tiny-fingerprints`]: row('pilot', 400),
  [`POST ${pilotFiles}/upload-callback`]: row('pilot', 400),
  [`POST ${pilotFiles}/group-upload-callback`]: row('pilot', 400),
  // Its token, not a session, is what opens it.
  'GET /media/api/v1/archive': row('public', 400),
  // Its signature, not a session, is what opens it.
  'GET /storage/api/v1/objects/{key}': row('public', 400),

  // Last, because nobody is signed in any more after it.
  'DELETE /manage/api/v1/sessions': row('session', 200),
}

async function bindAgain(unbound: SimulatedDock) {
  const { link, sn, aircraft } = unbound
  const { bind_code } = await server.db
    .selectFrom('workspaces')
    .select('bind_code')
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  const one = { device_binding_code: bind_code, organization_id: workspaceId }
  const answer = await link.request('requests', 'airport_organization_bind', {
    bind_devices: [
      { ...one, sn, device_callsign: sn, device_model_key: '3-3-0' },
      { ...one, sn: aircraft.sn, device_callsign: aircraft.sn, device_model_key: '0-100-1' },
    ],
  })
  assert.equal((answer as { result: number }).result, 0)
  await unbound.announce()
}

const reaches = (role: Role | undefined, needed: Role) =>
  role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(needed)

function expected({ path }: RouteFacts, cell: Row, who: Principal): number {
  const { needs, allowed } = cell
  if (needs === 'public' || needs === 'local') return allowed
  if (!who.valid) return 401
  if (needs === 'session') return who.key ? (cell.forKeys ?? allowed) : allowed
  if (needs === 'instance-admin') return who.instanceAdmin ? allowed : 403
  if (cell.orInstanceAdmin && who.instanceAdmin) return allowed
  const namesSomething = /\{(workspace_id|device_sn|sn)\}/.test(path)
  if (namesSomething && !who.member) return 404
  return reaches(who.role, needs) ? ((who.key ? cell.forKeys : undefined) ?? allowed) : 403
}

test('every route of the server has a row, and every row a route', async () => {
  const routes = await routesOf(url)
  assert.deepEqual(routes.map(r => r.name).sort(), Object.keys(ROUTES).sort())
  for (const { name, access } of routes) {
    const { needs, orInstanceAdmin } = ROUTES[name]!
    assert.equal(access, orInstanceAdmin ? `${needs} or instance admin` : needs, name)
  }
})

test('each route answers each principal as the table says', async () => {
  const routes = new Map((await routesOf(url)).map(r => [r.name, r]))
  const wrong: string[] = []
  let cells = 0
  for (const [name, cell] of Object.entries(ROUTES)) {
    const facts = routes.get(name)!
    const path = fill(facts.path, {
      ...{ workspace_id: workspaceId, device_sn: dock.sn, sn: dock.sn, gateway_sn: dock.sn, target_sn: 'NO-SUCH' },
      ...{ method: 'brew_coffee', service_identifier: 'brew_coffee' },
      ...NOBODY,
      ...cell.params,
    })
    for (const who of principals) {
      const headers: Record<string, string> = who.token === undefined ? {} : { 'x-auth-token': who.token }
      const { status, message } = await request(url, facts.method, path, cell.body, headers)
      const should = expected(facts, cell, who)
      cells++
      if (status !== should) wrong.push(`${name} as ${who.name}: ${status} instead of ${should} (${message})`)
      if (status < 300) await cell.undo?.()
    }
  }
  assert.deepEqual(wrong, [])
  assert.equal(cells, Object.keys(ROUTES).length * principals.length)
})

test('after signing out, each token of the table is one that has been revoked', async () => {
  for (const { name, token, valid, key } of principals) {
    const { status } = await request(url, 'GET', '/manage/api/v1/workspaces/current', undefined, {
      authorization: `Bearer ${token}`,
    })
    assert.equal(status, valid && key ? 200 : 401, name)
  }
})

test('metrics are for this machine and for API keys', async () => {
  const from = { 'x-forwarded-for': '203.0.113.7' }
  for (const { name, token, valid, key } of principals) {
    const headers = { ...from, ...(token !== undefined && { 'x-auth-token': token }) }
    const { status } = await request(url, 'GET', '/metrics', undefined, headers)
    assert.equal(status, valid && key ? 200 : 404, name)
  }
})

test('an admin narrowed to a site administers what stands there, not the workspace', async () => {
  const admin = await server.signIn('the-admin', PASSWORD)
  const site = await admin.post('/manage/api/v1/workspaces/null/sites', { name: 'Here' })
  const narrowed = await server.member('site-admin', 'admin', [site.data.site_id])
  for (const { name, method, path, params } of await routesOf(url)) {
    if (ROUTES[name]!.needs !== 'admin' || params.some(p => ['gateway_sn', 'device_sn'].includes(p))) continue
    const answer = await narrowed.call(method, fill(path, { workspace_id: 'null', ...NOBODY }))
    assert.equal(answer.status, 403, name)
  }
  const gateway = `/manage/api/v1/workspaces/null/gateways/${dock.sn}`
  assert.equal((await narrowed.post(`${gateway}/rotate`)).status, 404)
  await admin.put(`${dev}/null/devices/${dock.sn}`, { site_id: site.data.site_id })
  assert.equal((await narrowed.post(`${gateway}/rotate`)).status, 200)
})

// WebSocket ----------------------------------------------------------------------------------------------------------

/** HTTP status of the upgrade. */
const handshake = (address: string, headers: Record<string, string> = {}) =>
  new Promise<number | undefined>((resolve, reject) => {
    const socket = new WebSocket(address, { headers })
    socket.once('open', () => {
      socket.close()
      resolve(101)
    })
    socket.once('unexpected-response', (_request, response) => {
      response.destroy()
      resolve(response.statusCode)
    })
    socket.on('error', reject)
  })

test('WebSocket: a page of another origin is refused, whatever token it holds', async () => {
  const { token } = await server.signIn('the-viewer', PASSWORD)
  const address = `${url.replace('http', 'ws')}/api/v1/ws?x-auth-token=${token}`
  for (const origin of ['https://evil.example', 'null', `${url}.evil.example`, 'http://127.0.0.1:1'])
    assert.equal(await handshake(address, { origin }), 403, origin)
  assert.equal(await handshake(address, { origin: url }), 101)
  assert.equal(await handshake(address), 101)
  assert.equal(await handshake(`${url.replace('http', 'ws')}/elsewhere?x-auth-token=${token}`), 404)
})

test('WebSocket: refused without a living session or key; each role is told of its workspace and sites alone', async () => {
  for (const { name, token, valid } of principals) {
    const address = `${url.replace('http', 'ws')}/api/v1/ws${token === undefined ? '' : `?x-auth-token=${token}`}`
    const status = await handshake(address)
    // All but the keys have signed out above.
    assert.equal(status, valid && token?.startsWith('rk_') ? 101 : 403, name)
  }

  const admin = await server.signIn('the-admin', PASSWORD)
  const sites = await Promise.all(
    ['north', 'south'].map(async name => (await admin.post('/manage/api/v1/workspaces/null/sites', { name })).data),
  )
  const docks = [
    await server.dock('WS-NORTH', { aircraftOn: true }),
    await server.dock('WS-SOUTH', { aircraftOn: true }),
  ]
  for (const [i, { sn }] of docks.entries())
    assert.equal((await admin.put(`${dev}/null/devices/${sn}`, { site_id: sites[i].site_id })).status, 200)
  const [north, south] = docks as [SimulatedDock, SimulatedDock]

  const whole = await Promise.all(ROLES.map(async role => (await server.signIn(`the-${role}`, PASSWORD)).watch()))
  const narrowed = await Promise.all(
    ROLES.map(async role => (await server.member(`north-${role}`, role, [sites[0].site_id])).watch()),
  )
  const foreign = await (await server.signIn('stranger', PASSWORD)).watch()

  for (const { sn, link, aircraft } of [south, north]) {
    link.state(aircraft.sn, { control_source: 'C' })
    link.publishRaw(topicOf('state', sn), JSON.stringify({ tid: newId(), bid: newId(), data: { silent_mode: 'odd' } }))
    assert.equal((await admin.post(`/control/api/v1/devices/${sn}/jobs/debug_mode_open`)).code, 0)
    assert.equal((await admin.post(`/control/api/v1/devices/${sn}/jobs/cover_open`)).code, 0)
    link.drop()
    await eventually('the connection is back', () => link.connected)
  }
  const codes = [
    ...['dock_osd', 'device_osd', 'device_state', 'device_update_topo', 'device_online', 'device_offline'],
    ...['command_update', 'cover_open', 'bind_timeline'],
  ]
  const about = (sn: string) => (data: any) => (data.sn ?? data.gateway_sn ?? '').endsWith(sn)
  for (const watcher of whole)
    for (const code of codes) for (const { sn } of docks) await watcher.until(code, about(sn))
  for (const watcher of whole) await watcher.until('deviation_update')
  for (const watcher of narrowed) {
    for (const code of codes) await watcher.until(code, about(north.sn))
    const leaked = watcher.messages.filter(m => JSON.stringify(m).includes(south.sn) || m.biz_code.startsWith('devia'))
    assert.deepEqual(leaked, [])
  }
  assert.deepEqual([...new Set(foreign.messages.map(m => m.biz_code))], ['heartbeat'])
  for (const { sn } of docks) await admin.put(`${dev}/null/devices/${sn}`, { site_id: null })
})

// Broker -------------------------------------------------------------------------------------------------------------

/** Whose serial number a topic carries, seen from the principal. */
type Whose = 'own' | 'own aircraft' | 'other'
const MAY: Record<'publish' | 'subscribe', Record<Whose, readonly TopicKind[]>> = {
  publish: { own: UP, 'own aircraft': ['osd', 'state', 'events'], other: [] },
  subscribe: { own: DOWN, 'own aircraft': ['events_reply', 'state_reply'], other: [] },
}

async function deniedPublishes(): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^rookery_mqtt_denied_publishes_total (\d+)$/m.exec(text)?.[1])
}

async function addGateway(by: Client, sn: string) {
  const { data } = await by.post('/manage/api/v1/workspaces/null/gateways', { gateway_sn: sn, name: sn })
  return { username: sn, password: data.mqtt_password as string }
}
const topology = (sn: string, domain: number, aircraft: string) => ({
  ...{ tid: newId(), bid: newId(), timestamp: Date.now(), gateway: sn, method: 'update_topo' },
  data: {
    ...{ domain: String(domain), type: domain === 3 ? 3 : 174, sub_type: 0, thing_version: '1' },
    sub_devices: [{ sn: aircraft, domain: '0', type: 100, sub_type: 1, index: 'A', thing_version: '1' }],
  },
})

test('each MQTT principal publishes and subscribes its own topics and those of its aircraft, and no others', async t => {
  const admin = await server.signIn('the-admin', PASSWORD)
  const other = await server.signIn('stranger', PASSWORD)
  const ours = await server.dock('MQ-OURS', { aircraftOn: true, osdInterval: 600_000 }, admin)
  const theirs = await server.dock('MQ-THEIRS', { aircraftOn: true, osdInterval: 600_000 }, other)
  const pilot = { server: url, username: 'the-pilot', password: PASSWORD, osdInterval: 600_000 }
  const rc = new SimulatedRemoteController({ sn: 'MQ-RC', product: 'rc-pro', ...pilot })
  server.atEnd(() => rc.stop())
  await rc.join()

  /** Credentials of its own for each, so that nobody is kicked off. */
  const gateway = async (sn: string, by: Client, protocolVersion: 4 | 5) => {
    const credentials = await addGateway(by, sn)
    const client = await bareClient(server.mqttUrl, { ...credentials, clientId: sn, protocolVersion })
    await client.publish(topicOf('status', sn), topology(sn, 3, `A-${sn}`))
    return { name: `${sn} (MQTT ${protocolVersion})`, client, sn, aircraft: `A-${sn}` }
  }
  const pilotOn = async (sn: string, username: string) => {
    const { data } = await request(url, 'POST', '/manage/api/v1/login', { username, password: PASSWORD, flag: 2 })
    const { mqtt_username, mqtt_password } = data
    const credentials = { username: mqtt_username, password: mqtt_password, clientId: `pilot-${sn}` }
    const client = await bareClient(server.mqttUrl, { ...credentials, protocolVersion: 4 })
    await client.publish(topicOf('status', sn), topology(sn, 2, `A-${sn}`))
    return { name: `Pilot on ${sn}`, client, sn, aircraft: `A-${sn}` }
  }
  await server.member('second-pilot', 'pilot')
  const actors: { name: string; client: BareClient; sn: string; aircraft: string }[] = [
    await gateway('MQ-UNBOUND', admin, 4),
    await gateway('MQ-UNBOUND5', admin, 5),
    await gateway('MQ-ELSEWHERE', other, 5),
    await pilotOn('MQ-RC2', 'second-pilot'),
  ]
  server.atEnd(() => Promise.all(actors.map(({ client }) => client.end())))
  const strangers = [ours.sn, ours.aircraft.sn, theirs.sn, theirs.aircraft.sn, rc.sn, rc.aircraft.sn, 'MQ-NOBODY']

  for (const actor of actors) {
    await t.test(actor.name, async () => {
      const others = actors.filter(a => a !== actor).flatMap(({ sn, aircraft }) => [sn, aircraft])
      const targets: [Whose, string][] = [
        ['own', actor.sn],
        ['own aircraft', actor.aircraft],
        ...[...strangers, ...others].map((sn): [Whose, string] => ['other', sn]),
      ]
      let denied = await deniedPublishes()
      for (const [whose, sn] of targets) {
        for (const allowed of [true, false]) {
          const kinds = [...UP, ...DOWN].filter(kind => MAY.publish[whose].includes(kind) === allowed)
          const topics = kinds.flatMap(kind => filtersOf(kind, sn))
          for (const topic of topics) await actor.client.publish(topic, '{}')
          const now = await deniedPublishes()
          assert.equal(now - denied, allowed ? 0 : topics.length, `publish ${kinds.join(', ')} of ${sn}`)
          denied = now
        }
        for (const kind of [...UP, ...DOWN]) {
          const granted = await actor.client.subscribe(topicOf(kind, sn))
          assert.equal(granted, MAY.subscribe[whose].includes(kind), `subscribe ${topicOf(kind, sn)}`)
        }
      }
      const wide = ['#', '+/product/+/osd', `${topicOf('osd', 'x').replace('x', '+')}`, '$SYS/#', '$rookery/taken']
      for (const filter of [...wide, `$share/g/${topicOf('services', actor.sn)}`, `thing/product/${ours.sn}/#`])
        assert.equal(await actor.client.subscribe(filter), false, filter)
      for (const topic of ['rookery', '$SYS/x', 'thing/product//osd', `thing/product/${actor.sn}/osd/x`]) {
        await actor.client.publish(topic, '{}')
        const now = await deniedPublishes()
        assert.equal(now - denied, 1, topic)
        denied = now
      }
      assert.ok(actor.client.client.connected, 'a denied publish does not cut the connection')
    })
  }

  // What was refused is not delivered either.
  for (const sn of [ours.sn, rc.sn]) await admin.post(`/control/api/v1/devices/${sn}/services/debug_mode_open`)
  await eventually('the command arrived', () => ours.received.length > 0)
  for (const { name, client, sn, aircraft } of actors)
    for (const { topic } of client.received)
      assert.ok(topic.includes(`/${sn}/`) || topic.includes(`/${aircraft}/`), `${name} was sent ${topic}`)
})

test('a Pilot session claims a free remote controller, and neither a dock nor what another workspace holds', async () => {
  const sessions = new Map<string, { username: string; password: string }>()
  const sessionOf = async (username: string, flag: 1 | 2) => {
    const { data, message } = await request(url, 'POST', '/manage/api/v1/login', { username, password: PASSWORD, flag })
    assert.ok(data?.mqtt_username, message)
    sessions.set(username, { username: data.mqtt_username, password: data.mqtt_password })
  }
  const made = await (await server.signIn('stranger', PASSWORD)).post('/manage/api/v1/workspaces/null/users', {
    ...{ username: 'pilot-elsewhere', password: PASSWORD, role: 'pilot' },
  })
  assert.equal(made.code, 0)
  await sessionOf('the-pilot', 2)
  await sessionOf('pilot-elsewhere', 2)
  await sessionOf('the-viewer', 1)
  const connect = (who: string) => bareClient(server.mqttUrl, { ...sessions.get(who), protocolVersion: 4 })

  await assert.rejects(connect('the-viewer'), /not authorized|bad user ?name/i)
  const wrong = { username: sessions.get('the-pilot')!.username, password: sessions.get('pilot-elsewhere')!.password }
  await assert.rejects(bareClient(server.mqttUrl, { ...wrong, protocolVersion: 4 }), /not authorized|bad user ?name/i)

  // Connected but bound nowhere yet: it belongs to the workspace that speaks through it.
  const holder = await connect('the-pilot')
  assert.equal(await holder.subscribe(topicOf('services', 'CLAIM-FREE')), true)
  await holder.publish(topicOf('status', 'CLAIM-FREE'), topology('CLAIM-FREE', 2, 'A-CLAIM-FREE'))
  for (const sn of [dock.sn, 'MQ-RC', 'MQ-UNBOUND', 'CLAIM-FREE', 'A-CLAIM-FREE']) {
    const thief = await connect('pilot-elsewhere')
    assert.equal(await thief.subscribe(topicOf('services', sn)), false, sn)
    await thief.end()
  }
  const colleague = await connect('the-pilot')
  assert.equal(await colleague.subscribe(topicOf('services', 'CLAIM-FREE')), true)
  await colleague.end()
  await holder.end()
  // Given up, it is free for whoever holds it in his hands next.
  await eventually('it is free again', async () => {
    const next = await connect('pilot-elsewhere')
    const granted = await next.subscribe(topicOf('services', 'CLAIM-FREE'))
    await next.end()
    return granted
  })
})
