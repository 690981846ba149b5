/** Typed in-process events between features. A listener that throws is logged and disturbs nobody. */
import { EventEmitter } from 'node:events'
import type { Logger } from './log.ts'

/** Each feature adds its events by declaration merging beside the code that emits them. */
// biome-ignore lint/suspicious/noEmptyInterface: merged into by features
export interface BusEvents {}

export class Bus {
  readonly #emitter = new EventEmitter().setMaxListeners(0)
  readonly #log: Pick<Logger, 'error'>

  constructor(log: Pick<Logger, 'error'>) {
    this.#log = log
  }

  emit<E extends keyof BusEvents>(event: E, payload: BusEvents[E]): void {
    this.#emitter.emit(event, payload)
  }

  /** Returns the function that stops listening. */
  on<E extends keyof BusEvents>(event: E, listener: (payload: BusEvents[E]) => void | Promise<void>): () => void {
    const guarded = async (payload: BusEvents[E]) => {
      try {
        await listener(payload)
      } catch (error) {
        this.#log.error({ err: error, event }, 'a listener failed')
      }
    }
    this.#emitter.on(event, guarded)
    return () => this.#emitter.off(event, guarded)
  }
}
