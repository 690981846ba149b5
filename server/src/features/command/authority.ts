/**
 * Who controls an aircraft and its payloads, as far as the cloud can know. It holds what it grabbed since this process
 * started and what nobody took since; unknown means no.
 */
import type { Device } from '#link/directory.ts'
import type { LiveDevices } from '../device/index.ts'

export class Authority {
  readonly #live: LiveDevices
  /** Aircraft SN -> `control_source` at the time of the grab. */
  readonly #flight = new Map<string, unknown>()
  /** `aircraft payload_index` held by the cloud. */
  readonly #payload = new Set<string>()

  constructor(live: LiveDevices) {
    this.#live = live
  }

  /** A command was answered with result 0. */
  granted(aircraftSn: string, method: string, data: unknown) {
    if (method === 'flight_authority_grab') this.#flight.set(aircraftSn, this.#source(aircraftSn))
    const index = (data as { payload_index?: unknown } | null)?.payload_index
    if (method === 'payload_authority_grab' && typeof index === 'string') this.#payload.add(`${aircraftSn} ${index}`)
    if (method === 'cloud_control_release') this.lost(aircraftSn)
  }

  /** The remote controller took over, or the aircraft is gone. */
  lost(aircraftSn: string) {
    this.#flight.delete(aircraftSn)
    for (const key of this.#payload) if (key.startsWith(`${aircraftSn} `)) this.#payload.delete(key)
  }

  flight(gateway: Device, aircraftSn: string | undefined): boolean | undefined {
    if (aircraftSn === undefined) return undefined
    if (gateway.product.category === 'rc') {
      const granted = this.#live.get(gateway.sn)?.state.cloud_control_auth
      return Array.isArray(granted) ? granted.includes('flight') : undefined
    }
    if (!this.#flight.has(aircraftSn)) return undefined
    const before = this.#flight.get(aircraftSn)
    const now = this.#source(aircraftSn)
    // The source settles on a value of its own after the grab; afterwards every change is somebody taking over.
    if (before === undefined || now === before) return true
    if (now === 'B') {
      this.lost(aircraftSn)
      return false
    }
    this.#flight.set(aircraftSn, now)
    return true
  }

  payload(aircraftSn: string | undefined, index: unknown): boolean | undefined {
    if (aircraftSn === undefined || typeof index !== 'string') return undefined
    return this.#payload.has(`${aircraftSn} ${index}`) || undefined
  }

  #source(aircraftSn: string): unknown {
    const live = this.#live.get(aircraftSn)
    return live?.state.control_source ?? live?.osd.control_source
  }
}
