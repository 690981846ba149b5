/**
 * *Return all*: return_home to every aircraft in the air, to all at once and without conditions. Nothing here waits for
 * the database; what became of each is told at every change and written down as soon as it can be.
 */
import { isAirborne, newId } from '@rookery/thing-model'
import type { Directory } from '#link/directory.ts'
import { storable } from '#link/link.store.ts'
import { visibleSns } from '#link/visible.ts'
import { type Caller, seesSite } from '#platform/auth/caller.ts'
import type { Bus } from '#platform/bus.ts'
import type { Clock } from '#platform/clock.ts'
import type { Returning, ReturnState } from '#platform/database/safety-tables.ts'
import { AppError, notFound } from '#platform/errors.ts'
import { isDatabaseDown } from '#platform/http/failures.ts'
import type { Logger } from '#platform/log.ts'
import { actorOf, type Commands } from '../command/index.ts'
import type { LiveDevices } from '../device/index.ts'
import { HOMEWARD, LONGEST_FLIGHT_MS } from './conditions.ts'
import type { Holds } from './holds.ts'
import type { ReturnAllStore, StoredReturn } from './return-all.store.ts'
import { numberOf } from './values.ts'

declare module '#platform/bus.ts' {
  interface BusEvents {
    /** The state of an aircraft in a Return all has changed, or a new one has begun. */
    'return_all.changed': { returning: StoredReturn }
  }
}

const LOOK_MS = 500
/** A hold is put meanwhile; the aircraft do not wait for it, and the answer not for long. */
const HOLD_PATIENCE_MS = 2_000
const RANK: Record<ReturnState, number> = { sent: 0, no_answer: 1, refused: 1, accepted: 2, returning: 3, landed: 4 }

export class ReturnAll {
  readonly #deps: ReturnAllDependencies
  /** Those that are not over. */
  readonly #running = new Map<string, StoredReturn>()
  readonly #unsaved = new Set<StoredReturn>()
  #saving: Promise<void> | undefined
  readonly #stop: () => void

  constructor(deps: ReturnAllDependencies) {
    this.#deps = deps
    this.#stop = deps.clock.every(LOOK_MS, () => this.look())
    deps.bus.on('command.updated', ({ command }) => this.#settled(command.command_id, command.result))
  }

  /** Takes up those that a restart interrupted. */
  async start() {
    const { store, clock } = this.#deps
    for (const row of await store.since(clock.now() - LONGEST_FLIGHT_MS))
      if (row.aircraft.some(isOpen)) this.#running.set(row.return_id, row)
  }

  /** Sends at once; the answer does not wait for the aircraft. Each press is a new set of commands. */
  async press(
    caller: Caller,
    { siteId, reason, hold }: { siteId: string | null; reason: string; hold: boolean },
  ): Promise<StoredReturn> {
    const { clock, directory, holds, log } = this.#deps
    if (siteId !== null && !seesSite(caller, siteId)) throw notFound('The site')
    const now = clock.now()
    const returning: StoredReturn = {
      return_id: newId(),
      workspace_id: caller.workspaceId,
      // Who sees one site alone means that site, and those who watch it are told.
      site_id: siteId ?? (caller.siteIds?.length === 1 ? caller.siteIds[0]! : null),
      reason: storable(reason),
      username: caller.username,
      hold_id: null,
      aircraft: this.#airborne(caller, siteId).map(sn => ({
        ...{ sn, gateway_sn: directory.gatewayOf(sn) ?? null, state: 'sent' as const, result: null, message: null },
        ...{ command_id: null, at: now, times: { sent: now } },
      })),
      created_at: now,
      updated_at: now,
    }
    for (const aircraft of returning.aircraft) void this.#send(caller, returning, aircraft)
    this.#running.set(returning.return_id, returning)
    this.#changed(returning)
    if (hold) {
      const put = holds
        .put(caller, { siteId, reason: reason || 'Return all', until: null })
        .then(({ hold_id }) => {
          returning.hold_id = hold_id
          this.#changed(returning)
        })
        .catch(error => log.warn({ err: error }, 'the hold of a Return all was not put'))
      await Promise.race([put, new Promise<void>(resolve => clock.after(HOLD_PATIENCE_MS, resolve))])
    }
    return returning
  }

  /** Aircraft that were in the air when last heard of, however long ago that is within a flight. */
  #airborne(caller: Caller, siteId: string | null): string[] {
    const { directory, live, clock } = this.#deps
    const visible = visibleSns(directory, caller)
    return directory.inWorkspace(caller.workspaceId).flatMap(({ sn, product }) => {
      if (product.category !== 'aircraft' || (visible && !visible.includes(sn))) return []
      if (siteId !== null && directory.siteOf(sn) !== siteId) return []
      const latest = live.get(sn)
      if (!latest || !isAirborne(latest.osd)) return []
      return clock.now() - (latest.osdAt ?? 0) < LONGEST_FLIGHT_MS ? [sn] : []
    })
  }

  async #send(caller: Caller, returning: StoredReturn, aircraft: Returning) {
    const { commands, log } = this.#deps
    try {
      const { commandId, result, state } = await commands.send({
        actor: actorOf(caller),
        sn: aircraft.sn,
        method: 'return_home',
        data: {},
      })
      aircraft.command_id = commandId
      aircraft.result = result
      this.#reach(returning, aircraft, state === 'unknown' ? 'no_answer' : result === 0 ? 'accepted' : 'refused')
    } catch (error) {
      if (!(error instanceof AppError)) log.error({ err: error, sn: aircraft.sn }, 'return_home could not be sent')
      aircraft.result = error instanceof AppError ? error.code : 500
      aircraft.message = error instanceof AppError ? error.message : 'The server could not send it'
      this.#reach(returning, aircraft, 'refused')
    }
  }

  /** A later state only; what a reply says after the aircraft was seen returning changes nothing. */
  #reach(returning: StoredReturn, aircraft: Returning, state: ReturnState) {
    const known = RANK[state] <= RANK[aircraft.state]
    if (!known) {
      aircraft.state = state
      aircraft.at = this.#deps.clock.now()
    }
    aircraft.times[state] ??= this.#deps.clock.now()
    this.#changed(returning)
  }

  #changed(returning: StoredReturn) {
    returning.updated_at = this.#deps.clock.now()
    this.#deps.bus.emit('return_all.changed', { returning: structuredClone(returning) })
    this.#unsaved.add(returning)
    void this.save()
  }

  /** What telemetry since the press says: on the way home, or down. */
  look() {
    const { live, clock } = this.#deps
    for (const returning of this.#running.values()) {
      for (const aircraft of returning.aircraft) {
        const latest = live.get(aircraft.sn)
        if (!isOpen(aircraft) || !latest?.osdAt || latest.osdAt <= returning.created_at) continue
        if (isDown(latest.osd)) this.#reach(returning, aircraft, 'landed')
        else if (HOMEWARD.has(numberOf(latest.osd.mode_code) ?? -1) && RANK[aircraft.state] < RANK.returning)
          this.#reach(returning, aircraft, 'returning')
      }
      const over = clock.now() - returning.created_at > LONGEST_FLIGHT_MS
      // Not before its end is written down: who asks in between would read an older state.
      const saved = !this.#unsaved.has(returning) && this.#saving === undefined
      if (saved && (over || !returning.aircraft.some(isOpen))) this.#running.delete(returning.return_id)
    }
    void this.save()
  }

  /** A reply that came late settles what had no answer. */
  #settled(commandId: string, result: number | null) {
    for (const returning of this.#running.values())
      for (const aircraft of returning.aircraft)
        if (aircraft.command_id === commandId && aircraft.state === 'no_answer' && result !== null) {
          aircraft.result = result
          if (result === 0) this.#reach(returning, aircraft, 'accepted')
          else {
            aircraft.state = 'refused'
            aircraft.times.refused = aircraft.at = this.#deps.clock.now()
            this.#changed(returning)
          }
        }
  }

  /** Writes what has changed; while the database is away it stays for the next time. */
  save(): Promise<void> {
    this.#saving ??= this.#save().finally(() => {
      this.#saving = undefined
    })
    return this.#saving
  }

  async #save() {
    for (const returning of [...this.#unsaved]) {
      this.#unsaved.delete(returning)
      try {
        await this.#deps.store.save(structuredClone(returning))
      } catch (error) {
        if (isDatabaseDown(error)) {
          this.#unsaved.add(returning)
          return
        }
        // Tried again it would fail again.
        this.#deps.log.error({ err: error }, 'a Return all cannot be stored')
      }
    }
  }

  /** As far as the caller may see it. @throws AppError 404 */
  async get(caller: Caller, returnId: string): Promise<StoredReturn> {
    const running = this.#running.get(returnId)
    const found =
      running?.workspace_id === caller.workspaceId ? running : await this.#deps.store.find(caller.workspaceId, returnId)
    if (!found || !this.#sees(caller, found)) throw notFound('The Return all')
    return this.#for(caller, found)
  }

  /** The latest ones, as far as the caller may see them. */
  async list(caller: Caller): Promise<StoredReturn[]> {
    const rows = await this.#deps.store.ofWorkspace(caller.workspaceId, 50)
    return rows.filter(row => this.#sees(caller, row)).map(row => this.#for(caller, row))
  }

  #for(caller: Caller, returning: StoredReturn): StoredReturn {
    const visible = visibleSns(this.#deps.directory, caller)
    if (!visible) return returning
    return { ...returning, aircraft: returning.aircraft.filter(({ sn }) => visible.includes(sn)) }
  }

  #sees(caller: Caller, returning: StoredReturn): boolean {
    return caller.siteIds === null || this.#for(caller, returning).aircraft.length > 0
  }

  async close() {
    this.#stop()
    await this.save()
    await this.save()
  }
}

export interface ReturnAllDependencies {
  commands: Commands
  directory: Directory
  live: LiveDevices
  holds: Holds
  store: ReturnAllStore
  bus: Bus
  clock: Clock
  log: Logger
}

const isOpen = ({ state }: Returning) => state !== 'landed'

/** Standing with motors off; a mode that only says that nothing is known is not that. */
const isDown = (osd: Record<string, unknown>) => !isAirborne(osd) && [0, 1, 2].includes(numberOf(osd.mode_code) ?? -1)
