/**
 * What is dangerous as long as it is so, read from what the devices last said. Pure: the same sight gives the same
 * findings in every process, also after a restart.
 */
import { isAirborne } from '@rookery/thing-model'
import type { Device, Directory } from '#link/directory.ts'
import type { AlarmCause, AlarmKindName } from '../alarm/index.ts'
import type { Live, LiveDevices } from '../device/index.ts'
import { metresBetween, numberOf, objectOf, pointOf } from './values.ts'

/** Seven messages of an aircraft missed. */
export const SILENT_MS = 15_000
/** After a start, before the absence of a message means anything. */
const GRACE_MS = 30_000
/** No aircraft stays in the air longer. */
export const LONGEST_FLIGHT_MS = 2 * 3600_000
/** The cover closes and the sensor settles. */
const IN_DOCK_WITHIN_MS = 120_000
const AFTER_FLIGHT_MS = 24 * 3600_000
/** So near is there, and so far is elsewhere. */
const AT_ALTERNATE_M = 30
const BATTERY_HYSTERESIS = 2
/** Returning, landing (also forced, also on three propellers), on the approach route. */
export const HOMEWARD: ReadonlySet<number> = new Set([9, 10, 11, 12, 21])
/** Debugging on site and remotely: people are at the dock. */
const DEBUGGING: ReadonlySet<number> = new Set([1, 2])

export const CONDITION_KINDS = [
  'link_lost',
  'dock_offline_in_flight',
  'dock_emergency_stop',
  'diversion',
  'aircraft_not_in_dock',
  'battery_low',
  // Raised by events; here they come to their end.
  'return_stopped',
  'obstacle_stop',
  'obstacle_detour',
  'preparation_slow',
] as const satisfies readonly AlarmKindName[]

/** Of a mission under way, what it told the aircraft to do by itself. */
export interface FlightOrders {
  jobId: string
  /** 0 return home, 1 hover, 2 land. */
  outOfControlAction: number
  /** Metres above take-off. */
  returnHeight: number
}

export interface Sight {
  now: number
  /** Of this process. */
  startedAt: number
  brokerUp: boolean
  directory: Directory
  live: LiveDevices
  /** A flight that is recorded and not over, whatever the last message was. */
  inFlight(sn: string): boolean
  /** When the latest flight from a dock ended, epoch ms. */
  landedAt(sn: string): number | undefined
  /** The planned way home leads to the alternate landing point. */
  diverting(sn: string): boolean
  orders(gatewaySn: string): FlightOrders | undefined
}

/** `so`: undefined where nothing can be said, which raises nothing and clears nothing. */
export interface Finding {
  key: string
  workspaceId: string
  so: boolean | undefined
  /** Why it is not so any more. */
  cleared: string
  cause(): AlarmCause
}

export function* findings(sight: Sight): Generator<Finding> {
  for (const device of sight.directory.devices()) {
    if (device.workspaceId === null) continue
    const live = sight.live.get(device.sn)
    if (!live) continue
    if (device.product.category === 'aircraft') yield* ofAircraft(sight, device, live)
    if (device.product.category === 'dock') yield* ofDock(sight, device, live)
  }
}

const fresh = (live: Live | undefined, now: number): live is Live & { osdAt: number } =>
  live?.osdAt !== undefined && now - live.osdAt <= SILENT_MS

function flies(sight: Sight, { sn }: Device, live: Live): boolean {
  const known = live.osdAt !== undefined && sight.now - live.osdAt < LONGEST_FLIGHT_MS
  return known && (isAirborne(live.osd) || sight.inFlight(sn))
}

function* ofAircraft(sight: Sight, aircraft: Device, live: Live): Generator<Finding> {
  const { now, directory } = sight
  const workspaceId = aircraft.workspaceId!
  const gatewaySn = live.via ?? directory.gatewayOf(aircraft.sn)
  const gateway = gatewaySn === undefined ? undefined : directory.device(gatewaySn)
  const gatewayLive = gatewaySn === undefined ? undefined : sight.live.get(gatewaySn)
  const flying = flies(sight, aircraft, live)
  const heard = fresh(live, now)
  const inDock = [...aircraft.gateways.keys()].some(sn => holds(sight, sn, aircraft.sn))
  const mode = numberOf(live.osd.mode_code) ?? -1
  const base = { workspaceId, sn: aircraft.sn, gatewaySn }
  const finding = (
    kind: AlarmKindName,
    so: boolean | undefined,
    cleared: string,
    cause: () => Pick<AlarmCause, 'facts' | 'automatic' | 'jobId'>,
  ): Finding => {
    const key = `${kind} ${aircraft.sn}`
    return { key, workspaceId, so, cleared, cause: () => ({ ...base, key, kind, ...cause() }) }
  }

  const known = now - sight.startedAt > GRACE_MS || (live.evidenceAt ?? 0) >= sight.startedAt
  const silent = !heard || !live.online
  yield finding(
    'link_lost',
    heard && live.online ? false : inDock ? false : flying && silent && known ? true : undefined,
    inDock ? 'aircraft_in_dock' : 'telemetry_again',
    () => lostLink(sight, live, gatewaySn, gatewayLive),
  )

  const battery = objectOf(live.osd.battery)
  const left = numberOf(battery.capacity_percent)
  const reserve = numberOf(battery.return_home_power)
  yield finding(
    'battery_low',
    !heard || left === null || reserve === null || reserve <= 0
      ? undefined
      : !flying || HOMEWARD.has(mode) || left > reserve + BATTERY_HYSTERESIS
        ? false
        : left <= reserve || undefined,
    !flying ? 'landed' : HOMEWARD.has(mode) ? 'returning' : 'enough_again',
    () => ({
      facts: {
        battery_percent: left,
        return_battery_percent: reserve,
        landing_battery_percent: numberOf(battery.landing_power),
        home_distance_m: numberOf(live.osd.home_distance),
      },
    }),
  )

  if (gateway?.product.category !== 'dock') return
  const landed = sight.landedAt(aircraft.sn)
  const afterFlight = landed !== undefined && now - landed < AFTER_FLIGHT_MS
  const empty = fresh(gatewayLive, now) && numberOf(gatewayLive.osd.drone_in_dock) === 0
  const point = pointOf(live.osd)

  const alternate = alternateOf(gatewayLive)
  const home = gatewayLive && pointOf(gatewayLive.osd)
  const there =
    point !== null &&
    alternate !== null &&
    metresBetween(point, alternate) <= AT_ALTERNATE_M &&
    (!home || metresBetween(point, home) > AT_ALTERNATE_M)
  const onTheWay = flying && (sight.diverting(aircraft.sn) || (there && HOMEWARD.has(mode)))
  const stands = !flying && there && empty && afterFlight
  yield finding(
    'diversion',
    inDock ? false : onTheWay || stands ? true : heard && flying && !HOMEWARD.has(mode) ? false : undefined,
    inDock ? 'aircraft_in_dock' : 'flies_on',
    () => ({ facts: { ...alternate, landed: !flying } }),
  )

  const over = heard && !flying ? false : undefined
  const ofGateway = { workspaceId, cause: () => ({ ...base, key: '', kind: 'return_stopped' as const, facts: {} }) }
  for (const kind of ['return_stopped', 'obstacle_stop', 'obstacle_detour'])
    yield { ...ofGateway, key: `${kind} ${gateway.sn}`, so: over, cleared: 'landed' }
  yield {
    ...ofGateway,
    key: `preparation_slow ${gateway.sn}`,
    so: heard && flying ? false : undefined,
    cleared: 'took_off',
  }

  const atWork = !DEBUGGING.has(numberOf(gatewayLive?.osd.mode_code) ?? -1)
  yield finding(
    'aircraft_not_in_dock',
    inDock || (heard && flying)
      ? false
      : empty && atWork && !flying && afterFlight && now - landed > IN_DOCK_WITHIN_MS
        ? true
        : undefined,
    inDock ? 'aircraft_in_dock' : 'took_off',
    () => ({ facts: { landed_at: landed, ...point } }),
  )
}

function* ofDock(sight: Sight, dock: Device, live: Live): Generator<Finding> {
  const { now, directory } = sight
  const workspaceId = dock.workspaceId!
  const airborne = [...dock.children.keys()].flatMap(sn => {
    const device = directory.device(sn)
    const childLive = sight.live.get(sn)
    return device && childLive && flies(sight, device, childLive) ? [sn] : []
  })
  const finding = (
    kind: AlarmKindName,
    so: boolean | undefined,
    cleared: string,
    facts: () => Record<string, unknown>,
  ): Finding => {
    const key = `${kind} ${dock.sn}`
    const cause = () => ({ workspaceId, key, kind, sn: dock.sn, gatewaySn: dock.sn, facts: facts() })
    return { key, workspaceId, so, cleared, cause }
  }
  const button = numberOf(live.osd.emergency_stop_state)
  yield finding(
    'dock_emergency_stop',
    !fresh(live, now) || button === null ? undefined : button === 1,
    'button_released',
    () => ({ aircraft_in_air: airborne.length > 0 }),
  )
  const known = now - sight.startedAt > GRACE_MS || (live.evidenceAt ?? 0) >= sight.startedAt
  yield finding(
    'dock_offline_in_flight',
    live.online ? false : airborne.length > 0 && known ? true : undefined,
    'dock_online',
    () => ({ last_seen_at: live.evidenceAt ?? live.osdAt ?? null, aircraft_sn: airborne[0] ?? null }),
  )
}

/** Whether a dock feels this aircraft inside, now. */
function holds(sight: Sight, gatewaySn: string, aircraftSn: string): boolean {
  const live = sight.live.get(gatewaySn)
  if (!fresh(live, sight.now) || numberOf(live.osd.drone_in_dock) !== 1) return false
  const named = objectOf(live.osd.sub_device).device_sn
  return typeof named !== 'string' || named === '' || named === aircraftSn
}

export function alternateOf(dock: Live | undefined) {
  const place = objectOf(dock?.osd.alternate_land_point)
  return numberOf(place.is_configured) === 1 ? pointOf(place) : null
}

const BY_MISSION = ['return_home', 'hover', 'land'] as const
const BY_AIRCRAFT = ['hover', 'land', 'return_home'] as const
const RETURN_SPEED = 10
const CLIMB_SPEED = 5
const SINK_SPEED = 3

/** Where it was, what it does by itself now, and how long that may take. */
function lostLink(sight: Sight, live: Live, gatewaySn: string | undefined, gatewayLive: Live | undefined) {
  const orders = gatewaySn === undefined ? undefined : sight.orders(gatewaySn)
  const own = numberOf(live.osd.rc_lost_action ?? live.state.rc_lost_action)
  const action = orders ? BY_MISSION[orders.outOfControlAction] : own === null ? undefined : BY_AIRCRAFT[own]
  const returnHeight = orders?.returnHeight ?? numberOf(live.osd.rth_altitude ?? live.state.rth_altitude)
  const battery = objectOf(live.osd.battery)
  const distance = numberOf(live.osd.home_distance)
  const up = numberOf(live.osd.elevation)
  const height = Math.max(returnHeight ?? 0, up ?? 0)
  const hop = !sight.brokerUp ? 'server_broker' : gatewayLive?.online ? 'aircraft' : 'dock'
  return {
    jobId: orders?.jobId,
    automatic: `lost_link_${action ?? 'unknown'}`,
    facts: {
      hop,
      ...pointOf(live.osd),
      height_m: numberOf(live.osd.height),
      relative_height_m: up,
      position_at: live.osdAt ?? null,
      lost_link_action: action ?? null,
      return_height_m: returnHeight,
      battery_percent: numberOf(battery.capacity_percent),
      return_battery_percent: numberOf(battery.return_home_power),
      home_distance_m: distance,
      return_seconds:
        distance === null
          ? null
          : Math.round(distance / RETURN_SPEED + Math.max(0, height - (up ?? 0)) / CLIMB_SPEED + height / SINK_SPEED),
    },
  }
}
