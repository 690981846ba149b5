/** Wire shapes of the HTTP API and the WebSocket, as the console uses them. Times are epoch milliseconds. */

export type Role = 'viewer' | 'pilot' | 'operator' | 'admin'
export const ROLES: readonly Role[] = ['viewer', 'pilot', 'operator', 'admin']

export interface Page<T> {
  list: T[]
  pagination: { page: number; page_size: number; total: number }
}

export interface SessionUser {
  user_id: string
  username: string
  instance_admin: boolean
  must_change_password: boolean
}
export interface SessionBody {
  access_token: string
  /** Seconds. */
  expires_in: number
  user: SessionUser
  workspace_id: string
  role: Role
  site_ids: string[] | null
  workspaces: { workspace_id: string; workspace_name: string; role: Role }[]
}

export interface OutOfService {
  reason: string
  by: string
  until: number | null
}

/** A device row: fields of DJI's demo, and ours. */
export interface Device {
  device_sn: string
  device_name: string
  nickname: string
  domain: number
  type: number
  sub_type: number
  workspace_id?: string
  child_device_sn?: string
  control_source?: string
  firmware_version?: string
  bound_status: boolean
  status?: boolean
  product_id: string
  known_product: boolean
  site_id: string | null
  tags: string[]
  gateway_sn: string | null
  online: boolean
  last_seen: number | null
  clock_skew_ms: number | null
  out_of_service: OutOfService | null
  payloads_list?: { payload_sn: string; payload_name: string; payload_index: string; control_source: string }[]
}
export interface GatewayDevice extends Device {
  children: Device | null
  children_list: Device[]
}

/** Merged values of one device, keyed by wire name. */
export type Values = Record<string, unknown>
export interface LatestRow {
  sn: string
  online: boolean
  osd: Values
  osd_time: number | null
  state: Values
  state_time: number | null
}

export interface TrackPoint {
  time: number
  latitude: number
  longitude: number
  height: number | null
  elevation: number | null
  horizontal_speed: number | null
  vertical_speed: number | null
  attitude_head: number | null
  battery_percent: number | null
  mode_code: number | null
}

export type CommandState = 'sent' | 'ok' | 'failed' | 'unknown' | 'in_progress' | 'canceled' | 'timeout'
export interface CommandProgress {
  percent: number | null
  step_key: string | null
  status: string | null
}
export interface CommandRow {
  command_id: string
  device_sn: string
  gateway_sn: string
  method: string
  safety: string
  data: unknown
  state: CommandState
  result: number | null
  cause?: string | null
  action?: string | null
  progress: CommandProgress | null
  username: string | null
  source: string
  address: string | null
  created_at: number
  replied_at: number | null
  finished_at: number | null
}
/** Answer of a command route. */
export interface CommandAnswer {
  command_id: string
  state: CommandState
  result?: number
  output?: unknown
  cause?: string
  action?: string
}

export interface Site {
  site_id: string
  name: string
  latitude: number | null
  longitude: number | null
  timezone: string | null
  phone: string | null
  notes: string | null
}

export interface MapTiles {
  kind: 'none' | 'xyz' | 'pmtiles'
  url: string
  attribution: string
  crs: 'wgs84' | 'gcj02'
}
/** A secret never comes back, only whether it is set. */
export interface SecretState {
  set: boolean
}
export interface WorkspaceSettings {
  dji_app_id: SecretState | string | null
  dji_app_key: SecretState | string | null
  dji_license: SecretState | string | null
  ntp_host: string | null
  ntp_port: number | null
  bind_code: string | null
  map_tiles: MapTiles | null
  engineering_mode_until: number | null
}

/** Result of setting one property. */
export interface PropertyResult {
  result: number
  message?: string
}

/** WebSocket frames by biz_code; remote-debug progress has the method as its biz_code. */
export interface Frame {
  biz_code: string
  version: string
  timestamp: number
  data: unknown
}
export interface DebugProgress {
  bid: string
  sn: string
  result: number
  output?: { status?: string; progress?: { percent?: number; step_key?: string } }
}
