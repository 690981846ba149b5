/** What a command must keep to on its way to a device, and what credentials are worth; by a clock that the test moves. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { METHODS, newId, topicOf } from '@rookery/thing-model'
import { manualClock } from '../../server/src/platform/clock.ts'
import { type Gateway, type GatewayOptions, gateway } from '../support/gateway.ts'
import { bareClient } from '../support/mqtt.ts'
import { type Client, eventually, testServer } from '../support/server.ts'

const clock = manualClock(Date.now())
const server = await testServer({}, { clock })
const { db } = server
const base = '/manage/api/v1'
const PASSWORD = 'another long password'
let admin: Client = server.admin
/** The clock outruns tokens. */
const signIn = async () => {
  admin = await server.signIn('admin', 'correct horse battery')
}
const add = async (sn: string, options?: GatewayOptions): Promise<Gateway> => {
  const made = await gateway(admin, server.mqttUrl, sn, options)
  server.atEnd(() => made.end())
  return made
}
const send = (sn: string, method: string, data: unknown = {}, headers?: Record<string, string>) =>
  admin.post(`/control/api/v1/devices/${sn}/services/${method}`, data, headers)
const services = (dock: Gateway, method: string) => dock.heard('services').filter(message => message.method === method)
/** Answers every command at once. */
const obey = (dock: Gateway, data: unknown = { result: 0 }) =>
  dock.client.on('message', (topic, payload) => {
    if (topic !== topicOf('services', dock.sn)) return
    const { tid, bid, method } = JSON.parse(payload.toString())
    void dock.say('services_reply', { tid, bid, method, data })
  })
const fresh = async (dock: Gateway) => {
  await dock.say('osd', { data: { mode_code: 2, cover_state: 0 } })
  await dock.say('osd', { data: { mode_code: 3 } }, dock.aircraft)
}
const TAKEOFF = METHODS.get('takeoff_to_point')!.services!.example!.request
const FLY = METHODS.get('fly_to_point')!.services!.example!.request

// Motion -------------------------------------------------------------------------------------------------------------------

test('no answer in 10 s: unknown, published once, and nobody sends it again', async () => {
  const dock = await add('RULE-MUTE')
  await fresh(dock)
  const sent = send(dock.sn, 'cover_open')
  await eventually('the command', () => services(dock, 'cover_open').length === 1)
  await clock.advance(9_900)
  let settled = false
  sent.then(() => (settled = true))
  await new Promise(resolve => setTimeout(resolve, 200))
  assert.equal(settled, false)
  await clock.advance(200)
  const { status, data } = await sent
  assert.deepEqual([status, data.state], [202, 'unknown'])
  await clock.advance(120_000)
  await new Promise(resolve => setTimeout(resolve, 200))
  assert.equal(services(dock, 'cover_open').length, 1)
})

test('a reply settles it up to 24 hours late, and not later', async () => {
  const dock = await add('RULE-LATE')
  const ask = async () => {
    const sent = send(dock.sn, 'debug_mode_open')
    const before = services(dock, 'debug_mode_open').length
    await eventually('the command', () => services(dock, 'debug_mode_open').length > before)
    await clock.advance(10_100)
    const { tid, bid } = services(dock, 'debug_mode_open').at(-1)!
    return { commandId: (await sent).data.command_id as string, tid, bid }
  }
  const stateOf = async (id: string) => (await admin.get(`${base}/workspaces/null/commands/${id}`)).data.state
  const [early, late] = [await ask(), await ask()]
  await clock.jump(23 * 3600_000)
  await signIn()
  const reply = { method: 'debug_mode_open', data: { result: 0 } }
  // Without `gateway`, and by a clock that is behind the server's: as real docks do.
  await dock.publish(topicOf('services_reply', dock.sn), { ...reply, tid: early.tid, bid: early.bid, timestamp: 1 })
  assert.equal(await stateOf(early.commandId), 'ok')
  await clock.jump(1.1 * 3600_000)
  await signIn()
  await dock.say('services_reply', { ...reply, tid: late.tid, bid: late.bid })
  assert.equal(await stateOf(late.commandId), 'unknown')
})

test('motion waits for fresh telemetry, for flight authority, and for nothing that is out of service', async () => {
  const dock = await add('RULE-GUARD')
  obey(dock)
  const refusal = async (method: string, data?: unknown) => {
    const { status, data: body } = await send(dock.sn, method, data, { 'idempotency-key': newId() })
    return status === 409 ? body.reason : status
  }
  assert.equal(await refusal('cover_open'), 'stale_telemetry')
  await fresh(dock)
  assert.equal(await refusal('cover_open'), 200)
  await clock.advance(5_001)
  assert.equal(await refusal('cover_open'), 'stale_telemetry')
  await fresh(dock)
  assert.equal(await refusal('fly_to_point', FLY), 'no_flight_authority')
  assert.equal((await send(dock.sn, 'flight_authority_grab')).code, 0)
  assert.equal(await refusal('fly_to_point', FLY), 200)
  // Somebody takes over, then the aircraft is away for a while: what was granted is not any more.
  await clock.advance(31_000)
  await fresh(dock)
  assert.equal(await refusal('fly_to_point', FLY), 'no_flight_authority')

  const lock = `${base}/workspaces/null/gateways/${dock.sn}/out-of-service`
  assert.equal((await admin.put(lock, { reason: 'rotor', until: clock.now() + 60_000 })).code, 0)
  assert.equal(await refusal('cover_open'), 'out_of_service')
  const { data: key } = await admin.post(`${base}/workspaces/null/api-keys`, { name: 'robot', role: 'admin' })
  const robot = { 'x-auth-token': key.key, 'idempotency-key': newId() }
  const byKey = await admin.call('POST', `/control/api/v1/devices/${dock.sn}/services/cover_open`, {}, robot)
  assert.deepEqual([byKey.status, byKey.data.reason], [409, 'out_of_service'])
  await clock.advance(60_500)
  await fresh(dock)
  assert.equal(await refusal('cover_open'), 200)
  // Nothing of what was refused was published.
  assert.equal(services(dock, 'cover_open').length, 2)
  assert.equal(services(dock, 'fly_to_point').length, 1)
})

test('the same motion again within 10 s is refused, later it goes; a key makes a repetition the same command', async () => {
  const dock = await add('RULE-TWICE')
  obey(dock)
  await fresh(dock)
  assert.equal((await send(dock.sn, 'cover_open')).status, 200)
  const again = await send(dock.sn, 'cover_open')
  assert.deepEqual([again.status, again.data.reason], [409, 'repeated'])
  await clock.advance(10_100)
  await fresh(dock)
  assert.equal((await send(dock.sn, 'cover_open')).status, 200)
  assert.equal(services(dock, 'cover_open').length, 2)

  const key = { 'idempotency-key': 'the same' }
  const first = await send(dock.sn, 'cover_close', {}, key)
  await clock.advance(60_000)
  await fresh(dock)
  const second = await send(dock.sn, 'cover_close', {}, key)
  assert.deepEqual([first.status, second.data.command_id], [200, first.data.command_id])
  assert.equal(services(dock, 'cover_close').length, 1)
  const other = await send(dock.sn, 'drone_open', {}, key)
  assert.deepEqual([other.status, other.data.reason], [409, 'idempotency_key_reused'])
  assert.equal(services(dock, 'drone_open').length, 0)
})

test('a take-off for a dock that is away is refused, and nothing waits for it when it comes back', async () => {
  const mqtt = { clean: false, protocolVersion: 4 as const }
  const dock = await add('RULE-AWAY', { mqtt })
  await fresh(dock)
  await dock.end()
  await eventually(
    'it is seen offline',
    async () => !(await admin.get(`${base}/devices/null/devices/${dock.sn}`)).data.online,
  )
  const sent = await send(dock.sn, 'takeoff_to_point', TAKEOFF, { 'idempotency-key': newId() })
  assert.deepEqual([sent.status, sent.code], [409, 212015])
  const again = await bareClient(server.mqttUrl, {
    ...{ username: dock.sn, password: dock.password, clientId: dock.sn, ...mqtt },
  })
  server.atEnd(() => again.end())
  assert.ok(await again.subscribe(topicOf('services', dock.sn)))
  await again.publish(topicOf('osd', dock.sn), { tid: '1', bid: '1', data: { mode_code: 0 } })
  await new Promise(resolve => setTimeout(resolve, 500))
  assert.deepEqual(again.received, [])
  const rows = await db.selectFrom('commands').select('command_id').where('gateway_sn', '=', dock.sn).execute()
  assert.deepEqual(rows, [])
})

test('a command to an aircraft goes by its best link, also when that changes', async () => {
  const one = await add('RULE-LINK-1', { aircraft: 'RULE-SHARED' })
  const two = await add('RULE-LINK-2', { aircraft: 'RULE-SHARED' })
  for (const dock of [one, two]) obey(dock)
  const grabs = () => [one, two].map(dock => services(dock, 'flight_authority_grab').length)
  await one.say('osd', { data: { mode_code: 3, best_link_gateway: one.sn } }, 'RULE-SHARED')
  assert.equal((await send('RULE-SHARED', 'flight_authority_grab')).code, 0)
  assert.deepEqual(grabs(), [1, 0])
  await two.say('osd', { data: { best_link_gateway: two.sn } }, 'RULE-SHARED')
  assert.equal((await send('RULE-SHARED', 'flight_authority_grab')).code, 0)
  assert.deepEqual(grabs(), [1, 1])
  // A gateway that does not carry it is no link to it.
  await two.say('osd', { data: { best_link_gateway: 'RULE-GUARD' } }, 'RULE-SHARED')
  assert.equal((await send('RULE-SHARED', 'flight_authority_grab')).code, 0)
  assert.deepEqual(grabs(), [1, 2])
})

// Protection -----------------------------------------------------------------------------------------------------------------

test('protective commands go whatever is wrong, and each press is one of its own', async () => {
  const dock = await add('RULE-SAVE')
  assert.equal(
    (await admin.put(`${base}/workspaces/null/gateways/${dock.sn}/out-of-service`, { reason: 'everything' })).code,
    0,
  )
  // No telemetry at all, no authority, out of service, and no answer to the press before.
  const protective = [...METHODS.values()].filter(
    ({ safety, services, generic }) =>
      safety === 'protective' && services?.products.includes('dock3') && generic !== false,
  )
  assert.ok(protective.length >= 3, `${protective.map(({ name }) => name)}`)
  const presses = protective.flatMap(({ name, services }) =>
    [1, 2].map(() => send(dock.sn, name, services?.example?.request ?? {})),
  )
  for (const { name } of protective) {
    await eventually(`two presses of ${name}`, () => services(dock, name).length === 2)
    const [a, b] = services(dock, name)
    assert.notEqual(a!.tid, b!.tid)
    assert.notEqual(a!.bid, b!.bid)
  }
  await clock.advance(10_100)
  for (const { status } of await Promise.all(presses)) assert.equal(status, 202)
  const rows = await db.selectFrom('commands').select('command_id').where('gateway_sn', '=', dock.sn).execute()
  assert.equal(rows.length, presses.length)
})

test('every command is on the audit log: who, what, to what, from where, with which result; refused ones too', async () => {
  const dock = await add('RULE-AUDIT')
  obey(dock, { result: 314003 })
  await admin.post(`${base}/workspaces/null/users`, { username: 'audit-pilot', password: PASSWORD, role: 'pilot' })
  const pilot = await server.signIn('audit-pilot', PASSWORD)
  const { data: key } = await admin.post(`${base}/workspaces/null/api-keys`, { name: 'night robot', role: 'pilot' })
  const path = `/control/api/v1/devices/${dock.sn}/services`
  await pilot.post(`${path}/debug_mode_open`)
  await admin.call('POST', `${path}/supplement_light_open`, {}, { 'x-auth-token': key.key })
  await pilot.post(`${path}/cover_open`)
  await pilot.post(`${path}/device_reboot`)
  let rows: any[] = []
  await eventually('all four', async () => {
    const { data } = await admin.get(`${base}/workspaces/null/audit?page_size=500`)
    rows = data.list.filter((row: any) => row.target === dock.sn && row.action.startsWith('command.'))
    return rows.length >= 4
  })
  const facts = (row: any) => [row.username, row.action, row.result, row.detail.source]
  assert.deepEqual(rows.map(facts).toSorted(), [
    ['API key night robot', 'command.supplement_light_open', '314003', 'api-key'],
    ['audit-pilot', 'command.cover_open', 'refused: stale_telemetry', 'console'],
    ['audit-pilot', 'command.debug_mode_open', '314003', 'console'],
    ['audit-pilot', 'command.device_reboot', 'refused: role', 'console'],
  ])
  for (const row of rows) {
    assert.match(row.address, /127\.0\.0\.1/)
    assert.ok(Math.abs(row.time - clock.now()) < 60_000)
  }
})

// Credentials ------------------------------------------------------------------------------------------------------------------

test('rotate: the old password lives until the new one is used; reissue and removal end it at once', async () => {
  const dock = await add('RULE-KEYS')
  const gateways = `${base}/workspaces/null/gateways/${dock.sn}`
  const connect = (password: string, clientId: string) =>
    bareClient(server.mqttUrl, { username: dock.sn, password, clientId, protocolVersion: 4 })
  const refused = (password: string) =>
    assert.rejects(connect(password, `x-${newId()}`), /not authorized|bad user ?name/i)
  const fresh = async (how: string) => {
    const { data } = await admin.post(`${gateways}/${how}`)
    assert.match(data.mqtt_password, /^[a-hjkmnp-z2-9]{16}$/)
    assert.equal(data.mqtt_username, dock.sn)
    return data.mqtt_password as string
  }
  const old = dock.password
  const rotated = await fresh('rotate')
  assert.notEqual(rotated, old)
  assert.ok(dock.client.connected, 'a dock in flight stays connected')
  await (await connect(old, 'still')).end()
  const first = await connect(rotated, 'first')
  await eventually('the old one is dead', async () => {
    const tried = await connect(old, `x-${newId()}`).catch(() => undefined)
    await tried?.end()
    return !tried
  })
  assert.ok(first.client.connected)

  const reissued = await fresh('reissue')
  await first.closed
  await dock.closed
  await refused(rotated)
  await refused(old)
  // Rotated and reissued again before anybody used it: only the last one counts.
  await fresh('rotate')
  const last = await fresh('reissue')
  await refused(reissued)
  const client = await connect(last, 'last')

  assert.equal((await admin.delete(gateways)).code, 0)
  await client.closed
  await refused(last)
  assert.equal((await admin.get(`${base}/devices/null/devices/${dock.sn}`)).status, 404)
  assert.equal((await admin.get(gateways)).status, 404)

  const { data } = await admin.get(`${base}/workspaces/null/gateways/rejections?page_size=500`)
  const ours = data.list.filter((row: any) => row.claimed_sn === dock.sn)
  assert.ok(ours.some((row: any) => row.reason === 'wrong_password' && row.address.includes('127.0.0.1')))
  assert.ok(ours.some((row: any) => row.reason === 'unknown_account'))
  const text = JSON.stringify([data, (await admin.get(`${base}/workspaces/null/audit?page_size=500`)).data])
  for (const password of [old, rotated, reissued, last]) assert.ok(!text.includes(password))
})

test('a client of another account cannot take over a client id; its own can', async () => {
  const dock = await add('RULE-ID')
  const thief = await add('RULE-THIEF')
  const options = { username: thief.sn, password: thief.password, protocolVersion: 4 as const }
  await assert.rejects(bareClient(server.mqttUrl, { ...options, clientId: dock.sn }), /identifier rejected/i)
  assert.ok(dock.client.connected)
  const own = await bareClient(server.mqttUrl, {
    ...{ username: dock.sn, password: dock.password, protocolVersion: 4, clientId: dock.sn },
  })
  server.atEnd(() => own.end())
  await dock.closed
  const timeline = (await admin.get(`${base}/workspaces/null/gateways/${thief.sn}/timeline`)).data.list
  assert.ok(timeline.some((row: any) => row.step === 'client_id_in_use' && row.ok === false))
})
