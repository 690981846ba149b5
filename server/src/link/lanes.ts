/**
 * First in, first out per key: the messages of one gateway are applied in the order received, and a slow handler of
 * one gateway delays no other.
 */
export class Lanes {
  readonly #tails = new Map<string, Promise<void>>()

  /** Runs the task after all earlier ones of the key; resolves or rejects with it. */
  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const tail = this.#tails.get(key)
    const result = tail ? tail.then(task) : task()
    const settled = result.then(noop, noop)
    this.#tails.set(key, settled)
    settled.then(() => {
      if (this.#tails.get(key) === settled) this.#tails.delete(key)
    })
    return result
  }

  /** Keys with unfinished work. */
  get size() {
    return this.#tails.size
  }

  /** Resolves when everything queued so far has settled. */
  async drain(): Promise<void> {
    await Promise.all(this.#tails.values())
  }
}

const noop = () => {}
