/** Photos and videos over the API. Wire names as the server has them; times are epoch ms. */
import { call, get, post } from '../../api/client.ts'
import { saveFile } from '../../api/files.ts'
import { workspaceId } from '../../stores/session.ts'

export const STATES = ['received', 'uploading', 'on_dock', 'on_aircraft', 'missing'] as const
export type MediaState = (typeof STATES)[number]
export const KINDS = ['photo', 'video', 'panorama', 'other'] as const
export type MediaKind = (typeof KINDS)[number]

export interface MediaFile {
  /** '' of a file that has not come. */
  file_id: string
  file_name: string
  job_id: string
  payload: string
  kind: MediaKind
  state: MediaState
  size: number | null
  width: number | null
  height: number | null
  duration_s: number | null
  taken_at: number | null
  received_at: number | null
  latitude: number | null
  longitude: number | null
  height_m: number | null
  relative_height_m: number | null
  gimbal: { yaw: number | null; pitch: number | null }
  lens: string | null
  aircraft_sn: string | null
  gateway_sn: string | null
  mission_id: string | null
  flight_id: string | null
  job_name: string | null
  waypoint_index: number | null
  asset: string | null
  preview: 'pending' | 'ready' | 'none'
  preview_note: string | null
  thumb_url: string | null
  url: string | null
}
export interface MediaCluster {
  count: number
  latitude: number
  longitude: number
  west: number
  south: number
  east: number
  north: number
  thumb_url: string | null
}
export interface MediaOnMap {
  total: number
  points: MediaFile[]
  clusters: MediaCluster[]
}
export interface MediaGroup {
  key: string
  name: string
  count: number
  bytes: number
  from: number
  to: number
  thumb_url: string | null
}
export interface MediaSummary {
  counts: Partial<Record<MediaState, number>>
  bytes: number
  forecast: { free_bytes: number | null; bytes_per_day: number; days_until_full: number | null }
}
export interface JobMedia {
  expected: number
  received: number
  on_aircraft: number
  on_dock: number
  uploading: number
  missing: number
  files: MediaFile[]
}
/** What the server filters by. */
export interface MediaFilter {
  from?: number
  to?: number
  job_id?: string
  mission_id?: string
  flight_id?: string
  aircraft_sn?: string
  dock_sn?: string
  kind?: string
  asset?: string
  name?: string
}
export type MediaQuery = Record<string, string | number | undefined>

export const mediaPath = (path: string) => `/media/api/v1/files/${encodeURIComponent(workspaceId.value)}${path}`
export const jobMediaPath = (jobId: string) => mediaPath(`/jobs/${encodeURIComponent(jobId)}`)

export const downloadFile = (file: Pick<MediaFile, 'file_id' | 'file_name'>) =>
  saveFile(mediaPath(`/file/${encodeURIComponent(file.file_id)}/url`), file.file_name)
/** One ZIP of many files, streamed by the browser itself. */
export async function downloadArchive(what: { file_ids: string[] } | { filter: MediaFilter }): Promise<void> {
  const { download_url } = await post<{ download_url: string }>(mediaPath('/archive'), what)
  const link = document.createElement('a')
  link.href = download_url
  link.download = ''
  link.click()
}
export const deleteFiles = (file_ids: string[], reason: string) =>
  call<{ deleted: number }>('DELETE', mediaPath('/files'), { body: { file_ids, reason } })
/** Asks the dock to send this job's files before others. */
export const uploadFirst = (jobId: string) =>
  post(
    `/wayline/api/v1/workspaces/${encodeURIComponent(workspaceId.value)}/jobs/${encodeURIComponent(jobId)}/media-highest`,
  )
/** A group by mission carries a mission's id, or a job's where the run had no mission. */
export async function groupFilter(key: string): Promise<{ mission_id: string } | { job_id: string }> {
  const answer = await get<{ pagination: { total: number } }>(mediaPath('/files'), { mission_id: key, page_size: 1 })
  return answer.pagination.total > 0 ? { mission_id: key } : { job_id: key }
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const
/** Bytes in three figures with a unit. */
export function sizeOf(bytes: number): { value: number; digits: number; unit: string } {
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  return { value, digits: value < 10 && unit > 0 ? 1 : 0, unit: UNITS[unit]! }
}
