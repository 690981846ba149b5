/**
 * The fleet as it is now. Two speeds: device rows (names, sites, online) are reactive; values of telemetry are not:
 * they lie in a plain map that messages replace at any rate. Views of one device get them through useLive(), once
 * per animation frame; lists and the map read the map itself at their own pace.
 */
import { computed, type MaybeRefOrGetter, onScopeDispose, type ShallowRef, shallowRef, toValue, watch } from 'vue'
import { get } from '../api/client.ts'
import type { Device, Frame, GatewayDevice, LatestRow, Site, Values } from '../api/types.ts'
import { at } from '../api/values.ts'
import { onFrame, onOpened } from './channel.ts'
import { siteChoice } from './preferences.ts'
import { workspaceId, workspacePath } from './session.ts'

/** Latest values of one device; replaced, never changed. Times are server epoch ms, 0: nothing yet. */
export interface Live {
  readonly osd: Values
  readonly osdAt: number
  readonly state: Values
  readonly stateAt: number
}
const NOTHING: Live = Object.freeze({ osd: {}, osdAt: 0, state: {}, stateAt: 0 })

const live = new Map<string, Live>()
const gatewayRows = shallowRef<readonly GatewayDevice[]>([])
const siteRows = shallowRef<readonly Site[]>([])
const loadState = shallowRef<'idle' | 'loading' | 'ready' | 'failed'>('idle')
const loadError = shallowRef<Error | null>(null)

const AIRCRAFT_DOMAIN = 0
/** Gateways (docks, remote controllers) with their aircraft. */
export const gateways = computed(() => gatewayRows.value.filter(row => row.domain !== AIRCRAFT_DOMAIN))
/** Every device by serial number. */
export const devices = computed<ReadonlyMap<string, Device>>(() => {
  const all = new Map<string, Device>()
  for (const row of gatewayRows.value) {
    all.set(row.device_sn, row)
    for (const child of childrenOf(row)) all.set(child.device_sn, child)
  }
  return all
})
export const sites = computed(() => siteRows.value)
export const fleetState = computed(() => loadState.value)
export const fleetError = computed(() => loadError.value)

/** Gateways of the chosen site, or all. */
export const gatewaysInView = computed(() =>
  siteChoice.value ? gateways.value.filter(g => g.site_id === siteChoice.value) : gateways.value,
)

/** IANA zone of the site where a dock stands; where that is not known, this browser's. */
export function zoneOfDock(sn: string | null | undefined): string {
  const siteId = gateways.value.find(gateway => gateway.device_sn === sn)?.site_id
  return zoneOfSite(siteId)
}
export const zoneOfSite = (siteId: string | null | undefined): string =>
  sites.value.find(site => site.site_id === siteId)?.timezone || Intl.DateTimeFormat().resolvedOptions().timeZone

function childrenOf(gateway: GatewayDevice): Device[] {
  const list = gateway.children_list ?? []
  if (list.length > 0 || !gateway.children) return list
  return [gateway.children]
}
/**
 * The aircraft of a gateway: those of its topology; an aircraft that is switched off is in none, but its dock still
 * names it in `sub_device`.
 */
export function aircraftOf(gateway: GatewayDevice): Device[] {
  const children = childrenOf(gateway)
  if (children.length > 0) return children
  const sn = at(liveOf(gateway.device_sn).osd, 'sub_device.device_sn')
  const aircraft = typeof sn === 'string' ? devices.value.get(sn) : undefined
  return aircraft && (!aircraft.gateway_sn || aircraft.gateway_sn === gateway.device_sn) ? [aircraft] : []
}
const collator = new Intl.Collator(undefined, { numeric: true })
/** Names as people sort them: 2 before 10. One collator for all, since comparing is on the path of every second. */
export const compareNames = (a: string, b: string): number => collator.compare(a, b)
export const nameOf = (device: Device): string => device.nickname || device.device_name || device.device_sn

/** Latest values, without reactivity. */
export const liveOf = (sn: string): Live => live.get(sn) ?? NOTHING

// Changes, handed on once per animation frame ------------------------------------------------------------------------

const cells = new Map<string, { ref: ShallowRef<Live>; users: number }>()
const changed = new Set<string>()
const changeListeners = new Set<(sns: ReadonlySet<string>) => void>()
let frameAsked = false

function flush() {
  frameAsked = false
  for (const sn of changed) {
    const cell = cells.get(sn)
    if (cell) cell.ref.value = liveOf(sn)
  }
  for (const listener of changeListeners) listener(changed)
  changed.clear()
}
function touch(sn: string) {
  changed.add(sn)
  if (frameAsked) return
  frameAsked = true
  requestAnimationFrame(flush)
}

/** Called at most once per frame with the devices whose values changed; returns the way to stop. */
export function onChanges(listener: (sns: ReadonlySet<string>) => void): () => void {
  changeListeners.add(listener)
  return () => changeListeners.delete(listener)
}

/** Values of one device as a ref that follows them, at most once per frame. */
export function useLive(sn: MaybeRefOrGetter<string | null | undefined>): Readonly<ShallowRef<Live>> {
  const view = shallowRef<Live>(NOTHING)
  let leave = () => {}
  watch(
    () => toValue(sn),
    key => {
      leave()
      leave = () => {}
      if (!key) {
        view.value = NOTHING
        return
      }
      let cell = cells.get(key)
      if (!cell) {
        cell = { ref: shallowRef(liveOf(key)), users: 0 }
        cells.set(key, cell)
      }
      cell.users += 1
      const held = cell
      const stop = watch(held.ref, value => (view.value = value), { immediate: true, flush: 'sync' })
      leave = () => {
        stop()
        held.users -= 1
        if (held.users === 0) cells.delete(key)
      }
    },
    { immediate: true, flush: 'sync' },
  )
  onScopeDispose(() => leave())
  return view
}

// Loading --------------------------------------------------------------------------------------------------------------

let loading: Promise<void> | null = null
/** Fetches rows and latest values; calls made meanwhile share it. */
export function loadFleet(): Promise<void> {
  loading ??= (async () => {
    if (loadState.value !== 'ready') loadState.value = 'loading'
    const workspace = workspaceId.value
    try {
      const [rows, latest, siteList] = await Promise.all([
        get<GatewayDevice[]>(`/manage/api/v1/devices/${encodeURIComponent(workspace)}/devices`),
        get<{ list: LatestRow[] }>(workspacePath('/devices/latest')),
        get<Site[] | { list: Site[] }>(workspacePath('/sites')),
      ])
      if (workspace !== workspaceId.value) return
      for (const row of latest.list) {
        const known = live.get(row.sn)
        // A message that came while the answer was under way is newer than the answer.
        live.set(row.sn, {
          osd: (known?.osdAt ?? 0) > (row.osd_time ?? 0) ? known!.osd : (row.osd ?? {}),
          osdAt: Math.max(known?.osdAt ?? 0, row.osd_time ?? 0),
          state: (known?.stateAt ?? 0) > (row.state_time ?? 0) ? known!.state : (row.state ?? {}),
          stateAt: Math.max(known?.stateAt ?? 0, row.state_time ?? 0),
        })
        touch(row.sn)
      }
      gatewayRows.value = rows
      siteRows.value = Array.isArray(siteList) ? siteList : siteList.list
      loadState.value = 'ready'
      loadError.value = null
    } catch (error) {
      loadError.value = error as Error
      if (loadState.value !== 'ready') loadState.value = 'failed'
    } finally {
      loading = null
    }
  })()
  return loading
}

/** Replaces fields of one device row, wherever it stands in the tree. */
export function patchDevice(sn: string, fields: Partial<Device>): void {
  const patched = <D extends Device>(device: D): D => (device.device_sn === sn ? { ...device, ...fields } : device)
  gatewayRows.value = gatewayRows.value.map(gateway => {
    const next = patched(gateway)
    return {
      ...next,
      children: next.children && patched(next.children),
      children_list: (next.children_list ?? []).map(patched),
    }
  })
}

let reloadTimer: ReturnType<typeof setTimeout> | undefined
function reloadSoon() {
  clearTimeout(reloadTimer)
  reloadTimer = setTimeout(loadFleet, 300)
}

function take(frame: Frame) {
  const data = frame.data as { sn?: string; host?: Values; state?: Values } | null
  const sn = data?.sn
  switch (frame.biz_code) {
    case 'device_osd':
    case 'dock_osd':
    case 'gateway_osd': {
      if (!sn || !data.host) return
      live.set(sn, { ...liveOf(sn), osd: data.host, osdAt: frame.timestamp })
      return touch(sn)
    }
    case 'device_state': {
      if (!sn || !data.state) return
      const known = liveOf(sn)
      live.set(sn, { ...known, state: { ...known.state, ...data.state }, stateAt: frame.timestamp })
      return touch(sn)
    }
    case 'device_online':
    case 'device_offline': {
      if (!sn) return
      if (!devices.value.has(sn)) return reloadSoon()
      const online = frame.biz_code === 'device_online'
      patchDevice(sn, { online, status: online, last_seen: frame.timestamp })
      return touch(sn)
    }
    case 'device_update_topo':
      return reloadSoon()
  }
}

/** Joins the store to the live channel; once, at the start of the console. */
export function startFleet(): void {
  onFrame(take)
  onOpened(loadFleet)
  watch(workspaceId, () => {
    live.clear()
    gatewayRows.value = []
    siteRows.value = []
    loadState.value = 'idle'
  })
}
