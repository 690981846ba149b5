/**
 * With its own broker a server must be the only one on its database: two would each see half of the fleet. The lock
 * belongs to a connection, so it ends with the process, whatever ends that.
 */
import pg from 'pg'
import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'

/** Any constant, the same in every process. */
const LOCK = 7_265_003
/** A killed process's connection may take a moment to be noticed. */
const PATIENCE_MS = 5_000
const RETRY_MS = 250

export class NotAlone extends Error {
  constructor() {
    super(
      'another Rookery with an embedded MQTT broker runs on this database: stop it, or give all of them one broker ' +
        'with ROOKERY_MQTT_URL',
    )
  }
}

export interface AloneOptions {
  clock: Clock
  log: Pick<Logger, 'warn'>
  /** The lock was lost with its connection, and another process has taken it since. */
  lost: () => void
  patienceMs?: number
}

/**
 * @returns the function that lets go.
 * @throws NotAlone
 */
export async function holdAlone(
  connection: pg.ClientConfig,
  { clock, log, lost, patienceMs = PATIENCE_MS }: AloneOptions,
): Promise<() => Promise<void>> {
  let client: pg.Client | undefined
  let released = false

  async function take(): Promise<boolean> {
    const fresh = new pg.Client({ ...connection, keepAlive: true, application_name: 'rookery alone' })
    fresh.on('error', () => {})
    await fresh.connect()
    const { rows } = await fresh.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [LOCK])
    if (!rows[0]?.taken || released) {
      await fresh.end()
      return released
    }
    client = fresh
    fresh.once('end', () => {
      if (!released) void takeAgain()
    })
    return true
  }

  async function takeAgain(): Promise<void> {
    let denied = 0
    while (!released) {
      await new Promise<void>(resolve => clock.after(RETRY_MS, resolve))
      try {
        if (await take()) return
        // Our own dead connection may still hold it for a moment.
        if (++denied * RETRY_MS > patienceMs) return lost()
      } catch (error) {
        log.warn({ err: error }, 'the lock on the database was lost with its connection')
      }
    }
  }

  for (let waited = 0; !(await take()); waited += RETRY_MS) {
    if (waited >= patienceMs) throw new NotAlone()
    await new Promise(resolve => setTimeout(resolve, RETRY_MS))
  }
  return async () => {
    released = true
    await client?.end()
  }
}
