/** The documents read last, by the key of their file: many missions of one moment read a file once. */
import type { Document } from './inspect.ts'

const MOST = 16

export class Documents {
  readonly #kept = new Map<string, Promise<Document>>()

  get(key: string, read: () => Promise<Document>): Promise<Document> {
    const known = this.#kept.get(key)
    this.#kept.delete(key)
    const document = known ?? read()
    this.#kept.set(key, document)
    document.catch(() => this.#kept.delete(key))
    const oldest = this.#kept.keys().next()
    if (this.#kept.size > MOST && !oldest.done) this.#kept.delete(oldest.value)
    return document
  }
}
