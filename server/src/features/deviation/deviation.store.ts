import { type Kysely, sql } from 'kysely'
import type { DeviationRow } from '#platform/database/device-tables.ts'
import type { Database } from '#platform/database/schema.ts'

export const deviationStore = (db: Kysely<Database>) => ({
  /** Adds counts to the rows of the same key. Keys differ among the rows; 2,000 fit into one statement. */
  async add(rows: DeviationRow[]) {
    await db
      .insertInto('deviations')
      .values(rows)
      .onConflict(c =>
        c.columns(['workspace_id', 'product', 'firmware', 'topic', 'method', 'field', 'message']).doUpdateSet(eb => ({
          count: sql`deviations.count + excluded.count`,
          sample: eb.ref('excluded.sample'),
          last_seen_at: eb.ref('excluded.last_seen_at'),
        })),
      )
      .execute()
  },
  async list(workspaceId: string, limit: number, offset: number) {
    const query = db.selectFrom('deviations').where('workspace_id', '=', workspaceId)
    const [rows, { total }] = await Promise.all([
      query.selectAll().orderBy('last_seen_at', 'desc').limit(limit).offset(offset).execute(),
      query.select(eb => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
    ])
    return { rows, total }
  },
})
export type DeviationStore = ReturnType<typeof deviationStore>
