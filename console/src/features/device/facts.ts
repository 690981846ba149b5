/**
 * The values that matter, by group: what an operator looks at first on a dock, an aircraft or a remote controller.
 * Everything else is on the Properties tab.
 */
import type { Bounds } from '../../api/values.ts'

export interface FactSpec {
  /** Dotted path below osd or state; also the locale key `device.fact.<path with _>`. */
  path: string
  source?: 'osd' | 'state'
  digits?: number
  /** From the wire's unit to the shown one. */
  scale?: number
  unit?: string
  bounds?: Bounds
  /** enum: words of the thing model; text: as it is; duration: seconds as h/min. */
  kind?: 'enum' | 'text' | 'duration' | 'position'
  /** Values worth a colour besides their words. */
  tones?: Record<number, 'ok' | 'caution' | 'critical' | 'busy'>
}
export interface FactGroup {
  name: string
  facts: FactSpec[]
}

const PERCENT: Bounds = { min: 0, max: 100 }
const METRES: Bounds = { min: -2000, max: 20_000 }

export const DOCK_FACTS: FactGroup[] = [
  {
    name: 'dock',
    facts: [
      { path: 'mode_code', kind: 'enum', tones: { 1: 'caution', 2: 'caution', 3: 'busy', 4: 'busy', 5: 'critical' } },
      { path: 'flighttask_step_code', kind: 'enum' },
      { path: 'cover_state', kind: 'enum', tones: { 1: 'caution', 2: 'caution', 3: 'critical' } },
      { path: 'putter_state', kind: 'enum' },
      { path: 'drone_in_dock', kind: 'enum' },
      { path: 'emergency_stop_state', kind: 'enum', tones: { 1: 'critical' } },
    ],
  },
  {
    name: 'power',
    facts: [
      { path: 'drone_charge_state.capacity_percent', unit: '%', bounds: PERCENT },
      { path: 'drone_charge_state.state', kind: 'enum', tones: { 1: 'busy' } },
      { path: 'drone_battery_maintenance_info.maintenance_state', kind: 'enum', tones: { 1: 'caution', 2: 'busy' } },
      { path: 'working_voltage', unit: 'V', scale: 0.001, digits: 1, bounds: { min: 0 } },
      { path: 'working_current', unit: 'A', scale: 0.001, digits: 2, bounds: { min: 0 } },
      { path: 'backup_battery.switch', kind: 'enum' },
    ],
  },
  {
    name: 'weather',
    facts: [
      { path: 'wind_speed', unit: 'm/s', digits: 1, bounds: PERCENT },
      { path: 'rainfall', kind: 'enum', tones: { 1: 'caution', 2: 'caution', 3: 'critical' } },
      { path: 'environment_temperature', unit: '°C', digits: 1, bounds: { min: -80, max: 90 } },
      { path: 'temperature', unit: '°C', digits: 1, bounds: { min: -80, max: 90 } },
      { path: 'humidity', unit: '%', bounds: PERCENT },
      { path: 'air_conditioner.air_conditioner_state', kind: 'enum' },
    ],
  },
  {
    name: 'network',
    facts: [
      { path: 'network_state.type', kind: 'enum' },
      { path: 'network_state.quality', kind: 'enum', tones: { 0: 'critical', 1: 'caution' } },
      { path: 'network_state.rate', unit: 'KB/s', digits: 0, bounds: { min: 0 } },
      { path: 'wireless_link.sdr_quality', unit: '/ 5', bounds: { min: 0, max: 5 } },
      { path: 'wireless_link.4g_quality', unit: '/ 5', bounds: { min: 0, max: 5 } },
      { path: 'media_file_detail.remain_upload', bounds: { min: 0 } },
    ],
  },
  {
    name: 'place',
    facts: [
      { path: 'latitude', kind: 'position' },
      { path: 'height', unit: 'm', digits: 1, bounds: METRES },
      { path: 'heading', unit: '°', digits: 0, bounds: { min: -360, max: 360 } },
      { path: 'position_state.is_calibration', kind: 'enum', tones: { 0: 'critical' } },
      { path: 'position_state.is_fixed', kind: 'enum', tones: { 3: 'caution' } },
      { path: 'position_state.rtk_number', bounds: { min: 0, max: 200 } },
    ],
  },
  {
    name: 'life',
    facts: [
      { path: 'job_number', bounds: { min: 0 } },
      { path: 'acc_time', source: 'state', kind: 'duration', bounds: { min: 0 } },
      { path: 'storage.used', unit: 'GB', scale: 1 / 1024 / 1024, digits: 1, bounds: { min: 0 } },
      { path: 'storage.total', unit: 'GB', scale: 1 / 1024 / 1024, digits: 1, bounds: { min: 0 } },
      { path: 'firmware_version', source: 'state', kind: 'text' },
      { path: 'compatible_status', source: 'state', kind: 'enum', tones: { 1: 'caution' } },
    ],
  },
]

export const AIRCRAFT_FACTS: FactGroup[] = [
  {
    name: 'flight',
    facts: [
      { path: 'mode_code', kind: 'enum' },
      { path: 'elevation', unit: 'm', digits: 1, bounds: METRES },
      { path: 'height', unit: 'm', digits: 1, bounds: METRES },
      { path: 'horizontal_speed', unit: 'm/s', digits: 1, bounds: { min: 0, max: 100 } },
      { path: 'vertical_speed', unit: 'm/s', digits: 1, bounds: { min: -50, max: 50 } },
      { path: 'attitude_head', unit: '°', bounds: { min: -360, max: 360 } },
    ],
  },
  {
    name: 'battery',
    facts: [
      { path: 'battery.capacity_percent', unit: '%', bounds: PERCENT },
      { path: 'battery.return_home_power', unit: '%', bounds: PERCENT },
      { path: 'battery.landing_power', unit: '%', bounds: PERCENT },
      { path: 'battery.remain_flight_time', kind: 'duration', bounds: { min: 0, max: 36_000 } },
      { path: 'battery.batteries.0.temperature', unit: '°C', digits: 1, bounds: { min: -60, max: 120 } },
      { path: 'battery.batteries.0.loop_times', bounds: { min: 0 } },
    ],
  },
  {
    name: 'place',
    facts: [
      { path: 'latitude', kind: 'position' },
      { path: 'home_distance', unit: 'm', bounds: { min: 0, max: 1e6 } },
      { path: 'position_state.is_fixed', kind: 'enum', tones: { 3: 'caution' } },
      { path: 'position_state.gps_number', bounds: { min: 0, max: 200 } },
      { path: 'position_state.rtk_number', bounds: { min: 0, max: 200 } },
      { path: 'wind_speed', unit: 'm/s', scale: 0.1, digits: 1, bounds: { min: 0, max: 1000 } },
    ],
  },
  {
    name: 'limits',
    facts: [
      { path: 'rth_altitude', unit: 'm', bounds: METRES },
      { path: 'height_limit', unit: 'm', bounds: METRES },
      { path: 'distance_limit_status.distance_limit', unit: 'm', bounds: { min: 0, max: 1e6 } },
      { path: 'rc_lost_action', kind: 'enum' },
      { path: 'is_near_height_limit', kind: 'enum', tones: { 1: 'caution' } },
      { path: 'is_near_area_limit', kind: 'enum', tones: { 1: 'caution' } },
    ],
  },
  {
    name: 'life',
    facts: [
      { path: 'total_flight_time', kind: 'duration', bounds: { min: 0 } },
      { path: 'total_flight_distance', unit: 'km', scale: 0.001, digits: 1, bounds: { min: 0 } },
      { path: 'total_flight_sorties', bounds: { min: 0 } },
      { path: 'firmware_version', source: 'state', kind: 'text' },
      { path: 'control_source', source: 'state', kind: 'text' },
      { path: 'storage.used', unit: 'GB', scale: 1 / 1024 / 1024, digits: 1, bounds: { min: 0 } },
    ],
  },
]

export const RC_FACTS: FactGroup[] = [
  {
    name: 'rc',
    facts: [
      { path: 'capacity_percent', unit: '%', bounds: PERCENT },
      { path: 'latitude', kind: 'position' },
      { path: 'height', unit: 'm', digits: 1, bounds: METRES },
      { path: 'wireless_link.sdr_quality', unit: '/ 5', bounds: { min: 0, max: 5 } },
      { path: 'wireless_link.4g_quality', unit: '/ 5', bounds: { min: 0, max: 5 } },
      { path: 'firmware_version', source: 'state', kind: 'text' },
    ],
  },
]

export const factsOf = (domain: number): FactGroup[] =>
  domain === 3 ? DOCK_FACTS : domain === 2 ? RC_FACTS : AIRCRAFT_FACTS
/** `a.b.0.c` as a locale key. */
export const factKey = (path: string) => `device.fact.${path.replace(/\.\d+\./g, '.').replace(/\./g, '_')}`
