import { type Insertable, type Kysely, sql } from 'kysely'
import type { Database } from '#platform/database/schema.ts'
import type { WaylineVersionRow } from '#platform/database/wayline-tables.ts'

export type WaylineStore = ReturnType<typeof waylineStore>
/** Columns that a list may be ordered by, by their wire names. */
export const ORDERS = ['name', 'update_time', 'create_time'] as const
export interface ListFilter {
  favorited?: boolean
  templateTypes?: number[]
  actionType?: number
  droneModelKeys?: string[]
  payloadModelKeys?: string[]
  /** Part of the name. */
  key?: string
  order: { by: (typeof ORDERS)[number]; descending: boolean }[]
  limit: number
  offset: number
}
export type NewVersion = Insertable<WaylineVersionRow>

export function waylineStore(db: Kysely<Database>) {
  /** Waylines with their newest version, and whether the user has them among his favourites. */
  const newest = (workspaceId: string, userId: string) =>
    db
      .selectFrom('waylines as w')
      .innerJoin('wayline_versions as v', join =>
        join.onRef('v.wayline_id', '=', 'w.wayline_id').onRef('v.version', '=', 'w.version'),
      )
      .leftJoin('wayline_favorites as f', join =>
        join.onRef('f.wayline_id', '=', 'w.wayline_id').on('f.user_id', '=', userId),
      )
      .where('w.workspace_id', '=', workspaceId)
  const columns = [
    'w.wayline_id',
    'w.name',
    'w.version',
    'w.created_at',
    'w.updated_at',
    'v.object_key',
    'v.sign',
    'v.size',
    'v.username',
    'v.drone_model_key',
    'v.payload_model_keys',
    'v.template_types',
    'v.action_type',
    'v.facts',
    'f.user_id as favorite_of',
  ] as const

  return {
    async list(workspaceId: string, userId: string, filter: ListFilter) {
      const { favorited, templateTypes, actionType, droneModelKeys, payloadModelKeys, key } = filter
      let query = newest(workspaceId, userId)
      if (favorited !== undefined) query = query.where('f.user_id', favorited ? 'is not' : 'is', null)
      if (templateTypes) query = query.where(sql<boolean>`v.template_types && ${templateTypes}::int[]`)
      if (actionType !== undefined) query = query.where('v.action_type', '=', actionType)
      if (droneModelKeys) query = query.where('v.drone_model_key', 'in', droneModelKeys)
      if (payloadModelKeys) query = query.where(sql<boolean>`v.payload_model_keys && ${payloadModelKeys}::text[]`)
      if (key) query = query.where(sql<boolean>`position(lower(${key}) in lower(w.name)) > 0`)
      const { total } = await query.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
      const column = { name: 'w.name', update_time: 'w.updated_at', create_time: 'w.created_at' } as const
      for (const { by, descending } of filter.order) query = query.orderBy(column[by], descending ? 'desc' : 'asc')
      const rows = await query
        .select(columns)
        .orderBy('w.wayline_id')
        .limit(filter.limit)
        .offset(filter.offset)
        .execute()
      return { rows, total }
    },

    get: (workspaceId: string, userId: string, waylineId: string) =>
      newest(workspaceId, userId)
        .select([...columns, 'v.findings'])
        .where('w.wayline_id', '=', waylineId)
        .executeTakeFirst(),

    versions: (waylineId: string) =>
      db
        .selectFrom('wayline_versions')
        .select(['version', 'created_at', 'username', 'size', 'sign', 'note'])
        .where('wayline_id', '=', waylineId)
        .orderBy('version', 'desc')
        .execute(),

    /** A version; undefined: the newest. */
    version: (workspaceId: string, waylineId: string, version?: number) =>
      db
        .selectFrom('waylines as w')
        .innerJoin('wayline_versions as v', 'v.wayline_id', 'w.wayline_id')
        .selectAll('v')
        .select('w.name')
        .where('w.workspace_id', '=', workspaceId)
        .where('w.wayline_id', '=', waylineId)
        .where('v.version', '=', version ?? sql<number>`w.version`)
        .executeTakeFirst(),

    byName: (workspaceId: string, name: string) =>
      db
        .selectFrom('waylines as w')
        .innerJoin('wayline_versions as v', join =>
          join.onRef('v.wayline_id', '=', 'w.wayline_id').onRef('v.version', '=', 'w.version'),
        )
        .select(['w.wayline_id', 'v.sign'])
        .where('w.workspace_id', '=', workspaceId)
        .where('w.name', '=', name)
        .executeTakeFirst(),

    /** Those of the names that are taken. */
    async taken(workspaceId: string, names: string[]): Promise<string[]> {
      const rows = await db
        .selectFrom('waylines')
        .select('name')
        .where('workspace_id', '=', workspaceId)
        .where('name', '=', sql<string>`any(${names}::text[])`)
        .execute()
      return rows.map(row => row.name)
    },

    /** A new wayline with its first version. False: the name is taken. */
    insert: (workspaceId: string, name: string, version: NewVersion): Promise<boolean> =>
      db.transaction().execute(async trx => {
        const { wayline_id, created_at } = version
        const result = await trx
          .insertInto('waylines')
          .values({
            ...{ wayline_id, workspace_id: workspaceId, name, version: 1, last_version: 1 },
            ...{ created_at, updated_at: created_at },
          })
          .onConflict(c => c.columns(['workspace_id', 'name']).doNothing())
          .executeTakeFirst()
        if (result.numInsertedOrUpdatedRows === 0n) return false
        await trx.insertInto('wayline_versions').values(version).execute()
        return true
      }),

    /** A number for the next version, never given again; undefined: no such wayline. */
    async reserve(workspaceId: string, waylineId: string): Promise<number | undefined> {
      const row = await db
        .updateTable('waylines')
        .set({ last_version: sql<number>`last_version + 1` })
        .where('workspace_id', '=', workspaceId)
        .where('wayline_id', '=', waylineId)
        .returning('last_version')
        .executeTakeFirst()
      return row?.last_version
    },

    /** False: the wayline was removed meanwhile. */
    addVersion: (version: NewVersion): Promise<boolean> =>
      db.transaction().execute(async trx => {
        const result = await trx
          .updateTable('waylines')
          .set({ version: sql<number>`greatest(version, ${version.version})`, updated_at: version.created_at })
          .where('wayline_id', '=', version.wayline_id)
          .executeTakeFirst()
        if (result.numUpdatedRows === 0n) return false
        await trx.insertInto('wayline_versions').values(version).execute()
        return true
      }),

    /** False: no such wayline. @throws 23505 when the name is taken */
    async rename(workspaceId: string, waylineId: string, name: string, now: number): Promise<boolean> {
      const result = await db
        .updateTable('waylines')
        .set({ name, updated_at: now })
        .where('workspace_id', '=', workspaceId)
        .where('wayline_id', '=', waylineId)
        .executeTakeFirst()
      return result.numUpdatedRows === 1n
    },

    /** Name and object keys of what was removed; undefined: no such wayline. */
    remove: (workspaceId: string, waylineId: string): Promise<{ name: string; keys: string[] } | undefined> =>
      db.transaction().execute(async trx => {
        const wayline = await trx
          .selectFrom('waylines')
          .select('name')
          .where('workspace_id', '=', workspaceId)
          .where('wayline_id', '=', waylineId)
          .forUpdate()
          .executeTakeFirst()
        if (!wayline) return undefined
        const versions = await trx
          .deleteFrom('wayline_versions')
          .where('wayline_id', '=', waylineId)
          .returning('object_key')
          .execute()
        await trx.deleteFrom('waylines').where('wayline_id', '=', waylineId).execute()
        return { name: wayline.name, keys: versions.map(row => row.object_key) }
      }),

    /** Ids that the workspace does not know change nothing. */
    async favorite(workspaceId: string, userId: string, waylineIds: string[], now: number): Promise<void> {
      await db
        .insertInto('wayline_favorites')
        .columns(['user_id', 'wayline_id', 'created_at'])
        .expression(
          db
            .selectFrom('waylines')
            .select([sql<string>`${userId}`.as('user_id'), 'wayline_id', sql<number>`${now}::bigint`.as('created_at')])
            .where('workspace_id', '=', workspaceId)
            .where('wayline_id', '=', sql<string>`any(${waylineIds}::text[])`),
        )
        .onConflict(c => c.doNothing())
        .execute()
    },

    async unfavorite(workspaceId: string, userId: string, waylineIds: string[]): Promise<void> {
      await db
        .deleteFrom('wayline_favorites')
        .where('user_id', '=', userId)
        .where('wayline_id', 'in', q =>
          q
            .selectFrom('waylines')
            .select('wayline_id')
            .where('workspace_id', '=', workspaceId)
            .where('wayline_id', '=', sql<string>`any(${waylineIds}::text[])`),
        )
        .execute()
    },
  }
}
