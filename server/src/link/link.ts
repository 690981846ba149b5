/**
 * The one way in and out for device messages. Up: decode, check who speaks, validate, de-duplicate, hand to the
 * feature inside a transaction, commit, answer. Down: register the waiter, publish, match the reply, time out.
 */
import { createHash } from 'node:crypto'
import {
  checkTolerant,
  type Deviation,
  decode,
  type Envelope,
  encode,
  exchangeFor,
  isSerialNumber,
  isZeroId,
  type Kind,
  METHODS,
  newId,
} from '@rookery/thing-model'
import type { Transaction } from 'kysely'
import type { Clock } from '#platform/clock.ts'
import type { Database } from '#platform/database/schema.ts'
import { isPassing } from '#platform/http/failures.ts'
import type { Logger } from '#platform/log.ts'
import type { Device, Directory } from './directory.ts'
import { Lanes } from './lanes.ts'
import { type LinkStore, storable } from './link.store.ts'
import type { DeviceTransport, Inbound, Line, Principal } from './ports.ts'

/** Identical ids within this time are one message. */
const DUPLICATE_WINDOW_MS = 7 * 24 * 3600_000
/** All-zero ids identify nothing; only an equal message soon after is taken as a repeat. */
const ZERO_ID_WINDOW_MS = 30_000
/** How long a gateway's reply is awaited before a command is `unknown`. */
export const REPLY_TIMEOUT_MS = 10_000
const REPLIES: ReadonlySet<string> = new Set(['services_reply', 'property/set_reply'])
const RIGHTS_PATIENCE_MS = 2_000
/** Answer to a request that nobody here understands, or that cannot be handled. */
const NOT_SUPPORTED = 314000
/** Longer names and ids are no names and ids. */
const MAX_TEXT = 200

/** Who sent a message: the gateway at the connection, and the device it speaks of (itself or its aircraft). */
export interface Sender {
  gatewaySn: string
  deviceSn: string
  gateway: Device | undefined
  device: Device | undefined
  /** Workspace the gateway is bound to; null while it is not bound. */
  workspaceId: string | null
  /** Workspace whose credentials the gateway used, bound or not; undefined with an external broker. */
  accountWorkspaceId: string | undefined
  principal: Principal | undefined
}

/** A message whose effect is committed before it is acknowledged. */
export interface Message extends Sender {
  method: string
  data: unknown
  envelope: Envelope
  receivedAt: number
  trx: Transaction<Database>
  /** Runs after the commit (pushes, directory reloads), before the acknowledgement. Must not await a device. */
  afterCommit(task: () => void | Promise<void>): void
}
/** Returns `data` of the reply; nothing means `{result: 0}`. */
export type MessageHandler = (message: Message) => Promise<unknown>

/** A reply on `services_reply` or `property/set_reply`. */
export interface Reply extends Sender {
  kind: 'services_reply' | 'property/set_reply'
  tid: string
  bid: string
  method: string | undefined
  data: unknown
  receivedAt: number
  /** True when a caller still waits for it. */
  awaited: boolean
}
export type RequestOutcome = { replied: true; data: unknown } | { replied: false }

export interface LinkListeners {
  /** Any valid message: the gateway is there. `skewMs`: receive time minus its clock, undefined without a timestamp. */
  evidence(sender: Sender, receivedAt: number, skewMs: number | undefined): void
  /** `copy`: another process writes its history. */
  osd(sender: Sender, data: Record<string, unknown>, receivedAt: number, copy: boolean): void
  drcUp(sender: Sender, envelope: Envelope): void
  /** Commits the reply of a command. Never rejects because of a database that is down: replies are spooled then. */
  reply(reply: Reply): Promise<void>
  deviation(sender: Sender, topic: string, method: string, deviations: readonly Deviation[], data: unknown): void
  /** A message that was not believed: counted and audited, never applied. */
  rejected(message: Inbound, reason: string): void
}

interface Waiter {
  bid: string
  method: string | undefined
  resolve(outcome: RequestOutcome): void
}

export interface LinkOptions {
  store: LinkStore
  directory: Directory
  clock: Clock
  log: Logger
}

export class Link {
  readonly #store: LinkStore
  readonly #directory: Directory
  readonly #clock: Clock
  readonly #log: Logger
  readonly #lanes = new Lanes()
  readonly #replies = new Lanes()
  readonly #handlers = new Map<string, MessageHandler>()
  readonly #waiters = new Map<string, Waiter>()
  #draining = false
  #transport: DeviceTransport | undefined
  #listeners: LinkListeners | undefined

  constructor({ store, directory, clock, log }: LinkOptions) {
    this.#store = store
    this.#directory = directory
    this.#clock = clock
    this.#log = log
  }

  /** Wires the broker below and the listeners above. Once, before the broker takes connections. */
  connect(transport: DeviceTransport) {
    this.#transport = transport
  }
  listen(listeners: LinkListeners) {
    this.#listeners = listeners
  }
  /** Registers the handler of one (kind, method); `state` has no method. A second one is a programming error. */
  handle(kind: 'events' | 'requests' | 'status', method: string, handler: MessageHandler): void
  handle(kind: 'state', method: '', handler: MessageHandler): void
  handle(kind: string, method: string, handler: MessageHandler) {
    const key = `${kind} ${method}`
    if (this.#handlers.has(key)) throw new Error(`two handlers for ${key}`)
    this.#handlers.set(key, handler)
  }

  // Up -----------------------------------------------------------------------------------------------------------

  /** The hot path: `osd` and `drc/up` are taken at once, without a promise; everything else waits for its commit. */
  inbound(message: Inbound): undefined | Promise<void> {
    try {
      return this.#take(message)
    } catch (error) {
      // Whatever a device sends, it must not end the process.
      const { kind, sn } = message.topic
      this.#log.error({ err: error, kind, sn }, 'a message cannot be handled')
      return undefined
    }
  }

  #take(message: Inbound): undefined | Promise<void> {
    const listeners = this.#listeners!
    const { kind } = message.topic
    const decoded = decode(message.payload)
    if (!decoded.ok) {
      if (!message.copy) listeners.rejected(message, decoded.reason)
      return undefined
    }
    const { envelope } = decoded
    if (message.copy && REPLIES.has(kind) && !this.#awaits(message.topic.sn, envelope)) return undefined
    const sender = this.#identify(message, envelope)
    if (typeof sender === 'string') {
      if (!message.copy) listeners.rejected(message, sender)
      return undefined
    }
    const skew =
      typeof envelope.timestamp === 'number' && envelope.timestamp > 0
        ? message.receivedAt - envelope.timestamp
        : undefined
    listeners.evidence(sender, message.receivedAt, skew)
    switch (kind) {
      case 'osd':
        listeners.osd(sender, asObject(envelope.data), message.receivedAt, message.copy === true)
        return undefined
      case 'drc/up':
        listeners.drcUp(sender, envelope)
        return undefined
      case 'services_reply':
      case 'property/set_reply':
        return this.#overtaking(sender.gatewaySn, () => this.#reply(kind, sender, envelope, message.receivedAt))
      case 'status':
      case 'state':
      case 'events':
      case 'requests':
        if (kind === 'status') this.#directory.expect(sender.gatewaySn, subDevices(envelope.data))
        return this.#lanes.run(sender.gatewaySn, () =>
          this.#commit(kind, sender, envelope, message.receivedAt, message.line),
        )
      default:
        listeners.rejected(message, `a device does not publish ${kind}`)
        return undefined
    }
  }

  /**
   * Replies wait for each other alone: behind an event that the database does not take, nobody would learn that the
   * aircraft has stopped. What comes after a reply waits for it.
   */
  #overtaking(gatewaySn: string, task: () => Promise<void>): Promise<void> {
    const done = this.#replies.run(gatewaySn, task)
    void this.#lanes.run(gatewaySn, () => done.catch(() => {}))
    return done
  }

  /** Who speaks, or one phrase on why it is not believed. */
  #identify({ topic, principal }: Inbound, envelope: Envelope): Sender | string {
    const directory = this.#directory
    const named = typeof envelope.gateway === 'string' && envelope.gateway !== '' ? envelope.gateway : undefined
    let gatewaySn: string | undefined
    if (principal) {
      gatewaySn = principal.sn
      if (gatewaySn === undefined) return 'the connection has no serial number yet'
      if (topic.sn !== gatewaySn && !directory.speaksFor(gatewaySn, topic.sn))
        return 'the aircraft is not in its topology'
      if (named !== undefined && named !== gatewaySn) return 'gateway is not the sender'
    } else {
      const device = directory.device(topic.sn)
      const isAircraft = device?.product.category === 'aircraft'
      gatewaySn = isAircraft ? (named ?? directory.gatewayOf(topic.sn)) : topic.sn
      if (gatewaySn === undefined) return 'no gateway is known for the aircraft'
      if (isAircraft && !directory.speaksFor(gatewaySn, topic.sn)) return 'the aircraft is not in its topology'
      if (!isAircraft && named !== undefined && named !== topic.sn) return 'gateway is not the sender'
    }
    const gateway = directory.device(gatewaySn)
    const device = gatewaySn === topic.sn ? gateway : directory.device(topic.sn)
    return {
      gatewaySn,
      deviceSn: topic.sn,
      gateway,
      device,
      workspaceId: gateway?.workspaceId ?? null,
      accountWorkspaceId: principal?.workspaceId ?? directory.account(gatewaySn)?.workspaceId,
      principal,
    }
  }

  async #commit(
    kind: 'state' | 'events' | 'requests' | 'status',
    sender: Sender,
    envelope: Envelope,
    receivedAt: number,
    line: Line | undefined,
  ) {
    if (line?.broken) throw new Error('an earlier message of the connection could not be stored')
    const method = kind === 'state' ? '' : methodOf(envelope)
    const { data } = envelope
    const handler = this.#handlers.get(`${kind} ${method}`)
    this.#checkData(kind, sender, method, data, handler !== undefined)
    const key = kind === 'events' ? duplicateKey(sender, kind, method, envelope) : undefined
    const after: (() => void | Promise<void>)[] = []
    /** False: a repeat. */
    const keep = async (trx: Transaction<Database>) => {
      if (key && !(await this.#store.isNew(trx, key.hash, receivedAt, key.windowMs))) return false
      if (kind === 'events')
        await this.#store.keepEvent(trx, {
          gateway_sn: sender.gatewaySn,
          device_sn: sender.deviceSn,
          method,
          tid: textOf(envelope.tid),
          bid: textOf(envelope.bid),
          device_time:
            typeof envelope.timestamp === 'number' && Number.isSafeInteger(envelope.timestamp)
              ? envelope.timestamp
              : null,
          received_at: receivedAt,
          data,
        })
      return true
    }
    const work = async (trx: Transaction<Database>) => {
      if (!(await keep(trx))) return {}
      if (!handler) return kind === 'requests' ? { result: NOT_SUPPORTED } : {}
      after.length = 0
      return await handler({
        ...sender,
        method,
        data,
        envelope,
        receivedAt,
        trx,
        afterCommit: task => void after.push(task),
      })
    }
    const commit = async <T>(what: (trx: Transaction<Database>) => Promise<T>) => {
      try {
        return await this.#store.commit(what, () => line?.open === true && !this.#draining)
      } catch (error) {
        if (line && isPassing(error)) line.broken = true
        throw error
      }
    }
    let reply: unknown
    try {
      reply = await commit(work)
    } catch (error) {
      if (isPassing(error)) throw error
      // Delivered again it would fail again, and keep everything else of its gateway from coming through.
      this.#log.error({ err: error, kind, method, sn: sender.gatewaySn }, 'a message cannot be handled')
      after.length = 0
      if (kind === 'events')
        await commit(keep).catch(failure => {
          if (isPassing(failure)) throw failure
          this.#log.error({ err: failure, method, sn: sender.gatewaySn }, 'an event cannot be kept')
        })
      reply = { result: NOT_SUPPORTED }
    }
    for (const task of after) {
      try {
        await task()
      } catch (error) {
        this.#log.error({ err: error, kind, method }, 'work after a commit failed')
      }
    }
    if (kind === 'status') await this.#rightsInForce()
    if (kind === 'requests' || kind === 'status' || wantsReply(envelope))
      await this.#answer(kind, sender, envelope, isEmpty(reply) ? { result: 0 } : reply)
  }

  /** Waits for the broker, but not for ever: an answer that does not come costs the gateway more than a late right. */
  async #rightsInForce() {
    let cancel = () => {}
    const patience = new Promise<void>(resolve => {
      cancel = this.#clock.after(RIGHTS_PATIENCE_MS, resolve)
    })
    await Promise.race([this.#transport!.rightsInForce(), patience]).catch(error =>
      this.#log.warn({ err: error }, 'the rights of a topology are not in force at the broker yet'),
    )
    cancel()
  }

  #checkData(kind: 'state' | Kind, sender: Sender, method: string, data: unknown, handled: boolean) {
    if (kind === 'state') return
    const definition = METHODS.get(method)
    const exchange = definition && exchangeFor(definition, kind, sender.gateway?.product.gateway)
    if (!exchange) {
      if (!handled)
        this.#listeners!.deviation(sender, kind, method, [{ path: '', message: 'is not a declared method' }], data)
      return
    }
    if (!exchange.request) return
    const deviations = checkTolerant(exchange.request, data)
    if (deviations.length) this.#listeners!.deviation(sender, kind, method, deviations, data)
  }

  async #answer(kind: 'state' | 'events' | 'requests' | 'status', sender: Sender, to: Envelope, data: unknown) {
    const reply: Envelope = {
      tid: to.tid,
      bid: to.bid,
      timestamp: this.#clock.now(),
      gateway: sender.gatewaySn,
      ...(to.method === undefined ? {} : { method: to.method }),
      data,
    }
    await this.#transport!.publish(`${kind}_reply`, sender.deviceSn, encode(reply))
  }

  // Down ---------------------------------------------------------------------------------------------------------

  /** Whether commands can reach the gateway now; undefined when only evidence can tell (external broker). */
  isConnected(gatewaySn: string): boolean | undefined {
    return this.#transport!.isConnected(gatewaySn)
  }

  /**
   * Sends one command and waits for its reply. Never repeats it. The caller has committed the command's row before.
   * Resolves `{replied: false}` after the timeout; rejects only when the broker refuses the publish.
   */
  async request(
    gatewaySn: string,
    message: { kind: 'services' | 'property/set'; method?: string; data: unknown; tid: string; bid: string },
    timeoutMs = REPLY_TIMEOUT_MS,
  ): Promise<RequestOutcome> {
    const key = waiterKey(gatewaySn, message.tid)
    let cancel = () => {}
    const outcome = new Promise<RequestOutcome>(resolve => {
      this.#waiters.set(key, { bid: message.bid, method: message.method, resolve })
      cancel = this.#clock.after(timeoutMs, () => resolve({ replied: false }))
    })
    try {
      await this.publish(gatewaySn, message)
      return await outcome
    } finally {
      cancel()
      this.#waiters.delete(key)
    }
  }

  /** Publishes one command without waiting. */
  async publish(
    gatewaySn: string,
    {
      kind,
      method,
      data,
      tid = newId(),
      bid = newId(),
    }: { kind: 'services' | 'property/set'; method?: string; data: unknown; tid?: string; bid?: string },
  ): Promise<void> {
    const envelope: Envelope = { tid, bid, timestamp: this.#clock.now(), gateway: gatewaySn, method, data: data ?? {} }
    await this.#transport!.publish(kind, gatewaySn, encode(envelope))
  }

  async #reply(kind: Reply['kind'], sender: Sender, envelope: Envelope, receivedAt: number) {
    const tid = textOf(envelope.tid) ?? ''
    const bid = textOf(envelope.bid) ?? ''
    const method = kind === 'services_reply' ? methodOf(envelope) : undefined
    const waiter = this.#waiters.get(waiterKey(sender.gatewaySn, tid))
    const awaited = waiter !== undefined && waiter.bid === bid
    if (waiter && !awaited)
      this.#listeners!.deviation(
        sender,
        kind,
        method ?? '',
        [{ path: '/bid', message: 'is not that of the command' }],
        bid,
      )
    if (awaited && waiter.method !== undefined && waiter.method !== method)
      this.#listeners!.deviation(
        sender,
        kind,
        waiter.method,
        [{ path: '/method', message: 'names another method' }],
        method,
      )
    const definition = METHODS.get(waiter?.method ?? method ?? '')
    const schema =
      definition &&
      kind === 'services_reply' &&
      exchangeFor(definition, 'services', sender.gateway?.product.gateway)?.reply
    if (schema) {
      const deviations = checkTolerant(schema, envelope.data)
      if (deviations.length) this.#listeners!.deviation(sender, kind, definition.name, deviations, envelope.data)
    }
    await this.#listeners!.reply({
      ...sender,
      kind,
      tid,
      bid,
      method: waiter?.method ?? method,
      data: envelope.data,
      receivedAt,
      awaited,
    })
    if (awaited) waiter.resolve({ replied: true, data: envelope.data })
  }

  #awaits(gatewaySn: string, envelope: Envelope): boolean {
    return this.#waiters.has(waiterKey(gatewaySn, textOf(envelope.tid) ?? ''))
  }

  /** Waits a while for replies that are on their way; whoever waits for another one is told that none came. */
  async settle(graceMs: number): Promise<void> {
    const end = performance.now() + graceMs
    while (this.#waiters.size > 0 && performance.now() < end) await new Promise(resolve => setTimeout(resolve, 20))
    for (const waiter of this.#waiters.values()) waiter.resolve({ replied: false })
  }

  /** Resolves when every message taken so far is settled. What cannot be stored now is given up. */
  async drain(): Promise<void> {
    this.#draining = true
    await Promise.all([this.#lanes.drain(), this.#replies.drain()])
  }
}

const waiterKey = (gatewaySn: string, tid: string) => `${gatewaySn} ${tid}`
const textOf = (value: unknown): string | null =>
  typeof value === 'string' ? storable(value.slice(0, MAX_TEXT)) : null
const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
const isEmpty = (value: unknown) => value === undefined || value === null || Object.keys(value).length === 0

/** Some devices write their numbers as text. */
const wantsReply = ({ need_reply: wanted }: Envelope) => wanted === 1 || (wanted as unknown) === '1'

/** Serial numbers that an update_topo lists. */
function subDevices(data: unknown): string[] {
  const list = asObject(data).sub_devices
  return Array.isArray(list) ? list.map(item => asObject(item).sn).filter(isSerialNumber) : []
}

/** Some real devices put `method` inside `data`. */
function methodOf(envelope: Envelope): string {
  return textOf(envelope.method) ?? textOf(asObject(envelope.data).method) ?? ''
}

function duplicateKey(sender: Sender, kind: string, method: string, envelope: Envelope) {
  const hash = createHash('sha256')
    .update(
      JSON.stringify([
        sender.gatewaySn,
        sender.deviceSn,
        kind,
        method,
        envelope.tid,
        envelope.bid,
        envelope.data ?? null,
      ]),
    )
    .digest('base64url')
  return { hash, windowMs: isZeroId(envelope.tid) && isZeroId(envelope.bid) ? ZERO_ID_WINDOW_MS : DUPLICATE_WINDOW_MS }
}
