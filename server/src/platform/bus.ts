/**
 * Typed events between features. A listener that throws is logged and disturbs nobody. Several processes on one broker
 * tell each other what is heard everywhere: a viewer hangs on one process, his dock speaks to another.
 */
import { EventEmitter } from 'node:events'
import type { Logger } from './log.ts'

/** Each feature adds its events by declaration merging beside the code that emits them. */
// biome-ignore lint/suspicious/noEmptyInterface: merged into by features
export interface BusEvents {}

type Listener<E extends keyof BusEvents> = (payload: BusEvents[E]) => void | Promise<void>

export class Bus {
  readonly #emitter = new EventEmitter().setMaxListeners(0)
  readonly #log: Pick<Logger, 'error'>
  /** Events that somebody wants to hear of from other processes too. */
  readonly #everywhere = new Set<string>()
  #tell: ((message: string) => void) | undefined

  constructor(log: Pick<Logger, 'error'>) {
    this.#log = log
  }

  emit<E extends keyof BusEvents>(event: E, payload: BusEvents[E]): void {
    this.#emitter.emit(event, payload)
    if (this.#tell && this.#everywhere.has(event)) this.#tell(JSON.stringify({ event, payload }))
  }

  /** Returns the function that stops listening. */
  on<E extends keyof BusEvents>(event: E, listener: Listener<E>): () => void {
    return this.#listen(event, event, listener)
  }

  /** The same, also when it happens in another process: for what is shown and remembered, not for what acts on it. */
  everywhere<E extends keyof BusEvents>(event: E, listener: Listener<E>): () => void {
    const stops = [this.on(event, listener), this.elsewhere(event, listener)]
    return () => {
      for (const stop of stops) stop()
    }
  }

  /** Only what happens in another process. */
  elsewhere<E extends keyof BusEvents>(event: E, listener: Listener<E>): () => void {
    this.#everywhere.add(event)
    return this.#listen(`elsewhere ${event}`, event, listener)
  }

  /** Connects the other processes. Answers the function that takes what one of them told. */
  join(tell: (message: string) => void): (message: string) => void {
    this.#tell = tell
    return message => {
      try {
        const { event, payload } = JSON.parse(message)
        this.#emitter.emit(`elsewhere ${event}`, payload)
      } catch (error) {
        this.#log.error({ err: error }, 'what another process told is not understood')
      }
    }
  }

  #listen<E extends keyof BusEvents>(name: string, event: E, listener: Listener<E>): () => void {
    const guarded = async (payload: BusEvents[E]) => {
      try {
        await listener(payload)
      } catch (error) {
        this.#log.error({ err: error, event }, 'a listener failed')
      }
    }
    this.#emitter.on(name, guarded)
    return () => this.#emitter.off(name, guarded)
  }
}
