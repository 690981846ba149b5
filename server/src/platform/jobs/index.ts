/**
 * Work that may wait, survives a restart, and is done by whichever process has time: at least once, so that a handler
 * must stand being run again. pg-boss keeps it in a schema of its own, beside the tables of Rookery and outside of its
 * backups: what must not be lost has a row of its own by which it is found again.
 */
import type pg from 'pg'
import type { Clock as BossClock, PgBoss } from 'pg-boss'
import type { Clock } from '../clock.ts'
import { openPool } from '../database/index.ts'
import type { Logger } from '../log.ts'

export interface JobOptions {
  /** Of the jobs that wait under one key, there is one: a second one is not added. Takes `unique` at `work`. */
  singletonKey?: string
  /** Not before, epoch ms. */
  startAfter?: number
}
export interface WorkOptions {
  /** Jobs done side by side in one process. Default 1. */
  concurrency?: number
  /** Of jobs with the same `singletonKey`, one waits at most. */
  unique?: boolean
  /** Tries after the first, further and further apart, up to 10 minutes. Default 5. */
  retries?: number
  /** A job that takes longer is taken for lost, and tried again. Default 15 minutes. */
  expireSeconds?: number
}
/** @throws what makes the job be tried again. */
export type JobHandler<T> = (data: T, job: { signal: AbortSignal }) => Promise<void>

export interface Jobs {
  /** Names who does the jobs of one name. Before `start`, once a name. */
  work<T extends object>(name: string, handler: JobHandler<T>, options?: WorkOptions): void
  /** Adds a job; done soon in this process, or by another. Rejects when it cannot be stored. */
  send<T extends object>(name: string, data: T, options?: JobOptions): Promise<void>
  /** Begins in the background a moment later; tries again until the database lets it. */
  start(): void
  /** Whether jobs are being done. Before the first start: true. */
  healthy(): boolean
  close(): Promise<void>
}

const SCHEMA = 'rookery_jobs'
/** Short: what another process has added is begun within this time. */
const POLL_SECONDS = 2
/** A server that has just started has better things to do. */
const START_AFTER_MS = 5_000
const LONGEST_PAUSE_MS = 30_000
const CLOSE_WITHIN_MS = 2_000
const CLOSE_GRACE_MS = 1_000
const CONNECTIONS = 3
const DAY_SECONDS = 24 * 3600

interface Queue {
  handler: JobHandler<object>
  options: WorkOptions
  worker?: string
}

export function openJobs({ connection, clock, log }: { connection: pg.ClientConfig; clock: Clock; log: Logger }): Jobs {
  const queues = new Map<string, Queue>()
  let running: { boss: PgBoss; pool: pg.Pool } | undefined
  let beginning: Promise<PgBoss> | undefined
  let failed = false
  let closed = false
  let cancel = () => {}

  async function begin(): Promise<PgBoss> {
    // Loaded now, so that a start does not wait for it.
    const { PgBoss } = await import('pg-boss')
    const pool = openPool(connection, log, CONNECTIONS)
    const boss: PgBoss = new PgBoss({
      db: { executeSql: (text, values) => pool.query(text, values) },
      schema: SCHEMA,
      clock: quietClock,
      persistWarnings: false,
      // What is due at times looks at its own rows, with the server's clock.
      schedule: false,
    })
    boss.on('error', error => log.warn({ err: error }, 'background jobs: the database did not answer'))
    boss.on('warning', warning => log.debug({ warning }, 'background jobs'))
    try {
      await boss.start()
      for (const [name, queue] of queues) queue.worker = await open(boss, name, queue)
    } catch (error) {
      await boss.stop({ graceful: false, close: false }).catch(() => {})
      await pool.end()
      throw error
    }
    running = { boss, pool }
    return boss
  }

  /** In force, or being made so; after a failure made anew. */
  function started(): Promise<PgBoss> {
    if (closed) return Promise.reject(new Error('background jobs have ended'))
    if (!beginning) {
      cancel()
      beginning = begin()
      beginning.then(
        () => {
          failed = false
        },
        () => {
          failed = true
          beginning = undefined
        },
      )
    }
    return beginning
  }

  function startLater(ms: number, next: number) {
    cancel()
    if (closed) return
    cancel = clock.after(ms, () => {
      started().catch(error => {
        if (closed) return
        log.warn({ err: error }, 'background jobs cannot begin yet')
        startLater(next, Math.min(2 * next, LONGEST_PAUSE_MS))
      })
    })
  }

  async function end(): Promise<void> {
    await beginning?.catch(() => {})
    if (!running) return
    const { boss, pool } = running
    running = undefined
    await boss.stop({ close: false, timeout: CLOSE_WITHIN_MS }).catch(error => {
      log.warn({ err: error }, 'background jobs did not end cleanly')
    })
    await pool.end()
  }

  return {
    work(name, handler, options = {}) {
      if (queues.has(name)) throw new Error(`two workers for ${name}`)
      queues.set(name, { handler: handler as JobHandler<object>, options })
    },
    async send(name, data, { singletonKey, startAfter } = {}) {
      const boss = await started()
      await boss.send(name, data, {
        ...(singletonKey !== undefined && { singletonKey }),
        ...(startAfter !== undefined && { startAfter: new Date(startAfter) }),
      })
      const worker = queues.get(name)?.worker
      if (worker && startAfter === undefined) boss.notifyWorker(worker)
    },
    start: () => startLater(START_AFTER_MS, 1_000),
    healthy: () => !failed,
    async close() {
      closed = true
      cancel()
      // A database that has gone silent keeps nobody waiting: what is not settled is done again later.
      let giveUp = () => {}
      const late = new Promise<void>(resolve => {
        const timer = setTimeout(resolve, CLOSE_WITHIN_MS + CLOSE_GRACE_MS)
        giveUp = () => clearTimeout(timer)
      })
      await Promise.race([end(), late])
      giveUp()
    },
  }
}

async function open(boss: PgBoss, name: string, { handler, options }: Queue): Promise<string> {
  const { concurrency = 1, unique = false, retries = 5, expireSeconds = 900 } = options
  const settings = {
    retryLimit: retries,
    retryDelay: 2,
    retryBackoff: true,
    retryDelayMax: 600,
    expireInSeconds: expireSeconds,
    deleteAfterSeconds: DAY_SECONDS,
  }
  await boss.createQueue(name, { ...settings, policy: unique ? 'short' : 'standard' })
  await boss.updateQueue(name, settings)
  return await boss.work<object>(
    name,
    { pollingIntervalSeconds: POLL_SECONDS, localConcurrency: concurrency },
    async ([job]) => await handler(job!.data ?? {}, job!),
  )
}

/** Its timers do not keep the process alive. */
const quietClock: BossClock = {
  now: () => Date.now(),
  setTimeout: (fn, ms) => setTimeout(fn, ms).unref(),
  clearTimeout: handle => clearTimeout(handle as NodeJS.Timeout),
  setInterval: (fn, ms) => setInterval(fn, ms).unref(),
  clearInterval: handle => clearInterval(handle as NodeJS.Timeout),
}
