/** Brings the schema up to date: forward only, each step in its own transaction, one process at a time. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Kysely, sql } from 'kysely'
import type { Logger } from '../log.ts'

interface Migration {
  name: string
  up(db: Kysely<unknown>): Promise<void>
}

const FOLDER = join(import.meta.dirname, 'migrations')
/** Any constant; every Rookery process of one database must use the same. */
export const MIGRATION_LOCK = 7_265_001

/**
 * @param only the migrations to apply, for a restore into the schema of an older version; absent: all.
 * @throws when the database holds a migration that this version does not know: it was written by a newer Rookery.
 */
export async function migrate(db: Kysely<unknown>, log: Pick<Logger, 'info'>, only?: string[]): Promise<void> {
  const migrations = await load()
  await db.connection().execute(async connection => {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`.execute(connection)
    try {
      await sql`
        create table if not exists schema_migrations (name text primary key, applied_at bigint not null)
      `.execute(connection)
      const { rows } = await sql<{ name: string }>`select name from schema_migrations`.execute(connection)
      const applied = new Set(rows.map(row => row.name))
      const unknown = [...applied].filter(name => !migrations.some(m => m.name === name))
      if (unknown.length > 0) {
        throw new Error(
          `the database was written by a newer Rookery (it has ${unknown.join(', ')}): start that version`,
        )
      }
      for (const migration of migrations) {
        if (applied.has(migration.name) || (only && !only.includes(migration.name))) continue
        await connection.transaction().execute(async transaction => {
          await migration.up(transaction)
          await sql`insert into schema_migrations values (${migration.name}, ${Date.now()})`.execute(transaction)
        })
        log.info({ migration: migration.name }, 'migrated')
      }
    } finally {
      await sql`select pg_advisory_unlock(${MIGRATION_LOCK})`.execute(connection)
    }
  })
}

/** Names of the migrations that this version knows, in their order. */
export const knownMigrations = async () => (await load()).map(migration => migration.name)

async function load(): Promise<Migration[]> {
  const files = readdirSync(FOLDER)
    .filter(file => /^\d{4}-.*\.ts$/.test(file))
    .sort()
  return Promise.all(
    files.map(async file => ({
      name: file.slice(0, -3),
      up: (await import(pathToFileURL(join(FOLDER, file)).href)).up,
    })),
  )
}
