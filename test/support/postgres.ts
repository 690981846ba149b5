/**
 * A real PostgreSQL for tests: one server for a whole run (scripts/test.ts starts it and names it in
 * ROOKERY_TEST_DATABASE_URL), or one of its own for a test file that is run alone. Each test file gets a fresh
 * database, copied from a migrated template.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { Kysely } from 'kysely'
import pg from 'pg'
import { systemClock } from '../../server/src/platform/clock.ts'
import { startEmbeddedPostgres } from '../../server/src/platform/database/embedded.ts'
import { openDatabase } from '../../server/src/platform/database/index.ts'
import type { Database } from '../../server/src/platform/database/schema.ts'
import { createLogger } from '../../server/src/platform/log.ts'

const log = createLogger('error')
const MIGRATIONS = join(import.meta.dirname, '../../server/src/platform/database/migrations')
/** Nothing of a test has to survive a power cut. */
const SETTINGS = [
  'fsync=off',
  'full_page_writes=off',
  'synchronous_commit=off',
  'max_connections=400',
  'shared_buffers=64MB',
]

export interface TestServer {
  /** Of a superuser. */
  url: string
  stop(): Promise<void>
}

export async function startTestServer(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'rookery-test-'))
  const server = await startEmbeddedPostgres(folder, log, systemClock, { listen: 'loopback', settings: SETTINGS })
  const { host, port, user, password, database } = server.connection
  const abandon = () => {
    const pid = server.pid()
    if (pid) process.kill(pid, 'SIGQUIT')
  }
  process.once('exit', abandon)
  return {
    url: `postgresql://${user}:${password}@${host}:${port}/${database}`,
    async stop() {
      process.off('exit', abandon)
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export interface TestDatabase {
  db: Kysely<Database>
  /** For a server of its own: the value of DATABASE_URL. */
  url: string
}

let alone: Promise<TestServer> | undefined

async function serverUrl(): Promise<string> {
  const given = process.env.ROOKERY_TEST_DATABASE_URL
  if (given) return given
  alone ??= startTestServer()
  return (await alone).url
}

/** A migrated, otherwise empty database; gone when the test file ends. */
export async function testDatabase(): Promise<TestDatabase> {
  const url = await emptyDatabase('migrated')
  const opened = await openDatabase({ databaseUrl: url, dataDir: '' }, log, systemClock)
  atEnd(() => opened.close())
  return { db: opened.db, url }
}

const endings: (() => Promise<unknown>)[] = []
/** Runs when the test file ends, before what was started earlier is ended. */
export function atEnd(ending: () => Promise<unknown>): void {
  if (endings.length === 0) {
    after(async () => {
      for (const end of endings.splice(0).reverse()) await end()
      await (await alone)?.stop()
      alone = undefined
    })
  }
  endings.push(ending)
}

/** The URL of a new database, without any table or migrated. */
export async function emptyDatabase(from: 'empty' | 'migrated' = 'empty'): Promise<string> {
  const server = await serverUrl()
  const name = `test_${randomBytes(6).toString('hex')}`
  const template = from === 'migrated' ? await migratedTemplate(server) : 'template1'
  await asAdmin(server, client => client.query(`create database ${name} template ${template}`))
  atEnd(() => asAdmin(server, client => client.query(`drop database ${name} with (force)`)).then(() => {}))
  return inDatabase(server, name)
}

const TEMPLATE_LOCK = 7_265_999

/** Named by its migrations, and made by the first test file that needs it. */
async function migratedTemplate(server: string): Promise<string> {
  const hash = createHash('sha256')
  for (const file of readdirSync(MIGRATIONS).sort()) hash.update(readFileSync(join(MIGRATIONS, file)))
  const name = `template_${hash.digest('hex').slice(0, 12)}`
  await asAdmin(server, async client => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK])
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount) return
    const making = `${name}_${randomBytes(3).toString('hex')}`
    await client.query(`create database ${making}`)
    const opened = await openDatabase({ databaseUrl: inDatabase(server, making), dataDir: '' }, log, systemClock)
    await opened.close()
    await client.query(`alter database ${making} rename to ${name}`)
  })
  return name
}

function inDatabase(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

async function asAdmin<T>(server: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
