/** Every device as one row, with the pair it belongs to and the word that sums it up. */
import { isAirborne } from '@rookery/thing-model/flight'
import { computed } from 'vue'
import type { Device, GatewayDevice } from '../../api/types.ts'
import { flagAt, numberAt } from '../../api/values.ts'
import { aircraftOf, compareNames, devices, gateways, liveOf, nameOf, sites } from '../../stores/fleet.ts'
import { siteChoice } from '../../stores/preferences.ts'
import type { Status } from '../../ui/index.ts'
import { type BoardEntry, docks } from '../live/board.ts'
import type { Reason } from '../live/readiness.ts'

export type Kind = 'dock' | 'aircraft' | 'rc'
export interface DeviceRow {
  sn: string
  name: string
  kind: Kind
  device: Device
  status: Status
  /** First reason of a dock that cannot simply fly. */
  reason: Reason | null
  partner: Device | null
  siteName: string
  battery: number | null
  /** Server epoch ms of the last word of any kind. */
  seen: number | null
  /** An aircraft that is off because it lies in its dock. */
  parked: boolean
}

const PERCENT = { min: 0, max: 100 }
const kindOf = (device: Device): Kind => (device.domain === 3 ? 'dock' : device.domain === 2 ? 'rc' : 'aircraft')

function rowOf(
  device: Device,
  gateway: GatewayDevice | null,
  siteNames: ReadonlyMap<string, string>,
  entries: ReadonlyMap<string, BoardEntry>,
): DeviceRow {
  const kind = kindOf(device)
  const { osd, osdAt, stateAt } = liveOf(device.device_sn)
  const entry = kind === 'dock' ? entries.get(device.device_sn) : undefined
  const partner = kind === 'aircraft' ? gateway : gateway ? (aircraftOf(gateway)[0] ?? null) : null
  const siteId = device.site_id ?? gateway?.site_id
  return {
    sn: device.device_sn,
    name: nameOf(device),
    kind,
    device,
    status: entry?.readiness.level ?? (device.online ? (isAirborne(osd) ? 'flying' : 'ready') : 'offline'),
    reason: entry?.readiness.reasons[0] ?? null,
    partner,
    siteName: (siteId && siteNames.get(siteId)) || '',
    battery:
      numberAt(osd, 'battery.capacity_percent', PERCENT) ??
      numberAt(osd, 'drone_charge_state.capacity_percent', PERCENT) ??
      numberAt(osd, 'capacity_percent', PERCENT),
    seen: Math.max(device.last_seen ?? 0, osdAt, stateAt) || null,
    parked:
      kind === 'aircraft' &&
      !device.online &&
      gateway !== null &&
      flagAt(liveOf(gateway.device_sn).osd, 'drone_in_dock') === true,
  }
}

/** All devices of the chosen site, gateways each followed by their aircraft. */
export const rows = computed<DeviceRow[]>(() => {
  const siteNames = new Map(sites.value.map(s => [s.site_id, s.name]))
  const entries = new Map(docks.value.map(entry => [entry.sn, entry]))
  const seen = new Set<string>()
  const all: DeviceRow[] = []
  const add = (device: Device, gateway: GatewayDevice | null) => {
    if (seen.has(device.device_sn)) return
    seen.add(device.device_sn)
    const row = rowOf(device, gateway, siteNames, entries)
    if (!siteChoice.value || (device.site_id ?? gateway?.site_id) === siteChoice.value) all.push(row)
  }
  const byName = (a: Device, b: Device) => compareNames(nameOf(a), nameOf(b))
  for (const gateway of [...gateways.value].sort((a, b) => b.domain - a.domain || byName(a, b))) {
    add(gateway, gateway)
    for (const aircraft of aircraftOf(gateway)) add(aircraft, gateway)
  }
  for (const device of [...devices.value.values()].sort(byName)) add(device, null)
  return all
})

export const allTags = computed(() => [...new Set([...devices.value.values()].flatMap(d => d.tags ?? []))].sort())
