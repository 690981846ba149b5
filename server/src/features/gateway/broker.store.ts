import type { Kysely } from 'kysely'
import type { Database } from '#platform/database/schema.ts'

/** Which remote controller a session of DJI Pilot 2 speaks for, when another broker carries its connection. */
export const brokerStore = (db: Kysely<Database>) => ({
  async claimOf(sessionId: string): Promise<string | undefined> {
    const row = await db
      .selectFrom('mqtt_pilot_claims')
      .select('sn')
      .where('session_id', '=', sessionId)
      .executeTakeFirst()
    return row?.sn
  },
  /** The first claim of a session stays. Returns the one that holds. */
  async claim(sessionId: string, sn: string, now: number): Promise<string> {
    await db
      .insertInto('mqtt_pilot_claims')
      .values({ session_id: sessionId, sn, claimed_at: now })
      .onConflict(c => c.column('session_id').doNothing())
      .execute()
    return (await this.claimOf(sessionId)) ?? sn
  },
})
export type BrokerStore = ReturnType<typeof brokerStore>
