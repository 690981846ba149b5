/**
 * Single rows written as a busy server needs it: while one statement is under way, what arrives meanwhile waits and
 * goes together in the next one. A lone row goes at once; fifty at a time cost little more than one.
 */
import { isDatabaseDown } from '../http/failures.ts'

const MOST = 500

/**
 * @param write one statement for all of them, all or nothing; results in their order.
 * @returns the same for one. Rejects with the batch's error while the database is away; otherwise each is tried alone,
 * so that one that cannot be stored harms no other.
 */
export function batched<Item, Result>(write: (items: Item[]) => Promise<Result[]>): (item: Item) => Promise<Result> {
  let waiting: { item: Item; resolve(result: Result): void; reject(error: unknown): void }[] = []
  let busy = false

  async function alone(entries: typeof waiting) {
    for (const { item, resolve, reject } of entries)
      await write([item]).then(([result]) => resolve(result as Result), reject)
  }
  async function drain() {
    busy = true
    while (waiting.length) {
      const entries = waiting.slice(0, MOST)
      waiting = waiting.slice(MOST)
      try {
        const results = await write(entries.map(({ item }) => item))
        entries.forEach(({ resolve }, index) => {
          resolve(results[index] as Result)
        })
      } catch (error) {
        if (entries.length > 1 && !isDatabaseDown(error)) await alone(entries)
        else for (const { reject } of entries) reject(error)
      }
    }
    busy = false
  }

  return item =>
    new Promise<Result>((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!busy) void drain()
    })
}
