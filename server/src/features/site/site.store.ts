import { type Kysely, sql } from 'kysely'
import type { Database, SiteRow } from '#platform/database/schema.ts'

export type SiteStore = ReturnType<typeof siteStore>
export type SiteFields = Pick<SiteRow, 'name' | 'latitude' | 'longitude' | 'timezone' | 'phone' | 'notes'>

export const siteStore = (db: Kysely<Database>) => ({
  /** `siteIds` null: all of the workspace. */
  list: (workspaceId: string, siteIds: string[] | null) =>
    db
      .selectFrom('sites')
      .select(['site_id', 'name', 'latitude', 'longitude', 'timezone', 'phone', 'notes'])
      .where('workspace_id', '=', workspaceId)
      .$if(siteIds !== null, q => q.where('site_id', '=', sql<string>`any(${siteIds})`))
      .orderBy('name')
      .orderBy('site_id')
      .execute(),

  async insert(site: SiteRow): Promise<void> {
    await db.insertInto('sites').values(site).execute()
  },

  /** False: no such site in the workspace. */
  async update(
    workspaceId: string,
    siteId: string,
    fields: Partial<SiteFields> & { updated_at: number },
  ): Promise<boolean> {
    const result = await db
      .updateTable('sites')
      .set(fields)
      .where('workspace_id', '=', workspaceId)
      .where('site_id', '=', siteId)
      .executeTakeFirst()
    return result.numUpdatedRows === 1n
  },

  async countDevices(siteId: string): Promise<number> {
    const { count } = await db
      .selectFrom('devices')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('site_id', '=', siteId)
      .executeTakeFirstOrThrow()
    return count
  },

  /** Members narrowed to it see one site less; the last one leaves them none, never all. */
  remove: (workspaceId: string, siteId: string): Promise<boolean> =>
    db.transaction().execute(async trx => {
      const result = await trx
        .deleteFrom('sites')
        .where('workspace_id', '=', workspaceId)
        .where('site_id', '=', siteId)
        .executeTakeFirst()
      if (result.numDeletedRows === 0n) return false
      await trx
        .updateTable('memberships')
        .set({ site_ids: sql`array_remove(site_ids, ${siteId})` })
        .where('workspace_id', '=', workspaceId)
        .where('site_ids', 'is not', null)
        .execute()
      return true
    }),
})
