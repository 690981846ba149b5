/**
 * The MQTT side of one gateway: connection, envelopes, requests that wait for their answer, messages that are repeated
 * until they are acknowledged, and a strict eye on what the cloud sends.
 */
import {
  checkStrict,
  decode,
  type Envelope,
  encode,
  exchangeFor,
  type Gateway,
  type Kind,
  METHODS,
  newId,
  parseTopic,
  type TopicKind,
  topicOf,
  type UpTopic,
} from '@rookery/thing-model'
import { connect, type IPublishPacket, type MqttClient } from 'mqtt'
import { type Faults, faultyChannel } from './faults.ts'
import type { OddContext, Oddity } from './oddities/oddity.ts'
import type { Random } from './random.ts'
import type { Record } from './record.ts'
import type { Clock } from './time.ts'

/** Something the cloud sent that the Cloud API does not allow. A test expects none. */
export interface Violation {
  time: number
  kind:
    | 'undecodable'
    | 'envelope'
    | 'unknown-method'
    | 'undocumented-method'
    | 'invalid-data'
    | 'stale-command'
    | 'repeated-command'
    | 'retained-command'
    | 'mismatched-reply'
    | 'refused'
  topic: string
  method?: string
  detail: string
}

/** A message on its way out. Oddities and faults work on it. */
export interface Outgoing {
  kind: UpTopic
  sn: string
  envelope: Envelope
}

/** Where and as whom to connect. */
export interface Endpoint {
  /** `mqtt://`, `tcp://`, `mqtts://`, `ssl://`, `ws://` or `wss://`. */
  url: string
  clientId: string
  username: string
  password: string
}

export interface LinkOptions {
  sn: string
  gateway: Gateway
  protocolVersion: 4 | 5
  cleanSession: boolean
  keepaliveSeconds: number
  rejectUnauthorized: boolean
  clock: Clock
  random: Random
  /** Pauses before an unanswered message is sent again; the last one repeats for requests. */
  retryDelays: readonly number[]
  oddities: readonly Oddity[]
  faults: Faults
  record?: Record
}

/** What the gateway does with messages that are not answers. */
export interface LinkHandlers {
  command(envelope: Envelope, topic: string): void
  propertySet(envelope: Envelope): void
  drc(envelope: Envelope): void
  /** The connection is up; `again` after a loss. */
  up(again: boolean): void
  down(): void
  /** Called after anything was received or sent. */
  changed(): void
}

interface Pending {
  kind: 'requests' | 'status'
  method: string
  bid: string
  resolve(data: unknown): void
}
interface Unacknowledged {
  cancel(): void
}

/** CONNACK codes with which trying again is of no use: wrong id, user or password, banned (3.1.1, then 5.0). */
const REFUSALS: ReadonlySet<number> = new Set([2, 4, 5, 133, 134, 135, 138])

/** A command this old when it arrives was kept for a gateway that was away: it must never be executed. */
const STALE_MS = 30_000

export class GatewayLink implements OddContext {
  readonly violations: Violation[] = []
  /** Messages sent and received since the start, for summaries. */
  readonly counters = { sent: 0, received: 0, acknowledged: 0, repeated: 0 }
  readonly options: LinkOptions
  #handlers: LinkHandlers
  #client: MqttClient | undefined
  #pending = new Map<string, Pending>()
  #unacknowledged = new Map<string, Unacknowledged>()
  #channel: (send: () => void, kind: Outgoing['kind']) => void
  #subscribed: string[] = []
  #stopped = false

  constructor(options: LinkOptions, handlers: LinkHandlers) {
    this.options = options
    this.#handlers = handlers
    this.#channel = faultyChannel(options.faults, options.clock, options.random)
  }

  get sn(): string {
    return this.options.sn
  }

  get random(): Random {
    return this.options.random
  }

  get connected(): boolean {
    return this.#client?.connected ?? false
  }

  /** The device's own clock in ms, which may be wrong. */
  readonly now = (): number => Math.round(this.options.clock.now() + (this.options.faults.clockSkewMs ?? 0))

  violation(kind: Violation['kind'], topic: string, detail: string, method?: string): void {
    this.violations.push({ time: this.options.clock.now(), kind, topic, method, detail })
  }

  /**
   * Connects and subscribes. Rejects when the broker refuses the credentials or a subscription; afterwards lost
   * connections come back by themselves.
   */
  connect({ url, clientId, username, password }: Endpoint, filters: readonly TopicKind[]): Promise<void> {
    this.#stopped = false
    this.#subscribed = filters.map(kind => topicOf(kind, this.options.sn))
    return new Promise((resolve, reject) => {
      let settled = false
      const client = connect(url, {
        clientId,
        username,
        password,
        protocolVersion: this.options.protocolVersion,
        clean: this.options.cleanSession,
        keepalive: this.options.keepaliveSeconds,
        reconnectPeriod: 1000,
        // A gateway goes on trying with the credentials it was given, once it has been in.
        reconnectOnConnackError: true,
        resubscribe: false,
        queueQoSZero: false,
        rejectUnauthorized: this.options.rejectUnauthorized,
      })
      this.#client = client
      client.on('connect', () => {
        const again = settled
        this.#subscribe(this.#subscribed).then(
          () => {
            settled = true
            resolve()
            if (again) this.#handlers.up(true)
          },
          error => {
            if (settled || this.#stopped) return
            settled = true
            client.end(true)
            reject(error)
          },
        )
      })
      client.on('message', (topic, payload, packet) => this.#receive(topic, payload, packet))
      client.on('close', () => this.#handlers.down())
      client.on('error', error => {
        if (settled || !('code' in error && REFUSALS.has(error.code as number))) return
        settled = true
        client.end(true)
        reject(new Error(`the broker refused ${clientId}: ${error.message}`))
      })
    })
  }

  /** Subscribes more topics, kept over reconnects. */
  async subscribe(topics: readonly string[]): Promise<void> {
    const fresh = topics.filter(topic => !this.#subscribed.includes(topic))
    this.#subscribed.push(...fresh)
    await this.#subscribe(fresh)
  }

  async #subscribe(topics: readonly string[]): Promise<void> {
    if (!topics.length) return
    const granted = await this.#client!.subscribeAsync([...topics], { qos: 1 }).catch(error => {
      throw new Error(`${this.sn} may not subscribe to ${topics.join(', ')}: ${error.message}`)
    })
    // MQTT 3.1.1 reports a refusal in the list instead.
    const denied = granted.filter(grant => grant.qos >= 128).map(grant => grant.topic)
    if (denied.length) throw new Error(`${this.sn} may not subscribe to ${denied.join(', ')}`)
  }

  async close(): Promise<void> {
    this.#stopped = true
    for (const { cancel } of this.#unacknowledged.values()) cancel()
    this.#unacknowledged.clear()
    this.#pending.clear()
    await this.#client?.endAsync(true)
    this.#client = undefined
  }

  /** Cuts the TCP connection without a DISCONNECT, as a power failure does. It comes back by itself. */
  drop(): void {
    this.#client?.stream.destroy()
  }

  /** Telemetry: QoS 0, never repeated. */
  osd(sn: string, data: object): void {
    this.#send({ kind: 'osd', sn, envelope: this.#envelope('osd', { data }) }, 0)
  }

  /** Changed state properties, repeated until acknowledged. */
  state(sn: string, data: object): void {
    this.#sendUntilAcknowledged({ kind: 'state', sn, envelope: this.#envelope('state', { data, need_reply: 1 }) })
  }

  /** An event, repeated until acknowledged when `needReply`, which follows from the definition where not given. */
  event(method: string, data: unknown, options: { bid?: string; sn?: string; needReply?: boolean } = {}): void {
    const { sn = this.options.sn, needReply = METHODS.get(method)?.events?.reply !== undefined } = options
    const envelope = this.#envelope('events', { method, data, need_reply: needReply ? 1 : 0 }, options.bid)
    const message: Outgoing = { kind: 'events', sn, envelope }
    if (needReply) this.#sendUntilAcknowledged(message)
    else this.#send(message, 1)
  }

  /** Asks the cloud, again and again until it answers, and gives the answer's `data`. */
  request(kind: 'requests' | 'status', method: string, data: unknown): Promise<unknown> {
    const { clock, retryDelays, sn } = this.options
    return new Promise(resolve => {
      const asked: string[] = []
      let cancelRetry: () => void = () => {}
      const finish = (answer: unknown) => {
        cancelRetry()
        for (const tid of asked) this.#pending.delete(tid)
        resolve(answer)
      }
      const attempt = (n: number) => {
        if (this.#stopped) return
        const envelope = this.#envelope(kind, { method, data })
        const { tid = '', bid = '' } = envelope
        asked.push(tid)
        this.#pending.set(tid, { kind, method, bid, resolve: finish })
        if (n > 0) this.counters.repeated++
        this.#send({ kind, sn, envelope }, 1)
        cancelRetry = clock.after(retryDelays[Math.min(n, retryDelays.length - 1)]!, () => attempt(n + 1))
      }
      attempt(0)
    })
  }

  /** Answers a command or a property set with the ids it came with. */
  reply(kind: 'services_reply' | 'property/set_reply', to: Envelope, data: unknown): void {
    const envelope: Envelope = { tid: to.tid, bid: to.bid, timestamp: this.now(), gateway: this.options.sn, data }
    if (to.method) envelope.method = to.method
    this.#send({ kind, sn: this.options.sn, envelope }, 1)
  }

  /** A message of the direct remote control channel: no tid and bid, but a sequence number. */
  drc(method: string, data: unknown, seq?: number): void {
    this.#send({ kind: 'drc/up', sn: this.options.sn, envelope: { method, data, seq } as Envelope }, 0)
  }

  #envelope(kind: UpTopic, fields: Partial<Envelope>, bid = this.#id(kind)): Envelope {
    return { tid: this.#id(kind), bid, timestamp: this.now(), gateway: this.sn, ...fields }
  }

  #id(kind: UpTopic): string {
    const odd = kind === 'events' || kind === 'state'
    return (odd && this.options.oddities.find(oddity => oddity.eventId)?.eventId) || newId()
  }

  /** What the oddities send besides. `aircraftSn`: of an aircraft that is switched on. */
  sendExtras(aircraftSn: string | undefined): void {
    for (const oddity of this.options.oddities)
      for (const message of oddity.extra?.(this, aircraftSn) ?? []) this.#send(message, message.kind === 'osd' ? 0 : 1)
  }

  #sendUntilAcknowledged(message: Outgoing): void {
    const { clock, retryDelays } = this.options
    const key = ackKey(message.kind, message.envelope)
    this.#unacknowledged.get(key)?.cancel()
    let cancel: () => void = () => {}
    const attempt = (n: number) => {
      if (this.#stopped) return
      if (n > 0) {
        this.counters.repeated++
        message = { ...message, envelope: { ...message.envelope, timestamp: this.now() } }
      }
      this.#send(message, 1)
      const delay = retryDelays[n]
      if (delay !== undefined) cancel = clock.after(delay, () => attempt(n + 1))
      else this.#unacknowledged.delete(key)
    }
    this.#unacknowledged.set(key, { cancel: () => cancel() })
    attempt(0)
  }

  #send(message: Outgoing, qos: 0 | 1): void {
    const { oddities, record } = this.options
    let out = message
    if (oddities.length) {
      out = { ...message, envelope: structuredClone(message.envelope) }
      for (const oddity of oddities) oddity.send?.(out, this)
    }
    const topic = topicOf(out.kind, out.sn)
    const payload = encode(out.envelope)
    this.#channel(() => {
      const client = this.#client
      if (!client || this.#stopped || !(client.connected || qos > 0)) return
      this.counters.sent++
      record?.('up', topic, out.envelope)
      client.publish(topic, payload as Buffer, { qos })
      this.#handlers.changed()
    }, out.kind)
  }

  /** Puts bytes on a topic as they are, past oddities and faults. */
  publishRaw(topic: string, payload: Uint8Array | string, qos: 0 | 1 = 1): void {
    this.#client?.publish(topic, payload as Buffer, { qos })
  }

  #receive(topic: string, payload: Uint8Array, packet: IPublishPacket): void {
    this.counters.received++
    const decoded = decode(payload)
    if (!decoded.ok) {
      this.violation('undecodable', topic, decoded.reason)
      return
    }
    const { envelope } = decoded
    this.options.record?.('down', topic, envelope)
    const kind = parseTopic(topic)?.kind
    if (packet.retain && (kind === 'services' || kind === 'drc/down' || kind === 'property/set'))
      this.violation('retained-command', topic, 'a kept message reached a new subscription', envelope.method)
    if (kind !== 'drc/down') this.#checkEnvelope(topic, envelope)
    switch (kind) {
      case 'services':
        if (this.#isStale(envelope))
          this.violation('stale-command', topic, 'sent long before it arrived', envelope.method)
        this.#handlers.command(envelope, topic)
        break
      case 'property/set':
        this.#handlers.propertySet(envelope)
        break
      case 'requests_reply':
      case 'status_reply':
        this.#answered(kind === 'status_reply' ? 'status' : 'requests', topic, envelope)
        break
      case 'events_reply':
      case 'state_reply':
        this.#acknowledged(kind, envelope)
        break
      case 'drc/down':
        this.#handlers.drc(envelope)
        break
    }
    this.#handlers.changed()
  }

  #isStale({ timestamp }: Envelope): boolean {
    return typeof timestamp === 'number' && this.options.clock.now() - timestamp > STALE_MS
  }

  #checkEnvelope(topic: string, { tid, bid, timestamp, method }: Envelope): void {
    const wrong: string[] = []
    if (typeof tid !== 'string' || !tid) wrong.push('tid')
    if (typeof bid !== 'string' || !bid) wrong.push('bid')
    // Milliseconds since 1970 have had 13 digits since 2001.
    if (!Number.isInteger(timestamp) || timestamp! < 1e12) wrong.push('timestamp')
    if (method !== undefined && typeof method !== 'string') wrong.push('method')
    if (wrong.length) this.violation('envelope', topic, `wrong or missing: ${wrong.join(', ')}`, method)
  }

  #answered(kind: 'requests' | 'status', topic: string, envelope: Envelope): void {
    const pending = this.#pending.get(String(envelope.tid))
    // An answer to an earlier attempt of a request that is done is late, not wrong.
    if (!pending || pending.kind !== kind) return
    if (envelope.bid !== pending.bid || (envelope.method !== undefined && envelope.method !== pending.method)) {
      this.violation('mismatched-reply', topic, `bid or method differ from ${pending.method}`, envelope.method)
      return
    }
    this.checkData(kind, pending.method, 'reply', envelope.data, topic)
    pending.resolve(envelope.data)
  }

  #acknowledged(kind: 'events_reply' | 'state_reply', envelope: Envelope): void {
    const insists = this.options.oddities.some(oddity => oddity.insistsOnStateReply)
    const sources: Outgoing['kind'][] = kind === 'state_reply' ? ['state'] : insists ? ['events'] : ['events', 'state']
    for (const source of sources) {
      const key = ackKey(source, envelope)
      const waiting = this.#unacknowledged.get(key)
      if (!waiting) continue
      waiting.cancel()
      this.#unacknowledged.delete(key)
      this.counters.acknowledged++
      return
    }
  }

  /** Holds what the cloud sent against the declaration; every departure is a violation. True when it fits. */
  checkData(kind: Kind, name: string, part: 'request' | 'reply', data: unknown, topic: string): boolean {
    const method = METHODS.get(name)
    const exchange = method && exchangeFor(method, kind, this.options.gateway)
    const schema = exchange?.[part]
    if (!schema) return true
    const deviations = checkStrict(schema, data ?? {})
    for (const { path, message } of deviations) this.violation('invalid-data', topic, `${path} ${message}`, name)
    return deviations.length === 0
  }

  /** Messages still waiting for an acknowledgement. */
  get unacknowledged(): number {
    return this.#unacknowledged.size
  }
}

/** What an acknowledgement is matched by. `state` has no method of its own. */
const ackKey = (kind: Outgoing['kind'], { tid, bid, method }: Envelope): string =>
  kind === 'state' ? `state ${tid} ${bid}` : `${kind} ${tid} ${bid} ${method}`
