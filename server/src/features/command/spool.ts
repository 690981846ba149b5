/**
 * Protective commands that were sent while the database was away, one JSON line each, synced to disk before the
 * publish. When the database is back they are written there and the file is emptied.
 */
import { appendFile, mkdir, open, readFile, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { AuditEntry } from '#platform/audit.ts'
import type { NewCommand } from './command.store.ts'

export type SpoolEntry =
  | { kind: 'command'; command: NewCommand }
  | { kind: 'audit'; entry: AuditEntry }
  | { kind: 'reply'; command_id: string; state: string; result: number | null; at: number }

export class Spool {
  readonly #path: string
  #tail: Promise<unknown> = Promise.resolve()

  constructor(path: string) {
    this.#path = path
  }

  add(entry: SpoolEntry): Promise<void> {
    return this.#queue(async () => {
      await mkdir(dirname(this.#path), { recursive: true })
      const file = await open(this.#path, 'a', 0o600)
      try {
        await file.appendFile(`${JSON.stringify(entry)}\n`)
        await file.datasync()
      } finally {
        await file.close()
      }
    })
  }

  /** Hands every entry to `apply`, in order. Entries that fail stay for the next time. Returns how many were applied. */
  drain(apply: (entry: SpoolEntry) => Promise<void>): Promise<number> {
    return this.#queue(async () => {
      const working = `${this.#path}.draining`
      // A drain that was interrupted left its file: it comes first.
      const left = await readFile(working, 'utf8').catch(() => '')
      const fresh = await readFile(this.#path, 'utf8').catch(() => '')
      if (!left && !fresh) return 0
      if (fresh) {
        if (left) await appendFile(working, fresh)
        else await rename(this.#path, working)
        if (left) await unlink(this.#path)
      }
      const lines = (left + fresh).split('\n').filter(line => line !== '')
      for (const line of lines) await apply(JSON.parse(line) as SpoolEntry)
      await unlink(working)
      return lines.length
    })
  }

  #queue<T>(task: () => Promise<T>): Promise<T> {
    const run = this.#tail.then(task, task)
    this.#tail = run.catch(() => {})
    return run
  }
}
