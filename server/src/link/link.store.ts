import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '#platform/database/schema.ts'
import { isPassing } from '#platform/http/failures.ts'
import { withoutSecrets } from '#platform/secrets.ts'

type Trx = Transaction<Database>

export interface KeptEvent {
  gateway_sn: string
  device_sn: string
  method: string
  tid: string | null
  bid: string | null
  device_time: number | null
  received_at: number
  data: unknown
}

export interface LinkStore {
  /**
   * Runs the work in a transaction. Repeats it while the database is away: for `PATIENCE_MS`, and longer as long as
   * `patient` says so.
   */
  commit<T>(work: (trx: Trx) => Promise<T>, patient?: () => boolean): Promise<T>
  /** Remembers the key; false when it was already there within the window. */
  isNew(trx: Trx, key: string, now: number, windowMs: number): Promise<boolean>
  keepEvent(trx: Trx, event: KeptEvent): Promise<void>
  /** Drops remembered keys received before the time. Returns how many. */
  forget(before: number): Promise<number>
  /** Drops events received before the time, some thousands with each statement. Returns how many. */
  forgetEvents(before: number): Promise<number>
}

/** Below the time that a partition of an external broker gives, so that a short restart costs no connection. */
const PATIENCE_MS = 4_000
const PAUSE_MS = 250
const EVENTS_AT_ONCE = 5_000
const LONGEST_PAUSE_MS = 1_000

export const linkStore = (db: Kysely<Database>): LinkStore => ({
  async commit(work, patient = () => false) {
    const deadline = performance.now() + PATIENCE_MS
    for (let pause = PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        return await db.transaction().execute(work)
      } catch (error) {
        if (!isPassing(error) || (performance.now() > deadline && !patient())) throw error
        await new Promise(resolve => setTimeout(resolve, pause))
      }
    }
  },
  async isNew(trx, key, now, windowMs) {
    const row = await trx
      .insertInto('processed_messages')
      .values({ key, received_at: now })
      .onConflict(conflict =>
        conflict
          .column('key')
          .doUpdateSet({ received_at: now })
          .where('processed_messages.received_at', '<', now - windowMs),
      )
      .returning('key')
      .executeTakeFirst()
    return row !== undefined
  },
  async keepEvent(trx, event) {
    await trx
      .insertInto('device_events')
      .values({ ...event, data: toJson(withoutSecrets(event.data)) })
      .execute()
  },
  async forget(before) {
    const result = await sql`delete from processed_messages where received_at < ${before}`.execute(db)
    return Number(result.numAffectedRows ?? 0)
  },
  async forgetEvents(before) {
    for (let forgotten = 0; ; ) {
      const result = await sql`
        delete from device_events where id in (select id from device_events where received_at < ${before} limit ${EVENTS_AT_ONCE})
      `.execute(db)
      const count = Number(result.numAffectedRows ?? 0)
      forgotten += count
      if (count < EVENTS_AT_ONCE) return forgotten
    }
  },
})

/** Text that PostgreSQL takes: it refuses NUL and lone surrogates, which devices can send. */
export const storable = (text: string): string => text.replaceAll('\u0000', '\uFFFD').toWellFormed()
const isStorable = (text: string) => !text.includes('\u0000') && text.isWellFormed()

/** The value as JSON text that PostgreSQL takes, names of fields included. */
export function toJson(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, inner) => {
    if (typeof inner === 'string') return storable(inner)
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.keys(inner).every(isStorable)
      ? inner
      : Object.fromEntries(Object.entries(inner).map(([key, item]) => [storable(key), item]))
  })
}
