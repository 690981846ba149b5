import type { Kysely } from 'kysely'
import type { Database, SessionKind, SessionRow } from '../database/schema.ts'
import type { Identity } from './caller.ts'

export interface Refreshable {
  session_id: string
  user_id: string
  username: string
  used_at: number | null
  expires_at: number
  session_expires_at: number
  session_created_at: number
  ended_at: number | null
  disabled_at: number | null
}

export type SessionStore = ReturnType<typeof sessionStore>

export const sessionStore = (db: Kysely<Database>) => ({
  async insert(session: SessionRow, refresh: { hash: string; expiresAt: number } | undefined): Promise<void> {
    await db.transaction().execute(async trx => {
      await trx.insertInto('sessions').values(session).execute()
      if (refresh) await insertRefresh(trx, session.session_id, refresh, session.created_at)
    })
  },

  /** Undefined when the session is ended or expired, or its user disabled. */
  async identity(sessionId: string, now: number): Promise<Identity | undefined> {
    const row = await db
      .selectFrom('sessions')
      .innerJoin('users', 'users.user_id', 'sessions.user_id')
      .select(['users.user_id', 'username', 'instance_admin', 'kind', 'workspace_id'])
      .where('session_id', '=', sessionId)
      .where('ended_at', 'is', null)
      .where('disabled_at', 'is', null)
      .where('expires_at', '>', now)
      .executeTakeFirst()
    if (!row) return undefined
    const memberships = await this.memberships(row.user_id)
    return {
      userId: row.user_id,
      username: row.username,
      instanceAdmin: row.instance_admin,
      sessionId,
      kind: row.kind,
      workspaceId: row.workspace_id !== null && memberships.has(row.workspace_id) ? row.workspace_id : null,
      memberships,
    }
  },

  async memberships(userId: string): Promise<Identity['memberships']> {
    const rows = await db
      .selectFrom('memberships')
      .select(['workspace_id', 'role', 'site_ids'])
      .where('user_id', '=', userId)
      .orderBy('created_at')
      .orderBy('workspace_id')
      .execute()
    return new Map(rows.map(row => [row.workspace_id, { role: row.role, siteIds: row.site_ids }]))
  },

  async keyIdentity(keyHash: string, now: number): Promise<Identity | undefined> {
    const key = await db
      .selectFrom('api_keys')
      .select(['key_id', 'name', 'role', 'workspace_id'])
      .where('key_hash', '=', keyHash)
      .where(eb => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
      .executeTakeFirst()
    return (
      key && {
        userId: key.key_id,
        username: `API key ${key.name}`,
        instanceAdmin: false,
        sessionId: null,
        kind: 'api-key',
        workspaceId: key.workspace_id,
        memberships: new Map([[key.workspace_id, { role: key.role, siteIds: null }]]),
      }
    )
  },

  async touch(sessionId: string, now: number): Promise<void> {
    await db.updateTable('sessions').set({ last_seen_at: now }).where('session_id', '=', sessionId).execute()
  },
  async touchKey(keyId: string, now: number): Promise<void> {
    await db.updateTable('api_keys').set({ last_used_at: now }).where('key_id', '=', keyId).execute()
  },

  async setWorkspace(sessionId: string, workspaceId: string): Promise<void> {
    await db.updateTable('sessions').set({ workspace_id: workspaceId }).where('session_id', '=', sessionId).execute()
  },

  async extend(sessionId: string, expiresAt: number): Promise<void> {
    await db.updateTable('sessions').set({ expires_at: expiresAt }).where('session_id', '=', sessionId).execute()
  },

  async created(sessionId: string): Promise<number | undefined> {
    const row = await db
      .selectFrom('sessions')
      .select('created_at')
      .where('session_id', '=', sessionId)
      .executeTakeFirst()
    return row?.created_at
  },

  /** Calls `decide` with the row locked, and stores the successor that it returns. */
  async rotate(
    tokenHash: string,
    now: number,
    decide: (row: Refreshable | undefined) => { hash: string; expiresAt: number; sessionExpiresAt: number } | undefined,
  ): Promise<void> {
    await db.transaction().execute(async trx => {
      const row = await trx
        .selectFrom('refresh_tokens')
        .innerJoin('sessions', 'sessions.session_id', 'refresh_tokens.session_id')
        .innerJoin('users', 'users.user_id', 'sessions.user_id')
        .select([
          'sessions.session_id',
          'sessions.user_id',
          'users.username',
          'used_at',
          'refresh_tokens.expires_at',
          'sessions.expires_at as session_expires_at',
          'sessions.created_at as session_created_at',
          'ended_at',
          'disabled_at',
        ])
        .where('token_hash', '=', tokenHash)
        .forUpdate('refresh_tokens')
        .executeTakeFirst()
      const next = decide(row)
      if (!row || !next) return
      await trx
        .updateTable('refresh_tokens')
        .set({ used_at: now })
        .where('token_hash', '=', tokenHash)
        .where('used_at', 'is', null)
        .execute()
      await insertRefresh(trx, row.session_id, next, now)
      await trx
        .updateTable('sessions')
        .set({ expires_at: next.sessionExpiresAt, last_seen_at: now })
        .where('session_id', '=', row.session_id)
        .execute()
    })
  },

  /** Ends the living sessions that match, and answers which these were. */
  async end(
    match: { sessionId?: string; userId?: string; workspaceId?: string; except?: string },
    reason: string,
    now: number,
  ): Promise<EndedSession[]> {
    const { sessionId, userId, workspaceId, except } = match
    return db
      .updateTable('sessions')
      .set({ ended_at: now, end_reason: reason })
      .where('ended_at', 'is', null)
      .$if(sessionId !== undefined, q => q.where('session_id', '=', sessionId!))
      .$if(userId !== undefined, q => q.where('user_id', '=', userId!))
      .$if(workspaceId !== undefined, q => q.where('workspace_id', '=', workspaceId!))
      .$if(except !== undefined, q => q.where('session_id', '!=', except!))
      .returning(['session_id', 'user_id', 'end_reason'])
      .execute()
  },

  /** Ends what has run out, and answers all that ended since, here or in another process. */
  async sweep(now: number, since: number): Promise<EndedSession[]> {
    await db
      .updateTable('sessions')
      .set({ ended_at: now, end_reason: 'expired' })
      .where('ended_at', 'is', null)
      .where('expires_at', '<=', now)
      .execute()
    return db
      .selectFrom('sessions')
      .select(['session_id', 'user_id', 'end_reason'])
      .where('ended_at', '>=', since)
      .execute()
  },

  async forget(endedBefore: number): Promise<void> {
    await db.deleteFrom('sessions').where('ended_at', '<', endedBefore).execute()
    await db.deleteFrom('refresh_tokens').where('expires_at', '<', endedBefore).execute()
  },
})

export interface EndedSession {
  session_id: string
  user_id: string
  end_reason: string | null
}

export const newSession = (
  fields: Pick<SessionRow, 'session_id' | 'user_id' | 'workspace_id' | 'address' | 'user_agent' | 'expires_at'>,
  kind: SessionKind,
  now: number,
): SessionRow => ({ ...fields, kind, created_at: now, last_seen_at: now, ended_at: null, end_reason: null })

const insertRefresh = (
  db: Kysely<Database>,
  sessionId: string,
  refresh: { hash: string; expiresAt: number },
  now: number,
) =>
  db
    .insertInto('refresh_tokens')
    .values({
      token_hash: refresh.hash,
      session_id: sessionId,
      created_at: now,
      expires_at: refresh.expiresAt,
      used_at: null,
    })
    .execute()
