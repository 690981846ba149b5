/**
 * Reads the messages of one partition of the gateways, through a session that the broker keeps between two readers.
 * A message is acknowledged to the broker when its effect is committed, and not before.
 */
import { parseTopic } from '@rookery/thing-model'
import type { MqttClient } from 'mqtt'
import { Lanes } from '#link/lanes.ts'
import type { Inbound, InboundHandler } from '#link/ports.ts'
import type { Clock } from '#platform/clock.ts'
import type { Logger } from '#platform/log.ts'
import { Connection, type Delivery, type Endpoint, subscribe } from './connection.ts'
import { isPassing } from './passing.ts'

export interface PartitionOptions {
  number: number
  endpoint: Endpoint
  inbound: InboundHandler
  /** Topics its session must be subscribed to. */
  topics(): Set<string>
  /** Whether the lease is ours at this moment. */
  mayRead(): boolean
  clock: Clock
  log: Logger
}

/** A message that is not committed in this time is not acknowledged: the broker delivers it again. */
const COMMIT_TIMEOUT_MS = 5_000
/** Filters in one SUBSCRIBE packet. */
const BATCH = 100
const RETRY_SUBSCRIBE_MS = 5_000
/** Messages taken but not committed; above the first number reading pauses, until the second is reached. */
const FULL = 2_000
const FREE = 1_000

/** One connection of the persistent session. */
interface Session {
  client: MqttClient
  /** What it is known to be subscribed to. */
  subscribed: Set<string>
  /** The topics may have changed since they were last read. */
  outdated: boolean
  running: Promise<void> | undefined
}

export const sessionOf = (partition: number) => `rookery-in-${String(partition).padStart(2, '0')}`

export class Partition {
  readonly #options: PartitionOptions
  readonly #connection: Connection
  readonly #lanes = new Lanes()
  #session: Session | undefined
  /** Connections cut by us, of which packets may still come in. */
  readonly #abandoned = new WeakSet<MqttClient>()
  /** Messages taken and not settled. */
  #open = 0
  #stopping = false
  #whenFree: (() => void)[] = []
  #whenIdle: (() => void)[] = []

  constructor(options: PartitionOptions) {
    this.#options = options
    const { endpoint, clock, log, number } = options
    this.#connection = new Connection({
      endpoint,
      clientId: sessionOf(number),
      persistent: true,
      clock,
      log,
      connected: client => this.#connected(client),
      message: delivery => this.#take(delivery),
    })
  }

  start(): void {
    this.#connection.start()
  }

  healthy(): boolean {
    return this.#connection.client !== undefined
  }

  /** Stops reading. In order: what was taken is committed and acknowledged first. */
  async stop(orderly: boolean): Promise<void> {
    this.#stopping = true
    if (orderly && this.#open > 0) {
      await new Promise<void>(resolve => {
        const cancel = this.#options.clock.after(COMMIT_TIMEOUT_MS, resolve)
        this.#whenIdle.push(() => {
          cancel()
          resolve()
        })
      })
    }
    if (!orderly) this.#connection.cut()
    await this.#connection.close()
  }

  // Subscriptions --------------------------------------------------------------------------------------------------

  /** Brings the subscriptions in line with the directory. Resolves when the broker has confirmed them. */
  async sync(): Promise<void> {
    const session = this.#session
    if (!session) return
    session.outdated = true
    try {
      await this.#align(session)
    } catch (error) {
      if (!session.client.connected) return
      this.#options.log.error({ err: error }, 'the subscriptions of an MQTT partition could not be changed')
      this.#connection.cut()
    }
  }

  #connected(client: MqttClient): Promise<void> {
    // Also when the broker kept the session: it cannot be asked for what it is subscribed to.
    this.#session = { client, subscribed: new Set(), outdated: true, running: undefined }
    return this.#align(this.#session)
  }

  #align(session: Session): Promise<void> {
    session.running ??= (async () => {
      while (session.outdated) {
        session.outdated = false
        await this.#alignOnce(session)
      }
    })().finally(() => {
      session.running = undefined
    })
    return session.running
  }

  async #alignOnce({ client, subscribed }: Session) {
    const { topics, number, clock, log } = this.#options
    const wanted = topics()
    const more = [...wanted].filter(topic => !subscribed.has(topic))
    const less = [...subscribed].filter(topic => !wanted.has(topic))
    const refused: string[] = []
    for (const batch of batches(more)) {
      refused.push(...(await subscribe(client, batch, 1)))
      for (const topic of batch) subscribed.add(topic)
    }
    for (const topic of refused) subscribed.delete(topic)
    for (const batch of batches(less)) {
      await client.unsubscribeAsync(batch)
      for (const topic of batch) subscribed.delete(topic)
    }
    if (refused.length === 0) return
    log.error({ partition: number, topics: refused.slice(0, 5) }, 'this server may not subscribe at the MQTT broker')
    clock.after(RETRY_SUBSCRIBE_MS, () => void this.sync())
  }

  // Messages -------------------------------------------------------------------------------------------------------

  #take({ client, topic, payload, acknowledge }: Delivery): undefined | Promise<void> {
    if (this.#isOver(client)) return undefined
    if (!this.#options.mayRead()) {
      this.#deliverAgain(client)
      return undefined
    }
    const parsed = parseTopic(topic)
    if (!parsed) {
      acknowledge?.()
      return undefined
    }
    const receivedAt = this.#options.clock.now()
    this.#open++
    // One after the other: had a later message of a device been handed on already when an earlier one fails, the
    // repetition of the earlier one would come too late.
    this.#lanes
      .run(parsed.sn, async () => {
        if (this.#isOver(client)) return
        if (await this.#commit({ topic: parsed, payload, principal: undefined, receivedAt })) acknowledge?.()
        else this.#deliverAgain(client)
      })
      .finally(() => this.#close())
    if (this.#open < FULL) return undefined
    return new Promise(resolve => this.#whenFree.push(resolve))
  }

  /** False: it must come again. */
  #commit(message: Inbound): Promise<boolean> {
    const { inbound, clock, log, mayRead } = this.#options
    const { kind, sn } = message.topic
    return new Promise(resolve => {
      const cancel = clock.after(COMMIT_TIMEOUT_MS, () => {
        log.warn({ kind }, 'not acknowledged: no commit in time')
        resolve(false)
      })
      Promise.resolve(inbound(message))
        // Once the lease has run out, the message belongs to the process that reads now.
        .then(mayRead, error => {
          if (isPassing(error)) {
            log.warn({ err: error, kind }, 'not acknowledged: it could not be stored')
            return false
          }
          // Delivered again it would fail again, and hold up every gateway of the partition. The device gets no
          // answer and repeats it by itself.
          log.error({ err: error, kind, sn }, 'a message cannot be handled')
          return mayRead()
        })
        .then(resolve)
        .finally(cancel)
    })
  }

  /** What comes over this connection, or came and still waits, is left to the next one. */
  #isOver(client: MqttClient): boolean {
    return this.#stopping || !client.connected || this.#abandoned.has(client)
  }

  #deliverAgain(client: MqttClient) {
    if (this.#isOver(client)) return
    this.#abandoned.add(client)
    this.#connection.cut()
  }

  #close() {
    this.#open--
    if (this.#open <= FREE) for (const resume of this.#whenFree.splice(0)) resume()
    if (this.#open === 0) for (const idle of this.#whenIdle.splice(0)) idle()
  }
}

const batches = (topics: string[]): string[][] =>
  Array.from({ length: Math.ceil(topics.length / BATCH) }, (_, i) => topics.slice(i * BATCH, (i + 1) * BATCH))
