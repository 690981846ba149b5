import { type Kysely, sql } from 'kysely'

/** Events come in the order of time, so that a small index finds the oldest of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index device_events_received on device_events using brin (received_at)`.execute(db)
}
