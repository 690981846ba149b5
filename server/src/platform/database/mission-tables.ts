/** Tables of missions (what is planned) and jobs (one scheduled run each). Times are epoch milliseconds. */
import type { ColumnType, Generated } from 'kysely'

/** jsonb: objects on reading; written as text so that arrays and objects take one way. */
type Json<T> = ColumnType<T, string, string>

/**
 * A calendar rule. Times are wall-clock times of `zone`: a time that a change of the clocks leaves out runs as much
 * later as the clocks jump, one that comes twice runs the first time.
 */
export interface Recurrence {
  freq: 'daily' | 'weekly' | 'monthly'
  /** Every how many days, weeks or months, counted from `from`. */
  interval: number
  /** ISO: 1 Monday .. 7 Sunday. */
  by_weekday: number[]
  by_monthday: number[]
  /** `HH:MM`. */
  times: string[]
  /** IANA name. */
  zone: string
  /** `YYYY-MM-DD`, first and last day. */
  from: string
  until: string | null
  except: string[]
}

export interface LaunchPlan {
  /** How long after the due time a launch may still happen, in seconds. */
  window_s: number
  policy: 'retry' | 'skip' | 'ask'
  retry_every_s: number
  /** An operator must agree before each launch. */
  acknowledgement: boolean
}

export interface Simulation {
  latitude: number
  longitude: number
  /** Who says that the propellers are off; without it nothing is sent. */
  propellers_off: { confirmed_by: string; at: number }
}

export interface BreakPoint {
  index: number
  state: number
  progress: number
  wayline_id: number
}

/** How a mission is flown; kept with each job as it was when the job was made. */
export interface FlightPlan {
  file_id: string
  /** Null: the newest at launch. */
  wayline_version: number | null
  /** Of conditional missions. Percent, epoch milliseconds. */
  conditions: { battery_capacity: number; begin_time: number; end_time: number } | null
  /** Metres above take-off. */
  rth_altitude: number
  rth_mode: 0 | 1
  out_of_control_action: 0 | 1 | 2
  exit_wayline_when_rc_lost: 0 | 1
  wayline_precision_type: 0 | 1
  simulate: Simulation | null
  launch: LaunchPlan
  /** Percent. */
  min_battery_capacity: number | null
  /** MB. */
  min_storage_capacity: number | null
  flight_safety_advance_check: boolean
  /** Where a resumed mission goes on. */
  break_point: BreakPoint | null
}

export interface MissionRow {
  mission_id: string
  workspace_id: string
  name: string
  /** One dock; two for a flight from one to another. */
  dock_sns: string[]
  /** 0 immediate, 1 timed, 2 conditional. */
  task_type: number
  plan: Json<FlightPlan>
  recurrence: Json<Recurrence | null> | null
  begin_time: number | null
  end_time: number | null
  enabled: boolean
  deleted_at: number | null
  /** When the next runs of a rule are to be written. */
  expand_at: number | null
  created_by: string
  user_id: string | null
  created_at: number
  updated_at: number
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

/** What each dock of a job has last said of it, by serial number. */
export type DockReports = Record<string, { status: string; step: number | null; percent: number | null; at: number }>

export interface Override {
  check: string
  username: string
  reason: string
  at: number
}

export interface JobRow {
  job_id: string
  workspace_id: string
  mission_id: string | null
  job_name: string
  state: JobState
  /** Goes up with every change, for readers that get copies in any order. */
  version: Generated<number>
  dock_sns: string[]
  /** The dock that it takes off from. */
  dock_sn: string
  aircraft_sn: string | null
  /** A run of a calendar rule. */
  by_rule: Generated<boolean>
  task_type: number
  wayline_type: number
  file_id: string
  file_name: string
  wayline_version: number | null
  /** Object and MD5 of the KMZ that was given to the dock. */
  file_key: string | null
  file_sign: string | null
  /** Of the wayline, as estimated. */
  duration_s: number | null
  waypoint_count: number | null
  plan: Json<FlightPlan>
  /** Due. */
  begin_time: number
  /** End of the launch window. */
  end_time: number
  /** What the dock was told, or when the flight was ordered. */
  execute_time: number | null
  /** When a launch was first tried: a server that was away at the due time has not. */
  tried_at: number | null
  /** When flighttask_execute was decided; never again afterwards. */
  launched_at: number | null
  progressed_at: number | null
  completed_time: number | null
  code: number | null
  message: string | null
  cause: string | null
  action: string | null
  progress: Json<JobProgress | null> | null
  docks: Json<DockReports>
  break_point: Json<(BreakPoint & { break_reason?: number; latitude?: number; longitude?: number }) | null> | null
  media_count: Generated<number>
  uploaded_count: Generated<number>
  /** How often it was given to the dock. */
  attempts: Generated<number>
  /** A conditional mission whose conditions are met. */
  ready: Generated<boolean>
  awaiting: 'acknowledgement' | 'decision' | null
  overrides: Json<Override[]>
  hold: Json<{ reason: string } | null> | null
  /** After a simulated flight: when somebody said that the propellers are on again. */
  propellers_confirmed_at: number | null
  user_id: string | null
  username: string
  /** The job whose breakpoint this one goes on from. */
  parent_job_id: string | null
  flight_id: string | null
  idempotency_key: string | null
  /** When somebody must look at it again; null: nobody need. */
  wake_at: number | null
  lease_owner: string | null
  lease_until: number | null
  created_at: number
  updated_at: number
}

export interface JobHistoryRow {
  id: Generated<number>
  job_id: string
  time: number
  state: string
  detail: string | null
  username: string | null
}

export interface MissionTables {
  missions: MissionRow
  jobs: JobRow
  job_history: JobHistoryRow
}
