/**
 * What happened while a gateway was being connected, step by step, for the person who stands beside it. Written in
 * the background: a timeline that cannot be written never holds up a connection.
 */
import type { Bus } from '#platform/bus.ts'
import type { Clock } from '#platform/clock.ts'
import type { Logger } from '#platform/log.ts'
import type { GatewayStore, RejectionEntry, TimelineEntry } from './gateway.store.ts'

/** Each step with whether it is good news. Causes and next steps are texts of the console's locale files. */
export const STEPS = {
  created: true,
  connected: true,
  wrong_password: false,
  config_requested: true,
  disconnected: false,
  bind_status_asked: true,
  organization_asked: true,
  wrong_bind_code: false,
  bound: true,
  bound_elsewhere: false,
  topology: true,
  first_telemetry: true,
  unbound: false,
  credentials_reissued: true,
  client_id_in_use: false,
} as const
export type Step = keyof typeof STEPS

export interface TimelineRow {
  gateway_sn: string
  time: number
  step: Step
  ok: boolean
  detail: string | null
}

declare module '#platform/bus.ts' {
  interface BusEvents {
    'gateway.timeline': { workspaceId: string; row: TimelineRow }
  }
}

const FLUSH_MS = 200
/** A step that repeats within this time (a client that tries its password every second) is one entry. */
const REPEAT_MS = 60_000
const MAX_PENDING = 5_000

export class Timeline {
  readonly #store: GatewayStore
  readonly #bus: Bus
  readonly #clock: Clock
  readonly #log: Logger
  readonly #workspaceOf: (sn: string) => string | undefined
  readonly #stop: () => void
  #entries: TimelineEntry[] = []
  #rejections: RejectionEntry[] = []
  readonly #recent = new Map<string, number>()
  #writing: Promise<void> | undefined

  constructor(deps: {
    store: GatewayStore
    bus: Bus
    clock: Clock
    log: Logger
    workspaceOf: (sn: string) => string | undefined
  }) {
    this.#store = deps.store
    this.#bus = deps.bus
    this.#clock = deps.clock
    this.#log = deps.log
    this.#workspaceOf = deps.workspaceOf
    this.#stop = deps.clock.every(FLUSH_MS, () => void this.flush())
  }

  add(sn: string, step: Step, detail: string | null = null) {
    const workspaceId = this.#workspaceOf(sn)
    if (!workspaceId) return
    const now = this.#clock.now()
    if (this.#isRepeat(`${sn} ${step} ${detail}`, now)) return
    const row: TimelineRow = { gateway_sn: sn, time: now, step, ok: STEPS[step], detail }
    if (this.#entries.length < MAX_PENDING) this.#entries.push(row)
    this.#bus.emit('gateway.timeline', { workspaceId, row })
  }

  reject(entry: Omit<RejectionEntry, 'time'>) {
    const now = this.#clock.now()
    if (this.#isRepeat(`${entry.claimed_sn} ${entry.client_id} ${entry.address} ${entry.reason}`, now)) return
    if (this.#rejections.length < MAX_PENDING) this.#rejections.push({ ...entry, time: now })
  }

  #isRepeat(key: string, now: number): boolean {
    const last = this.#recent.get(key)
    if (last !== undefined && now - last < REPEAT_MS) return true
    if (this.#recent.size > 10_000) this.#recent.clear()
    this.#recent.set(key, now)
    return false
  }

  /** The next entry of this gateway counts as new: a fresh attempt has begun. */
  restart(sn: string) {
    for (const key of this.#recent.keys()) if (key.startsWith(`${sn} `)) this.#recent.delete(key)
  }

  flush(): Promise<void> {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined
    })
    return this.#writing
  }
  async #write() {
    const entries = this.#entries
    const rejections = this.#rejections
    this.#entries = []
    this.#rejections = []
    try {
      if (entries.length) await this.#store.addTimeline(entries)
      if (rejections.length) await this.#store.addRejections(rejections)
    } catch (error) {
      this.#log.warn({ err: error }, 'the bind timeline could not be written; it is kept for the next try')
      this.#entries = [...entries, ...this.#entries].slice(-MAX_PENDING)
      this.#rejections = [...rejections, ...this.#rejections].slice(-MAX_PENDING)
    }
  }
  async close() {
    this.#stop()
    await this.flush()
  }
}
