import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '#platform/database/schema.ts'

export interface Beat {
  /** Partitions whose lease is ours now, in order. */
  held: number[]
  /** How many of them are ours by right, given how many processes take part. */
  share: number
}

export interface LeaseStore {
  /** Once at start: makes the rows of all partitions. */
  prepare(partitions: number): Promise<void>
  /** Shows that the process lives, renews its leases, and takes free ones up to its share. */
  beat(owner: string, partitions: number, ttlMs: number): Promise<Beat>
  /** Gives one partition back. */
  release(owner: string, partition: number): Promise<void>
  /** Gives everything back and takes the process off the list. */
  leave(owner: string): Promise<void>
}

/** The database's clock judges all leases, so that clocks of processes need not agree. */
const now = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`

export const leaseStore = (db: Kysely<Database>): LeaseStore => ({
  async prepare(partitions) {
    await db
      .insertInto('mqtt_leases')
      .values(Array.from({ length: partitions }, (_, partition) => ({ partition, owner: null, expires_at: 0 })))
      .onConflict(c => c.doNothing())
      .execute()
  },

  beat(owner, partitions, ttlMs) {
    const until = sql<number>`${now} + ${ttlMs}`
    return db.transaction().execute(async trx => {
      await trx
        .insertInto('mqtt_members')
        .values({ owner, expires_at: until })
        .onConflict(c => c.column('owner').doUpdateSet({ expires_at: until }))
        .execute()
      await trx
        .deleteFrom('mqtt_members')
        .where('owner', 'in', eb =>
          eb.selectFrom('mqtt_members').select('owner').where('expires_at', '<', now).forUpdate().skipLocked(),
        )
        .execute()
      const { members } = await trx
        .selectFrom('mqtt_members')
        .select(eb => eb.fn.countAll<number>().as('members'))
        .executeTakeFirstOrThrow()
      const share = Math.ceil(partitions / Math.max(members, 1))
      const renewed = await trx
        .updateTable('mqtt_leases')
        .set({ expires_at: until })
        .where('owner', '=', owner)
        .where('partition', '<', partitions)
        .returning('partition')
        .execute()
      const taken = share > renewed.length ? await take(trx, owner, partitions, share - renewed.length, until) : []
      const held = [...renewed, ...taken].map(row => row.partition).sort((a, b) => a - b)
      return { held, share }
    })
  },

  async release(owner, partition) {
    await db
      .updateTable('mqtt_leases')
      .set({ owner: null, expires_at: 0 })
      .where('partition', '=', partition)
      .where('owner', '=', owner)
      .execute()
  },

  async leave(owner) {
    await db.updateTable('mqtt_leases').set({ owner: null, expires_at: 0 }).where('owner', '=', owner).execute()
    await db.deleteFrom('mqtt_members').where('owner', '=', owner).execute()
  },
})

/** Two processes that take at once skip each other's rows instead of waiting. */
function take(
  trx: Transaction<Database>,
  owner: string,
  partitions: number,
  count: number,
  until: ReturnType<typeof sql<number>>,
) {
  return trx
    .updateTable('mqtt_leases')
    .set({ owner, expires_at: until })
    .where('partition', 'in', eb =>
      eb
        .selectFrom('mqtt_leases')
        .select('partition')
        .where('partition', '<', partitions)
        .where(free => free.or([free('owner', 'is', null), free('expires_at', '<', now)]))
        .orderBy('partition')
        .limit(count)
        .forUpdate()
        .skipLocked(),
    )
    .returning('partition')
    .execute()
}
