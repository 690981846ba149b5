/**
 * What must not be lost while the database is away: protective commands that were sent, replies, audit entries. One
 * JSON line each, synced to disk; a command before its publish. When the database is back they are written there and
 * the file is emptied.
 */
import { appendFile, mkdir, open, readFile, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { AuditEntry } from '#platform/audit.ts'
import type { NewCommand } from './command.store.ts'

export type SpoolEntry =
  | { kind: 'command'; command: NewCommand }
  | { kind: 'audit'; entry: AuditEntry & { time: number } }
  | {
      kind: 'reply'
      gateway_sn: string
      tid: string
      bid: string
      state: string
      result: number | null
      output: unknown
      at: number
    }

export class Spool {
  readonly #path: string
  #tail: Promise<unknown> = Promise.resolve()
  #held: SpoolEntry[] = []
  #draining = false

  constructor(path: string) {
    this.#path = path
  }

  /** False: the disk does not take it; it is kept in memory alone. */
  add(entry: SpoolEntry): Promise<boolean> {
    return this.#queue(async () => {
      try {
        await this.#append(entry)
        return true
      } catch {
        this.#held.push(entry)
        return false
      }
    })
  }

  async #append(entry: SpoolEntry) {
    await mkdir(dirname(this.#path), { recursive: true })
    const file = await open(this.#path, 'a', 0o600)
    try {
      // A line that a crash cut short must not swallow the next one.
      await file.appendFile(`\n${JSON.stringify(entry)}\n`)
      await file.datasync()
    } finally {
      await file.close()
    }
  }

  /**
   * Hands every entry to `apply`, in order, while new ones can be added. When one fails all stay for the next time, so
   * that an entry may come twice. Returns how many were applied; 0 too while another call is at it.
   */
  async drain(apply: (entry: SpoolEntry) => Promise<void>): Promise<number> {
    if (this.#draining) return 0
    this.#draining = true
    try {
      return await this.#drain(`${this.#path}.draining`, apply)
    } finally {
      this.#draining = false
    }
  }

  async #drain(working: string, apply: (entry: SpoolEntry) => Promise<void>): Promise<number> {
    const { text, held } = await this.#queue(async () => {
      // A drain that was interrupted left its file: it comes first.
      const left = await readFile(working, 'utf8').catch(() => '')
      const fresh = await readFile(this.#path, 'utf8').catch(() => '')
      if (fresh && left) {
        await appendFile(working, fresh)
        await unlink(this.#path)
      } else if (fresh) await rename(this.#path, working)
      return { text: left + fresh, held: this.#held.splice(0) }
    })
    const entries = [...text.split('\n').flatMap(parse), ...held]
    try {
      for (const entry of entries) await apply(entry)
    } catch (error) {
      this.#held.unshift(...held)
      throw error
    }
    if (text) await unlink(working)
    return entries.length
  }

  #queue<T>(task: () => Promise<T>): Promise<T> {
    const run = this.#tail.then(task, task)
    this.#tail = run.catch(() => {})
    return run
  }
}

/** Nothing for an empty line, and for one that was cut short: its caller was never told that it is kept. */
function parse(line: string): SpoolEntry[] {
  try {
    return [JSON.parse(line) as SpoolEntry]
  } catch {
    return []
  }
}
