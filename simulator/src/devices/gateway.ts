import { DOWN, type Envelope, type Gateway, modelKey, type Product, productById, topicOf } from '@rookery/thing-model'
import type { Faults } from '../faults.ts'
import { type Endpoint, GatewayLink, type Violation } from '../link.ts'
import { type OddityName, odditiesNamed } from '../oddities/index.ts'
import { type Random, seededRandom } from '../random.ts'
import type { Record } from '../record.ts'
import { type Clock, createTicker, systemClock, type Ticker } from '../time.ts'
import type { Aircraft } from './aircraft.ts'
import { carryOut, type ReceivedCommand } from './commands.ts'
import { setProperties } from './property-set.ts'
import type { Properties, Thing } from './thing.ts'

/** What docks and remote controllers have in common when they are made. */
export interface GatewayOptions {
  sn: string
  clock?: Clock
  /** Calls the device once per telemetry period; shared by a fleet. Default: one of its own. */
  ticker?: Ticker
  /** Telemetry period in ms. Default 2000. */
  osdInterval?: number
  /** How much faster than the clock the simulated world runs: jobs, flights, charging. Default 1. */
  speed?: number
  /** 4 is MQTT 3.1.1. Default 5. */
  protocolVersion?: 4 | 5
  /** Default true. */
  cleanSession?: boolean
  /** Default 30. */
  keepaliveSeconds?: number
  /** False accepts any TLS certificate. Default true. */
  rejectUnauthorized?: boolean
  /** Time between a command and its answer in ms. Default 0. */
  latency?: number
  /** Pauses before an unanswered message is sent again, in ms. Default 2, 4 and 8 s. */
  retryDelays?: readonly number[]
  oddities?: readonly OddityName[]
  faults?: Faults
  record?: Record
}

/** Telemetry periods that one step of the world makes up for at most. */
const MOST_TICKS = 4

export type Phase = 'stopped' | 'connecting' | 'joining' | 'online' | 'refused'

/** The cloud refused a step of joining with this result code. */
export class JoinRefused extends Error {
  readonly step: string
  readonly code: number
  constructor(step: string, code: number) {
    super(`${step} was refused with ${code}`)
    this.step = step
    this.code = code
  }
}

/** Everything a gateway does that does not depend on its kind. */
export abstract class SimulatedGateway {
  readonly sn: string
  readonly product: Product
  readonly dialect: Gateway
  readonly link: GatewayLink
  readonly clock: Clock
  readonly random: Random
  readonly speed: number
  /** Every command that arrived, in order, repeats included. */
  readonly received: ReceivedCommand[] = []
  phase: Phase = 'stopped'
  /** The running job, if any: a gateway does one at a time. */
  job: { method: string; bid: string } | undefined
  abstract readonly thing: Thing
  abstract readonly aircraft: Aircraft | undefined

  protected readonly faults: Faults
  protected readonly osdInterval: number
  #ticker: Ticker
  #latency: number
  #leaveTicker: (() => void) | undefined
  #flapping: (() => void) | undefined
  #lastTick = 0
  #answers = new Map<string, unknown>()
  #waiting = new Set<() => void>()
  #cancellations = new Set<() => void>()

  constructor(productId: string, options: GatewayOptions) {
    const product = productById(productId)
    if (!product?.gateway) throw new Error(`"${productId}" is no gateway`)
    this.sn = options.sn
    this.product = product
    this.dialect = product.gateway
    this.clock = options.clock ?? systemClock
    this.random = seededRandom(options.sn)
    this.speed = options.speed ?? 1
    this.faults = options.faults ?? {}
    this.osdInterval = options.osdInterval ?? 2000
    this.#ticker = options.ticker ?? createTicker(this.clock, this.osdInterval)
    this.#latency = options.latency ?? 0
    this.link = new GatewayLink(
      {
        sn: options.sn,
        gateway: product.gateway,
        protocolVersion: options.protocolVersion ?? 5,
        cleanSession: options.cleanSession ?? true,
        keepaliveSeconds: options.keepaliveSeconds ?? 30,
        rejectUnauthorized: options.rejectUnauthorized ?? true,
        clock: this.clock,
        random: this.random,
        retryDelays: options.retryDelays ?? [2000, 4000, 8000],
        oddities: odditiesNamed(options.oddities ?? []),
        faults: this.faults,
        record: options.record,
      },
      {
        command: (envelope, topic) => this.#command(envelope, topic),
        propertySet: envelope =>
          this.link.reply('property/set_reply', envelope, setProperties(this, (envelope.data ?? {}) as Properties)),
        drc: envelope => this.#drc(envelope),
        up: () => this.#again(),
        down: () => this.changed(),
        changed: () => this.changed(),
      },
    )
  }

  /** What it says at a fixed rate, merged. */
  get osd(): Readonly<Properties> {
    return this.thing.osd
  }

  /** What it says when it changes, merged. */
  get state(): Readonly<Properties> {
    return this.thing.state
  }

  get online(): boolean {
    return this.phase === 'online' && this.link.connected
  }

  /** Departures of the cloud from the Cloud API. */
  get violations(): readonly Violation[] {
    return this.link.violations
  }

  /** Where it connects, asked for at each joining. */
  protected abstract endpoint(): Promise<Endpoint>
  /** What happens between the connection and update_topo. */
  protected abstract introduce(): Promise<void>
  /** What happens between update_topo and the first telemetry. */
  protected async settle(): Promise<void> {}
  /** Renews the simulated world by `seconds`, then sends telemetry. */
  protected abstract tick(seconds: number): void
  /** `data` of update_topo. */
  protected abstract topology(): object

  /** Connects and joins; resolves with the first telemetry. Rejects when broker or cloud refuse it. */
  async join(): Promise<void> {
    this.phase = 'connecting'
    try {
      await this.link.connect(await this.endpoint(), DOWN)
      this.phase = 'joining'
      await this.introduce()
      await this.announce()
      await this.settle()
    } catch (error) {
      this.phase = 'refused'
      throw error
    }
    this.phase = 'online'
    this.#startTelemetry()
    this.link.state(this.sn, this.thing.state)
    this.changed()
  }

  /** Reports which aircraft stands behind the gateway, waits for the answer, then listens for the aircraft too. */
  async announce(): Promise<void> {
    const answer = (await this.link.request('status', 'update_topo', this.topology())) as { result?: number }
    if (answer?.result !== 0) throw new JoinRefused('update_topo', answer?.result ?? -1)
    const { aircraft } = this
    if (!aircraft?.powered) return
    await this.link.subscribe([topicOf('events_reply', aircraft.sn), topicOf('state_reply', aircraft.sn)])
    this.link.state(aircraft.sn, aircraft.state)
  }

  /** Reports a changed topology in mid-life, where a refusal keeps nothing from going on. */
  protected async announceChange(): Promise<void> {
    try {
      await this.announce()
    } catch (error) {
      if (this.online) this.link.violation('refused', topicOf('status', this.sn), String(error), 'update_topo')
    }
  }

  /** Leaves for good. */
  async stop(): Promise<void> {
    this.phase = 'stopped'
    this.#quiet()
    for (const cancel of this.#cancellations) cancel()
    this.#cancellations.clear()
    this.job = undefined
    await this.link.close()
    this.changed()
  }

  /** Goes offline as in a reboot and joins again after `seconds` of the simulated world. */
  async restart(seconds: number): Promise<void> {
    await this.stop()
    this.#schedule(seconds, () => this.join().catch(() => {}))
  }

  /** Resolves as soon as the predicate holds; checked after every message and every tick. */
  until(predicate: (gateway: this) => boolean, timeoutMs = 10_000): Promise<void> {
    if (predicate(this)) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const check = () => {
        if (!predicate(this)) return
        this.#waiting.delete(check)
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(check)
        reject(new Error(`${this.sn}: not within ${timeoutMs} ms: ${predicate}`))
      }, timeoutMs)
      this.#waiting.add(check)
    })
  }

  changed(): void {
    for (const check of this.#waiting) check()
  }

  /** Calls after `seconds` of the simulated world, unless it is stopped before or now. */
  later(seconds: number, fn: () => void): void {
    if (this.phase !== 'stopped') this.#schedule(seconds, fn)
  }

  #schedule(seconds: number, fn: () => void): void {
    const forget = () => this.#cancellations.delete(cancel)
    const cancel = this.clock.after((seconds * 1000) / this.speed, () => {
      forget()
      fn()
    })
    this.#cancellations.add(cancel)
  }

  /** Passes `seconds` of the simulated world. Never resolves once the gateway is stopped. */
  sleep(seconds: number): Promise<void> {
    return new Promise(resolve => this.later(seconds, resolve))
  }

  /** `domain`, `type` ... of one device in update_topo. */
  protected identity(product: Product, version: string, withDomain = true): object {
    return {
      ...(withDomain ? { domain: String(product.domain) } : {}),
      type: product.type,
      sub_type: product.sub_type,
      device_secret: 'secret',
      nonce: 'nonce',
      thing_version: version,
    }
  }

  protected modelKey(product: Product): string {
    return modelKey(product)
  }

  #startTelemetry(): void {
    this.#quiet()
    this.#lastTick = this.clock.now()
    this.#leaveTicker = this.#ticker.add(() => this.#onTick())
    if (this.faults.flapping) this.#flapping = this.clock.every(this.faults.flapping.everyMs, () => this.link.drop())
  }

  #quiet(): void {
    this.#leaveTicker?.()
    this.#leaveTicker = undefined
    this.#flapping?.()
    this.#flapping = undefined
  }

  #onTick(): void {
    const now = this.clock.now()
    // On a machine that stood still the world lags; it does not jump.
    const elapsed = Math.min(now - this.#lastTick, MOST_TICKS * this.osdInterval)
    const seconds = Math.max(0, (elapsed / 1000) * this.speed)
    this.#lastTick = now
    this.tick(seconds)
    this.link.sendExtras(this.aircraft?.powered ? this.aircraft.sn : undefined)
    this.changed()
  }

  /** After a lost connection a gateway tells its topology and its states again, and nothing else. */
  #again(): void {
    if (this.phase === 'online') {
      void this.announceChange()
      this.link.state(this.sn, this.thing.state)
    }
    this.changed()
  }

  #command(envelope: Envelope, topic: string): void {
    const { method = '', tid = '', bid = '', data } = envelope
    const known = this.#answers.get(tid)
    const command = { time: this.clock.now(), method, tid, bid, data, repeated: known !== undefined, result: 0 }
    this.received.push(command)
    if (known !== undefined) {
      this.link.violation('repeated-command', topic, 'this tid was executed before', method)
      command.result = (known as { result: number }).result
      this.link.reply('services_reply', envelope, known)
      return
    }
    const done = ({ answer, silent, follow }: Awaited<ReturnType<typeof carryOut>>) => {
      command.result = answer.result
      this.#remember(tid, answer)
      const respond = () => {
        if (!silent) this.link.reply('services_reply', envelope, answer)
        follow?.()
        this.changed()
      }
      if (this.#latency > 0) this.clock.after(this.#latency, respond)
      else respond()
    }
    const outcome = carryOut(this, envelope, topic)
    if (outcome instanceof Promise) void outcome.then(done)
    else done(outcome)
  }

  #remember(tid: string, answer: unknown): void {
    this.#answers.set(tid, answer)
    if (this.#answers.size > 1000) this.#answers.delete(this.#answers.keys().next().value!)
  }

  #drc({ method = '', data, seq }: Envelope): void {
    this.received.push({ time: this.clock.now(), method, tid: '', bid: '', data, repeated: false, result: 0 })
    if (method === 'heart_beat') this.link.drc('heart_beat', { timestamp: this.link.now() }, seq as number | undefined)
    else this.link.drc(method, { result: 0 }, seq as number | undefined)
  }
}
