/** Workspaces and what is set for each. */
import { randomUUID } from 'node:crypto'
import type { Insertable, Kysely } from 'kysely'
import type { Audit } from '#platform/audit.ts'
import type { Caller } from '#platform/auth/caller.ts'
import type { Auth } from '#platform/auth/index.ts'
import { unambiguous } from '#platform/auth/passwords.ts'
import type { Clock } from '#platform/clock.ts'
import type { Config } from '#platform/config.ts'
import type { Database, WorkspaceRow } from '#platform/database/schema.ts'
import { badRequest, notFound } from '#platform/errors.ts'
import type { MapTiles, WorkspaceSettings } from '#platform/settings.ts'
import type { WorkspaceStore } from './workspace.store.ts'

export interface WorkspaceNames {
  workspace_name: string
  workspace_desc: string
  platform_name: string
}

/** A change of settings: absent leaves as it is, null goes back to the server's default. */
export type SettingsChange = { [K in keyof WorkspaceSettings]?: WorkspaceSettings[K] | { set: boolean } | null }

const NO_TILES: MapTiles = { kind: 'none', url: '', attribution: '', crs: 'wgs84' }
/** The window in which dangerous forms are open closes by itself. */
const MAX_ENGINEERING_MS = 24 * 3600_000
const DEFAULT_NTP_PORT = 123
const POLICY_MS = 60_000

export class WorkspaceService {
  readonly #store: WorkspaceStore
  readonly #config: Pick<Config, 'djiAppId' | 'djiAppKey' | 'djiLicense' | 'ntpHost' | 'ntpPort'>
  readonly #audit: Audit
  readonly #auth: Auth
  readonly #clock: Clock
  #tiles: { origins: string[]; readAt: number } | undefined

  constructor(deps: {
    store: WorkspaceStore
    config: Pick<Config, 'djiAppId' | 'djiAppKey' | 'djiLicense' | 'ntpHost' | 'ntpPort'>
    audit: Audit
    auth: Auth
    clock: Clock
  }) {
    this.#store = deps.store
    this.#config = deps.config
    this.#audit = deps.audit
    this.#auth = deps.auth
    this.#clock = deps.clock
  }

  /** @throws AppError 404 */
  async get(workspaceId: string, within?: Kysely<Database>) {
    const row = await this.#store.byId(workspaceId, within)
    if (!row) throw notFound('The workspace')
    return row
  }

  /** Those of the caller; for an instance admin, all. */
  list(caller: Caller) {
    return this.#store.list(caller.instanceAdmin ? undefined : caller.userId)
  }

  async create(caller: Caller, names: WorkspaceNames): Promise<string> {
    const workspace = newWorkspace(names, this.#clock.now())
    await this.#store.insert(workspace, caller.userId)
    this.#auth.userChanged(caller.userId)
    await this.#record(caller, workspace.workspace_id, 'workspace.create', names.workspace_name, {})
    return workspace.workspace_id
  }

  async rename(caller: Caller, names: Partial<WorkspaceNames>): Promise<void> {
    await this.#store.update(caller.workspaceId, names, this.#clock.now())
    await this.#record(caller, caller.workspaceId, 'workspace.change', names.workspace_name ?? '', { ...names })
  }

  /** The settings in force: the workspace's own, else the server's. @throws AppError 404 */
  async settings(workspaceId: string, within?: Kysely<Database>): Promise<WorkspaceSettings & { bind_code: string }> {
    const { settings: own, bind_code } = await this.get(workspaceId, within)
    const config = this.#config
    const until = own.engineering_mode_until ?? null
    return {
      dji_app_id: own.dji_app_id ?? config.djiAppId ?? '',
      dji_app_key: own.dji_app_key ?? config.djiAppKey ?? '',
      dji_license: own.dji_license ?? config.djiLicense ?? '',
      ntp_host: own.ntp_host ?? config.ntpHost ?? '',
      ntp_port: own.ntp_port ?? config.ntpPort ?? DEFAULT_NTP_PORT,
      map_tiles: own.map_tiles ?? NO_TILES,
      engineering_mode_until: until !== null && until > this.#clock.now() ? until : null,
      media_retention_days: own.media_retention_days ?? null,
      bind_code,
    }
  }

  /** @throws AppError 400 */
  async change(caller: Caller, change: SettingsChange): Promise<void> {
    const now = this.#clock.now()
    const until = change.engineering_mode_until
    if (typeof until === 'number' && until > now + MAX_ENGINEERING_MS)
      throw badRequest('The engineering mode can be opened for 24 hours at most')
    if (change.map_tiles) checkTiles(change.map_tiles as MapTiles)
    await this.#store.changeSettings(caller.workspaceId, settings => merge(settings, change), now)
    this.#tiles = undefined
    await this.#record(caller, caller.workspaceId, 'settings.change', Object.keys(change).sort().join(' '), {
      ...(until !== undefined && { engineering_mode_until: until }),
      ...(change.media_retention_days !== undefined && { media_retention_days: change.media_retention_days }),
    })
  }

  /** A new bind code; gateways that are bound stay bound. */
  async renewBindCode(caller: Caller): Promise<string> {
    const bindCode = newBindCode()
    await this.#store.update(caller.workspaceId, { bind_code: bindCode }, this.#clock.now())
    await this.#record(caller, caller.workspaceId, 'settings.bind-code', '', {})
    return bindCode
  }

  /** Origins that the console's page may load map tiles from, over all workspaces. */
  async tileOrigins(): Promise<string[]> {
    const now = this.#clock.now()
    if (!this.#tiles || this.#tiles.readAt < now - POLICY_MS) {
      const workspaces = await this.#store.list(undefined)
      const origins = workspaces.flatMap(({ settings }) => originOf(settings.map_tiles))
      this.#tiles = { origins: [...new Set(origins)].sort(), readAt: now }
    }
    return this.#tiles.origins
  }

  #record(caller: Caller, workspaceId: string, action: string, target: string, detail: Record<string, unknown>) {
    const { userId, username, address } = caller
    return this.#audit.record({ workspaceId, userId, username, action, target, detail, address, result: 'ok' })
  }
}

export const newWorkspace = (names: WorkspaceNames, now: number): Insertable<WorkspaceRow> => ({
  ...names,
  workspace_id: randomUUID(),
  bind_code: newBindCode(),
  settings: '{}',
  created_at: now,
  updated_at: now,
})

/** Typed by an installer on a remote controller, once per dock. */
const newBindCode = () => unambiguous(8)

/** A secret that was read back masked and is sent again as it came stays as it is. */
function merge(settings: Partial<WorkspaceSettings>, change: SettingsChange): Partial<WorkspaceSettings> {
  const merged: Record<string, unknown> = { ...settings }
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete merged[key]
    else if (!(typeof value === 'object' && 'set' in value)) merged[key] = value
  }
  return merged
}

function checkTiles({ kind, url }: MapTiles): void {
  if (kind === 'none') return
  const local = url.startsWith('/') && !url.startsWith('//')
  if (!local && !/^https?:\/\/[^\s;,'"]+$/.test(url))
    throw badRequest('The tile address must start with https://, http:// or /')
  if (kind === 'xyz' && !['{z}', '{x}', '{y}'].every(part => url.includes(part)))
    throw badRequest('The tile address must hold {z}, {x} and {y}')
}

function originOf(tiles: MapTiles | undefined): string[] {
  if (!tiles || tiles.kind === 'none' || tiles.url.startsWith('/')) return []
  // A server list such as {a-c} is more than one origin: the policy then allows the whole domain.
  const [, scheme, host] = /^(https?):\/\/([^/?#]+)/.exec(tiles.url) ?? []
  if (!scheme || !host) return []
  const named = host.includes('{') ? host.replace(/^[^.]*\{[^}]*\}[^.]*/, '*') : host
  return /^[*A-Za-z0-9.:[\]-]+$/.test(named) ? [`${scheme}://${named}`] : []
}
