/** Alarms of runs that were refused, missed or failed, and the orders of those that fly. */
import type { Bus } from '#platform/bus.ts'
import type { Clock } from '#platform/clock.ts'
import { isDatabaseDown } from '#platform/http/failures.ts'
import type { Logger } from '#platform/log.ts'
import type { AlarmKindName, Alarms } from '../alarm/index.ts'
import type { FlightOrders } from './conditions.ts'
import type { EndedJob, MissionSafetyStore } from './mission.store.ts'

const LEARN_MS = 5_000
/** What a crash kept from being told. */
const RECONCILE_MS = 30_000
const RECONCILE_SINCE_MS = 3600_000
const BAD = ['refused', 'missed', 'failed'] as const satisfies readonly EndedJob['state'][]
const KINDS = [
  'mission_refused',
  'mission_missed',
  'mission_failed',
  'mission_unknown',
] as const satisfies readonly AlarmKindName[]

export class MissionAlarms {
  readonly #deps: MissionAlarmDependencies
  #orders = new Map<string, FlightOrders>()
  readonly #stops: (() => void)[]

  constructor(deps: MissionAlarmDependencies) {
    this.#deps = deps
    const { bus, clock } = deps
    this.#stops = [
      bus.on('job.changed', ({ job }) => this.#changed(job)),
      clock.every(LEARN_MS, () => void this.learn()),
      clock.every(RECONCILE_MS, () => void this.reconcile()),
    ]
  }

  /** What the mission under way told its aircraft to do by itself. */
  orders(dockSn: string): FlightOrders | undefined {
    return this.#orders.get(dockSn)
  }

  learn = () =>
    this.#guarded(async () => {
      const orders = new Map<string, FlightOrders>()
      for (const { job_id: jobId, dock_sns, plan } of await this.#deps.store.flying())
        for (const sn of dock_sns)
          orders.set(sn, {
            jobId,
            outOfControlAction: plan.out_of_control_action,
            returnHeight: plan.rth_altitude,
          })
      this.#orders = orders
    })

  reconcile = () =>
    this.#guarded(async () => {
      const { store, clock } = this.#deps
      for (const job of await store.unalarmed([...BAD], clock.now() - RECONCILE_SINCE_MS)) await this.#raise(job)
    })

  async #changed(job: EndedJob) {
    if ((BAD as readonly string[]).includes(job.state)) await this.#raise(job)
    if (job.state === 'done') await this.#clear(job)
    if (job.completed_time !== null)
      await this.#deps.alarms.clear({
        workspaceId: job.workspace_id,
        key: `preparation_slow ${job.dock_sn}`,
        cause: 'mission_ended',
      })
  }

  async #raise(job: EndedJob) {
    const { job_id: jobId, workspace_id: workspaceId, dock_sn: gatewaySn } = job
    await this.#deps.alarms.raise({
      ...{ workspaceId, key: `mission ${jobId}`, kind: kindOf(job), sn: gatewaySn, gatewaySn, jobId },
      facts: {
        job_name: job.job_name,
        mission_id: job.mission_id,
        begin_time: job.begin_time,
        execute_time: job.execute_time,
        code: job.code,
        message: job.message,
        cause: job.cause,
        action: job.action,
      },
    })
  }

  /** A run that was flown ends what was said of the earlier ones of its mission, or of its dock where they had none. */
  async #clear(job: EndedJob) {
    const { alarms } = this.#deps
    for (const { workspace_id: workspaceId, key, facts, gateway_sn } of await alarms.active(KINDS)) {
      const same = facts.mission_id === job.mission_id && (job.mission_id !== null || gateway_sn === job.dock_sn)
      if (workspaceId === job.workspace_id && same) await alarms.clear({ workspaceId, key, cause: 'next_run' })
    }
  }

  async #guarded(work: () => Promise<void>) {
    try {
      await work()
    } catch (error) {
      if (!isDatabaseDown(error)) this.#deps.log.error({ err: error }, 'alarms of missions could not be looked after')
    }
  }

  close() {
    for (const stop of this.#stops) stop()
  }
}

export interface MissionAlarmDependencies {
  store: MissionSafetyStore
  alarms: Alarms
  bus: Bus
  clock: Clock
  log: Logger
}

/** An order to fly of which nobody ever heard is worse than a failure: the aircraft may be anywhere. */
function kindOf({ state, launched_at, progressed_at }: EndedJob): AlarmKindName {
  if (state === 'refused') return 'mission_refused'
  if (state === 'missed') return 'mission_missed'
  return launched_at !== null && progressed_at === null ? 'mission_unknown' : 'mission_failed'
}
