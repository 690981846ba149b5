/** Tables of alarms, launch holds and the emergency return. Times are epoch milliseconds. */
import type { Json } from './device-tables.ts'

export type AlarmLevel = 'critical' | 'warning' | 'notice'

export interface AlarmRow {
  alarm_id: string
  workspace_id: string
  /** What it is about: one alarm of a key is active at a time. */
  key: string
  level: AlarmLevel
  kind: string
  sn: string | null
  gateway_sn: string | null
  job_id: string | null
  flight_id: string | null
  site_id: string | null
  facts: Json<Record<string, unknown>>
  /** Key of what already happens by itself; null: nothing does. */
  automatic: string | null
  /** How often it came while it was one row. */
  count: number
  raised_at: number
  last_at: number
  cleared_at: number | null
  clear_cause: string | null
  acknowledged_at: number | null
  acknowledged_by: string | null
  acknowledge_note: string | null
  escalated_at: number | null
  updated_at: number
}

/** What a workspace wants otherwise than the kind's own level, sound and presence. */
export interface AlarmRuleRow {
  workspace_id: string
  kind: string
  level: AlarmLevel
  sound: boolean
  enabled: boolean
  updated_at: number
  updated_by: string
}

export interface LaunchHoldRow {
  hold_id: string
  workspace_id: string
  /** Null: the whole workspace. */
  site_id: string | null
  reason: string
  /** Null: until somebody releases it. */
  until: number | null
  username: string
  created_at: number
  released_at: number | null
  released_by: string | null
}

export type ReturnState = 'sent' | 'accepted' | 'returning' | 'landed' | 'refused' | 'no_answer'

/** One aircraft of a *Return all*. */
export interface Returning {
  sn: string
  gateway_sn: string | null
  state: ReturnState
  /** Of the device, or of the server that could not send; null before an answer. */
  result: number | null
  message: string | null
  command_id: string | null
  /** Of the latest state. */
  at: number
  /** When each state was reached, epoch ms. */
  times: Partial<Record<ReturnState, number>>
}

export interface ReturnAllRow {
  return_id: string
  workspace_id: string
  site_id: string | null
  reason: string
  username: string
  hold_id: string | null
  aircraft: Json<Returning[]>
  created_at: number
  updated_at: number
}

export interface SafetyTables {
  alarms: AlarmRow
  alarm_rules: AlarmRuleRow
  launch_holds: LaunchHoldRow
  return_alls: ReturnAllRow
}
