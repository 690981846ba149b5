/** Commands over HTTP to simulated docks: what is sent, what is refused, what settles them, and what never happens. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SimulatedDock } from '@rookery/simulator'
import { eventually, testServer } from '../../../../test/support/server.ts'

const server = await testServer()
const { admin, db } = server
const dock = await server.dock('CMD-DOCK', { speed: 8 })
const services = `/control/api/v1/devices/${dock.sn}/services`
const jobs = `/control/api/v1/devices/${dock.sn}/jobs`
const received = (of: SimulatedDock, method: string) => of.received.filter(command => command.method === method)
await eventually('telemetry of the dock', async () =>
  (await admin.get('/manage/api/v1/workspaces/null/devices/latest')).data.list.some(
    (d: any) => d.osd.cover_state !== undefined,
  ),
)

test('the lid opens: command, progress over the WebSocket, state in telemetry, history and audit', async () => {
  const viewer = await admin.watch()
  assert.equal((await admin.post(`${jobs}/debug_mode_open`)).code, 0)
  const sent = await admin.post(`${jobs}/cover_open`)
  assert.equal(sent.code, 0, sent.message)
  assert.equal(sent.data.state, 'in_progress')
  const progress = await viewer.until('cover_open', data => data.output?.status === 'ok')
  assert.equal(progress.sn, dock.sn)
  await viewer.until('command_update', data => data.command_id === sent.data.command_id && data.state === 'ok')
  await viewer.until('dock_osd', data => data.sn === dock.sn && data.host.cover_state === 1)
  const { data: command } = await admin.get(`/manage/api/v1/workspaces/null/commands/${sent.data.command_id}`)
  assert.deepEqual([command.state, command.result, command.method, command.username], ['ok', 0, 'cover_open', 'admin'])
  assert.ok(command.finished_at >= command.created_at)
  const { data: audit } = await admin.get('/manage/api/v1/workspaces/null/audit?action=command.cover_open')
  assert.equal(audit.list[0].target, dock.sn)
  assert.equal(audit.list[0].result, '0')
  assert.deepEqual(dock.violations, [])
})

test('a switch takes its action; a refusal of the device comes with cause and what to do', async () => {
  const bad = await admin.post(`${jobs}/alarm_state_switch`, { action: 7 })
  assert.equal(bad.status, 400)
  assert.equal(bad.data.errors[0].path, '/action')
  assert.equal((await admin.post(`${jobs}/alarm_state_switch`, { action: 1 })).code, 0)
  await admin.post(`${jobs}/debug_mode_close`)
  const refused = await admin.post(`${services}/supplement_light_open`)
  assert.equal(refused.status, 200)
  assert.notEqual(refused.code, 0)
  assert.equal(refused.data.state, 'failed')
  assert.ok(refused.data.cause.length > 10 && refused.data.action.length > 10)
  await admin.post(`${jobs}/debug_mode_open`)
})

test('what is not declared, not of this gateway, or of a feature is not sent', async () => {
  assert.equal((await admin.post(`${services}/brew_coffee`)).status, 404)
  assert.equal((await admin.post(`${services}/putter_open`)).status, 409)
  assert.equal((await admin.post(`${services}/flighttask_execute`, { flight_id: 'x' })).status, 403)
  assert.equal((await admin.post(`${jobs}/takeoff_to_point`, {})).status, 404)
  assert.equal(received(dock, 'putter_open').length + received(dock, 'flighttask_execute').length, 0)
})

test('the same motion twice within 10 s is one; an Idempotency-Key answers the first result again', async () => {
  const before = received(dock, 'cover_close').length
  const answers = await Promise.all([1, 2, 3].map(() => admin.post(`${jobs}/cover_close`)))
  assert.deepEqual(answers.map(a => a.status).sort(), [200, 409, 409])
  assert.equal(received(dock, 'cover_close').length - before, 1)
  const keyed = await Promise.all(
    [1, 2, 3].map(() => admin.post(`${services}/drone_open`, {}, { 'idempotency-key': 'once' })),
  )
  assert.equal(new Set(keyed.map(a => a.data.command_id)).size, 1)
  assert.equal(received(dock, 'drone_open').length, 1)
  const reused = await admin.post(`${services}/drone_close`, {}, { 'idempotency-key': 'once' })
  assert.deepEqual([reused.status, reused.data.reason], [409, 'idempotency_key_reused'])
})

test('an aircraft is reached through its gateway', async () => {
  const flying = await server.dock('CMD-AIR', { aircraftOn: true })
  const aircraft = flying.aircraft.sn
  const sent = await admin.post(`/control/api/v1/devices/${aircraft}/services/flight_authority_grab`)
  assert.equal(sent.code, 0, sent.message)
  const { data } = await admin.get(`/manage/api/v1/workspaces/null/commands/${sent.data.command_id}`)
  assert.deepEqual([data.device_sn, data.gateway_sn], [aircraft, flying.sn])
})

test('properties are set per field, and only those that can be', async () => {
  const url = `/manage/api/v1/devices/null/devices/${dock.sn}/property`
  const done = await admin.put(url, { silent_mode: 1 })
  assert.equal(done.code, 0, done.message)
  assert.equal(done.data.silent_mode.result, 0)
  for (const bad of [{ mode_code: 1 }, { silent_mode: 9 }, { nonsense: 1 }, {}])
    assert.equal((await admin.put(url, bad)).status, 400, JSON.stringify(bad))
})

test('a reply that is lost: 202, unknown, published once; a late one settles it', async () => {
  const slow = await server.dock('CMD-LATE', { faults: { lateReplies: { rate: 1, delayMs: 11_500 } } })
  const sent = await admin.post(`/control/api/v1/devices/${slow.sn}/services/debug_mode_open`)
  assert.equal(sent.status, 202)
  assert.equal(sent.data.state, 'unknown')
  assert.equal(received(slow, 'debug_mode_open').length, 1)
  await eventually('the late reply', async () => {
    const { data } = await admin.get(`/manage/api/v1/workspaces/null/commands/${sent.data.command_id}`)
    return data.state !== 'unknown'
  })
})

test('a command to a dock that is away is refused before anything is published', async () => {
  const away = await server.dock('CMD-AWAY')
  await away.stop()
  await eventually(
    'the dock is seen offline',
    async () => (await admin.get(`/manage/api/v1/devices/null/devices/${away.sn}`)).data.online === false,
  )
  const sent = await admin.post(`/control/api/v1/devices/${away.sn}/services/debug_mode_open`)
  assert.deepEqual([sent.status, sent.code], [409, 212015])
  assert.equal((await db.selectFrom('commands').selectAll().where('gateway_sn', '=', away.sn).execute()).length, 0)
})

test('out of service refuses motion from everybody and lets protection pass', async () => {
  const url = `/manage/api/v1/workspaces/null/gateways/${dock.sn}/out-of-service`
  assert.equal((await admin.put(url, { reason: 'rotor damaged' })).code, 0)
  const refused = await admin.post(`${services}/cover_open`, {}, { 'idempotency-key': crypto.randomUUID() })
  assert.equal(refused.status, 409)
  assert.equal(refused.data.reason, 'out_of_service')
  assert.match(refused.message, /rotor damaged/)
  assert.notEqual((await admin.post(`${services}/return_home`)).status, 409)
  assert.equal((await admin.delete(url)).code, 0)
})

test('each press of the brake is a command of its own', async () => {
  const before = received(dock, 'return_home').length
  await Promise.all([1, 2, 3, 4].map(() => admin.post(`${services}/return_home`)))
  assert.equal(received(dock, 'return_home').length - before, 4)
})
