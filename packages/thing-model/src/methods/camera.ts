/** `data` of the camera commands that exist twice: as a service and, on newer gateways, over the DRC link. */
import {
  CameraMode,
  ExposureMode,
  ExposureValue,
  FocusMode,
  MeteringMode,
  PictureFraction,
  StoredLenses,
} from '../imaging.ts'
import {
  Bool,
  EllipsoidHeight,
  Float,
  IntEnum,
  Integer,
  Latitude,
  Longitude,
  PayloadIndex,
  Struct,
  TextEnum,
} from '../schema.ts'

/** A command to one camera that needs nothing else. */
export const OneCamera = Struct({ payload_index: PayloadIndex() })

export const AnyLens = TextEnum({ wide: 'Wide-angle', zoom: 'Zoom', ir: 'Infrared' }, { title: 'Lens' })
export const VisibleLens = TextEnum({ wide: 'Wide-angle', zoom: 'Zoom' }, { title: 'Lens' })
export const WideLens = TextEnum({ wide: 'Wide-angle' }, { title: 'Lens' })

/** A command to a lens for visible light. The Matrice 30 takes focus commands on its zoom lens only. */
const visible = { payload_index: PayloadIndex(), camera_type: VisibleLens }

const Locked = Bool({
  title: 'Turn the aircraft too',
  description: 'True: the aircraft turns with the gimbal. False: the gimbal alone turns, up to its end stops.',
})

export const Aim = Struct({
  payload_index: PayloadIndex(),
  camera_type: AnyLens,
  locked: Locked,
  x: PictureFraction('Across'),
  y: PictureFraction('Down'),
})
export const FrameZoom = Struct({
  payload_index: PayloadIndex(),
  camera_type: AnyLens,
  locked: Locked,
  x: PictureFraction('Left edge'),
  y: PictureFraction('Upper edge'),
  width: PictureFraction('Width'),
  height: PictureFraction('Height'),
})
export const LookAt = Struct({
  payload_index: PayloadIndex(),
  locked: Locked,
  latitude: Latitude(),
  longitude: Longitude(),
  height: EllipsoidHeight({ minimum: 2, maximum: 10000, step: 0.1 }),
})

/** Turning rate of the gimbal; the documents give no range, these are what gimbals reach. */
export const screenDrag = (unit: 'deg/s' | 'rad/s') => {
  const limit = unit === 'deg/s' ? 120 : 2
  const rate = (title: string, description?: string) =>
    Float({ title, description, unit, minimum: -limit, maximum: limit, step: 0.1 })
  return Struct({
    payload_index: PayloadIndex(),
    locked: Locked,
    pitch_speed: rate('Pitch rate'),
    yaw_speed: rate('Yaw rate', 'Has an effect only while the aircraft does not turn with the gimbal.'),
  })
}
export const ScreenSplit = Struct({ payload_index: PayloadIndex(), enable: Bool({ title: 'Split screen' }) })
export const GimbalReset = Struct({
  payload_index: PayloadIndex(),
  reset_mode: IntEnum({ 0: 'Centre', 1: 'Straight down', 2: 'Centre the yaw', 3: 'Pitch down' }, { title: 'Position' }),
})

export const FocalLength = Struct({
  payload_index: PayloadIndex(),
  camera_type: AnyLens,
  zoom_factor: Float({
    title: 'Zoom',
    unit: 'x',
    minimum: 2,
    maximum: 200,
    step: 0.1,
    description: 'Infrared lenses reach 20, others 200.',
  }),
})
/** Modes that cameras take as a service. */
export const ModeSwitch = Struct({
  payload_index: PayloadIndex(),
  camera_mode: IntEnum({ 0: 'Photo', 1: 'Video', 2: 'Smart low light', 3: 'Panorama' }, { title: 'Camera mode' }),
})
/** Modes that cameras take over the DRC link: timed photos besides. */
export const DrcModeSwitch = Struct({ payload_index: PayloadIndex(), camera_mode: CameraMode() })
export const ExposureModeSet = Struct({ ...visible, exposure_mode: ExposureMode() })
export const ExposureSet = Struct({ ...visible, exposure_value: ExposureValue() })
export const FocusModeSet = Struct({ ...visible, focus_mode: FocusMode() })
export const FocusValueSet = Struct({
  ...visible,
  focus_value: Integer({
    title: 'Focus',
    minimum: 0,
    maximum: 65535,
    description: 'A lens position between zoom_min_focus_value and zoom_max_focus_value of the camera.',
  }),
})
export const PointFocus = Struct({ ...visible, x: PictureFraction('Across'), y: PictureFraction('Down') })

export const MeteringModeSet = Struct({ payload_index: PayloadIndex(), mode: MeteringMode() })
export const MeteringPoint = Struct({
  payload_index: PayloadIndex(),
  x: PictureFraction('Across'),
  y: PictureFraction('Down'),
})
export const MeteringArea = Struct({
  payload_index: PayloadIndex(),
  x: PictureFraction('Left edge'),
  y: PictureFraction('Upper edge'),
  width: PictureFraction('Width'),
  height: PictureFraction('Height'),
})

export const PhotoStorage = Struct({
  payload_index: PayloadIndex(),
  photo_storage_settings: StoredLenses('Photos to store'),
})
export const VideoStorage = Struct({
  payload_index: PayloadIndex(),
  video_storage_settings: StoredLenses('Videos to store'),
})
