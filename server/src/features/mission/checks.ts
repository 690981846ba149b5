/** Whether a mission can start now: each check with its reason, from what is known at this moment. Pure. */
import { type Product, productOf } from '@rookery/thing-model'
import type { FlightPlan, Override } from '#platform/database/mission-tables.ts'
import type { Live } from '../device/index.ts'

export interface Check {
  check: CheckName
  ok: boolean
  /** Of a check that is not ok: block keeps the mission on the ground. */
  level: 'block' | 'warn' | 'info'
  message: string
  value?: number | string | null
  limit?: number | string | null
  /** An operator may launch in spite of it, with his name and reason on the audit log. */
  overridable: boolean
}
export const CHECKS = [
  'dock_online',
  'dock_in_service',
  'dock_mode',
  'emergency_stop',
  'aircraft_in_dock',
  'hold',
  'propellers',
  'wind',
  'rain',
  'temperature',
  'battery',
  'dock_storage',
  'aircraft_storage',
  'link',
  'hms',
  'rtk',
  'wayline_lint',
  'wayline_matches_aircraft',
  'return_height',
  'flight_area',
  'traffic',
] as const
export type CheckName = (typeof CHECKS)[number]

/** A wayline as far as launching it asks. */
export interface DispatchWayline {
  wayline_id: string
  version: number
  name: string
  /** MD5 of the KMZ in hex. */
  sign: string
  /** Object key of the KMZ. */
  key: string
  drone_model_key: string
  template_types: readonly number[]
  distance_m: number
  duration_s: number
  photo_count: number
  waypoint_count: number
  errors: readonly string[]
  exit_on_rc_lost: string | null
  rc_lost_action: string | null
  /** Highest waypoint; above take-off only where `relative`. */
  max_height_m: number | null
  relative: boolean
  bounds: Bounds | undefined
}

/** Degrees. */
export interface Bounds {
  west: number
  south: number
  east: number
  north: number
}

/** Another aircraft in the air, or about to be. */
export interface Traffic {
  name: string
  /** Where it is, or its route. */
  bounds: Bounds
  rth_altitude: number | null
  flying: boolean
  /** Null: for as long as it flies. */
  from: number | null
  until: number | null
}

export interface DockContext {
  now: number
  dock: {
    sn: string
    nickname: string
    product: Product
    outOfService: { reason: string; until: number | null } | null
  }
  live: Live | undefined
  online: boolean
  aircraft: { sn: string; nickname: string; product: Product } | undefined
  aircraftLive: Live | undefined
  hold: { reason: string } | undefined
  /** A simulated flight after which nobody has said that the propellers are on. */
  propellersOff: boolean
  /** A job of ours that is in flight from this dock. */
  flying: boolean
}

/** Telemetry older than this says nothing about now. */
const FRESH_MS = 60_000
/** Below it no dock lets an aircraft take off. */
const BATTERY_FLOOR = 30
const BATTERY_DEFAULT = 50
const WIND_LIMIT = 12
const WIND_CAUTION = 8
const TEMPERATURE = { minimum: -20, maximum: 45 }
const KB_PER_GB = 1024 * 1024
const DOCK_MODES: Readonly<Record<number, string>> = {
  1: 'somebody works on it on site',
  2: 'it is in remote debugging',
  3: 'its firmware is being updated',
  4: 'it is at work',
  5: 'it waits for calibration',
}
/** Degrees of latitude, about 150 m: nearer than that routes are taken to cross. */
const NEAR_DEG = 0.00135
const HEIGHT_APART_M = 15

const number = (value: unknown): number | undefined => {
  const found = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  // Sensors that do not answer send the largest 16-bit number, or a tenth of it.
  return typeof found === 'number' && Number.isFinite(found) && found !== 32767 && found !== 3276.7 ? found : undefined
}
const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

const pass = (check: CheckName, message: string, value?: number | string | null): Check => ({
  ...{ check, ok: true, level: 'info', message, overridable: false },
  ...(value === undefined ? {} : { value }),
})
const unknown = (check: CheckName, what: string): Check => ({
  ...{ check, ok: true, level: 'info', message: `${what} is not known`, value: null, overridable: false },
})
const fail = (
  check: CheckName,
  level: 'block' | 'warn',
  message: string,
  {
    value,
    limit,
    overridable = false,
  }: { value?: number | string; limit?: number | string; overridable?: boolean } = {},
): Check => ({
  ...{ check, ok: false, level, message, overridable: level === 'block' && overridable },
  ...(value === undefined ? {} : { value }),
  ...(limit === undefined ? {} : { limit }),
})

/** The checks that concern dock, aircraft and surroundings, whatever is to be flown. */
export function dockChecks({ now, dock, live, online, hold, propellersOff, flying }: DockContext): Check[] {
  const checks: Check[] = []
  const osd = live?.osd ?? {}
  const fresh = live?.osdAt !== undefined && now - live.osdAt <= FRESH_MS
  checks.push(
    !online
      ? fail('dock_online', 'block', `${dock.nickname} is offline`)
      : fresh
        ? pass('dock_online', 'The dock is online')
        : fail('dock_online', 'block', `${dock.nickname} has sent no telemetry for a minute`),
  )
  const mark = dock.outOfService
  checks.push(
    mark && (mark.until === null || mark.until > now)
      ? fail('dock_in_service', 'block', `${dock.nickname} is out of service: ${mark.reason}`)
      : pass('dock_in_service', 'The dock is in service'),
  )
  const mode = number(osd.mode_code)
  if (flying || (mode !== undefined && mode !== 0))
    checks.push(
      fail(
        'dock_mode',
        'block',
        `The dock is busy: ${flying ? 'a mission is under way' : (DOCK_MODES[mode!] ?? `its mode is ${mode}`)}`,
        {
          value: mode ?? 4,
          limit: 0,
        },
      ),
    )
  else
    checks.push(
      mode === undefined ? unknown('dock_mode', 'The mode of the dock') : pass('dock_mode', 'The dock is idle', mode),
    )
  checks.push(
    number(osd.emergency_stop_state) === 1
      ? fail('emergency_stop', 'block', 'The emergency stop of the dock is pressed')
      : pass('emergency_stop', 'The emergency stop is released'),
  )
  const inDock = number(osd.drone_in_dock)
  checks.push(
    inDock === undefined
      ? unknown('aircraft_in_dock', 'Whether the aircraft is in the dock')
      : inDock === 1 && !flying
        ? pass('aircraft_in_dock', 'The aircraft is in the dock')
        : fail('aircraft_in_dock', 'block', 'The aircraft is not in the dock'),
  )
  checks.push(hold ? fail('hold', 'block', `Launches are held: ${hold.reason}`) : pass('hold', 'Launches are not held'))
  checks.push(
    propellersOff
      ? fail('propellers', 'block', 'The last flight was simulated, without propellers: confirm that they are back on')
      : pass('propellers', 'The propellers are on'),
  )
  checks.push(...surroundings(osd, dock.product))
  const charge = number(field(osd.drone_charge_state, 'capacity_percent'))
  checks.push(batteryCheck(charge, BATTERY_DEFAULT))
  const free = freeKb(osd.storage)
  checks.push(
    free === undefined
      ? unknown('dock_storage', 'The storage of the dock')
      : free < KB_PER_GB
        ? fail('dock_storage', 'warn', `The dock has ${megabytes(free)} MB left`, {
            value: megabytes(free),
            limit: 1024,
          })
        : pass('dock_storage', 'The dock has room for media', megabytes(free)),
  )
  const quality = number(field(osd.network_state, 'quality'))
  checks.push(
    quality === undefined
      ? unknown('link', 'The quality of the network')
      : quality <= 1
        ? fail('link', 'warn', 'The network of the dock is bad', { value: quality, limit: 2 })
        : pass('link', 'The network of the dock is usable', quality),
  )
  checks.push(unknown('hms', 'What the device reports of its health'))
  return checks
}

function surroundings(osd: Record<string, unknown>, product: Product): Check[] {
  const checks: Check[] = []
  const wind = number(osd.wind_speed)
  checks.push(
    wind === undefined
      ? unknown('wind', 'The wind')
      : wind >= WIND_LIMIT
        ? fail('wind', 'block', `The wind blows at ${wind} m/s`, { value: wind, limit: WIND_LIMIT })
        : wind >= WIND_CAUTION
          ? fail('wind', 'warn', `The wind blows at ${wind} m/s`, { value: wind, limit: WIND_CAUTION })
          : pass('wind', 'The wind is light enough', wind),
  )
  const rain = number(osd.rainfall)
  checks.push(
    rain === undefined
      ? unknown('rain', 'Rain')
      : rain >= 3
        ? fail('rain', 'block', 'It rains heavily', { value: rain, limit: 2 })
        : rain === 2
          ? fail('rain', 'block', 'It rains', { value: rain, limit: 1, overridable: true })
          : rain === 1
            ? fail('rain', 'warn', 'It rains lightly', { value: rain, limit: 1 })
            : pass('rain', 'It does not rain', rain),
  )
  const outside = number(osd.environment_temperature)
  const { minimum, maximum } = TEMPERATURE
  checks.push(
    outside === undefined
      ? unknown('temperature', 'The temperature')
      : outside < minimum || outside > maximum
        ? fail('temperature', 'block', `It is ${outside} °C at the ${product.name}`, {
            value: outside,
            limit: outside < minimum ? minimum : maximum,
          })
        : pass('temperature', 'The temperature is within what the aircraft bears', outside),
  )
  const fixed = number(field(osd.position_state, 'is_fixed'))
  const calibrated = number(field(osd.position_state, 'is_calibration'))
  checks.push(
    calibrated === 0
      ? fail('rtk', 'warn', 'The dock is not calibrated')
      : fixed === undefined
        ? unknown('rtk', 'The RTK fix of the dock')
        : fixed === 2
          ? pass('rtk', 'The dock has an RTK fix', fixed)
          : fail('rtk', 'warn', 'The dock has no RTK fix', { value: fixed, limit: 2 }),
  )
  return checks
}

function batteryCheck(charge: number | undefined, least: number): Check {
  if (charge === undefined) return unknown('battery', 'The charge of the aircraft')
  const limit = Math.max(least, BATTERY_FLOOR)
  return charge >= limit
    ? pass('battery', 'The aircraft is charged', charge)
    : fail('battery', 'block', `The aircraft is charged to ${charge} %, ${limit} % are asked for`, {
        value: charge,
        limit,
        overridable: charge >= BATTERY_FLOOR,
      })
}

const megabytes = (kb: number) => Math.round(kb / 1024)
function freeKb(storage: unknown): number | undefined {
  const total = number(field(storage, 'total'))
  const used = number(field(storage, 'used'))
  return total === undefined || used === undefined || total <= 0 ? undefined : Math.max(0, total - used)
}

/** The checks that concern what is to be flown; `wayline` is a sentence where it cannot be read. */
export function planChecks(
  context: DockContext,
  plan: FlightPlan,
  wayline: DispatchWayline | string,
  traffic: readonly Traffic[],
  { from, until }: { from: number; until: number },
): Check[] {
  const { aircraft, aircraftLive, live } = context
  const checks: Check[] = []
  if (plan.simulate) checks.push(pass('propellers', 'The flight is simulated: the propellers are off'))
  const charge = number(field(live?.osd.drone_charge_state, 'capacity_percent'))
  checks.push(batteryCheck(charge, plan.min_battery_capacity ?? BATTERY_DEFAULT))
  if (plan.min_storage_capacity !== null) {
    const free = freeKb(aircraftLive?.osd.storage)
    checks.push(
      free === undefined
        ? unknown('aircraft_storage', 'The storage of the aircraft')
        : megabytes(free) < plan.min_storage_capacity
          ? fail(
              'aircraft_storage',
              'block',
              `The aircraft has ${megabytes(free)} MB left, ${plan.min_storage_capacity} MB are asked for`,
              {
                value: megabytes(free),
                limit: plan.min_storage_capacity,
                overridable: true,
              },
            )
          : pass('aircraft_storage', 'The aircraft has room for media', megabytes(free)),
    )
  }
  if (typeof wayline === 'string') {
    checks.push(fail('wayline_lint', 'block', wayline))
    return checks
  }
  checks.push(
    wayline.errors.length
      ? fail('wayline_lint', 'block', `The route has ${wayline.errors.length} errors: ${wayline.errors[0]}`, {
          value: wayline.errors.length,
          limit: 0,
        })
      : pass('wayline_lint', 'The route has no errors'),
  )
  const contradiction = contradictionOf(plan, wayline, aircraft?.product)
  checks.push(
    contradiction
      ? fail('wayline_matches_aircraft', 'block', contradiction)
      : pass('wayline_matches_aircraft', 'The route fits the aircraft and the mission'),
  )
  checks.push(heightCheck(plan, wayline, aircraftLive))
  checks.push(pass('flight_area', 'The dock compares the route with its flight areas before take-off'))
  const near = traffic.filter(other => conflicts(plan, wayline, other, from, until))
  // What flies is in the way; of two that are only due, the one that comes first must not wait for the other.
  const flying = near.find(other => other.flying)
  const about = 'near the route at about the same return height'
  checks.push(
    flying
      ? fail('traffic', 'block', `${flying.name} flies ${about}`, { overridable: true })
      : near[0]
        ? fail('traffic', 'warn', `${near[0].name} is due at about the same time ${about}`)
        : pass('traffic', 'No other aircraft flies or is due near the route'),
  )
  return checks
}

/** The KMZ says in other words and other numbers what the mission says; where they differ, nobody knows what happens. */
const KMZ_LOST_ACTION: Readonly<Record<string, number>> = { goBack: 0, hover: 1, landing: 2 }
const LOST_ACTION = ['return home', 'hover', 'land']

export function contradictionOf(
  plan: FlightPlan,
  wayline: DispatchWayline,
  aircraft: Product | undefined,
): string | undefined {
  if (wayline.drone_model_key && aircraft?.known) {
    const [domain, type, subType] = wayline.drone_model_key.split('-').map(Number)
    if (type !== aircraft.type || subType !== aircraft.sub_type)
      return `The route is made for the ${productOf(domain!, type!, subType!).name}, the dock has a ${aircraft.name}`
  }
  const { exit_on_rc_lost, rc_lost_action } = wayline
  if (exit_on_rc_lost !== null) {
    const leaves = exit_on_rc_lost === 'executeLostAction' ? 1 : 0
    if (leaves !== plan.exit_wayline_when_rc_lost)
      return leaves
        ? 'The route is left when the link is lost, the mission says to go on'
        : 'The route is flown on when the link is lost, the mission says to leave it'
    const action = rc_lost_action === null ? undefined : KMZ_LOST_ACTION[rc_lost_action]
    if (leaves === 1 && action !== undefined && action !== plan.out_of_control_action)
      return `When the link is lost the route says to ${LOST_ACTION[action]}, the mission to ${LOST_ACTION[plan.out_of_control_action]}`
  }
  return undefined
}

function heightCheck(plan: FlightPlan, wayline: DispatchWayline, aircraftLive: Live | undefined): Check {
  const limit = number(aircraftLive?.osd.height_limit ?? aircraftLive?.state.height_limit)
  if (limit !== undefined && plan.rth_altitude > limit)
    return fail(
      'return_height',
      'block',
      `The return height of ${plan.rth_altitude} m is above the height limit of the aircraft`,
      {
        value: plan.rth_altitude,
        limit,
      },
    )
  if (wayline.relative && wayline.max_height_m !== null && plan.rth_altitude < wayline.max_height_m)
    return fail(
      'return_height',
      'warn',
      `The route goes up to ${Math.round(wayline.max_height_m)} m, higher than the return height of ${plan.rth_altitude} m`,
      {
        value: plan.rth_altitude,
        limit: Math.round(wayline.max_height_m),
      },
    )
  return pass('return_height', 'The return height fits the route', plan.rth_altitude)
}

function conflicts(
  plan: FlightPlan,
  { bounds }: DispatchWayline,
  other: Traffic,
  from: number,
  until: number,
): boolean {
  if (!bounds || (other.from !== null && (other.from > until || (other.until ?? other.from) < from))) return false
  if (other.rth_altitude !== null && Math.abs(other.rth_altitude - plan.rth_altitude) >= HEIGHT_APART_M) return false
  return (
    bounds.west - NEAR_DEG <= other.bounds.east &&
    other.bounds.west - NEAR_DEG <= bounds.east &&
    bounds.south - NEAR_DEG <= other.bounds.north &&
    other.bounds.south - NEAR_DEG <= bounds.north
  )
}

/** One list: what the plan asks replaces what holds for any flight; overridden blocks become warnings. */
export function together(checks: readonly Check[], overrides: readonly Override[]): Check[] {
  const byName = new Map(checks.map(check => [check.check, check]))
  return CHECKS.flatMap(name => {
    const check = byName.get(name)
    if (!check) return []
    const override = check.overridable && overrides.find(one => one.check === name)
    return override
      ? [
          {
            ...check,
            level: 'warn',
            overridable: false,
            message: `${check.message}; overridden by ${override.username}`,
          },
        ]
      : [check]
  })
}

export const blocking = (checks: readonly Check[]) => checks.filter(check => !check.ok && check.level === 'block')
