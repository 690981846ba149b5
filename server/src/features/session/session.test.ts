import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ADMIN, administration } from '../../../../test/support/administration.ts'

const world = await administration()
const { call, signIn, clock, lines } = world
const SESSIONS = '/manage/api/v1/sessions'

test('signing in answers the session and sets the refresh cookie out of scripts’ reach', async () => {
  const answer = await call('POST', SESSIONS, { body: ADMIN })
  assert.equal(answer.status, 200)
  assert.equal(answer.data.expires_in, 900)
  assert.deepEqual(answer.data.user, {
    ...answer.data.user,
    username: 'admin',
    instance_admin: true,
    must_change_password: false,
  })
  assert.equal(answer.data.role, 'admin')
  assert.equal(answer.data.site_ids, null)
  assert.deepEqual(answer.data.workspaces, [
    { workspace_id: world.workspaceId, workspace_name: 'Workspace', role: 'admin' },
  ])
  const { httpOnly, sameSite, path } = answer.setCookie!
  assert.deepEqual({ httpOnly, sameSite, path }, { httpOnly: true, sameSite: 'Strict', path: SESSIONS })
})

test('an unknown user and a wrong password are answered alike, as an outcome, and then with 429', async () => {
  const wrong = await call('POST', SESSIONS, { body: { ...ADMIN, password: 'planted-wrong-password' } })
  const unknown = await call('POST', SESSIONS, { body: { username: 'nobody', password: 'planted-wrong-password' } })
  assert.deepEqual([wrong.status, wrong.code, wrong.message], [unknown.status, unknown.code, unknown.message])
  assert.deepEqual([wrong.status, wrong.code], [200, 401])
  for (let i = 0; i < 4; i++) await call('POST', SESSIONS, { body: { ...ADMIN, password: 'x' } })
  const throttled = await call('POST', SESSIONS, { body: ADMIN })
  assert.equal(throttled.status, 429)
  assert.ok(Number(throttled.headers['retry-after']) > 0)
  assert.equal((await call('POST', '/manage/api/v1/login', { body: { ...ADMIN, flag: 1 } })).status, 429)
  await clock.advance(61_000)
  await signIn(ADMIN.username, ADMIN.password)
})

test('the cookie gives a new session body and rotates; signing out ends both at once', async () => {
  const first = await call('POST', SESSIONS, { body: ADMIN })
  const second = await call('POST', `${SESSIONS}/refresh`, { cookie: first.cookie })
  assert.equal(second.data.user.username, 'admin')
  assert.notEqual(second.cookie, first.cookie)
  const token = second.data.access_token
  assert.equal((await call('GET', '/manage/api/v1/workspaces/current', { token })).status, 200)
  assert.equal((await call('DELETE', SESSIONS, { token })).status, 200)
  assert.equal((await call('GET', '/manage/api/v1/workspaces/current', { token })).status, 401)
  assert.equal((await call('POST', `${SESSIONS}/refresh`, { cookie: second.cookie })).status, 401)
  assert.equal((await call('POST', `${SESSIONS}/refresh`)).status, 401)
})

test('changing the password needs the current one and ends the other sessions', async () => {
  const { token, password } = await world.member('changer', 'viewer')
  const other = await signIn('changer', password)
  const url = '/manage/api/v1/users/current/password'
  const wrong = await call('PUT', url, { token, body: { current_password: 'nope', new_password: 'another password' } })
  assert.deepEqual([wrong.status, wrong.code], [200, 401])
  const short = await call('PUT', url, { token, body: { current_password: password, new_password: 'short' } })
  assert.equal(short.status, 400)
  const done = await call('PUT', url, { token, body: { current_password: password, new_password: 'another password' } })
  assert.equal(done.code, 0)
  assert.equal((await call('GET', '/manage/api/v1/users/current', { token })).status, 200)
  assert.equal((await call('GET', '/manage/api/v1/users/current', { token: other.data.access_token })).status, 401)
  await signIn('changer', 'another password')
})

test('another workspace becomes current only for its members', async () => {
  const made = await call('POST', '/manage/api/v1/workspaces', {
    token: world.admin.token,
    body: { workspace_name: 'Second' },
  })
  const second = made.data.workspace_id
  const session = await signIn(ADMIN.username, ADMIN.password)
  const moved = await call('POST', `${SESSIONS}/workspace`, {
    token: session.data.access_token,
    body: { workspace_id: second },
  })
  assert.equal(moved.data.workspace_id, second)
  assert.equal(
    (await call('GET', '/manage/api/v1/workspaces/current', { token: moved.data.access_token })).data.workspace_name,
    'Second',
  )
  const { token } = await world.member('stranger', 'admin')
  assert.equal((await call('POST', `${SESSIONS}/workspace`, { token, body: { workspace_id: second } })).status, 404)
})

test('the demo’s login: account types, token for 24 h, renewal while the session lives', async () => {
  const login = (username: string, password: string, flag: number) =>
    call('POST', '/manage/api/v1/login', { body: { username, password, flag } })
  const { password } = await world.member('pilot', 'pilot')
  const web = await login(ADMIN.username, ADMIN.password, 1)
  assert.deepEqual(Object.keys(web.data).sort(), [
    'access_token',
    'mqtt_addr',
    'mqtt_password',
    'mqtt_username',
    'user_id',
    'user_type',
    'username',
    'workspace_id',
  ])
  assert.equal(web.data.user_type, 1)
  const pilot = await login('pilot', password, 2)
  assert.equal(pilot.data.user_type, 2)
  assert.equal(pilot.data.mqtt_addr, 'tcp://broker:1883')
  for (const [name, secret, flag] of [
    [ADMIN.username, ADMIN.password, 2],
    ['pilot', password, 1],
  ] as const) {
    const refused = await login(name, secret, flag)
    assert.deepEqual([refused.status, refused.code, refused.data], [200, -1, undefined])
  }
  assert.equal((await login('pilot', 'wrong', 2)).code, 401)
  assert.equal((await login('pilot', password, 3)).status, 400)

  const token = pilot.data.access_token
  assert.equal((await call('GET', '/manage/api/v1/users/current', { token })).data.mqtt_password, 'planted-mqtt')
  await clock.jump(25 * 3600_000)
  assert.equal((await call('GET', '/manage/api/v1/users/current', { token })).status, 401)
  const renewed = await call('POST', '/manage/api/v1/token/refresh', { token, body: {} })
  assert.equal(renewed.data.username, 'pilot')
  assert.equal((await call('GET', '/manage/api/v1/users/current', { token: renewed.data.access_token })).status, 200)
  await call('DELETE', SESSIONS, { token: renewed.data.access_token })
  assert.equal((await call('POST', '/manage/api/v1/token/refresh', { token })).status, 401)
  assert.equal((await call('POST', '/manage/api/v1/token/refresh', { token: 'null' })).status, 401)
})

test('no password, token or cookie reaches the log', async () => {
  const { data, cookie } = await signIn(ADMIN.username, ADMIN.password)
  const log = lines.join('\n')
  assert.ok(log.includes('/manage/api/v1/sessions'))
  for (const secret of [ADMIN.password, 'planted-wrong-password', 'planted-mqtt', data.access_token, cookie!])
    assert.ok(!log.includes(secret), 'a secret was logged')
})
