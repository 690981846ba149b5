/** Time as the simulator sees it: injectable, so that tests need not wait. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls once after `ms`; returns the cancellation. */
  after(ms: number, fn: () => void): () => void
  /** Calls every `ms`; returns the cancellation. */
  every(ms: number, fn: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, fn) {
    const timer = setTimeout(fn, ms)
    return () => clearTimeout(timer)
  },
  every(ms, fn) {
    const timer = setInterval(fn, ms)
    return () => clearInterval(timer)
  },
}

/** Calls each member once per period, the members spread evenly over it. */
export interface Ticker {
  add(fn: () => void): () => void
}

/**
 * One timer for a whole fleet: a wheel of slots that turns once per period. 10,000 docks cost one interval, and their
 * telemetry leaves evenly instead of in one burst.
 */
export function createTicker(clock: Clock, periodMs: number): Ticker {
  const slots: Set<() => void>[] = Array.from(
    { length: Math.min(100, Math.max(1, Math.round(periodMs / 20))) },
    () => new Set(),
  )
  let members = 0
  let position = 0
  let cancel: (() => void) | undefined
  const turn = () => {
    for (const fn of slots[position]!) fn()
    position = (position + 1) % slots.length
  }
  return {
    add(fn) {
      let slot = slots[(position + 1) % slots.length]!
      for (const candidate of slots) if (candidate.size < slot.size) slot = candidate
      slot.add(fn)
      if (members++ === 0) cancel = clock.every(periodMs / slots.length, turn)
      return () => {
        if (slot.delete(fn) && --members === 0) cancel?.()
      }
    },
  }
}
