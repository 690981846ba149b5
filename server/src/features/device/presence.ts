/**
 * Who is there. Evidence is any valid message; a device without it for 30 s, or whose gateway's connection ended, is
 * gone. The next valid message brings it back, also after a restart of the server alone.
 */
import type { Directory } from '#link/directory.ts'
import type { Bus } from '#platform/bus.ts'
import type { Clock } from '#platform/clock.ts'
import { type LiveDevices, PRESENCE_TIMEOUT_MS } from './live.ts'

declare module '#platform/bus.ts' {
  interface BusEvents {
    'device.online': { sn: string; workspaceId: string | null; at: number }
    'device.offline': { sn: string; workspaceId: string | null; at: number }
  }
}

const SWEEP_MS = 1_000
/** A skew reading moves the shown value by this share, so that one slow packet does not raise an alarm. */
const SKEW_WEIGHT = 0.2

export class Presence {
  readonly #live: LiveDevices
  readonly #directory: Directory
  readonly #bus: Bus
  readonly #clock: Clock
  readonly #stop: () => void

  constructor(live: LiveDevices, directory: Directory, bus: Bus, clock: Clock) {
    this.#live = live
    this.#directory = directory
    this.#bus = bus
    this.#clock = clock
    this.#stop = clock.every(SWEEP_MS, () => this.sweep())
  }

  evidence(sn: string, receivedAt: number, skewMs?: number) {
    const live = this.#live.of(sn)
    live.evidenceAt = receivedAt
    if (skewMs !== undefined)
      live.clockSkewMs =
        live.clockSkewMs === undefined ? skewMs : live.clockSkewMs + (skewMs - live.clockSkewMs) * SKEW_WEIGHT
    if (!live.online) {
      live.online = true
      this.#bus.emit('device.online', {
        sn,
        workspaceId: this.#directory.device(sn)?.workspaceId ?? null,
        at: receivedAt,
      })
    }
  }

  /** The broker lost the gateway, or its topology dropped the aircraft. */
  gone(sn: string) {
    const live = this.#live.get(sn)
    if (live?.online) {
      live.online = false
      this.#bus.emit('device.offline', {
        sn,
        workspaceId: this.#directory.device(sn)?.workspaceId ?? null,
        at: this.#clock.now(),
      })
    }
    for (const child of this.#directory.device(sn)?.children.keys() ?? [])
      if (this.#live.get(child)?.via === sn) this.gone(child)
  }

  sweep() {
    const limit = this.#clock.now() - PRESENCE_TIMEOUT_MS
    for (const live of this.#live.all()) if (live.online && (live.evidenceAt ?? 0) < limit) this.gone(live.sn)
  }

  close() {
    this.#stop()
  }
}
