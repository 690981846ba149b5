/** Writes the runs of calendar rules into the jobs table, a week ahead, and makes jobs of missions. */
import { newId } from '@rookery/thing-model'
import type { Bus } from '#platform/bus.ts'
import type { Clock } from '#platform/clock.ts'
import type { FlightPlan } from '#platform/database/mission-tables.ts'
import { AppError } from '#platform/errors.ts'
import { isDatabaseDown } from '#platform/http/failures.ts'
import type { Logger } from '#platform/log.ts'
import { PREPARE_AHEAD_MS } from './dispatcher.ts'
import { type Job, json, type Mission, type MissionStore, type NewJob } from './mission.store.ts'
import type { Waylines } from './readiness.ts'
import { runsOf } from './recurrence.ts'

const PASS_MS = 30_000
const HORIZON_MS = 7 * 24 * 3600_000
const EXPAND_EVERY_MS = 6 * 3600_000
const LEASE_MS = 60_000
const MOST_RUNS = 500

/** What a run is made from. */
export interface RunOf {
  workspaceId: string
  missionId: string | null
  name: string
  dockSns: string[]
  taskType: number
  plan: FlightPlan
  waylineType: number
  fileName: string
  beginTime: number
  username: string
  userId: string | null
  byRule?: boolean
  parentJobId?: string | null
  idempotencyKey?: string | undefined
}

export interface PlannerOptions {
  store: MissionStore
  waylines: Waylines
  /** The launch window of a mission that is not tried again. */
  lateMs: number
  bus: Bus
  clock: Clock
  log: Logger
}

export class Planner {
  readonly #deps: PlannerOptions
  readonly #stop: () => void
  #busy: Promise<void> | undefined

  constructor(deps: PlannerOptions) {
    this.#deps = deps
    this.#stop = deps.clock.every(PASS_MS, () => void this.pass())
  }

  async close() {
    this.#stop()
    await this.#busy
  }

  pass(): Promise<void> {
    this.#busy ??= this.#pass().finally(() => {
      this.#busy = undefined
    })
    return this.#busy
  }

  async #pass() {
    const { store, clock, log } = this.#deps
    try {
      for (const mission of await store.claimExpansions(clock.now(), LEASE_MS, 50)) await this.expand(mission)
    } catch (error) {
      if (!isDatabaseDown(error)) log.error({ err: error }, 'runs of missions could not be written')
    }
  }

  /** Writes the runs of the next days that are not there yet. */
  async expand(mission: Mission): Promise<void> {
    const { store, clock, waylines } = this.#deps
    const { recurrence } = mission
    if (!recurrence) return
    const now = clock.now()
    const { file_id, wayline_version } = mission.plan
    // A route that was removed leaves runs that say so, not silence.
    const wayline = await waylines.forDispatch(mission.workspace_id, file_id, wayline_version).catch(error => {
      if (error instanceof AppError && error.status === 404) return undefined
      throw error
    })
    // What became due since the rule was written last, or changed, is written too: late runs are seen as missed.
    const after = Math.max(mission.updated_at, now - HORIZON_MS)
    for (const beginTime of runsOf(recurrence, after, now + HORIZON_MS, MOST_RUNS))
      await this.add({
        workspaceId: mission.workspace_id,
        missionId: mission.mission_id,
        name: mission.name,
        dockSns: mission.dock_sns,
        taskType: mission.task_type,
        plan: mission.plan,
        fileName: wayline?.name ?? '',
        waylineType: wayline?.template_types[0] ?? 0,
        beginTime,
        username: mission.created_by,
        userId: mission.user_id,
        byRule: true,
      })
    await store.updateMission(mission.workspace_id, mission.mission_id, { expand_at: now + EXPAND_EVERY_MS })
  }

  /** Undefined: it is there already. */
  async add(run: RunOf): Promise<Job | undefined> {
    const { store, clock, bus } = this.#deps
    const now = clock.now()
    const job = await store.insertJob(rowOf(run, now, this.#deps.lateMs), {
      time: now,
      detail: null,
      username: run.username,
    })
    if (job) bus.emit('job.changed', { job, previous: null })
    return job
  }
}

function rowOf(run: RunOf, now: number, lateMs: number): NewJob {
  const { plan, beginTime, taskType } = run
  const windowMs = plan.launch.policy === 'skip' ? lateMs : plan.launch.window_s * 1000
  const awaits = plan.launch.acknowledgement
  return {
    job_id: newId(),
    workspace_id: run.workspaceId,
    mission_id: run.missionId,
    job_name: run.name,
    state: 'scheduled',
    dock_sns: run.dockSns,
    dock_sn: run.dockSns[0]!,
    by_rule: run.byRule ?? false,
    task_type: taskType,
    wayline_type: run.waylineType,
    file_id: plan.file_id,
    file_name: run.fileName,
    wayline_version: plan.wayline_version,
    plan: json(plan),
    begin_time: beginTime,
    end_time: taskType === 2 && plan.conditions ? plan.conditions.end_time : beginTime + windowMs,
    docks: '{}',
    overrides: '[]',
    awaiting: awaits ? 'acknowledgement' : null,
    username: run.username,
    user_id: run.userId,
    parent_job_id: run.parentJobId ?? null,
    idempotency_key: run.idempotencyKey ?? null,
    wake_at: awaits || taskType === 0 ? beginTime : Math.max(now, beginTime - PREPARE_AHEAD_MS),
    created_at: now,
    updated_at: now,
  }
}
