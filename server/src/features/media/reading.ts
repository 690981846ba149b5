/** What devices say of a file, taken as far as it can be: whatever is not as declared is left out. */
import { storable } from '#link/link.store.ts'
import { factsOfName, type NameFacts } from './file-name.ts'

export interface ReportedFile extends NameFacts {
  objectKey: string
  name: string
  path: string
  fingerprint: string | null
  tinnyFingerprint: string | null
  subFileType: number | null
  isOriginal: boolean | null
  droneModelKey: string | null
  payloadModelKey: string | null
  aircraftSn: string | null
  /** `flight_id` or `file_group_id`. */
  jobId: string | null
  /** Epoch ms. */
  takenAt: number | null
  latitude: number | null
  longitude: number | null
  heightM: number | null
  relativeHeightM: number | null
  gimbalYaw: number | null
}

export interface ReportedCounts {
  expected: number | null
  uploaded: number | null
  flightType: number | null
}

const MAX_KEY = 1024
const MAX_TEXT = 255
/** No flight brings more files. */
const MAX_COUNT = 1_000_000

/** `file` of file_upload_callback, or the body of Pilot's upload-callback. `zone`: of times that name none. */
export function readFile(value: unknown, zone: string): ReportedFile | undefined {
  const file = object(value)
  const objectKey = text(file.object_key, MAX_KEY)?.replace(/^\//, '')
  if (!objectKey) return undefined
  const ext = object(file.ext)
  const metadata = object(file.metadata)
  const position = object(metadata.shoot_position)
  const [latitude, longitude] = placeOf(position.lat, position.lng)
  const name = text(file.name, MAX_TEXT) ?? objectKey.split('/').at(-1)!.slice(-MAX_TEXT)
  const subFileType = whole(file.sub_file_type)
  return {
    ...factsOfName(name, subFileType),
    ...{ objectKey, name, subFileType, latitude, longitude },
    path: text(file.path, MAX_KEY) ?? '',
    fingerprint: text(file.fingerprint, MAX_TEXT),
    tinnyFingerprint: text(ext.tinny_fingerprint, MAX_TEXT),
    isOriginal: truth(ext.is_original),
    droneModelKey: text(ext.drone_model_key, 64),
    payloadModelKey: text(ext.payload_model_key, 64),
    aircraftSn: text(ext.sn, 64),
    jobId: text(ext.flight_id, 64) ?? text(ext.file_group_id, 64),
    takenAt: timeOf(metadata.create_time ?? metadata.created_time, zone),
    heightM: measure(metadata.absolute_altitude, 20_000),
    relativeHeightM: measure(metadata.relative_altitude, 20_000),
    gimbalYaw: measure(metadata.gimbal_yaw_degree, 360),
  }
}

/** `flight_task` of file_upload_callback. */
export function readCounts(value: unknown): ReportedCounts {
  const task = object(value)
  const count = (of: unknown) => {
    const n = whole(of)
    return n !== null && n >= 0 && n <= MAX_COUNT ? n : null
  }
  return {
    expected: count(task.expected_file_count),
    uploaded: count(task.uploaded_file_count),
    flightType: whole(task.flight_type),
  }
}

export const object = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}

/** Not empty. */
export function text(value: unknown, max: number): string | null {
  if (typeof value !== 'string') return null
  const trimmed = storable(value.trim()).slice(0, max).toWellFormed()
  return trimmed === '' ? null : trimmed
}

/** Some devices write their numbers as text. */
function number(value: unknown): number | null {
  const n = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof n === 'number' && Number.isFinite(n) ? n : null
}
export function whole(value: unknown): number | null {
  const n = number(value)
  return n !== null && Number.isInteger(n) && Math.abs(n) < 2 ** 31 ? n : null
}
function measure(value: unknown, limit: number): number | null {
  const n = number(value)
  return n !== null && Math.abs(n) <= limit ? n : null
}
const truth = (value: unknown): boolean | null =>
  value === true || value === 1 || value === '1' || value === 'true'
    ? true
    : value === false || value === 0 || value === '0' || value === 'false'
      ? false
      : null

/** Latitude and longitude, or neither: 0/0 is what a device without a fix says. */
export function placeOf(latitude: unknown, longitude: unknown): [number, number] | [null, null] {
  const [lat, lng] = [measure(latitude, 90), measure(longitude, 180)]
  return lat === null || lng === null || (lat === 0 && lng === 0) ? [null, null] : [lat, lng]
}

const WALL = /^(\d{4})[-:](\d{2})[-:](\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?$/i
/** Older than any drone, or further ahead than any clock may be wrong. */
const EARLIEST = Date.UTC(2005, 0, 1)
const LATEST = Date.UTC(2100, 0, 1)

/** Epoch ms of `2021-05-10T16:04:20+08:00`, or of `2021-05-10 16:04:20` in the zone. */
export function timeOf(value: unknown, zone: string): number | null {
  const [, y, mo, d, h, mi, s, offset] = WALL.exec(typeof value === 'string' ? value.trim() : '') ?? []
  if (y === undefined) return null
  const wall = Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s))
  const time = wall - (offset === undefined ? offsetAt(wall, zone) : offsetOf(offset))
  return time >= EARLIEST && time < LATEST ? time : null
}

function offsetOf(offset: string): number {
  if (offset.toUpperCase() === 'Z') return 0
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(-2))]
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

/** How far the zone's clocks are ahead of UTC, about the time that they show. */
function offsetAt(wall: number, zone: string): number {
  const ahead = (at: number) => {
    try {
      const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
      return Date.parse(`${shown.format(at).replace(' ', 'T')}Z`) - Math.floor(at / 1000) * 1000
    } catch {
      return 0
    }
  }
  return ahead(wall - ahead(wall))
}
