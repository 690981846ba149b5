/** Places where docks stand. */
import { randomUUID } from 'node:crypto'
import type { Audit } from '#platform/audit.ts'
import type { Caller } from '#platform/auth/caller.ts'
import type { Clock } from '#platform/clock.ts'
import { badRequest, conflict, notFound } from '#platform/errors.ts'
import type { SiteFields, SiteStore } from './site.store.ts'

export type NewSite = Pick<SiteFields, 'name'> & Partial<SiteFields>

export class SiteService {
  readonly #store: SiteStore
  readonly #audit: Audit
  readonly #clock: Clock

  constructor(deps: { store: SiteStore; audit: Audit; clock: Clock }) {
    this.#store = deps.store
    this.#audit = deps.audit
    this.#clock = deps.clock
  }

  /** Those that the caller may see. */
  list(caller: Caller) {
    return this.#store.list(caller.workspaceId, caller.siteIds)
  }

  /** @throws AppError 400 */
  async create(caller: Caller, site: NewSite): Promise<string> {
    const { name, latitude = null, longitude = null, timezone = 'UTC', phone = '', notes = '' } = site
    checkZone(timezone)
    const siteId = randomUUID()
    const now = this.#clock.now()
    await this.#store.insert({
      ...{ site_id: siteId, workspace_id: caller.workspaceId, name, latitude, longitude, timezone, phone, notes },
      created_at: now,
      updated_at: now,
    })
    await this.#record(caller, 'site.create', name)
    return siteId
  }

  /** @throws AppError 400, 404 */
  async change(caller: Caller, siteId: string, fields: Partial<SiteFields>): Promise<void> {
    if (fields.timezone !== undefined) checkZone(fields.timezone)
    const changed = await this.#store.update(caller.workspaceId, siteId, { ...fields, updated_at: this.#clock.now() })
    if (!changed) throw notFound('The site')
    await this.#record(caller, 'site.change', fields.name ?? siteId)
  }

  /** @throws AppError 404, 409 while devices stand there */
  async remove(caller: Caller, siteId: string): Promise<void> {
    const known = (await this.#store.list(caller.workspaceId, [siteId]))[0]
    if (!known) throw notFound('The site')
    const devices = await this.#store.countDevices(siteId)
    if (devices > 0) throw conflict(`${devices} devices stand at this site: move them first`)
    await this.#store.remove(caller.workspaceId, siteId)
    await this.#record(caller, 'site.remove', known.name)
  }

  #record({ workspaceId, userId, username, address }: Caller, action: string, target: string) {
    return this.#audit.record({ workspaceId, userId, username, action, target, address, result: 'ok' })
  }
}

function checkZone(timezone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone })
  } catch {
    throw badRequest('The time zone must be an IANA name such as Europe/Berlin')
  }
}
