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

// Missions ---------------------------------------------------------------------------------------------------------------

export interface Recurrence {
  freq: 'daily' | 'weekly' | 'monthly'
  interval: number
  /** 1 Monday .. 7 Sunday. */
  by_weekday: number[]
  by_monthday: number[]
  /** HH:MM in `zone`. */
  times: string[]
  zone: string
  /** YYYY-MM-DD. */
  from: string
  until: string | null
  except: string[]
}
export interface ReadyConditions {
  battery_capacity: number
  begin_time: number
  end_time: number
}
export interface SimulatePlan {
  latitude: number
  longitude: number
  propellers_off: { confirmed_by: string; at: number }
}
export interface LaunchPlan {
  window_s: number
  policy: 'retry' | 'skip' | 'ask'
  retry_every_s: number
  acknowledgement: boolean
}
/** What is planned; a job is one scheduled run of it. */
export interface Mission {
  mission_id: string
  name: string
  file_id: string
  file_name?: string
  /** Null: the newest at launch. */
  wayline_version: number | null
  dock_sn: string
  /** Two for a flight from one dock to another. */
  dock_sns: string[]
  /** 0 at once, 1 timed, 2 conditional. */
  task_type: 0 | 1 | 2
  begin_time: number | null
  end_time: number | null
  recurrence: Recurrence | null
  conditions: ReadyConditions | null
  rth_altitude: number
  /** 0 optimal, 1 the set height. */
  rth_mode: number
  /** 0 return home, 1 hover, 2 land. */
  out_of_control_action: number
  /** 0 goes on along the route, 1 does the lost-link action. */
  exit_wayline_when_rc_lost: number
  /** 0 GPS, 1 RTK. */
  wayline_precision_type: number
  simulate: SimulatePlan | null
  launch: LaunchPlan
  min_battery_capacity: number | null
  min_storage_capacity: number | null
  flight_safety_advance_check: boolean | number
  enabled: boolean
  site_id: string | null
  next_run: number | null
  created_by: string
  created_at: number
  updated_at: number
}
export interface Check {
  check: string
  ok: boolean
  level: 'block' | 'warn' | 'info'
  message: string
  value?: number | string | null
  limit?: number | string | null
  overridable: boolean
}
export interface JobReadiness {
  ready: boolean
  checks: Check[]
  checked_at: number
}
export type JobState =
  | 'scheduled'
  | 'awaiting'
  | 'preparing'
  | 'prepared'
  | 'executing'
  | 'unknown'
  | 'running'
  | 'paused'
  | 'done'
  | 'partial'
  | 'failed'
  | 'refused'
  | 'held'
  | 'missed'
  | 'canceled'
export interface JobProgress {
  percent: number | null
  step: number | null
  step_text: string | null
  waypoint_index: number | null
  waypoint_count: number | null
  wayline_state: number | null
}
export interface Job {
  job_id: string
  mission_id: string | null
  job_name: string
  file_id: string
  file_name: string
  wayline_version: number | null
  dock_sn: string
  dock_sns: string[]
  dock_name: string
  aircraft_sn: string | null
  task_type: 0 | 1 | 2
  wayline_type: number
  state: JobState
  /** 1 waiting, 2 under way, 3 done, 4 cancelled, 5 failed, 6 paused. */
  status: number
  code: number | null
  message: string | null
  cause: string | null
  action: string | null
  outcome: string | null
  simulated: boolean
  /** When it is due. */
  begin_time: number
  execute_time: number | null
  end_time: number | null
  completed_time: number | null
  progress: JobProgress | null
  eta: number | null
  media_count: number | null
  uploaded_count: number | null
  break_point: unknown
  break_reason: number | string | null
  attempts: number
  awaiting: 'acknowledgement' | 'decision' | null
  readiness: JobReadiness | null
  overrides: { check: string; username: string; reason: string; at: number }[]
  /** m above take-off. */
  rth_altitude: number
  out_of_control_action: number
  launch: LaunchPlan
  username: string | null
  parent_job_id: string | null
  hold: { reason: string } | null
  flight_id: string | null
  created_at: number
  updated_at: number
}
export interface JobHistoryEntry {
  time: number
  state: string
  detail: string | null
  username: string | null
}
/** The server's word on whether a dock could start a mission now. */
export interface DockReadiness {
  dock_sn: string
  name: string
  can_fly: boolean
  phase: 'ready' | 'in_flight' | 'working' | 'blocked' | 'offline'
  reasons: Check[]
  next_job: { job_id: string; job_name: string; begin_time: number } | null
}

// Safety -----------------------------------------------------------------------------------------------------------------

export type AlarmLevel = 'critical' | 'warning' | 'notice'
export interface Alarm {
  alarm_id: string
  level: AlarmLevel
  kind: string
  sn: string | null
  gateway_sn: string | null
  job_id: string | null
  flight_id: string | null
  site_id: string | null
  title_key: string
  facts: Record<string, string | number | boolean | null>
  /** Key of what already happens by itself. */
  automatic: string | null
  actions: string[]
  /** Key of what will end it. */
  clears: string
  count: number
  raised_at: number
  last_at: number
  cleared_at: number | null
  clear_cause: string | null
  acknowledged_at: number | null
  acknowledged_by: string | null
  acknowledge_note: string | null
  escalated_at: number | null
}
export interface AlarmRule {
  kind: string
  level: AlarmLevel
  sound: boolean
  enabled: boolean
}
/** Launches are held for a site, or for the whole workspace. */
export interface Hold {
  hold_id: string
  site_id: string | null
  reason: string
  until: number | null
  username: string
  created_at: number
}
export type ReturnState = 'sent' | 'accepted' | 'returning' | 'landed' | 'refused' | 'no_answer'
export interface ReturnRow {
  sn: string
  gateway_sn: string | null
  state: ReturnState
  result: number | null
  /** Why it was not sent. */
  message: string | null
  command_id: string | null
  /** When it came into this state. */
  at: number
  times: Partial<Record<ReturnState, number>>
}
export interface ReturnAll {
  return_id: string
  site_id: string | null
  reason: string
  username: string
  created_at: number
  aircraft: ReturnRow[]
}
