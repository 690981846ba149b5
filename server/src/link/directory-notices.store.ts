/**
 * Keeps the directories of all processes alike: whoever changes rows tells the others through PostgreSQL's
 * LISTEN/NOTIFY. What was said while a process did not listen is lost, so it loads everything when it listens again.
 */
import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import pg from 'pg'
import type { Cancel, Clock } from '#platform/clock.ts'
import type { Database } from '#platform/database/schema.ts'
import type { Logger } from '#platform/log.ts'
import type { Directory } from './directory.ts'

const CHANNEL = 'rookery_directory'
/** A notice may have 8000 bytes; a serial number has 64 at most. */
const SNS_PER_NOTICE = 100
const RETRY_MS = 1_000
const CHECK_MS = 10_000
const TIMEOUT_MS = 5_000

export interface DirectoryNoticesOptions {
  connection: pg.ClientConfig
  db: Kysely<Database>
  clock: Clock
  log: Logger
  /** After every change, of this process or another one. */
  changed?(): void
}

export class DirectoryNotices {
  readonly #options: DirectoryNoticesOptions
  readonly #self = randomUUID()
  #directory: Directory | undefined
  #client: pg.Client | undefined
  #closed = false
  #cancel: Cancel = () => {}
  /** Changes that could not be told yet. */
  readonly #untold = new Set<string>()
  #telling: Promise<void> | undefined

  constructor(options: DirectoryNoticesOptions) {
    this.#options = options
  }

  /** Tells the others in the background, until the database has taken it. */
  readonly announce = (sns: string[]): void => {
    this.#options.changed?.()
    for (const sn of sns) this.#untold.add(sn)
    this.#telling ??= this.#tell().finally(() => {
      this.#telling = undefined
    })
  }

  async #tell() {
    const { db, clock, log } = this.#options
    while (this.#untold.size && !this.#closed) {
      const sns = [...this.#untold].slice(0, SNS_PER_NOTICE)
      for (const sn of sns) this.#untold.delete(sn)
      try {
        await sql`select pg_notify(${CHANNEL}, ${JSON.stringify({ from: this.#self, sns })})`.execute(db)
      } catch (error) {
        log.warn({ err: error }, 'a change could not be told to the other processes; trying goes on')
        for (const sn of sns) this.#untold.add(sn)
        await new Promise<void>(resolve => clock.after(RETRY_MS, resolve))
      }
    }
  }

  /** Listens and loads everything. Resolves when the directory is up to date for the first time. */
  async follow(directory: Directory): Promise<void> {
    this.#directory = directory
    await this.#listen()
  }

  async #listen(): Promise<void> {
    const { connection, clock, changed } = this.#options
    const client = new pg.Client({
      ...connection,
      application_name: 'rookery notices',
      keepAlive: true,
      connectionTimeoutMillis: TIMEOUT_MS,
      query_timeout: TIMEOUT_MS,
    })
    this.#client = client
    let listening = false
    const again = (error?: Error) => {
      if (!listening || this.#closed) return
      listening = false
      this.#options.log.warn({ err: error }, 'changes of other processes are not heard; listening again')
      stopCheck()
      client.end().catch(() => {})
      this.#relisten()
    }
    let stopCheck = () => {}
    client.on('error', error => again(error))
    client.on('notification', ({ payload }) => void this.#heard(payload ?? ''))
    try {
      await client.connect()
      await client.query(`listen ${CHANNEL}`)
      await this.#directory!.load()
    } catch (error) {
      client.end().catch(() => {})
      throw error
    }
    listening = true
    client.on('end', () => again())
    // A connection that a firewall has forgotten gives no sign of itself.
    stopCheck = clock.every(CHECK_MS, () => void client.query('select 1').catch(again))
    this.#cancel = () => stopCheck()
    changed?.()
  }

  #relisten() {
    this.#cancel = this.#options.clock.after(RETRY_MS, () => {
      this.#listen().catch(error => {
        if (this.#closed) return
        this.#options.log.warn({ err: error }, 'changes of other processes are not heard yet')
        this.#relisten()
      })
    })
  }

  async #heard(payload: string) {
    try {
      const { from, sns } = JSON.parse(payload)
      if (from === this.#self) return
      await this.#directory!.reload(sns)
      this.#options.changed?.()
    } catch (error) {
      this.#options.log.error({ err: error }, 'a change of another process could not be followed')
      // Everything is loaded when listening begins anew.
      this.#client?.end().catch(() => {})
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#cancel()
    await this.#client?.end().catch(() => {})
  }
}
