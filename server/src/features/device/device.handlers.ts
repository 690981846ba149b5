/** Messages that say who is there and how it is: `update_topo` and `state`. Telemetry takes the short way. */
import { checkTolerant, isSerialNumber } from '@rookery/thing-model'
import type { Directory } from '#link/directory.ts'
import { storable } from '#link/link.store.ts'
import type { Link, LinkListeners, Message } from '#link/link.ts'
import type { Bus } from '#platform/bus.ts'
import type { DeviceStore, TopologyEntry } from './device.store.ts'
import type { LiveDevices } from './live.ts'
import type { Presence } from './presence.ts'
import { osdSchema } from './telemetry.ts'

declare module '#platform/bus.ts' {
  interface BusEvents {
    /** A gateway told its topology and it is committed. */
    'device.topology': { sn: string; workspaceId: string | null }
    /** State properties that came with one message. */
    'device.state': { sn: string; workspaceId: string; state: Record<string, unknown>; at: number }
  }
}

export function deviceHandlers(deps: {
  link: Link
  directory: Directory
  live: LiveDevices
  presence: Presence
  store: DeviceStore
  bus: Bus
  deviation: LinkListeners['deviation']
}) {
  const { link, directory, live, presence, store, bus, deviation } = deps

  link.handle('status', 'update_topo', async message => {
    const data = objectOf(message.data)
    const gateway = gatewayEntry(message.gatewaySn, data, directory.account(message.gatewaySn) !== undefined)
    const named = listOf(data.sub_devices)
      .slice(0, MAX_SUB_DEVICES)
      .flatMap(item => {
        const child = objectOf(item)
        return isSerialNumber(child.sn) && child.sn !== gateway.sn ? [subDeviceEntry(child.sn, child)] : []
      })
    const children = named.filter(child => directory.mayCarry(gateway.sn, child.sn))
    const refused = [
      ...named.filter(child => !children.includes(child)).map(child => child.sn),
      ...(await store.saveTopology(message.trx, gateway, children, message.receivedAt)),
    ]
    if (refused.length)
      deviation(
        message,
        'status',
        'update_topo',
        [{ path: '/sub_devices', message: 'names a gateway, or an aircraft of another workspace' }],
        refused,
      )
    message.afterCommit(async () => {
      const before = [...(directory.device(gateway.sn)?.children.keys() ?? [])]
      await directory.changed(gateway.sn, ...children.map(c => c.sn))
      const now = new Set(children.map(c => c.sn).filter(sn => !refused.includes(sn)))
      for (const sn of now) {
        live.of(sn).via = gateway.sn
        presence.evidence(sn, message.receivedAt)
      }
      for (const sn of before) if (!now.has(sn) && live.get(sn)?.via === gateway.sn) presence.gone(sn)
      bus.emit('device.topology', { sn: gateway.sn, workspaceId: directory.device(gateway.sn)?.workspaceId ?? null })
    })
  })

  const told = (sn: string, state: Record<string, unknown>, at: number) => {
    const target = live.of(sn)
    live.merge(target.state, state)
    target.stateAt = at
    // Commands to an aircraft of two docks go to the one that it hears best.
    if (typeof state.best_link_gateway === 'string') directory.setBestLink(sn, state.best_link_gateway)
  }
  bus.elsewhere('device.state', ({ sn, state, at }) => told(sn, state, at))

  link.handle('state', '', async (message: Message) => {
    const { device, workspaceId, deviceSn } = message
    const data = objectOf(message.data)
    if (!device || device.workspaceId === null || device.workspaceId !== workspaceId) return
    const deviations = checkTolerant(osdSchema(device.product.model), data)
    if (deviations.length) deviation(message, 'state', '', deviations, data)
    const state = { ...data }
    Reflect.deleteProperty(state, '__proto__')
    await store.mergeState(message.trx, deviceSn, state, message.receivedAt)
    message.afterCommit(async () => {
      told(deviceSn, state, message.receivedAt)
      if (typeof state.firmware_version === 'string' && state.firmware_version !== device.firmware)
        await directory.changed(deviceSn)
      bus.emit('device.state', { sn: deviceSn, workspaceId: device.workspaceId!, state, at: message.receivedAt })
    })
  })
}

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** Numbers come as numbers or as text; a code that is neither counts as unknown. */
const codeOf = (value: unknown): number => {
  const code = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof code === 'number' && Number.isInteger(code) && Math.abs(code) < 2 ** 31 ? code : -1
}

/** A gateway carries one aircraft, some day two; a list without end would hold up the database. */
const MAX_SUB_DEVICES = 16
/** Domains of devices with a connection of their own. */
const REMOTE_CONTROLLER = 2
const DOCK = 3
const AIRCRAFT = 0

/** The RC Plus 2 names no domain, and no gateway becomes an aircraft by saying so. */
function gatewayEntry(sn: string, data: Record<string, unknown>, isDock: boolean): TopologyEntry {
  const entry = entryOf(sn, data)
  const named = entry.domain === REMOTE_CONTROLLER || entry.domain === DOCK
  return named ? entry : { ...entry, domain: isDock ? DOCK : REMOTE_CONTROLLER }
}

function subDeviceEntry(sn: string, data: Record<string, unknown>): TopologyEntry {
  const entry = entryOf(sn, data)
  const unfit = entry.domain < 0 || entry.domain === REMOTE_CONTROLLER || entry.domain === DOCK
  return unfit ? { ...entry, domain: AIRCRAFT } : entry
}

function entryOf(sn: string, data: Record<string, unknown>): TopologyEntry {
  const version = data.thing_version ?? data.version
  const known = typeof version === 'string' || typeof version === 'number'
  return {
    sn,
    domain: codeOf(data.domain),
    type: codeOf(data.type),
    sub_type: codeOf(data.sub_type),
    thing_version: known ? storable(String(version).slice(0, 32)) : null,
    index: typeof data.index === 'string' ? storable(data.index.slice(0, 16)) : null,
  }
}
