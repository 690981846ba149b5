/**
 * One guard per safety class stands before every send; a class without a guard sends nothing. A guard returns why the
 * command may not go, or nothing. The protective guard never refuses: pause, return, stop and brake always go.
 */
import type { Method, SafetyClass } from '@rookery/thing-model'
import type { Device } from '#link/directory.ts'
import type { Role } from '#platform/database/schema.ts'

/** Telemetry older than this says nothing about where the aircraft is now. */
export const FRESH_MS = 5_000

export interface GuardContext {
  method: Method | undefined
  /** Role of the person or key in the device's workspace; null: the system itself (a mission it was asked to fly). */
  role: Role | null
  now: number
  /** The gateway the command travels through. */
  gateway: Device
  /** Receive time of the gateway's latest telemetry. */
  gatewayOsdAt: number | undefined
  /** The aircraft that would act; undefined when the gateway has none. */
  aircraft: Device | undefined
  aircraftOnline: boolean
  aircraftOsdAt: number | undefined
  /** Whether the cloud holds the authority; undefined: not known. */
  flightAuthority: boolean | undefined
  payloadAuthority: boolean | undefined
}
export interface Refusal {
  reason: 'role' | 'out_of_service' | 'stale_telemetry' | 'no_flight_authority' | 'no_payload_authority' | 'no_aircraft'
  message: string
}
type Guard = (context: GuardContext) => Refusal | undefined

const RANK: Record<Role, number> = { viewer: 0, pilot: 1, operator: 2, admin: 3 }
const needs =
  (least: Role): Guard =>
  ({ role }) =>
    role === null || RANK[role] >= RANK[least]
      ? undefined
      : { reason: 'role', message: `This command needs the role ${least} or above` }

/** Motion of the dock itself (cover, rods, power of the parked aircraft): no flight authority exists for it. */
const ofDock = (method: Method | undefined) => method?.page === 'cmd'
/** Take-off starts from a parked aircraft, which nobody controls yet. */
const fromGround = (method: Method | undefined) => method?.name === 'takeoff_to_point' || method?.page === 'wayline'
/** Of a mission that has not begun: its aircraft stands in the dock, which answers for it. */
const IN_DOCK: ReadonlySet<string> = new Set([
  'flighttask_create',
  'flighttask_prepare',
  'flighttask_execute',
  'flighttask_undo',
])

const inService: Guard = ({ gateway, aircraft, now }) => {
  for (const device of [gateway, aircraft]) {
    const mark = device?.outOfService
    if (mark && (mark.until === null || mark.until > now))
      return { reason: 'out_of_service', message: `${device.nickname} is out of service: ${mark.reason} (${mark.by})` }
  }
  return undefined
}

const fresh: Guard = ({ method, now, gateway, gatewayOsdAt, aircraft, aircraftOnline, aircraftOsdAt }) => {
  const parked = ofDock(method) || IN_DOCK.has(method?.name ?? '') || (fromGround(method) && !aircraftOnline)
  const at = parked ? gatewayOsdAt : aircraftOsdAt
  if (at !== undefined && now - at <= FRESH_MS) return undefined
  const name = parked ? gateway.nickname : (aircraft?.nickname ?? 'the aircraft')
  const age = at === undefined ? 'has sent no telemetry' : `last sent telemetry ${Math.round((now - at) / 1000)} s ago`
  return {
    reason: 'stale_telemetry',
    message: `${name} ${age}; motion needs telemetry no older than ${FRESH_MS / 1000} s`,
  }
}

const flightAuthority: Guard = ({ method, flightAuthority: held, aircraft }) => {
  if (ofDock(method) || fromGround(method)) return undefined
  if (!aircraft) return { reason: 'no_aircraft', message: 'No aircraft is attached to this gateway' }
  if (held) return undefined
  return {
    reason: 'no_flight_authority',
    message: 'The cloud does not hold flight control: take control first (flight_authority_grab)',
  }
}
/** Speaker, widgets and the like belong to no camera; cameras have an authority of their own. */
const payloadAuthority: Guard = ({ method, payloadAuthority: held }) => {
  if (method && !/^(camera_|gimbal_|ir_metering_|photo_storage_|video_storage_)/.test(method.name)) return undefined
  if (held) return undefined
  return {
    reason: 'no_payload_authority',
    message: 'The cloud does not hold this payload: take it first (payload_authority_grab)',
  }
}

const all =
  (...guards: Guard[]): Guard =>
  context => {
    for (const guard of guards) {
      const refusal = guard(context)
      if (refusal) return refusal
    }
    return undefined
  }

export const GUARDS: Record<SafetyClass, Guard> = {
  read: needs('pilot'),
  benign: needs('pilot'),
  payload: all(needs('pilot'), payloadAuthority),
  motion: all(needs('pilot'), inService, fresh, flightAuthority),
  destructive: all(needs('admin'), inService),
  protective: needs('pilot'),
}
