/**
 * The one way to tell a device something. Row committed, waiter registered, published once; a reply, progress or
 * telemetry settles it; nothing is ever sent again.
 */
import {
  checkStrict,
  exchangeFor,
  explainResult,
  METHODS,
  type Method,
  newId,
  propertiesOf,
  type SafetyClass,
  TERMINAL_JOB_STATES,
} from '@rookery/thing-model'
import { attachedAircraft, type Device, type Directory } from '#link/directory.ts'
import type { Link, Message, Reply } from '#link/link.ts'
import type { Audit } from '#platform/audit.ts'
import type { Bus } from '#platform/bus.ts'
import type { Clock } from '#platform/clock.ts'
import type { Role } from '#platform/database/schema.ts'
import { AppError, badRequest, conflict, forbidden, notFound, unavailable } from '#platform/errors.ts'
import { isDatabaseDown } from '#platform/http/failures.ts'
import type { Logger } from '#platform/log.ts'
import type { LiveDevices } from '../device/index.ts'
import { Authority } from './authority.ts'
import type { CommandStore, NewCommand, Progress, StoredCommand } from './command.store.ts'
import { GUARDS, type GuardContext } from './guard.ts'
import type { Spool, SpoolEntry } from './spool.ts'

declare module '#platform/bus.ts' {
  interface BusEvents {
    /** A command changed its state. */
    'command.updated': { command: StoredCommand }
    /** A device granted something to the cloud; every process remembers it. */
    'command.granted': { aircraftSn: string; method: string; data: unknown }
    /** Progress of a remote-debug job, also of one that nobody here started. */
    'command.progress': { workspaceId: string; sn: string; bid: string; method: string; data: Record<string, unknown> }
  }
}

/** The demo's code for "device offline". */
export const DEVICE_OFFLINE = 212015
const OFFLINE = 'is offline: nothing was sent'
/** Protective commands wait this long for the database, then go by the spool. */
const PROTECTIVE_PATIENCE_MS = 300
/** Others wait this long and are refused: nothing must move long after somebody pressed a button. */
const PATIENCE_MS = 5_000
/** Replies and audit entries wait this long, then go by the spool. */
const RECORD_PATIENCE_MS = 1_000
const LATE_REPLY_MS = 24 * 3600_000
const SENT_ABANDONED_MS = 30_000
const JOB_ABANDONED_MS = 30 * 60_000
const SWEEP_MS = 5_000

/** Who sends, and how it reached the server. */
export interface Actor {
  userId: string | null
  username: string
  /** Null: the system itself. */
  role: Role | null
  address: string
  kind: 'console' | 'demo' | 'pilot' | 'api-key' | 'system'
}
export interface SendRequest {
  actor: Actor
  /** Device or gateway; an aircraft is reached through its gateway. */
  sn: string
  method: string
  data: unknown
  idempotencyKey?: string | undefined
  /** True when the feature that owns the method sends it; methods with `generic: false` need it. */
  byFeature?: boolean
  /** Epoch ms: what could not be published by then, because this process stood still, is not published. */
  notAfter?: number
}
export interface SendResult {
  commandId: string
  state: string
  result: number | null
  output: unknown
  /** Properties of a `property/set`: result per field. */
  data: unknown
}

export class Commands {
  readonly #deps: CommandDependencies
  readonly authority: Authority
  readonly #stop: () => void
  /** `tid` of commands that are in the spool, and not yet in the database. */
  readonly #spooled = new Set<string>()

  constructor(deps: CommandDependencies) {
    this.#deps = deps
    this.authority = new Authority(deps.live)
    this.#stop = deps.clock.every(SWEEP_MS, () => void this.#sweep())
    deps.bus.everywhere('command.granted', ({ aircraftSn, method, data }) =>
      this.authority.granted(aircraftSn, method, data),
    )
    deps.bus.on('device.offline', ({ sn }) => this.authority.lost(sn))
  }

  /** Sends a declared service and waits for its reply. */
  async send(request: SendRequest): Promise<SendResult> {
    const method = METHODS.get(request.method)
    if (!method?.services) throw notFound(`The service ${request.method}`)
    if (method.generic === false && !request.byFeature)
      throw forbidden(`${method.name} is sent by its own feature only, so that its rules are kept`)
    const { gateway, aircraft } = this.#route(request.sn)
    const exchange = exchangeFor(method, 'services', gateway.product.gateway)!
    if (gateway.product.known && gateway.product.gateway && !exchange.products.includes(gateway.product.gateway))
      throw conflict(`${gateway.product.name} does not know ${method.name}`, undefined, { reason: 'not_documented' })
    this.#guard(method.safety, request, gateway, aircraft, method)
    const data = request.data ?? {}
    const errors = exchange.request ? checkStrict(exchange.request, data) : []
    if (errors.length)
      throw badRequest(`${method.name} was not sent: ${errors[0]!.path || 'data'} ${errors[0]!.message}`, { errors })
    return this.#transmit(
      request,
      { kind: 'services', method: method.name, safety: method.safety, data },
      gateway,
      aircraft,
    )
  }

  /** Sets properties of a device. Each must be settable on its model; the result comes per field. */
  async setProperties(request: Omit<SendRequest, 'method' | 'byFeature'>): Promise<SendResult> {
    const { gateway, aircraft, target } = this.#route(request.sn)
    const values = request.data as Record<string, unknown>
    const names = Object.keys(values ?? {})
    if (names.length === 0) throw badRequest('Name at least one property to set')
    const errors: { path: string; message: string }[] = []
    let safety: SafetyClass = 'benign'
    // The demo addresses an aircraft's properties by the dock's serial number.
    const models = [target, aircraft, gateway].filter(d => d !== undefined).map(d => propertiesOf(d.product.model))
    for (const name of names) {
      const property = models.map(model => model.get(name)).find(p => p?.access === 'rw')
      if (!property) {
        errors.push({ path: `/${name}`, message: 'is not a property that can be set on this device' })
        continue
      }
      if (property.safety === 'motion') safety = 'motion'
      for (const { path, message } of checkStrict(property.settable ?? property.schema, values[name]))
        errors.push({ path: `/${name}${path}`, message })
    }
    if (errors.length)
      throw badRequest(`Nothing was set: ${errors[0]!.path.slice(1)} ${errors[0]!.message}`, { errors })
    // How an aircraft will fly is decided by who may fly it; it does not move by this.
    this.#guard(
      safety === 'motion' ? 'benign' : safety,
      { ...request, method: 'property_set' },
      gateway,
      aircraft,
      undefined,
    )
    return this.#transmit(
      { ...request, method: 'property_set' },
      { kind: 'property/set', method: 'property_set', safety, data: values },
      gateway,
      aircraft,
    )
  }

  #route(sn: string) {
    const { directory } = this.#deps
    const target = directory.device(sn)
    const gatewaySn = directory.gatewayOf(sn)
    const gateway = gatewaySn === undefined ? undefined : directory.device(gatewaySn)
    if (!target) throw notFound('The device')
    if (!gateway)
      throw conflict(`${target.nickname} is attached to no gateway: nothing was sent`, DEVICE_OFFLINE, {
        reason: 'offline',
      })
    const child = attachedAircraft(gateway)
    const aircraft = target.product.category === 'aircraft' ? target : child ? directory.device(child) : undefined
    return { target, gateway, aircraft }
  }

  #guard(
    safety: SafetyClass,
    request: SendRequest,
    gateway: Device,
    aircraft: Device | undefined,
    method: Method | undefined,
  ) {
    const { live, clock } = this.#deps
    const aircraftLive = aircraft && live.get(aircraft.sn)
    const context: GuardContext = {
      method,
      role: request.actor.role,
      now: clock.now(),
      gateway,
      gatewayOsdAt: live.get(gateway.sn)?.osdAt,
      aircraft,
      aircraftOnline: aircraftLive?.online ?? false,
      aircraftOsdAt: aircraftLive?.osdAt,
      flightAuthority: this.authority.flight(gateway, aircraft?.sn),
      payloadAuthority: this.authority.payload(
        aircraft?.sn,
        (request.data as { payload_index?: unknown } | null)?.payload_index,
      ),
    }
    const refusal = GUARDS[safety](context)
    if (!refusal) return
    this.#audit(request, gateway, `refused: ${refusal.reason}`)
    throw refusal.reason === 'role'
      ? forbidden(refusal.message)
      : conflict(refusal.message, undefined, { reason: refusal.reason })
  }

  async #transmit(
    request: SendRequest,
    message: { kind: 'services' | 'property/set'; method: string; safety: SafetyClass; data: unknown },
    gateway: Device,
    aircraft: Device | undefined,
  ): Promise<SendResult> {
    const { link, live, store, clock, bus, log } = this.#deps
    const { actor } = request
    if (!(link.isConnected(gateway.sn) ?? live.get(gateway.sn)?.online)) {
      this.#audit(request, gateway, 'refused: offline')
      throw conflict(`${gateway.nickname} ${OFFLINE}`, DEVICE_OFFLINE, { reason: 'offline' })
    }
    const command: NewCommand = {
      command_id: newId(),
      workspace_id: gateway.workspaceId!,
      device_sn: request.sn,
      gateway_sn: gateway.sn,
      method: message.method,
      safety: message.safety,
      tid: newId(),
      bid: newId(),
      data: message.data,
      user_id: actor.userId,
      username: actor.username,
      source: actor.kind,
      address: actor.address,
      idempotency_key: request.idempotencyKey ?? null,
      created_at: clock.now(),
    }
    // A property that is set twice is as if it were set once.
    const harmful = message.kind === 'services' && (message.safety === 'motion' || message.safety === 'destructive')
    const lock = harmful && request.idempotencyKey === undefined && actor.kind !== 'system'
    const protective = message.safety === 'protective'
    const inserting = store.insert(command, lock)
    try {
      const inserted = await within(inserting, protective ? PROTECTIVE_PATIENCE_MS : PATIENCE_MS)
      if (inserted.state === 'repeated') return this.#repeat(inserted.commandId, command)
      if (inserted.state === 'locked') {
        this.#audit(request, gateway, 'refused: repeated')
        throw conflict(
          `${message.method} was sent to this device ${Math.ceil((command.created_at - inserted.since) / 1000)} s ago; wait for its result, or repeat with an Idempotency-Key`,
          undefined,
          { reason: 'repeated' },
        )
      }
    } catch (error) {
      if (error instanceof AppError && error.status !== 503) throw error
      if (!protective) {
        inserting
          .then(async ({ state }) => {
            if (state === 'inserted') await store.cancelUnsent(command.command_id, clock.now())
          })
          .catch(() => {})
        const down = error instanceof AppError || isDatabaseDown(error)
        throw down ? unavailable('The database is not available: nothing was sent', error) : error
      }
      this.#spooled.add(command.tid)
      await this.#keep({ kind: 'command', command })
    }
    const spooled = this.#spooled.has(command.tid)
    if (request.notAfter !== undefined && clock.now() > request.notAfter) {
      await store.cancelUnsent(command.command_id, clock.now())
      throw unavailable('The command came too late to be sent: nothing was sent')
    }
    if (!spooled) bus.emit('command.updated', { command: asStored(command) })
    const outcome = await link.request(gateway.sn, {
      kind: message.kind,
      method: message.kind === 'services' ? message.method : undefined,
      data: message.data,
      tid: command.tid,
      bid: command.bid,
    })
    let result: SendResult
    if (outcome.replied) {
      const reply = readReply(message.kind, message.method, outcome.data)
      if (reply.result === 0 && aircraft)
        bus.emit('command.granted', { aircraftSn: aircraft.sn, method: message.method, data: message.data })
      result = { commandId: command.command_id, ...reply, data: outcome.data }
    } else {
      if (!spooled)
        await within(this.#publishUpdate(store.markUnknown(command.command_id)), RECORD_PATIENCE_MS).catch(error =>
          log.warn({ err: error }, 'a command without an answer is marked later'),
        )
      result = { commandId: command.command_id, state: 'unknown', result: null, output: undefined, data: undefined }
    }
    this.#audit(request, gateway, result.result === null ? result.state : String(result.result), command.command_id)
    return result
  }

  /** A repeated request answers what the first one came to; it publishes nothing. */
  async #repeat(commandId: string, { device_sn, method }: NewCommand): Promise<SendResult> {
    const { store, clock } = this.#deps
    for (let tries = 0; ; tries++) {
      const row = await store.find(commandId)
      if (row && (row.device_sn !== device_sn || row.method !== method))
        throw conflict('This Idempotency-Key was used for another command: nothing was sent', undefined, {
          reason: 'idempotency_key_reused',
        })
      if (row && (row.state !== 'sent' || tries >= 40))
        return {
          commandId,
          state: row.state === 'sent' ? 'unknown' : row.state,
          result: row.result,
          output: row.output,
          data: undefined,
        }
      await new Promise<void>(resolve => clock.after(250, resolve))
    }
  }

  /** Commits a reply; while the database is away, to the spool. */
  async reply(reply: Reply): Promise<void> {
    const { store, clock, log } = this.#deps
    const { gatewaySn, tid, bid, receivedAt } = reply
    const read = readReply(
      reply.kind === 'services_reply' ? 'services' : 'property/set',
      reply.method ?? '',
      reply.data,
    )
    try {
      if (this.#spooled.has(tid)) throw unavailable('The command itself is in the spool')
      const since = clock.now() - LATE_REPLY_MS
      const recorded = this.#publishUpdate(store.replied({ gatewaySn, tid, bid, ...read, at: receivedAt, since }))
      await within(recorded, RECORD_PATIENCE_MS)
    } catch (error) {
      log.warn({ err: error }, 'the reply of a command is recorded later')
      await this.#keep({ kind: 'reply', gateway_sn: gatewaySn, tid, bid, ...read, at: receivedAt })
    }
  }

  /** Progress of a job by event: settles the command with the same bid. */
  async progress(message: Message): Promise<void> {
    const { store, bus } = this.#deps
    const data = objectOf(message.data)
    const output = objectOf(data.output)
    const progress = objectOf(output.progress)
    const status = typeof output.status === 'string' ? output.status : 'in_progress'
    const result = numberOf(data.result)
    const terminal = TERMINAL_JOB_STATES.has(status)
    const bid = typeof message.envelope.bid === 'string' ? message.envelope.bid : ''
    const state = !terminal
      ? 'in_progress'
      : status === 'ok'
        ? 'ok'
        : status === 'canceled' || status === 'timeout'
          ? status
          : 'failed'
    const change: { state: string; result: number | null; progress: Progress; finishedAt: number | null } = {
      state,
      result,
      progress: {
        percent: numberOf(progress.percent),
        step_key: typeof progress.step_key === 'string' ? progress.step_key : null,
        status,
      },
      finishedAt: terminal ? message.receivedAt : null,
    }
    const row = await store.progressed(message.trx, message.gatewaySn, bid, message.method, change)
    message.afterCommit(() => {
      if (row) bus.emit('command.updated', { command: row })
      if (message.workspaceId)
        bus.emit('command.progress', {
          workspaceId: message.workspaceId,
          sn: message.gatewaySn,
          bid,
          method: message.method,
          data,
        })
    })
  }

  async #publishUpdate(change: Promise<StoredCommand | undefined>) {
    const command = await change
    if (command) this.#deps.bus.emit('command.updated', { command })
  }

  async #sweep() {
    const { store, spool, clock, bus, log } = this.#deps
    try {
      const now = clock.now()
      for (const command of await store.settleAbandoned(now - SENT_ABANDONED_MS, now - JOB_ABANDONED_MS, now))
        bus.emit('command.updated', { command })
      await spool.drain(async entry => {
        try {
          await this.#restore(entry)
        } catch (error) {
          // Tried again it would fail again, and keep the rest from being restored.
          if (isDatabaseDown(error)) throw error
          log.error({ err: error, entry }, 'an entry of the spool cannot be stored')
        }
      })
    } catch (error) {
      if (!isDatabaseDown(error)) log.error({ err: error }, 'commands could not be settled')
    }
  }

  /** Entries may come twice. */
  async #restore(entry: SpoolEntry) {
    const { store, audit } = this.#deps
    if (entry.kind === 'audit') return audit.restore(entry.entry)
    if (entry.kind === 'reply')
      return this.#publishUpdate(store.replied({ ...entry, gatewaySn: entry.gateway_sn, since: 0 }))
    await this.#publishUpdate(store.restore(entry.command))
    this.#spooled.delete(entry.command.tid)
  }

  /** A full disk must not keep an aircraft from being stopped: then the entry lives as long as this process. */
  async #keep(entry: SpoolEntry) {
    const synced = await this.#deps.spool.add(entry)
    if (!synced) this.#deps.log.error({ entry }, 'the disk does not take what the database should hold later')
  }

  #audit(request: SendRequest, gateway: Device, result: string, commandId?: string) {
    const { actor } = request
    const { audit, clock } = this.#deps
    const entry = {
      workspaceId: gateway.workspaceId,
      userId: actor.userId,
      username: actor.username,
      action: `command.${request.method}`,
      target: request.sn,
      detail: { gateway_sn: gateway.sn, source: actor.kind, ...(commandId ? { command_id: commandId } : {}) },
      address: actor.address,
      result,
      time: clock.now(),
    }
    within(audit.record(entry), RECORD_PATIENCE_MS).catch(() => this.#keep({ kind: 'audit', entry }))
  }

  close() {
    this.#stop()
  }
}

export interface CommandDependencies {
  link: Link
  directory: Directory
  live: LiveDevices
  store: CommandStore
  spool: Spool
  audit: Audit
  bus: Bus
  clock: Clock
  log: Logger
}

/** State, result and output of a reply. A reply without a readable result is kept as `unknown`. */
function readReply(
  kind: 'services' | 'property/set',
  method: string,
  data: unknown,
): { state: string; result: number | null; output: unknown } {
  if (kind === 'property/set') {
    const results = Object.values(objectOf(data)).map(field => numberOf(objectOf(field).result) ?? numberOf(field))
    const failed = results.find(result => result !== 0)
    return { state: results.length && failed === undefined ? 'ok' : 'failed', result: failed ?? 0, output: data }
  }
  const body = objectOf(data)
  const result = numberOf(body.result)
  const output = body.output
  if (result === null) return { state: 'unknown', result, output }
  if (result !== 0) return { state: 'failed', result, output }
  const status = objectOf(output).status
  if (typeof status === 'string' && TERMINAL_JOB_STATES.has(status))
    return { state: status === 'ok' ? 'ok' : 'failed', result, output }
  return { state: METHODS.get(method)?.progress ? 'in_progress' : 'ok', result, output }
}

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
/** An integer that fits the column; devices send some as text. */
const numberOf = (value: unknown): number | null => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) && Math.abs(number) < 2 ** 31 ? number : null
}

const asStored = (command: NewCommand): StoredCommand => ({
  ...command,
  state: 'sent',
  result: null,
  output: null,
  progress: null,
  replied_at: null,
  finished_at: null,
})

/** Rejects when the work takes longer; the work itself goes on. */
function within<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(unavailable('The database did not answer in time')), ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

/** Cause and action of a result for people, in English (the console translates by code). */
export const explain = (result: number) => explainResult(result, 'en')
