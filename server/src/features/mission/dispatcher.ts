/**
 * Moves jobs on. The jobs table is the queue: `wake_at` says when somebody must look at a job, a lease says who does,
 * and every step is a compare-and-set. Each process runs one of these. A flight is ordered once: what is not known about
 * it afterwards is settled from what the dock reports, and never ordered again.
 */
import { randomUUID } from 'node:crypto'
import type { Updateable } from 'kysely'
import { attachedAircraft, type Directory } from '#link/directory.ts'
import type { Bus } from '#platform/bus.ts'
import type { Clock } from '#platform/clock.ts'
import type { JobRow, JobState } from '#platform/database/mission-tables.ts'
import { AppError } from '#platform/errors.ts'
import { isDatabaseDown } from '#platform/http/failures.ts'
import type { Logger } from '#platform/log.ts'
import type { Actor, Commands, SendResult } from '../command/index.ts'
import type { LiveDevices } from '../device/index.ts'
import { blocking, type Check, type DispatchWayline } from './checks.ts'
import { LAUNCHED, WAITING } from './mission.states.ts'
import { type Job, json, type MissionStore } from './mission.store.ts'
import { decided, isPassing, refusedBy, type Verdict } from './outcome.ts'
import { multiDockTask, prepareData } from './prepare.ts'
import type { Readiness } from './readiness.ts'

declare module '#platform/bus.ts' {
  interface BusEvents {
    /** A job changed, after the commit. `previous`: its state before; null: it is new. */
    'job.changed': { job: Job; previous: JobState | null }
  }
}

const TICK_MS = 500
/** Longer than any step: a database that is slow, and 10 s for the answer of a dock. */
const LEASE_MS = 25_000
/** A command that could not be published by then is not published. */
const PUBLISH_WITHIN_MS = 10_000
const AT_ONCE = 100
/** Docks are back by then after a restart of the server. */
const SETTLING_IN_MS = 60_000
/** Timed and conditional missions are given to the dock this long before they are due; the dock takes them 24 h before. */
export const PREPARE_AHEAD_MS = 120_000
/** A dock refuses an immediate mission whose execute_time is 30 s off: beyond this it is prepared afresh. */
const STALE_MS = 15_000
/** A flight that was ordered without an answer is settled from events for so long. */
export const SETTLE_MS = 60_000
const SUPERVISE_MS = 30_000
const SILENT_MS = 120_000
const LONGEST_FLIGHT_MS = 24 * 3600_000
const LOOK_AGAIN_MS = 5_000
const ABSENT_MS = 1_000
const EARLY_AGAIN_MS = 10_000
const STUTTER_MS = 10_000
/** Presigned addresses of KMZ files; a dock asks for a new one (flighttask_resource_get) when it has expired. */
export const URL_SECONDS = 3600
/** What keeps a mission from being given to a dock ahead of its time; weather and charge may still change. */
const EARLY: ReadonlySet<string> = new Set([
  'dock_online',
  'dock_in_service',
  'wayline_lint',
  'wayline_matches_aircraft',
  'return_height',
])

export const commandKey = (job: Pick<JobRow, 'job_id'>, what: string, dockSn: string) =>
  `mission ${job.job_id} ${what} ${dockSn}`

export const systemActor = (job: Pick<Job, 'username'>): Actor => ({
  userId: null,
  username: job.username,
  role: null,
  address: '',
  kind: 'system',
})

export interface DispatcherOptions {
  store: MissionStore
  commands: Commands
  readiness: Readiness
  directory: Directory
  live: LiveDevices
  /** An address from which a dock fetches an object. */
  deviceUrl(key: string, options: { seconds: number }): string | Promise<string>
  /** A server that was away at the due time launches no later than this. */
  lateMs: number
  /** No other process shares the database. */
  alone: boolean
  bus: Bus
  clock: Clock
  log: Logger
}

interface Sent {
  dockSn: string
  /** Undefined: the command did not leave; see `refused`. */
  result?: SendResult
  refused?: AppError
}

export class Dispatcher {
  readonly #deps: DispatcherOptions
  readonly #owner = randomUUID()
  readonly #running = new Set<Promise<void>>()
  readonly #stops: (() => void)[] = []
  #passing: Promise<void> | undefined
  #again = false
  #closed = true
  #startedAt = 0

  constructor(deps: DispatcherOptions) {
    this.#deps = deps
  }

  /** Once the broker takes commands. A process that is alone needs not wait for leases of one that died. */
  start() {
    const { clock, bus, store, alone, log } = this.#deps
    this.#closed = false
    this.#startedAt = clock.now()
    this.#stops.push(
      clock.every(TICK_MS, () => this.kick()),
      bus.on('command.updated', ({ command }) => this.#answered(command)),
    )
    const freed = alone ? store.breakLeases() : Promise.resolve()
    freed
      .catch(error => log.warn({ err: error }, 'leases of an earlier process are left to run out'))
      .finally(() => this.kick())
  }

  /** Takes no more jobs. */
  stop() {
    this.#closed = true
    for (const stop of this.#stops.splice(0)) stop()
  }

  /** Resolves when the steps under way have ended, or after a moment: what is left is gone on with by its row. */
  async settled(withinMs: number): Promise<void> {
    let cancel = () => {}
    const late = new Promise<void>(resolve => {
      cancel = this.#deps.clock.after(withinMs, resolve)
    })
    await Promise.race([late, Promise.allSettled([this.#passing, ...this.#running])])
    cancel()
  }

  /** Looks now rather than at the next tick. */
  kick() {
    this.#again = true
    if (this.#closed) return
    this.#passing ??= this.#pass().finally(() => {
      this.#passing = undefined
    })
  }

  async #pass() {
    const { store, clock, log } = this.#deps
    try {
      while (this.#again && !this.#closed) {
        this.#again = false
        const room = AT_ONCE - this.#running.size
        if (room <= 0) return
        const now = clock.now()
        const jobs = await store.claim(this.#owner, now, now + LEASE_MS, room)
        for (const job of jobs) {
          const step = this.#look(job).finally(() => this.#running.delete(step))
          this.#running.add(step)
        }
        if (jobs.length === room) this.#again = true
      }
    } catch (error) {
      if (!isDatabaseDown(error)) log.error({ err: error }, 'jobs could not be claimed')
    }
  }

  async #look(job: Job) {
    const { store, clock, log } = this.#deps
    try {
      await this.#advance(job)
    } catch (error) {
      // What was going on is in its row: the next look goes on from there.
      if (!isDatabaseDown(error)) log.error({ err: error, job: job.job_id }, 'a job could not be moved on')
      await store.release(job.job_id, this.#owner, clock.now() + LOOK_AGAIN_MS).catch(() => {})
    }
  }

  #advance(job: Job): Promise<unknown> {
    switch (job.state) {
      case 'scheduled':
        return this.#launch(job)
      case 'awaiting':
        return this.#nobodyDecided(job)
      case 'preparing':
        return this.#goOnPreparing(job)
      case 'prepared':
        return this.#execute(job)
      case 'executing':
        return this.#interrupted(job)
      case 'unknown':
        return this.#giveUp(job)
      case 'running':
      case 'paused':
        return this.#supervise(job)
      default:
        return Promise.resolve()
    }
  }

  // Before the flight ----------------------------------------------------------------------------------------------

  async #launch(job: Job): Promise<void> {
    const { store, clock, readiness } = this.#deps
    const now = clock.now()
    if (await this.#tooLate(job)) return
    if (job.awaiting === 'acknowledgement') {
      if (now < job.begin_time) return store.release(job.job_id, this.#owner, job.begin_time)
      await this.#change(
        job,
        ['scheduled'],
        { state: 'awaiting', wake_at: job.end_time, tried_at: now },
        'Waits for an operator',
      )
      return
    }
    const early = now < job.begin_time
    const { readiness: found, wayline, hold } = await readiness.assess(job)
    let blocks = blocking(found.checks)
    if (early || job.task_type === 2) blocks = blocks.filter(({ check }) => EARLY.has(check))
    if (early && blocks.length)
      return store.release(job.job_id, this.#owner, Math.min(job.begin_time, now + EARLY_AGAIN_MS))
    if (blocks.length || !wayline) return this.#postpone(job, byChecks(blocks), { hold, absent: absenceOf(blocks) })
    await this.#prepare(job, wayline)
  }

  /** Missed, when nobody was there at the due time; over, when the window is. */
  async #tooLate(job: Job): Promise<boolean> {
    const now = this.#deps.clock.now()
    // A conditional mission has until the end of its conditions.
    if (job.task_type !== 2 && job.tried_at === null && now > job.begin_time + this.#deps.lateMs) {
      const late = Math.round((now - job.begin_time) / 1000)
      await this.#end(
        job,
        WAITING,
        decided(
          'missed',
          `The server was not there at the due time; now it is ${late} s late`,
          'Start it again by hand if it is still wanted.',
        ),
      )
      return true
    }
    if (now > job.end_time + STALE_MS) {
      const state = job.hold ? 'held' : job.message ? 'refused' : 'missed'
      await this.#end(job, WAITING, decided(state, job.message ?? 'The launch window has passed'))
      return true
    }
    return false
  }

  async #nobodyDecided(job: Job) {
    const what = job.awaiting === 'acknowledgement' ? 'Nobody agreed to the launch' : 'Nobody decided about the launch'
    const reason = job.message ? `${what}: ${job.message}` : what
    await this.#end(job, ['awaiting'], decided('missed', reason, 'Start it again by hand if it is still wanted.'))
  }

  async #prepare(job: Job, wayline: DispatchWayline): Promise<void> {
    const { store, clock, directory, deviceUrl, bus } = this.#deps
    const now = clock.now()
    const early = now < job.begin_time
    const url = await deviceUrl(wayline.key, { seconds: URL_SECONDS })
    const aircraft = this.#aircraftOf(job.dock_sn)
    const row = await this.#change(
      job,
      ['scheduled', 'prepared', 'preparing'],
      {
        state: 'preparing',
        attempts: job.attempts + 1,
        // The dock says anew when the conditions of a mission that it gets anew are met.
        ready: false,
        execute_time: job.task_type === 1 && early ? job.begin_time : now,
        tried_at: job.tried_at ?? (early ? null : now),
        wayline_version: wayline.version,
        file_key: wayline.key,
        file_sign: wayline.sign,
        duration_s: Math.round(wayline.duration_s),
        waypoint_count: wayline.waypoint_count,
        aircraft_sn: aircraft ?? null,
        lease_until: now + LEASE_MS,
        wake_at: now,
        message: null,
        code: null,
        cause: null,
        action: null,
        hold: null,
      },
      early ? 'Given to the dock ahead of time' : 'Given to the dock',
      { keepLease: true },
    )
    if (!row) return
    const sent = await this.#toDocks(row, 'flighttask_prepare', `prepare ${row.attempts}`, dockSn =>
      prepareData({
        jobId: row.job_id,
        taskType: row.task_type,
        plan: row.plan,
        executeTime: row.execute_time!,
        url,
        fingerprint: wayline.sign,
        gateway: directory.device(dockSn)?.product.gateway,
      }),
    )
    const trouble = troubleOf(sent)
    if (trouble) {
      for (const { dockSn, result } of sent)
        if (sent.length > 1 && result?.result === 0) void this.undo(row, dockSn).catch(() => {})
      if (trouble.final) await this.#end(row, ['preparing'], trouble.verdict)
      else await this.#postpone(row, trouble.verdict, { absent: trouble.absent })
      return
    }
    const wakeAt = row.task_type === 2 ? row.end_time : Math.max(clock.now(), row.begin_time)
    const soon = wakeAt <= clock.now()
    const prepared = await store.change(
      row.job_id,
      ['preparing'],
      { state: 'prepared', wake_at: wakeAt, updated_at: clock.now() },
      { time: clock.now(), detail: 'The dock has the mission' },
      { owner: this.#owner, keepLease: soon || row.task_type === 2 },
    )
    if (!prepared) {
      // Cancelled meanwhile.
      for (const sn of row.dock_sns) void this.undo(row, sn).catch(() => {})
      return
    }
    bus.emit('job.changed', { job: prepared, previous: 'preparing' })
    // Its conditions may have been met before its answer came.
    if (soon || prepared.ready) await this.#execute(prepared)
    else if (prepared.task_type === 2) await store.release(prepared.job_id, this.#owner, wakeAt)
  }

  /** The process that prepared it is gone. What the dock answered is with the command; else it is prepared afresh. */
  async #goOnPreparing(job: Job): Promise<void> {
    if (await this.#tooLate(job)) return
    const { readiness } = this.#deps
    const { readiness: found, wayline, hold } = await readiness.assess(job)
    const early = this.#deps.clock.now() < job.begin_time
    const blocks = blocking(found.checks).filter(({ check }) => !(early || job.task_type === 2) || EARLY.has(check))
    if (blocks.length || !wayline) return this.#postpone(job, byChecks(blocks), { hold, absent: absenceOf(blocks) })
    await this.#prepare(job, wayline)
  }

  /** Later, by the launch policy of the mission, or never. */
  async #postpone(
    job: Job,
    verdict: Verdict,
    { hold, absent }: { hold?: { reason: string } | undefined; absent?: Absence } = {},
  ): Promise<void> {
    const { clock } = this.#deps
    const now = clock.now()
    const { policy, retry_every_s } = job.plan.launch
    const fields = {
      tried_at: job.tried_at ?? now,
      code: verdict.code,
      message: verdict.message,
      cause: verdict.cause,
      action: verdict.action,
      hold: hold ? json({ reason: hold.reason }) : null,
    }
    // Before its time nothing is lost yet. After a restart docks need a while until they are back, and telemetry may stutter: no reasons to refuse.
    const graceMs = !absent
      ? 0
      : now - this.#startedAt < SETTLING_IN_MS
        ? this.#deps.lateMs
        : absent === 'stale'
          ? STUTTER_MS
          : 0
    if (now < job.begin_time + graceMs) {
      const tried = now < job.begin_time ? null : now
      const again = absent ? now + ABSENT_MS : Math.min(now + EARLY_AGAIN_MS, job.begin_time)
      const set = {
        state: 'scheduled',
        wake_at: again,
        tried_at: job.tried_at ?? tried,
        message: verdict.message,
      } as const
      await this.#change(job, WAITING, set, null)
      return
    }
    if (policy === 'skip' || now >= job.end_time - 1000) {
      await this.#end(job, WAITING, hold ? { ...verdict, state: 'held' } : verdict, fields)
      return
    }
    if (policy === 'ask')
      await this.#change(
        job,
        WAITING,
        { ...fields, state: 'awaiting', awaiting: 'decision', wake_at: job.end_time },
        verdict.message,
      )
    else {
      const again = Math.min(now + retry_every_s * 1000, job.end_time)
      await this.#change(job, WAITING, { ...fields, state: 'scheduled', wake_at: again }, verdict.message)
    }
  }

  // The flight -------------------------------------------------------------------------------------------------------

  async #execute(job: Job): Promise<void> {
    const { store, clock, readiness, live, bus } = this.#deps
    const now = clock.now()
    if (job.task_type === 2 && !job.ready) {
      if (now < job.end_time) return store.release(job.job_id, this.#owner, job.end_time)
      await this.#end(job, ['prepared'], decided('missed', 'The conditions of the mission were not met in time'))
      return
    }
    if (await this.#tooLate(job)) return
    const { readiness: found, wayline, hold } = await readiness.assess(job)
    const blocks = blocking(found.checks)
    if (blocks.length || !wayline) return this.#postpone(job, byChecks(blocks), { hold, absent: absenceOf(blocks) })
    if (job.task_type !== 2 && now - job.execute_time! > STALE_MS) return this.#prepare(job, wayline)
    const [, landing] = job.dock_sns
    let multi: { multi_dock_task: object } | undefined
    if (landing !== undefined) {
      const aircraft = this.#aircraftOf(job.dock_sn)
      const found = multiDockTask(
        { sn: job.dock_sn, live: live.get(job.dock_sn) },
        { sn: landing, live: live.get(landing) },
        aircraft === undefined ? undefined : { sn: aircraft, live: live.get(aircraft) },
      )
      if ('missing' in found)
        return this.#postpone(
          job,
          decided('refused', `A flight between two docks needs ${found.missing}, which nobody has reported`),
        )
      multi = { multi_dock_task: found.task }
    }
    let row: Job | undefined
    try {
      row = await this.#change(
        job,
        ['prepared'],
        {
          state: 'executing',
          launched_at: now,
          tried_at: job.tried_at ?? now,
          wake_at: now,
          lease_until: now + LEASE_MS,
        },
        'The flight is ordered',
        { keepLease: true },
      )
    } catch (error) {
      if ((error as { code?: string }).code !== '23505') throw error
      return this.#postpone(job, decided('refused', 'Another mission is under way from this dock'))
    }
    if (!row) return
    if (row.plan.simulate) readiness.propellersOff(row.dock_sn, true)
    // The landing dock first: if it refuses, nothing has taken off.
    const sent: Sent[] = []
    for (const dockSn of [...row.dock_sns].reverse()) {
      const [one] = await this.#toDocks(
        row,
        'flighttask_execute',
        `execute ${row.attempts}`,
        () => ({ flight_id: row.job_id, ...multi }),
        [dockSn],
        // Counted from the decision: by then no other process can have given the flight up.
        now,
      )
      sent.push(one!)
      if (one!.result?.result !== 0) break
    }
    const trouble = troubleOf(sent)
    if (!trouble) {
      await this.#accepted(row, 'The dock has accepted')
      return
    }
    const takeOff = sent.find(({ dockSn }) => dockSn === row.dock_sn)
    if (takeOff?.result?.result !== null) this.#stopOthers(row, row.dock_sn, 1)
    if (takeOff?.result && takeOff.result.result === null) {
      const unknown = await this.#change(
        row,
        ['executing'],
        { state: 'unknown', wake_at: clock.now() + SETTLE_MS },
        'The dock has not answered; what it reports will tell',
      )
      if (!unknown) bus.emit('job.readiness', { jobId: row.job_id })
      return
    }
    // The take-off dock was not told: what the landing dock may have understood is taken back.
    if (!takeOff) for (const { dockSn } of sent) void this.undo(row, dockSn).catch(() => {})
    // It stayed on the ground, and the dock may take it another time.
    if (trouble.final) await this.#end(row, ['executing'], trouble.verdict)
    else {
      const back = await this.#change(
        row,
        ['executing'],
        { state: 'preparing', launched_at: null, wake_at: clock.now() },
        trouble.verdict.message,
        { keepLease: true },
      )
      if (back) await this.#postpone(back, trouble.verdict, { absent: trouble.absent })
    }
  }

  async #accepted(job: Job, detail: string) {
    await this.#change(
      job,
      ['executing', 'unknown'],
      { state: 'running', wake_at: this.#deps.clock.now() + SUPERVISE_MS, progressed_at: this.#deps.clock.now() },
      detail,
      { anyOwner: true },
    )
  }

  /** The process that ordered the flight is gone, and nobody knows whether the order left. */
  async #interrupted(job: Job) {
    if (await this.#settledByAnswer(job)) return
    await this.#change(
      job,
      ['executing'],
      { state: 'unknown', wake_at: this.#deps.clock.now() + SETTLE_MS },
      'It is not known whether the dock got the order; what it reports will tell',
    )
  }

  async #giveUp(job: Job) {
    if (await this.#settledByAnswer(job)) return
    await this.#end(
      job,
      ['unknown'],
      decided(
        'failed',
        'The dock did not answer the order to fly, and reported nothing for a minute',
        'See where the aircraft is before anything else is sent; the order is not repeated.',
      ),
    )
  }

  /** What the dock answered may have been recorded although nobody waited. */
  async #settledByAnswer(job: Job): Promise<boolean> {
    const command = await this.#deps.store.command(
      job.workspace_id,
      commandKey(job, `execute ${job.attempts}`, job.dock_sn),
    )
    if (command?.result === 0) {
      await this.#accepted(job, 'The dock had accepted')
      return true
    }
    if (typeof command?.result !== 'number') return false
    await this.#end(job, ['executing', 'unknown'], refusedBy(command.result))
    return true
  }

  /** A late answer to an order that was given up waiting for. */
  async #answered(command: { method: string; state: string; idempotency_key: string | null; gateway_sn: string }) {
    if (command.method !== 'flighttask_execute' || (command.state !== 'ok' && command.state !== 'failed')) return
    const [, jobId] = command.idempotency_key?.split(' ') ?? []
    const job = jobId === undefined ? undefined : await this.#deps.store.job(jobId)
    if (job?.state === 'unknown' && job.dock_sn === command.gateway_sn) await this.#settledByAnswer(job)
  }

  /** A flight whose dock is idle again and says nothing more has ended, whatever became of its last message. */
  async #supervise(job: Job) {
    const { clock, live, store } = this.#deps
    const now = clock.now()
    const idle = job.dock_sns.some(sn => {
      const dock = live.get(sn)
      const fresh = dock?.online && dock.osdAt !== undefined && now - dock.osdAt < SUPERVISE_MS
      return fresh && dock.osd.mode_code === 0 && dock.osd.drone_in_dock === 1
    })
    const silent = now - (job.progressed_at ?? job.launched_at ?? job.updated_at) > SILENT_MS
    if (idle && silent)
      await this.#end(
        job,
        LAUNCHED,
        decided(
          'failed',
          'The dock is idle again and has not reported how the mission ended',
          'Compare its photos with the route.',
        ),
      )
    else if (now - (job.launched_at ?? job.updated_at) > LONGEST_FLIGHT_MS)
      await this.#end(
        job,
        LAUNCHED,
        decided('failed', 'The mission has not ended within a day', 'See where the aircraft is.'),
      )
    else await store.release(job.job_id, this.#owner, now + SUPERVISE_MS)
  }

  // Both ends --------------------------------------------------------------------------------------------------------

  /** Takes a mission back from a dock that has not started it. */
  async undo(job: Job, dockSn: string): Promise<void> {
    await this.#deps.commands.send({
      actor: systemActor(job),
      sn: dockSn,
      method: 'flighttask_undo',
      data: { flight_ids: [job.job_id] },
      byFeature: true,
    })
  }

  /** Tells the other docks of a flight that one has ended it, so that they leave their part. */
  stopOthers(job: Job, dockSn: string, reason: 0 | 1) {
    this.#stopOthers(job, dockSn, reason)
  }
  #stopOthers(job: Job, dockSn: string, reason: 0 | 1) {
    const { commands, log } = this.#deps
    for (const sn of job.dock_sns)
      if (sn !== dockSn)
        commands
          .send({
            actor: systemActor(job),
            sn,
            method: 'flighttask_stop',
            data: { flight_id: job.job_id, reason },
            byFeature: true,
          })
          .catch(error => log.warn({ err: error, job: job.job_id }, 'a dock was not told that the mission ended'))
  }

  #aircraftOf(dockSn: string): string | undefined {
    return attachedAircraft(this.#deps.directory.device(dockSn))
  }

  #toDocks(
    job: Job,
    method: string,
    what: string,
    data: (dockSn: string) => object,
    dockSns = job.dock_sns,
    since = this.#deps.clock.now(),
  ): Promise<Sent[]> {
    const notAfter = since + PUBLISH_WITHIN_MS
    return Promise.all(
      dockSns.map(async dockSn => {
        try {
          const result = await this.#deps.commands.send({
            actor: systemActor(job),
            sn: dockSn,
            method,
            data: data(dockSn),
            byFeature: true,
            idempotencyKey: commandKey(job, what, dockSn),
            notAfter,
          })
          return { dockSn, result }
        } catch (error) {
          // These say that nothing was sent; of any other error nobody knows.
          if (error instanceof AppError) return { dockSn, refused: error }
          throw error
        }
      }),
    )
  }

  async #change(
    job: Job,
    from: readonly JobState[],
    set: Updateable<JobRow>,
    /** For the history; null: nothing that people need to read. */
    detail: string | null,
    { keepLease = false, anyOwner = false } = {},
  ): Promise<Job | undefined> {
    const { store, clock, bus } = this.#deps
    const now = clock.now()
    const row = await store.change(
      job.job_id,
      from,
      { ...set, updated_at: now },
      detail === null ? null : { time: now, detail },
      {
        ...(anyOwner ? {} : { owner: this.#owner }),
        keepLease,
      },
    )
    if (row) bus.emit('job.changed', { job: row, previous: job.state })
    return row
  }

  async #end(job: Job, from: readonly JobState[], verdict: Verdict, more: Updateable<JobRow> = {}): Promise<void> {
    const { store, clock, bus } = this.#deps
    const now = clock.now()
    const row = await store.change(
      job.job_id,
      from,
      { ...more, ...ending(verdict, now) },
      { time: now, detail: verdict.message },
    )
    if (!row) return
    bus.emit('job.changed', { job: row, previous: job.state })
    if (job.attempts > 0 && !job.launched_at) for (const sn of job.dock_sns) void this.undo(job, sn).catch(() => {})
  }
}

/** The fields of a job that has come to its end. */
export const ending = (verdict: Verdict, now: number) => ({
  state: verdict.state,
  code: verdict.code,
  message: verdict.message,
  cause: verdict.cause,
  action: verdict.action,
  completed_time: now,
  wake_at: null,
  awaiting: null,
  updated_at: now,
})

/** Why a dock cannot be asked now: it is away, or it has not spoken for some seconds. */
type Absence = 'offline' | 'stale' | undefined
const absenceOf = (blocks: readonly Check[]): Absence =>
  blocks.length > 0 && blocks.every(({ check }) => check === 'dock_online') ? 'offline' : undefined

function byChecks(blocks: readonly Check[]): Verdict {
  const [first] = blocks
  const more = blocks.length > 1 ? ` (and ${blocks.length - 1} more)` : ''
  return decided('refused', first ? first.message + more : 'The route cannot be read')
}

/** What stands in the way after a command to all docks of a job; undefined: all have accepted. */
function troubleOf(sent: readonly Sent[]): { verdict: Verdict; final: boolean; absent?: Absence } | undefined {
  for (const { dockSn, result, refused } of sent) {
    if (refused) {
      const wrong = refused.status === 400
      const { reason } = (refused.data ?? {}) as { reason?: string }
      const absent = reason === 'offline' ? reason : reason === 'stale_telemetry' ? 'stale' : undefined
      return { verdict: decided(wrong ? 'failed' : 'refused', refused.message), final: wrong, absent }
    }
    const code = result!.result
    // A dock that is just back is connected before it listens.
    if (code === null)
      return { verdict: decided('failed', `${dockSn} did not answer`), final: false, absent: 'offline' }
    if (code !== 0) return { verdict: refusedBy(code), final: !isPassing(code) }
  }
  return undefined
}
