import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { verifyPassword } from '#platform/auth/passwords.ts'
import { manualClock } from '#platform/clock.ts'
import { administration } from '../../../../test/support/administration.ts'
import { testDatabase } from '../../../../test/support/postgres.ts'
import { ensureFirstAdmin, userStore } from './index.ts'

const world = await administration()
const { call, signIn, admin, base, workspaceId } = world
const asAdmin = { token: admin.token }

test('the first start makes one admin with a generated password, once, however many processes start', async () => {
  const { db } = await testDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'rookery-admin-'))
  try {
    const config = { adminUsername: 'admin', adminPassword: undefined, dataDir }
    const made = await Promise.all([1, 2, 3].map(() => ensureFirstAdmin(userStore(db), config, manualClock())))
    const [first, ...others] = made.filter(m => m !== undefined)
    assert.equal(others.length, 0)
    const file = join(dataDir, 'admin-password')
    assert.equal(readFileSync(file, 'utf8'), `admin\n${first!.password}\n`)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    const user = await db.selectFrom('users').selectAll().executeTakeFirstOrThrow()
    assert.equal(user.must_change_password, true)
    assert.equal(await verifyPassword(user.password_hash, first!.password), true)
    assert.equal(await ensureFirstAdmin(userStore(db), config, manualClock()), undefined)
  } finally {
    rmSync(dataDir, { recursive: true })
  }
})

test('a member without a password gets one, shown once, that must be changed', async () => {
  const made = await call('POST', `${base}/users`, { ...asAdmin, body: { username: 'Grace', role: 'operator' } })
  const session = await signIn('grace', made.data.password)
  assert.equal(session.data.user.must_change_password, true)
  assert.equal(session.data.role, 'operator')
  const list = await call('GET', `${base}/users`, asAdmin)
  assert.ok(!JSON.stringify(list.data).includes(made.data.password))
  const row = list.data.list.find((u: { username: string }) => u.username === 'Grace')
  assert.deepEqual([row.role, row.site_ids, row.disabled], ['operator', null, false])
  const again = await call('POST', `${base}/users`, {
    ...asAdmin,
    body: { username: 'GRACE', password: 'long enough', role: 'viewer' },
  })
  assert.equal(again.status, 409)
})

test('changed roles, disabled accounts and removals count at once', async () => {
  const { token, userId, password } = await world.member('hank', 'admin')
  assert.equal((await call('GET', `${base}/users`, { token })).status, 200)
  const change = (body: object) => call('PUT', `${base}/users/${userId}`, { ...asAdmin, body })
  await change({ role: 'viewer' })
  assert.equal((await call('GET', `${base}/users`, { token })).status, 403)
  await change({ disabled: true })
  assert.equal((await call('GET', '/manage/api/v1/users/current', { token })).status, 401)
  await assert.rejects(signIn('hank', password))
  await change({ disabled: false, password: 'a new password' })
  const back = (await signIn('hank', 'a new password')).data
  assert.equal(back.user.must_change_password, true)
  assert.equal((await call('DELETE', `${base}/users/${userId}`, asAdmin)).status, 200)
  assert.equal((await call('GET', '/manage/api/v1/users/current', { token: back.access_token })).status, 401)
  assert.equal((await call('DELETE', `${base}/users/${userId}`, asAdmin)).status, 404)
})

test('nobody takes rights from himself', async () => {
  for (const body of [{ role: 'viewer' }, { disabled: true }, { site_ids: ['x'] }])
    assert.equal((await call('PUT', `${base}/users/${admin.userId}`, { ...asAdmin, body })).status, 409)
  assert.equal((await call('DELETE', `${base}/users/${admin.userId}`, asAdmin)).status, 409)
})

test('an admin of one workspace has no power over accounts that belong to others too', async () => {
  const second = (await call('POST', '/manage/api/v1/workspaces', { ...asAdmin, body: { workspace_name: 'Other' } }))
    .data.workspace_id
  const local = await world.member('localadmin', 'admin')
  const shared = await world.member('shared', 'viewer')
  const add = { ...asAdmin, body: { username: 'shared', role: 'operator' } }
  assert.equal((await call('POST', `/manage/api/v1/workspaces/${second}/users`, add)).code, 0)
  const change = (body: object) => call('PUT', `${base}/users/${shared.userId}`, { token: local.token, body })
  assert.equal((await change({ password: 'taken over' })).status, 403)
  assert.equal((await change({ disabled: true })).status, 403)
  assert.equal((await change({ role: 'pilot' })).status, 200)
  // Nor may he draw in people whom he only knows by name, or reach the instance's admin.
  const draw = await call('POST', `${base}/users`, { token: local.token, body: { username: 'shared', role: 'viewer' } })
  assert.equal(draw.status, 409)
  const boss = await call('PUT', `${base}/users/${admin.userId}`, {
    token: local.token,
    body: { password: 'taken over' },
  })
  assert.equal(boss.status, 403)
  // Removed from one, he stays in the other.
  await call('DELETE', `${base}/users/${shared.userId}`, asAdmin)
  const left = (await signIn('shared', shared.password)).data
  assert.deepEqual(
    left.workspaces.map((w: { workspace_id: string }) => w.workspace_id),
    [second],
  )
})

test('an instance admin manages users of a workspace that he is no member of, and sees no data of it', async () => {
  const owner = await world.member('owner', 'viewer')
  const made = await call('POST', '/manage/api/v1/workspaces', { ...asAdmin, body: { workspace_name: 'Private' } })
  const url = `/manage/api/v1/workspaces/${made.data.workspace_id}`
  await call('POST', `${url}/users`, { ...asAdmin, body: { username: 'owner', role: 'admin' } })
  await world.db
    .deleteFrom('memberships')
    .where('user_id', '=', admin.userId)
    .where('workspace_id', '=', made.data.workspace_id)
    .execute()
  world.auth.userChanged(admin.userId)
  assert.equal((await call('GET', `${url}/users`, asAdmin)).status, 200)
  for (const path of ['/settings', '/sites', '/api-keys', '/audit'])
    assert.equal((await call('GET', url + path, asAdmin)).status, 404, path)
  assert.equal((await call('GET', `${url}/settings`, { token: owner.token })).status, 200)
})

test('sites that narrow a member must be of the workspace', async () => {
  const site = (await call('POST', `${base}/sites`, { ...asAdmin, body: { name: 'North' } })).data.site_id
  const body = { username: 'narrow', password: 'long enough', role: 'viewer' }
  assert.equal(
    (await call('POST', `${base}/users`, { ...asAdmin, body: { ...body, site_ids: ['elsewhere'] } })).status,
    400,
  )
  assert.equal((await call('POST', `${base}/users`, { ...asAdmin, body: { ...body, site_ids: [] } })).status, 400)
  assert.equal((await call('POST', `${base}/users`, { ...asAdmin, body: { ...body, site_ids: [site] } })).status, 200)
  const session = await signIn('narrow', 'long enough')
  assert.deepEqual(session.data.site_ids, [site])
})

test('the demo’s user list has its form and no secrets', async () => {
  const { token } = await world.member('lister', 'viewer')
  const answer = await call('GET', `/manage/api/v1/users/${workspaceId}/users?&page=1&page_size=50`, { token })
  const row = answer.data.list.find((u: { username: string }) => u.username === 'lister')
  assert.match(row.create_time, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  const { user_id, create_time, ...rest } = row
  assert.deepEqual(rest, {
    username: 'lister',
    workspace_name: 'Workspace',
    user_type: 'Web',
    mqtt_username: '',
    mqtt_password: '',
  })
  const put = (body: object, more: object) =>
    call('PUT', `/manage/api/v1/users/${workspaceId}/users/${user_id}`, { body, ...more })
  assert.deepEqual((await put(row, asAdmin)).data, '')
  assert.equal((await put({ ...row, mqtt_password: 'mine' }, asAdmin)).code, -1)
  assert.equal((await put(row, { token })).status, 403)
})
