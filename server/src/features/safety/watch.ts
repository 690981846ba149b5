/**
 * Looks once a second at what is dangerous as long as it is so, and raises and clears its alarms. Any number of
 * processes may do it at once: the database keeps one alarm per cause.
 */
import { isAirborne } from '@rookery/thing-model'
import type { Directory } from '#link/directory.ts'
import type { Bus } from '#platform/bus.ts'
import type { Clock } from '#platform/clock.ts'
import { isDatabaseDown } from '#platform/http/failures.ts'
import type { Logger } from '#platform/log.ts'
import type { AlarmCause, Alarms } from '../alarm/index.ts'
import type { LiveDevices } from '../device/index.ts'
import { alternateOf, CONDITION_KINDS, type Finding, findings, type Sight } from './conditions.ts'
import { metresBetween, objectOf, pointOf } from './values.ts'

const LOOK_MS = 1_000
/** Alarms that other processes have raised or cleared are learned at this pace. */
const LEARN_MS = 10_000
const DISK_MS = 30_000
const FULL_SHARE = 0.1
const FULL_BYTES = 10 * 2 ** 30
const DISK_HYSTERESIS = 1.2
const AT_ALTERNATE_M = 30

export class Watch {
  readonly #deps: WatchDependencies
  readonly #startedAt: number
  /** Active in the database, as far as known: `workspace key` -> hop of a lost link. */
  #raised = new Map<string, unknown>()
  #learnedAt = Number.NEGATIVE_INFINITY
  #diskAt = Number.NEGATIVE_INFINITY
  readonly #diverting = new Set<string>()
  #looking: Promise<void> | undefined
  #stop: () => void = () => {}

  constructor(deps: WatchDependencies) {
    this.#deps = deps
    this.#startedAt = deps.clock.now()
    deps.bus.on('flight.notice', ({ method, gatewaySn, data }) => {
      if (method === 'return_home_info') this.#wayHome(gatewaySn, data)
    })
  }

  start() {
    this.#stop = this.#deps.clock.every(LOOK_MS, () => void this.look())
  }

  /** One look at a time; a slow database delays the next. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  async #look() {
    const { clock, log } = this.#deps
    try {
      if (clock.now() - this.#learnedAt >= LEARN_MS) await this.#learn()
    } catch (error) {
      // Without a database what is new is told all the same.
      if (!isDatabaseDown(error)) log.error({ err: error }, 'active alarms could not be read')
    }
    try {
      for (const finding of [...findings(this.#sight())]) await this.#apply(finding)
      if (clock.now() - this.#diskAt >= DISK_MS) await this.#checkDisk()
    } catch (error) {
      if (!isDatabaseDown(error)) log.error({ err: error }, 'what is dangerous could not be judged')
    }
  }

  async #learn() {
    const active = await this.#deps.alarms.active([...CONDITION_KINDS, 'storage_low'])
    this.#raised = new Map(active.map(alarm => [`${alarm.workspace_id} ${alarm.key}`, alarm.facts.hop]))
    this.#learnedAt = this.#deps.clock.now()
  }

  #sight(): Sight {
    const { clock, directory, live, brokerUp, inFlight, landedAt, orders } = this.#deps
    return {
      now: clock.now(),
      startedAt: this.#startedAt,
      brokerUp: brokerUp(),
      ...{ directory, live, inFlight, landedAt, orders },
      diverting: sn => this.#diverting.has(sn),
    }
  }

  async #apply({ key, workspaceId, so, cleared, cause }: Finding) {
    const { alarms, log } = this.#deps
    const place = `${workspaceId} ${key}`
    const raised = this.#raised.has(place)
    if (so === undefined || (!so && !raised)) return
    try {
      if (!so) {
        await alarms.clear({ workspaceId, key, cause: cleared })
        this.#raised.delete(place)
        return
      }
      const alarm = cause()
      // Which hop has failed may become clear later than that one has.
      if (raised && this.#raised.get(place) === alarm.facts.hop) return
      await alarms.raise(alarm)
      this.#raised.set(place, alarm.facts.hop)
    } catch (error) {
      if (!isDatabaseDown(error)) log.error({ err: error, key }, 'an alarm could not be kept')
    }
  }

  /** The way home that the aircraft plans ends at the dock, or at the alternate landing point. */
  #wayHome(gatewaySn: string, data: Record<string, unknown>) {
    const { directory, live } = this.#deps
    const path = Array.isArray(data.planned_path_points) ? data.planned_path_points : []
    const end = pointOf(objectOf(path.at(-1)))
    const dock = live.get(gatewaySn)
    const alternate = alternateOf(dock)
    const home = dock && pointOf(dock.osd)
    const away =
      end !== null &&
      alternate !== null &&
      metresBetween(end, alternate) <= AT_ALTERNATE_M &&
      (!home || metresBetween(end, home) > AT_ALTERNATE_M)
    for (const sn of directory.device(gatewaySn)?.children.keys() ?? [])
      if (away && isAirborne(live.get(sn)?.osd ?? {})) this.#diverting.add(sn)
      else this.#diverting.delete(sn)
  }

  async #checkDisk() {
    const { disk, workspaces, clock } = this.#deps
    const { free, total } = await disk()
    const limit = Math.min(FULL_BYTES, total * FULL_SHARE)
    this.#diskAt = clock.now()
    for (const workspaceId of await workspaces()) {
      const cause = (): AlarmCause => ({
        ...{ workspaceId, key: 'storage_low', kind: 'storage_low' },
        facts: { free_bytes: free, total_bytes: total },
      })
      const so = free < limit ? true : free > limit * DISK_HYSTERESIS ? false : undefined
      await this.#apply({ key: 'storage_low', workspaceId, so, cleared: 'space_freed', cause })
    }
  }

  async close() {
    this.#stop()
    await this.#looking
  }
}

export interface WatchDependencies {
  alarms: Alarms
  directory: Directory
  live: LiveDevices
  bus: Bus
  clock: Clock
  log: Logger
  /** Whether the connection to an external broker stands. */
  brokerUp(): boolean
  inFlight: Sight['inFlight']
  landedAt: Sight['landedAt']
  orders: Sight['orders']
  /** Room of the disk that holds the data, in bytes. */
  disk(): Promise<{ free: number; total: number }>
  /** Ids of all workspaces. */
  workspaces(): Promise<string[]>
}
