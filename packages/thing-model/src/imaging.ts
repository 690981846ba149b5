/** Cameras: the enumerations and lens readings that commands, pushes and properties share. */

import type { Annotations, NumberOptions } from './schema.ts'
import { Bool, Float, IntEnum, Integer, Latitude, List, Longitude, OnOff, Struct, TextEnum } from './schema.ts'

// Enumerations -----------------------------------------------------------------------------------------------------

/** Keys counted up from `first`. */
const counted = (first: number, names: readonly string[]): Record<number, string> =>
  Object.fromEntries(names.map((name, i) => [first + i, name]))

export const CameraMode = (options: Annotations = {}) =>
  IntEnum(
    { 0: 'Photo', 1: 'Video', 2: 'Smart low light', 3: 'Panorama', 4: 'Timed photo' },
    { title: 'Camera mode', ...options },
  )

export const ExposureMode = (options: Annotations = {}) =>
  IntEnum(
    { 1: 'Automatic', 2: 'Shutter priority', 3: 'Aperture priority', 4: 'Manual' },
    { title: 'Exposure mode', ...options },
  )

// Thirds of a stop from -5 to +5 EV: key 16 is 0 EV.
const THIRDS = Array.from({ length: 31 }, (_, i) => `${((i - 15) / 3).toFixed(1).replace(/^-?0\.0$/, '0')} EV`)
export const ExposureValue = (options: Annotations = {}) =>
  IntEnum({ ...counted(1, THIRDS), 255: 'Fixed' }, { title: 'Exposure compensation', ...options })

const ISO_VALUES = [50, 100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 51200, 102400]
const ISO_NAMES = counted(
  2,
  ISO_VALUES.map(value => `ISO ${value}`),
)
/** ISO as it can be set; which values a camera takes differs by model. */
export const Iso = (options: Annotations = {}) =>
  IntEnum({ 0: 'Automatic', ...ISO_NAMES, 255: 'Fixed' }, { title: 'ISO', ...options })
/** ISO as a lens reports it. */
export const IsoReading = (options: Annotations = {}) =>
  IntEnum(
    { 0: 'Automatic', 1: 'Automatic, high sensitivity', ...ISO_NAMES, 255: 'Fixed' },
    { title: 'ISO', ...options },
  )

const SHUTTER_FRACTIONS =
  '8000 6400 6000 5000 4000 3200 3000 2500 2000 1600 1500 1250 1000 800 725 640 500 400 350 320 250 240 200 180 160 ' +
  '125 120 100 90 80 60 50 40 30 25 20 15 12.5 10 8 6.25 5 4 3 2.5 2 1.67 1.25'
const SHUTTER_SECONDS = '1 1.3 1.6 2 2.5 3 3.2 4 5 6 7 8'
const SHUTTER_NAMES = counted(0, [
  ...SHUTTER_FRACTIONS.split(' ').map(value => `1/${value} s`),
  ...SHUTTER_SECONDS.split(' ').map(value => `${value} s`),
])
/** Key of the automatic shutter: Dock 2 uses the large one, Dock 3 and remote controllers the small one. */
export const SHUTTER_AUTO = { dock2: 65534, others: 60 } as const
/** Shutter speeds with the given keys standing for "automatic". */
export const ShutterSpeed = (automatic: readonly number[], options: Annotations = {}) =>
  IntEnum(
    { ...SHUTTER_NAMES, ...Object.fromEntries(automatic.map(key => [key, 'Automatic'])) },
    { title: 'Shutter speed', ...options },
  )

// Hundredths of the f-number.
const APERTURES =
  '50 70 80 90 95 100 110 120 140 160 170 180 200 220 240 250 280 320 330 340 350 400 440 450 480 500 560 630 670 680 ' +
  '710 800 900 950 960 1000 1100 1300 1400 1600 1800 1900 2000 2200 2500 2700 2900 3200 3600 3800 4000 4500 5100 5400 ' +
  '5700 6400 7200 7600 8000 9000 10700 12800 18000 25600'
const APERTURE_NAMES = Object.fromEntries(APERTURES.split(' ').map(key => [key, `f/${Number(key) / 100}`]))
/** Apertures; which values a camera takes differs by model. */
export const Aperture = (options: Annotations = {}) =>
  IntEnum({ 0: 'Automatic', ...APERTURE_NAMES }, { title: 'Aperture', ...options })

export const FocusMode = (options: Annotations = {}) =>
  IntEnum(
    { 0: 'Manual (MF)', 1: 'Single autofocus (AFS)', 2: 'Continuous autofocus (AFC)' },
    { title: 'Focus mode', ...options },
  )
export const FocusState = (options: Annotations = {}) =>
  IntEnum({ 0: 'Idle', 1: 'Focusing', 2: 'In focus', 3: 'Failed' }, { title: 'Focus state', ...options })

export const MeteringMode = (options: Annotations = {}) =>
  IntEnum({ 0: 'Off', 1: 'Spot', 2: 'Area' }, { title: 'Temperature metering', ...options })

export const PaletteStyle = (options: Annotations = {}) =>
  IntEnum(
    {
      0: 'White hot',
      1: 'Black hot',
      2: 'Red hot',
      3: 'Medical',
      5: 'Rainbow 1',
      6: 'Iron red',
      8: 'Arctic',
      11: 'Lava',
      12: 'Hot iron',
      13: 'Rainbow 2',
    },
    { title: 'Thermal palette', ...options },
  )
export const ThermalGain = (options: Annotations = {}) =>
  IntEnum(
    { 0: 'Automatic', 1: 'Low: 0 to 500 °C', 2: 'High: -20 to 150 °C' },
    { title: 'Thermal gain', description: 'Low gain measures a wider range, high gain more exactly.', ...options },
  )

export const PhotoFormat = (options: Annotations = {}) =>
  IntEnum({ 7: 'R-JPEG', 16: 'DLT 664' }, { title: 'Thermal photo format', ...options })
export const NightMode = (options: Annotations = {}) =>
  IntEnum({ 0: 'Off', 1: 'On', 2: 'Automatic' }, { title: 'Night mode', ...options })
export const VideoResolution = (options: Annotations = {}) =>
  IntEnum({ 0: '1920 x 1080', 1: '3840 x 2160' }, { title: 'Video resolution', ...options })

/** Lenses whose pictures are stored; which can be combined differs by camera. */
export const StoredLenses = (title: string) =>
  List(
    TextEnum({
      current: 'The one in view',
      wide: 'Wide-angle',
      zoom: 'Zoom',
      vision: 'Visible light',
      ir: 'Infrared',
    }),
    { title, minItems: 1 },
  )

/** Step of a panorama. */
export const PanoramaStep = IntEnum(
  { 3000: 'Not started or finished', 3002: 'Taking pictures', 3005: 'Stitching' },
  { title: 'Step' },
)

// Places in the picture --------------------------------------------------------------------------------------------

/** A distance in the picture as part of its width or height; the origin is the upper left corner. */
export const PictureFraction = (title: string, options: NumberOptions = {}) =>
  Float({ title, unit: 'ratio', minimum: 0, maximum: 1, step: 0.001, ...options })

export const LiveviewRegion = Struct(
  {
    left: PictureFraction('Left'),
    top: PictureFraction('Top'),
    right: PictureFraction('Right'),
    bottom: PictureFraction('Bottom'),
  },
  { title: 'Zoom view in the wide view' },
)

// Readings ---------------------------------------------------------------------------------------------------------

const AUTO_KEYS = Object.values(SHUTTER_AUTO)

/** Settings of the wide-angle lens, as cameras report them. */
export const WIDE_LENS = {
  wide_exposure_mode: ExposureMode({ title: 'Wide: exposure mode' }),
  wide_iso: IsoReading({ title: 'Wide: ISO' }),
  wide_shutter_speed: ShutterSpeed(AUTO_KEYS, { title: 'Wide: shutter speed' }),
  wide_exposure_value: ExposureValue({ title: 'Wide: exposure' }),
}
/** Settings of the zoom lens. Focus values are positions of the lens without a unit. */
export const ZOOM_LENS = {
  zoom_exposure_mode: ExposureMode({ title: 'Zoom: exposure mode' }),
  zoom_iso: IsoReading({ title: 'Zoom: ISO' }),
  zoom_shutter_speed: ShutterSpeed(AUTO_KEYS, { title: 'Zoom: shutter speed' }),
  zoom_exposure_value: ExposureValue({ title: 'Zoom: exposure' }),
  zoom_focus_mode: FocusMode({ title: 'Zoom: focus mode' }),
  zoom_focus_value: Integer({ title: 'Zoom: focus' }),
  zoom_max_focus_value: Integer({ title: 'Zoom: largest focus' }),
  zoom_min_focus_value: Integer({ title: 'Zoom: smallest focus' }),
  zoom_calibrate_farthest_focus_value: Integer({ title: 'Zoom: focus at infinity' }),
  zoom_calibrate_nearest_focus_value: Integer({ title: 'Zoom: nearest focus' }),
  zoom_focus_state: FocusState({ title: 'Zoom: focus state' }),
}
export const ZoomFactor = (options: NumberOptions = {}) => Float({ title: 'Zoom', unit: 'x', ...options })

/** Where the laser range finder points. */
export const MEASURED_TARGET = {
  measure_target_longitude: Longitude({ title: 'Target longitude' }),
  measure_target_latitude: Latitude({ title: 'Target latitude' }),
  measure_target_altitude: Float({ title: 'Target altitude', unit: 'm', description: 'Above mean sea level.' }),
  measure_target_distance: Float({ title: 'Target distance', unit: 'm' }),
  measure_target_error_state: IntEnum(
    { 0: 'Measured', 1: 'Too close', 2: 'Too far', 3: 'No signal' },
    { title: 'Range finder' },
  ),
}

/** Thermal settings and measurements. */
export const THERMAL = {
  thermal_current_palette_style: PaletteStyle(),
  thermal_supported_palette_styles: List(PaletteStyle(), { title: 'Palettes it has' }),
  thermal_gain_mode: ThermalGain(),
  thermal_isotherm_state: OnOff({ title: 'Isotherm' }),
  thermal_isotherm_upper_limit: Integer({ title: 'Isotherm: upper limit', unit: 'degC' }),
  thermal_isotherm_lower_limit: Integer({ title: 'Isotherm: lower limit', unit: 'degC' }),
  thermal_global_temperature_min: Float({ title: 'Coldest in the picture', unit: 'degC' }),
  thermal_global_temperature_max: Float({ title: 'Hottest in the picture', unit: 'degC' }),
}

export const SplitScreen = Bool({ title: 'Split screen' })
