/** Devices in the wire form of DJI's demo, with what Rookery adds. */
import { modelKey } from '@rookery/thing-model'
import type { Device, Directory } from '#link/directory.ts'
import type { LiveDevices } from './live.ts'

export interface DeviceView {
  device_sn: string
  device_name: string
  workspace_id: string
  /** '' in pushes. */
  workspace_name: string
  nickname: string
  device_desc: string
  domain: number
  type: number
  sub_type: number
  control_source: string
  child_device_sn: string
  icon_url: { normal_icon_url: string; selected_icon_url: string }
  status: boolean
  bound_status: boolean
  login_time: string
  bound_time: string
  firmware_version: string
  firmware_status: number
  payloads_list: PayloadView[]
  children: DeviceView | null
  children_list: DeviceView[]
  // Rookery's own
  product_id: string
  known_product: boolean
  site_id: string | null
  tags: string[]
  gateway_sn: string | null
  online: boolean
  last_seen: number | null
  clock_skew_ms: number | null
  out_of_service: { reason: string; by: string; until: number | null } | null
}
interface PayloadView {
  payload_sn: string
  payload_name: string
  index: number
  payload_index: string
  control_source: string
}

/** `YYYY-MM-DD HH:mm:ss` in UTC: the demo's form, of which front ends show the text. */
const demoTime = (ms: number | null) => (ms === null ? '' : new Date(ms).toISOString().slice(0, 19).replace('T', ' '))

export function deviceView(
  directory: Directory,
  live: LiveDevices,
  device: Device,
  now: number,
  workspaceName = '',
  nested = false,
): DeviceView {
  const latest = live.get(device.sn)
  const children = nested
    ? []
    : [...device.children]
        .filter(([, attachment]) => attachment.attached)
        .flatMap(([sn]) => directory.device(sn) ?? [])
        .filter(child => child.workspaceId === device.workspaceId)
        .map(child => deviceView(directory, live, child, now, workspaceName, true))
  const { product } = device
  const gatewaySn = directory.gatewayOf(device.sn) ?? null
  // What was known before a restart has no evidence yet, but its telemetry has a time.
  const lastSeen = latest?.evidenceAt ?? latest?.osdAt ?? device.lastSeenAt
  const mark = device.outOfService
  return {
    device_sn: device.sn,
    device_name: product.name,
    workspace_id: device.workspaceId ?? '',
    workspace_name: workspaceName,
    nickname: device.nickname,
    device_desc: '',
    domain: product.domain,
    type: product.type,
    sub_type: product.sub_type,
    control_source: textOf(latest?.state.control_source ?? latest?.osd.control_source),
    child_device_sn: children[0]?.device_sn ?? '',
    icon_url: {
      normal_icon_url: `resource://pilot/drawable/tsa_${modelKey(product)}_normal`,
      selected_icon_url: `resource://pilot/drawable/tsa_${modelKey(product)}_pressed`,
    },
    status: latest?.online ?? false,
    bound_status: device.workspaceId !== null,
    login_time: demoTime(lastSeen),
    bound_time: demoTime(device.boundAt),
    firmware_version: device.firmware,
    firmware_status: 1,
    payloads_list: payloadsOf(latest?.state.payloads ?? latest?.osd.payloads),
    children: children[0] ?? null,
    children_list: children,
    product_id: product.id,
    known_product: product.known,
    site_id: device.siteId,
    tags: device.tags,
    gateway_sn: gatewaySn === device.sn ? null : gatewaySn,
    online: latest?.online ?? false,
    last_seen: lastSeen,
    clock_skew_ms: latest?.clockSkewMs === undefined ? null : Math.round(latest.clockSkewMs),
    out_of_service: mark && (mark.until === null || mark.until > now) ? mark : null,
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')

function payloadsOf(value: unknown): PayloadView[] {
  if (!Array.isArray(value)) return []
  return value.flatMap(item => {
    if (typeof item?.payload_index !== 'string') return []
    const position = Number(item.payload_index.split('-')[2])
    return [
      {
        payload_sn: textOf(item.sn),
        payload_name: textOf(item.payload_index),
        index: Number.isFinite(position) ? position : 0,
        payload_index: item.payload_index,
        control_source: textOf(item.control_source),
      },
    ]
  })
}
