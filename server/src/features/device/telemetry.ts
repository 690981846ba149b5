/**
 * The short way of telemetry: merged into memory at once, pushed to viewers, written in batches at most a second
 * later. Only here may something be dropped when the database is away, and it is counted.
 */
import {
  checkTolerant,
  type Deviation,
  isAirborne,
  type PropertyModel,
  propertiesOf,
  Struct,
  type TSchema,
} from '@rookery/thing-model'
import type { Directory } from '#link/directory.ts'
import type { Sender } from '#link/link.ts'
import type { Bus } from '#platform/bus.ts'
import type { Clock } from '#platform/clock.ts'
import type { TelemetryRow } from '#platform/database/device-tables.ts'
import type { Logger } from '#platform/log.ts'
import type { LiveDevices } from './live.ts'
import { COLUMNS, type TelemetryStore } from './telemetry.store.ts'

declare module '#platform/bus.ts' {
  interface BusEvents {
    /** The first telemetry after a silence. */
    'device.speaking': { sn: string; workspaceId: string }
  }
}

const FLUSH_MS = 1_000
const MAINTAIN_MS = 3600_000
/** Distance between samples of a device that is not in flight. */
const IDLE_SAMPLE_MS = 60_000
const FIRST_SAMPLE_MS = 6_000
/** After this the next telemetry is the first of a new time. */
const SILENCE_MS = 60_000
/** Samples held while the database is away: an hour of a hundred aircraft in flight. */
const MAX_PENDING = 200_000

export class Telemetry {
  readonly #live: LiveDevices
  readonly #directory: Directory
  readonly #store: TelemetryStore
  readonly #bus: Bus
  readonly #changed: (sn: string) => void
  readonly #clock: Clock
  readonly #log: Logger
  readonly #keepDays: number
  readonly #dirty = new Set<string>()
  #pending: TelemetryRow[] = []
  #flushing: Promise<void> | undefined
  readonly #stops: (() => void)[]
  /** Messages taken since the start. */
  taken = 0
  /** Samples written to history since the start. */
  recorded = 0
  /** Samples lost because the database was away for too long. */
  dropped = 0

  constructor(deps: {
    live: LiveDevices
    directory: Directory
    store: TelemetryStore
    bus: Bus
    clock: Clock
    log: Logger
    keepDays: number
    /** Called for every message, with the values already in LiveDevices. */
    changed: (sn: string) => void
  }) {
    this.#changed = deps.changed
    this.#live = deps.live
    this.#directory = deps.directory
    this.#store = deps.store
    this.#bus = deps.bus
    this.#clock = deps.clock
    this.#log = deps.log
    this.#keepDays = deps.keepDays
    this.#stops = [
      deps.clock.every(FLUSH_MS, () => void this.flush()),
      deps.clock.every(MAINTAIN_MS, () => void this.#maintain()),
    ]
  }

  /** Today's partition, and the values known before the restart, with their age. */
  async start() {
    await this.#store.maintain(this.#clock.now(), this.#keepDays)
    for (const row of await this.#store.loadLatest()) {
      const live = this.#live.of(row.sn)
      live.osd = row.osd
      live.osdAt = row.osd_at ?? undefined
      live.state = row.state
      live.stateAt = row.state_at ?? undefined
    }
  }

  /** Takes one osd message; returns what is not as declared. */
  take(
    { deviceSn, gatewaySn, device, workspaceId }: Sender,
    data: Record<string, unknown>,
    receivedAt: number,
    /** Another process has the message too and records it. */
    copy: boolean,
  ): readonly Deviation[] {
    // A gateway that is not bound proves nothing by typing a serial number: its telemetry is nobody's yet.
    if (!device || device.workspaceId === null || device.workspaceId !== workspaceId) return []
    this.taken++
    const live = this.#live.of(deviceSn)
    if (live.osdAt === undefined || receivedAt - live.osdAt > SILENCE_MS)
      this.#bus.emit('device.speaking', { sn: deviceSn, workspaceId: device.workspaceId })
    this.#live.merge(live.osd, data)
    live.osdAt = receivedAt
    live.via = gatewaySn
    if (device.product.category === 'aircraft') {
      const best = bestLinkOf(data)
      if (best) this.#directory.setBestLink(deviceSn, best)
    }
    this.#changed(deviceSn)
    if (copy) return []
    this.#dirty.add(deviceSn)
    // A dock tells itself in about three messages: its first sample waits for all of them.
    if (live.sampledAt === 0) live.sampledAt = receivedAt - IDLE_SAMPLE_MS + FIRST_SAMPLE_MS
    if (
      receivedAt - live.sampledAt >= IDLE_SAMPLE_MS ||
      (device.product.category === 'aircraft' && isAirborne(live.osd))
    ) {
      live.sampledAt = receivedAt
      if (this.#pending.length < MAX_PENDING) this.#pending.push(sampleOf(deviceSn, receivedAt, live.osd))
      else this.dropped++
    }
    return checkTolerant(osdSchema(device.product.model), data)
  }

  /** Writes what has gathered. Failures keep it for the next time. */
  flush(): Promise<void> {
    this.#flushing ??= this.#write().finally(() => {
      this.#flushing = undefined
    })
    return this.#flushing
  }

  async #write() {
    const sns = [...this.#dirty]
    const rows = this.#pending
    if (sns.length === 0 && rows.length === 0) return
    this.#dirty.clear()
    this.#pending = []
    try {
      await this.#store.saveLatest(
        sns.flatMap(sn => {
          const live = this.#live.get(sn)
          return live?.osdAt === undefined ? [] : [{ sn, osd: live.osd, osdAt: live.osdAt }]
        }),
      )
      await this.#store.saveHistory(rows)
      this.recorded += rows.length
    } catch (error) {
      this.#log.warn({ err: error }, 'telemetry could not be written; it is kept for the next try')
      for (const sn of sns) this.#dirty.add(sn)
      const room = MAX_PENDING - this.#pending.length
      this.dropped += Math.max(0, rows.length - room)
      this.#pending = [...(room > 0 ? rows.slice(-room) : []), ...this.#pending]
    }
  }

  async #maintain() {
    try {
      await this.#store.maintain(this.#clock.now(), this.#keepDays)
    } catch (error) {
      this.#log.error({ err: error }, 'partitions of the telemetry history could not be maintained')
    }
  }

  async close() {
    for (const stop of this.#stops) stop()
    await this.flush()
    await this.flush()
  }
}

const osdSchemas = new Map<PropertyModel, TSchema>()
/** One schema of all properties a model documents, osd and state alike: real devices send some on the other topic. */
export function osdSchema(model: PropertyModel): TSchema {
  let schema = osdSchemas.get(model)
  if (!schema) {
    const properties: Record<string, TSchema> = {}
    for (const [name, property] of propertiesOf(model)) if (!name.startsWith('{')) properties[name] = property.schema
    schema = Struct(properties)
    osdSchemas.set(model, schema)
  }
  return schema
}

const LIMITS: Partial<Record<keyof TelemetryRow, number>> = {
  latitude: 90,
  longitude: 180,
  rainfall: 32_000,
  mode_code: 32_000,
  battery_percent: 100,
}
/** Values that devices send for "not known". */
const SENTINELS: ReadonlySet<number> = new Set([32767, 3276.7, 65535, -32768])

function sampleOf(sn: string, time: number, osd: Record<string, unknown>): TelemetryRow {
  const row = { sn, time } as Record<string, unknown>
  for (const column of COLUMNS) {
    const raw =
      column === 'battery_percent'
        ? (osd.battery as { capacity_percent?: unknown } | undefined)?.capacity_percent
        : osd[column]
    const value = typeof raw === 'string' && raw !== '' ? Number(raw) : raw
    const limit = LIMITS[column] ?? 1e6
    const known =
      typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= limit && !SENTINELS.has(value)
    row[column] = known
      ? column === 'battery_percent' || column === 'mode_code' || column === 'rainfall'
        ? Math.round(value)
        : value
      : null
  }
  // Null island is where receivers without a fix are.
  if (row.latitude === 0 && row.longitude === 0) row.latitude = row.longitude = null
  return row as unknown as TelemetryRow
}

function bestLinkOf(data: Record<string, unknown>): string | undefined {
  const value = data.best_link_gateway
  return typeof value === 'string' && value !== '' ? value : undefined
}
