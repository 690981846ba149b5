/** *Hold launches*: while one is in force, nothing of its workspace or site is sent into the air by a schedule. */
import { newId } from '@rookery/thing-model'
import type { Audit } from '#platform/audit.ts'
import { type Caller, seesSite } from '#platform/auth/caller.ts'
import type { Bus } from '#platform/bus.ts'
import type { Clock } from '#platform/clock.ts'
import type { LaunchHoldRow } from '#platform/database/safety-tables.ts'
import { badRequest, notFound } from '#platform/errors.ts'
import type { HoldStore } from './hold.store.ts'

declare module '#platform/bus.ts' {
  interface BusEvents {
    /** A hold was put or released. */
    'hold.changed': { hold: LaunchHoldRow }
  }
}

export interface NewHold {
  siteId: string | null
  reason: string
  /** Epoch ms; null: until released. */
  until: number | null
}

export class Holds {
  readonly #deps: HoldDependencies

  constructor(deps: HoldDependencies) {
    this.#deps = deps
  }

  /** The hold that keeps a site (null: a dock at none) from launching; undefined: it may. Asked of the database. */
  async holdFor(workspaceId: string, siteId: string | null): Promise<LaunchHoldRow | undefined> {
    const active = await this.#deps.store.active(workspaceId, this.#deps.clock.now())
    return active.find(hold => hold.site_id === null || hold.site_id === siteId)
  }

  /** In force, and the caller's to know: those of the workspace and of his sites. */
  async list({ workspaceId, siteIds }: Caller): Promise<LaunchHoldRow[]> {
    const active = await this.#deps.store.active(workspaceId, this.#deps.clock.now())
    return active.filter(({ site_id }) => siteIds === null || site_id === null || siteIds.includes(site_id))
  }

  /** @throws AppError 400, 404 */
  async put(caller: Caller, { siteId, reason, until }: NewHold): Promise<LaunchHoldRow> {
    const { store, clock, bus, siteExists } = this.#deps
    const now = clock.now()
    if (!seesSite(caller, siteId) || (siteId !== null && !(await siteExists(caller.workspaceId, siteId))))
      throw notFound('The site')
    if (until !== null && until <= now) throw badRequest('`until` must be in the future')
    const hold: LaunchHoldRow = {
      ...{ hold_id: newId(), workspace_id: caller.workspaceId, site_id: siteId, reason, until },
      ...{ username: caller.username, created_at: now, released_at: null, released_by: null },
    }
    await store.insert(hold)
    bus.emit('hold.changed', { hold })
    await this.#record(caller, 'hold.put', hold)
    return hold
  }

  /** @throws AppError 404 */
  async release(caller: Caller, holdId: string): Promise<LaunchHoldRow> {
    const { store, clock, bus } = this.#deps
    const known = await store.find(caller.workspaceId, holdId)
    if (!known || !seesSite(caller, known.site_id)) throw notFound('The hold')
    const hold = await store.release(holdId, caller.username, clock.now())
    if (!hold) throw notFound('The hold')
    bus.emit('hold.changed', { hold })
    await this.#record(caller, 'hold.release', hold)
    return hold
  }

  #record({ workspaceId, userId, username, address }: Caller, action: string, hold: LaunchHoldRow) {
    return this.#deps.audit.record({
      ...{ workspaceId, userId, username, address, action, result: 'ok' },
      target: hold.site_id ?? 'workspace',
      detail: { hold_id: hold.hold_id, reason: hold.reason, until: hold.until },
    })
  }
}

export interface HoldDependencies {
  store: HoldStore
  bus: Bus
  clock: Clock
  audit: Audit
  siteExists(workspaceId: string, siteId: string): Promise<boolean>
}
