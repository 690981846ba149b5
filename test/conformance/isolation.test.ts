/**
 * One workspace knows nothing of another: asked for any id of it, every route answers 404, publishes nothing and
 * changes no row. The same holds for members narrowed to some sites of one workspace.
 */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { type SimulatedDock, type SimulatedGateway, SimulatedRemoteController } from '@rookery/simulator'
import { newId, topicOf } from '@rookery/thing-model'
import { checksums, restingChecksums } from '../support/checksums.ts'
import { type BareClient, bareClient } from '../support/mqtt.ts'
import { fill, type RouteFacts, routesOf } from '../support/routes.ts'
import { type Client, eventually, request, testServer } from '../support/server.ts'
import { importWayline } from '../support/waylines.ts'

const PASSWORD = 'another long password'
/** Quiet devices: nothing is to change but by what is asked here. */
const QUIET = { osdInterval: 300_000 }
/** Their first telemetry comes some seconds after they have joined, and nothing more for minutes. */
const quiet = (...sns: string[]) =>
  eventually(
    `the first telemetry of ${sns.join(', ')}`,
    async () => {
      const rows = await db.selectFrom('device_latest').select('sn').where('osd_at', 'is not', null).execute()
      return sns.every(sn => rows.some(row => row.sn === sn))
    },
    60_000,
  )
const server = await testServer()
const { admin, url, db } = server
const base = '/manage/api/v1'

/** Ids of the first workspace, by the parameter that takes them. */
const ids: Record<string, string[]> = {}
/** Everything that must not show up elsewhere. */
const secrets: string[] = []
const gateways: SimulatedGateway[] = []
let free: BareClient
let stranger: Client
let ownDock: SimulatedDock
let ownUnbound: string

before(async () => {
  const site = await admin.post(`${base}/workspaces/null/sites`, { name: 'Isolated site' })
  const dock = await server.dock('ISO-DOCK', { ...QUIET, aircraftOn: true })
  await admin.put(`${base}/devices/null/devices/${dock.sn}`, { nickname: 'ISO nickname', site_id: site.data.site_id })
  await admin.post(`${base}/workspaces/null/gateways`, { gateway_sn: 'ISO-UNBOUND', name: 'ISO unbound' })
  const key = await admin.post(`${base}/workspaces/null/api-keys`, { name: 'ISO key', role: 'viewer' })
  const member = await server.member('iso-member', 'pilot')
  const command = await admin.post(`/control/api/v1/devices/${dock.sn}/services/debug_mode_open`)
  assert.equal(command.code, 0, command.message)
  const wayline = await importWayline(admin, url, 'ISO route')
  const mission = await admin.post('/wayline/api/v1/workspaces/null/missions', {
    ...{ name: 'ISO mission', file_id: wayline.data.wayline_id, dock_sn: dock.sn },
    begin_time: Date.now() + 24 * 3600_000,
  })
  assert.equal(mission.code, 0, mission.message)
  const file_id = newId()
  await db
    .insertInto('media_files')
    .values({
      ...{ file_id, workspace_id: admin.workspaceId, object_key: `${admin.workspaceId}/${dock.sn}/1`, source: 'dock' },
      ...{ state: 'received', gateway_sn: dock.sn, job_id: mission.data.job_id, file_name: 'ISO photo.jpg' },
      ...{ file_path: '', kind: 'photo', preview: 'none', created_at: Date.now(), updated_at: Date.now() },
    })
    .execute()
  const [alarm_id, flight_id] = [newId(), newId()]
  const ours = { workspace_id: admin.workspaceId, gateway_sn: dock.sn, site_id: site.data.site_id }
  const then = { updated_at: Date.now() }
  await db
    .insertInto('alarms')
    .values({
      ...{ ...ours, ...then, alarm_id, key: 'iso', level: 'notice', kind: 'mission_missed', facts: '{"a":"ISO fact"}' },
      ...{ count: 1, raised_at: Date.now(), last_at: Date.now() },
    })
    .execute()
  await db
    .insertInto('flights')
    .values({
      ...{
        ...ours,
        ...then,
        flight_id,
        kind: 'manual',
        name: 'ISO flight',
        outcome: 'landed',
        measured_at: Date.now(),
      },
      ...{ started_at: Date.now(), ended_at: Date.now() },
    })
    .execute()
  const hold = await admin.post('/control/api/v1/workspaces/null/holds', { reason: 'ISO hold', site_id: ours.site_id })
  const returning = await admin.post('/control/api/v1/workspaces/null/return-all', { reason: 'ISO return' })
  assert.equal(returning.code, 0, returning.message)
  const pilot = { server: url, username: 'iso-member', password: PASSWORD }
  const rc = new SimulatedRemoteController({ sn: 'ISO-RC', product: 'rc-pro', ...pilot, ...QUIET })
  server.atEnd(() => rc.stop())
  await rc.join()
  // A remote controller that is connected and bound nowhere yet.
  const { data } = await request(url, 'POST', `${base}/login`, { username: 'iso-member', password: PASSWORD, flag: 2 })
  free = await bareClient(server.mqttUrl, { username: data.mqtt_username, password: data.mqtt_password })
  server.atEnd(() => free.end())
  await free.subscribe(topicOf('services', 'ISO-RC-FREE'))
  const data_ = { domain: '2', type: 144, sub_type: 0, thing_version: '1', sub_devices: [] }
  await free.publish(topicOf('status', 'ISO-RC-FREE'), { tid: '1', bid: '1', method: 'update_topo', data: data_ })
  gateways.push(dock, rc)

  const sns = ['ISO-DOCK', dock.aircraft.sn, 'ISO-UNBOUND', 'ISO-RC', rc.aircraft.sn, 'ISO-RC-FREE']
  Object.assign(ids, {
    workspace_id: [admin.workspaceId],
    ...{ sn: sns, device_sn: sns, gateway_sn: sns, target_sn: sns },
    ...{ site_id: [site.data.site_id], user_id: [member.userId], key_id: [key.data.key_id] },
    command_id: [command.data.command_id],
    wayline_id: [wayline.data.wayline_id],
    mission_id: [mission.data.mission_id],
    job_id: [mission.data.job_id],
    file_id: [file_id],
    ...{ alarm_id: [alarm_id], flight_id: [flight_id], hold_id: [hold.data.hold_id] },
    return_id: [returning.data.return_id],
  })
  secrets.push(
    ...Object.values(ids).flat(),
    'Isolated site',
    'ISO nickname',
    'ISO unbound',
    'ISO key',
    'iso-member',
    'ISO route',
    'ISO mission',
    'ISO photo.jpg',
    ...['ISO fact', 'ISO flight', 'ISO hold', 'ISO return'],
  )

  stranger = await server.stranger()
  ownDock = await server.dock('OWN-DOCK', QUIET, stranger)
  ownUnbound = 'OWN-UNBOUND'
  await stranger.post(`${base}/workspaces/null/gateways`, { gateway_sn: ownUnbound, name: 'Own' })
  await quiet(dock.sn, dock.aircraft.sn, rc.sn, rc.aircraft.sn, ownDock.sn)
})

/** Bodies that would be obeyed if the id were the caller's own. */
const BODIES: Record<string, unknown> = {
  'DELETE /media/api/v1/files/{workspace_id}/files': { file_ids: ['none'], reason: 'by a stranger' },
  'POST /media/api/v1/files/{workspace_id}/archive': { filter: {} },
  'POST /media/api/v1/workspaces/{workspace_id}/fast-upload': { fingerprint: 'a' },
  'POST /media/api/v1/workspaces/{workspace_id}/files/tiny-fingerprints': { tiny_fingerprints: ['a'] },
  'POST /media/api/v1/workspaces/{workspace_id}/upload-callback': { object_key: 'a' },
  'POST /media/api/v1/workspaces/{workspace_id}/group-upload-callback': {
    ...{ file_group_id: 'a', file_count: 1, file_uploaded_count: 1 },
  },
  'PUT /manage/api/v1/workspaces/{workspace_id}': { workspace_name: 'Taken over' },
  'POST /manage/api/v1/workspaces/{workspace_id}/users': { username: 'intruder', role: 'admin' },
  'PUT /manage/api/v1/workspaces/{workspace_id}/users/{user_id}': { role: 'viewer' },
  'PUT /manage/api/v1/users/{workspace_id}/users/{user_id}': {},
  'PUT /manage/api/v1/workspaces/{workspace_id}/settings': { ntp_host: 'evil.example' },
  'POST /manage/api/v1/workspaces/{workspace_id}/sites': { name: 'Intruder' },
  'PUT /manage/api/v1/workspaces/{workspace_id}/sites/{site_id}': { name: 'Taken over' },
  'POST /manage/api/v1/workspaces/{workspace_id}/api-keys': { name: 'intruder', role: 'admin' },
  'POST /manage/api/v1/workspaces/{workspace_id}/gateways': { gateway_sn: 'INTRUDER', name: 'Intruder' },
  'PUT /manage/api/v1/workspaces/{workspace_id}/gateways/{gateway_sn}/out-of-service': { reason: 'by a stranger' },
  'PUT /manage/api/v1/devices/{workspace_id}/devices/{device_sn}': { nickname: 'Taken over' },
  'PUT /manage/api/v1/devices/{workspace_id}/devices/{device_sn}/property': { silent_mode: 1 },
  'POST /manage/api/v1/devices/{target_sn}/binding': {},
  'PUT /manage/api/v1/workspaces/{workspace_id}/alarm-rules': { rules: [{ kind: 'link_lost', enabled: false }] },
  'POST /control/api/v1/workspaces/{workspace_id}/holds': { reason: 'by a stranger' },
  'PUT /wayline/api/v1/workspaces/{workspace_id}/waylines/{wayline_id}': { name: 'Taken over' },
  'PUT /wayline/api/v1/workspaces/{workspace_id}/missions/{mission_id}': {
    ...{ name: 'Taken over', file_id: 'none', dock_sn: 'OWN-DOCK' },
  },
  'PUT /wayline/api/v1/workspaces/{workspace_id}/jobs/{job_id}': { status: 0 },
  'POST /wayline/api/v1/workspaces/{workspace_id}/jobs/{job_id}/decide': { decision: 'launch' },
  'POST /wayline/api/v1/workspaces/{workspace_id}/jobs/{job_id}/override': { check: 'battery', reason: 'x' },
  'POST /wayline/api/v1/workspaces/{workspace_id}/jobs/{job_id}/in-flight-wayline': { file_id: 'none' },
  'POST /wayline/api/v1/workspaces/{workspace_id}/jobs/{job_id}/return-specific-home': { home_dock_sn: 'OWN-DOCK' },
}
const FILL = { version: '1', method: 'debug_mode_open', service_identifier: 'supplement_light_open' }

interface Attempt {
  method: string
  path: string
  body: unknown
}
/** All ways to put ids of the first workspace into a route: all of them, or those that are left with one's own workspace. */
function attempts(route: RouteFacts): Attempt[] {
  const names = route.params.filter(name => name in ids)
  const other = names.filter(name => name !== 'workspace_id')
  const workspaces = names.includes('workspace_id')
    ? [ids.workspace_id![0]!, ...(other.length ? ['null', ''] : [])]
    : ['']
  const values = other.length ? ids[other[0]!]! : ['']
  return workspaces.flatMap(workspace =>
    values.map(value => ({
      method: route.method,
      path: fill(route.path, { ...FILL, workspace_id: workspace, ...Object.fromEntries(other.map(n => [n, value])) }),
      body: BODIES[route.name],
    })),
  )
}
const heard = () => [...gateways.map(gateway => gateway.link.counters.received), free.received.length]

test('every route that takes an id answers a stranger 404, publishes nothing and changes nothing', async () => {
  const routes = (await routesOf(url)).filter(route => route.params.some(name => name in ids))
  for (const { name, params } of routes)
    for (const param of params)
      assert.ok(param in ids || param in FILL, `${name}: no id of another workspace is known for {${param}}`)
  const key = await stranger.post(`${base}/workspaces/null/api-keys`, { name: 'own', role: 'admin' })
  await stranger.post(`${base}/workspaces/null/users`, { username: 'own-pilot', password: PASSWORD, role: 'pilot' })
  const pilot = await request(url, 'POST', `${base}/login`, { username: 'own-pilot', password: PASSWORD, flag: 2 })
  const demo = await request(url, 'POST', `${base}/login`, { username: 'stranger', password: PASSWORD, flag: 1 })
  const callers = {
    'an admin elsewhere': stranger.token,
    'an API key of elsewhere': key.data.key,
    'a Pilot of elsewhere': pilot.data.access_token,
    'a demo front end of elsewhere': demo.data.access_token,
  }
  const rows = await restingChecksums(db)
  const messages = heard()

  const wrong: string[] = []
  let asked = 0
  for (const [who, token] of Object.entries(callers)) {
    for (const route of routes)
      for (const { method, path, body } of attempts(route)) {
        const answer = await request(url, method, path, body, { 'x-auth-token': token })
        asked++
        // A Pilot's role may be refused before the id is looked at, in its own workspace alone.
        const refused = who === 'a Pilot of elsewhere' && answer.status === 403 && !path.includes(ids.workspace_id![0]!)
        if (answer.status !== 404 && !refused) wrong.push(`${method} ${path} as ${who}: ${answer.status}`)
        const told = JSON.stringify([answer.message, answer.data])
        for (const secret of secrets) if (told.includes(secret)) wrong.push(`${method} ${path} tells ${secret}`)
      }
  }
  assert.deepEqual(wrong, [])
  assert.ok(asked > 300, `${asked} attempts`)
  assert.deepEqual(await checksums(db), rows)
  assert.deepEqual(heard(), messages)
})

test('ids in bodies and queries are no way in either', async () => {
  const rows = await restingChecksums(db)
  const theirs = admin.workspaceId
  const site = ids.site_id![0]!
  const device = `${base}/devices/null/devices/${ownDock.sn}`
  assert.equal((await stranger.post(`${base}/sessions/workspace`, { workspace_id: theirs })).status, 404)
  assert.equal((await stranger.put(device, { site_id: site })).status, 400)
  const user = { username: 'at-their-site', role: 'viewer', site_ids: [site] }
  assert.equal((await stranger.post(`${base}/workspaces/null/users`, user)).status, 400)
  assert.equal(
    (await stranger.put(`${base}/workspaces/null/users/${stranger.userId}`, { site_ids: [site] })).status,
    409,
  )
  for (const sn of ids.sn!) {
    const bound = await stranger.post(`${base}/devices/${sn}/binding`, {
      device_sn: sn,
      workspace_id: stranger.workspaceId,
    })
    assert.equal(bound.status, 404, sn)
    const { data } = await stranger.get(`${base}/workspaces/null/commands?device_sn=${sn}`)
    assert.equal(data.pagination.total, 0)
  }
  for (const route of (await routesOf(url)).filter(r => r.method === 'GET' && r.path.startsWith(base))) {
    const own = { ...FILL, workspace_id: 'null', sn: ownDock.sn, device_sn: ownDock.sn, gateway_sn: ownDock.sn }
    const answer = await stranger.get(fill(route.path, { ...own, command_id: 'none' }))
    const told = JSON.stringify(answer)
    for (const secret of secrets) assert.ok(!told.includes(secret), `${route.name} tells ${secret}`)
  }
  assert.deepEqual(await checksums(db), rows)
})

test('a serial number that is taken: 409 in the same words wherever it is taken', async () => {
  const add = (sn: string) => stranger.post(`${base}/workspaces/null/gateways`, { gateway_sn: sn, name: 'Mine' })
  const [own, unbound, bound, elsewhere, rc] = await Promise.all(
    [ownUnbound, 'ISO-UNBOUND', 'ISO-DOCK', ids.sn![1]!, 'ISO-RC'].map(add),
  )
  assert.equal(own!.status, 409)
  for (const answer of [unbound, bound, elsewhere, rc]) assert.deepEqual(answer, own)
})

test('a gateway of one workspace cannot reach into another by what it says', async () => {
  const { data } = await stranger.post(`${base}/workspaces/null/gateways/${ownUnbound}/reissue`)
  const gateway = await bareClient(server.mqttUrl, {
    username: ownUnbound,
    password: data.mqtt_password,
    clientId: 'g',
  })
  server.atEnd(() => gateway.end())
  for (const kind of ['requests_reply', 'status_reply'] as const) await gateway.subscribe(topicOf(kind, ownUnbound))
  const ask = async (kind: 'requests' | 'status', method: string, body: unknown) => {
    const tid = newId()
    await gateway.publish(topicOf(kind, ownUnbound), { tid, bid: tid, timestamp: Date.now(), method, data: body })
    await eventually(`the answer to ${method}`, () => gateway.received.some(({ text }) => text.includes(tid)))
    return JSON.parse(gateway.received.find(({ text }) => text.includes(tid))!.text).data
  }
  const rows = await restingChecksums(db)
  const sns = ids.sn!

  const status = await ask('requests', 'airport_bind_status', { devices: sns.map(sn => ({ sn })) })
  for (const row of status.output.bind_status)
    assert.deepEqual(row, {
      sn: row.sn,
      is_device_bind_organization: false,
      ...{ organization_id: '', organization_name: '', device_callsign: '' },
    })
  assert.equal(status.output.bind_status.length, sns.length)

  const { bind_code: theirCode } = (await admin.get(`${base}/workspaces/current`)).data
  const { bind_code: ownCode } = (await stranger.get(`${base}/workspaces/current`)).data
  const bind = (sn: string, organization_id: string, device_binding_code: string) =>
    ask('requests', 'airport_organization_bind', {
      bind_devices: [{ sn, organization_id, device_binding_code, device_callsign: 'x', device_model_key: '3-3-0' }],
    })
  for (const [organization, code] of [
    [admin.workspaceId, theirCode],
    [admin.workspaceId, 'wrong'],
    [stranger.workspaceId, theirCode],
    [stranger.workspaceId, 'wrong'],
    [stranger.workspaceId, ''],
  ] as const) {
    const lookup = { organization_id: organization, device_binding_code: code }
    const found = await ask('requests', 'airport_organization_get', lookup)
    assert.notEqual(found.result, 0)
    assert.doesNotMatch(JSON.stringify(found), /Elsewhere|organization_name/)
    for (const sn of [ownUnbound, ...sns])
      assert.equal((await bind(sn, organization, code)).output.err_infos[0].err_code, 210231)
  }
  for (const sn of sns) {
    const { result, output } = await bind(sn, stranger.workspaceId, ownCode)
    assert.deepEqual([result, output.err_infos], [210232, [{ sn, err_code: 210232 }]])
  }
  const quiet = ['gateway_timeline', 'devices', 'topology', 'deviations']
  const unchanged = async () =>
    Object.fromEntries(Object.entries(await checksums(db)).filter(([table]) => !quiet.includes(table)))
  const expected = Object.fromEntries(Object.entries(rows).filter(([table]) => !quiet.includes(table)))
  const ofFirst = () => db.selectFrom('devices').selectAll().where('sn', 'in', sns).orderBy('sn').execute()
  const links = () =>
    db.selectFrom('topology').selectAll().where('device_sn', 'in', sns).orderBy('gateway_sn').execute()
  const [devicesBefore, linksBefore] = [await ofFirst(), await links()]

  // Naming another's aircraft, dock, or a gateway that is not bound yet as one's own aircraft.
  const sub_devices = [...sns, 'ISO-UNBOUND'].map(sn => ({ sn, domain: '0', type: 67, sub_type: 1, index: 'A' }))
  await ask('status', 'update_topo', { domain: '3', type: 3, sub_type: 0, sub_devices })
  for (const sn of sns) {
    await gateway.publish(topicOf('state', sn), { tid: '1', bid: '1', gateway: ownUnbound, data: { mode_code: 4 } })
    await gateway.publish(topicOf('osd', sn), { tid: '1', bid: '1', gateway: ownUnbound, data: { latitude: 1 } })
  }
  assert.deepEqual(await ofFirst(), devicesBefore)
  assert.deepEqual(await links(), linksBefore)
  assert.deepEqual(await unchanged(), expected)
})

// Sites ----------------------------------------------------------------------------------------------------------------

test('a member narrowed to a site is told of its devices alone, and reaches no other', async () => {
  const site = async (name: string) => (await admin.post(`${base}/workspaces/null/sites`, { name })).data.site_id
  const [here, there] = [await site('Here'), await site('There')]
  const near = await server.dock('NEAR-DOCK', { ...QUIET, aircraftOn: true })
  const far = await server.dock('FAR-DOCK', { ...QUIET, aircraftOn: true })
  for (const [dock, site_id] of [
    [near, here],
    [far, there],
  ] as const) {
    await admin.put(`${base}/devices/null/devices/${dock.sn}`, { site_id })
    await admin.post(`/control/api/v1/devices/${dock.sn}/services/debug_mode_open`)
  }
  const narrowed = await server.member('near-admin', 'admin', [here])
  const commands = (await admin.get(`${base}/workspaces/null/commands`)).data.list as any[]
  const farCommand = commands.find(c => c.device_sn === far.sn).command_id
  const nearCommand = commands.find(c => c.device_sn === near.sn).command_id
  gateways.push(near, far)
  await quiet(near.sn, near.aircraft.sn, far.sn, far.aircraft.sn)
  const rows = await restingChecksums(db)
  const messages = heard()

  const farSns = [far.sn, far.aircraft.sn]
  const wrong: string[] = []
  for (const route of await routesOf(url)) {
    const named = route.params.filter(name =>
      ['sn', 'device_sn', 'gateway_sn', 'target_sn', 'command_id'].includes(name),
    )
    if (named.length === 0) continue
    for (const value of named[0] === 'command_id' ? [farCommand] : farSns) {
      const path = fill(route.path, { ...FILL, workspace_id: 'null', [named[0]!]: value })
      const { status } = await narrowed.call(route.method, path, BODIES[route.name])
      if (status !== 404) wrong.push(`${route.method} ${path}: ${status}`)
    }
  }
  assert.deepEqual(wrong, [])
  const device = `${base}/devices/null/devices/${near.sn}`
  assert.equal((await narrowed.put(device, { site_id: there })).status, 400)
  assert.equal((await narrowed.put(device, { site_id: null })).status, 400)
  assert.deepEqual(await checksums(db), rows)
  assert.deepEqual(heard(), messages)

  for (const route of (await routesOf(url)).filter(r => r.method === 'GET' && r.path.startsWith(base))) {
    const own = { sn: near.sn, device_sn: near.sn, gateway_sn: near.sn, command_id: nearCommand }
    const answer = await narrowed.get(fill(route.path, { ...own, workspace_id: 'null' }))
    const told = JSON.stringify(answer)
    for (const secret of ['FAR-DOCK', farCommand, there, 'ISO-'])
      assert.ok(!told.includes(secret), `${route.name} tells ${secret}`)
  }
  // What is his, he sees: the dock, its aircraft, their values, its gateway and its commands.
  const seen = (await narrowed.get(`${base}/devices/null/devices`)).data
  assert.deepEqual(
    seen.map((d: any) => [d.device_sn, d.children.device_sn]),
    [[near.sn, near.aircraft.sn]],
  )
  const latest = (await narrowed.get(`${base}/workspaces/null/devices/latest`)).data.list
  assert.deepEqual(latest.map((d: any) => d.sn).sort(), [near.aircraft.sn, near.sn])
  assert.equal((await narrowed.get(`${base}/devices/null/devices/${near.aircraft.sn}`)).status, 200)
  assert.equal((await narrowed.get(`${base}/workspaces/null/gateways`)).data.list.length, 1)
  assert.ok((await narrowed.get(`${base}/workspaces/null/gateways/${near.sn}/timeline`)).data.list.length > 0)
  assert.equal((await narrowed.get(`${base}/workspaces/null/commands/${nearCommand}`)).status, 200)
  assert.equal((await narrowed.get(`${base}/workspaces/null/sites`)).data.list.length, 1)
})
