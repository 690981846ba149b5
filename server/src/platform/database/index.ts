/** Opens the database: the server of DATABASE_URL, or the embedded one; schema brought up to date. */
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { isDatabaseDown } from '../http/failures.ts'
import type { Logger } from '../log.ts'
import { startEmbeddedPostgres } from './embedded.ts'
import { migrate } from './migrate.ts'
import type { Database } from './schema.ts'

export interface OpenDatabase {
  db: Kysely<Database>
  /** How to reach it, for connections of one's own (LISTEN, a lock). */
  connection: pg.ClientConfig
  /** Answers within a second; never throws. */
  healthy(): Promise<boolean>
  close(): Promise<void>
}

/** A query that takes longer fails, so that no caller hangs on a database that has gone silent. */
const QUERY_TIMEOUT_MS = 30_000
const CONNECT_TIMEOUT_MS = 5_000
const HEALTH_TIMEOUT_MS = 1_000

export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  log: Logger,
  clock: Clock,
): Promise<OpenDatabase> {
  const embedded = config.databaseUrl ? undefined : await startEmbeddedPostgres(config.dataDir, log, clock)
  const connection = embedded?.connection ?? { connectionString: config.databaseUrl }
  try {
    await migrateTo(connection, log)
    const pool = openPool(connection, log)
    const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
    return {
      db,
      connection,
      healthy: () => answers(pool),
      async close() {
        await db.destroy()
        await embedded?.stop()
      },
    }
  } catch (error) {
    await embedded?.stop()
    throw embedded ? error : explained(error)
  }
}

/** Of a server that cannot be used at all, in a sentence; node's own has no message when a name has two addresses. */
function explained(error: unknown): unknown {
  const { code, message, errors } = error as NodeJS.ErrnoException & { errors?: Error[] }
  if (!isDatabaseDown(error) && !/^(28|3D)/.test(code ?? '')) return error
  return new Error(`the database of DATABASE_URL cannot be used: ${message || errors?.[0]?.message || code}`)
}

/** bigint comes as a number: times and counters stay far below 2^53. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === pg.types.builtins.INT8 && format !== 'binary') return Number
    return pg.types.getTypeParser(oid, format as 'text')
  },
} as pg.CustomTypesConfig

export function openPool(connection: pg.ClientConfig, log: Pick<Logger, 'warn'>, max = 16): pg.Pool {
  const pool = new pg.Pool({
    ...connection,
    types,
    max,
    keepAlive: true,
    application_name: 'rookery',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
  })
  // An idle connection that breaks is dropped by the pool; without a listener it would end the process.
  pool.on('error', error => log.warn({ err: error }, 'a database connection was lost'))
  // So would one that breaks in somebody's hands, who learns of it by his query.
  pool.on('connect', client => client.on('error', () => {}))
  return pool
}

/** Migrations get a connection of their own: they may run longer than a query of the server. */
export async function migrateTo(connection: pg.ClientConfig, log: Logger, only?: string[]): Promise<void> {
  const pool = new pg.Pool({ ...connection, types, max: 1, connectionTimeoutMillis: CONNECT_TIMEOUT_MS })
  pool.on('error', error => log.warn({ err: error }, 'the migrating connection was lost'))
  pool.on('connect', client => client.on('error', () => {}))
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    await migrate(db, log, only)
  } finally {
    await db.destroy()
  }
}

async function answers(pool: pg.Pool): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>(resolve => {
    timer = setTimeout(resolve, HEALTH_TIMEOUT_MS, false)
  })
  const asked = pool.query('select 1').then(
    () => true,
    () => false,
  )
  try {
    return await Promise.race([asked, late])
  } finally {
    clearTimeout(timer)
  }
}
