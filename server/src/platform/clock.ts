/** Time as a dependency, so that tests move it by hand. */

export type Cancel = () => void

export interface Clock {
  /** Epoch milliseconds, UTC. */
  now(): number
  after(ms: number, fn: () => void): Cancel
  every(ms: number, fn: () => void): Cancel
}

/** Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, fn) {
    const timer = setTimeout(fn, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
  every(ms, fn) {
    const timer = setInterval(fn, ms)
    timer.unref()
    return () => clearInterval(timer)
  },
}

export interface ManualClock extends Clock {
  /** Moves time on, running what falls due in its order, and lets promises settle between two timers. */
  advance(ms: number): Promise<void>
  /** Moves time on at once, as after a sleep of the machine: what fell due runs once, at the end. */
  jump(ms: number): Promise<void>
}

export function manualClock(start = Date.UTC(2026, 0, 1)): ManualClock {
  let now = start
  const timers = new Set<{ due: number; period: number | undefined; fn: () => void }>()
  const add = (ms: number, period: number | undefined, fn: () => void): Cancel => {
    const timer = { due: now + ms, period, fn }
    timers.add(timer)
    return () => timers.delete(timer)
  }
  const settle = () => new Promise<void>(resolve => setImmediate(resolve))
  return {
    now: () => now,
    after: (ms, fn) => add(ms, undefined, fn),
    every: (ms, fn) => add(ms, Math.max(ms, 1), fn),
    async advance(ms) {
      const end = now + ms
      for (;;) {
        const next = [...timers].filter(t => t.due <= end).sort((a, b) => a.due - b.due)[0]
        if (!next) break
        now = next.due
        if (next.period === undefined) timers.delete(next)
        else next.due += next.period
        next.fn()
        await settle()
      }
      now = end
      await settle()
    },
    async jump(ms) {
      now += ms
      for (const timer of [...timers].filter(t => t.due <= now)) {
        if (timer.period === undefined) timers.delete(timer)
        else timer.due = now + timer.period
        timer.fn()
      }
      await settle()
    },
  }
}
