import { defineMethod } from '../../define.ts'
import {
  Aperture,
  LiveviewRegion,
  MEASURED_TARGET,
  SplitScreen,
  THERMAL,
  WIDE_LENS,
  ZOOM_LENS,
  ZoomFactor,
} from '../../imaging.ts'
import { PayloadIndex, Struct } from '../../schema.ts'

export default defineMethod('drc_camera_osd_info_push', {
  page: 'remote-control',
  summary: 'Report settings and measurements of a camera',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock2', 'dock3', 'dji-rc-plus-2', 'rc-pro'],
    from: 'device',
    request: Struct({
      payload_index: PayloadIndex(),
      wide_lense: Struct(
        { ...WIDE_LENS, wide_aperture_value: Aperture({ title: 'Wide: aperture' }) },
        { title: 'Wide-angle lens' },
      ),
      zoom_lense: Struct(
        { ...ZOOM_LENS, zoom_factor: ZoomFactor(), zoom_aperture_value: Aperture({ title: 'Zoom: aperture' }) },
        { title: 'Zoom lens' },
      ),
      measure_target: Struct(MEASURED_TARGET, { title: 'Range finder' }),
      ir_lense: Struct(
        { screen_split_enable: SplitScreen, ir_zoom_factor: ZoomFactor({ title: 'Infrared zoom' }), ...THERMAL },
        { title: 'Infrared' },
      ),
      liveview: Struct({ liveview_world_region: LiveviewRegion }, { title: 'Live view' }),
    }),
    example: {
      request: {
        ir_lense: {
          ir_zoom_factor: 2,
          screen_split_enable: false,
          thermal_current_palette_style: 11,
          thermal_gain_mode: 2,
          thermal_global_temperature_max: 40.0373764038086,
          thermal_global_temperature_min: 31.65154457092285,
          thermal_isotherm_lower_limit: -20,
          thermal_isotherm_state: 0,
          thermal_isotherm_upper_limit: 150,
          thermal_supported_palette_styles: [0, 1, 2, 11],
        },
        liveview: {
          liveview_world_region: {
            bottom: 0.5609484910964966,
            left: 0.43238765001297,
            right: 0.5639060735702515,
            top: 0.433199942111969,
          },
        },
        measure_target: {
          measure_target_altitude: 34.60000228881836,
          measure_target_distance: 0,
          measure_target_error_state: 1,
          measure_target_latitude: 22.907619920797877,
          measure_target_longitude: 113.70345426744846,
        },
        payload_index: '81-0-0',
        wide_lense: {
          wide_aperture_value: 280,
          wide_exposure_mode: 1,
          wide_exposure_value: 16,
          wide_iso: 8,
          wide_shutter_speed: 45,
        },
        zoom_lense: {
          zoom_aperture_value: 440,
          zoom_calibrate_farthest_focus_value: 34,
          zoom_calibrate_nearest_focus_value: 64,
          zoom_exposure_mode: 1,
          zoom_exposure_value: 16,
          zoom_factor: 6.999994214380596,
          zoom_focus_mode: 0,
          zoom_focus_state: 0,
          zoom_focus_value: 34,
          zoom_iso: 8,
          zoom_max_focus_value: 64,
          zoom_min_focus_value: 33,
          zoom_shutter_speed: 45,
        },
      },
    },
    variants: { dock3: { on: 'events' } },
    notes:
      'Dock 3 sends it on events although its page says drc/up. The example has aperture 10, which no table ' +
      'knows. The misspelt lense is on the wire.',
  },
})
