/**
 * Can this dock fly now, and if not, why: one answer from everything the dock and its aircraft tell. Pure, so that
 * the list, the map and later the mission check cannot disagree.
 */
import type { Device, DockReadiness, Values } from '../../api/types.ts'
import { at, type Bounds, flagAt, numberAt } from '../../api/values.ts'

export interface Telemetry {
  osd: Values
  /** Server epoch ms, 0: never. */
  osdAt: number
  state: Values
  stateAt: number
}
export interface ReadinessInput {
  dock: Pick<Device, 'product_id' | 'online' | 'last_seen' | 'clock_skew_ms' | 'out_of_service'>
  dockLive: Telemetry
  aircraft: Pick<Device, 'device_sn'> | null
  aircraftLive: Telemetry | null
  /** The aircraft is in the air. */
  airborne: boolean
  /** Server epoch ms. */
  now: number
}

export type Severity = 'block' | 'caution'
/** `code` is a locale key below `live.reason`; `params` fill it. */
export interface Reason {
  code: string
  severity: Severity
  params?: Record<string, string | number>
}
export type Level = 'flying' | 'busy' | 'ready' | 'caution' | 'critical' | 'offline' | 'unknown'
export interface Readiness {
  level: Level
  /** Worst first. */
  reasons: Reason[]
}

/** The order of the list: what flies and what could fly first, then what needs a hand. */
export const LEVELS: readonly Level[] = ['flying', 'busy', 'ready', 'caution', 'critical', 'unknown', 'offline']

/** Docks speak every two seconds; after this long their values describe the past. */
const STALE_MS = 30_000
const SKEW_MS = 5000
/** Percent. A mission below `low` is refused by most aircraft, below `fair` it will be a short one. */
const BATTERY = { low: 30, fair: 60 }
/** Share of the limit from which wind is worth a word. */
const WIND_CAUTION = 0.7
const STORAGE_CAUTION = 0.95

/** What each dock stands, from its maker's data sheets: wind at landing in m/s, air temperature in degC. */
const LIMITS: Record<string, { wind: number; cold: number; hot: number }> = {
  dock1: { wind: 12, cold: -20, hot: 50 },
  dock2: { wind: 8, cold: -20, hot: 45 },
  dock3: { wind: 12, cold: -30, hot: 50 },
}
const CAUTIOUS_LIMITS = { wind: 8, cold: -20, hot: 45 }

const DOCK_MODE: Record<number, string> = {
  1: 'onsite_debugging',
  2: 'remote_debugging',
  3: 'updating',
  5: 'not_calibrated',
}
const MODE_WORKING = 4
const STEP_PREPARING = 0
const STEP_IDLE = 5
const STEP_AIRCRAFT_FAULT = 255
const PERCENT: Bounds = { min: 0, max: 100 }

function collect({ dock, dockLive, aircraft, aircraftLive, now }: ReadinessInput): Reason[] {
  const reasons: Reason[] = []
  const { osd, state } = dockLive
  const block = (code: string, params?: Reason['params']) => reasons.push({ code, severity: 'block', params })
  const caution = (code: string, params?: Reason['params']) => reasons.push({ code, severity: 'caution', params })

  const lock = dock.out_of_service
  if (lock && (lock.until === null || lock.until > now)) block('out_of_service', { reason: lock.reason, by: lock.by })
  if (flagAt(osd, 'emergency_stop_state')) block('emergency_stop')

  const mode = numberAt(osd, 'mode_code')
  if (mode !== null && DOCK_MODE[mode]) block(DOCK_MODE[mode])
  if (mode !== 3 && flagAt(state, 'firmware_upgrade_status')) block('updating')
  if (mode !== 5 && flagAt(osd, 'position_state.is_calibration') === false) block('not_calibrated')
  if (numberAt(osd, 'flighttask_step_code') === STEP_AIRCRAFT_FAULT) block('aircraft_fault')

  const cover = numberAt(osd, 'cover_state')
  if (cover === 3) block('cover_fault')
  else if (cover === 1 || cover === 2) caution(cover === 1 ? 'cover_open' : 'cover_half')

  if (!aircraft && !at(osd, 'sub_device.device_sn')) block('no_aircraft')
  else if (flagAt(osd, 'sub_device.device_paired') === false) block('not_paired')
  else if (flagAt(osd, 'drone_in_dock') === false) block('aircraft_away')

  const limits = LIMITS[dock.product_id] ?? CAUTIOUS_LIMITS
  const rain = numberAt(osd, 'rainfall', { min: 0, max: 3 })
  if (rain === 3) block('rain_heavy')
  else if (rain === 2) caution('rain_moderate')
  else if (rain === 1) caution('rain_light')
  const wind = numberAt(osd, 'wind_speed', { min: 0, max: 100 })
  if (wind !== null && wind > limits.wind) block('wind', { wind: wind.toFixed(1), limit: limits.wind })
  else if (wind !== null && wind > limits.wind * WIND_CAUTION) {
    caution('wind_near', { wind: wind.toFixed(1), limit: limits.wind })
  }
  // Unknown is not fine: somebody should look at the sky first.
  if (wind === null || rain === null) caution('weather_unknown')
  const outside = numberAt(osd, 'environment_temperature', { min: -80, max: 80 })
  if (outside !== null && outside < limits.cold) block('cold', { t: outside.toFixed(0), limit: limits.cold })
  if (outside !== null && outside > limits.hot) block('hot', { t: outside.toFixed(0), limit: limits.hot })

  const battery =
    numberAt(osd, 'drone_charge_state.capacity_percent', PERCENT) ??
    numberAt(aircraftLive?.osd, 'battery.capacity_percent', PERCENT)
  if (battery === null) caution('battery_unknown')
  else if (battery < BATTERY.low) block('battery_low', { percent: battery, limit: BATTERY.low })
  else if (battery < BATTERY.fair) caution('battery_fair', { percent: battery })
  if (numberAt(osd, 'drone_battery_maintenance_info.maintenance_state') === 2) block('battery_maintenance')

  const network = numberAt(osd, 'network_state.quality', { min: 0, max: 5 })
  if (network !== null && network <= 1) caution('network_poor')
  const poweredOn = flagAt(osd, 'sub_device.device_online_status')
  const sdr = flagAt(osd, 'wireless_link.sdr_link_state')
  const lte = flagAt(osd, 'wireless_link.4g_link_state')
  if (poweredOn && sdr === false && lte !== true) caution('no_link')

  const fixed = numberAt(osd, 'position_state.is_fixed')
  if (fixed === 3) caution('rtk_failed')
  if (flagAt(state, 'compatible_status')) caution('firmware_mismatch')
  const total = numberAt(osd, 'storage.total', { min: 1 })
  const used = numberAt(osd, 'storage.used', { min: 0 })
  if (total !== null && used !== null && used / total > STORAGE_CAUTION) caution('storage_full')
  if (dock.clock_skew_ms !== null && Math.abs(dock.clock_skew_ms) > SKEW_MS) {
    caution('clock_skew', { s: Math.round(dock.clock_skew_ms / 1000) })
  }
  return reasons
}

/** Readiness of one dock. A flight under way comes before everything, then whether the answer can be known at all. */
export function readinessOf(input: ReadinessInput): Readiness {
  const { dock, dockLive, airborne, now } = input
  if (airborne) return { level: 'flying', reasons: [] }
  if (!dock.online) return { level: 'offline', reasons: [{ code: 'offline', severity: 'block' }] }
  const age = now - dockLive.osdAt
  if (dockLive.osdAt === 0) return { level: 'unknown', reasons: [{ code: 'no_telemetry', severity: 'block' }] }
  if (age > STALE_MS) {
    const params = { s: Math.round(age / 1000) }
    return { level: 'unknown', reasons: [{ code: 'stale', severity: 'block', params }] }
  }
  const mode = numberAt(dockLive.osd, 'mode_code')
  const step = numberAt(dockLive.osd, 'flighttask_step_code')
  const atWork = mode === MODE_WORKING || (step !== null && step >= STEP_PREPARING && step < STEP_IDLE)
  const reasons = collect(input).sort((a, b) => Number(b.severity === 'block') - Number(a.severity === 'block'))
  // At work the aircraft is rightly away and the cover rightly open.
  if (atWork) {
    const rest = reasons.filter(r => !['aircraft_away', 'cover_open', 'cover_half'].includes(r.code))
    return { level: rest.some(r => r.severity === 'block') ? 'critical' : 'busy', reasons: rest }
  }
  const worst = reasons[0]?.severity
  return { level: worst === 'block' ? 'critical' : worst === 'caution' ? 'caution' : 'ready', reasons }
}

/** What telemetry cannot tell and the server can: its checks of these names count here too. */
const SERVERS_CHECKS = new Set(['hold', 'propellers', 'hms', 'flight_area', 'traffic'])

export function withServersWord(readiness: Readiness, word: DockReadiness | undefined): Readiness {
  const { level, reasons } = readiness
  if (!word || level === 'flying' || level === 'offline' || level === 'unknown') return readiness
  const told = word.reasons
    .filter(check => !check.ok && SERVERS_CHECKS.has(check.check))
    .map(
      (check): Reason => ({
        code: 'check',
        severity: check.level === 'block' ? 'block' : 'caution',
        params: { check: check.check, message: check.message },
      }),
    )
  if (told.length === 0) return readiness
  const all = [...reasons, ...told].sort((a, b) => Number(b.severity === 'block') - Number(a.severity === 'block'))
  const worst = all[0]!.severity === 'block' ? 'critical' : level === 'ready' ? 'caution' : level
  return { level: worst, reasons: all }
}
