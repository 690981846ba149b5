import type { Kysely } from 'kysely'
import type { Database, Role } from '#platform/database/schema.ts'

export interface Login {
  user_id: string
  username: string
  password_hash: string
  instance_admin: boolean
  must_change_password: boolean
  disabled_at: number | null
}

export type SessionStore = ReturnType<typeof sessionStore>

const COLUMNS = [
  'user_id',
  'username',
  'password_hash',
  'instance_admin',
  'must_change_password',
  'disabled_at',
] as const

export const sessionStore = (db: Kysely<Database>) => ({
  byName: (username: string): Promise<Login | undefined> =>
    db.selectFrom('users').select(COLUMNS).where('username_key', '=', username.toLowerCase()).executeTakeFirst(),

  byId: (userId: string): Promise<Login | undefined> =>
    db.selectFrom('users').select(COLUMNS).where('user_id', '=', userId).executeTakeFirst(),

  /** Workspaces of the user, the one of his latest session first, then the oldest membership. */
  workspaces: (userId: string): Promise<{ workspace_id: string; workspace_name: string; role: Role }[]> =>
    db
      .selectFrom('memberships')
      .innerJoin('workspaces', 'workspaces.workspace_id', 'memberships.workspace_id')
      .select(['workspaces.workspace_id', 'workspace_name', 'role'])
      .where('memberships.user_id', '=', userId)
      .orderBy(
        eb =>
          eb
            .selectFrom('sessions')
            .select(({ fn }) => fn.max('sessions.created_at').as('latest'))
            .whereRef('sessions.workspace_id', '=', 'workspaces.workspace_id')
            .where('sessions.user_id', '=', userId),
        order => order.desc().nullsLast(),
      )
      .orderBy('memberships.created_at')
      .orderBy('workspaces.number')
      .execute(),

  async setPassword(userId: string, passwordHash: string, now: number): Promise<void> {
    await db
      .updateTable('users')
      .set({ password_hash: passwordHash, must_change_password: false, updated_at: now })
      .where('user_id', '=', userId)
      .execute()
  },
})
