import { type Kysely, sql } from 'kysely'
import type { AuditEntry } from './audit.ts'
import type { Database } from './database/schema.ts'

export const auditStore = (db: Kysely<Database>) => ({
  async insert(entry: Required<AuditEntry>): Promise<void> {
    await db.insertInto('audit_log').values(rowOf(entry)).execute()
  },

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
