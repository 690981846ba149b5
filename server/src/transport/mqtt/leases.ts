/**
 * Which partitions this process reads. A lease that cannot be renewed in time is taken as lost here before another
 * process may take it there, because its time is counted from before the renewal was asked for.
 */
import type { Clock } from '#platform/clock.ts'
import type { Logger } from '#platform/log.ts'
import type { LeaseStore } from './leases.store.ts'

export interface LeasesOptions {
  store: LeaseStore
  /** Of this process alone, never used again. */
  owner: string
  /** Number of partitions; the same in every process. */
  partitions: number
  ttlMs: number
  clock: Clock
  log: Logger
  gained(partition: number): void
  /** Stops reading. `orderly`: what was taken may still commit, then the next process goes on. */
  lost(partition: number, orderly: boolean): Promise<void>
}

/** Renewals within one lease time: two may fail. */
const BEATS_PER_LEASE = 3

export class Leases {
  readonly #options: LeasesOptions
  readonly #held = new Set<number>()
  /** Being given back: no longer ours to read, not yet free for others. */
  readonly #leaving = new Set<number>()
  #validUntil = 0
  #beating: Promise<void> | undefined
  #stopped = false
  readonly #cancel: (() => void)[] = []

  constructor(options: LeasesOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    const { store, partitions, ttlMs, clock } = this.#options
    await store.prepare(partitions)
    await this.#beatNow()
    this.#cancel.push(
      clock.every(ttlMs / BEATS_PER_LEASE, () => void this.beat()),
      clock.every(Math.max(ttlMs / 20, 20), () => this.#expire()),
    )
  }

  holds(partition: number): boolean {
    return this.#held.has(partition) && performance.now() < this.#validUntil
  }
  held(): number[] {
    return [...this.#held].sort((a, b) => a - b)
  }

  /** One renewal now; concurrent calls share it. */
  beat(): Promise<void> {
    this.#beating ??= this.#beatNow()
      .catch(error => {
        this.#options.log.warn({ err: error }, 'the leases of the MQTT partitions could not be renewed')
      })
      .finally(() => {
        this.#beating = undefined
      })
    return this.#beating
  }

  async #beatNow(): Promise<void> {
    if (this.#stopped) return
    const { store, owner, partitions, ttlMs, gained, log } = this.#options
    const asked = performance.now()
    const { held, share } = await store.beat(owner, partitions, ttlMs)
    if (this.#stopped) return
    this.#validUntil = asked + ttlMs
    const ours = new Set(held)
    for (const partition of [...this.#held]) {
      if (ours.has(partition)) continue
      log.warn({ partition }, 'another process has taken the lease of an MQTT partition')
      this.#drop(partition, false)
    }
    for (const partition of held) {
      if (this.#held.has(partition) || this.#leaving.has(partition)) continue
      this.#held.add(partition)
      gained(partition)
    }
    for (const partition of this.held().slice(share)) this.#giveBack(partition)
  }

  #expire() {
    if (this.#held.size === 0 || performance.now() < this.#validUntil) return
    this.#options.log.error('the leases of the MQTT partitions ran out; reading stops until they are renewed')
    for (const partition of [...this.#held]) this.#drop(partition, false)
  }

  #drop(partition: number, orderly: boolean): Promise<void> {
    this.#held.delete(partition)
    return this.#options.lost(partition, orderly).catch(error => {
      this.#options.log.warn({ err: error, partition }, 'an MQTT partition did not stop cleanly')
    })
  }

  async #giveBack(partition: number): Promise<void> {
    const { store, owner, log } = this.#options
    this.#leaving.add(partition)
    try {
      await this.#drop(partition, true)
      await store.release(owner, partition)
    } catch (error) {
      log.warn({ err: error, partition }, 'the lease of an MQTT partition could not be given back; it will run out')
    } finally {
      this.#leaving.delete(partition)
    }
  }

  /** Stops reading in good order and frees everything for the others. */
  async close(): Promise<void> {
    this.#stopped = true
    for (const cancel of this.#cancel.splice(0)) cancel()
    await this.#beating
    await Promise.all([...this.#held].map(partition => this.#drop(partition, true)))
    const { store, owner, log } = this.#options
    await store.leave(owner).catch(error => log.warn({ err: error }, 'the leases could not be given back'))
  }
}
