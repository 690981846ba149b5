import assert from 'node:assert/strict'
import { test } from 'node:test'
import { administration } from '../../../../test/support/administration.ts'

const world = await administration({ ROOKERY_DJI_APP_ID: '777', ROOKERY_DJI_LICENSE: 'planted-server-licence' })
const { call, admin, base, clock } = world
const asAdmin = { token: admin.token }

test('the demo’s current workspace; who may not bind sees no bind code', async () => {
  const own = await call('GET', '/manage/api/v1/workspaces/current', asAdmin)
  assert.deepEqual(Object.keys(own.data).sort(), [
    'bind_code',
    'id',
    'platform_name',
    'workspace_desc',
    'workspace_id',
    'workspace_name',
  ])
  assert.match(own.data.bind_code, /^\w{8}$/)
  const { token } = await world.member('viewer', 'viewer')
  assert.equal((await call('GET', '/manage/api/v1/workspaces/current', { token })).data.bind_code, '')
  assert.equal((await call('GET', `${base}/settings`, { token })).data.bind_code, '')
})

test('only an instance admin makes workspaces; only an admin renames', async () => {
  const { token } = await world.member('boss', 'admin')
  assert.equal((await call('POST', '/manage/api/v1/workspaces', { token, body: { workspace_name: 'W' } })).status, 403)
  assert.equal((await call('PUT', base, { token, body: { workspace_name: 'Renamed' } })).status, 200)
  assert.equal((await call('GET', '/manage/api/v1/workspaces/current', { token })).data.workspace_name, 'Renamed')
  const made = await call('POST', '/manage/api/v1/workspaces', { ...asAdmin, body: { workspace_name: 'W2' } })
  const mine = await call('GET', '/manage/api/v1/workspaces', { token })
  const all = await call('GET', '/manage/api/v1/workspaces', asAdmin)
  assert.equal(mine.data.list.length, 1)
  assert.ok(all.data.list.some((w: { workspace_id: string }) => w.workspace_id === made.data.workspace_id))
})

test('settings fall back to the server’s; secrets are written, never read', async () => {
  const before = (await call('GET', `${base}/settings`, asAdmin)).data
  assert.deepEqual(
    [before.dji_app_id, before.dji_app_key, before.dji_license, before.ntp_port],
    ['777', { set: false }, { set: true }, 123],
  )
  const body = {
    dji_app_id: '42',
    dji_app_key: 'planted-app-key',
    dji_license: { set: true },
    ntp_host: 'ntp.example.com',
  }
  assert.equal((await call('PUT', `${base}/settings`, { ...asAdmin, body })).code, 0)
  const answer = await call('GET', `${base}/settings`, asAdmin)
  assert.deepEqual(
    [answer.data.dji_app_id, answer.data.dji_app_key, answer.data.ntp_host],
    ['42', { set: true }, 'ntp.example.com'],
  )
  const inForce = await world.workspaces.settings(world.workspaceId)
  assert.deepEqual([inForce.dji_app_key, inForce.dji_license], ['planted-app-key', 'planted-server-licence'])
  await call('PUT', `${base}/settings`, { ...asAdmin, body: { dji_app_id: null, dji_app_key: '' } })
  const after = (await call('GET', `${base}/settings`, asAdmin)).data
  assert.deepEqual([after.dji_app_id, after.dji_app_key], ['777', { set: false }])
  const audit = await call('GET', `${base}/audit?action=settings.change`, asAdmin)
  assert.ok(!JSON.stringify([answer, audit.data]).includes('planted'))
  assert.ok(!world.lines.join('').includes('planted'))
})

test('engineering mode closes by itself and cannot be left open', async () => {
  const open = (until: number) =>
    call('PUT', `${base}/settings`, { ...asAdmin, body: { engineering_mode_until: until } })
  assert.equal((await open(clock.now() + 25 * 3600_000)).status, 400)
  const until = clock.now() + 60_000
  await open(until)
  assert.equal((await call('GET', `${base}/settings`, asAdmin)).data.engineering_mode_until, until)
  await clock.advance(60_001)
  assert.equal((await call('GET', `${base}/settings`, asAdmin)).data.engineering_mode_until, null)
})

test('a tile server is checked, and its origin enters the page’s policy', async () => {
  const tiles = (kind: string, url: string) =>
    call('PUT', `${base}/settings`, { ...asAdmin, body: { map_tiles: { kind, url, attribution: 'A', crs: 'wgs84' } } })
  for (const url of [
    'javascript:alert(1)',
    'https://tiles.example.com/x.png',
    'https://a.example/{z}/{x}/{y}; script-src *',
    '//evil.example/{z}/{x}/{y}',
  ])
    assert.equal((await tiles('xyz', url)).status, 400, url)
  await tiles('xyz', 'https://{a-c}.tiles.example.com/{z}/{x}/{y}.png')
  assert.deepEqual(await world.workspaces.tileOrigins(), ['https://*.tiles.example.com'])
  await tiles('pmtiles', 'https://maps.example.com:8443/world.pmtiles')
  assert.deepEqual(await world.workspaces.tileOrigins(), ['https://maps.example.com:8443'])
  await tiles('pmtiles', '/tiles/world.pmtiles')
  assert.deepEqual(await world.workspaces.tileOrigins(), [])
})

test('the bind code can be renewed by an admin', async () => {
  const before = (await call('GET', `${base}/settings`, asAdmin)).data.bind_code
  const { token } = await world.member('op', 'operator')
  assert.equal((await call('POST', `${base}/settings/bind-code`, { token })).status, 403)
  const renewed = (await call('POST', `${base}/settings/bind-code`, asAdmin)).data.bind_code
  assert.notEqual(renewed, before)
  assert.equal((await call('GET', `${base}/settings`, { token })).data.bind_code, renewed)
})
