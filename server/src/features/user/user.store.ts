import { type Kysely, sql } from 'kysely'
import type { Database, MembershipRow, Role, UserRow } from '#platform/database/schema.ts'

export type UserStore = ReturnType<typeof userStore>

export interface Member {
  user_id: string
  username: string
  role: Role
  site_ids: string[] | null
  instance_admin: boolean
  disabled_at: number | null
  created_at: number
  last_seen_at: number | null
}

/** Any constant, the same in every process. */
const FIRST_ADMIN_LOCK = 7_265_002

export const userStore = (db: Kysely<Database>) => ({
  async members(
    workspaceId: string,
    page: { limit: number; offset: number },
  ): Promise<{ rows: Member[]; total: number }> {
    const rows = await db
      .selectFrom('memberships')
      .innerJoin('users', 'users.user_id', 'memberships.user_id')
      .select(eb => [
        'users.user_id',
        'username',
        'role',
        'site_ids',
        'instance_admin',
        'disabled_at',
        'users.created_at',
        eb
          .selectFrom('sessions')
          .select(({ fn }) => fn.max('last_seen_at').as('seen'))
          .whereRef('sessions.user_id', '=', 'users.user_id')
          .as('last_seen_at'),
      ])
      .where('memberships.workspace_id', '=', workspaceId)
      .orderBy('username_key')
      .limit(page.limit)
      .offset(page.offset)
      .execute()
    const { total } = await db
      .selectFrom('memberships')
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .where('workspace_id', '=', workspaceId)
      .executeTakeFirstOrThrow()
    return { rows, total }
  },

  member: (workspaceId: string, userId: string) =>
    db
      .selectFrom('memberships')
      .innerJoin('users', 'users.user_id', 'memberships.user_id')
      .select(['users.user_id', 'username', 'role', 'site_ids', 'instance_admin', 'disabled_at', 'users.created_at'])
      .where('memberships.workspace_id', '=', workspaceId)
      .where('users.user_id', '=', userId)
      .executeTakeFirst(),

  byName: (username: string) =>
    db.selectFrom('users').select(['user_id']).where('username_key', '=', username.toLowerCase()).executeTakeFirst(),

  async countMemberships(userId: string): Promise<number> {
    const { count } = await db
      .selectFrom('memberships')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow()
    return count
  },

  async sitesExist(workspaceId: string, siteIds: string[]): Promise<boolean> {
    const { count } = await db
      .selectFrom('sites')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('workspace_id', '=', workspaceId)
      .where('site_id', 'in', siteIds)
      .executeTakeFirstOrThrow()
    return count === new Set(siteIds).size
  },

  async insert(user: UserRow, membership: MembershipRow): Promise<void> {
    await db.transaction().execute(async trx => {
      await trx.insertInto('users').values(user).execute()
      await trx.insertInto('memberships').values(membership).execute()
    })
  },

  /** False when he is a member already. */
  async addMember(membership: MembershipRow): Promise<boolean> {
    const result = await db
      .insertInto('memberships')
      .values(membership)
      .onConflict(c => c.columns(['user_id', 'workspace_id']).doNothing())
      .executeTakeFirst()
    return result.numInsertedOrUpdatedRows === 1n
  },

  async update(
    workspaceId: string,
    userId: string,
    user: Partial<Pick<UserRow, 'password_hash' | 'must_change_password' | 'disabled_at' | 'updated_at'>>,
    membership: Partial<Pick<MembershipRow, 'role' | 'site_ids'>>,
  ): Promise<void> {
    await db.transaction().execute(async trx => {
      await trx.updateTable('users').set(user).where('user_id', '=', userId).execute()
      if (Object.keys(membership).length === 0) return
      await trx
        .updateTable('memberships')
        .set(membership)
        .where('user_id', '=', userId)
        .where('workspace_id', '=', workspaceId)
        .execute()
    })
  },

  /** Takes the user out of the workspace, and away altogether when it was his last one. */
  async remove(workspaceId: string, userId: string): Promise<void> {
    await db.transaction().execute(async trx => {
      await trx
        .deleteFrom('memberships')
        .where('user_id', '=', userId)
        .where('workspace_id', '=', workspaceId)
        .execute()
      await trx
        .deleteFrom('users')
        .where('user_id', '=', userId)
        .where('instance_admin', '=', false)
        .where(({ not, exists, selectFrom }) =>
          not(exists(selectFrom('memberships').select('user_id').where('memberships.user_id', '=', userId))),
        )
        .execute()
    })
  },

  /** Runs `make` in a transaction when there is no user yet; one process at a time. False: there is one. */
  insertFirst: (
    make: () => Promise<{ user: UserRow; workspace: import('kysely').Insertable<Database['workspaces']> }>,
  ) =>
    db.transaction().execute(async trx => {
      await sql`select pg_advisory_xact_lock(${FIRST_ADMIN_LOCK})`.execute(trx)
      const some = await trx.selectFrom('users').select('user_id').limit(1).executeTakeFirst()
      if (some) return false
      const { user, workspace } = await make()
      await trx.insertInto('workspaces').values(workspace).execute()
      await trx.insertInto('users').values(user).execute()
      await trx
        .insertInto('memberships')
        .values({
          user_id: user.user_id,
          workspace_id: workspace.workspace_id,
          role: 'admin',
          site_ids: null,
          created_at: user.created_at,
        })
        .execute()
      return true
    }),

  /** For the command line. False: no such user. */
  async resetPassword(username: string, passwordHash: string, now: number): Promise<string | undefined> {
    const row = await db
      .updateTable('users')
      .set({ password_hash: passwordHash, must_change_password: true, disabled_at: null, updated_at: now })
      .where('username_key', '=', username.toLowerCase())
      .returning('user_id')
      .executeTakeFirst()
    return row?.user_id
  },
})
