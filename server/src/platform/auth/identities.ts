/**
 * What tokens stand for, remembered for a few seconds. While the database does not answer, what was known is believed
 * a while longer: an operator must be able to stop an aircraft then.
 */
import type { Clock } from '../clock.ts'
import { isDatabaseDown } from '../http/failures.ts'
import type { Identity } from './caller.ts'

const FRESH_MS = 3_000
/** How long the database may take before what is remembered is used instead. */
const PATIENCE_MS = 1_000
/** How long something is believed without the database. Nobody can revoke anything in that time either. */
const BELIEVED_MS = 15 * 60_000
const MAX_ENTRIES = 20_000

interface Entry {
  identity: Identity
  loadedAt: number
}

export class Identities {
  readonly #clock: Clock
  readonly #entries = new Map<string, Entry>()
  readonly #loading = new Map<string, Promise<Identity | undefined>>()
  /** Counts what was forgotten, so that a load that began before is not remembered. */
  #forgotten = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async get(key: string, load: () => Promise<Identity | undefined>): Promise<Identity | undefined> {
    const entry = this.#entries.get(key)
    const age = entry ? this.#clock.now() - entry.loadedAt : Number.POSITIVE_INFINITY
    if (entry && age < FRESH_MS) return entry.identity
    const loading = this.#loading.get(key) ?? this.#load(key, load)
    if (!entry || age > BELIEVED_MS) return loading
    const remembered = () => this.#entries.get(key)?.identity
    const fresh = loading.catch(error => {
      if (isDatabaseDown(error)) return remembered()
      throw error
    })
    return Promise.race([fresh, after(this.#clock, PATIENCE_MS, remembered)])
  }

  #load(key: string, load: () => Promise<Identity | undefined>): Promise<Identity | undefined> {
    const forgotten = this.#forgotten
    const loading = load()
      .then(identity => {
        if (!identity) this.#entries.delete(key)
        else if (forgotten === this.#forgotten) this.#remember(key, identity)
        return identity
      })
      .finally(() => this.#loading.delete(key))
    this.#loading.set(key, loading)
    return loading
  }

  #remember(key: string, identity: Identity): void {
    if (this.#entries.size >= MAX_ENTRIES) this.#entries.delete(this.#entries.keys().next().value!)
    this.#entries.delete(key)
    this.#entries.set(key, { identity, loadedAt: this.#clock.now() })
  }

  /** Something about this user, session or key has changed. */
  forget(match: (identity: Identity) => boolean): void {
    this.#forgotten++
    this.#loading.clear()
    for (const [key, { identity }] of this.#entries) if (match(identity)) this.#entries.delete(key)
  }
}

const after = <T>(clock: Clock, ms: number, value: () => T) =>
  new Promise<T>(resolve => {
    clock.after(ms, () => resolve(value()))
  })
