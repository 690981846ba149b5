import { type Kysely, sql } from 'kysely'
import type { LaunchHoldRow } from '#platform/database/safety-tables.ts'
import type { Database } from '#platform/database/schema.ts'

export const holdStore = (db: Kysely<Database>) => ({
  async insert(hold: LaunchHoldRow): Promise<void> {
    await db.insertInto('launch_holds').values(hold).execute()
  },

  find: (workspaceId: string, holdId: string): Promise<LaunchHoldRow | undefined> =>
    db
      .selectFrom('launch_holds')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('hold_id', '=', holdId)
      .executeTakeFirst(),

  /** In force at the time, newest first. */
  active: (workspaceId: string, now: number): Promise<LaunchHoldRow[]> =>
    db
      .selectFrom('launch_holds')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('released_at', 'is', null)
      .where(eb => eb.or([eb('until', 'is', null), eb('until', '>', now)]))
      .orderBy('created_at', 'desc')
      .execute(),

  /** Those whose time came to its end since, in every workspace. */
  ended: (since: number, now: number): Promise<LaunchHoldRow[]> =>
    db
      .selectFrom('launch_holds')
      .selectAll()
      .where('released_at', 'is', null)
      .where('until', '>', since)
      .where('until', '<=', now)
      .execute(),

  async release(holdId: string, username: string, now: number): Promise<LaunchHoldRow | undefined> {
    return await db
      .updateTable('launch_holds')
      .set({ released_at: now, released_by: username })
      .where('hold_id', '=', holdId)
      .where('released_at', 'is', null)
      .where(sql<boolean>`(until is null or until > ${now})`)
      .returningAll()
      .executeTakeFirst()
  },
})
export type HoldStore = ReturnType<typeof holdStore>
