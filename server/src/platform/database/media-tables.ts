/** Tables of photos and videos: what has come, what should have come, what is on its way out. Times are epoch ms. */
import type { Generated } from 'kysely'

export type MediaKind = 'photo' | 'video' | 'panorama' | 'other'
export type MediaSource = 'dock' | 'pilot'

export interface MediaFileRow {
  file_id: string
  workspace_id: string
  object_key: string
  source: MediaSource
  /** `uploading`: reported while the object store did not answer. `refused`: reported, and not there. */
  state: 'uploading' | 'received' | 'refused'
  gateway_sn: string | null
  aircraft_sn: string | null
  /** `flight_id` of a dock, `file_group_id` of Pilot. */
  job_id: string | null
  file_name: string
  file_path: string
  fingerprint: string | null
  /** So on the wire. */
  tinny_fingerprint: string | null
  etag: string | null
  sub_file_type: number | null
  is_original: boolean | null
  drone_model_key: string | null
  payload_model_key: string | null
  kind: MediaKind
  /** Bytes. */
  size: number | null
  /** Pixels. */
  width: number | null
  height: number | null
  duration_s: number | null
  taken_at: number | null
  latitude: number | null
  longitude: number | null
  /** Above the ellipsoid, as the device says. */
  height_m: number | null
  /** Above take-off. */
  relative_height_m: number | null
  /** Degrees. */
  gimbal_yaw: number | null
  gimbal_pitch: number | null
  lens: string | null
  /** From 0. */
  waypoint_index: number | null
  /** What was photographed, by the name that the mission gives the photo. */
  asset: string | null
  /** `pending`: still to be looked into. `none`: there is none, `preview_note` says why. */
  preview: Generated<'pending' | 'ready' | 'none'>
  preview_note: string | null
  /** When it was reported. */
  created_at: number
  updated_at: number
  /** A deleted file stays as a row, so that its flight does not seem to lack it. */
  deleted_at: number | null
  deleted_by: string | null
  delete_reason: string | null
}

/** What one flight should bring, and has brought as far as its device says. */
export interface MediaSetRow {
  workspace_id: string
  job_id: string
  source: MediaSource
  gateway_sn: string | null
  aircraft_sn: string | null
  /** 0 wayline, 1 take-off to a point. */
  flight_type: number | null
  expected: Generated<number>
  /** Uploaded, as the device counts. */
  reported: Generated<number>
  ended_at: number | null
  last_file_at: number | null
  /** When the dock last said that it uploads this flight first. */
  priority_at: number | null
  /** When files were given up. */
  missing_at: number | null
  complete_at: number | null
  created_at: number
  updated_at: number
}

export interface MediaRemovalRow {
  object_key: string
  created_at: number
}

/** Somebody's choice of files, for one download. */
export interface MediaArchiveRow {
  archive_id: string
  token_hash: string
  workspace_id: string
  user_id: string
  /** Null: an API key. */
  session_id: string | null
  file_ids: string[]
  created_at: number
  expires_at: number
}

export interface MediaTables {
  media_files: MediaFileRow
  media_sets: MediaSetRow
  media_removals: MediaRemovalRow
  media_archives: MediaArchiveRow
}
