/**
 * Backup and restore in a form of our own: JSON lines, compressed. It needs no program of PostgreSQL, and is read by
 * every later version of Rookery and PostgreSQL, so it is the way to a new major version too.
 *
 * First a header, then for each table a line that names it and one line a row, and an end line by which a file that
 * was cut short is found out.
 */
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import pg from 'pg'
import type { Logger } from '../log.ts'
import { migrateTo } from './index.ts'
import { knownMigrations } from './migrate.ts'

const FORMAT = 1
const ROWS_AT_ONCE = 1_000

interface Header {
  rookery: string
  format: number
  /** Epoch milliseconds. */
  created: number
  migrations: string[]
  partitions: { name: string; parent: string; bound: string }[]
  /** The key that signs tokens and hashes the passwords of gateways, where it is kept in a file. */
  tokenSecret: string | null
}
type Line = Header | { table: string } | { end: true; rows: number }

export interface Amount {
  tables: number
  rows: number
}

/** Writes everything as of one moment; the server may go on meanwhile. */
export async function backup(
  connection: pg.ClientConfig,
  out: Writable,
  about: { version: string; now: number; tokenSecret: string | null },
): Promise<Amount> {
  const client = new pg.Client(connection)
  await client.connect()
  const gzip = createGzip()
  const written = pipeline(gzip, out)
  written.catch(() => {})
  const write = async (line: string) => {
    if (!gzip.write(`${line}\n`)) await Promise.race([once(gzip, 'drain'), written])
  }
  try {
    await client.query('begin transaction isolation level repeatable read read only')
    const tables = await tablesInOrder(client)
    const header: Header = {
      rookery: about.version,
      format: FORMAT,
      created: about.now,
      migrations: (await client.query<{ name: string }>('select name from schema_migrations order by name')).rows.map(
        r => r.name,
      ),
      partitions: await partitions(client),
      tokenSecret: about.tokenSecret,
    }
    await write(JSON.stringify(header))
    let rows = 0
    for (const table of tables) {
      await write(JSON.stringify({ table } satisfies Line))
      await client.query(`declare rows no scroll cursor for select row_to_json(t)::text as row from ${quoted(table)} t`)
      for (;;) {
        const fetched = await client.query<{ row: string }>(`fetch ${ROWS_AT_ONCE} from rows`)
        for (const { row } of fetched.rows) await write(row)
        rows += fetched.rows.length
        if (fetched.rows.length < ROWS_AT_ONCE) break
      }
      await client.query('close rows')
    }
    await write(JSON.stringify({ end: true, rows } satisfies Line))
    gzip.end()
    await written
    await client.query('commit')
    return { tables: tables.length, rows }
  } finally {
    gzip.destroy()
    await client.end()
  }
}

/**
 * Fills an empty database, all or nothing, and brings its schema up to date.
 * @throws when the database is not empty, or the file is damaged, cut short, or of a newer Rookery.
 */
export async function restore(
  connection: pg.ClientConfig,
  input: Readable,
  log: Logger,
): Promise<Amount & { tokenSecret: string | null }> {
  const lines = createInterface({ input: input.pipe(createGunzip()), crlfDelay: Number.POSITIVE_INFINITY })[
    Symbol.asyncIterator
  ]()
  const header = await readHeader(lines)
  const client = new pg.Client(connection)
  await client.connect()
  try {
    const { rows } = await client.query("select to_regclass('schema_migrations') is not null as used")
    if (rows[0].used)
      throw new Error(
        'a restore needs an empty database: set ROOKERY_DATA_DIR to a new folder, or DATABASE_URL to a new database',
      )
    await migrateTo(connection, log, header.migrations)
    const amount = await inTransaction(client, () => fill(client, header, lines))
    await migrateTo(connection, log)
    const kept = await client.query<{ value: string }>("select value from secrets where name = 'token-secret'")
    return { ...amount, tokenSecret: header.tokenSecret ?? kept.rows[0]?.value ?? null }
  } finally {
    await client.end()
  }
}

async function readHeader(lines: AsyncIterator<string>): Promise<Header> {
  let header: Partial<Header> = {}
  try {
    header = JSON.parse((await lines.next()).value ?? '{}')
  } catch {
    // Told below: whatever it is, it is no backup.
  }
  if (header.format === undefined || !header.migrations || !header.partitions)
    throw new Error('this file is no backup of Rookery')
  const known = new Set(await knownMigrations())
  if (header.format > FORMAT || header.migrations.some(name => !known.has(name)))
    throw new Error(`this backup was written by a newer Rookery (${header.rookery}): restore it with that version`)
  return header as Header
}

async function inTransaction<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin')
  try {
    const result = await work()
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

async function fill(client: pg.Client, header: Header, lines: AsyncIterator<string>): Promise<Amount> {
  for (const { name, parent, bound } of header.partitions)
    await client.query(`create table if not exists ${quoted(name)} partition of ${quoted(parent)} ${bound}`)
  const amount = { tables: 0, rows: 0 }
  let table = ''
  let batch: string[] = []
  const flush = async () => {
    if (batch.length === 0) return
    await client.query(
      `insert into ${quoted(table)} overriding system value
       select * from json_populate_recordset(null::${quoted(table)}, $1::json)`,
      [`[${batch.join(',')}]`],
    )
    amount.rows += batch.length
    batch = []
  }
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    const line = next.value
    // Rows are objects of columns; only our own lines start with these keys, and no table has such columns first.
    if (/^\{"(table|end)":/.test(line)) {
      await flush()
      const parsed = JSON.parse(line) as { table: string } | { end: true; rows: number }
      if ('end' in parsed) {
        if (parsed.rows !== amount.rows) break
        await continueIdentities(client)
        return amount
      }
      table = parsed.table
      amount.tables++
    } else {
      batch.push(line)
      if (batch.length >= ROWS_AT_ONCE) await flush()
    }
  }
  throw new Error('the backup was cut short: its end is missing')
}

/** Each table after those that its foreign keys refer to. */
async function tablesInOrder(client: pg.Client): Promise<string[]> {
  const { rows: tables } = await client.query<{ name: string }>(`
    select relname as name from pg_class
    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition
      and relname <> 'schema_migrations' order by relname`)
  const { rows: references } = await client.query<{ name: string; target: string }>(`
    select c.relname as name, t.relname as target from pg_constraint k
    join pg_class c on c.oid = k.conrelid join pg_class t on t.oid = k.confrelid
    where k.contype = 'f' and k.conrelid <> k.confrelid and c.relnamespace = current_schema()::regnamespace`)
  const ordered: string[] = []
  const place = (name: string, path: string[]) => {
    if (ordered.includes(name) || path.includes(name)) return
    for (const { target } of references.filter(r => r.name === name)) place(target, [...path, name])
    ordered.push(name)
  }
  for (const { name } of tables) place(name, [])
  return ordered
}

async function partitions(client: pg.Client): Promise<Header['partitions']> {
  const { rows } = await client.query<Header['partitions'][number]>(`
    select c.relname as name, p.relname as parent, pg_get_expr(c.relpartbound, c.oid) as bound
    from pg_inherits join pg_class c on c.oid = inhrelid join pg_class p on p.oid = inhparent
    where c.relispartition and c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace order by 1`)
  return rows
}

/** Generated numbers go on after the highest restored one. */
async function continueIdentities(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ table_name: string; column_name: string }>(`
    select table_name, column_name from information_schema.columns
    where table_schema = current_schema() and is_identity = 'YES'`)
  for (const { table_name, column_name } of rows)
    await client.query(
      `select setval(pg_get_serial_sequence($1, $2), coalesce(max(${quoted(column_name)}), 0) + 1, false) from ${quoted(table_name)}`,
      [quoted(table_name), column_name],
    )
}

const quoted = (name: string) => pg.escapeIdentifier(name)
