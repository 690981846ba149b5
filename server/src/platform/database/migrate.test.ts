import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import pg from 'pg'
import { emptyDatabase, testDatabase } from '../../../../test/support/postgres.ts'
import { manualClock, systemClock } from '../clock.ts'
import { createLogger } from '../log.ts'
import { holdAlone, NotAlone } from './alone.ts'
import { openDatabase } from './index.ts'

const log = createLogger('silent')
const open = (databaseUrl: string) => openDatabase({ databaseUrl, dataDir: '' }, log, systemClock)

test('processes that start at once migrate an empty database once', async () => {
  const url = await emptyDatabase()
  const opened = await Promise.all([open(url), open(url), open(url)])
  const { rows } = await sql<{ name: string }>`select name from schema_migrations order by name`.execute(opened[0]!.db)
  assert.equal(rows[0]?.name, '0001-platform')
  await Promise.all(opened.map(database => database.close()))
})

test('a database of a newer Rookery is refused untouched', async () => {
  const url = await emptyDatabase('migrated')
  const { db, close } = await open(url)
  await sql`insert into schema_migrations values ('9999-future', 1)`.execute(db)
  await close()
  await assert.rejects(open(url), /newer Rookery.*9999-future/)
})

test('a server that cannot be used is told in a sentence without the password', async () => {
  const { url } = await testDatabase()
  const [refused, unknown, missing] = [new URL(url), new URL(url), new URL(url)]
  refused.host = 'localhost:1'
  unknown.password = 'planted'
  missing.pathname = '/no_such_database'
  for (const wrong of [refused, unknown, missing])
    await assert.rejects(
      open(wrong.href),
      (error: Error) =>
        /^the database of DATABASE_URL cannot be used: \S+/.test(error.message) && !error.message.includes('planted'),
    )
})

test('times and counters come as numbers', async () => {
  const { db } = await testDatabase()
  await db.insertInto('secrets').values({ name: 'n', value: 'v', created_at: 1_800_000_000_000 }).execute()
  const row = await db.selectFrom('secrets').select('created_at').executeTakeFirstOrThrow()
  assert.strictEqual(row.created_at, 1_800_000_000_000)
})

test('a second server with a broker of its own is refused on the same database', async () => {
  const { url } = await testDatabase()
  const connection = { connectionString: url }
  const options = { clock: systemClock, log, lost: () => {}, patienceMs: 300 }
  const release = await holdAlone(connection, options)
  await assert.rejects(holdAlone(connection, options), NotAlone)
  await release()
  const again = await holdAlone(connection, options)
  await again()
})

const HELD = "from pg_stat_activity where application_name = 'rookery alone' and datname = current_database()"

test('a lock lost with its connection is taken again', async () => {
  const { url } = await testDatabase()
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  const clock = manualClock()
  const lost = () => assert.fail('nobody else took it')
  const release = await holdAlone({ connectionString: url }, { clock, log, lost })
  await admin.query(`select pg_terminate_backend(pid, 5000) ${HELD}`)
  const held = async () => (await admin.query(`select pid ${HELD}`)).rowCount === 1
  for (let i = 0; i < 200 && !(await held()); i++) await clock.advance(250)
  await assert.rejects(holdAlone({ connectionString: url }, { clock, log, lost, patienceMs: 300 }), NotAlone)
  await release()
  await admin.end()
})

test('a server whose lock another one has taken is told', async () => {
  const { url } = await testDatabase()
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  const clock = manualClock()
  let lost = 0
  const release = await holdAlone({ connectionString: url }, { clock, log, lost: () => void lost++ })
  await admin.query(`select pg_terminate_backend(pid, 5000) ${HELD}; select pg_try_advisory_lock(7265003)`)
  for (let i = 0; i < 500 && lost === 0; i++) {
    await clock.advance(250)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  assert.equal(lost, 1)
  await release()
  await admin.end()
})
