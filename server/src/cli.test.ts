import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { emptyDatabase } from '../../test/support/postgres.ts'
import { ensureFirstAdmin, userStore } from './features/user/index.ts'
import { verifyPassword } from './platform/auth/passwords.ts'
import { tokenSecret } from './platform/auth/secret.ts'
import { systemClock } from './platform/clock.ts'
import { SETTINGS } from './platform/config.ts'
import { openDatabase } from './platform/database/index.ts'
import { lockFolder } from './platform/folder-lock.ts'
import { createLogger } from './platform/log.ts'

const folder = mkdtempSync(join(tmpdir(), 'rookery-cli-'))
// As root PostgreSQL runs as another account, which must reach it.
chmodSync(folder, 0o755)
after(() => rmSync(folder, { recursive: true }))
const log = createLogger('silent')

function rookery(
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'cli.ts'), ...args], {
    env: { PATH: process.env.PATH, ROOKERY_DATA_DIR: join(folder, 'unused'), ...env },
  })
  const [out, err]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', chunk => out.push(chunk))
  child.stderr.on('data', chunk => err.push(chunk))
  return new Promise(resolve =>
    child.once('close', code =>
      resolve({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
    ),
  )
}

test('config lists every setting with value and flag, and shows no secret', async () => {
  const { code, out } = await rookery(['config', '--http-port', '7000'], {
    DATABASE_URL: 'postgresql://user:planted-password@db.example.com/rookery',
    ROOKERY_DJI_APP_KEY: 'planted-key',
  })
  assert.equal(code, 0)
  for (const { name } of Object.values(SETTINGS)) assert.match(out, new RegExp(`^${name} `, 'm'))
  assert.match(out, /^ROOKERY_HTTP_PORT +7000$/m)
  assert.match(out, /^DATABASE_URL +\(set\)$/m)
  assert.ok(!out.includes('planted'))
})

test('a wrong setting, flag or command is one answer on stderr and a failure', async () => {
  const wrong = await rookery(['config'], { ROOKERY_HTTP_PORT: 'many' })
  assert.equal(wrong.code, 1)
  assert.match(wrong.err, /^rookery: ROOKERY_HTTP_PORT must be .*\n$/)
  assert.equal((await rookery(['config', '--no-such'])).code, 1)
  const unknown = await rookery(['fly'])
  assert.equal(unknown.code, 1)
  assert.match(unknown.err, /Usage:/)
  assert.equal((await rookery(['--help'])).code, 0)
})

test('a password is reset, and the sessions of the user end', async () => {
  const url = await emptyDatabase()
  const { db, close } = await openDatabase({ databaseUrl: url, dataDir: '' }, log, systemClock)
  await ensureFirstAdmin(
    userStore(db),
    { adminUsername: 'admin', adminPassword: 'first password', dataDir: folder },
    systemClock,
  )
  const { user_id } = await db.selectFrom('users').select('user_id').executeTakeFirstOrThrow()
  await db
    .insertInto('sessions')
    .values({
      ...{ session_id: 's', user_id, workspace_id: null, kind: 'console', address: '', user_agent: '' },
      ...{ created_at: 1, last_seen_at: 1, expires_at: 9e12, ended_at: null, end_reason: null },
    })
    .execute()
  const env = { DATABASE_URL: url }
  const { code, out } = await rookery(['users', 'reset-password', 'Admin'], env)
  assert.equal(code, 0)
  const password = /: (\S+)\n/.exec(out)![1]!
  const user = await db.selectFrom('users').selectAll().executeTakeFirstOrThrow()
  assert.equal(await verifyPassword(user.password_hash, password), true)
  assert.equal(user.must_change_password, true)
  const session = await db.selectFrom('sessions').selectAll().executeTakeFirstOrThrow()
  assert.equal(session.end_reason, 'password reset')
  const nobody = await rookery(['users', 'reset-password', 'nobody'], env)
  assert.deepEqual([nobody.code, nobody.err], [1, 'rookery: there is no user nobody\n'])
  await close()
})

test('a data folder is backed up, while its server runs too, and restored into a new one with its key', async () => {
  const [from, to] = [join(folder, 'from'), join(folder, 'to')]
  const one = { ...config(from) }
  const running = await openDatabase(one, log, systemClock)
  await ensureFirstAdmin(
    userStore(running.db),
    { ...one, adminUsername: 'admin', adminPassword: 'first password' },
    systemClock,
  )
  const key = await tokenSecret(one, running.db, systemClock)
  const file = join(folder, 'backup.gz')
  const unlock = await lockFolder(from)
  const live = await rookery(['backup', join(folder, 'live.gz')], { ROOKERY_DATA_DIR: from })
  assert.equal(live.code, 0, live.err)
  assert.equal((await rookery(['restore', join(folder, 'live.gz')], { ROOKERY_DATA_DIR: from })).code, 1)
  assert.equal(await running.healthy(), true)
  unlock()
  await running.close()

  const done = await rookery(['backup', file], { ROOKERY_DATA_DIR: from })
  assert.equal(done.code, 0, done.err)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.equal((await rookery(['backup', file], { ROOKERY_DATA_DIR: from })).code, 1)

  const restored = await rookery(['restore', file], { ROOKERY_DATA_DIR: to })
  assert.equal(restored.code, 0, restored.err)
  const second = config(to)
  const copy = await openDatabase(second, log, systemClock)
  assert.deepEqual(await tokenSecret(second, copy.db, systemClock), key)
  assert.equal((await copy.db.selectFrom('users').select('username').executeTakeFirst())?.username, 'admin')
  await copy.close()
  assert.ok(readFileSync(join(to, 'token-secret')).length > 40)
  assert.equal((await rookery(['restore', file], { ROOKERY_DATA_DIR: to })).code, 1)
})

const config = (dataDir: string) => ({ dataDir, databaseUrl: undefined, tokenSecret: undefined })
