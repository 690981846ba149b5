import type { Kysely } from 'kysely'
import { toJson } from '#link/link.store.ts'
import type { ReturnAllRow, Returning } from '#platform/database/safety-tables.ts'
import type { Database } from '#platform/database/schema.ts'

/** As read back: jsonb parsed. */
export type StoredReturn = Omit<ReturnAllRow, 'aircraft'> & { aircraft: Returning[] }

export const returnAllStore = (db: Kysely<Database>) => ({
  async save(row: StoredReturn): Promise<void> {
    await db
      .insertInto('return_alls')
      .values({ ...row, aircraft: toJson(row.aircraft) })
      .onConflict(conflict =>
        conflict.column('return_id').doUpdateSet({
          aircraft: toJson(row.aircraft),
          hold_id: row.hold_id,
          updated_at: row.updated_at,
        }),
      )
      .execute()
  },

  async find(workspaceId: string, returnId: string): Promise<StoredReturn | undefined> {
    const row = await db
      .selectFrom('return_alls')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('return_id', '=', returnId)
      .executeTakeFirst()
    return row as StoredReturn | undefined
  },

  async since(time: number): Promise<StoredReturn[]> {
    const rows = await db.selectFrom('return_alls').selectAll().where('created_at', '>', time).execute()
    return rows as StoredReturn[]
  },

  /** The caller may see aircraft of some sites alone, so that it is filtered above. */
  async ofWorkspace(workspaceId: string, limit: number): Promise<StoredReturn[]> {
    const rows = await db
      .selectFrom('return_alls')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .orderBy('created_at', 'desc')
      .limit(limit)
      .execute()
    return rows as StoredReturn[]
  },
})
export type ReturnAllStore = ReturnType<typeof returnAllStore>
