import { type Product, productById } from '@rookery/thing-model'
import type { Payload } from '../mission/autopilot.ts'
import { type Random, randomText, seededRandom } from '../random.ts'
import { Flight, type ReturnCause } from './flight.ts'
import { offset, type Place, round } from './geo.ts'
import { type Properties, Thing } from './thing.ts'
import type { Weather } from './weather.ts'

/** Percent of charge at which it returns, and m/s of wind. */
const LOW_BATTERY = 30
const STORM = 15

export interface AircraftOptions {
  sn: string
  /** Product id: `m30t`, `m3td`, `m4td`, `m4t`, `m3t` ... */
  product: string
  home: Place
  /** SN of the gateway it hangs on. */
  gatewaySn: string
  report: (changed: Properties) => void
}

/** An aircraft behind a gateway. While it is switched off it says nothing. */
export class Aircraft extends Thing {
  readonly product: Product
  readonly flight: Flight
  powered = false
  /** Where photos go that it takes now. */
  card: Payload | undefined
  /** Charge in percent, unrounded. */
  charge: number
  #random: Random
  #totals: { distance: number; seconds: number; sorties: number }

  constructor({ sn, product: productId, home, gatewaySn, report }: AircraftOptions) {
    const product = productById(productId)
    if (product?.category !== 'aircraft') throw new Error(`"${productId}" is no aircraft`)
    const random = seededRandom(sn)
    super(sn, initialOsd(product, random), initialState(product, gatewaySn, home), report)
    this.product = product
    this.flight = new Flight(home)
    this.charge = 70 + Math.round(random() * 28)
    this.#random = random
    this.#totals = {
      distance: round(random() * 4e5, 1),
      seconds: round(random() * 3e5, 1),
      sorties: Math.round(random() * 400),
    }
  }

  /** Of the present flight, or the last one. */
  get trackId(): string {
    return `${this.sn}-${this.#totals.sorties}`
  }

  /** Index of its main camera, `81-0-0`. */
  get payloadIndex(): string {
    return this.product.cameras![0]!.index
  }

  /** The camera object of OSD with this index; undefined when it carries none such. */
  camera(index: string): Properties | undefined {
    return (this.osd.cameras as Properties[]).find(camera => camera.payload_index === index)
  }

  /** Changes fields of one camera. */
  setCamera(index: string, patch: Properties): void {
    const cameras = this.osd.cameras as Properties[]
    this.set({ cameras: cameras.map(camera => (camera.payload_index === index ? { ...camera, ...patch } : camera)) })
  }

  /** Moves on by `seconds` and renews the telemetry that depends on time and place. */
  advance(seconds: number, weather: Weather): void {
    const { flight } = this
    const before = { distance: flight.distance, seconds: flight.seconds }
    const wasAirborne = flight.airborne
    const drain = flight.advance(seconds) * (1 + 0.6 * (weather.wind / 15) ** 2) + (this.powered ? seconds * 0.004 : 0)
    this.charge = Math.max(3, this.charge - drain)
    this.react(weather)
    if (!wasAirborne && flight.airborne) this.#totals.sorties++
    if (flight.seconds > before.seconds) {
      this.#totals.distance += flight.distance - before.distance
      this.#totals.seconds += flight.seconds - before.seconds
    }
    if (this.powered) this.#measure(weather)
  }

  /** Returns when the battery is low or the wind too strong. */
  react(weather: Weather): void {
    if (this.charge < LOW_BATTERY) this.#turnBack('battery')
    else if (weather.wind > STORM) this.#turnBack('wind')
  }

  #turnBack(cause: ReturnCause): void {
    const { phase, airborne } = this.flight
    if (airborne && phase !== 'returning') this.flight.returnHome(cause)
  }

  #measure(weather: Weather): void {
    const { flight } = this
    const jitter = () => (this.#random() - 0.5) * 0.04
    const place = offset(flight.place, jitter(), jitter(), jitter())
    const capacity = Math.round(this.charge)
    const battery = this.osd.battery as Properties & { batteries: Properties[] }
    const gimbal = this.osd[this.payloadIndex] as Properties
    Object.assign(this.osd, {
      mode_code: flight.modeCode,
      latitude: round(place.latitude, 9),
      longitude: round(place.longitude, 9),
      height: round(place.height, 3),
      elevation: round(flight.up, 1),
      horizontal_speed: round(flight.groundSpeed, 1),
      vertical_speed: round(flight.velocity.up, 1),
      attitude_head: round(flight.heading, 1),
      attitude_pitch: round(-1.5 * flight.groundSpeed * 0.6 + jitter() * 10, 1),
      attitude_roll: round(jitter() * 20, 1),
      home_distance: round(flight.homeDistance, 1),
      wind_speed: Math.round(weather.wind * 10),
      wind_direction: (Math.round(weather.windFrom / 45) % 8) + 1,
      track_id: flight.airborne ? this.trackId : '',
      total_flight_distance: round(this.#totals.distance, 1),
      total_flight_time: round(this.#totals.seconds, 1),
      total_flight_sorties: this.#totals.sorties,
      position_state: {
        is_fixed: 2,
        quality: 5,
        gps_number: 20 + Math.round(this.#random() * 6),
        rtk_number: 26 + Math.round(this.#random() * 6),
      },
      battery: {
        ...battery,
        capacity_percent: capacity,
        remain_flight_time: Math.round(Math.max(0, this.charge - 10) * 24),
        return_home_power: Math.min(100, Math.round(10 + flight.homeDistance / 60)),
        landing_power: 8,
        batteries: battery.batteries.map((cell, index) => ({
          ...cell,
          capacity_percent: Math.max(0, capacity - index),
          voltage: Math.round(20_500 + this.charge * 38),
          temperature: round(weather.temperature + (flight.airborne ? 14 : 6), 1),
        })),
      },
      [this.payloadIndex]: {
        ...gimbal,
        gimbal_yaw: round(flight.heading, 1),
        gimbal_pitch: round(this.card?.gimbalPitch ?? (gimbal.gimbal_pitch as number), 1),
      },
    })
  }
}

/** Everything the aircraft says at a fixed rate. Values that change are renewed by `advance`. */
function initialOsd(product: Product, random: Random): Properties {
  const main = product.cameras![0]!.index
  const thermal = product.cameras![0]!.lenses.includes('ir')
  const cells = product.id.startsWith('m30') ? 2 : 1
  return {
    mode_code: 0,
    gear: 1,
    latitude: 0,
    longitude: 0,
    height: 0,
    elevation: 0,
    horizontal_speed: 0,
    vertical_speed: 0,
    attitude_head: 0,
    attitude_pitch: 0,
    attitude_roll: 0,
    home_distance: 0,
    wind_speed: 0,
    wind_direction: 1,
    track_id: '',
    activation_time: 1_690_000_000 + Math.floor(random() * 3e7),
    height_limit: 120,
    rth_altitude: 60,
    distance_limit_status: { state: 0, distance_limit: 5000, is_near_distance_limit: 0 },
    is_near_area_limit: 0,
    is_near_height_limit: 0,
    night_lights_state: 0,
    obstacle_avoidance: { horizon: 1, upside: 1, downside: 1 },
    total_flight_distance: 0,
    total_flight_time: 0,
    total_flight_sorties: 0,
    maintain_status: {
      maintain_status_array: [1, 2, 3].map(last_maintain_type => ({
        state: 0,
        last_maintain_type,
        last_maintain_time: 0,
        last_maintain_flight_time: 0,
        last_maintain_flight_sorties: 0,
      })),
    },
    position_state: { is_fixed: 0, quality: 0, gps_number: 0, rtk_number: 0 },
    storage: { total: 60_082_000, used: Math.round(random() * 2e7) },
    battery: {
      capacity_percent: 100,
      remain_flight_time: 0,
      return_home_power: 0,
      landing_power: 0,
      batteries: Array.from({ length: cells }, (_, index) => ({
        index,
        sn: `4BU${randomText(random, 11)}`,
        type: 0,
        sub_type: 0,
        firmware_version: '02.00.20.44',
        loop_times: Math.round(random() * 150),
        capacity_percent: 100,
        voltage: 24_300,
        temperature: 25,
        high_voltage_storage_days: Math.round(random() * 20),
      })),
    },
    cameras: [
      {
        payload_index: main,
        camera_mode: 0,
        photo_state: 0,
        recording_state: 0,
        record_time: 0,
        remain_photo_num: 7800,
        remain_record_duration: 18_000,
        screen_split_enable: false,
        zoom_factor: 2,
        ir_zoom_factor: 2,
        liveview_world_region: { left: 0.42, top: 0.42, right: 0.58, bottom: 0.58 },
        photo_storage_settings: thermal ? ['current', 'wide', 'ir'] : ['current', 'wide'],
        video_storage_settings: ['current'],
        wide_exposure_mode: 1,
        wide_iso: 0,
        wide_shutter_speed: 65534,
        wide_exposure_value: 16,
        zoom_exposure_mode: 1,
        zoom_iso: 0,
        zoom_shutter_speed: 65534,
        zoom_exposure_value: 16,
        zoom_focus_mode: 2,
        zoom_focus_value: 34,
        zoom_max_focus_value: 64,
        zoom_min_focus_value: 30,
        zoom_calibrate_farthest_focus_value: 37,
        zoom_calibrate_nearest_focus_value: 56,
        zoom_focus_state: 0,
        ...(thermal ? { ir_metering_mode: 0 } : {}),
      },
    ],
    [main]: {
      payload_index: main,
      gimbal_pitch: 0,
      gimbal_roll: 0,
      gimbal_yaw: 0,
      zoom_factor: 0.5681,
      measure_target_latitude: 0,
      measure_target_longitude: 0,
      measure_target_altitude: 0,
      measure_target_distance: 0,
      measure_target_error_state: 3,
      ...(thermal
        ? {
            thermal_current_palette_style: 0,
            thermal_supported_palette_styles: [0, 1, 2, 3, 5, 6, 8, 11, 12, 13],
            thermal_gain_mode: 2,
            thermal_isotherm_state: 0,
            thermal_isotherm_upper_limit: 150,
            thermal_isotherm_lower_limit: 30,
            thermal_global_temperature_min: 11.4,
            thermal_global_temperature_max: 31.8,
          }
        : {}),
      version: 1,
    },
  }
}

/** What it says once, and again whenever it changes. */
const initialState = (product: Product, gatewaySn: string, home: Place): Properties => ({
  firmware_version: '10.01.0016',
  compatible_status: 0,
  firmware_upgrade_status: 0,
  mode_code_reason: 0,
  control_source: product.model.endsWith('-series') ? 'A' : '',
  home_latitude: round(home.latitude, 9),
  home_longitude: round(home.longitude, 9),
  psdk_widget_values: [
    {
      psdk_index: 2,
      psdk_name: 'Speaker',
      psdk_sn: '',
      psdk_version: '1.0.0',
      psdk_lib_version: '3.7.0',
      speaker: {
        work_mode: 0,
        play_mode: 0,
        play_volume: 50,
        system_state: 0,
        play_file_name: '',
        play_file_md5: '',
      },
      values: [{ index: 0, value: 0 }],
    },
  ],
  psdk_ui_resource: [],
  low_battery_warning_threshold: 25,
  serious_low_battery_warning_threshold: 10,
  ...(product.model === 'm3d' || product.model === 'm4d'
    ? {
        best_link_gateway: gatewaySn,
        flysafe_database_version: '1.0.7',
        offline_map_enable: true,
        remaining_power_for_return_home: 20,
        rth_mode: 1,
        current_rth_mode: 1,
        commander_mode_lost_action: 1,
        commander_flight_mode: 1,
        commander_flight_height: 80,
        camera_watermark_settings: {
          global_enable: 0,
          drone_type_enable: 0,
          drone_sn_enable: 0,
          datetime_enable: 0,
          gps_enable: 0,
          user_custom_string_enable: 0,
          user_custom_string: '',
          layout: 0,
        },
      }
    : {}),
})
