import type { Kysely } from 'kysely'
import type { Database } from '#platform/database/schema.ts'

export type AuditLog = ReturnType<typeof auditLog>

export const auditLog = (db: Kysely<Database>) => ({
  /** Newest first. */
  async list(
    filter: { workspaceId: string; action?: string; username?: string },
    page: { limit: number; offset: number },
  ) {
    const { workspaceId, action, username } = filter
    const matching = db
      .selectFrom('audit_log')
      .where('workspace_id', '=', workspaceId)
      .$if(action !== undefined, q => q.where('action', '=', action!))
      .$if(username !== undefined, q => q.where('username', '=', username!))
    const rows = await matching
      .select(['time', 'username', 'action', 'target', 'detail', 'address', 'result'])
      .orderBy('audit_id', 'desc')
      .limit(page.limit)
      .offset(page.offset)
      .execute()
    const { total } = await matching.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
    return { rows, total }
  },
})
