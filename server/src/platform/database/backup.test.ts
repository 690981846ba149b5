import assert from 'node:assert/strict'
import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import pg from 'pg'
import { emptyDatabase, testDatabase } from '../../../../test/support/postgres.ts'
import { createLogger } from '../log.ts'
import { backup, restore } from './backup.ts'

const log = createLogger('silent')
const { db, url } = await testDatabase()
const about = { version: '0.1.0', now: 1, tokenSecret: 'planted-signing-key' }

await sql`
  insert into workspaces (workspace_id, workspace_name, workspace_desc, platform_name, bind_code, settings, created_at, updated_at)
  values ('w1', 'Müller "&" 你好', E'line\nbreak', '', 'x', '{"map_tiles": {"kind": "none"}, "deep": [1, null, "a"]}', 1800000000000, 1)`.execute(
  db,
)
await sql`insert into users values ('u1', 'Ann', 'ann', 'hash', true, false, null, 1, 1)`.execute(db)
await sql`insert into memberships values ('u1', 'w1', 'admin', array['s1', 's,2'], 1)`.execute(db)
await sql`insert into sites values ('s1', 'w1', 'Site', 47.123456789012, null, 'UTC', '', '', 1, 1)`.execute(db)
await sql`
  insert into audit_log (time, username, action, target, detail, address, result)
  select n, 'ann', 'a', 't', '{}', '', 'ok' from generate_series(1, 2500) n`.execute(db)
await sql`create table telemetry_20270115 partition of telemetry for values from (1800000000000) to (1800086400000)`.execute(
  db,
)
await sql`insert into telemetry (sn, time, latitude, height) values ('SN1', 1800000000001, 51.9, 1.1), ('SN1', 1800000000002, null, 'NaN')`.execute(
  db,
)

async function write(): Promise<Buffer> {
  const out = new PassThrough()
  const written = buffer(out)
  await backup({ connectionString: url }, out, about)
  return written
}
const read = async (file: Buffer) => {
  const target = await emptyDatabase()
  const done = await restore({ connectionString: target }, Readable.from([file]), log)
  return { target, done }
}
/** Every row of every table, as text. */
async function contents(connectionString: string): Promise<Record<string, string[]>> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  const tables = await client.query(
    "select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'schema_migrations'",
  )
  const all: Record<string, string[]> = {}
  for (const { name } of tables.rows) {
    const { rows } = await client.query(`select t::text as row from ${pg.escapeIdentifier(name)} t order by 1`)
    all[name] = rows.map(r => r.row)
  }
  await client.end()
  return all
}

test('what was backed up is restored to the row, partitions included, and counting goes on', async () => {
  const { target, done } = await read(await write())
  assert.deepEqual(await contents(target), await contents(url))
  assert.equal(done.tokenSecret, 'planted-signing-key')
  assert.ok(done.rows >= 2506, String(done.rows))
  const client = new pg.Client({ connectionString: target })
  await client.connect()
  const insert =
    "insert into audit_log (time, username, action, target, detail, address, result) values (1, '', '', '', '{}', '', '') returning audit_id::int as id"
  assert.equal((await client.query(insert)).rows[0].id, 2501)
  await client.end()
})

test('a backup is of one moment, also while the server writes', async () => {
  const out = new PassThrough()
  const written = buffer(out)
  const running = backup({ connectionString: url }, out, about)
  for (let i = 0; i < 20; i++)
    await sql`with s as (insert into sites values (${`during${i}`}, 'w1', 'x', null, null, 'UTC', '', '', 1, 1) returning site_id)
      insert into secrets select site_id, 'v', 1 from s`.execute(db)
  await running
  const all = await contents((await read(await written)).target)
  const sites = all.sites!.filter(row => row.includes('during')).length
  const secrets = all.secrets!.filter(row => row.includes('during')).length
  assert.equal(sites, secrets)
})

test('a file that is damaged, cut short, foreign or of a newer Rookery restores nothing', async () => {
  const whole = gunzipSync(await write()).toString()
  const lines = whole.trimEnd().split('\n')
  const [first, ...rest] = lines as [string, ...string[]]
  const packed = (text: string) => gzipSync(text)
  const newer = { ...JSON.parse(first), migrations: ['0001-platform', '9999-future'] }
  for (const [file, message] of [
    [packed(lines.slice(0, -1).join('\n')), /cut short/],
    [packed([...lines.slice(0, 10), lines.at(-1)].join('\n')), /cut short/],
    [packed('{"hello":1}\n'), /no backup/],
    [packed('not json\n'), /no backup/],
    [packed([JSON.stringify(newer), ...rest].join('\n')), /newer Rookery/],
    [Buffer.from('not even compressed'), /./],
  ] as const) {
    const target = await emptyDatabase()
    await assert.rejects(restore({ connectionString: target }, Readable.from([file]), log), message)
    const { users = [] } = await contents(target)
    assert.deepEqual(users, [])
  }
})

test('a database in use is not restored into', async () => {
  const file = await write()
  const before = await contents(url)
  await assert.rejects(restore({ connectionString: url }, Readable.from([file]), log), /empty database/)
  assert.deepEqual(await contents(url), before)
})
