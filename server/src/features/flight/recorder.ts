/**
 * Keeps a record of every time an aircraft is in the air, and of every scheduled run, flown or not. The table is the
 * memory: a restart, another process or a gap in the telemetry changes nothing.
 */
import { isAirborne, newId } from '@rookery/thing-model'
import type { Directory } from '#link/directory.ts'
import type { Bus } from '#platform/bus.ts'
import type { Clock } from '#platform/clock.ts'
import type { FlightPlace } from '#platform/database/flight-tables.ts'
import { isDatabaseDown } from '#platform/http/failures.ts'
import type { Logger } from '#platform/log.ts'
import type { Live, LiveDevices } from '../device/index.ts'
import { numberOf, objectOf, pointOf } from '../safety/index.ts'
import type { FlightStore, FlownJob, StoredFlight } from './flight.store.ts'
import { measure } from './measure.ts'

declare module '#platform/bus.ts' {
  interface BusEvents {
    /** A flight began, ended, was measured, or its job came to an end. */
    'flight.changed': { flight: StoredFlight }
  }
}

const LOOK_MS = 500
const LEARN_MS = 10_000
const RECONCILE_MS = 30_000
/** Jobs that ended while no process ran, or whose record a crash prevented. */
const RECONCILE_SINCE_MS = 7 * 24 * 3600_000
/** Telemetry is written within a second. */
const WRITTEN_MS = 3_000
/** One message may be late; two are the truth. */
const WITNESSES = 2
/** Without a word for so long it is not in the air any more. */
const LOST_MS = 3600_000
/** After such a gap a fuller battery means another flight. */
const GAP_MS = 120_000
const FULLER = 3
const LANDINGS_MS = 24 * 3600_000
const STANDING: ReadonlySet<number> = new Set([0, 1, 2])
const DOCK_FRESH_MS = 15_000

interface Track {
  /** Receive time of the telemetry looked at last. */
  seenAt: number
  /** Messages in a row that say so. */
  inAir: number
  onGround: number
  firstInAirAt: number
  firstOnGroundAt: number
}
interface Open {
  flightId: string
  gatewaySn: string
  startedAt: number
  /** Last known in the air, and the charge then. */
  lastAt: number
  battery: number | null
}

export class FlightRecorder {
  readonly #deps: RecorderDependencies
  readonly #tracks = new Map<string, Track>()
  #open = new Map<string, Open>()
  #landings = new Map<string, number>()
  #learnedAt = Number.NEGATIVE_INFINITY
  #reconciledAt = Number.NEGATIVE_INFINITY
  #looking: Promise<void> | undefined
  #stops: (() => void)[] = []

  constructor(deps: RecorderDependencies) {
    this.#deps = deps
    deps.bus.on('job.changed', async ({ job }) => {
      if (job.completed_time !== null) await this.#settle(job as unknown as FlownJob)
    })
  }

  start() {
    this.#stops = [this.#deps.clock.every(LOOK_MS, () => void this.look())]
  }

  /** A recorded flight of the aircraft is not over. */
  inFlight = (sn: string): boolean => this.#open.has(sn)

  /** When the latest flight from a dock ended, within a day. */
  landedAt = (sn: string): number | undefined => this.#landings.get(sn)

  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  async #look() {
    const { clock, directory, live, log } = this.#deps
    try {
      if (clock.now() - this.#learnedAt >= LEARN_MS) await this.#learn()
      for (const latest of [...live.all()]) {
        const device = directory.device(latest.sn)
        if (device?.product.category === 'aircraft' && device.workspaceId !== null) await this.#follow(latest)
      }
      await this.#measure()
      if (clock.now() - this.#reconciledAt >= RECONCILE_MS) await this.reconcile()
    } catch (error) {
      if (!isDatabaseDown(error)) log.error({ err: error }, 'flights could not be recorded')
    }
  }

  /** What the table holds, also by other processes. */
  async #learn() {
    const { store, clock } = this.#deps
    const [running, landings] = await Promise.all([store.running(), store.landings(clock.now() - LANDINGS_MS)])
    this.#open = new Map(
      running.map(row => {
        const known = this.#open.get(row.sn)
        return [
          row.sn,
          {
            flightId: row.flight_id,
            gatewaySn: row.gateway_sn,
            startedAt: row.started_at,
            lastAt: known?.lastAt ?? row.last_at ?? row.started_at,
            battery: known?.battery ?? row.battery_percent,
          },
        ]
      }),
    )
    this.#landings = new Map(landings.map(row => [row.sn, row.ended_at]))
    this.#learnedAt = clock.now()
  }

  async #follow(latest: Live) {
    const { sn, osdAt } = latest
    const track = this.#track(sn, osdAt)
    const open = this.#open.get(sn)
    if (osdAt !== undefined && osdAt > track.seenAt) {
      // What was said before a silence is no witness for what is said after it.
      if (osdAt - track.seenAt > GAP_MS) track.inAir = track.onGround = 0
      track.seenAt = osdAt
      const standing = STANDING.has(numberOf(latest.osd.mode_code) ?? -1)
      if (isAirborne(latest.osd)) {
        if (track.inAir++ === 0) track.firstInAirAt = osdAt
        track.onGround = 0
      } else if (standing) {
        if (track.onGround++ === 0) track.firstOnGroundAt = osdAt
        track.inAir = 0
      }
    }
    const silent = this.#deps.clock.now() - Math.max(open?.lastAt ?? 0, track.seenAt) > LOST_MS
    if (open && (silent || this.#isInDock(open, sn))) {
      track.inAir = 0
      await this.#end(sn, open, silent ? 'lost' : 'landed', open.lastAt)
    } else if (open && track.onGround >= WITNESSES) await this.#end(sn, open, 'landed', track.firstOnGroundAt)
    else if (track.inAir >= WITNESSES) {
      if (open && this.#isAnother(open, track, latest)) await this.#end(sn, open, 'lost', open.lastAt)
      const current = this.#open.get(sn) ?? (await this.#begin(latest, track))
      if (!current) return
      current.lastAt = Math.max(current.lastAt, track.seenAt)
      current.battery = batteryOf(latest) ?? current.battery
    }
  }

  #track(sn: string, osdAt: number | undefined): Track {
    let track = this.#tracks.get(sn)
    if (!track) {
      // What was known before the start is no message.
      const seenAt = osdAt !== undefined && osdAt < this.#deps.startedAt ? osdAt : 0
      track = { seenAt, inAir: 0, onGround: 0, firstInAirAt: 0, firstOnGroundAt: 0 }
      this.#tracks.set(sn, track)
    }
    return track
  }

  /** Nobody saw it land and take off again, but its battery is fuller. */
  #isAnother(open: Open, track: Track, latest: Live): boolean {
    const battery = batteryOf(latest)
    return (
      track.firstInAirAt - open.lastAt > GAP_MS &&
      battery !== null &&
      open.battery !== null &&
      battery > open.battery + FULLER
    )
  }

  /** Its dock feels it, after the last word in the air. */
  #isInDock({ gatewaySn, lastAt }: Open, sn: string): boolean {
    const { live, clock } = this.#deps
    const dock = live.get(gatewaySn)
    if (dock?.osdAt === undefined || clock.now() - dock.osdAt > DOCK_FRESH_MS) return false
    const named = objectOf(dock.osd.sub_device).device_sn
    return dock.osd.drone_in_dock === 1 && dock.osdAt - lastAt > DOCK_FRESH_MS && (named === undefined || named === sn)
  }

  async #begin(latest: Live, track: Track): Promise<Open | undefined> {
    const { store, directory, live, clock } = this.#deps
    const { sn } = latest
    const gatewaySn = latest.via ?? directory.gatewayOf(sn)
    const gateway = gatewaySn === undefined ? undefined : directory.device(gatewaySn)
    const aircraft = directory.device(sn)
    if (!gateway || !aircraft?.workspaceId) return undefined
    const byPilot = gateway.product.category === 'rc'
    const result = await store.open({
      flight_id: newId(),
      workspace_id: aircraft.workspaceId,
      ...{ sn, gateway_sn: gateway.sn, site_id: directory.siteOf(sn) ?? directory.siteOf(gateway.sn), byPilot },
      name: aircraft.nickname,
      started_at: track.firstInAirAt,
      battery_start: batteryOf(latest),
      takeoff: placeOf(latest),
      weather: byPilot ? null : weatherOf(live.get(gateway.sn)),
      now: clock.now(),
    })
    if (!result) return undefined
    const { flight, opened } = result
    const open = {
      flightId: flight.flight_id,
      gatewaySn: flight.gateway_sn ?? gateway.sn,
      startedAt: flight.started_at,
      lastAt: track.seenAt,
      battery: batteryOf(latest),
    }
    this.#open.set(sn, open)
    if (opened) this.#changed(flight)
    return open
  }

  async #end(sn: string, open: Open, outcome: 'landed' | 'lost', at: number) {
    const flight = await this.#deps.store.end(open.flightId, outcome, at, this.#deps.clock.now())
    this.#open.delete(sn)
    this.#landings.set(sn, at)
    if (flight) this.#changed(flight)
  }

  /** Figures of flights that are over. */
  async #measure() {
    const { store, clock, flushed } = this.#deps
    const now = clock.now()
    const due = await store.unmeasured(now - WRITTEN_MS)
    if (due.length) await flushed()
    for (const flight of due) {
      const samples =
        flight.sn === null ? [] : await store.samples(flight.sn, flight.started_at - 10_000, flight.ended_at!)
      const span = { started_at: flight.started_at, ended_at: flight.ended_at! }
      const figures = measure(samples, span)
      // Without a history, what was seen at the beginning is all there is.
      const { battery_start, takeoff } = flight
      const measured = await store.measured(
        flight,
        { ...figures, battery_start: figures.battery_start ?? battery_start, takeoff: figures.takeoff ?? takeoff },
        now,
      )
      if (measured) this.#changed(measured)
    }
  }

  /** Jobs that ended and have no record yet. */
  async reconcile() {
    const { store, clock } = this.#deps
    for (const job of await store.unrecorded(clock.now() - RECONCILE_SINCE_MS)) await this.#settle(job)
    this.#reconciledAt = clock.now()
  }

  async #settle(job: FlownJob) {
    const { store, directory, clock } = this.#deps
    const fresh = { flight_id: newId(), site_id: directory.siteOf(job.dock_sn) }
    this.#changed(await store.settle(job, fresh, clock.now()))
  }

  #changed(flight: StoredFlight) {
    this.#deps.bus.emit('flight.changed', { flight })
  }

  async close() {
    for (const stop of this.#stops) stop()
    await this.#looking
  }
}

export interface RecorderDependencies {
  store: FlightStore
  directory: Directory
  live: LiveDevices
  bus: Bus
  clock: Clock
  log: Logger
  /** Of this process. */
  startedAt: number
  /** Resolves when the telemetry taken so far is in the history. */
  flushed(): Promise<void>
}

function batteryOf({ osd }: Live): number | null {
  const percent = numberOf(objectOf(osd.battery).capacity_percent)
  return percent === null || percent < 0 || percent > 100 ? null : Math.round(percent)
}

function placeOf({ osd }: Live): FlightPlace | null {
  const point = pointOf(osd)
  return point && { ...point, height: numberOf(osd.height) }
}

const weatherOf = (dock: Live | undefined) =>
  dock
    ? {
        wind_speed: numberOf(dock.osd.wind_speed),
        rainfall: numberOf(dock.osd.rainfall),
        environment_temperature: numberOf(dock.osd.environment_temperature),
      }
    : null
