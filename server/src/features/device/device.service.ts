import type { Kysely } from 'kysely'
import type { Device, Directory } from '#link/directory.ts'
import type { Audit } from '#platform/audit.ts'
import { type Caller, seesSite } from '#platform/auth/caller.ts'
import type { Bus } from '#platform/bus.ts'
import type { Clock } from '#platform/clock.ts'
import type { Database } from '#platform/database/schema.ts'
import { badRequest, conflict, notFound } from '#platform/errors.ts'
import type { DeviceStore } from './device.store.ts'
import { type DeviceView, deviceView } from './device.view.ts'
import type { LiveDevices } from './live.ts'

declare module '#platform/bus.ts' {
  interface BusEvents {
    'device.bound': { sn: string; workspaceId: string }
    /** `siteId`: where it was. */
    'device.unbound': { sn: string; workspaceId: string; siteId: string | null }
  }
}

export interface DeviceDependencies {
  db: Kysely<Database>
  store: DeviceStore
  directory: Directory
  live: LiveDevices
  bus: Bus
  clock: Clock
  audit: Audit
  /** Lets a Pilot's session speak as this controller at a broker that keeps accounts of its own. */
  claim(caller: Caller, sn: string): Promise<void>
  workspaceName(workspaceId: string): Promise<string>
  /** Whether the site exists in the workspace. */
  siteExists(workspaceId: string, siteId: string): Promise<boolean>
}

export class DeviceService {
  readonly #deps: DeviceDependencies
  constructor(deps: DeviceDependencies) {
    this.#deps = deps
  }

  /** Devices of the workspace that the caller may see. */
  visible(caller: Caller): Device[] {
    const { directory } = this.#deps
    return directory.inWorkspace(caller.workspaceId).filter(({ sn }) => seesSite(caller, directory.siteOf(sn)))
  }

  view(device: Device, workspaceName?: string): DeviceView {
    const { directory, live, clock } = this.#deps
    return deviceView(directory, live, device, clock.now(), workspaceName)
  }

  /** Gateways with their aircraft, then aircraft that are attached to none now. */
  async tree(caller: Caller): Promise<DeviceView[]> {
    const name = await this.#deps.workspaceName(caller.workspaceId)
    const visible = this.visible(caller)
    const gateways = visible.filter(device => device.product.category !== 'aircraft')
    const carried = new Set(gateways.flatMap(g => [...g.children].filter(([, a]) => a.attached).map(([sn]) => sn)))
    const loose = visible.filter(device => device.product.category === 'aircraft' && !carried.has(device.sn))
    return [...gateways, ...loose]
      .sort((a, b) => a.nickname.localeCompare(b.nickname))
      .map(device => this.view(device, name))
  }

  /** Those of one domain, or all, by name. */
  async bound(caller: Caller, domain: number | undefined, page: { limit: number; offset: number }) {
    const name = await this.#deps.workspaceName(caller.workspaceId)
    const all = this.visible(caller).filter(({ product }) => domain === undefined || product.domain === domain)
    all.sort((a, b) => a.nickname.localeCompare(b.nickname))
    const shown = all.slice(page.offset, page.offset + page.limit)
    return { list: shown.map(device => this.view(device, name)), total: all.length }
  }

  async get(caller: Caller, sn: string): Promise<DeviceView> {
    const device = this.#deps.directory.device(sn)
    if (!device) throw notFound('The device')
    return this.view(device, await this.#deps.workspaceName(caller.workspaceId))
  }

  async update(
    caller: Caller,
    sn: string,
    change: { nickname?: string; site_id?: string | null; tags?: string[] },
  ): Promise<DeviceView> {
    const { store, directory, audit, siteExists } = this.#deps
    const { site_id: siteId } = change
    // Another site than his own is not his to know of, and none at all would take the device from him.
    const unseen = siteId !== undefined && !seesSite(caller, siteId)
    if (unseen || (siteId && !(await siteExists(caller.workspaceId, siteId))))
      throw badRequest('The site does not exist in this workspace')
    if (Object.keys(change).length === 0) throw badRequest('Name nickname, site_id or tags')
    await store.update(sn, change)
    await directory.changed(sn)
    await audit.record({ ...auditOf(caller), action: 'device.update', target: sn, detail: { ...change }, result: 'ok' })
    return this.get(caller, sn)
  }

  /** Binds a remote controller (and the aircraft on it) that this server has seen; docks bind by their own request. */
  async bind(caller: Caller, sn: string): Promise<void> {
    await this.#deps.claim(caller, sn)
    const { db, store, directory, live, clock, bus, audit } = this.#deps
    const device = directory.device(sn)
    const gatewaySn = directory.gatewayOf(sn) ?? sn
    const account = directory.account(gatewaySn)?.workspaceId ?? live.get(gatewaySn)?.account
    const owner = device?.workspaceId ?? account ?? caller.workspaceId
    // Remote controllers stand at no site: whoever holds one may bind it.
    const siteId = directory.siteOf(sn)
    const elsewhere = owner !== caller.workspaceId || (siteId !== null && !seesSite(caller, siteId))
    // A device that nobody has seen, or that is somebody else's, looks the same.
    if (!device || elsewhere) throw notFound('The device')
    if (device.product.category === 'dock') throw conflict('A dock is bound from DJI Pilot 2 with its binding code')
    if (!live.get(sn)?.online)
      throw conflict('The device is not connected: open the cloud service in DJI Pilot 2 first')
    const aircraft = [...device.children]
      .filter(([, a]) => a.attached)
      .flatMap(([child]) => directory.device(child) ?? [])
    const mine = aircraft.filter(child => child.workspaceId === null || child.workspaceId === caller.workspaceId)
    await db
      .transaction()
      .execute(trx => store.bind(trx, [device, ...mine].map(codes), caller.workspaceId, caller.username, clock.now()))
    await directory.changed(sn, ...mine.map(child => child.sn))
    await audit.record({ ...auditOf(caller), action: 'device.bind', target: sn, detail: {}, result: 'ok' })
    bus.emit('device.bound', { sn, workspaceId: caller.workspaceId })
  }

  async unbind(caller: Caller, sn: string): Promise<void> {
    const { store, directory, live, bus, audit } = this.#deps
    const siteId = directory.siteOf(sn)
    const sns = await store.unbind(sn)
    await directory.changed(...sns)
    for (const gone of sns) live.forget(gone)
    await audit.record({
      ...auditOf(caller),
      action: 'device.unbind',
      target: sn,
      detail: { devices: sns },
      result: 'ok',
    })
    bus.emit('device.unbound', { sn, workspaceId: caller.workspaceId, siteId })
  }

  async setOutOfService(
    caller: Caller,
    sn: string,
    mark: { reason: string; until: number | null } | null,
  ): Promise<void> {
    const { store, directory, audit } = this.#deps
    await store.setOutOfService(sn, mark && { ...mark, by: caller.username })
    await directory.changed(sn)
    await audit.record({
      ...auditOf(caller),
      action: mark ? 'device.out_of_service' : 'device.in_service',
      target: sn,
      detail: { ...mark },
      result: 'ok',
    })
  }
}

const codes = ({ sn, product }: Device) => ({
  sn,
  domain: product.domain,
  type: product.type,
  sub_type: product.sub_type,
})
const auditOf = ({ workspaceId, userId, username, address }: Caller) => ({ workspaceId, userId, username, address })
