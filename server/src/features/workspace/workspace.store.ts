import type { Insertable, Kysely } from 'kysely'
import type { Database, WorkspaceRow } from '#platform/database/schema.ts'
import type { WorkspaceSettings } from '#platform/settings.ts'

export type WorkspaceStore = ReturnType<typeof workspaceStore>

export const workspaceStore = (db: Kysely<Database>) => ({
  /** `within`: the transaction that asks, which must not wait for a second connection. */
  byId: (workspaceId: string, within: Kysely<Database> = db) =>
    within.selectFrom('workspaces').selectAll().where('workspace_id', '=', workspaceId).executeTakeFirst(),

  /** All of the instance, or those that the user is a member of. */
  list: (userId: string | undefined) =>
    db
      .selectFrom('workspaces')
      .selectAll()
      .$if(userId !== undefined, q =>
        q.where('workspace_id', 'in', eb =>
          eb.selectFrom('memberships').select('workspace_id').where('user_id', '=', userId!),
        ),
      )
      .orderBy('number')
      .execute(),

  /** Its maker becomes its first admin. */
  async insert(workspace: Insertable<WorkspaceRow>, adminId: string): Promise<void> {
    await db.transaction().execute(async trx => {
      await trx.insertInto('workspaces').values(workspace).execute()
      await trx
        .insertInto('memberships')
        .values({
          user_id: adminId,
          workspace_id: workspace.workspace_id,
          role: 'admin',
          site_ids: null,
          created_at: workspace.created_at,
        })
        .execute()
    })
  },

  async update(
    workspaceId: string,
    fields: Partial<Pick<WorkspaceRow, 'workspace_name' | 'workspace_desc' | 'platform_name' | 'bind_code'>>,
    now: number,
  ): Promise<void> {
    await db
      .updateTable('workspaces')
      .set({ ...fields, updated_at: now })
      .where('workspace_id', '=', workspaceId)
      .execute()
  },

  /** Calls `change` with the row locked, so that two admins do not overwrite each other's settings. */
  async changeSettings(
    workspaceId: string,
    change: (settings: Partial<WorkspaceSettings>) => Partial<WorkspaceSettings>,
    now: number,
  ): Promise<void> {
    await db.transaction().execute(async trx => {
      const { settings } = await trx
        .selectFrom('workspaces')
        .select('settings')
        .where('workspace_id', '=', workspaceId)
        .forUpdate()
        .executeTakeFirstOrThrow()
      await trx
        .updateTable('workspaces')
        .set({ settings: JSON.stringify(change(settings)), updated_at: now })
        .where('workspace_id', '=', workspaceId)
        .execute()
    })
  },
})
