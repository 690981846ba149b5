import assert from 'node:assert/strict'
import { test } from 'node:test'
import { administration } from '../../../../test/support/administration.ts'

const world = await administration()
const { call, admin, base, clock } = world
const asAdmin = { token: admin.token }

test('a key works at once with its role, is never shown again, and dies when deleted', async () => {
  const made = await call('POST', `${base}/api-keys`, { ...asAdmin, body: { name: 'export', role: 'viewer' } })
  const { key, key_id } = made.data
  assert.match(key, /^rk_/)
  assert.equal((await call('GET', `${base}/sites`, { token: key })).status, 200)
  assert.equal((await call('POST', `${base}/sites`, { token: key, body: { name: 'x' } })).status, 403)
  const list = await call('GET', `${base}/api-keys`, asAdmin)
  const { created_at, last_used_at, ...row } = list.data.list[0]
  assert.deepEqual(row, { key_id, name: 'export', role: 'viewer', created_by: 'admin', expires_at: null })
  assert.equal(typeof last_used_at, 'number')
  assert.ok(!JSON.stringify(list.data).includes(key))
  assert.equal((await call('DELETE', `${base}/api-keys/${key_id}`, asAdmin)).code, 0)
  assert.equal((await call('GET', `${base}/sites`, { token: key })).status, 401)
  assert.ok(!world.lines.join('').includes(key))
})

test('a key expires', async () => {
  const past = { name: 'old', role: 'viewer', expires_at: clock.now() - 1 }
  assert.equal((await call('POST', `${base}/api-keys`, { ...asAdmin, body: past })).status, 400)
  const soon = { name: 'soon', role: 'viewer', expires_at: clock.now() + 10_000 }
  const { key } = (await call('POST', `${base}/api-keys`, { ...asAdmin, body: soon })).data
  assert.equal((await call('GET', `${base}/sites`, { token: key })).status, 200)
  await clock.advance(14_000)
  assert.equal((await call('GET', `${base}/sites`, { token: key })).status, 401)
})

test('only admins handle keys, of their own workspace', async () => {
  const made = await call('POST', `${base}/api-keys`, { ...asAdmin, body: { name: 'k', role: 'viewer' } })
  const operator = await world.member('op', 'operator')
  assert.equal((await call('GET', `${base}/api-keys`, { token: operator.token })).status, 403)
  const other = (await call('POST', '/manage/api/v1/workspaces', { ...asAdmin, body: { workspace_name: 'Other' } }))
    .data
  const stranger = await world.member('stranger', 'admin', { workspaceId: other.workspace_id })
  const url = `/manage/api/v1/workspaces/${other.workspace_id}/api-keys/${made.data.key_id}`
  assert.equal((await call('DELETE', url, { token: stranger.token })).status, 404)
  assert.equal((await call('GET', `${base}/sites`, { token: made.data.key })).status, 200)
})
