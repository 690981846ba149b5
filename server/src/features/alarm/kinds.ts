/**
 * Every kind of alarm as data. The console has a text for each `kind`, `clears`, `automatic` and action; the facts named
 * here are what those texts may use.
 */
import type { AlarmLevel } from '#platform/database/safety-tables.ts'

export interface AlarmKind {
  level: AlarmLevel
  /** What ends it. Nothing else does, an acknowledgement least of all. */
  clears: string
  /** What happens by itself meanwhile; null: nothing. An alarm may name a more exact one. */
  automatic: string | null
  /** The one or two buttons that help. */
  actions: readonly string[]
  /** Names of the facts, units included. */
  facts: readonly string[]
  /** For what happened once and has no end of its own: it is over after this time at the latest. */
  expiresMs?: number
}

const DAY_MS = 24 * 3600_000
/** Of a run that ended badly. Times are epoch ms. */
const OF_RUN = ['job_name', 'mission_id', 'begin_time', 'execute_time', 'code', 'message', 'cause', 'action'] as const

export const ALARM_KINDS = {
  /** An aircraft in the air has fallen silent. */
  link_lost: {
    level: 'critical',
    clears: 'telemetry_again',
    automatic: 'lost_link_unknown',
    actions: ['return_home', 'open_aircraft'],
    facts: [
      'hop', // server_broker, dock or aircraft
      'latitude',
      'longitude',
      'height_m',
      'relative_height_m',
      'position_at',
      'lost_link_action', // return_home, hover or land
      'return_height_m',
      'battery_percent',
      'return_battery_percent',
      'home_distance_m',
      'return_seconds',
    ],
  },
  /** A dock is gone while its aircraft is in the air, whoever else still hears that aircraft. */
  dock_offline_in_flight: {
    level: 'warning',
    clears: 'dock_online',
    automatic: null,
    actions: ['open_dock'],
    facts: ['last_seen_at', 'aircraft_sn'],
  },
  /** device_exit_homing_notify: the return has stopped. */
  return_stopped: {
    level: 'critical',
    clears: 'returns_again_or_landed',
    automatic: 'hovers',
    actions: ['return_home', 'open_aircraft'],
    facts: ['reason'],
  },
  /** flight_setup_exception_notify: the dock does not get ready. */
  preparation_slow: {
    level: 'warning',
    clears: 'took_off_or_ended',
    automatic: 'waits_for_preparation',
    actions: ['flight_setup_abort', 'open_job'],
    facts: ['flight_type', 'waiting_min'],
    expiresMs: 2 * 3600_000,
  },
  /** obstacle_avoidance_notify: stopped before an obstacle. */
  obstacle_stop: {
    level: 'critical',
    clears: 'flight_ended',
    automatic: 'hovers',
    actions: ['return_home', 'open_aircraft'],
    facts: ['latitude', 'longitude', 'height_m', 'waypoint_index'],
    expiresMs: 3 * 3600_000,
  },
  /** obstacle_avoidance_notify: flew around an obstacle. */
  obstacle_detour: {
    level: 'notice',
    clears: 'flight_ended',
    automatic: 'flies_around',
    actions: ['open_job'],
    facts: ['latitude', 'longitude', 'height_m', 'waypoint_index'],
    expiresMs: 3 * 3600_000,
  },
  dock_emergency_stop: {
    level: 'critical',
    clears: 'button_released',
    automatic: 'dock_stands_still',
    actions: ['open_dock'],
    facts: ['aircraft_in_air'],
  },
  /** The aircraft goes to, or stands at, the alternate landing point instead of its dock. */
  diversion: {
    level: 'critical',
    clears: 'aircraft_in_dock',
    automatic: 'lands_at_alternate',
    actions: ['open_aircraft', 'open_dock'],
    facts: ['latitude', 'longitude', 'landed'],
  },
  /** After a flight the dock does not feel its aircraft. */
  aircraft_not_in_dock: {
    level: 'critical',
    clears: 'aircraft_in_dock',
    automatic: null,
    actions: ['open_dock', 'open_aircraft'],
    facts: ['landed_at', 'latitude', 'longitude'],
  },
  /** In the air with no more charge than the way home takes, and not on the way home. */
  battery_low: {
    level: 'critical',
    clears: 'returning_or_landed',
    automatic: 'returns_on_low_battery',
    actions: ['return_home', 'open_aircraft'],
    facts: ['battery_percent', 'return_battery_percent', 'landing_battery_percent', 'home_distance_m'],
  },
  mission_refused: {
    level: 'warning',
    clears: 'next_run_or_day',
    automatic: null,
    actions: ['open_job'],
    facts: OF_RUN,
    expiresMs: DAY_MS,
  },
  mission_missed: {
    level: 'warning',
    clears: 'next_run_or_day',
    automatic: null,
    actions: ['open_job'],
    facts: OF_RUN,
    expiresMs: DAY_MS,
  },
  mission_failed: {
    level: 'warning',
    clears: 'next_run_or_day',
    automatic: null,
    actions: ['open_job'],
    facts: OF_RUN,
    expiresMs: DAY_MS,
  },
  /** The dock was told to fly, nobody heard of it, and the run was given up. */
  mission_unknown: {
    level: 'critical',
    clears: 'next_run_or_day',
    automatic: null,
    actions: ['open_dock', 'open_job'],
    facts: OF_RUN,
    expiresMs: DAY_MS,
  },
  /** Photos and videos of a flight that its dock does not bring any more. */
  media_missing: {
    level: 'notice',
    clears: 'media_received',
    automatic: null,
    actions: ['open_job'],
    facts: ['job_name', 'expected', 'received', 'missing'],
    expiresMs: 7 * DAY_MS,
  },
  storage_low: {
    level: 'warning',
    clears: 'space_freed',
    automatic: null,
    actions: ['open_storage'],
    facts: ['free_bytes', 'total_bytes'],
  },
} as const satisfies Record<string, AlarmKind>

export type AlarmKindName = keyof typeof ALARM_KINDS
export const ALARM_KIND_NAMES = Object.keys(ALARM_KINDS) as AlarmKindName[]

/** Also for a kind that an older or newer version wrote. */
export const kindOf = (name: string): AlarmKind =>
  (ALARM_KINDS as Record<string, AlarmKind>)[name] ?? {
    level: 'warning',
    clears: 'unknown',
    automatic: null,
    actions: [],
    facts: [],
  }
