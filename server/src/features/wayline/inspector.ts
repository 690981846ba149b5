/**
 * Inspects KMZ files in a worker thread of its own, one at a time: whatever a file does to the reader, messages of
 * devices go on. A worker that takes too long or too much memory ends with its file.
 */
import { Worker } from 'node:worker_threads'
import { AppError, tooLarge, unavailable } from '#platform/errors.ts'
import type { Inspection, Refusal } from './inspect.ts'

export interface Question {
  id: number
  bytes: Uint8Array
}
export type Answer = { id: number } & (
  | { inspection: Inspection; refusal?: undefined }
  | { refusal: Refusal; inspection?: undefined }
)

const MEMORY_MB = 256
/** The reader itself stops after 2 s; this is for what comes after it, on a busy machine. */
const TIME_MS = 20_000

interface Waiting {
  bytes: Uint8Array
  resolve(inspection: Inspection): void
  reject(error: Error): void
}

export class Inspector {
  readonly #queue: Waiting[] = []
  readonly #timeMs: number
  #worker: Worker | undefined
  #current: Waiting | undefined
  #timer: NodeJS.Timeout | undefined
  #id = 0
  #closed = false

  constructor({ timeMs = TIME_MS }: { timeMs?: number } = {}) {
    this.#timeMs = timeMs
  }

  /** @throws AppError 413 for a file over a limit of size, 400 for any other that must not or cannot be read */
  inspect(bytes: Uint8Array): Promise<Inspection> {
    if (this.#closed) return Promise.reject(unavailable('The server is stopping'))
    return new Promise((resolve, reject) => {
      this.#queue.push({ bytes, resolve, reject })
      this.#next()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    const stopping = unavailable('The server is stopping')
    for (const { reject } of this.#queue.splice(0)) reject(stopping)
    this.#settle(({ reject }) => reject(stopping))
    await this.#worker?.terminate()
  }

  #next() {
    if (this.#current) return
    const next = this.#queue.shift()
    if (!next) return
    this.#current = next
    const id = ++this.#id
    this.#worker ??= this.#start()
    this.#timer = setTimeout(
      () => this.#giveUp({ code: 'time', message: 'Reading the file takes too long' }),
      this.#timeMs,
    )
    this.#worker.postMessage({ id, bytes: next.bytes } satisfies Question)
  }

  #start(): Worker {
    const worker = new Worker(new URL('./inspect.worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    })
    worker.unref()
    worker.on('message', (answer: Answer) => {
      if (worker !== this.#worker || answer.id !== this.#id) return
      this.#settle(({ resolve, reject }) =>
        answer.inspection ? resolve(answer.inspection) : reject(refused(answer.refusal)),
      )
      this.#next()
    })
    worker.on('error', error => {
      if (worker !== this.#worker) return
      const memory = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
      this.#giveUp(
        memory
          ? { code: 'memory', message: 'Reading the file takes too much memory' }
          : { code: 'failed', message: 'The file cannot be read' },
      )
    })
    return worker
  }

  /** The worker goes with its file; the next one gets a new one. */
  #giveUp(refusal: Refusal) {
    void this.#worker?.terminate()
    this.#worker = undefined
    this.#settle(({ reject }) => reject(refused(refusal)))
    this.#next()
  }

  #settle(how: (waiting: Waiting) => void) {
    clearTimeout(this.#timer)
    const current = this.#current
    this.#current = undefined
    if (current) how(current)
  }
}

const TOO_LARGE = new Set<string>(['archive.too-large', 'archive.too-large-unpacked', 'xml.too-large'])

/** `data.reason` is the code for programs. */
function refused({ code, message }: Refusal): AppError {
  const data = { reason: code }
  return TOO_LARGE.has(code)
    ? new AppError(tooLarge(message).status, message, { data })
    : new AppError(400, message, { data })
}
