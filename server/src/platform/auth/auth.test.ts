import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { testDatabase } from '../../../../test/support/postgres.ts'
import { createAudit } from '../audit.ts'
import { Bus } from '../bus.ts'
import { manualClock } from '../clock.ts'
import { AppError } from '../errors.ts'
import { createLogger } from '../log.ts'
import { Auth } from './index.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import { tokenSecret } from './secret.ts'
import { LoginThrottle } from './throttle.ts'
import { hashToken, randomToken } from './tokens.ts'

const { db } = await testDatabase()
const log = createLogger('silent')
const secret = Buffer.from(randomToken())
const client = { address: '203.0.113.1', userAgent: 'test' }
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

async function world() {
  const clock = manualClock()
  const bus = new Bus(log)
  const auth = new Auth({ db, secret, clock, bus, audit: createAudit(db, clock), log })
  const ended: { sessionId: string; reason: string }[] = []
  bus.on('session_ended', event => void ended.push(event))
  const userId = randomUUID()
  const workspaceId = randomUUID()
  const now = clock.now()
  await db
    .insertInto('workspaces')
    .values({
      workspace_id: workspaceId,
      workspace_name: 'w',
      workspace_desc: '',
      platform_name: '',
      bind_code: 'x',
      settings: '{}',
      created_at: now,
      updated_at: now,
    })
    .execute()
  await db
    .insertInto('users')
    .values({
      user_id: userId,
      username: userId,
      username_key: userId,
      password_hash: '',
      instance_admin: false,
      must_change_password: false,
      disabled_at: null,
      created_at: now,
      updated_at: now,
    })
    .execute()
  await db
    .insertInto('memberships')
    .values({ user_id: userId, workspace_id: workspaceId, role: 'operator', site_ids: null, created_at: now })
    .execute()
  return { clock, bus, auth, ended, userId, workspaceId, user: { userId, workspaceId } }
}

const refused = (status: number) => (error: unknown) => error instanceof AppError && error.status === status

test('a token stands for its session and ends with it at once', async () => {
  const { auth, user, ended, bus } = await world()
  const { accessToken, sessionId } = await auth.open(user, 'console', client)
  const identity = await auth.identify(accessToken)
  assert.equal(identity?.userId, user.userId)
  assert.deepEqual(identity?.memberships.get(user.workspaceId), { role: 'operator', siteIds: null })
  assert.equal((await auth.authenticateToken(accessToken, '1.2.3.4'))?.role, 'operator')
  await auth.end({ sessionId }, 'signed out')
  assert.equal(await auth.identify(accessToken), undefined)
  assert.deepEqual(
    ended.map(e => [e.sessionId, e.reason]),
    [[sessionId, 'signed out']],
  )
  assert.ok(bus)
})

test('forged, foreign and expired tokens stand for nobody', async () => {
  const { auth, user, clock } = await world()
  const { accessToken } = await auth.open(user, 'console', client)
  const [head, body, signature] = accessToken.split('.') as [string, string, string]
  const none = Buffer.from('{"alg":"none"}').toString('base64url')
  const forged = [
    `${none}.${body}.`,
    `${head}.${body}.${signature.slice(0, -2)}AA`,
    'x',
    '',
    'rk_x',
    `${accessToken}.x`,
  ]
  for (const token of forged) assert.equal(await auth.identify(token), undefined, token)
  const other = new Auth({
    db,
    secret: Buffer.from(randomToken()),
    clock,
    bus: new Bus(log),
    audit: createAudit(db, clock),
    log,
  })
  assert.equal(await other.identify(accessToken), undefined)
  await clock.jump(15 * MINUTE + 1000)
  assert.equal(await auth.identify(accessToken), undefined)
})

test('another process learns of an ended session within seconds', async () => {
  const { auth, user, clock } = await world()
  const bus = new Bus(log)
  const elsewhere = new Auth({ db, secret, clock, bus, audit: createAudit(db, clock), log })
  const told: string[] = []
  bus.on('session_ended', event => void told.push(event.sessionId))
  const { accessToken, sessionId } = await auth.open(user, 'demo', client)
  assert.ok(await elsewhere.identify(accessToken))
  await auth.end({ sessionId }, 'revoked')
  await clock.advance(3_000)
  assert.equal(await elsewhere.identify(accessToken), undefined)
  await elsewhere.sweep()
  await elsewhere.sweep()
  assert.deepEqual(
    told.filter(id => id === sessionId),
    [sessionId],
  )
})

test('a disabled user and a changed role count at once', async () => {
  const { auth, user } = await world()
  const { accessToken } = await auth.open(user, 'console', client)
  assert.ok(await auth.identify(accessToken))
  await db.updateTable('memberships').set({ role: 'viewer' }).where('user_id', '=', user.userId).execute()
  auth.userChanged(user.userId)
  assert.equal((await auth.identify(accessToken))?.memberships.get(user.workspaceId)?.role, 'viewer')
  await db.updateTable('users').set({ disabled_at: 1 }).where('user_id', '=', user.userId).execute()
  auth.userChanged(user.userId)
  assert.equal(await auth.identify(accessToken), undefined)
})

test('refresh rotates; tabs have 30 s of grace; a later reuse revokes the session', async () => {
  const { auth, user, clock, ended } = await world()
  const first = await auth.open(user, 'console', client)
  const second = await auth.refresh(first.refreshToken!, client.address)
  assert.notEqual(second.refreshToken, first.refreshToken)
  await clock.advance(29_000)
  const tab = await auth.refresh(first.refreshToken!, client.address)
  assert.ok(await auth.identify(tab.accessToken))
  await clock.advance(2_000)
  await assert.rejects(auth.refresh(first.refreshToken!, client.address), refused(401))
  assert.deepEqual(
    ended.filter(e => e.sessionId === first.sessionId).map(e => e.reason),
    ['refresh token used twice'],
  )
  for (const token of [second, tab]) {
    assert.equal(await auth.identify(token.accessToken), undefined)
    await assert.rejects(auth.refresh(token.refreshToken!, client.address), refused(401))
  }
})

test('parallel refreshes of one token all succeed', async () => {
  const { auth, user } = await world()
  const { refreshToken } = await auth.open(user, 'console', client)
  const answers = await Promise.all(Array.from({ length: 5 }, () => auth.refresh(refreshToken!, client.address)))
  assert.equal(new Set(answers.map(a => a.refreshToken)).size, 5)
})

test('a session ends when nobody refreshes it for 7 days, and after 30 days in any case', async () => {
  const { auth, user, clock, ended } = await world()
  const idle = await auth.open(user, 'console', client)
  await clock.jump(7 * DAY + 1)
  await assert.rejects(auth.refresh(idle.refreshToken!, client.address), refused(401))
  await auth.sweep()
  assert.ok(ended.some(e => e.sessionId === idle.sessionId && e.reason === 'expired'))

  let { refreshToken } = await auth.open(user, 'console', client)
  for (let day = 0; day < 25; day += 5) {
    await clock.jump(5 * DAY)
    refreshToken = (await auth.refresh(refreshToken!, client.address)).refreshToken
  }
  await clock.jump(5 * DAY)
  await assert.rejects(auth.refresh(refreshToken!, client.address), refused(401))
})

test('a demo-style token lasts 24 h, and is renewed, even expired, only while its session lives', async () => {
  const { auth, user, clock } = await world()
  const { accessToken, sessionId, refreshToken } = await auth.open(user, 'demo', client)
  assert.equal(refreshToken, undefined)
  await clock.jump(DAY - 1000)
  assert.ok(await auth.identify(accessToken))
  await clock.advance(2000)
  assert.equal(await auth.identify(accessToken), undefined)
  const renewed = await auth.renew(accessToken)
  assert.ok(await auth.identify(renewed.accessToken))
  await auth.end({ sessionId }, 'revoked')
  await assert.rejects(auth.renew(accessToken), refused(401))
  await assert.rejects(auth.renew(renewed.accessToken), refused(401))
})

test('a console token cannot be renewed like a demo-style one', async () => {
  const { auth, user } = await world()
  const { accessToken } = await auth.open(user, 'console', client)
  await assert.rejects(auth.renew(accessToken), refused(401))
})

test('an API key has its role in its workspace, until it expires or is deleted', async () => {
  const { auth, user, clock } = await world()
  const key = randomToken('rk_')
  const keyId = randomUUID()
  await db
    .insertInto('api_keys')
    .values({
      key_id: keyId,
      workspace_id: user.workspaceId,
      name: 'export',
      key_hash: hashToken(key),
      role: 'viewer',
      created_by: user.userId,
      created_at: clock.now(),
      expires_at: clock.now() + HOUR,
      last_used_at: null,
    })
    .execute()
  const identity = await auth.identify(key)
  assert.equal(identity?.kind, 'api-key')
  assert.deepEqual([...identity.memberships], [[user.workspaceId, { role: 'viewer', siteIds: null }]])
  await clock.jump(HOUR + 4_000)
  assert.equal(await auth.identify(key), undefined)
})

test('what was known is believed while the database does not answer', async () => {
  const { user, clock } = await world()
  let down = false
  const flaky = new Proxy(db, {
    get(target, name) {
      if (down && name === 'selectFrom')
        throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED', syscall: 'connect' })
      const value = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const auth = new Auth({ db: flaky, secret, clock, bus: new Bus(log), audit: createAudit(db, clock), log })
  const { accessToken } = await auth.open(user, 'demo', client)
  const stranger = await auth.open(user, 'demo', client)
  assert.ok(await auth.identify(accessToken))
  down = true
  await clock.advance(10_000)
  assert.equal((await auth.identify(accessToken))?.userId, user.userId)
  await assert.rejects(auth.identify(stranger.accessToken))
  await clock.jump(16 * MINUTE)
  await assert.rejects(auth.identify(accessToken))
})

test('passwords: Argon2id, and an unknown user takes the time of a wrong password', async () => {
  const hash = await hashPassword('correct horse')
  assert.match(hash, /^\$argon2id\$/)
  assert.equal(await verifyPassword(hash, 'correct horse'), true)
  assert.equal(await verifyPassword(hash, 'wrong horse'), false)
  assert.equal(await verifyPassword(undefined, 'correct horse'), false)
  const time = async (stored: string | undefined) => {
    const from = performance.now()
    for (let i = 0; i < 8; i++) await verifyPassword(stored, 'guess')
    return performance.now() - from
  }
  const [wrong, unknown] = [await time(hash), await time(undefined)]
  assert.ok(unknown > wrong / 5 && unknown < wrong * 5, `${unknown} against ${wrong} ms`)
})

test('after five failures of an account or an address in 60 s the next is refused without a try', async () => {
  const clock = manualClock()
  const throttle = new LoginThrottle(clock)
  let tries = 0
  const attempt = (username: string, address: string, ok = false) =>
    throttle.attempt(username, address, async () => {
      tries++
      return { ok }
    })
  for (let i = 0; i < 5; i++) await attempt('ann', `10.0.0.${i}`)
  await assert.rejects(attempt('ANN', '10.0.1.1', true), refused(429))
  assert.equal(tries, 5)
  await attempt('bob', '10.0.0.1', true)
  for (let i = 0; i < 5; i++) await attempt(`user${i}`, '10.9.9.9')
  await assert.rejects(attempt('carol', '10.9.9.9'), refused(429))
  for (let i = 0; i < 5; i++) await attempt(`six${i}`, `2001:db8:1:2::${i}`)
  await assert.rejects(attempt('dave', '2001:db8:1:2:ffff::1'), refused(429))
  await clock.advance(60_001)
  assert.equal((await attempt('ann', '10.0.1.1', true)).ok, true)
})

test('a burst gets no more tries than a queue, and colleagues may sign in at once', async () => {
  const throttle = new LoginThrottle(manualClock())
  let tries = 0
  const results = await Promise.allSettled(
    Array.from({ length: 30 }, () =>
      throttle.attempt('ann', '10.0.0.1', async () => {
        tries++
        await new Promise(resolve => setTimeout(resolve, 5))
        return { ok: false }
      }),
    ),
  )
  assert.equal(tries, 5)
  assert.equal(results.filter(r => r.status === 'rejected').length, 25)
  const friendly = await Promise.all(
    Array.from({ length: 30 }, (_, i) => throttle.attempt(`user${i}`, '10.0.0.2', async () => ({ ok: true }))),
  )
  assert.equal(friendly.length, 30)
})

test('the token secret is made once and kept, where several processes share it in the database', async () => {
  const clock = manualClock()
  const config = { tokenSecret: undefined, databaseUrl: 'set', dataDir: '' }
  const [one, two] = await Promise.all([tokenSecret(config, db, clock), tokenSecret(config, db, clock)])
  assert.equal(one.length, 32)
  assert.deepEqual(one, two)
})
