/**
 * Alarms: raised once per cause however many processes see it, acknowledged by people, cleared by the cause alone. What
 * flaps is one row with a count, and no more than one new row in five minutes.
 */
import { newId } from '@rookery/thing-model'
import type { Kysely } from 'kysely'
import type { Directory } from '#link/directory.ts'
import type { Audit } from '#platform/audit.ts'
import { type Caller, seesSite } from '#platform/auth/caller.ts'
import type { Bus } from '#platform/bus.ts'
import type { Clock } from '#platform/clock.ts'
import type { AlarmLevel } from '#platform/database/safety-tables.ts'
import type { Database } from '#platform/database/schema.ts'
import { badRequest, notFound } from '#platform/errors.ts'
import { isDatabaseDown } from '#platform/http/failures.ts'
import type { Logger } from '#platform/log.ts'
import type { AlarmFilter, AlarmStore, NewAlarm, Raised, StoredAlarm } from './alarm.store.ts'
import { ALARM_KIND_NAMES, ALARM_KINDS, type AlarmKindName, kindOf } from './kinds.ts'

declare module '#platform/bus.ts' {
  interface BusEvents {
    /** An alarm was raised, counted, acknowledged, escalated or cleared. */
    'alarm.changed': { alarm: StoredAlarm }
  }
}

const COLLAPSE_MS = 5 * 60_000
const ESCALATE_MS = 60_000
const SWEEP_MS = 2_000

export interface AlarmCause {
  workspaceId: string
  /** Names the cause: the same key is the same alarm. */
  key: string
  kind: AlarmKindName
  sn?: string | null | undefined
  gatewaySn?: string | null | undefined
  jobId?: string | null | undefined
  flightId?: string | null | undefined
  facts: Record<string, unknown>
  /** More exact than the kind's own. */
  automatic?: string | null | undefined
  /** True: it happened once more. False: it is so, and was perhaps said before. */
  occurrence?: boolean
}
export interface AlarmRule {
  kind: string
  level: AlarmLevel
  sound: boolean
  enabled: boolean
}

export class Alarms {
  readonly #deps: AlarmDependencies
  readonly #stop: () => void
  /** Told while the database was away, by workspace and key. */
  readonly #unstored = new Map<string, StoredAlarm>()
  #sweeping: Promise<void> | undefined

  constructor(deps: AlarmDependencies) {
    this.#deps = deps
    this.#stop = deps.clock.every(SWEEP_MS, () => void this.sweep())
  }

  /** @throws when the database is away; what it is about is still told to those who watch. */
  async raise(cause: AlarmCause): Promise<StoredAlarm | undefined> {
    const { store } = this.#deps
    try {
      const raised = await store.transaction(trx => this.raiseWithin(trx, cause))
      this.#stored(cause.workspaceId, cause.key)
      return this.announce(raised)
    } catch (error) {
      const place = `${cause.workspaceId} ${cause.key}`
      if (isDatabaseDown(error) && !this.#unstored.has(place)) {
        const alarm = provisional(this.#newAlarm(cause))
        this.#unstored.set(place, alarm)
        this.#deps.bus.emit('alarm.changed', { alarm })
      }
      throw error
    }
  }

  /** What stood in for the row while there was none is over. */
  #stored(workspaceId: string, key: string) {
    const alarm = this.#unstored.get(`${workspaceId} ${key}`)
    if (!alarm) return
    this.#unstored.delete(`${workspaceId} ${key}`)
    const now = this.#deps.clock.now()
    this.#deps.bus.emit('alarm.changed', { alarm: { ...alarm, cleared_at: now, clear_cause: 'stored' } })
  }

  /** Raises in the transaction of a message; `announce` what comes back after its commit. */
  raiseWithin(trx: Kysely<Database>, cause: AlarmCause): Promise<Raised> {
    return this.#deps.store.raise(trx, this.#newAlarm(cause), cause.occurrence ?? false, COLLAPSE_MS)
  }

  /** Tells those who watch. */
  announce(raised: Raised): StoredAlarm | undefined {
    if (raised.state === 'disabled') return undefined
    if (raised.state !== 'active') this.#emit(raised.alarm)
    return raised.alarm
  }

  async clear({ workspaceId, key, cause }: { workspaceId: string; key: string; cause: string }): Promise<void> {
    const alarm = await this.#deps.store.clear(workspaceId, key, cause, this.#deps.clock.now())
    this.#stored(workspaceId, key)
    if (alarm) this.#emit(alarm)
  }

  /** Clears in the transaction of a message. Returns the task for after its commit. */
  async clearWithin(trx: Kysely<Database>, workspaceId: string, key: string, cause: string): Promise<() => void> {
    const alarm = await this.#deps.store.clear(workspaceId, key, cause, this.#deps.clock.now(), trx)
    return () => {
      if (alarm) this.#emit(alarm)
    }
  }

  /** Active alarms of some kinds, in every workspace. */
  active(kinds: readonly AlarmKindName[]): Promise<StoredAlarm[]> {
    return this.#deps.store.active([...kinds])
  }

  #newAlarm({ workspaceId, key, kind, sn, gatewaySn, jobId, flightId, facts, automatic }: AlarmCause): NewAlarm {
    const { directory, clock } = this.#deps
    const about = sn ?? gatewaySn
    return {
      alarm_id: newId(),
      workspace_id: workspaceId,
      key,
      kind,
      level: ALARM_KINDS[kind].level,
      sn: sn ?? null,
      gateway_sn: gatewaySn ?? (sn ? (directory.gatewayOf(sn) ?? null) : null),
      job_id: jobId ?? null,
      flight_id: flightId ?? null,
      site_id: about ? (directory.siteOf(about) ?? (gatewaySn ? directory.siteOf(gatewaySn) : null)) : null,
      facts,
      automatic: automatic === undefined ? ALARM_KINDS[kind].automatic : automatic,
      at: clock.now(),
    }
  }

  #emit(alarm: StoredAlarm) {
    this.#deps.bus.emit('alarm.changed', { alarm })
  }

  /** Escalates, and ends what ends by time. */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#sweep().finally(() => {
      this.#sweeping = undefined
    })
    return this.#sweeping
  }

  async #sweep() {
    const { store, clock, log } = this.#deps
    try {
      const now = clock.now()
      for (const alarm of await store.escalate('critical', now - ESCALATE_MS, now)) this.#emit(alarm)
      for (const [ms, kinds] of EXPIRING)
        for (const alarm of await store.expire(kinds, now - ms, now)) this.#emit(alarm)
    } catch (error) {
      if (!isDatabaseDown(error)) log.error({ err: error }, 'alarms could not be looked after')
    }
  }

  // People -------------------------------------------------------------------------------------------------------

  list(filter: AlarmFilter, limit: number, offset: number) {
    return this.#deps.store.list(filter, limit, offset)
  }

  /** @throws AppError 404 */
  async get(caller: Caller, alarmId: string): Promise<StoredAlarm> {
    const alarm = await this.#deps.store.find(caller.workspaceId, alarmId)
    if (!alarm || !seesSite(caller, alarm.site_id)) throw notFound('The alarm')
    return alarm
  }

  /** The first one to acknowledge is kept. @throws AppError 404 */
  async acknowledge(caller: Caller, alarmId: string, note: string | null): Promise<StoredAlarm> {
    const { store, clock, audit } = this.#deps
    const before = await this.get(caller, alarmId)
    const alarm = await store.acknowledge(caller.workspaceId, alarmId, caller.username, note, clock.now())
    if (!alarm) return before
    this.#emit(alarm)
    const { workspaceId, userId, username, address } = caller
    await audit.record({
      ...{ workspaceId, userId, username, address, action: 'alarm.acknowledge', result: 'ok' },
      target: alarm.sn ?? alarm.gateway_sn ?? alarm.kind,
      detail: { alarm_id: alarmId, kind: alarm.kind, ...(note ? { note } : {}) },
    })
    return alarm
  }

  /** Active and unacknowledged, by level. */
  async summary(caller: Caller): Promise<Record<AlarmLevel, number>> {
    const rows = await this.#deps.store.summary(caller.workspaceId, caller.siteIds)
    const counts = { critical: 0, warning: 0, notice: 0 }
    for (const { level, count } of rows) counts[level] = count
    return counts
  }

  /** One for every kind; where the workspace has none of its own, the kind's. */
  async rules(workspaceId: string): Promise<AlarmRule[]> {
    const own = new Map((await this.#deps.store.rules(workspaceId)).map(rule => [rule.kind, rule]))
    return ALARM_KIND_NAMES.map(kind => {
      const { level = ALARM_KINDS[kind].level, sound = level !== 'notice', enabled = true } = own.get(kind) ?? {}
      return { kind, level, sound, enabled }
    })
  }

  /** Changes the rules that are named; the others stay. @throws AppError 400 */
  async setRules(caller: Caller, changes: (Partial<AlarmRule> & { kind: string })[]): Promise<AlarmRule[]> {
    const { store, clock, audit } = this.#deps
    const rules = new Map((await this.rules(caller.workspaceId)).map(rule => [rule.kind, rule]))
    for (const change of changes) {
      const rule = rules.get(change.kind)
      if (!rule) throw badRequest(`There is no kind of alarm ${change.kind}`)
      rules.set(change.kind, { ...rule, ...change })
    }
    const { workspaceId, userId, username, address } = caller
    const stamp = { workspace_id: workspaceId, updated_at: clock.now(), updated_by: username }
    const named = new Set(changes.map(change => change.kind))
    await store.saveRules([...rules.values()].filter(rule => named.has(rule.kind)).map(rule => ({ ...rule, ...stamp })))
    await audit.record({
      ...{ workspaceId, userId, username, address, action: 'alarm.rules', result: 'ok' },
      target: [...named].join(', '),
      detail: { rules: changes },
    })
    return [...rules.values()]
  }

  close() {
    this.#stop()
    return this.#sweeping
  }
}

export interface AlarmDependencies {
  store: AlarmStore
  directory: Directory
  bus: Bus
  clock: Clock
  audit: Audit
  log: Logger
}

/** Kinds that end by time, by their time. */
const EXPIRING = new Map<number, string[]>()
for (const kind of ALARM_KIND_NAMES) {
  const { expiresMs } = kindOf(kind)
  if (expiresMs !== undefined) EXPIRING.set(expiresMs, [...(EXPIRING.get(expiresMs) ?? []), kind])
}

/** What people are shown while the database does not take it. */
const provisional = ({ at, ...alarm }: NewAlarm): StoredAlarm => ({
  ...alarm,
  count: 1,
  raised_at: at,
  last_at: at,
  cleared_at: null,
  clear_cause: null,
  acknowledged_at: null,
  acknowledged_by: null,
  acknowledge_note: null,
  escalated_at: null,
  updated_at: at,
})
