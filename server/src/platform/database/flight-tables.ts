/** Flight records: every time an aircraft was in the air, and every scheduled run that was not flown. */
import type { Generated } from 'kysely'
import type { Json } from './device-tables.ts'

export type FlightKind = 'mission' | 'manual' | 'takeoff_to' | 'fly_to' | 'pilot' | 'not_flown'

/** WGS 84; `height` in metres above the ellipsoid. */
export interface FlightPlace {
  latitude: number
  longitude: number
  height: number | null
}

/** At the dock, at take-off. */
export interface FlightWeather {
  /** m/s */
  wind_speed: number | null
  /** 0 none, 1 light, 2 moderate, 3 heavy. */
  rainfall: number | null
  /** Degrees Celsius. */
  environment_temperature: number | null
}

export interface FlightRow {
  flight_id: string
  workspace_id: string
  kind: FlightKind
  job_id: string | null
  /** The aircraft; null when a run was not flown and its aircraft is not known. */
  sn: string | null
  gateway_sn: string | null
  site_id: string | null
  name: string
  simulated: Generated<boolean>
  /** Of the job; otherwise `flying`, `landed` or `lost`. */
  outcome: string
  /** Take-off; for a run that was not flown, when it was due. */
  started_at: number
  /** Null while in the air. */
  ended_at: number | null
  duration_s: number | null
  distance_m: number | null
  /** Above take-off. */
  max_height_m: number | null
  /** From the take-off point, level. */
  max_distance_m: number | null
  battery_start: number | null
  battery_end: number | null
  media_expected: number | null
  username: string | null
  weather: Json<FlightWeather> | null
  takeoff: Json<FlightPlace> | null
  landing: Json<FlightPlace> | null
  /** When the figures were last made from the telemetry; null: they still have to be. */
  measured_at: number | null
  updated_at: number
}

export interface FlightTables {
  flights: FlightRow
}
