import type { Kysely } from 'kysely'
import type { AuditEntry } from './audit.ts'
import type { Database } from './database/schema.ts'

export const auditStore = (db: Kysely<Database>) => ({
  async insert(entry: Required<AuditEntry> & { time: number }): Promise<void> {
    await db
      .insertInto('audit_log')
      .values({
        time: entry.time,
        workspace_id: entry.workspaceId,
        user_id: entry.userId,
        username: entry.username,
        action: entry.action,
        target: entry.target,
        detail: JSON.stringify(entry.detail),
        address: entry.address,
        result: entry.result,
      })
      .execute()
  },
})
