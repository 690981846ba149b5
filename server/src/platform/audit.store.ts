import { type Kysely, sql } from 'kysely'
import type { AuditEntry } from './audit.ts'
import { batched } from './database/batch.ts'
import type { Database } from './database/schema.ts'

export const auditStore = (db: Kysely<Database>) => ({
  insert: batched(async (entries: Required<AuditEntry>[]) => {
    await db.insertInto('audit_log').values(entries.map(rowOf)).execute()
    return [] as undefined[]
  }),

  async insertOnce(entry: Required<AuditEntry>): Promise<void> {
    const row = rowOf(entry)
    const same = await db
      .selectFrom('audit_log')
      .select('audit_id')
      .where('time', '=', row.time)
      .where('username', '=', row.username)
      .where('action', '=', row.action)
      .where('target', '=', row.target)
      .where('detail', '=', sql<never>`${row.detail}::jsonb`)
      .executeTakeFirst()
    if (!same) await db.insertInto('audit_log').values(row).execute()
  },
})

const rowOf = ({ workspaceId, userId, detail, ...same }: Required<AuditEntry>) => ({
  ...same,
  workspace_id: workspaceId,
  user_id: userId,
  detail: JSON.stringify(detail),
})
