/** template.kml: the intent, from which the waylines are generated. */
import { actionGroup } from './actions.ts'
import {
  boolean,
  coordinates,
  float,
  group,
  integer,
  kml,
  list,
  MAVIC_SIZED,
  type ModelOf,
  onlyIn,
  type Series,
  SINCE_M30,
  WITH_PAYLOAD_MOUNTS,
  word,
  words,
} from './define.ts'
import { authorship, missionConfig, payloadPositionIndex } from './mission.ts'
import {
  CURVED_TURNS,
  globalWaypointHeadingParam,
  index,
  isRisky,
  Point,
  TURN_MODES,
  useStraightLine,
  waypointHeadingParam,
  waypointSpeed,
  waypointTurnParam,
} from './waypoints.ts'

const ROUTE = onlyIn('waypoint')
const MAP = onlyIn('mapping2d')
const OBLIQUE = onlyIn('mapping3d')
const STRIP = onlyIn('mappingStrip')
const AREA = onlyIn('mapping2d', 'mapping3d')
const SURVEY = onlyIn('mapping2d', 'mapping3d', 'mappingStrip')
/** Required in the template types that know the element. */
const always = (applies: ReturnType<typeof onlyIn>) => ({ applies, required: [applies] })

const coordinateSystem = group(
  {
    coordinateMode: word({ WGS84: 'WGS 84' }, { title: 'Coordinates', required: true }),
    heightMode: word(
      {
        EGM96: 'Altitude above sea level (EGM96)',
        relativeToStartPoint: 'Above take-off',
        aboveGroundLevel: 'Above the ground of a terrain model',
        realTimeFollowSurface: 'Above the surface that the aircraft measures in flight',
      },
      { title: 'Heights', required: true },
    ),
    globalShootHeight: float({
      title: 'Distance to the subject',
      description: 'From which ground sample distance and photo spacing are computed.',
      unit: 'm',
      minimum: 0,
      exclusive: true,
      required: [SURVEY],
    }),
    positioningType: word(
      {
        GPS: 'Satellites alone',
        RTKBaseStation: 'RTK base station',
        QianXun: 'Qianxun network RTK',
        Custom: 'Other network RTK',
      },
      { title: 'Source of positions', description: 'A note only; it does not change the flight.' },
    ),
    surfaceFollowModeEnable: boolean({ title: 'Follow the terrain', required: [SURVEY] }),
    surfaceRelativeHeight: float({
      title: 'Height above the terrain',
      unit: 'm',
      required: [{ ...SURVEY, surfaceFollowModeEnable: [true] }],
    }),
  },
  { title: 'Coordinates and heights', required: true },
)
export type CoordinateSystem = ModelOf<typeof coordinateSystem.elements>

export const payloadParam = list(
  {
    payloadPositionIndex,
    focusMode: word(
      { firstPoint: 'At the first waypoint', custom: 'As calibrated' },
      { title: 'Focus', series: WITH_PAYLOAD_MOUNTS },
    ),
    meteringMode: word({ average: 'Average', spot: 'Spot' }, { title: 'Metering', series: WITH_PAYLOAD_MOUNTS }),
    dewarpingEnable: boolean({ title: 'Correct distortion', series: WITH_PAYLOAD_MOUNTS }),
    returnMode: word(
      { singleReturnStrongest: 'Single', dualReturn: 'Two', tripleReturn: 'Three', quintupleReturn: 'Five' },
      { title: 'Lidar returns', series: WITH_PAYLOAD_MOUNTS },
    ),
    samplingRate: integer({
      title: 'Lidar points per second',
      unit: 'Hz',
      minimum: 60000,
      maximum: 350000,
      series: WITH_PAYLOAD_MOUNTS,
    }),
    scanningMode: word(
      { repetitive: 'Repetitive', nonRepetitive: 'Non-repetitive' },
      { title: 'Lidar scan', series: WITH_PAYLOAD_MOUNTS },
    ),
    modelColoringEnable: boolean({ title: 'True colours', series: WITH_PAYLOAD_MOUNTS }),
    imageFormat: words(
      {
        wide: 'Wide angle',
        zoom: 'Zoom',
        ir: 'Infrared',
        narrow_band: 'Narrow band',
        visable: 'Visible light',
        visible: 'Visible light (spelling of the English reference)',
      },
      { title: 'Lenses to store', required: true },
    ),
  },
  { title: 'Payload settings' },
)

const percent = (title: string, series?: readonly Series[]) =>
  integer({ title, unit: 'percent', minimum: 0, maximum: 100, series })
export const overlap = group(
  {
    orthoLidarOverlapH: percent('Lidar, along (nadir)', WITH_PAYLOAD_MOUNTS),
    orthoLidarOverlapW: percent('Lidar, across (nadir)', WITH_PAYLOAD_MOUNTS),
    orthoCameraOverlapH: percent('Photos, along (nadir)'),
    orthoCameraOverlapW: percent('Photos, across (nadir)'),
    inclinedLidarOverlapH: percent('Lidar, along (oblique)', WITH_PAYLOAD_MOUNTS),
    inclinedLidarOverlapW: percent('Lidar, across (oblique)', WITH_PAYLOAD_MOUNTS),
    inclinedCameraOverlapH: percent('Photos, along (oblique)'),
    inclinedCameraOverlapW: percent('Photos, across (oblique)'),
  },
  { title: 'Overlaps', ...always(SURVEY) },
)
export type Overlap = ModelOf<typeof overlap.elements>

const useGlobal = (title: string) => boolean({ title, ...always(ROUTE) })

/** A waypoint of a route, or the area or line of a survey: which elements count depends on `templateType`. */
const Placemark = list(
  {
    // Routes
    Point: { ...Point, ...always(ROUTE) },
    isRisky: { ...isRisky, applies: ROUTE },
    index: { ...index, ...always(ROUTE) },
    useGlobalHeight: useGlobal('Height of the route'),
    // Surveys
    caliFlightEnable: boolean({
      title: 'Calibrate the inertial sensors on the way',
      applies: SURVEY,
      required: [STRIP],
      series: WITH_PAYLOAD_MOUNTS,
    }),
    elevationOptimizeEnable: boolean({
      title: 'Optimise elevation',
      description: 'After the lines, a row of oblique photos across the middle of the area.',
      ...always(MAP),
    }),
    smartObliqueEnable: boolean({
      title: 'Smart oblique',
      description: 'The gimbal swings between nadir and oblique photos.',
      applies: MAP,
      series: ['m300', 'm350', 'm400', 'm3e', 'm3d'],
    }),
    smartObliqueGimbalPitch: integer({
      title: 'Pitch of smart oblique',
      applies: MAP,
      required: [{ ...MAP, smartObliqueEnable: [true] }],
      unit: 'deg',
      limit: 'gimbalPitch',
      series: ['m300', 'm350', 'm400', 'm3e', 'm3d'],
    }),
    quickOrthoMappingEnable: boolean({
      title: 'Quick ortho',
      description: 'The gimbal swings across the track, so lines can stand further apart.',
      applies: MAP,
      series: ['m4e'],
    }),
    quickOrthoMappingPitch: float({
      title: 'Swing of quick ortho',
      applies: MAP,
      required: [{ ...MAP, quickOrthoMappingEnable: [true] }],
      unit: 'deg',
      minimum: 10,
      maximum: 30,
      series: ['m4e'],
    }),
    facadeWaylineEnable: boolean({
      title: 'Slope',
      description: 'The heights of the polygon count: the area is a slope or a facade.',
      applies: MAP,
      series: ['m3e'],
    }),
    mappingHeadingParam: group(
      {
        mappingHeadingMode: word({ fixed: 'Fixed', followWayline: 'Along the route' }, { title: 'Heading' }),
        mappingHeadingAngle: integer({
          title: 'Angle',
          required: [{ mappingHeadingMode: ['fixed'] }],
          unit: 'deg',
          minimum: 0,
          maximum: 360,
        }),
      },
      { title: 'Heading', applies: MAP, series: MAVIC_SIZED },
    ),
    gimbalPitchMode: word(
      { manual: 'By hand', fixed: 'Fixed' },
      { title: 'Gimbal pitch', applies: MAP, series: MAVIC_SIZED },
    ),
    inclinedGimbalPitch: integer({
      title: 'Pitch of the oblique photos',
      ...always(OBLIQUE),
      unit: 'deg',
      limit: 'gimbalPitch',
    }),
    inclinedFlightSpeed: float({
      title: 'Speed of the oblique lines',
      ...always(OBLIQUE),
      unit: 'm/s',
      minimum: 1,
      maximum: 15,
      limit: 'speed',
    }),
    shootType: word(
      { time: 'Every so many seconds', distance: 'Every so many metres' },
      { title: 'Photos', ...always(SURVEY) },
    ),
    direction: integer({
      title: 'Direction of the lines',
      description: 'Degrees from true north, clockwise.',
      ...always(SURVEY),
      unit: 'deg',
      minimum: 0,
      maximum: 360,
    }),
    margin: float({
      title: 'Margin',
      description: 'How far the lines reach beyond the area.',
      ...always(SURVEY),
      unit: 'm',
      minimum: 0,
    }),
    singleLineEnable: boolean({ title: 'One line only', ...always(STRIP) }),
    cuttingDistance: float({
      title: 'Length of a part',
      description: 'The strip is flown in parts of this length.',
      ...always(STRIP),
      unit: 'm',
      minimum: 0,
      exclusive: true,
    }),
    boundaryOptimEnable: boolean({
      title: 'More photos of the edges',
      description: 'One more line on either side.',
      ...always(STRIP),
    }),
    leftExtend: integer({ title: 'Width to the left', ...always(STRIP), unit: 'm', minimum: 0 }),
    rightExtend: integer({ title: 'Width to the right', ...always(STRIP), unit: 'm', minimum: 0 }),
    includeCenterEnable: boolean({ title: 'A line in the middle', ...always(STRIP) }),
    overlap,
    // Both
    ellipsoidHeight: float({
      title: 'Height (ellipsoid)',
      description: 'The same place as `height`, above the WGS 84 ellipsoid.',
      unit: 'm',
      required: [{ ...ROUTE, useGlobalHeight: [false] }, SURVEY],
    }),
    height: float({
      title: 'Height',
      description: 'In the height mode of the template.',
      unit: 'm',
      required: [{ ...ROUTE, useGlobalHeight: [false] }, SURVEY],
    }),
    stripUseTemplateAltitude: boolean({
      title: 'Heights from the line',
      description: 'The ellipsoid heights of the drawn line count.',
      ...always(STRIP),
    }),
    // Routes
    useGlobalSpeed: useGlobal('Speed of the route'),
    waypointSpeed: { ...waypointSpeed, applies: ROUTE, required: [{ ...ROUTE, useGlobalSpeed: [false] }] },
    useGlobalHeadingParam: useGlobal('Heading of the route'),
    waypointHeadingParam: {
      ...waypointHeadingParam,
      applies: ROUTE,
      required: [{ ...ROUTE, useGlobalHeadingParam: [false] }],
    },
    useGlobalTurnParam: useGlobal('Turn of the route'),
    waypointTurnParam: { ...waypointTurnParam, applies: ROUTE, required: [{ ...ROUTE, useGlobalTurnParam: [false] }] },
    useStraightLine: {
      ...useStraightLine,
      applies: ROUTE,
      required: [{ ...ROUTE, useGlobalTurnParam: [false], 'waypointTurnParam.waypointTurnMode': CURVED_TURNS }],
    },
    gimbalPitchAngle: float({
      title: 'Gimbal pitch',
      applies: onlyIn('waypoint', 'mapping2d'),
      required: [
        { ...ROUTE, gimbalPitchMode: ['usePointSetting'] },
        { ...MAP, gimbalPitchMode: ['fixed'] },
      ],
      unit: 'deg',
      limit: 'gimbalPitch',
      variants: [{ when: MAP, minimum: -90, maximum: -30 }],
    }),
    actionGroup: { ...actionGroup, applies: ROUTE },
    Polygon: kml(
      group(
        {
          outerBoundaryIs: kml(
            group(
              {
                LinearRing: kml(
                  group(
                    { coordinates: coordinates({ title: 'Corners', required: true }) },
                    { title: 'Ring', required: true },
                  ),
                ),
              },
              { title: 'Outline', required: true },
            ),
          ),
        },
        { title: 'Area', ...always(AREA) },
      ),
    ),
    LineString: kml(
      group({ coordinates: coordinates({ title: 'Points', required: true }) }, { title: 'Line', ...always(STRIP) }),
    ),
  },
  { title: 'Waypoint, area or line' },
)
export type TemplatePlacemark = ModelOf<typeof Placemark.elements>

const Folder = list(
  {
    templateType: word(
      { waypoint: 'Waypoint route', mapping2d: '2D mapping', mapping3d: 'Oblique 3D mapping', mappingStrip: 'Strip' },
      { title: 'Type', required: true },
    ),
    templateId: integer({
      title: 'Template id',
      description: 'Links the template to the waylines generated from it.',
      required: true,
      minimum: 0,
      maximum: 65535,
    }),
    useGlobalTransitionalSpeed: boolean({ title: 'Transition speed of the mission', observed: true }),
    waylineCoordinateSysParam: coordinateSystem,
    autoFlightSpeed: float({
      title: 'Speed',
      required: true,
      unit: 'm/s',
      minimum: 1,
      maximum: 15,
      limit: 'speed',
    }),
    globalHeight: float({
      title: 'Height of the route',
      description: 'In the height mode of the template.',
      ...always(ROUTE),
      unit: 'm',
    }),
    caliFlightEnable: boolean({
      title: 'Calibrate the inertial sensors on the way',
      applies: ROUTE,
      observed: true,
      series: WITH_PAYLOAD_MOUNTS,
    }),
    gimbalPitchMode: word(
      { manual: 'By hand', usePointSetting: 'As set at each waypoint, turning evenly between them' },
      { title: 'Gimbal pitch', ...always(ROUTE) },
    ),
    globalWaypointHeadingParam: { ...globalWaypointHeadingParam, ...always(ROUTE) },
    globalWaypointTurnMode: word(TURN_MODES, { title: 'Turns', ...always(ROUTE) }),
    globalUseStraightLine: boolean({
      title: 'Keep to the straight line',
      applies: ROUTE,
      required: [{ ...ROUTE, globalWaypointTurnMode: CURVED_TURNS }],
      series: SINCE_M30,
    }),
    Placemark: kml(Placemark),
    payloadParam,
  },
  { title: 'Template' },
)
export type TemplateFolder = ModelOf<typeof Folder.elements>

export const templateDocument = {
  ...authorship,
  missionConfig: { ...missionConfig, required: true as const },
  Folder: kml(Folder),
}
export type TemplateDocument = ModelOf<typeof templateDocument>
