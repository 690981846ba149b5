/** What a database holds, table by table, to tell whether something changed it. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../server/src/platform/database/schema.ts'

/** Columns that change by being there alone: when a session or a key was last used. */
const RESTLESS: Record<string, string[]> = { sessions: ['last_seen_at'], api_keys: ['last_used_at'] }

/** Table name -> number of rows and a hash of them all, or of those of one workspace in tables that name it. */
export async function checksums(db: Kysely<Database>, workspaceId?: string): Promise<Record<string, string>> {
  const { rows: tables } = await sql<{ name: string }>`
    select relname as name from pg_class join pg_namespace n on n.oid = relnamespace
    where relkind in ('r', 'p') and not relispartition and nspname = 'public'
      and (${workspaceId === undefined} or exists (
        select from pg_attribute a where a.attrelid = pg_class.oid and a.attname = 'workspace_id'))
    order by 1`.execute(db)
  const sums: Record<string, string> = {}
  for (const { name } of tables) {
    const restless = RESTLESS[name] ?? []
    const { rows } = await sql<{ rows: number; hash: string | null }>`
      select count(*) as rows, md5(string_agg((to_jsonb(t) - ${restless}::text[])::text, E'\n' order by to_jsonb(t)::text)) as hash
      from ${sql.table(name)} t
      where ${workspaceId === undefined} or to_jsonb(t) ->> 'workspace_id' = ${workspaceId ?? null}`.execute(db)
    sums[name] = `${rows[0]!.rows} ${rows[0]!.hash}`
  }
  return sums
}

/** The same, once nothing has changed for a while: what was under way has been written. */
export async function restingChecksums(db: Kysely<Database>, restMs = 2_500): Promise<Record<string, string>> {
  let before = await checksums(db)
  for (const end = Date.now() + 30_000; Date.now() < end; ) {
    await new Promise(resolve => setTimeout(resolve, restMs))
    const now = await checksums(db)
    if (JSON.stringify(now) === JSON.stringify(before)) return now
    before = now
  }
  throw new Error('the database does not come to rest')
}
