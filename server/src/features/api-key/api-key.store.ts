import type { Kysely } from 'kysely'
import type { ApiKeyRow, Database } from '#platform/database/schema.ts'

export type ApiKeyStore = ReturnType<typeof apiKeyStore>

export const apiKeyStore = (db: Kysely<Database>) => ({
  list: (workspaceId: string) =>
    db
      .selectFrom('api_keys')
      .leftJoin('users', 'users.user_id', 'api_keys.created_by')
      .select([
        'key_id',
        'name',
        'role',
        'api_keys.created_at',
        'expires_at',
        'last_used_at',
        'users.username as created_by',
      ])
      .where('workspace_id', '=', workspaceId)
      .orderBy('api_keys.created_at')
      .execute(),

  async insert(key: ApiKeyRow): Promise<void> {
    await db.insertInto('api_keys').values(key).execute()
  },

  /** The name of the key; undefined: no such key in the workspace. */
  async remove(workspaceId: string, keyId: string): Promise<string | undefined> {
    const row = await db
      .deleteFrom('api_keys')
      .where('workspace_id', '=', workspaceId)
      .where('key_id', '=', keyId)
      .returning('name')
      .executeTakeFirst()
    return row?.name
  },
})
