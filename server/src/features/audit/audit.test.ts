import assert from 'node:assert/strict'
import { test } from 'node:test'
import { administration } from '../../../../test/support/administration.ts'

const world = await administration()
const { call, admin, base } = world
const asAdmin = { token: admin.token }

test('who did what is on the log, newest first, by page, action and name', async () => {
  for (const name of ['A', 'B', 'C'])
    await call('POST', `${base}/sites`, { ...asAdmin, body: { name }, address: '203.0.113.9' })
  const { token } = await world.member('second', 'admin')
  await call('POST', `${base}/sites`, { token, body: { name: 'D' } })
  const get = async (query: string) => (await call('GET', `${base}/audit?${query}`, asAdmin)).data
  const sites = await get('action=site.create&page_size=2')
  assert.deepEqual(sites.pagination, { page: 1, page_size: 2, total: 4 })
  assert.deepEqual(
    sites.list.map((e: { target: string }) => e.target),
    ['D', 'C'],
  )
  const mine = await get('action=site.create&username=admin')
  const { time, ...entry } = mine.list[0]
  assert.equal(typeof time, 'number')
  assert.deepEqual(entry, {
    username: 'admin',
    action: 'site.create',
    target: 'C',
    detail: {},
    address: '203.0.113.9',
    result: 'ok',
  })
})

test('only admins read it, and only of their own workspace', async () => {
  const { token } = await world.member('op', 'operator')
  assert.equal((await call('GET', `${base}/audit`, { token })).status, 403)
  const other = (await call('POST', '/manage/api/v1/workspaces', { ...asAdmin, body: { workspace_name: 'Other' } }))
    .data
  const stranger = await world.member('stranger', 'admin', { workspaceId: other.workspace_id })
  assert.equal((await call('GET', `${base}/audit`, { token: stranger.token })).status, 404)
  const own = await call('GET', `/manage/api/v1/workspaces/${other.workspace_id}/audit`, { token: stranger.token })
  assert.ok(own.data.list.every((e: { target: string }) => e.target !== 'A'))
})
