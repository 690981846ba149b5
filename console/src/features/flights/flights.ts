/** Flight records over the API. Wire names as the server has them; times are epoch ms. */
import { saveFile } from '../../api/files.ts'
import { workspacePath } from '../../stores/session.ts'
import type { Status } from '../../ui/index.ts'

export const KINDS = ['mission', 'manual', 'takeoff_to', 'fly_to', 'pilot', 'not_flown'] as const
export type FlightKind = (typeof KINDS)[number]
/** Of a run, or, of a flight without one, whether it has landed. */
export const OUTCOMES = [
  'done',
  'partial',
  'failed',
  'refused',
  'held',
  'missed',
  'canceled',
  'flying',
  'landed',
  'lost',
] as const

export interface FlightPlace {
  latitude: number
  longitude: number
  height: number | null
}
export interface Flight {
  flight_id: string
  kind: FlightKind
  job_id: string | null
  sn: string | null
  gateway_sn: string | null
  site_id: string | null
  name: string
  simulated: boolean
  outcome: string
  /** Take-off; of a run that was not flown, when it was due. */
  started_at: number
  ended_at: number | null
  duration_s: number | null
  distance_m: number | null
  max_height_m: number | null
  max_distance_m: number | null
  battery_start: number | null
  battery_end: number | null
  media_expected: number | null
  media_received: number | null
  username: string | null
  weather: {
    wind_speed: number | null
    rainfall: number | null
    environment_temperature: number | null
  } | null
  takeoff: FlightPlace | null
  landing: FlightPlace | null
  alarms: number
}
export const ENTRY_TYPES = ['state', 'command', 'event', 'alarm', 'weather', 'link', 'battery', 'media'] as const
export type EntryType = (typeof ENTRY_TYPES)[number]
export interface TimelineEntry {
  time: number
  type: EntryType
  title: string
  detail: string | null
  level: 'critical' | 'warning' | 'notice' | 'info'
  username: string | null
  /** What it is about: ids and figures by wire name. */
  ref: Record<string, unknown> | null
}
export const FORMATS = ['geojson', 'gpx', 'kml', 'csv'] as const
export type Format = (typeof FORMATS)[number]

export const flightPath = (id: string, rest = '') => workspacePath(`/flights/${encodeURIComponent(id)}${rest}`)
const fileName = (flight: Flight) => flight.name.replace(/[^\p{L}\p{N}._-]+/gu, '-') || 'flight'
export const exportFlight = (flight: Flight, format: Format) =>
  saveFile(`${flightPath(flight.flight_id, '/export')}?format=${format}`, `${fileName(flight)}.${format}`)
export const downloadEvidence = (flight: Flight) =>
  saveFile(flightPath(flight.flight_id, '/evidence'), `${fileName(flight)}-evidence.zip`)

const STATUS: Record<string, Status> = {
  done: 'ready',
  landed: 'ready',
  flying: 'flying',
  partial: 'caution',
  held: 'caution',
  lost: 'critical',
  failed: 'critical',
  refused: 'critical',
  missed: 'critical',
  canceled: 'offline',
}
export const statusOf = (outcome: string): Status => STATUS[outcome] ?? 'unknown'
