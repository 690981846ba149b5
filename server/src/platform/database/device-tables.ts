/** Tables about devices: who they are, what they say, what they were told. Times are epoch milliseconds. */
import type { ColumnType, Generated } from 'kysely'

/** jsonb: objects on reading; written as text so that arrays and objects take one way. */
export type Json<T> = ColumnType<T, string, string>

export interface GatewayRow {
  sn: string
  workspace_id: string
  name: string
  password_hash: string
  /** Hash of the password that a rotation replaced; dies when the new one is first used. */
  previous_password_hash: string | null
  created_at: number
  created_by: string | null
  last_connected_at: number | null
}

export interface DeviceRow {
  sn: string
  /** Workspace that sees and commands it; null while it is known but bound nowhere. */
  workspace_id: string | null
  domain: number
  type: number
  sub_type: number
  nickname: string
  firmware_version: string | null
  thing_version: string | null
  site_id: string | null
  tags: Generated<string[]>
  bound_at: number | null
  bound_by: string | null
  first_seen_at: number
  last_seen_at: number | null
  out_of_service_reason: string | null
  out_of_service_by: string | null
  out_of_service_until: number | null
}

/** Which aircraft hang on which gateway. An aircraft may have several (multi-dock). */
export interface TopologyRow {
  gateway_sn: string
  device_sn: string
  /** Wire index of the sub device, `A` or `B`. */
  device_index: string | null
  /** True while the gateway's latest update_topo lists it. The right to its topics stays when false. */
  attached: boolean
  updated_at: number
}

export interface LatestRow {
  sn: string
  osd: Json<Record<string, unknown>>
  osd_at: number | null
  state: Json<Record<string, unknown>>
  state_at: number | null
}

/** One telemetry sample, typed columns only. Partitioned by UTC day on `time`. */
export interface TelemetryRow {
  sn: string
  time: number
  latitude: number | null
  longitude: number | null
  height: number | null
  elevation: number | null
  horizontal_speed: number | null
  vertical_speed: number | null
  attitude_head: number | null
  attitude_pitch: number | null
  attitude_roll: number | null
  home_distance: number | null
  battery_percent: number | null
  mode_code: number | null
  wind_speed: number | null
  rainfall: number | null
  environment_temperature: number | null
  temperature: number | null
  humidity: number | null
}

export interface DeviceEventRow {
  id: Generated<number>
  gateway_sn: string
  device_sn: string
  method: string
  tid: string | null
  bid: string | null
  /** The device's clock; null when the message carries none. */
  device_time: number | null
  received_at: number
  data: Json<unknown>
}

export interface ProcessedMessageRow {
  key: string
  received_at: number
}

export interface CommandRow {
  command_id: string
  workspace_id: string
  device_sn: string
  gateway_sn: string
  method: string
  safety: string
  tid: string
  bid: string
  data: Json<unknown>
  state: string
  result: number | null
  output: Json<unknown> | null
  progress: Json<unknown> | null
  user_id: string | null
  username: string | null
  /** Which way it came: console, demo, pilot, api-key, system. */
  source: string
  address: string | null
  idempotency_key: string | null
  created_at: number
  replied_at: number | null
  finished_at: number | null
}

export interface DeviationRow {
  workspace_id: string
  product: string
  firmware: string
  topic: string
  method: string
  field: string
  message: string
  count: number
  sample: string
  first_seen_at: number
  last_seen_at: number
}

export interface GatewayTimelineRow {
  id: Generated<number>
  gateway_sn: string
  time: number
  step: string
  ok: boolean
  detail: string | null
}

export interface ConnectionRejectionRow {
  id: Generated<number>
  time: number
  /** What the client called itself; never trusted. */
  claimed_sn: string
  client_id: string
  address: string
  reason: string
  /** Set when the claimed SN is a gateway of this workspace. */
  workspace_id: string | null
}

export interface DeviceTables {
  gateways: GatewayRow
  devices: DeviceRow
  topology: TopologyRow
  device_latest: LatestRow
  telemetry: TelemetryRow
  device_events: DeviceEventRow
  processed_messages: ProcessedMessageRow
  commands: CommandRow
  deviations: DeviationRow
  gateway_timeline: GatewayTimelineRow
  connection_rejections: ConnectionRejectionRow
}
