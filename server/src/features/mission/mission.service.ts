/** Missions as people handle them: planned, started, paused, ended, with who did it on the audit log. */
import { newId } from '@rookery/thing-model'
import { attachedAircraft, type Directory } from '#link/directory.ts'
import { visibleSns } from '#link/visible.ts'
import type { Audit } from '#platform/audit.ts'
import type { Caller } from '#platform/auth/caller.ts'
import type { Bus } from '#platform/bus.ts'
import type { Clock } from '#platform/clock.ts'
import type { FlightPlan, JobRow, JobState, Recurrence } from '#platform/database/mission-tables.ts'
import { AppError, badRequest, conflict, notFound } from '#platform/errors.ts'
import { actorOf, type Commands, type SendResult } from '../command/index.ts'
import { type Check, contradictionOf, type DispatchWayline } from './checks.ts'
import { type Dispatcher, ending, URL_SECONDS } from './dispatcher.ts'
import { isLaunched, isTerminal, WAITING } from './mission.states.ts'
import { type Job, type JobFilter, type JobOrder, json, type Mission, type MissionStore } from './mission.store.ts'
import { demoJobView, jobView, type MissionBody, missionView } from './mission.view.ts'
import { decided } from './outcome.ts'
import type { Planner, RunOf } from './planner.ts'
import type { DockReadiness, Readiness, Waylines } from './readiness.ts'
import { runsOf } from './recurrence.ts'
import { isZone } from './zone.ts'

declare module '#platform/bus.ts' {
  interface BusEvents {
    /** A mission was planned, changed or removed. */
    'mission.changed': { workspaceId: string; missionId: string; dockSn: string }
  }
}

const LAUNCH_DEFAULTS = { window_s: 600, retry_every_s: 60, acknowledgement: false }
const SHOWN_RUNS = 10
/** The far end of what a rule is asked for. */
const YEARS_MS = 5 * 366 * 24 * 3600_000

export interface MissionOptions {
  store: MissionStore
  planner: Planner
  dispatcher: Dispatcher
  readiness: Readiness
  waylines: Waylines
  commands: Commands
  directory: Directory
  deviceUrl(key: string, options: { seconds: number }): string | Promise<string>
  audit: Audit
  bus: Bus
  clock: Clock
}

interface Planned {
  name: string
  dockSns: string[]
  taskType: number
  plan: FlightPlan
  recurrence: Recurrence | null
  beginTime: number | null
  endTime: number | null
  enabled: boolean
  wayline: DispatchWayline
}

export class Missions {
  readonly #deps: MissionOptions

  constructor(deps: MissionOptions) {
    this.#deps = deps
  }

  // Planning -------------------------------------------------------------------------------------------------------

  /** @throws AppError 400, 404, 409 */
  async create(
    caller: Caller,
    body: MissionBody,
    idempotencyKey?: string,
  ): Promise<{ mission_id: string; job_id: string | null }> {
    const { store, planner, dispatcher, clock, bus } = this.#deps
    if (idempotencyKey !== undefined) {
      const known = await store.jobByKey(caller.workspaceId, idempotencyKey)
      if (known?.mission_id) return { mission_id: known.mission_id, job_id: known.job_id }
    }
    const planned = await this.#plan(caller, body)
    const now = clock.now()
    const missionId = newId()
    await store.insertMission({
      ...{
        mission_id: missionId,
        workspace_id: caller.workspaceId,
        created_by: caller.username,
        user_id: caller.userId,
      },
      ...rowOf(planned, now),
      created_at: now,
      deleted_at: null,
    })
    await this.#record(caller, 'mission.create', planned.name, { mission_id: missionId })
    const mission = (await store.mission(caller.workspaceId, missionId))!
    let jobId: string | null = null
    if (planned.recurrence) {
      if (planned.enabled) await planner.expand(mission)
    } else if (planned.enabled) {
      const job = await planner.add(
        this.#runOf(mission, planned.wayline, planned.beginTime ?? now, caller, idempotencyKey),
      )
      jobId = job?.job_id ?? (await store.jobByKey(caller.workspaceId, idempotencyKey ?? ''))?.job_id ?? null
      dispatcher.kick()
    }
    bus.emit('mission.changed', { workspaceId: caller.workspaceId, missionId, dockSn: planned.dockSns[0]! })
    return { mission_id: missionId, job_id: jobId }
  }

  /** Its waiting runs are written anew. @throws AppError 400, 404 */
  async change(caller: Caller, missionId: string, body: MissionBody): Promise<void> {
    const { store, planner, dispatcher, clock, bus } = this.#deps
    const before = await this.#mission(caller, missionId)
    const planned = await this.#plan(caller, body, before.plan)
    const now = clock.now()
    const mission = await store.updateMission(caller.workspaceId, missionId, rowOf(planned, now))
    if (!mission) throw notFound('The mission')
    await this.#withdraw(caller, missionId, 'The mission was changed')
    if (planned.enabled) {
      if (planned.recurrence) await planner.expand(mission)
      else if (planned.beginTime !== null && planned.beginTime > now)
        await planner.add(this.#runOf(mission, planned.wayline, planned.beginTime, caller))
    }
    dispatcher.kick()
    await this.#record(caller, 'mission.change', planned.name, { mission_id: missionId })
    bus.emit('mission.changed', { workspaceId: caller.workspaceId, missionId, dockSn: planned.dockSns[0]! })
  }

  /** Future runs are cancelled; what was flown stays. @throws AppError 404 */
  async remove(caller: Caller, missionId: string): Promise<void> {
    const { store, clock, bus } = this.#deps
    const mission = await this.#mission(caller, missionId)
    const now = clock.now()
    await store.updateMission(caller.workspaceId, missionId, {
      deleted_at: now,
      enabled: false,
      expand_at: null,
      updated_at: now,
    })
    await this.#withdraw(caller, missionId, 'The mission was removed')
    await this.#record(caller, 'mission.remove', mission.name, { mission_id: missionId })
    bus.emit('mission.changed', { workspaceId: caller.workspaceId, missionId, dockSn: mission.dock_sns[0]! })
  }

  /** Runs that nobody has looked at vanish; one that is being launched is cancelled, and taken back from its dock. */
  async #withdraw(caller: Caller, missionId: string, why: string) {
    const { store, readiness, clock, bus } = this.#deps
    await store.removeRuns(missionId, clock.now())
    for (const job of await store.cancelRuns(missionId, { time: clock.now(), detail: why, username: caller.username }))
      bus.emit('job.changed', { job, previous: 'scheduled' })
    const filter = { workspaceId: caller.workspaceId, missionId, states: ['preparing', 'prepared'] as JobState[] }
    for (const job of (await store.jobs(filter, 100, 0)).rows)
      await this.cancel(caller, job.job_id).catch(error => {
        // Launched at this very moment: it flies as it was planned.
        if (!(error instanceof AppError)) throw error
      })
    await readiness.load()
  }

  async list(caller: Caller, limit: number, offset: number) {
    const { store, directory } = this.#deps
    const { rows, total } = await store.missions(caller.workspaceId, visibleSns(directory, caller), limit, offset)
    const next = await store.nextRuns(rows.map(row => row.mission_id))
    return { list: rows.map(row => missionView(row, next.get(row.mission_id) ?? null, this.#siteOf(row))), total }
  }

  async get(caller: Caller, missionId: string) {
    const mission = await this.#mission(caller, missionId)
    const next = await this.#deps.store.nextRuns([missionId])
    return missionView(mission, next.get(missionId) ?? null, this.#siteOf(mission))
  }

  /** What would stand in the way if it were launched now, and when it would run. Nothing is stored or sent. */
  async check(caller: Caller, body: MissionBody) {
    const { clock, readiness } = this.#deps
    const planned = await this.#plan(caller, body, undefined, false)
    const now = clock.now()
    const { plan, recurrence, wayline } = planned
    const runs = recurrence ? runsOf(recurrence, now, now + YEARS_MS, SHOWN_RUNS) : [planned.beginTime ?? now]
    const job = draft(this.#runFields(planned, caller, runs[0] ?? now), now)
    const { readiness: found } = await readiness.assess(job)
    readiness.forgetDraft(job.job_id)
    const contradiction = contradictionOf(plan, wayline, undefined)
    return {
      checks:
        contradiction && found.checks.every(check => check.check !== 'wayline_matches_aircraft')
          ? [...found.checks, refusal(contradiction)]
          : found.checks,
      ready: found.ready,
      next_runs: runs,
      estimate: {
        distance_m: wayline.distance_m,
        duration_s: wayline.duration_s,
        photo_count: wayline.photo_count,
        waypoint_count: wayline.waypoint_count,
      },
    }
  }

  /** Runs it now, whatever its schedule. @throws AppError 404 */
  async run(caller: Caller, missionId: string, idempotencyKey?: string): Promise<{ job_id: string }> {
    const { store, planner, dispatcher, clock } = this.#deps
    const mission = await this.#mission(caller, missionId)
    const wayline = await this.#wayline(caller.workspaceId, mission.plan)
    const run = this.#runOf(mission, wayline, clock.now(), caller, idempotencyKey)
    const job =
      (await planner.add({ ...run, taskType: 0 })) ?? (await store.jobByKey(caller.workspaceId, idempotencyKey ?? ''))
    if (!job) throw conflict('The mission is being started already')
    dispatcher.kick()
    await this.#record(caller, 'mission.run', mission.name, { mission_id: missionId, job_id: job.job_id })
    return { job_id: job.job_id }
  }

  /** Jobs of the demo's front end, which knows no missions: one a run. */
  async addJobs(
    caller: Caller,
    body: MissionBody,
    beginTimes: { begin: number; conditions: FlightPlan['conditions'] }[],
  ): Promise<Job[]> {
    const { planner, dispatcher } = this.#deps
    const planned = await this.#plan(caller, body, undefined, false)
    const jobs: Job[] = []
    for (const { begin, conditions } of beginTimes) {
      const run = this.#runFields(planned, caller, begin)
      const job = await planner.add({ ...run, plan: { ...planned.plan, conditions } })
      if (job) jobs.push(job)
    }
    dispatcher.kick()
    await this.#record(caller, 'mission.run', planned.name, { jobs: jobs.map(job => job.job_id) })
    return jobs
  }

  /** Waits until a job has been launched or has come to an end; its row as it is then. */
  async launched(jobId: string, withinMs: number): Promise<Job | undefined> {
    const { bus, clock, store } = this.#deps
    const settled = (job: Job | undefined) =>
      job !== undefined && (isTerminal(job.state) || ['running', 'paused', 'unknown'].includes(job.state))
    return new Promise(resolve => {
      const stops: (() => void)[] = []
      const finish = () => {
        for (const stop of stops.splice(0)) stop()
        store.job(jobId).then(resolve, () => resolve(undefined))
      }
      stops.push(
        bus.everywhere('job.changed', ({ job }) => {
          if (job.job_id === jobId && settled(job)) finish()
        }),
        clock.after(withinMs, finish),
      )
      store.job(jobId).then(
        job => {
          if (settled(job)) finish()
        },
        () => {},
      )
    })
  }

  // Reading --------------------------------------------------------------------------------------------------------

  async jobs(
    caller: Caller,
    filter: Omit<JobFilter, 'workspaceId' | 'sns'>,
    limit: number,
    offset: number,
    order?: JobOrder,
  ) {
    const { store, directory } = this.#deps
    return store.jobs(
      { ...filter, workspaceId: caller.workspaceId, sns: visibleSns(directory, caller) },
      limit,
      offset,
      order,
    )
  }

  async job(caller: Caller, jobId: string): Promise<Job> {
    const { store, directory, readiness } = this.#deps
    const visible = visibleSns(directory, caller)
    // Memory first: what protects an aircraft must work with the database down.
    const known = readiness.job(jobId)
    const job = known && isLaunched(known.state) ? known : await store.job(jobId)
    if (!job || job.workspace_id !== caller.workspaceId || (visible && !job.dock_sns.some(sn => visible.includes(sn))))
      throw notFound('The job')
    return job
  }
  /** Of the next day's, without asking the database. */
  inMemory = (jobId: string): Job | undefined => this.#deps.readiness.job(jobId)
  history = (jobId: string) => this.#deps.store.history(jobId)

  view(job: Job) {
    const { readiness, clock } = this.#deps
    return jobView(job, { dockName: this.#dockName(job), readiness: readiness.result(job.job_id), now: clock.now() })
  }
  demoView(job: Job) {
    return demoJobView(job, this.#dockName(job))
  }
  #dockName(job: Job) {
    return this.#deps.directory.device(job.dock_sn)?.nickname ?? job.dock_sn
  }

  docks(caller: Caller): DockReadiness[] {
    const { directory, readiness } = this.#deps
    const visible = visibleSns(directory, caller)
    return directory
      .inWorkspace(caller.workspaceId)
      .filter(({ sn, product }) => product.category === 'dock' && (!visible || visible.includes(sn)))
      .flatMap(({ sn }) => readiness.dock(sn) ?? [])
  }

  /** The job that flies from or to a dock now. From memory. */
  jobOfDock(dockSn: string): Job | undefined {
    return this.#deps.readiness.flying(dockSn)
  }

  // Acting ---------------------------------------------------------------------------------------------------------

  async startNow(caller: Caller, jobId: string): Promise<Job> {
    const { clock } = this.#deps
    const job = await this.job(caller, jobId)
    const now = clock.now()
    const window = Math.max(job.end_time - job.begin_time, 0)
    return this.#move(caller, job, ['scheduled', 'awaiting', 'prepared'], 'start-now', {
      state: 'scheduled',
      awaiting: null,
      begin_time: now,
      end_time: now + window,
      tried_at: now,
      wake_at: now,
    })
  }

  /** Takes back what has not been launched. @throws AppError 409 when it flies */
  async cancel(caller: Caller, jobId: string): Promise<Job> {
    const { dispatcher, clock } = this.#deps
    const job = await this.job(caller, jobId)
    if (isLaunched(job.state))
      throw conflict('The mission is under way: call the aircraft home instead', undefined, { reason: 'launched' })
    const set = ending(decided('canceled', `Cancelled by ${caller.username}`), clock.now())
    const row = await this.#move(caller, job, WAITING, 'cancel', set)
    if (row.attempts > 0) for (const sn of row.dock_sns) void dispatcher.undo(row, sn).catch(() => {})
    return row
  }

  async acknowledge(caller: Caller, jobId: string): Promise<Job> {
    const { clock } = this.#deps
    const job = await this.job(caller, jobId)
    if (job.awaiting !== 'acknowledgement') throw conflict('This job waits for no acknowledgement')
    const wakeAt = job.state === 'awaiting' ? clock.now() : (job.wake_at ?? clock.now())
    return this.#move(caller, job, ['scheduled', 'awaiting'], 'acknowledge', {
      state: 'scheduled',
      awaiting: null,
      wake_at: wakeAt,
    })
  }

  async decide(caller: Caller, jobId: string, decision: 'launch' | 'skip'): Promise<Job> {
    const { clock } = this.#deps
    const job = await this.job(caller, jobId)
    if (job.awaiting !== 'decision') throw conflict('This job waits for no decision')
    if (decision === 'launch')
      return this.#move(
        caller,
        job,
        ['awaiting'],
        'decide',
        { state: 'scheduled', awaiting: null, wake_at: clock.now() },
        { decision },
      )
    const verdict = decided(job.hold ? 'held' : 'refused', job.message ?? 'It was decided not to launch')
    return this.#move(caller, job, ['awaiting'], 'decide', ending(verdict, clock.now()), { decision })
  }

  /** Lets a job launch in spite of a check that may be overridden. */
  async override(caller: Caller, jobId: string, check: string, reason: string): Promise<Job> {
    const { readiness, clock } = this.#deps
    const job = await this.job(caller, jobId)
    const { readiness: found } = await readiness.assess(job)
    const failing = found.checks.find(one => one.check === check)
    if (!failing || failing.ok || failing.level !== 'block')
      throw conflict(`The check ${check} does not keep this job on the ground`)
    if (!failing.overridable)
      throw conflict(`${failing.message}; this cannot be overridden`, undefined, { reason: 'not_overridable' })
    const now = clock.now()
    const overrides = [...job.overrides, { check, username: caller.username, reason, at: now }]
    const set = {
      overrides: json(overrides),
      ...(job.state === 'scheduled' && job.begin_time <= now ? { wake_at: now } : {}),
    }
    return this.#move(caller, job, ['scheduled', 'awaiting', 'prepared'], 'override', set, { check, reason })
  }

  async confirmPropellers(caller: Caller, jobId: string): Promise<Job> {
    const { store, readiness, clock, bus, dispatcher } = this.#deps
    const job = await this.job(caller, jobId)
    if (isLaunched(job.state)) throw conflict('The simulated flight is not over')
    const rows = await store.confirmPropellers(job.dock_sn, clock.now())
    readiness.propellersOff(job.dock_sn, false)
    for (const row of rows) {
      await store.note(row.job_id, {
        time: clock.now(),
        state: 'propellers',
        detail: 'The propellers are on again',
        username: caller.username,
      })
      bus.emit('job.changed', { job: row, previous: row.state })
    }
    await this.#record(caller, 'job.confirm-propellers', job.dock_sn, { job_id: jobId })
    dispatcher.kick()
    return rows.find(row => row.job_id === jobId) ?? this.job(caller, jobId)
  }

  /** A new job that goes on where this one ended. */
  async resumeFromBreakpoint(caller: Caller, jobId: string, idempotencyKey?: string): Promise<Job> {
    const { planner, dispatcher, clock, store } = this.#deps
    const job = await this.job(caller, jobId)
    if (!isTerminal(job.state)) throw conflict('The mission has not ended')
    if (!job.break_point) throw conflict('The dock reported no breakpoint for this mission')
    const { index, state, progress, wayline_id } = job.break_point
    // The file that was flown: a breakpoint in another version means nothing.
    const plan: FlightPlan = {
      ...job.plan,
      wayline_version: job.wayline_version,
      break_point: { index, state, progress, wayline_id },
    }
    const resumed =
      (await planner.add({
        workspaceId: job.workspace_id,
        missionId: job.mission_id,
        name: job.job_name,
        dockSns: job.dock_sns,
        taskType: 0,
        plan: { ...plan, conditions: null },
        waylineType: job.wayline_type,
        fileName: job.file_name,
        beginTime: clock.now(),
        username: caller.username,
        userId: caller.userId,
        parentJobId: job.job_id,
        idempotencyKey,
      })) ?? (await store.jobByKey(caller.workspaceId, idempotencyKey ?? ''))
    if (!resumed) throw conflict('The mission is being resumed already')
    dispatcher.kick()
    await this.#record(caller, 'job.resume-from-breakpoint', job.job_name, { job_id: jobId, resumed: resumed.job_id })
    return resumed
  }

  /** A command for a flight that goes on: to the gateway with the best link when two docks take part. */
  async inFlight(
    caller: Caller,
    jobId: string,
    method: string,
    data: object = {},
    idempotencyKey?: string,
  ): Promise<{ job: Job; sent: SendResult }> {
    const { commands, directory, store, bus, clock } = this.#deps
    const job = await this.job(caller, jobId)
    if (!isLaunched(job.state)) throw conflict('The mission is not under way', undefined, { reason: 'not_launched' })
    const routed =
      job.dock_sns.length > 1 && job.aircraft_sn !== null && directory.gatewayOf(job.aircraft_sn) !== undefined
    const sn = routed ? job.aircraft_sn! : job.dock_sn
    const sent = await commands.send({ actor: actorOf(caller), sn, method, data, byFeature: true, idempotencyKey })
    const after = sent.result === 0 ? AFTER[method] : undefined
    if (after && job.state === after.from) {
      const now = clock.now()
      const note = { time: now, detail: method, username: caller.username }
      // The aircraft has obeyed; its progress events say so too, if the database does not take it now.
      const row = await within(
        store.change(jobId, [after.from], { state: after.to, updated_at: now }, note).then(changed => {
          if (changed) bus.emit('job.changed', { job: changed, previous: after.from })
          return changed
        }),
      )
      if (row) return { job: row, sent }
    }
    return { job, sent }
  }

  /**
   * Ends a mission: one that waits is cancelled; one over two docks is ended at both; else the aircraft is called home,
   * or, on a Dock 1 that is still preparing, the preparation ends.
   */
  async stop(caller: Caller, jobId: string): Promise<{ job: Job; sent: SendResult | undefined }> {
    const { commands, directory } = this.#deps
    const job = await this.job(caller, jobId)
    if (!isLaunched(job.state)) return { job: await this.cancel(caller, jobId), sent: undefined }
    if (job.dock_sns.length > 1) {
      const actor = actorOf(caller)
      const sent = await Promise.all(
        job.dock_sns.map(sn =>
          commands.send({
            actor,
            sn,
            method: 'flighttask_stop',
            data: { flight_id: job.job_id, reason: 0 },
            byFeature: true,
          }),
        ),
      )
      return { job, sent: sent.find(({ result }) => result !== 0) ?? sent[0] }
    }
    const dock = directory.device(job.dock_sn)
    const waitsOnGround = dock?.product.gateway === 'dock1' && (job.progress?.wayline_state ?? 0) < 4
    return this.inFlight(caller, jobId, waitsOnGround ? 'flight_setup_abort' : 'return_home')
  }

  /** Gives the flying aircraft another wayline. @throws AppError 404, 409 */
  async inFlightWayline(caller: Caller, jobId: string, fileId: string, idempotencyKey?: string) {
    const { deviceUrl, clock, store } = this.#deps
    const job = await this.job(caller, jobId)
    const wayline = await this.#wayline(caller.workspaceId, { file_id: fileId, wayline_version: null })
    if (wayline.errors.length)
      throw conflict(`The route has errors: ${wayline.errors[0]}`, undefined, { reason: 'wayline_lint' })
    const contradiction = contradictionOf(job.plan, wayline, this.#aircraftProduct(job))
    if (contradiction) throw conflict(contradiction, undefined, { reason: 'wayline_matches_aircraft' })
    const id = newId()
    const answer = await this.inFlight(
      caller,
      jobId,
      'in_flight_wayline_deliver',
      {
        in_flight_wayline_id: id,
        file: { url: await deviceUrl(wayline.key, { seconds: URL_SECONDS }), fingerprint: wayline.sign },
        out_of_control_action: job.plan.out_of_control_action,
        exit_wayline_when_rc_lost: job.plan.exit_wayline_when_rc_lost,
        rth_altitude: job.plan.rth_altitude,
        rth_mode: job.plan.rth_mode,
        wayline_precision_type: job.plan.wayline_precision_type,
      },
      idempotencyKey,
    )
    await store.note(jobId, {
      time: clock.now(),
      state: 'in_flight_wayline',
      detail: wayline.name,
      username: caller.username,
    })
    return { ...answer, in_flight_wayline_id: id }
  }

  // Inside ---------------------------------------------------------------------------------------------------------

  async #move(
    caller: Caller,
    job: Job,
    from: readonly JobState[],
    what: string,
    set: Parameters<MissionStore['change']>[2],
    detail: Record<string, unknown> = {},
  ): Promise<Job> {
    const { store, clock, bus, dispatcher } = this.#deps
    const now = clock.now()
    const text = [what, ...Object.values(detail)].join(' ')
    const row = await store.change(
      job.job_id,
      from,
      { ...set, updated_at: now },
      { time: now, detail: text, username: caller.username },
    )
    if (!row)
      throw conflict(
        `The job is ${(await store.job(job.job_id))?.state ?? job.state}: ${what} is no longer possible`,
        undefined,
        { reason: 'state' },
      )
    bus.emit('job.changed', { job: row, previous: job.state })
    await this.#record(caller, `job.${what}`, job.job_name, { job_id: job.job_id, ...detail })
    dispatcher.kick()
    return row
  }

  async #mission(caller: Caller, missionId: string): Promise<Mission> {
    const mission = await this.#deps.store.mission(caller.workspaceId, missionId)
    const visible = visibleSns(this.#deps.directory, caller)
    if (!mission || (visible && !mission.dock_sns.some(sn => visible.includes(sn)))) throw notFound('The mission')
    return mission
  }

  #siteOf = (mission: Mission) => this.#deps.directory.siteOf(mission.dock_sns[0]!)

  #aircraftProduct(job: Job) {
    return job.aircraft_sn === null ? undefined : this.#deps.directory.device(job.aircraft_sn)?.product
  }

  #wayline(workspaceId: string, plan: Pick<FlightPlan, 'file_id' | 'wayline_version'>) {
    return this.#deps.waylines.forDispatch(workspaceId, plan.file_id, plan.wayline_version)
  }

  #runOf(
    mission: Mission,
    wayline: DispatchWayline,
    beginTime: number,
    caller: Caller,
    idempotencyKey?: string,
  ): RunOf {
    return {
      workspaceId: mission.workspace_id,
      missionId: mission.mission_id,
      name: mission.name,
      dockSns: mission.dock_sns,
      taskType: mission.task_type,
      plan: mission.plan,
      waylineType: wayline.template_types[0] ?? 0,
      fileName: wayline.name,
      beginTime,
      username: caller.username,
      userId: caller.userId,
      idempotencyKey,
    }
  }

  #runFields({ name, dockSns, taskType, plan, wayline }: Planned, caller: Caller, beginTime: number): RunOf {
    return {
      workspaceId: caller.workspaceId,
      missionId: null,
      name,
      dockSns,
      taskType,
      plan,
      waylineType: wayline.template_types[0] ?? 0,
      fileName: wayline.name,
      beginTime,
      username: caller.username,
      userId: caller.userId,
    }
  }

  /** A complete plan from what was asked, or why not. */
  async #plan(caller: Caller, body: MissionBody, before?: FlightPlan, refuse = true): Promise<Planned> {
    const { directory, clock } = this.#deps
    const dockSns = body.dock_sns ?? (body.dock_sn ? [body.dock_sn] : [])
    if (dockSns.length === 0) throw badRequest('Name the dock: dock_sn, or dock_sns')
    if (new Set(dockSns).size !== dockSns.length) throw badRequest('A flight between docks needs two different docks')
    const visible = visibleSns(directory, caller)
    for (const sn of dockSns) {
      const dock = directory.device(sn)
      if (!dock || dock.workspaceId !== caller.workspaceId || (visible && !visible.includes(sn)))
        throw notFound('The dock')
      if (dock.product.category !== 'dock') throw badRequest(`${dock.nickname} is no dock`)
      if (dockSns.length > 1 && dock.product.gateway === 'dock1')
        throw badRequest('A Dock 1 cannot take part in a flight between two docks')
    }
    const recurrence = ruleOf(body.recurrence ?? null)
    const conditions = body.conditions ?? null
    const taskType = body.task_type ?? (conditions ? 2 : recurrence || body.begin_time ? 1 : 0)
    const now = clock.now()
    if (taskType === 2 && !conditions) throw badRequest('A conditional mission needs conditions')
    if (taskType !== 2 && conditions) throw badRequest('Only a conditional mission (task_type 2) has conditions')
    if (conditions && conditions.end_time <= Math.max(now, conditions.begin_time))
      throw badRequest('The conditions end before they begin, or in the past')
    if (recurrence && taskType !== 1) throw badRequest('A mission with a calendar rule is a timed one (task_type 1)')
    if (recurrence && body.simulate)
      throw badRequest('A simulated flight is confirmed each time: it cannot be repeated by a calendar rule')
    const beginTime = taskType === 2 ? conditions!.begin_time : taskType === 1 ? (body.begin_time ?? null) : null
    if (taskType === 1 && !recurrence && beginTime === null)
      throw badRequest('A timed mission needs begin_time or recurrence')
    const wayline = await this.#wayline(caller.workspaceId, {
      file_id: body.file_id,
      wayline_version: body.wayline_version ?? null,
    })
    const leaves = wayline.exit_on_rc_lost === 'executeLostAction' ? 1 : 0
    const plan: FlightPlan = {
      file_id: body.file_id,
      wayline_version: body.wayline_version ?? null,
      conditions,
      rth_altitude: body.rth_altitude ?? before?.rth_altitude ?? 100,
      rth_mode: (body.rth_mode ?? 1) as 0 | 1,
      out_of_control_action: (body.out_of_control_action ?? lostActionOf(wayline) ?? 0) as 0 | 1 | 2,
      exit_wayline_when_rc_lost: (body.exit_wayline_when_rc_lost ?? leaves) as 0 | 1,
      wayline_precision_type: (body.wayline_precision_type ?? (dockSns.length > 1 ? 1 : 0)) as 0 | 1,
      simulate: body.simulate
        ? { ...body.simulate, propellers_off: { confirmed_by: body.simulate.propellers_off.confirmed_by, at: now } }
        : null,
      launch: { policy: taskType === 0 ? 'skip' : 'retry', ...LAUNCH_DEFAULTS, ...body.launch },
      min_battery_capacity: body.min_battery_capacity ?? null,
      min_storage_capacity: body.min_storage_capacity ?? null,
      flight_safety_advance_check: Boolean(body.flight_safety_advance_check ?? false),
      break_point: null,
    }
    const contradiction = contradictionOf(plan, wayline, this.#productAt(dockSns[0]!))
    if (refuse && contradiction) throw conflict(contradiction, undefined, { reason: 'wayline_matches_aircraft' })
    return {
      name: body.name,
      dockSns,
      taskType,
      plan,
      recurrence,
      beginTime,
      endTime: conditions?.end_time ?? body.end_time ?? null,
      enabled: body.enabled ?? true,
      wayline,
    }
  }

  #productAt(dockSn: string) {
    const { directory } = this.#deps
    const child = attachedAircraft(directory.device(dockSn))
    return child === undefined ? undefined : directory.device(child)?.product
  }

  #record(
    { workspaceId, userId, username, address }: Caller,
    action: string,
    target: string,
    detail: Record<string, unknown>,
  ) {
    return this.#deps.audit.record({ workspaceId, userId, username, action, target, detail, address, result: 'ok' })
  }
}

/** What an accepted command makes of the state at once; progress events say the same a little later. */
const AFTER: Readonly<Record<string, { from: JobState; to: JobState }>> = {
  flighttask_pause: { from: 'running', to: 'paused' },
  flighttask_recovery: { from: 'paused', to: 'running' },
}

/** What is left undone after a second, or fails, is as if it were not there. */
function within<T>(work: Promise<T>): Promise<T | undefined> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, 1_000, undefined)
    work.then(resolve, () => resolve(undefined)).finally(() => clearTimeout(timer))
  })
}

const lostActionOf = ({ exit_on_rc_lost, rc_lost_action }: DispatchWayline) =>
  exit_on_rc_lost === 'executeLostAction' ? { goBack: 0, hover: 1, landing: 2 }[rc_lost_action ?? ''] : undefined

function ruleOf(rule: MissionBody['recurrence']): Recurrence | null {
  if (!rule) return null
  if (!isZone(rule.zone)) throw badRequest('The zone must be an IANA name such as Europe/Berlin')
  for (const day of [rule.from, rule.until, ...(rule.except ?? [])])
    if (day && Number.isNaN(Date.parse(`${day}T00:00:00Z`))) throw badRequest(`${day} is no day of the calendar`)
  const { freq, times, zone, from } = rule
  return {
    freq,
    interval: rule.interval ?? 1,
    by_weekday: rule.by_weekday ?? [],
    by_monthday: rule.by_monthday ?? [],
    times,
    zone,
    from,
    until: rule.until ?? null,
    except: rule.except ?? [],
  }
}

function rowOf({ name, dockSns, taskType, plan, recurrence, beginTime, endTime, enabled }: Planned, now: number) {
  return {
    name,
    dock_sns: dockSns,
    task_type: taskType,
    plan: json(plan),
    recurrence: recurrence && json(recurrence),
    begin_time: beginTime,
    end_time: endTime,
    enabled,
    expand_at: recurrence && enabled ? now : null,
    updated_at: now,
  }
}

const refusal = (message: string): Check => ({
  ...{ check: 'wayline_matches_aircraft', ok: false, level: 'block', message, overridable: false },
})

/** A job that exists only to be checked. */
function draft(run: RunOf, now: number): Job {
  const row: Partial<Record<keyof JobRow, unknown>> = {
    job_id: newId(),
    workspace_id: run.workspaceId,
    job_name: run.name,
    state: 'scheduled',
    dock_sns: run.dockSns,
    dock_sn: run.dockSns[0],
    task_type: run.taskType,
    file_id: run.plan.file_id,
    plan: run.plan,
    begin_time: run.beginTime,
    end_time: now,
    overrides: [],
    launched_at: null,
  }
  return row as unknown as Job
}
