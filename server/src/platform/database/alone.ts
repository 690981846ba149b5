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

/**
 * @param lost called when the lock was lost with its connection and another process has taken it since.
 * @returns the function that lets go.
 * @throws NotAlone
 */
export async function holdAlone(
  connection: pg.ClientConfig,
  { clock, log, lost }: { clock: Clock; log: Pick<Logger, 'warn'>; lost: () => void },
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
    for (let denied = 0; !released; ) {
      try {
        if (await take()) return
        // Our own dead connection may still hold it for a moment.
        denied++
        if (denied * RETRY_MS > PATIENCE_MS) return lost()
      } catch (error) {
        log.warn({ err: error }, 'the lock on the database was lost with its connection')
      }
      await new Promise<void>(resolve => clock.after(RETRY_MS, resolve))
    }
  }

  for (let waited = 0; !(await take()); waited += RETRY_MS) {
    if (waited >= PATIENCE_MS) throw new NotAlone()
    await new Promise(resolve => setTimeout(resolve, RETRY_MS))
  }
  return async () => {
    released = true
    await client?.end()
  }
}
