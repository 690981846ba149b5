/**
 * Who is at the other end: gateways, devices, and which aircraft hang on which gateway. Held in memory because every
 * message asks it; the database is the truth. Whoever writes one of these tables calls `changed`, which reloads the
 * rows here and tells the other processes to do the same.
 */
import { type Product, productOf } from '@rookery/thing-model'
import type { DirectoryDeviceRow, DirectoryStore } from './directory.store.ts'

export interface GatewayAccount {
  sn: string
  workspaceId: string
  name: string
  passwordHash: string
  previousPasswordHash: string | null
}

export interface Device {
  sn: string
  /** Workspace it is bound to; null while bound nowhere. */
  workspaceId: string | null
  product: Product
  nickname: string
  firmware: string
  siteId: string | null
  tags: string[]
  boundAt: number | null
  outOfService: { reason: string; by: string; until: number | null } | null
  lastSeenAt: number | null
  /** Gateways whose update_topo named this device (aircraft only). */
  gateways: ReadonlyMap<string, Attachment>
  /** Devices that this gateway named (gateways only). */
  children: ReadonlyMap<string, Attachment>
}
export interface Attachment {
  index: string | null
  /** Listed by the latest update_topo. */
  attached: boolean
  updatedAt: number
}

const RETRY_MS = 500

export class Directory {
  #accounts = new Map<string, GatewayAccount>()
  #devices = new Map<string, Device>()
  /** Aircraft SN -> gateway with the best link, as the aircraft reports it (multi-dock). */
  #bestLinks = new Map<string, string>()
  /** Aircraft named by an update_topo that is not committed yet. */
  #expected = new Map<string, Set<string>>()
  #turn: Promise<void> = Promise.resolve()
  /** Rows that were written and could not be read since. */
  readonly #unread = new Set<string>()
  #retry: NodeJS.Timeout | undefined
  readonly #store: DirectoryStore
  readonly #announce: (sns: string[]) => void

  /** `announce` tells other processes which serial numbers to reload. */
  constructor(store: DirectoryStore, announce: (sns: string[]) => void = () => {}) {
    this.#store = store
    this.#announce = announce
  }

  load(): Promise<void> {
    return this.#inTurn(async () => {
      const { accounts, devices, topology } = await this.#store.read()
      this.#accounts = new Map(accounts.map(a => [a.sn, a]))
      this.#devices = new Map(devices.map(d => [d.sn, toDevice(d)]))
      for (const row of topology) this.#attach(row)
    })
  }

  /** One reading at a time: of two at once, the older rows could be the last ones applied. */
  #inTurn(task: () => Promise<void>): Promise<void> {
    const result = this.#turn.then(task)
    this.#turn = result.catch(() => {})
    return result
  }

  /** Rows of these serial numbers were written and committed: reload them here and everywhere. */
  async changed(...sns: string[]): Promise<void> {
    try {
      await this.reload(sns)
    } finally {
      this.#announce(sns)
    }
  }

  /** When the database is away it rejects, and the rows are read as soon as it is back. */
  async reload(sns: string[]): Promise<void> {
    try {
      await this.#inTurn(() => this.#reload(sns))
    } catch (error) {
      for (const sn of sns) this.#unread.add(sn)
      this.#retry ??= setTimeout(() => this.#readUnread(), RETRY_MS).unref()
      throw error
    }
  }

  #readUnread() {
    const sns = [...this.#unread]
    this.#unread.clear()
    this.#retry = undefined
    this.reload(sns).catch(() => {})
  }

  async #reload(sns: string[]): Promise<void> {
    const { accounts, devices, topology } = await this.#store.read(sns)
    for (const sn of sns) {
      this.#accounts.delete(sn)
      this.#expected.delete(sn)
      for (const parent of this.#devices.get(sn)?.gateways.keys() ?? [])
        mutable(this.#devices.get(parent)?.children)?.delete(sn)
      for (const child of this.#devices.get(sn)?.children.keys() ?? [])
        mutable(this.#devices.get(child)?.gateways)?.delete(sn)
      this.#devices.delete(sn)
    }
    for (const account of accounts) this.#accounts.set(account.sn, account)
    for (const row of devices) this.#devices.set(row.sn, toDevice(row))
    for (const row of topology) this.#attach(row)
  }

  #attach(row: {
    gateway_sn: string
    device_sn: string
    device_index: string | null
    attached: boolean
    updated_at: number
  }) {
    const attachment = { index: row.device_index, attached: row.attached, updatedAt: row.updated_at }
    mutable(this.#devices.get(row.gateway_sn)?.children)?.set(row.device_sn, attachment)
    mutable(this.#devices.get(row.device_sn)?.gateways)?.set(row.gateway_sn, attachment)
  }

  account(sn: string): GatewayAccount | undefined {
    return this.#accounts.get(sn)
  }
  accounts(): IterableIterator<GatewayAccount> {
    return this.#accounts.values()
  }
  device(sn: string): Device | undefined {
    return this.#devices.get(sn)
  }
  devices(): IterableIterator<Device> {
    return this.#devices.values()
  }
  inWorkspace(workspaceId: string): Device[] {
    return [...this.#devices.values()].filter(d => d.workspaceId === workspaceId)
  }

  /**
   * An update_topo that names these aircraft has arrived and is about to be committed: its gateway may subscribe to
   * their topics and speak for them at once. Aircraft of another workspace are not granted.
   */
  expect(gatewaySn: string, aircraftSns: string[]): void {
    this.#expected.set(gatewaySn, new Set(aircraftSns.filter(sn => this.mayCarry(gatewaySn, sn))))
  }

  /** Whether the gateway may name this device in its topology: no gateway, and bound nowhere else. */
  mayCarry(gatewaySn: string, sn: string): boolean {
    if (sn === gatewaySn || this.#accounts.has(sn)) return false
    const device = this.#devices.get(sn)
    if (!device) return true
    const { category } = device.product
    if (category === 'dock' || category === 'rc') return false
    return device.workspaceId === null || device.workspaceId === this.#devices.get(gatewaySn)?.workspaceId
  }

  /** True when the gateway's topology has named the aircraft, so that it may speak for it. */
  speaksFor(gatewaySn: string, deviceSn: string): boolean {
    return this.#devices.get(deviceSn)?.gateways.has(gatewaySn) || this.#expected.get(gatewaySn)?.has(deviceSn) || false
  }

  /** The aircraft reports which of its gateways has the best link. Ignored when that one does not speak for it. */
  setBestLink(aircraftSn: string, gatewaySn: string): void {
    if (this.speaksFor(gatewaySn, aircraftSn)) this.#bestLinks.set(aircraftSn, gatewaySn)
  }

  /** The site where a device is: its own, else that of the gateway it hangs on. Null: at none. */
  siteOf(sn: string): string | null {
    const device = this.#devices.get(sn)
    if (!device || device.siteId !== null || device.product.category !== 'aircraft') return device?.siteId ?? null
    return this.#devices.get(this.gatewayOf(sn) ?? '')?.siteId ?? null
  }

  /** The gateway through which a device is reached: itself, or for an aircraft its best link, else the latest one. */
  gatewayOf(sn: string): string | undefined {
    const device = this.#devices.get(sn)
    if (!device) return undefined
    if (device.product.category === 'dock' || device.product.category === 'rc') return sn
    const best = this.#bestLinks.get(sn)
    if (best && device.gateways.has(best)) return best
    let latest: string | undefined
    let score = -1
    for (const [gateway, { attached, updatedAt }] of device.gateways) {
      const candidate = (attached ? 1e15 : 0) + updatedAt
      if (candidate > score) {
        score = candidate
        latest = gateway
      }
    }
    return latest
  }
}

/** The aircraft that a gateway carries, or flies, now. */
export const attachedAircraft = (gateway: Pick<Device, 'children'> | undefined): string | undefined => {
  for (const [sn, { attached }] of gateway?.children ?? []) if (attached) return sn
  return undefined
}

const mutable = <K, V>(map: ReadonlyMap<K, V> | undefined) => map as Map<K, V> | undefined

function toDevice(row: DirectoryDeviceRow): Device {
  return {
    sn: row.sn,
    workspaceId: row.workspace_id,
    product: productOf(row.domain, row.type, row.sub_type),
    nickname: row.nickname,
    firmware: row.firmware_version ?? '',
    siteId: row.site_id,
    tags: row.tags,
    boundAt: row.bound_at,
    outOfService:
      row.out_of_service_reason === null
        ? null
        : { reason: row.out_of_service_reason, by: row.out_of_service_by ?? '', until: row.out_of_service_until },
    lastSeenAt: row.last_seen_at,
    gateways: new Map(),
    children: new Map(),
  }
}
