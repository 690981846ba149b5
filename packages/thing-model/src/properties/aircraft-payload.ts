import { AIRCRAFT, DOCK_AIRCRAFT } from '../aircraft.ts'
import { defineProperties } from '../define.ts'
import {
  LiveviewRegion,
  MEASURED_TARGET,
  MeteringMode,
  PaletteStyle,
  PictureFraction,
  SplitScreen,
  StoredLenses,
  THERMAL,
  ThermalGain,
  WIDE_LENS,
  ZOOM_LENS,
  ZoomFactor,
} from '../imaging.ts'
import { Float, IntEnum, Integer, List, OnOff, Optional, PayloadIndex, Percent, Struct, Text } from '../schema.ts'

const spot = {
  x: PictureFraction('Across'),
  y: PictureFraction('Down'),
  temperature: Float({ title: 'Temperature', unit: 'degC' }),
}
const gimbalAngle = (title: string) => Float({ title, unit: 'deg', minimum: -180, maximum: 180, step: 0.1 })
const isothermLimit = (title: string) =>
  Optional(
    Integer({ title, unit: 'degC', minimum: -20, maximum: 500, description: 'Counts while the isotherm is on.' }),
  )

const Accessory = { psdk_index: Integer({ title: 'Accessory', minimum: 0 }) }

export default defineProperties('aircraft-payload', 'Cameras and payloads', {
  cameras: {
    title: 'Cameras',
    models: ['m30', 'm3d', 'm4d', 'm3-series', 'aircraft'],
    access: 'r',
    push: 'osd',
    schema: List(
      Struct({
        payload_index: PayloadIndex(),
        camera_mode: IntEnum(
          { 0: 'Photo', 1: 'Video', 2: 'Smart low light', 3: 'Panorama', 4: 'Timed photo', '-1': 'Other' },
          { title: 'Mode' },
        ),
        photo_state: IntEnum({ 0: 'Idle', 1: 'Taking pictures' }, { title: 'Photo' }),
        recording_state: IntEnum({ 0: 'Idle', 1: 'Recording' }, { title: 'Video' }),
        remain_photo_num: Integer({ title: 'Photos left', sentinels: [-1, 65535] }),
        remain_record_duration: Integer({ title: 'Recording time left', unit: 's', sentinels: [-1, 65535] }),
        record_time: Integer({ title: 'Recording for', unit: 's' }),
        screen_split_enable: SplitScreen,
        zoom_factor: ZoomFactor(),
        ir_zoom_factor: ZoomFactor({ title: 'Infrared zoom' }),
        liveview_world_region: LiveviewRegion,
        photo_storage_settings: StoredLenses('Photos stored'),
        video_storage_settings: StoredLenses('Videos stored'),
        ...WIDE_LENS,
        ...ZOOM_LENS,
        ir_metering_mode: MeteringMode(),
        ir_metering_point: Struct(spot, { title: 'Spot measured' }),
        ir_metering_area: Struct(
          {
            x: PictureFraction('Left edge'),
            y: PictureFraction('Upper edge'),
            width: PictureFraction('Width'),
            height: PictureFraction('Height'),
            aver_temperature: Float({ title: 'Average', unit: 'degC' }),
            min_temperature_point: Struct(spot, { title: 'Coldest' }),
            max_temperature_point: Struct(spot, { title: 'Hottest' }),
          },
          { title: 'Area measured' },
        ),
      }),
    ),
  },
  '{payload_index}': {
    title: 'Gimbal and camera',
    pattern: '^\\d+-\\d+-\\d+$',
    models: ['m30', 'm3d', 'm4d', 'm4-series', 'matrice-400', 'aircraft'],
    access: 'rw',
    push: 'osd',
    schema: Struct({
      payload_index: Optional(PayloadIndex()),
      gimbal_pitch: gimbalAngle('Gimbal pitch'),
      gimbal_roll: gimbalAngle('Gimbal roll'),
      gimbal_yaw: gimbalAngle('Gimbal yaw'),
      zoom_factor: ZoomFactor(),
      ...MEASURED_TARGET,
      ...THERMAL,
    }),
    settable: Struct({
      thermal_current_palette_style: Optional(PaletteStyle()),
      thermal_gain_mode: Optional(ThermalGain()),
      thermal_isotherm_state: Optional(OnOff({ title: 'Isotherm' })),
      thermal_isotherm_upper_limit: isothermLimit('Isotherm: upper limit'),
      thermal_isotherm_lower_limit: isothermLimit('Isotherm: lower limit'),
    }),
    safety: 'payload',
    // These pages document the gimbal and the zoom alone.
    variants: { 'm4-series': { access: 'r' }, 'matrice-400': { access: 'r' } },
  },
  payloads: {
    title: 'Payloads',
    models: ['m30'],
    access: 'r',
    push: 'state',
    schema: List(
      Struct({
        payload_index: PayloadIndex(),
        sn: Text({ title: 'Serial number' }),
        firmware_version: Text({ title: 'Firmware' }),
        control_source: Text({ title: 'In control' }),
      }),
    ),
  },
  camera_watermark_settings: {
    title: 'Watermark',
    models: AIRCRAFT.filter(model => model !== 'm30'),
    access: 'rw',
    push: 'state',
    schema: Struct({
      global_enable: Optional(OnOff({ title: 'Watermark' })),
      drone_type_enable: Optional(OnOff({ title: 'Aircraft model' })),
      drone_sn_enable: Optional(OnOff({ title: 'Serial number' })),
      datetime_enable: Optional(OnOff({ title: 'Local date and time' })),
      gps_enable: Optional(OnOff({ title: 'Coordinates and height' })),
      user_custom_string_enable: Optional(OnOff({ title: 'Own text' })),
      user_custom_string: Optional(Text({ title: 'Text', maxLength: 250 })),
      layout: Optional(
        IntEnum({ 0: 'Top left', 1: 'Bottom left', 2: 'Top right', 3: 'Bottom right' }, { title: 'Corner' }),
      ),
    }),
    safety: 'payload',
  },
  psdk_ui_resource: {
    title: 'Controls of accessories',
    models: DOCK_AIRCRAFT,
    access: 'r',
    push: 'state',
    schema: List(
      Struct({
        ...Accessory,
        psdk_ready: IntEnum({ 0: 'Not ready', 1: 'Ready' }, { title: 'State' }),
        object_key: Text({ title: 'Object key' }),
      }),
    ),
  },
  psdk_widget_values: {
    title: 'Accessories',
    models: DOCK_AIRCRAFT,
    access: 'r',
    push: 'state',
    schema: List(
      Struct({
        ...Accessory,
        psdk_name: Text({ title: 'Name' }),
        psdk_sn: Text({ title: 'Serial number' }),
        psdk_version: Text({ title: 'Firmware' }),
        psdk_lib_version: Text({ title: 'PSDK library' }),
        speaker: Optional(
          Struct(
            {
              work_mode: IntEnum({ 0: 'Text to speech', 1: 'Recorded voice' }, { title: 'Mode' }),
              play_mode: IntEnum({ 0: 'Once', 1: 'Repeat' }, { title: 'Repeat' }),
              play_volume: Percent({ title: 'Volume' }),
              system_state: IntEnum(
                {
                  0: 'Idle',
                  1: 'Sending to the aircraft',
                  2: 'Playing',
                  3: 'Fault',
                  4: 'Converting text',
                  99: 'Downloading',
                },
                { title: 'State' },
              ),
              play_file_name: Text({ title: 'Last file', maxLength: 128 }),
              play_file_md5: Text({ title: 'MD5 of the last file' }),
            },
            { title: 'Loudspeaker' },
          ),
        ),
        values: Optional(
          List(Struct({ index: Integer({ title: 'Control', minimum: 0 }), value: Integer({ title: 'Value' }) }), {
            title: 'Controls',
          }),
        ),
      }),
    ),
  },
})
