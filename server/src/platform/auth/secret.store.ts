import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.ts'

/** Keeps the value unless one of that name is there already; answers the kept one. */
export async function keepSecret(db: Kysely<Database>, name: string, value: string, now: number): Promise<string> {
  await db
    .insertInto('secrets')
    .values({ name, value, created_at: now })
    .onConflict(conflict => conflict.column('name').doNothing())
    .execute()
  const row = await db.selectFrom('secrets').select('value').where('name', '=', name).executeTakeFirstOrThrow()
  return row.value
}
