import assert from 'node:assert/strict'
import { test } from 'node:test'
import { administration } from '../../../../test/support/administration.ts'

const world = await administration()
const { call, admin, base } = world
const asAdmin = { token: admin.token }
const add = async (name: string) =>
  (await call('POST', `${base}/sites`, { ...asAdmin, body: { name } })).data.site_id as string

test('a site is added, changed, listed and removed', async () => {
  const body = {
    name: 'Quarry',
    latitude: 47.5,
    longitude: 8.5,
    timezone: 'Europe/Zurich',
    phone: '+41 1',
    notes: 'gate',
  }
  const { site_id } = (await call('POST', `${base}/sites`, { ...asAdmin, body })).data
  assert.deepEqual((await call('GET', `${base}/sites`, asAdmin)).data.list, [{ site_id, ...body }])
  await call('PUT', `${base}/sites/${site_id}`, { ...asAdmin, body: { name: 'Pit', latitude: null } })
  assert.deepEqual((await call('GET', `${base}/sites`, asAdmin)).data.list, [
    { site_id, ...body, name: 'Pit', latitude: null },
  ])
  assert.equal((await call('DELETE', `${base}/sites/${site_id}`, asAdmin)).code, 0)
  assert.deepEqual((await call('GET', `${base}/sites`, asAdmin)).data.list, [])
  assert.equal((await call('PUT', `${base}/sites/${site_id}`, { ...asAdmin, body: { name: 'x' } })).status, 404)
})

test('impossible places and zones are refused', async () => {
  for (const body of [
    { name: 'x', latitude: 91 },
    { name: 'x', timezone: 'Mars/Base' },
    { name: ' ' },
    { name: 'a\u0007' },
    {},
  ])
    assert.equal((await call('POST', `${base}/sites`, { ...asAdmin, body })).status, 400, JSON.stringify(body))
})

test('a member narrowed to sites sees these; when the last is removed he sees none', async () => {
  const north = await add('North')
  await add('South')
  const { token } = await world.member('northerner', 'viewer', { site_ids: [north] })
  const seen = async () =>
    (await call('GET', `${base}/sites`, { token })).data.list.map((s: { name: string }) => s.name)
  assert.deepEqual(await seen(), ['North'])
  await call('DELETE', `${base}/sites/${north}`, asAdmin)
  await world.clock.advance(4_000)
  assert.deepEqual(await seen(), [])
})

test('a site where a device stands stays', async () => {
  const site = await add('Dock yard')
  const device = {
    sn: 'DOCK1',
    workspace_id: world.workspaceId,
    domain: 3,
    type: 3,
    sub_type: 0,
    nickname: 'd',
    site_id: site,
  }
  await world.db
    .insertInto('devices')
    .values({ ...device, tags: [], first_seen_at: 1 } as never)
    .execute()
  assert.equal((await call('DELETE', `${base}/sites/${site}`, asAdmin)).status, 409)
})

test('another workspace’s site is not found', async () => {
  const site = await add('Mine')
  const other = (await call('POST', '/manage/api/v1/workspaces', { ...asAdmin, body: { workspace_name: 'Other' } }))
    .data
  const { token } = await world.member('outsider', 'admin', { workspaceId: other.workspace_id })
  const url = `/manage/api/v1/workspaces/${other.workspace_id}/sites/${site}`
  assert.equal((await call('PUT', url, { token, body: { name: 'x' } })).status, 404)
  assert.equal((await call('DELETE', url, { token })).status, 404)
  assert.equal((await call('GET', `${base}/sites`, { token })).status, 404)
})
