/**
 * The latest word of every device, in memory: merged telemetry and state, when it came, how far its clock is off, and
 * whether the device is there. The hot path of the server: no promises, few allocations.
 */
import type { Product } from '@rookery/thing-model'

/** Three missed periods of 10 s, then a device counts as gone. */
export const PRESENCE_TIMEOUT_MS = 30_000
/** More fields than any product has: beyond it new unknown ones are ignored rather than filling the memory. */
const MAX_FIELDS = 500

export interface Live {
  sn: string
  /** Merged `osd` properties: a dock sends them in about three messages. */
  osd: Record<string, unknown>
  /** Receive time of the latest osd message; undefined before the first. */
  osdAt: number | undefined
  state: Record<string, unknown>
  stateAt: number | undefined
  /** Receive time of the latest sign of life. */
  evidenceAt: number | undefined
  online: boolean
  /** Receive time minus the device's timestamp; undefined before the first message with one. */
  clockSkewMs: number | undefined
  /** Workspace whose account the gateway signed in with; undefined with an external broker. */
  account: string | undefined
  /** Gateway of the latest telemetry (aircraft of several docks). */
  via: string | undefined
  /** Receive time of the latest sample written to history. */
  sampledAt: number
}

export class LiveDevices {
  readonly #live = new Map<string, Live>()

  get(sn: string): Live | undefined {
    return this.#live.get(sn)
  }
  of(sn: string): Live {
    let live = this.#live.get(sn)
    if (!live) {
      live = {
        sn,
        osd: {},
        osdAt: undefined,
        state: {},
        stateAt: undefined,
        evidenceAt: undefined,
        online: false,
        clockSkewMs: undefined,
        account: undefined,
        via: undefined,
        sampledAt: 0,
      }
      this.#live.set(sn, live)
    }
    return live
  }
  all(): IterableIterator<Live> {
    return this.#live.values()
  }
  forget(sn: string) {
    this.#live.delete(sn)
  }

  /** Lays a partial message over what is known. `__proto__` as a key would change the object itself. */
  merge(target: Record<string, unknown>, data: Record<string, unknown>) {
    const full = Object.keys(target).length >= MAX_FIELDS
    for (const key in data) {
      if (key === '__proto__' || (full && !(key in target))) continue
      target[key] = data[key]
    }
  }
}

/** `biz_code` under which a device's telemetry is pushed. */
export const osdCode = (product: Product): 'dock_osd' | 'gateway_osd' | 'device_osd' =>
  product.category === 'dock' ? 'dock_osd' : product.category === 'rc' ? 'gateway_osd' : 'device_osd'
