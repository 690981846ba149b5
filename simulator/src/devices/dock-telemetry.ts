import type { Product } from '@rookery/thing-model'
import { type Random, randomText } from '../random.ts'
import { offset, type Place, round } from './geo.ts'
import { liveCapacity } from './live-capacity.ts'
import type { Properties } from './thing.ts'

/** Properties that a dock sends together: its telemetry leaves in three messages, none of them complete. */
export const dockTelemetry = ({ id }: Product): readonly (readonly string[])[] => [
  [
    'job_number',
    'acc_time',
    'activation_time',
    'maintain_status',
    ...(id === 'dock1' ? ['electric_supply_voltage'] : []),
    'working_voltage',
    'working_current',
    'backup_battery',
    'drone_battery_maintenance_info',
    ...(id === 'dock1' ? ['drone_authority_info'] : []),
  ],
  ['flighttask_step_code', 'media_file_detail', 'wireless_link', 'drc_state'],
  [
    'network_state',
    'drone_charge_state',
    'drone_in_dock',
    'rainfall',
    'wind_speed',
    'environment_temperature',
    'temperature',
    'humidity',
    'latitude',
    'longitude',
    'height',
    'alternate_land_point',
    'first_power_on',
    'position_state',
    'storage',
    'mode_code',
    'cover_state',
    'supplement_light_state',
    'emergency_stop_state',
    'air_conditioner',
    'battery_store_mode',
    'alarm_state',
    ...(id === 'dock1' ? ['putter_state'] : ['heading', 'home_position_is_valid']),
    ...(id === 'dock3' ? ['self_converge_coordinate'] : []),
    'sub_device',
  ],
]

/** First values of everything that any dock reports. */
export function initialDockOsd(product: Product, place: Place, random: Random): Properties {
  const { latitude, longitude, height } = place
  const alternate = offset(place, 15 + random() * 20, 15 + random() * 20)
  return {
    job_number: Math.round(random() * 900),
    acc_time: Math.round(random() * 4e7),
    activation_time: 1_680_000_000 + Math.floor(random() * 4e7),
    maintain_status: {
      maintain_status_array: [
        { state: 0, last_maintain_type: 17, last_maintain_time: 0, last_maintain_work_sorties: 0 },
      ],
    },
    electric_supply_voltage: 228 + Math.round(random() * 8),
    working_voltage: 25_200 + Math.round(random() * 400),
    working_current: 900,
    backup_battery: {
      switch: 1,
      voltage: 26_500 + Math.round(random() * 200),
      temperature: round(22 + random() * 5, 1),
    },
    drone_battery_maintenance_info: {
      maintenance_state: 0,
      maintenance_time_left: 0,
      heat_state: 0,
      batteries: [],
    },
    drone_authority_info: {
      control_source: '',
      locked: false,
      payloads: [{ payload_index: '53-0-0', control_source: '', sn: `1K9${randomText(random, 11)}` }],
    },
    flighttask_step_code: 5,
    media_file_detail: { remain_upload: 0 },
    wireless_link: {
      dongle_number: product.id === 'dock1' ? 0 : 1,
      '4g_link_state': 0,
      sdr_link_state: 1,
      link_workmode: 0,
      sdr_quality: 5,
      '4g_quality': 0,
      '4g_uav_quality': 0,
      '4g_gnd_quality': 0,
      sdr_freq_band: 2.4,
      '4g_freq_band': 2.4,
    },
    drc_state: 0,
    network_state: { type: 2, quality: 5, rate: 50 },
    drone_charge_state: { state: 0, capacity_percent: 100 },
    drone_in_dock: 1,
    rainfall: 0,
    wind_speed: 0,
    environment_temperature: 15,
    temperature: 22,
    humidity: 50,
    latitude: round(latitude, 9),
    longitude: round(longitude, 9),
    height: round(height, 3),
    heading: round(random() * 360 - 180, 1),
    home_position_is_valid: 1,
    self_converge_coordinate: {
      latitude: round(latitude, 9),
      longitude: round(longitude, 9),
      height: round(height, 3),
    },
    alternate_land_point: {
      latitude: round(alternate.latitude, 9),
      longitude: round(alternate.longitude, 9),
      height: round(alternate.height, 3),
      safe_land_height: 40,
      is_configured: 1,
    },
    first_power_on: 1_690_000_000_000 + Math.floor(random() * 3e10),
    position_state: { is_calibration: 1, is_fixed: 2, quality: 5, gps_number: 14, rtk_number: 28 },
    storage: { total: 82_045_336, used: Math.round(random() * 3e6) },
    mode_code: 0,
    cover_state: 0,
    putter_state: 0,
    supplement_light_state: 0,
    emergency_stop_state: 0,
    air_conditioner: { air_conditioner_state: 0, switch_time: 0 },
    battery_store_mode: 2,
    alarm_state: 0,
    sub_device: {},
  }
}

/** What a dock says when it connects, and again whenever it changes. */
export function initialDockState(product: Product, sn: string): Properties {
  return {
    firmware_version: '10.01.1606',
    compatible_status: 0,
    firmware_upgrade_status: 0,
    silent_mode: 0,
    user_experience_improvement: 1,
    live_status: [],
    live_capacity: liveCapacity([{ sn, product }]),
    ...(product.id === 'dock1'
      ? { wpmz_version: '1.0.6' }
      : {
          air_transfer_enable: false,
          rtcm_info: { mount_point: '', port: '', host: '', rtcm_device_type: 1, source_type: 2 },
          wireless_link_topo: {
            secret_code: Array.from({ length: 28 }, (_, index) => (index * 37) % 256),
            center_node: { sdr_id: 965_466_885, sn: `A${sn}` },
            leaf_nodes: [{ sdr_id: 965_466_886, sn, control_source_index: 1 }],
          },
          dongle_infos: [
            {
              imei: '861234050000001',
              dongle_type: 10,
              eid: '89033024103401150100000000000001',
              esim_activate_state: 0,
              sim_card_state: 1,
              sim_slot: 1,
              esim_infos: [
                { telecom_operator: 1, enabled: false, iccid: '89860000000000000001' },
                { telecom_operator: 2, enabled: false, iccid: '89860000000000000002' },
              ],
              sim_info: { telecom_operator: 2, sim_type: 1, iccid: '89860000000000000003' },
            },
          ],
        }),
  }
}
