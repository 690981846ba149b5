/** The wayline library over the API. Wire names as the server has them. */
import type { Finding } from '@rookery/wpml'
import { del, post, put } from '../../api/client.ts'
import { fetchBytes, saveFile, sendForm } from '../../api/files.ts'
import { workspaceId } from '../../stores/session.ts'

export interface FindingCounts {
  error: number
  warning: number
  notice: number
}
export interface RouteRow {
  id: string
  name: string
  /** `domain-type-sub_type` of the aircraft. */
  drone_model_key: string
  payload_model_keys: string[]
  /** DJI's numbers: 0 waypoint, 1 mapping 2D, 2 oblique, 3 strip. */
  template_types: number[]
  favorited: boolean
  object_key: string
  user_name: string
  update_time: number
  create_time: number
  sign: string
  version: number
  size: number
  distance_m: number
  duration_s: number
  photo_count: number
  waypoint_count: number
  findings: FindingCounts
  preview: { center: [number, number]; line: [number, number, number][] } | null
}
export interface RouteVersion {
  version: number
  created_at: number
  username: string
  size: number
  sign: string
  note: string
}
export interface RouteDetail extends Omit<RouteRow, 'findings'> {
  versions: RouteVersion[]
  finding_counts: FindingCounts
  findings: Finding[]
  document: {
    finish_action: string | null
    exit_on_rc_lost: string | null
    rc_lost_action: string | null
    takeoff_height_m: number | null
    return_height_m: number | null
  }
}
export interface Stored {
  wayline_id: string
  version: number
  findings: Finding[]
}

export const libraryPath = (path = '') =>
  `/wayline/api/v1/workspaces/${encodeURIComponent(workspaceId.value)}/waylines${path}`
const one = (id: string, path = '') => libraryPath(`/${encodeURIComponent(id)}${path}`)

export const routePath = one
export const versionPath = (id: string, version: number) => one(id, `/versions/${version}/url`)
export const routeBytes = (id: string, version: number, signal?: AbortSignal) =>
  fetchBytes(versionPath(id, version), signal)

/** Text fields go before the file, so that the server knows them when the bytes come. */
function fileForm(bytes: Blob | Uint8Array, name: string, fields: Record<string, string>): FormData {
  const form = new FormData()
  for (const [field, text] of Object.entries(fields)) form.append(field, text)
  const blob =
    bytes instanceof Blob ? bytes : new Blob([bytes as BlobPart], { type: 'application/vnd.google-earth.kmz' })
  form.append('file', blob, name.toLowerCase().endsWith('.kmz') ? name : `${name}.kmz`)
  return form
}
/** A new route. Names are the server's business: a taken one is refused with its sentence. */
export function importRoute(file: Blob | Uint8Array, name: string, options: Parameters<typeof sendForm>[3] = {}) {
  const bare = name.replace(/\.kmz$/i, '')
  return sendForm<Stored>('POST', libraryPath('/file/upload'), fileForm(file, bare, { name: bare }), options)
}
export function saveVersion(id: string, bytes: Uint8Array, name: string, note: string) {
  return sendForm<Stored>('POST', one(id, '/versions'), fileForm(bytes, name, { note }))
}
export const renameRoute = (id: string, name: string) => put(one(id), { name })
export const deleteRoute = (id: string) => del(one(id))
export const downloadRoute = (id: string, version: number, name: string) =>
  saveFile(versionPath(id, version), `${name}.kmz`)
export function setFavourite(id: string, favourite: boolean) {
  const path = `/wayline/api/v1/workspaces/${encodeURIComponent(workspaceId.value)}/favorites?id=${encodeURIComponent(id)}`
  return favourite ? post(path) : del(path)
}
