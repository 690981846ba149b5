/**
 * What each dock could do now, and each job that is due within a day: computed from memory every few seconds, pushed
 * when it changes. Also the world as the dispatcher sees it before a launch.
 */
import { isAirborne } from '@rookery/thing-model'
import { attachedAircraft, type Device, type Directory } from '#link/directory.ts'
import type { Bus } from '#platform/bus.ts'
import type { Clock } from '#platform/clock.ts'
import { AppError } from '#platform/errors.ts'
import { isDatabaseDown } from '#platform/http/failures.ts'
import type { Logger } from '#platform/log.ts'
import type { LiveDevices } from '../device/index.ts'
import {
  blocking,
  type Check,
  type DispatchWayline,
  type DockContext,
  dockChecks,
  planChecks,
  type Traffic,
  together,
} from './checks.ts'
import { isLaunched, isTerminal } from './mission.states.ts'
import type { Job, MissionStore } from './mission.store.ts'

declare module '#platform/bus.ts' {
  interface BusEvents {
    /** What a dock could do has changed. */
    'dock.readiness': { workspaceId: string; readiness: DockReadiness }
    /** The checks of a job that waits have changed. */
    'job.readiness': { jobId: string }
  }
}

export interface JobReadiness {
  ready: boolean
  checks: Check[]
  checked_at: number
}
export interface DockReadiness {
  dock_sn: string
  name: string
  can_fly: boolean
  phase: 'ready' | 'in_flight' | 'working' | 'blocked' | 'offline'
  /** The checks that fail. */
  reasons: Check[]
  next_job: { job_id: string; job_name: string; begin_time: number } | null
}

export interface Waylines {
  /** @throws AppError 404 */
  forDispatch(workspaceId: string, waylineId: string, version: number | null): Promise<DispatchWayline>
}
export interface Holds {
  holdFor(
    workspaceId: string,
    siteId: string | null,
  ): { reason: string } | undefined | Promise<{ reason: string } | undefined>
}

export interface ReadinessOptions {
  store: MissionStore
  directory: Directory
  live: LiveDevices
  /** Whether commands can reach the gateway; undefined: only its presence can tell. */
  connected(sn: string): boolean | undefined
  waylines: Waylines
  holds: Holds
  bus: Bus
  clock: Clock
  log: Logger
}

const PASS_MS = 5_000
const RELOAD_MS = 10_000
export const AHEAD_MS = 24 * 3600_000
/** A route is read again after this time: a newer version may have been uploaded. */
const WAYLINE_AGE_MS = 60_000
const ROOM_BEFORE_MS = 2 * 60_000
const ROOM_AFTER_MS = 10 * 60_000

export class Readiness {
  readonly #deps: ReadinessOptions
  /** Jobs that live and are due within a day. */
  readonly #jobs = new Map<string, Job>()
  readonly #byDock = new Map<string, Set<string>>()
  readonly #results = new Map<string, JobReadiness>()
  readonly #docks = new Map<string, { key: string; readiness: DockReadiness }>()
  readonly #waylines = new Map<string, { at: number; found: Promise<DispatchWayline | string> }>()
  /** Docks whose aircraft flew simulated last. */
  #withoutPropellers = new Set<string>()
  readonly #stops: (() => void)[]
  #busy: Promise<void> | undefined

  constructor(deps: ReadinessOptions) {
    this.#deps = deps
    const { clock, bus } = deps
    this.#stops = [
      bus.everywhere('job.changed', ({ job }) => this.#take(job)),
      clock.every(PASS_MS, () => void this.pass()),
      clock.every(RELOAD_MS, () => void this.load()),
    ]
  }

  close(): Promise<void> | undefined {
    for (const stop of this.#stops) stop()
    return this.#busy
  }

  /** Reads the jobs again: what another process wrote while nobody could tell. */
  async load(): Promise<void> {
    const { store, clock, log } = this.#deps
    try {
      const [jobs, off] = await Promise.all([store.living(clock.now() + AHEAD_MS), store.docksWithoutPropellers()])
      const living = new Set(jobs.map(job => job.job_id))
      for (const jobId of this.#jobs.keys()) if (!living.has(jobId)) this.#forget(jobId)
      for (const job of jobs) this.#take(job)
      this.#withoutPropellers = new Set(off.map(row => row.dock_sn))
    } catch (error) {
      if (!isDatabaseDown(error)) log.error({ err: error }, 'the jobs of the next day could not be read')
    }
  }

  #take(job: Job) {
    const known = this.#jobs.get(job.job_id)
    if (known && known.version > job.version) return
    if (isTerminal(job.state)) return this.#forget(job.job_id)
    if (job.begin_time > this.#deps.clock.now() + AHEAD_MS) return
    this.#jobs.set(job.job_id, job)
    for (const sn of job.dock_sns) {
      const jobs = this.#byDock.get(sn) ?? new Set()
      this.#byDock.set(sn, jobs.add(job.job_id))
    }
  }

  #forget(jobId: string) {
    const job = this.#jobs.get(jobId)
    this.#jobs.delete(jobId)
    this.#results.delete(jobId)
    for (const sn of job?.dock_sns ?? []) this.#byDock.get(sn)?.delete(jobId)
  }

  /** From memory: works with the database down. */
  job(jobId: string): Job | undefined {
    return this.#jobs.get(jobId)
  }
  /** The job that flies from or to a dock, if any. */
  flying(dockSn: string): Job | undefined {
    return this.#of(dockSn).find(job => isLaunched(job.state))
  }
  forgetDraft(jobId: string) {
    this.#results.delete(jobId)
  }
  result(jobId: string): JobReadiness | null {
    return this.#results.get(jobId) ?? null
  }
  dock(sn: string): DockReadiness | undefined {
    return this.#docks.get(sn)?.readiness
  }
  propellersOff(dockSn: string, off: boolean) {
    if (off) this.#withoutPropellers.add(dockSn)
    else this.#withoutPropellers.delete(dockSn)
  }

  #of(dockSn: string): Job[] {
    return [...(this.#byDock.get(dockSn) ?? [])].flatMap(id => this.#jobs.get(id) ?? [])
  }

  /** One look at everything. */
  pass(): Promise<void> {
    this.#busy ??= this.#pass().finally(() => {
      this.#busy = undefined
    })
    return this.#busy
  }

  async #pass(): Promise<void> {
    const { directory, bus, log } = this.#deps
    const holds = new Map<string, { reason: string } | undefined>()
    const hold = async (dock: Device) => {
      const key = `${dock.workspaceId} ${dock.siteId}`
      if (!holds.has(key)) holds.set(key, await this.#deps.holds.holdFor(dock.workspaceId!, dock.siteId))
      return holds.get(key)
    }
    try {
      for (const dock of [...directory.devices()]) {
        if (dock.product.category !== 'dock' || !dock.workspaceId) {
          this.#docks.delete(dock.sn)
          continue
        }
        const readiness = this.#readinessOf(dock, this.#context(dock, await hold(dock)))
        const key = JSON.stringify([
          readiness.phase,
          readiness.can_fly,
          readiness.reasons.map(({ check, level }) => check + level),
          readiness.next_job,
        ])
        const before = this.#docks.get(dock.sn)
        this.#docks.set(dock.sn, { key, readiness })
        if (before?.key !== key) bus.emit('dock.readiness', { workspaceId: dock.workspaceId, readiness })
      }
      const traffic = await this.#traffic()
      for (const job of [...this.#jobs.values()]) {
        if (isLaunched(job.state) || isTerminal(job.state)) continue
        const dock = directory.device(job.dock_sn)
        if (!dock) continue
        const { readiness } = await this.#check(job, dock, this.#context(dock, await hold(dock)), traffic)
        const before = this.#results.get(job.job_id)
        this.#results.set(job.job_id, readiness)
        if (keyOf(before) !== keyOf(readiness)) bus.emit('job.readiness', { jobId: job.job_id })
      }
    } catch (error) {
      if (!isDatabaseDown(error)) log.error({ err: error }, 'readiness could not be computed')
    }
  }

  #context(dock: Device, hold: { reason: string } | undefined, except?: string): DockContext {
    const { directory, live, connected, clock } = this.#deps
    const child = attachedAircraft(dock)
    const aircraft = child === undefined ? undefined : directory.device(child)
    const now = clock.now()
    const mark = dock.outOfService
    return {
      now,
      dock: { sn: dock.sn, nickname: dock.nickname, product: dock.product, outOfService: mark },
      live: live.get(dock.sn),
      online: connected(dock.sn) ?? live.get(dock.sn)?.online ?? false,
      aircraft,
      aircraftLive: aircraft && live.get(aircraft.sn),
      hold,
      propellersOff: this.#withoutPropellers.has(dock.sn),
      flying: this.#of(dock.sn).some(job => isLaunched(job.state) && job.job_id !== except),
    }
  }

  #readinessOf(dock: Device, context: DockContext): DockReadiness {
    const reasons = dockChecks(context).filter(check => !check.ok)
    const blocks = blocking(reasons)
    const next = this.#of(dock.sn)
      .filter(job => !isLaunched(job.state))
      .sort((a, b) => a.begin_time - b.begin_time)[0]
    const airborne = context.aircraftLive?.online === true && isAirborne(context.aircraftLive.osd)
    const phase = !context.online
      ? 'offline'
      : airborne
        ? 'in_flight'
        : context.flying || context.live?.osd.mode_code === 4
          ? 'working'
          : blocks.length
            ? 'blocked'
            : 'ready'
    return {
      dock_sn: dock.sn,
      name: dock.nickname,
      can_fly: phase === 'ready',
      phase,
      reasons,
      next_job: next ? { job_id: next.job_id, job_name: next.job_name, begin_time: next.begin_time } : null,
    }
  }

  /** Everything about one job, now: its checks, and the route that it would fly. */
  async assess(
    job: Job,
  ): Promise<{ readiness: JobReadiness; wayline: DispatchWayline | undefined; hold: { reason: string } | undefined }> {
    const dock = this.#deps.directory.device(job.dock_sn)
    if (!dock?.workspaceId || dock.workspaceId !== job.workspace_id) {
      const check: Check = {
        check: 'dock_online',
        ok: false,
        level: 'block',
        message: 'The dock is no longer bound to this workspace',
        overridable: false,
      }
      const readiness = { ready: false, checks: [check], checked_at: this.#deps.clock.now() }
      return { readiness, wayline: undefined, hold: undefined }
    }
    const hold = await this.#deps.holds.holdFor(dock.workspaceId, dock.siteId)
    const context = this.#context(dock, hold, job.job_id)
    const { readiness, wayline } = await this.#check(job, dock, context, await this.#traffic())
    this.#results.set(job.job_id, readiness)
    return { readiness, wayline: typeof wayline === 'string' ? undefined : wayline, hold }
  }

  async #check(job: Job, dock: Device, context: DockContext, traffic: Map<string, (Traffic & { sns: string[] })[]>) {
    const wayline = await this.wayline(job.workspace_id, job.file_id, job.plan.wayline_version)
    const begin = Math.max(job.begin_time, context.now)
    const duration = typeof wayline === 'string' ? 0 : wayline.duration_s * 1000
    const others = (traffic.get(dock.workspaceId!) ?? []).filter(
      other => !other.sns.some(sn => job.dock_sns.includes(sn) || sn === context.aircraft?.sn),
    )
    const span = { from: begin - ROOM_BEFORE_MS, until: begin + duration + ROOM_AFTER_MS }
    const flight = planChecks(context, job.plan, wayline, others, span)
    const own = job.dock_sns.length > 1 ? this.#landingChecks(job) : []
    const checks = together([...dockChecks(context), ...own, ...flight], job.overrides)
    const readiness = { ready: blocking(checks).length === 0, checks, checked_at: context.now }
    return { readiness, wayline }
  }

  /** Of a landing dock what counts is that it can be landed on; the rest replaces nothing. */
  #landingChecks(job: Job): Check[] {
    const dock = this.#deps.directory.device(job.dock_sns[1]!)
    if (!dock) return []
    const context = this.#context(dock, undefined, job.job_id)
    const names = new Set(['dock_online', 'dock_in_service', 'dock_mode', 'emergency_stop'])
    return blocking(dockChecks(context)).filter(({ check }) => names.has(check))
  }

  /** A sentence when the route cannot be had. */
  wayline(workspaceId: string, fileId: string, version: number | null): Promise<DispatchWayline | string> {
    const { waylines, clock } = this.#deps
    const key = `${workspaceId} ${fileId} ${version}`
    const known = this.#waylines.get(key)
    if (known && clock.now() - known.at < WAYLINE_AGE_MS) return known.found
    const found = waylines.forDispatch(workspaceId, fileId, version).catch((error: unknown) => {
      this.#waylines.delete(key)
      if (error instanceof AppError && error.status < 500) return 'The route does not exist any more'
      throw error
    })
    found.catch(() => {})
    this.#waylines.set(key, { at: clock.now(), found })
    if (this.#waylines.size > 5_000) this.#waylines.delete(this.#waylines.keys().next().value!)
    return found
  }
  waylineChanged(waylineId: string) {
    for (const key of this.#waylines.keys()) if (key.includes(` ${waylineId} `)) this.#waylines.delete(key)
  }

  /** By workspace: aircraft in the air, and jobs that fly or are due. */
  async #traffic(): Promise<Map<string, (Traffic & { sns: string[] })[]>> {
    const { directory, live } = this.#deps
    const all = new Map<string, (Traffic & { sns: string[] })[]>()
    const add = (workspaceId: string, traffic: Traffic & { sns: string[] }) => {
      const list = all.get(workspaceId)
      if (list) list.push(traffic)
      else all.set(workspaceId, [traffic])
    }
    for (const device of directory.devices()) {
      if (device.product.category !== 'aircraft' || !device.workspaceId) continue
      const now = live.get(device.sn)
      if (!now?.online || !isAirborne(now.osd)) continue
      const { longitude, latitude } = now.osd
      if (typeof longitude !== 'number' || typeof latitude !== 'number') continue
      const gateways = [...device.gateways].flatMap(([sn, attachment]) => (attachment.attached ? [sn] : []))
      const bounds = { west: longitude, east: longitude, south: latitude, north: latitude }
      // Where it flies with a mission, the mission says how high it returns.
      const mission = gateways.flatMap(sn => this.flying(sn) ?? [])[0]
      const rth = mission ? mission.plan.rth_altitude : null
      const sns = [device.sn, ...gateways]
      add(device.workspaceId, {
        ...{ name: device.nickname, sns, bounds, rth_altitude: rth },
        ...{ flying: true, from: null, until: null },
      })
    }
    for (const job of this.#jobs.values()) {
      const wayline = await this.wayline(job.workspace_id, job.file_id, job.plan.wayline_version)
      if (typeof wayline === 'string' || !wayline.bounds) continue
      const begin = job.launched_at ?? job.begin_time
      add(job.workspace_id, {
        name: job.job_name,
        sns: [...job.dock_sns],
        bounds: wayline.bounds,
        rth_altitude: job.plan.rth_altitude,
        flying: isLaunched(job.state),
        from: isLaunched(job.state) ? null : begin,
        until: begin + wayline.duration_s * 1000,
      })
    }
    return all
  }
}

const keyOf = (readiness: JobReadiness | undefined) =>
  readiness &&
  JSON.stringify(
    readiness.checks.filter(check => !check.ok).map(({ check, level, message }) => [check, level, message]),
  )
