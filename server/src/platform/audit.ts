/** The audit log: who did what to what, from where, and what came of it. */
import type { Kysely } from 'kysely'
import { auditStore } from './audit.store.ts'
import type { Clock } from './clock.ts'
import type { Database } from './database/schema.ts'

export interface AuditEntry {
  /** Null: an act on the instance. */
  workspaceId: string | null
  userId: string | null
  username: string
  /** `area.verb`, such as `user.create`. */
  action: string
  /** What it was done to: a name, a serial number, an id. Never a secret. */
  target: string
  /** Never a secret either. */
  detail?: Record<string, unknown>
  address: string
  /** `ok`, or in a word why not. */
  result: string
  /** When it happened, epoch ms; absent: now. */
  time?: number
}

export interface Audit {
  /** Rejects when the entry cannot be stored. */
  record(entry: AuditEntry): Promise<void>
  /** Stores an entry of before, unless it is there already. */
  restore(entry: AuditEntry & { time: number }): Promise<void>
}

export const createAudit = (db: Kysely<Database>, clock: Clock): Audit => {
  const store = auditStore(db)
  return {
    record: entry => store.insert({ ...entry, detail: entry.detail ?? {}, time: entry.time ?? clock.now() }),
    restore: entry => store.insertOnce({ ...entry, detail: entry.detail ?? {} }),
  }
}
