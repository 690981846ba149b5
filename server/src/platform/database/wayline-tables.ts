/** Tables of the wayline library. The KMZ files themselves are objects. */
import type { ColumnType } from 'kysely'

/** jsonb: objects on reading; written as text so that arrays and objects take one way. */
type Json<T> = ColumnType<T, string, string>

export interface WaylineRow {
  wayline_id: string
  workspace_id: string
  /** Unique in the workspace. */
  name: string
  /** The newest that is complete. */
  version: number
  /** The newest that was begun: numbers are never given twice. */
  last_version: number
  created_at: number
  updated_at: number
}

/** What a KMZ says of itself, for lists and maps; lengths in metres, durations in seconds. */
export interface WaylineFacts {
  distance_m: number
  duration_s: number
  photo_count: number
  waypoint_count: number
  findings: { error: number; warning: number; notice: number }
  /** Longitude, latitude, height in the wayline's height mode; at most 200 points. Null for a file without a route. */
  preview: { center: [number, number]; line: [number, number, number][] } | null
  /** Of all waypoints, the highest in the height mode. Null for a file without a route. */
  max_height_m: number | null
  /** Of everything that is drawn, in degrees. */
  bounds: { west: number; south: number; east: number; north: number } | null
  /** Where the first wayline begins; spelt as on the wire. */
  start_wayline_point: { start_latitude: number; start_lontitude: number } | null
  document: {
    author: string | null
    namespace: string | null
    finish_action: string | null
    exit_on_rc_lost: string | null
    rc_lost_action: string | null
    takeoff_height_m: number | null
    return_height_m: number | null
    waylines: {
      wayline_id: number | null
      template_type: string | null
      height_mode: string | null
      waypoint_count: number
      distance_m: number
      duration_s: number
      photo_count: number
    }[]
  }
}

export interface WaylineFinding {
  code: string
  severity: 'error' | 'warning' | 'info'
  message: string
  remedy: string
  values: Record<string, string | number>
  file: string
  path: string
  wayline?: number
  waypoint?: number
}

/** Never changed once written. */
export interface WaylineVersionRow {
  wayline_id: string
  version: number
  object_key: string
  /** MD5 of the KMZ in hex. */
  sign: string
  /** Bytes. */
  size: number
  note: string
  username: string
  created_at: number
  /** `domain-type-subtype`; '' when the file names no aircraft. */
  drone_model_key: string
  payload_model_keys: string[]
  /** 0 waypoint, 1 mapping2d, 2 mapping3d, 3 mappingStrip. */
  template_types: number[]
  /** 1: with repeated, matched photos; else 0. */
  action_type: number
  facts: Json<WaylineFacts>
  findings: Json<WaylineFinding[]>
}

export interface WaylineFavoriteRow {
  user_id: string
  wayline_id: string
  created_at: number
}

export interface WaylineTables {
  waylines: WaylineRow
  wayline_versions: WaylineVersionRow
  wayline_favorites: WaylineFavoriteRow
}
