/**
 * A front end written for DJI's demo works here: the endpoints and pushes of users, devices and remote debugging have
 * the demo's wire form, and what its client gets wrong is tolerated. `demo-contract.json` holds names and types of the
 * fields; `?` marks those that may be absent.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { type SimulatedDock, SimulatedRemoteController } from '@rookery/simulator'
import { WebSocket } from 'ws'
import { rawRequest } from '../support/raw-http.ts'
import { fill } from '../support/routes.ts'
import { type Answer, eventually, request, testServer } from '../support/server.ts'

type Shape = string | [Shape] | { [field: string]: Shape }
const contract = JSON.parse(readFileSync(join(import.meta.dirname, 'demo-contract.json'), 'utf8')) as {
  shapes: Record<string, Shape>
  http: Record<string, Shape>
  websocket: Record<string, Shape>
  dock_osd: Record<'basic' | 'link' | 'work', Shape>
  jobs: string[]
}

/** What does not fit the shape, as `path: fault`. The demo leaves absent fields out; here null counts as absent too. */
function faults(shape: Shape, value: unknown, path = ''): string[] {
  if (typeof shape === 'string') {
    if (shape.startsWith('@')) return faults(contract.shapes[shape.slice(1)]!, value, path)
    const fits = shape === 'any' || (shape === 'integer' ? Number.isInteger(value) : typeof value === shape)
    return fits ? [] : [`${path}: ${JSON.stringify(value)} is no ${shape}`]
  }
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return [`${path}: no list`]
    return value.flatMap((item, i) => faults(shape[0], item, `${path}/${i}`))
  }
  if (typeof value !== 'object' || value === null) return [`${path}: no object`]
  return Object.entries(shape).flatMap(([key, inner]) => {
    const name = key.replace('?', '')
    const item = (value as Record<string, unknown>)[name]
    if ((item === undefined || item === null) && key.endsWith('?')) return []
    return faults(inner, item, `${path}/${name}`)
  })
}

const PASSWORD = 'another long password'
const server = await testServer()
const { url, admin } = server
const seen = new Set<string>()
let token = ''
let workspaceId = ''
let dock: SimulatedDock

/** As the demo's client does it: token in its own header, no body and no content type where it has none. */
async function call<T = any>(
  name: string,
  params: Record<string, string> = {},
  body?: unknown,
  query = '',
): Promise<Answer<T>> {
  const [method, path] = name.split(' ') as [string, string]
  const answer = await request(url, method, fill(path, params) + query, body, token ? { 'x-auth-token': token } : {})
  seen.add(name)
  if (answer.status === 200 && answer.code === 0) {
    assert.equal(answer.message, 'success')
    assert.deepEqual(faults(contract.http[name]!, answer.data), [], name)
  }
  return answer
}
const signIn = (username: string, password: string, flag: number) =>
  request(url, 'POST', '/manage/api/v1/login', { username, password, flag }, { 'x-auth-token': 'null' })

before(async () => {
  dock = await server.dock('DEMO-DOCK', { product: 'dock1', aircraftOn: true, speed: 20, osdInterval: 1_000 })
  await server.member('demo-web', 'admin')
  await server.member('demo-pilot', 'pilot')
})

test('login: the account in the body, the flag decides, what is wrong is told with HTTP 200', async () => {
  const name = 'POST /manage/api/v1/login'
  const answer = await signIn('demo-web', PASSWORD, 1)
  assert.deepEqual([answer.status, answer.code, answer.message], [200, 0, 'success'])
  assert.deepEqual(faults(contract.http[name]!, answer.data), [])
  seen.add(name)
  assert.deepEqual([answer.data.username, answer.data.user_type], ['demo-web', 1])
  assert.match(answer.data.mqtt_addr, /^(tcp|ssl|ws|wss):\/\//)
  token = answer.data.access_token
  workspaceId = answer.data.workspace_id
  assert.match(token, /^[\w-]+\.[\w-]+\.[\w-]+$/)

  const wrongType = await signIn('demo-web', PASSWORD, 2)
  assert.deepEqual([wrongType.status, wrongType.code, wrongType.data], [200, -1, undefined])
  const pilot = await signIn('demo-pilot', PASSWORD, 2)
  assert.deepEqual([pilot.code, pilot.data.user_type], [0, 2])
})

test('account, workspace, members and token', async () => {
  const own = await call('GET /manage/api/v1/users/current')
  assert.equal(own.data.access_token, undefined)
  assert.equal(own.data.workspace_id, workspaceId)
  const workspace = await call('GET /manage/api/v1/workspaces/current')
  assert.equal(workspace.data.workspace_id, workspaceId)
  assert.ok(workspace.data.bind_code.length > 4)

  const users = 'GET /manage/api/v1/users/{workspace_id}/users'
  const list = await call(users, { workspace_id: workspaceId }, undefined, '?&page=1&page_size=50')
  const member = list.data.list.find((user: any) => user.username === 'demo-pilot')
  assert.deepEqual([member.user_type, member.mqtt_password], ['Pilot', ''])
  assert.match(member.create_time, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  assert.deepEqual(list.data.pagination, { page: 1, page_size: 50, total: list.data.list.length })
  const params = { workspace_id: workspaceId, user_id: member.user_id }
  const saved = await call('PUT /manage/api/v1/users/{workspace_id}/users/{user_id}', params, member)
  assert.deepEqual([saved.status, saved.code, saved.data], [200, 0, ''])

  const before = token
  const renewed = await call('POST /manage/api/v1/token/refresh', {}, {})
  token = renewed.data.access_token
  assert.notEqual(token, before)
  const bad = await request(url, 'POST', '/manage/api/v1/token/refresh', undefined, { 'x-auth-token': 'bad' })
  assert.equal(bad.status, 401)
  assert.equal((await request(url, 'GET', '/manage/api/v1/workspaces/current')).status, 401)
})

test('devices: tree, one, bound by domain, rename', async () => {
  const ws = { workspace_id: workspaceId }
  const tree = 'GET /manage/api/v1/devices/{workspace_id}/devices'
  dock.link.state(dock.aircraft.sn, { payloads: [{ payload_index: '53-0-0', sn: 'P1', control_source: 'A' }] })
  await eventually(
    'the payloads are known',
    async () => (await call(tree, ws)).data[0]?.children?.payloads_list.length > 0,
  )
  const [gateway] = (await call(tree, ws)).data
  assert.deepEqual([gateway.device_sn, gateway.domain, gateway.status, gateway.bound_status], [dock.sn, 3, true, true])
  assert.ok(!Array.isArray(gateway.children), 'an object, not a list')
  assert.deepEqual([gateway.children.device_sn, gateway.child_device_sn], [dock.aircraft.sn, dock.aircraft.sn])
  assert.deepEqual(faults('@device', gateway.children), [])
  assert.match(gateway.bound_time, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  assert.equal(gateway.workspace_name, (await call('GET /manage/api/v1/workspaces/current')).data.workspace_name)

  const one = 'GET /manage/api/v1/devices/{workspace_id}/devices/{device_sn}'
  assert.equal((await call(one, { ...ws, device_sn: dock.aircraft.sn })).data.domain, 0)
  assert.equal((await call(one, { ...ws, device_sn: 'NOBODY' })).status, 404)

  const bound = 'GET /manage/api/v1/devices/{workspace_id}/devices/bound'
  const docks = await call(bound, ws, undefined, '?&page=1&page_size=50&domain=3')
  assert.deepEqual(
    docks.data.list.map((d: any) => d.device_sn),
    [dock.sn],
  )
  const aircraft = await call(bound, ws, undefined, '?&page=1&page_size=50&domain=0')
  assert.deepEqual(
    aircraft.data.list.map((d: any) => d.device_sn),
    [dock.aircraft.sn],
  )

  const rename = 'PUT /manage/api/v1/devices/{workspace_id}/devices/{device_sn}'
  const renamed = await call(rename, { ...ws, device_sn: dock.sn }, { ...gateway, nickname: 'As the demo does' })
  assert.equal(renamed.code, 0, renamed.message)
  assert.equal((await call(one, { ...ws, device_sn: dock.sn })).data.nickname, 'As the demo does')
})

test('a property of the aircraft is set by the serial number of its dock', async () => {
  const name = 'PUT /manage/api/v1/devices/{workspace_id}/devices/{device_sn}/property'
  const params = { workspace_id: workspaceId, device_sn: dock.sn }
  for (const body of [{ night_lights_state: 1 }, { height_limit: 120 }, { distance_limit_status: { state: 1 } }]) {
    const { status, code, message } = await call(name, params, body)
    assert.deepEqual([status, code], [200, 0], `${JSON.stringify(body)}: ${message}`)
  }
  assert.equal((await call(name, params, { height_limit: 5_000 })).status, 400)
})

test('binding of a controller by its pilot, and unbinding', async () => {
  const web = token
  const pilot = { server: url, username: 'demo-pilot', password: PASSWORD }
  const rc = new SimulatedRemoteController({ sn: 'DEMO-RC', product: 'rc-pro', ...pilot, osdInterval: 500 })
  server.atEnd(() => rc.stop())
  await rc.join()
  const { data } = await signIn('demo-pilot', PASSWORD, 2)
  token = data.access_token
  const body = { device_sn: 'DEMO-RC', user_id: data.user_id, workspace_id: workspaceId, domain: '2' }
  const again = await call('POST /manage/api/v1/devices/{device_sn}/binding', { device_sn: 'DEMO-RC' }, body)
  assert.deepEqual([again.status, again.code, again.data], [200, 0, ''])
  token = web
  const viewer = await watch()
  const osd = await viewer.until('gateway_osd', data => data.sn === 'DEMO-RC')
  assert.deepEqual(faults(contract.websocket.gateway_osd!, osd), [])
  const gone = await call('DELETE /manage/api/v1/devices/{device_sn}/unbinding', { device_sn: 'DEMO-RC' })
  assert.deepEqual([gone.status, gone.code, gone.data], [200, 0, ''])
  assert.deepEqual(faults(contract.websocket.device_offline!, await viewer.until('device_offline')), [])
})

const JOB = 'POST /control/api/v1/devices/{sn}/jobs/{service_identifier}'
const job = (service_identifier: string, body?: unknown) => call(JOB, { sn: dock.sn, service_identifier }, body)

test('WebSocket: token raw in the query, one text frame a message, the demo’s codes and fields', async () => {
  const viewer = await watch()
  for (const part of ['basic', 'link', 'work'] as const) {
    const key = { basic: 'mode_code', link: 'wireless_link', work: 'job_number' }[part]
    // The client tells the three messages of a dock apart by the first of these keys that it finds.
    const others = { basic: [], link: ['mode_code'], work: ['mode_code', 'wireless_link'] }[part] as string[]
    const match = (data: any) => data.sn === dock.sn && key in data.host && others.every(other => !(other in data.host))
    const { host } = await viewer.until('dock_osd', match)
    assert.deepEqual(faults(contract.dock_osd[part], host), [], part)
  }
  const osd = await viewer.until('device_osd', data => data.sn === dock.aircraft.sn)
  assert.deepEqual(faults(contract.websocket.device_osd!, osd), [])

  assert.equal((await job('debug_mode_open')).code, 0)
  assert.equal((await job('cover_open')).code, 0)
  const progress = await viewer.until('cover_open', data => data.output.status === 'ok')
  assert.equal(progress.sn, dock.sn)
  for (const { biz_code, data } of viewer.messages)
    if (biz_code === 'cover_open') assert.deepEqual(faults(contract.websocket.cover_open!, data), [])

  dock.link.drop()
  await viewer.until('device_offline', data => data.sn === dock.sn)
  await viewer.until('device_online', data => data.sn === dock.sn)
  for (const { biz_code, data, ...envelope } of viewer.messages) {
    assert.deepEqual(faults({ version: 'string', timestamp: 'integer' }, envelope), [], biz_code)
    if (biz_code === 'device_online' || biz_code === 'device_offline')
      assert.deepEqual(faults(contract.websocket[biz_code]!, data), [], biz_code)
  }
})

test('remote debugging: each job that the demo knows reaches the dock, with the body that it sends', async () => {
  const actions: Record<string, number> = {
    ...{ alarm_state_switch: 1, battery_store_mode_switch: 2, battery_maintenance_switch: 1, sdr_workmode_switch: 1 },
    air_conditioner_mode_switch: 1,
  }
  await eventually('remote debugging is on', () => dock.debugging)
  for (const name of contract.jobs) {
    // Switched off, or gone for a while: of these it is enough that they are known.
    if (['debug_mode_open', 'debug_mode_close', 'device_reboot'].includes(name)) continue
    // Sent above already, and motion waits before it goes again.
    if (name === 'cover_open') continue
    const { status, message } = await job(name, name in actions ? { action: actions[name] } : undefined)
    assert.equal(status, 200, `${name}: ${message}`)
    assert.ok(
      dock.received.some(({ method }) => method === name),
      name,
    )
    await eventually(`${name} is over`, () => dock.job === undefined)
  }
  const link = dock.received.find(({ method }) => method === 'sdr_workmode_switch')!
  assert.deepEqual(link.data, { link_workmode: 1 })
  assert.deepEqual(dock.violations, [])
})

test('what the demo’s client does: no workspace in the path, odd queries, no body, DELETE with a body', async () => {
  const headers = { 'x-auth-token': token }
  for (const path of [
    ...['/manage/api/v1/devices/null/devices', '/manage/api/v1/devices//devices'],
    ...[
      '/manage/api/v1/users//users?&page=1&page_size=10',
      '/manage/api/v1/devices/null/devices/bound?&page=1&domain=3',
    ],
  ]) {
    const { status, text } = await rawRequest(url, 'GET', path, { headers })
    assert.deepEqual([status, JSON.parse(text).code], [200, 0], path)
  }
  const bare = await rawRequest(url, 'POST', `/control/api/v1/devices/${dock.sn}/jobs/debug_mode_open`, { headers })
  assert.equal(bare.status, 200)
  const made = await admin.post('/manage/api/v1/workspaces/null/sites', { name: 'To go' })
  const path = `/manage/api/v1/workspaces/null/sites/${made.data.site_id}`
  const deleted = await rawRequest(url, 'DELETE', path, {
    ...{ headers: { ...headers, 'content-type': 'application/json' }, body: '{"a":1}' },
  })
  assert.deepEqual([deleted.status, JSON.parse(deleted.text).code], [200, 0])
})

test('a wrong password is code 401 in a 200, and 429 from the sixth on', async () => {
  for (let i = 0; i < 5; i++) {
    const { status, code, data } = await signIn('demo-web', 'wrong', 1)
    assert.deepEqual([status, code, data], [200, 401, undefined])
  }
  const { status, data } = await signIn('demo-web', PASSWORD, 1)
  assert.equal(status, 429)
  assert.ok(data.retry_after > 0 && data.retry_after <= 60)
})

test('every endpoint and push of the contract was looked at', () => {
  assert.deepEqual([...seen].sort(), Object.keys(contract.http).sort())
})

/** With the token as it is in the query, as the demo's client leaves it. */
async function watch() {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/ws?x-auth-token=${token}`)
  server.atEnd(() => socket.terminate())
  const messages: { biz_code: string; data: any; version: string; timestamp: number }[] = []
  socket.on('message', (frame, isBinary) => {
    assert.equal(isBinary, false)
    messages.push(JSON.parse(String(frame)))
  })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  return {
    messages,
    async until(code: string, match: (data: any) => boolean = () => true): Promise<any> {
      await eventually(code, () => messages.some(m => m.biz_code === code && match(m.data)), 30_000)
      return messages.find(m => m.biz_code === code && match(m.data))!.data
    },
  }
}
