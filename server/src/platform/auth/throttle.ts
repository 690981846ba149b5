/**
 * Slows down guessing: after five failures of an account or an address within 60 s, the next attempt is refused before
 * anything is hashed. Attempts under way count as failures to come, so that a burst gets no more tries than a queue;
 * they make later ones wait instead of refusing them, so that five colleagues may sign in at once.
 */
import { isIP } from 'node:net'
import type { Clock } from '../clock.ts'
import { tooMany } from '../errors.ts'

const LIMIT = 5
const WINDOW_MS = 60_000
const MAX_WAITING = 100

interface Subject {
  failures: number[]
  underWay: number
  waiting: (() => void)[]
}

export class LoginThrottle {
  readonly #clock: Clock
  readonly #subjects = new Map<string, Subject>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Runs one attempt, which answers whether it succeeded.
   * @throws AppError 429
   */
  async attempt<T extends { ok: boolean }>(username: string, address: string, tryIt: () => Promise<T>): Promise<T> {
    const account = `account ${username.toLowerCase()}`
    const keys = [account, `address ${network(address)}`]
    await this.#enter(keys)
    let failed = false
    try {
      const result = await tryIt()
      failed = !result.ok
      if (result.ok) this.#subject(account).failures = []
      return result
    } finally {
      this.#leave(keys, failed)
    }
  }

  async #enter(keys: string[]): Promise<void> {
    for (;;) {
      const subjects = keys.map(key => this.#subject(key))
      for (const { failures } of subjects) {
        if (failures.length >= LIMIT) {
          const wait = Math.ceil((failures[0]! + WINDOW_MS - this.#clock.now()) / 1000)
          throw tooMany('Too many failed attempts to sign in: wait a minute', Math.max(wait, 1))
        }
      }
      const full = subjects.find(s => s.failures.length + s.underWay >= LIMIT)
      if (!full) {
        for (const subject of subjects) subject.underWay++
        return
      }
      if (full.waiting.length >= MAX_WAITING) throw tooMany('Too many attempts to sign in at once: wait a moment', 5)
      await new Promise<void>(resolve => full.waiting.push(resolve))
    }
  }

  #leave(keys: string[], failed: boolean): void {
    for (const key of keys) {
      const subject = this.#subject(key)
      subject.underWay--
      if (failed) subject.failures.push(this.#clock.now())
      for (const wake of subject.waiting.splice(0)) wake()
    }
    if (this.#subjects.size > 10_000) this.#forgetIdle()
  }

  #subject(key: string): Subject {
    let subject = this.#subjects.get(key)
    if (!subject) {
      subject = { failures: [], underWay: 0, waiting: [] }
      this.#subjects.set(key, subject)
    }
    const since = this.#clock.now() - WINDOW_MS
    subject.failures = subject.failures.filter(time => time > since)
    return subject
  }

  #forgetIdle(): void {
    for (const key of [...this.#subjects.keys()]) {
      const { failures, underWay, waiting } = this.#subject(key)
      if (failures.length === 0 && underWay === 0 && waiting.length === 0) this.#subjects.delete(key)
    }
  }
}

/** One IPv6 customer has 2^64 addresses: they count as one. */
function network(address: string): string {
  if (isIP(address) !== 6 || address.startsWith('::ffff:')) return address.replace('::ffff:', '')
  const [head = '', tail] = address.split('::')
  const groups = head.split(':').filter(Boolean)
  const after = tail === undefined ? [] : tail.split(':').filter(Boolean)
  const zeros = tail === undefined ? [] : Array<string>(8 - groups.length - after.length).fill('0')
  return [...groups, ...zeros, ...after].slice(0, 4).join(':')
}
