import { type Kysely, sql } from 'kysely'
import type { AuditEntry } from './audit.ts'
import { batched } from './database/batch.ts'
import type { Database } from './database/schema.ts'

/** One after the other, so that an entry that is restored meets the one that was on its way while the database was away. */
export const auditStore = (db: Kysely<Database>) => {
  const write = batched(async (entries: { entry: Required<AuditEntry>; once: boolean }[]) => {
    const rows = new Map<unknown, ReturnType<typeof rowOf>>()
    for (const { entry, once } of entries) {
      const row = rowOf(entry)
      const key = JSON.stringify(row)
      if (once && (rows.has(key) || (await isThere(row)))) continue
      rows.set(rows.has(key) ? {} : key, row)
    }
    if (rows.size > 0)
      await db
        .insertInto('audit_log')
        .values([...rows.values()])
        .execute()
    return [] as undefined[]
  })
  const isThere = async (row: ReturnType<typeof rowOf>) =>
    (await db
      .selectFrom('audit_log')
      .select('audit_id')
      .where('time', '=', row.time)
      .where('username', '=', row.username)
      .where('action', '=', row.action)
      .where('target', '=', row.target)
      .where('detail', '=', sql<never>`${row.detail}::jsonb`)
      .executeTakeFirst()) !== undefined

  return {
    insert: (entry: Required<AuditEntry>) => write({ entry, once: false }),
    insertOnce: (entry: Required<AuditEntry>) => write({ entry, once: true }),
  }
}

const rowOf = ({ workspaceId, userId, detail, ...same }: Required<AuditEntry>) => ({
  ...same,
  workspace_id: workspaceId,
  user_id: userId,
  detail: JSON.stringify(detail),
})
