/** Devices over the full path: remote controllers, telemetry, history, what a restart keeps. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedRemoteController } from '@rookery/simulator'
import { eventually, testServer } from '../../../../test/support/server.ts'
import { deviceStore } from './index.ts'

const server = await testServer()
const { admin } = server
const devices = '/manage/api/v1/devices'

test('a dock is seen online with its aircraft, its telemetry merged from partial messages', async () => {
  const viewer = await admin.watch()
  const dock = await server.dock('DEV-DOCK', { product: 'dock2', aircraftOn: true })
  await viewer.until('device_online', data => data.sn === dock.sn)
  await viewer.until('device_online', data => data.sn === dock.aircraft.sn)
  await viewer.until(
    'dock_osd',
    data =>
      data.sn === dock.sn && 'cover_state' in data.host && 'network_state' in data.host && 'drone_in_dock' in data.host,
  )
  await viewer.until('device_osd', data => data.sn === dock.aircraft.sn && typeof data.host.mode_code === 'number')
  const { data } = await admin.get(`${devices}/null/devices`)
  const seen = data.find((d: any) => d.device_sn === dock.sn)
  assert.deepEqual(
    [seen.product_id, seen.status, seen.children.device_sn, seen.children.product_id, seen.children.gateway_sn],
    ['dock2', true, dock.aircraft.sn, 'm3td', dock.sn],
  )
  assert.equal(seen.nickname, 'Dock DEV-DOCK')
  assert.ok(Math.abs(seen.clock_skew_ms) < 5_000)
  assert.deepEqual(dock.violations, [])
})

test('a clock that is off shows as skew', async () => {
  const dock = await server.dock('DEV-SKEW', { faults: { clockSkewMs: 90_000 } })
  await eventually('the skew is known', async () => {
    const { data } = await admin.get(`${devices}/null/devices/${dock.sn}`)
    return data.clock_skew_ms !== null && Math.abs(data.clock_skew_ms + 90_000) < 5_000
  })
})

test('an aircraft in flight leaves a track; a docked one a sample a minute', async () => {
  const dock = await server.dock('DEV-TRACK', { aircraftOn: true })
  const { sn } = dock.aircraft
  await eventually('the aircraft is known', async () => (await admin.get(`${devices}/null/devices/${sn}`)).code === 0)
  await eventually('its telemetry is there', async () =>
    (await admin.get('/manage/api/v1/workspaces/null/devices/latest')).data.list.some(
      (d: any) => d.sn === sn && d.osd_time > 0,
    ),
  )
  await eventually(
    'a sample is written',
    async () => (await admin.get(`${devices}/${dock.sn}/track`)).data.points.length > 0,
    20_000,
  )
  const { data } = await admin.get(`${devices}/${dock.sn}/track?resolution=60`)
  assert.equal(data.points.length, 1)
  assert.equal(data.points[0].latitude, dock.place.latitude)
  assert.equal((await admin.get(`${devices}/${dock.sn}/track?from=5&to=1`)).status, 400)
})

test('DJI Pilot 2 signs in, its remote controller connects, is bound over HTTP and seen with its aircraft', async () => {
  await server.member('pilot-one', 'pilot')
  const rc = new SimulatedRemoteController({
    sn: 'RC-PLUS-2',
    product: 'rc-plus-2',
    server: server.url,
    username: 'pilot-one',
    password: 'another long password',
  } as any)
  try {
    await rc.join()
    await eventually('the remote controller and its aircraft are online', async () => {
      const { data } = await admin.get(`${devices}/null/devices`)
      const seen = data.find((d: any) => d.device_sn === 'RC-PLUS-2')
      return seen?.online && seen.children?.online && seen.domain === 2
    })
    const latest = await admin.get('/manage/api/v1/workspaces/null/devices/latest')
    await eventually('its telemetry is there', async () => latest.data.list.length > 0)
    assert.deepEqual(rc.violations, [])
    await eventually('bound', async () => (await admin.get(`${devices}/null/devices/RC-PLUS-2`)).data.bound_status)
  } finally {
    await rc.stop()
  }
})

test('a remote controller is bound only from the workspace that it signed in to', async () => {
  const stranger = await server.stranger()
  await server.member('pilot-two', 'pilot')
  const watcher = await server.member('watcher', 'viewer')
  const rc = new SimulatedRemoteController({
    sn: 'RC-OTHER',
    product: 'rc-pro',
    server: server.url,
    username: 'pilot-two',
    password: 'another long password',
  })
  const joining = rc.join()
  await eventually(
    'it is seen',
    async () =>
      (await server.db.selectFrom('devices').select('sn').where('sn', '=', 'RC-OTHER').execute()).length === 1,
  )
  assert.equal((await stranger.post(`${devices}/RC-OTHER/binding`, {})).status, 404)
  await joining
  assert.equal((await watcher.post(`${devices}/RC-OTHER/binding`, {})).status, 403)
  assert.equal((await stranger.get(`${devices}/null/devices/RC-OTHER`)).status, 404)
  await rc.stop()
})

test('a device is named, put at a site, tagged, and unbound', async () => {
  const dock = await server.dock('DEV-NAME')
  const site = await admin.post('/manage/api/v1/workspaces/null/sites', { name: 'North', timezone: 'Europe/Zurich' })
  const change = await admin.put(`${devices}/null/devices/${dock.sn}`, {
    nickname: 'Roof north',
    site_id: site.data.site_id,
    tags: ['roof', 'roof', 'north'],
  })
  assert.equal(change.code, 0, change.message)
  assert.deepEqual(
    [change.data.nickname, change.data.site_id, change.data.tags],
    ['Roof north', site.data.site_id, ['roof', 'north']],
  )
  assert.equal((await admin.put(`${devices}/null/devices/${dock.sn}`, { site_id: 'nowhere' })).status, 400)
  assert.equal((await admin.delete(`${devices}/${dock.sn}/unbinding`)).code, 0)
  assert.equal((await admin.get(`${devices}/null/devices/${dock.sn}`)).status, 404)
})

test('a device that sends ever new properties does not fill the disk; the known ones go on', async () => {
  const store = deviceStore(server.db)
  for (let i = 0; i < 6; i++) await store.mergeState(server.db, 'DEV-FLOOD', { [`field_${i}`]: 'x'.repeat(60_000) }, i)
  const read = () => server.db.selectFrom('device_latest').selectAll().where('sn', '=', 'DEV-FLOOD').executeTakeFirst()
  assert.deepEqual(Object.keys((await read())!.state as object), ['field_0', 'field_1', 'field_2', 'field_3'])
  await store.mergeState(server.db, 'DEV-FLOOD', { field_0: 'short' }, 9)
  assert.equal(((await read())!.state as Record<string, unknown>).field_0, 'short')
})
