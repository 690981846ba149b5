/** What an aircraft can be told to do at or between waypoints: the functions and their parameters. */
import {
  boolean,
  choice,
  code,
  float,
  group,
  integer,
  list,
  MAVIC_SIZED,
  type ModelOf,
  type Series,
  text,
  WITH_PAYLOAD_MOUNTS,
  WITHOUT_MOUNTS,
  word,
  words,
} from './define.ts'
import { payloadPositionIndex } from './mission.ts'

export const LENSES = {
  wide: 'Wide angle',
  zoom: 'Zoom',
  ir: 'Infrared',
  narrow_band: 'Narrow band',
  visable: 'Visible light',
  visible: 'Visible light (spelling of the English reference)',
} as const

const fileSuffix = text({ title: 'File name suffix', description: 'Added to the names of the files taken here.' })
const payloadLensIndex = (required?: true) =>
  words(LENSES, {
    title: 'Lenses to store',
    required: required && [{ useGlobalPayloadLensIndex: [false] }],
    series: ['m400', 'm30', 'm3d', 'm4d', 'm4e'],
  })
const useGlobalPayloadLensIndex = boolean({ title: 'Lenses as in the payload settings' })
const aircraftHeading = float({
  title: 'Aircraft heading',
  description: 'Degrees from true north, clockwise positive.',
  required: true,
  unit: 'deg',
  minimum: -180,
  maximum: 180,
})
const pitch = float({ title: 'Gimbal pitch', required: true, unit: 'deg', limit: 'gimbalPitch' })
const focalLength = float({
  title: 'Focal length',
  required: true,
  unit: 'mm',
  minimum: 0,
  exclusive: true,
})
const actionUUID = (required?: true) =>
  text({
    title: 'Action UUID',
    description: 'Written into the photo, so that action and photo can be matched.',
    required,
  })

/** Parameters that accurateShoot and orientedShoot share: how the reference photo was taken. */
const repeatedShot = {
  gimbalPitchRotateAngle: pitch,
  gimbalYawRotateAngle: float({ title: 'Gimbal yaw', required: true, unit: 'deg', minimum: -180, maximum: 180 }),
  focusX: integer({ title: 'Target centre, x', required: true, unit: 'px', minimum: 0, maximum: 960 }),
  focusY: integer({ title: 'Target centre, y', required: true, unit: 'px', minimum: 0, maximum: 720 }),
  focusRegionWidth: integer({ title: 'Target width', required: true, unit: 'px', minimum: 0, maximum: 960 }),
  focusRegionHeight: integer({ title: 'Target height', required: true, unit: 'px', minimum: 0, maximum: 720 }),
  focalLength,
  aircraftHeading,
  accurateFrameValid: boolean({
    title: 'Target was framed',
    description: 'On: the aircraft looks for the framed target. Off: it repeats its own and the gimbal attitude.',
    required: true,
  }),
  payloadPositionIndex,
  payloadLensIndex: words(LENSES, { title: 'Lenses to store', required: [{ useGlobalPayloadLensIndex: [false] }] }),
  useGlobalPayloadLensIndex,
  targetAngle: float({ title: 'Rotation of the target frame', required: true, unit: 'deg', minimum: 0, maximum: 360 }),
}
const referencePhoto = {
  imageWidth: integer({ title: 'Width of the reference photo', required: true, unit: 'px', minimum: 1 }),
  imageHeight: integer({ title: 'Height of the reference photo', required: true, unit: 'px', minimum: 1 }),
  AFPos: integer({ title: 'Focus motor position', required: true }),
  gimbalPort: integer({ title: 'Gimbal port', required: true, minimum: 0, maximum: 7 }),
}
const cameraType = integer({ title: 'Camera type of the reference photo', required: true, minimum: 0 })
const filePath = text({ title: 'Reference photo', description: 'Its file name in the archive.', required: true })
const fileMd5 = text({ title: 'MD5 of the reference photo', required: true })
const fileSize = integer({ title: 'Size of the reference photo', required: true, unit: 'B', minimum: 0 })
const suffix = text({ title: 'File name suffix', required: true })
const onM30: readonly Series[] = ['m30']
const aperture = integer({ title: 'Aperture', description: 'The f-number times 100.', minimum: 0 })
const luminance = integer({ title: 'Luminance' })
const shutterTime = float({ title: 'Shutter time', unit: 's', minimum: 0 })
const iso = integer({ title: 'ISO', minimum: 0 })

/** Parameters by function. */
export const ACTION_PARAMETERS = {
  takePhoto: {
    payloadPositionIndex,
    fileSuffix,
    payloadLensIndex: payloadLensIndex(true),
    useGlobalPayloadLensIndex,
  },
  startRecord: {
    payloadPositionIndex,
    fileSuffix,
    payloadLensIndex: payloadLensIndex(true),
    useGlobalPayloadLensIndex,
  },
  stopRecord: { payloadPositionIndex, payloadLensIndex: payloadLensIndex() },
  focus: {
    payloadPositionIndex,
    isPointFocus: boolean({ title: 'Focus on a point', description: 'Off: on a region.', required: true }),
    focusX: float({
      title: 'Point or left edge',
      description: 'Share of the width.',
      required: true,
      minimum: 0,
      maximum: 1,
    }),
    focusY: float({
      title: 'Point or top edge',
      description: 'Share of the height.',
      required: true,
      minimum: 0,
      maximum: 1,
    }),
    focusRegionWidth: float({ title: 'Region width', required: [{ isPointFocus: [false] }], minimum: 0, maximum: 1 }),
    focusRegionHeight: float({ title: 'Region height', required: [{ isPointFocus: [false] }], minimum: 0, maximum: 1 }),
    isInfiniteFocus: boolean({ title: 'Focus at infinity', required: true, series: MAVIC_SIZED }),
  },
  zoom: { payloadPositionIndex, focalLength },
  customDirName: { payloadPositionIndex, directoryName: text({ title: 'Folder name', required: true }) },
  gimbalRotate: {
    gimbalHeadingYawBase: word(
      { north: 'True north', aircraft: "The aircraft's nose (consumer apps)" },
      { title: 'Yaw is measured from' },
    ),
    gimbalRotateMode: word(
      { absoluteAngle: 'Absolute angle', relativeAngle: 'Relative to the present angle (older files)' },
      { title: 'Rotation mode', required: true },
    ),
    gimbalPitchRotateEnable: boolean({ title: 'Turn in pitch', required: true }),
    gimbalPitchRotateAngle: float({
      title: 'Pitch',
      required: [{ gimbalPitchRotateEnable: [true] }],
      unit: 'deg',
      limit: 'gimbalPitch',
    }),
    gimbalRollRotateEnable: boolean({ title: 'Turn in roll', required: true }),
    gimbalRollRotateAngle: float({
      title: 'Roll',
      required: [{ gimbalRollRotateEnable: [true] }],
      unit: 'deg',
      minimum: -180,
      maximum: 180,
    }),
    gimbalYawRotateEnable: boolean({ title: 'Turn in yaw', required: true }),
    gimbalYawRotateAngle: float({
      title: 'Yaw',
      required: [{ gimbalYawRotateEnable: [true] }],
      unit: 'deg',
      minimum: -360,
      maximum: 360,
    }),
    gimbalRotateTimeEnable: boolean({ title: 'Set the duration', required: true }),
    gimbalRotateTime: float({
      title: 'Duration',
      required: [{ gimbalRotateTimeEnable: [true] }],
      unit: 's',
      minimum: 0,
    }),
    payloadPositionIndex,
  },
  gimbalEvenlyRotate: {
    gimbalPitchRotateAngle: pitch,
    gimbalRollRotateAngle: float({ title: 'Roll', unit: 'deg', observed: true }),
    payloadPositionIndex,
  },
  rotateYaw: {
    aircraftHeading,
    aircraftPathMode: word(
      { clockwise: 'Clockwise', counterClockwise: 'Counter-clockwise' },
      { title: 'Direction of turn', required: true, series: WITH_PAYLOAD_MOUNTS },
    ),
  },
  hover: { hoverTime: float({ title: 'Time', required: true, unit: 's', minimum: 0, exclusive: true }) },
  accurateShoot: {
    ...repeatedShot,
    ...referencePhoto,
    accurateCameraType: cameraType,
    accurateFilePath: filePath,
    accurateFileMD5: fileMd5,
    accurateFileSize: fileSize,
    accurateFileSuffix: suffix,
    accurateCameraApertue: { ...aperture, required: true, series: onM30 },
    accurateCameraLuminance: { ...luminance, required: true, series: onM30 },
    accurateCameraShutterTime: { ...shutterTime, required: true, series: onM30 },
    accurateCameraISO: { ...iso, required: true, series: onM30 },
  },
  orientedShoot: {
    ...repeatedShot,
    actionUUID: actionUUID(true),
    ...referencePhoto,
    orientedCameraType: cameraType,
    orientedFilePath: filePath,
    orientedFileMD5: fileMd5,
    orientedFileSize: fileSize,
    orientedFileSuffix: suffix,
    orientedCameraApertue: { ...aperture, required: true },
    orientedCameraLuminance: { ...luminance, required: true },
    orientedCameraShutterTime: { ...shutterTime, required: true },
    orientedCameraISO: { ...iso, required: true },
    orientedPhotoMode: word(
      { normalPhoto: 'Normal', lowLightSmartShooting: 'Low light' },
      { title: 'Photo mode', required: true },
    ),
  },
  panoShot: {
    payloadPositionIndex,
    payloadLensIndex: words(LENSES, { title: 'Lenses to store', required: [{ useGlobalPayloadLensIndex: [false] }] }),
    useGlobalPayloadLensIndex,
    panoShotSubMode: word({ panoShot_360: 'Full panorama' }, { title: 'Panorama', required: true }),
  },
  recordPointCloud: {
    payloadPositionIndex,
    recordPointCloudOperate: word(
      { startRecord: 'Start', pauseRecord: 'Pause', resumeRecord: 'Resume', stopRecord: 'Stop' },
      { title: 'Point cloud', required: true },
    ),
  },
  megaphone: {
    payloadPositionIndex,
    actionUUID: actionUUID(true),
    megaphoneOperateType: code({ 0: 'Start', 1: 'Stop' }, { title: 'Speaker', required: true }),
    megaphoneOperateVolume: integer({ title: 'Volume', required: true, unit: 'percent', minimum: 0, maximum: 100 }),
    megaphoneOperateLoop: boolean({ title: 'Repeat', required: true }),
    megaphoneOperateFilePath: text({ title: 'Audio file in the archive', required: true }),
    megaphoneFileName: text({ title: 'Name of the audio file', required: true }),
    megaphoneFileOriginalName: text({ title: 'Name to show', required: true }),
    megaphoneFileMd5: text({ title: 'MD5 of the audio file', required: true }),
    megaphoneFileBitrate: code(
      { 1: '8 kbit/s', 2: '16 kbit/s', 3: '24 kbit/s', 4: '32 kbit/s', 5: '48 kbit/s', 6: '64 kbit/s' },
      { title: 'Bit rate', description: 'Speakers play 32 kbit/s (4) only.', required: true },
    ),
  },
  searchlight: {
    payloadPositionIndex,
    actionUUID: actionUUID(),
    searchlightOperateType: code({ 0: 'Off', 1: 'On', 2: 'Flashing' }, { title: 'Light', required: true }),
    searchlightBrightness: integer({ title: 'Brightness', required: true, unit: 'percent', minimum: 0, maximum: 100 }),
  },
} as const
export type ActionFunction = keyof typeof ACTION_PARAMETERS

export interface ActionFunctionNotes {
  title: string
  /** Series that can do it. Absent: all. */
  series?: readonly Series[]
  /** What to use instead. */
  replacedBy?: ActionFunction
}
export const ACTION_FUNCTIONS: Readonly<Record<ActionFunction, ActionFunctionNotes>> = {
  takePhoto: { title: 'Take a photo' },
  startRecord: { title: 'Start recording' },
  stopRecord: { title: 'Stop recording' },
  focus: { title: 'Focus' },
  zoom: { title: 'Zoom' },
  customDirName: { title: 'New folder' },
  gimbalRotate: { title: 'Turn the gimbal' },
  gimbalEvenlyRotate: { title: 'Turn the gimbal evenly along the segment' },
  rotateYaw: { title: 'Turn the aircraft' },
  hover: { title: 'Hover' },
  accurateShoot: {
    title: 'Repeat a photo precisely (retired)',
    series: ['m300', 'm350', 'm30'],
    replacedBy: 'orientedShoot',
  },
  orientedShoot: { title: 'Photograph a target', series: WITHOUT_MOUNTS },
  panoShot: { title: 'Panorama', series: ['m30', 'm3d', 'm4d', 'm4e'] },
  recordPointCloud: { title: 'Record a point cloud', series: WITH_PAYLOAD_MOUNTS },
  megaphone: { title: 'Speaker', series: ['m4d'] },
  searchlight: { title: 'Searchlight', series: ['m4d'] },
}

const titles = Object.fromEntries(Object.entries(ACTION_FUNCTIONS).map(([name, { title }]) => [name, title])) as Record<
  ActionFunction,
  string
>
const id = { minimum: 0, maximum: 65535 }

export const action = list(
  {
    actionId: integer({ title: 'Action id', description: 'Unique within its group.', required: true, ...id }),
    actionActuatorFunc: word(titles, { title: 'Function', required: true }),
    actionActuatorFuncParam: choice('actionActuatorFunc', ACTION_PARAMETERS, { title: 'Parameters', required: true }),
  },
  { title: 'Action' },
)
export type Action = ModelOf<typeof action.elements>
export type ActionParameters = NonNullable<Action['actionActuatorFuncParam']>

const actionGroupElements = {
  actionGroupId: integer({ title: 'Group id', description: 'Unique within the file.', required: true, ...id }),
  actionGroupStartIndex: integer({ title: 'From waypoint', required: true, ...id }),
  actionGroupEndIndex: integer({
    title: 'To waypoint',
    description: 'The same as the first: at that waypoint alone.',
    required: true,
    ...id,
  }),
  actionGroupMode: word(
    { sequence: 'One after the other', parallel: 'At once (consumer apps)' },
    { title: 'Order', required: true },
  ),
  actionTrigger: group(
    {
      actionTriggerType: word(
        {
          reachPoint: 'On reaching the waypoint',
          betweenAdjacentPoints: 'Along the segment',
          multipleTiming: 'Every so many seconds',
          multipleDistance: 'Every so many metres',
        },
        { title: 'Trigger', required: true },
      ),
      actionTriggerParam: float({
        title: 'Interval',
        description: 'Seconds for a timed trigger, metres for one by distance.',
        required: [{ actionTriggerType: ['multipleTiming', 'multipleDistance'] }],
        unit: 's or m',
        minimum: 0,
        exclusive: true,
      }),
    },
    { title: 'Trigger', required: true },
  ),
  action,
}
export const actionGroup = list(actionGroupElements, { title: 'Action group' })
export type ActionGroup = ModelOf<typeof actionGroupElements>
/** Actions before the wayline starts; done again when it is resumed. It has neither range nor trigger. */
export const startActionGroup = group({ action }, { title: 'Actions before the start', series: WITHOUT_MOUNTS })
