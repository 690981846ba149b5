/** What devices say beside their telemetry: asked, answered, believed or not, and shown however odd it is. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JoinRefused, ODDITY_NAMES, SimulatedDock } from '@rookery/simulator'
import { METHODS, methodsOf, newId, topicOf } from '@rookery/thing-model'
import { fitting } from '../support/bad-values.ts'
import { addGateway, type Gateway, type GatewayOptions, gateway } from '../support/gateway.ts'
import { eventually, testServer } from '../support/server.ts'

const server = await testServer()
const { admin, db } = server
const base = '/manage/api/v1'
const add = async (sn: string, options?: GatewayOptions): Promise<Gateway> => {
  const made = await gateway(admin, server.mqttUrl, sn, options)
  server.atEnd(() => made.end())
  return made
}
const device = async (sn: string) => (await admin.get(`${base}/devices/null/devices/${sn}`)).data
const latest = async (sn: string) =>
  (await admin.get(`${base}/workspaces/null/devices/latest`)).data.list.find((row: any) => row.sn === sn)
const steps = async (sn: string): Promise<string[]> =>
  (await admin.get(`${base}/workspaces/null/gateways/${sn}/timeline`)).data.list.map((row: any) => row.step)
const failures = () =>
  server.logs.filter(({ level }) => level >= 50).map(({ msg, err }) => `${msg} ${JSON.stringify(err)}`)

// Requests ---------------------------------------------------------------------------------------------------------------

test('every declared request is answered, and an unknown one refused, each within a second of server time', async () => {
  const dock = await add('EV-ASKS')
  const declared = methodsOf('requests')
  assert.ok(declared.length >= 9)
  for (const { name, requests } of declared) {
    const data = requests?.request ? fitting(requests.request) : {}
    const before = performance.now()
    const answer = await dock.ask('requests', { method: name, data })
    // Five times the second, for a machine that is busy.
    assert.ok(performance.now() - before < 5_000, name)
    assert.equal(answer.method, name)
    if (name === 'config') {
      assert.equal(answer.data.result, undefined, 'answered flat')
      assert.deepEqual(Object.keys(answer.data).sort(), [
        ...['app_id', 'app_key', 'app_license', 'ntp_server_host', 'ntp_server_port'],
      ])
    } else assert.equal(typeof answer.data.result, 'number', name)
  }
  for (const method of ['offline_map_get', 'flight_areas_get'])
    assert.equal((await dock.ask('requests', { method, data: {} })).data.result, 0, method)
  for (const method of ['brew_coffee', '', undefined])
    assert.notEqual((await dock.ask('requests', { method, data: {} })).data.result, 0, String(method))
  await eventually('the unknown one is counted', async () => {
    const { data } = await admin.get(`${base}/workspaces/null/deviations?page_size=500`)
    return data.list.some((row: any) => row.method === 'brew_coffee' && row.topic === 'requests')
  })
})

test('config: what the workspace has set, for the account that asks', async () => {
  const settings = {
    dji_app_id: '4711',
    dji_app_key: 'a key',
    dji_license: 'a licence',
    ntp_host: 'ntp.example',
    ntp_port: 321,
  }
  assert.equal((await admin.put(`${base}/workspaces/null/settings`, settings)).code, 0)
  const dock = await add('EV-CONFIG', { bound: false })
  const { data } = await dock.ask('requests', {
    method: 'config',
    data: { config_type: 'json', config_scope: 'product' },
  })
  assert.deepEqual(data, {
    ...{ app_id: '4711', app_key: 'a key', app_license: 'a licence' },
    ...{ ntp_server_host: 'ntp.example', ntp_server_port: 321 },
  })
})

// Binding ----------------------------------------------------------------------------------------------------------------

test('a wrong bind code never binds, however often and with whatever organization; the right one does, and again', async () => {
  const dock = await add('EV-BIND', { bound: false })
  const { organizationId, bindCode } = dock
  await dock.announce()
  for (const [code, organization] of [
    ...[
      ['wrong', organizationId],
      ['', organizationId],
      [`${bindCode}x`, organizationId],
    ],
    ...[
      [bindCode, 'elsewhere'],
      [bindCode, ''],
    ],
  ] as [string, string][]) {
    const { result, output } = await dock.bind(code, organization)
    assert.notEqual(result, 0)
    assert.deepEqual(
      output.err_infos.map((info: any) => info.err_code),
      [210231, 210231],
    )
    const data = { device_binding_code: code, organization_id: organization }
    const asked = await dock.ask('requests', { method: 'airport_organization_get', data })
    assert.equal(asked.data.result, 210230)
  }
  const rows = () =>
    db.selectFrom('devices').select(['sn', 'workspace_id']).where('sn', 'in', [dock.sn, dock.aircraft]).execute()
  for (const { workspace_id } of await rows()) assert.equal(workspace_id, null)
  assert.ok((await steps(dock.sn)).includes('wrong_bind_code'))
  // Not bound, so nobody hears what it says.
  await dock.say('osd', { data: { mode_code: 0 } })
  await dock.say('state', { data: { silent_mode: 1 } })
  assert.equal(await latest(dock.sn), undefined)

  const found = await dock.ask('requests', {
    method: 'airport_organization_get',
    data: { device_binding_code: bindCode, organization_id: organizationId },
  })
  assert.deepEqual([found.data.result, typeof found.data.output.organization_name], [0, 'string'])
  assert.deepEqual(await dock.bind(), { result: 0, output: { err_infos: [] } })
  for (const { workspace_id } of await rows()) assert.equal(workspace_id, admin.workspaceId)
  assert.equal((await admin.put(`${base}/devices/null/devices/${dock.sn}`, { nickname: 'Given here' })).code, 0)
  assert.equal((await dock.bind()).result, 0)
  assert.equal((await device(dock.sn)).nickname, 'Given here')
  const status = await dock.ask('requests', { method: 'airport_bind_status', data: { devices: [{ sn: dock.sn }] } })
  const [row] = status.data.output.bind_status
  assert.deepEqual([row.is_device_bind_organization, row.organization_id], [true, organizationId])
})

test('a real join with a wrong code is refused at the lookup, and told to the installer', async () => {
  const { password, organizationId } = await addGateway(admin, 'EV-TYPO')
  const dock = new SimulatedDock({
    ...{ product: 'dock2', mqttUrl: server.mqttUrl, sn: 'EV-TYPO', password, organizationId, bindCode: 'TYPO' },
  })
  server.atEnd(() => dock.stop())
  await assert.rejects(dock.join(), (error: JoinRefused) => error instanceof JoinRefused && error.code === 210230)
  const told = await steps('EV-TYPO')
  for (const step of ['created', 'connected', 'config_requested', 'bind_status_asked', 'wrong_bind_code'])
    assert.ok(told.includes(step), `${step} in ${told}`)
  assert.ok(!told.includes('bound'))
})

test('a dock of another workspace is answered 210232 and stays where it is', async () => {
  const stranger = await server.stranger()
  const theirs = await gateway(stranger, server.mqttUrl, 'EV-THEIRS')
  server.atEnd(() => theirs.end())
  const ours = await add('EV-OURS', { aircraft: theirs.aircraft, bound: false })
  const { result, output } = await ours.bind()
  assert.equal(result, 210232)
  assert.deepEqual(output.err_infos, [{ sn: theirs.aircraft, err_code: 210232 }])
  // What is its own is bound all the same.
  assert.equal((await device(ours.sn)).bound_status, true)
  assert.equal((await admin.get(`${base}/devices/null/devices/${theirs.aircraft}`)).status, 404)
  assert.equal((await stranger.get(`${base}/devices/null/devices/${theirs.aircraft}`)).status, 200)
})

test('products newer than any document: bound, shown, heard and commanded', async () => {
  const dock = await add('EV-DOCK4', { models: ['3-9-0', '0-150-2'] })
  const seen = await device(dock.sn)
  assert.deepEqual(
    [seen.domain, seen.type, seen.sub_type, seen.known_product, seen.bound_status],
    [3, 9, 0, false, true],
  )
  assert.equal(seen.children.device_sn, dock.aircraft)
  assert.deepEqual([seen.children.domain, seen.children.type, seen.children.known_product], [0, 150, false])
  await dock.say('osd', { data: { mode_code: 0, cover_state: 0, a_field_of_tomorrow: { level: 3 } } })
  await dock.say('osd', { data: { latitude: 47.1, mode_code: 0, new_sensor: [1] } }, dock.aircraft)
  assert.deepEqual((await latest(dock.sn)).osd.a_field_of_tomorrow, { level: 3 })
  assert.deepEqual((await latest(dock.aircraft)).osd.new_sensor, [1])
  const sent = admin.post(`/control/api/v1/devices/${dock.sn}/services/debug_mode_open`)
  await eventually('the command', () => dock.heard('services').length === 1)
  const { tid, bid, method } = dock.heard('services')[0]!
  await dock.say('services_reply', { tid, bid, method, data: { result: 0 } })
  assert.deepEqual([(await sent).status, (await sent).code], [200, 0])
})

// Belief -----------------------------------------------------------------------------------------------------------------

test('a forged gateway changes nothing, is acknowledged and stands in the audit log', async () => {
  const dock = await add('EV-HONEST')
  const forger = await add('EV-FORGER')
  await dock.say('state', { data: { silent_mode: 0 } })
  const event = { gateway: dock.sn, method: 'hms', data: { list: [] } }
  await forger.say('events', event)
  await forger.say('state', { gateway: dock.sn, data: { silent_mode: 1 } })
  await forger.say('state', { gateway: forger.sn, data: { silent_mode: 1 } }, dock.sn)
  await forger.say('events', { gateway: forger.sn, method: 'hms', data: { list: [] } }, dock.aircraft)
  assert.equal((await latest(dock.sn)).state.silent_mode, 0)
  assert.equal((await latest(forger.sn))?.state.silent_mode, undefined)
  const kept = await db
    .selectFrom('device_events')
    .select('id')
    .where('gateway_sn', 'in', [dock.sn, forger.sn])
    .execute()
  assert.deepEqual(kept, [])
  assert.ok(forger.client.connected)
  await eventually('the audit entry', async () => {
    const { data } = await admin.get(`${base}/workspaces/null/audit?action=message.rejected`)
    return data.list.some(
      (row: any) =>
        row.username === forger.sn && row.detail.topic === 'state' && row.result === 'gateway is not the sender',
    )
  })
})

test('an event is acknowledged each time it comes, and applied once; state with need_reply is answered', async () => {
  const dock = await add('EV-AGAIN')
  const ids = { tid: newId(), bid: newId() }
  const event = { ...ids, method: 'hms', data: { list: [{ code: '0x16100083', level: 1, module: 3 }] } }
  for (const later of [0, 2_000, 4_000, 8_000]) {
    const answer = await dock.ask('events', { ...event, timestamp: Date.now() + later })
    assert.deepEqual([answer.tid, answer.bid, answer.data.result], [ids.tid, ids.bid, 0])
  }
  assert.equal(dock.heard('events_reply').length, 4)
  const rows = await db.selectFrom('device_events').selectAll().where('gateway_sn', '=', dock.sn).execute()
  assert.equal(rows.length, 1)
  assert.equal((await dock.ask('state', { data: { silent_mode: 1 } })).data.result, 0)
  assert.equal((await dock.ask('state', { data: { gear: 1 } }, dock.aircraft)).data.result, 0)
  await dock.say('state', { data: { silent_mode: 0 } })
  assert.equal(dock.heard('state_reply').length, 1)
})

// Oddities ---------------------------------------------------------------------------------------------------------------

test('a dock with every oddity there is joins, is seen whole, obeys, and is counted', async () => {
  const dock = await server.dock('EV-ODD', {
    ...{ product: 'dock2', aircraftOn: true, oddities: ODDITY_NAMES, osdInterval: 300, speed: 30 },
  })
  const watcher = await admin.watch()
  // Telemetry comes in three messages and is put together.
  await eventually('telemetry is merged', async () => {
    const { osd } = (await latest(dock.sn)) ?? {}
    return osd && ['job_number', 'wireless_link', 'cover_state', 'network_state'].every(name => name in osd)
  })
  assert.ok((await latest(dock.aircraft.sn)).osd.battery)
  const seen = await device(dock.sn)
  assert.deepEqual([seen.online, seen.product_id, seen.child_device_sn], [true, 'dock2', dock.aircraft.sn])
  await eventually('state is acknowledged', () => dock.link.counters.acknowledged > 0 && dock.link.unacknowledged === 0)

  const jobs = `/control/api/v1/devices/${dock.sn}/jobs`
  assert.equal((await admin.post(`${jobs}/debug_mode_open`)).code, 0)
  const opened = await admin.post(`${jobs}/cover_open`)
  assert.equal(opened.code, 0, opened.message)
  await watcher.until('command_update', data => data.command_id === opened.data.command_id && data.state === 'ok')
  await eventually('the lid is open', async () => Number((await latest(dock.sn)).osd.cover_state) === 1)

  for (const path of [
    ...[`${base}/devices/null/devices`, `${base}/devices/null/devices/bound`, `${base}/workspaces/null/devices/latest`],
    ...[`${base}/workspaces/null/gateways`, `${base}/workspaces/null/commands`, `${base}/devices/${dock.sn}/track`],
    ...[`${base}/devices/${dock.aircraft.sn}/track`, `${base}/workspaces/null/gateways/${dock.sn}/timeline`],
  ])
    assert.equal((await admin.get(path)).status, 200, path)
  await eventually('deviations are counted', async () => {
    const { data } = await admin.get(`${base}/workspaces/null/deviations?page_size=500`)
    const ours = data.list.filter((row: any) => row.product === 'dock2' || row.product === 'm3td')
    const topics = new Set(ours.map((row: any) => row.topic))
    return ['osd', 'state', 'events'].every(topic => topics.has(topic)) && ours.some((row: any) => row.count > 1)
  })
  assert.deepEqual(failures(), [])
  assert.deepEqual(dock.violations, [])
})

test('values that mean nothing are kept as they came, and are no measurement in the history', async () => {
  const dock = await add('EV-VALUES')
  const odd = {
    latitude: 0,
    longitude: 0,
    height: 3276.7,
    wind_speed: '4.5',
    humidity: 65535,
    rainfall: -1,
    temperature: null,
  }
  await dock.say('osd', { data: { ...odd, home_latitude: 4e9, network_state: [], mode_code: '0' } })
  const { osd } = await latest(dock.sn)
  assert.deepEqual(
    [osd.height, osd.wind_speed, osd.humidity, osd.home_latitude, osd.network_state, osd.latitude],
    [3276.7, '4.5', 65535, 4e9, [], 0],
  )
  await eventually(
    'a sample',
    async () => {
      await dock.say('osd', { data: { mode_code: '0' } })
      return (await admin.get(`${base}/devices/${dock.sn}/track`)).data.points.length > 0
    },
    40_000,
  )
  const [point] = (await admin.get(`${base}/devices/${dock.sn}/track`)).data.points
  assert.deepEqual([point.latitude, point.longitude, point.height], [null, null, null])
  const row = await db.selectFrom('telemetry').selectAll().where('sn', '=', dock.sn).executeTakeFirstOrThrow()
  assert.deepEqual([row.wind_speed, row.humidity, row.temperature, row.mode_code], [4.5, null, null, 0])
  assert.equal((await device(dock.sn)).online, true)
})

test('hms on the aircraft’s topic with an empty list, update_topo without gateway and with an integer version', async () => {
  const dock = await add('EV-FORMS')
  const answer = await dock.ask('events', { method: 'hms', data: { list: [] } }, dock.aircraft)
  assert.equal(answer.data.result, 0)
  const rows = await db.selectFrom('device_events').selectAll().where('device_sn', '=', dock.aircraft).execute()
  assert.deepEqual([rows[0]!.method, rows[0]!.gateway_sn], ['hms', dock.sn])
  const tid = newId()
  const sub_devices = [{ sn: dock.aircraft, domain: 0, type: '100', sub_type: 1, version: 1 }]
  const data = { domain: 3, type: 3, sub_type: 0, version: 1, sub_devices }
  await dock.publish(topicOf('status', dock.sn), { tid, bid: tid, timestamp: Date.now(), method: 'update_topo', data })
  await eventually('the answer', () => dock.heard('status_reply').some(reply => reply.tid === tid))
  const seen = await device(dock.sn)
  assert.deepEqual([seen.product_id, seen.children.product_id], ['dock3', 'm4td'])
  assert.ok(METHODS.has('hms'))
})

test('a gateway that names other gateways, itself or a hundred aircraft gets none of them wrongly', async () => {
  const other = await add('EV-OTHER')
  const unbound = await add('EV-UNBOUND', { bound: false })
  const dock = await add('EV-GREEDY')
  const entry = (sn: string) => ({ sn, domain: '0', type: 100, sub_type: 1, thing_version: '1' })
  const many = Array.from({ length: 100 }, (_, i) => entry(`EV-MANY-${i}`))
  const before = await Promise.all([device(other.sn)])
  for (const sub_devices of [[entry(other.sn)], [entry(unbound.sn)], [entry(dock.sn)], many]) {
    const data = { domain: '3', type: 3, sub_type: 0, thing_version: '1', sub_devices }
    assert.equal((await dock.ask('status', { method: 'update_topo', data })).data.result, 0)
  }
  assert.deepEqual((await device(other.sn)).product_id, before[0].product_id)
  assert.equal((await admin.get(`${base}/devices/null/devices/${unbound.sn}`)).status, 404)
  assert.equal((await unbound.bind()).result, 0)
  const seen = await device(dock.sn)
  assert.ok(seen.children_list.length <= 16)
  assert.ok(seen.children_list.every((child: any) => child.device_sn.startsWith('EV-MANY-')))
  await dock.say('osd', { data: { mode_code: 4 } }, other.sn)
  assert.equal((await latest(other.sn))?.osd?.mode_code, undefined)
})
