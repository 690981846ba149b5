/** From what somebody draws and asks for to template.kml. */
import { NAMESPACE, type TemplateFile } from '../document.ts'
import type {
  Action,
  ActionGroup,
  CoordinateSystem,
  HeadingParam,
  LatLonHeight,
  MissionConfig,
  TemplateFolder,
  TemplatePlacemark,
  TurnMode,
} from '../elements/index.ts'
import { WpmlError } from '../errors.ts'
import { type LatLon, planeAt } from '../geo/geodesy.ts'
import { cameraOf, distanceForGsd, type Lens } from '../products/cameras.ts'
import { bestDirection } from './lawnmower.ts'
import { metres, REACH_POINT } from './waylines.ts'

/** What holds for the whole flight. */
export interface MissionIntent {
  aircraft: { type: number; sub_type: number }
  /** Index of the camera, e.g. `99-0-0`. */
  payload: string
  /** Lenses to store, the first of which planning counts with. Default: the camera's first. */
  lenses?: string[]
  author?: string
  /** Milliseconds since 1970; 0 when not given. */
  now?: number
  /** Where it takes off, height above the ellipsoid; a note for planning. */
  takeOff?: LatLonHeight
  /** Altitude of the same place above sea level. */
  takeOffAltitude?: number
  flyToWaylineMode?: 'safely' | 'pointToPoint'
  finishAction?: 'goHome' | 'noAction' | 'autoLand' | 'gotoFirstWaypoint'
  /** What to do when the link is lost. Default: return home. */
  lostLink?: 'goContinue' | 'goBack' | 'landing' | 'hover'
  /** Metres above take-off. Default 20. */
  takeOffSecurityHeight?: number
  /** Metres above take-off. Default 100. */
  returnHeight?: number
  /** m/s. Default 10. */
  transitionalSpeed?: number
}

/** Heights: above take-off, above sea level, above the ground of a terrain model, or as the aircraft measures. */
export type HeightMode = 'relativeToStartPoint' | 'EGM96' | 'aboveGroundLevel' | 'realTimeFollowSurface'
interface HeightIntent {
  heightMode?: HeightMode
  /** Metres in the height mode. */
  height: number
  /** The same above the ellipsoid, for EGM96. */
  ellipsoidHeight?: number
}

export interface RoutePoint extends LatLon {
  /** Metres in the height mode, where it is not the route's. */
  height?: number
  /** The same above the ellipsoid, for EGM96. */
  ellipsoidHeight?: number
  speed?: number
  heading?: HeadingParam
  turn?: { mode: TurnMode; dampingDistance?: number; useStraightLine?: boolean }
  /** Degrees; any of them given turns the gimbal evenly from point to point. */
  gimbalPitch?: number
  /** Done on reaching the point. */
  actions?: Omit<Action, 'actionId'>[]
  isRisky?: boolean
}
export interface RouteIntent extends HeightIntent {
  points: readonly RoutePoint[]
  /** m/s. */
  speed: number
  turn?: TurnMode
  useStraightLine?: boolean
  heading?: HeadingParam
}
/** `distance` to the ground in metres, or `gsd` in metres per pixel. */
type Sharpness = { distance: number; gsd?: undefined } | { gsd: number; distance?: undefined }
export interface SurveyIntent {
  heightMode?: HeightMode
  /** Metres in the height mode. Default: the distance to the ground. */
  height?: number
  ellipsoidHeight?: number
  /** Fly at the distance over the ground of a terrain model. */
  followTerrain?: boolean
  /** m/s. */
  speed: number
  /** Percent along and across. Default 80 and 70. */
  overlap?: { along: number; across: number }
  shootType?: 'time' | 'distance'
  /** Metres. Default 0. */
  margin?: number
}
export type MappingIntent = SurveyIntent &
  Sharpness & {
    area: readonly LatLon[]
    /** Degrees clockwise from north, or the one with the fewest lines. Default auto. */
    direction?: number | 'auto'
    elevationOptimize?: boolean
    /** Fixed heading in degrees. Default: along the lines. */
    heading?: number
    /** Degrees, -90 to -30. Default -90. */
    gimbalPitch?: number
  }
export type ObliqueIntent = SurveyIntent &
  Sharpness & {
    area: readonly LatLon[]
    direction?: number | 'auto'
    /** Degrees. Default -45. */
    obliquePitch?: number
    /** m/s. Default: the speed of the nadir lines. */
    obliqueSpeed?: number
    /** Percent along and across. Default: those of the nadir lines. */
    obliqueOverlap?: { along: number; across: number }
  }
export type StripIntent = SurveyIntent &
  Sharpness & {
    line: readonly (LatLon & { altitude?: number })[]
    /** Metres to either side of the line. */
    left: number
    right: number
    singleLine?: boolean
    includeCenter?: boolean
    boundaryOptimize?: boolean
    /** Metres. Default 1,000. */
    cuttingDistance?: number
    /** The altitudes of the line, above the ellipsoid, are flown. */
    useLineAltitude?: boolean
  }

/** A template with one waypoint route. */
export function routeTemplate(mission: MissionIntent, intent: RouteIntent): TemplateFile {
  const heightMode = intent.heightMode ?? 'relativeToStartPoint'
  const turns = intent.turn ?? 'toPointAndStopWithDiscontinuityCurvature'
  const byPoint = intent.points.some(({ gimbalPitch }) => gimbalPitch !== undefined)
  let pitch = 0
  let id = 0
  const Placemark = intent.points.map((point, index): TemplatePlacemark => {
    pitch = point.gimbalPitch ?? pitch
    // Above sea level and above ground the plan fills in what it needs a geoid or a terrain for.
    const height = point.height ?? intent.height
    const ellipsoid =
      point.ellipsoidHeight ??
      (heightMode !== 'EGM96' && heightMode !== 'aboveGroundLevel'
        ? height
        : point.height === undefined
          ? intent.ellipsoidHeight
          : undefined)
    const placemark: TemplatePlacemark = {
      Point: { coordinates: { longitude: point.longitude, latitude: point.latitude } },
      index,
      useGlobalHeight: point.height === undefined && (heightMode !== 'EGM96' || ellipsoid === undefined),
      ...(ellipsoid !== undefined && { ellipsoidHeight: ellipsoid }),
      height,
      useGlobalSpeed: point.speed === undefined,
      ...(point.speed !== undefined && { waypointSpeed: point.speed }),
      useGlobalHeadingParam: point.heading === undefined,
      ...(point.heading && { waypointHeadingParam: point.heading }),
      useGlobalTurnParam: point.turn === undefined,
      ...(point.turn && {
        waypointTurnParam: {
          waypointTurnMode: point.turn.mode,
          ...(point.turn.dampingDistance !== undefined && { waypointTurnDampingDist: point.turn.dampingDistance }),
        },
        useStraightLine: point.turn.useStraightLine ?? intent.useStraightLine ?? true,
      }),
      gimbalPitchAngle: pitch,
      ...(point.isRisky !== undefined && { isRisky: point.isRisky }),
      actionGroup: [],
    }
    if (point.actions?.length) placemark.actionGroup.push(groupAt(id++, index, point.actions))
    return placemark
  })
  return file(mission, {
    templateType: 'waypoint',
    templateId: 0,
    waylineCoordinateSysParam: { coordinateMode: 'WGS84', heightMode },
    autoFlightSpeed: intent.speed,
    globalHeight: intent.height,
    gimbalPitchMode: byPoint ? 'usePointSetting' : 'manual',
    globalWaypointHeadingParam: intent.heading ?? {
      waypointHeadingMode: 'followWayline',
      waypointHeadingPathMode: 'followBadArc',
    },
    globalWaypointTurnMode: turns,
    globalUseStraightLine: intent.useStraightLine ?? true,
    Placemark,
    payloadParam: [payloadParam(mission)],
  })
}

const groupAt = (id: number, at: number, actions: readonly Omit<Action, 'actionId'>[]): ActionGroup => ({
  actionGroupId: id,
  actionGroupStartIndex: at,
  actionGroupEndIndex: at,
  actionGroupMode: 'sequence',
  actionTrigger: { ...REACH_POINT },
  action: actions.map((action, actionId) => ({ actionId, ...action })),
})

/** A template for photos straight down over an area. */
export function mappingTemplate(mission: MissionIntent, intent: MappingIntent): TemplateFile {
  const pitch = intent.gimbalPitch ?? -90
  return survey(mission, 'mapping2d', intent, {
    ...area(intent.area),
    direction: directionOf(intent.direction, intent.area),
    elevationOptimizeEnable: intent.elevationOptimize ?? false,
    overlap: {
      orthoCameraOverlapH: intent.overlap?.along ?? 80,
      orthoCameraOverlapW: intent.overlap?.across ?? 70,
    },
    mappingHeadingParam:
      intent.heading === undefined
        ? { mappingHeadingMode: 'followWayline' }
        : { mappingHeadingMode: 'fixed', mappingHeadingAngle: intent.heading },
    gimbalPitchMode: 'fixed',
    gimbalPitchAngle: pitch,
  })
}

/** A template for photos from above and from four sides. */
export function obliqueTemplate(mission: MissionIntent, intent: ObliqueIntent): TemplateFile {
  const along = intent.overlap?.along ?? 80
  const across = intent.overlap?.across ?? 70
  return survey(mission, 'mapping3d', intent, {
    ...area(intent.area),
    direction: directionOf(intent.direction, intent.area),
    inclinedGimbalPitch: intent.obliquePitch ?? -45,
    inclinedFlightSpeed: intent.obliqueSpeed ?? intent.speed,
    overlap: {
      orthoCameraOverlapH: along,
      orthoCameraOverlapW: across,
      inclinedCameraOverlapH: intent.obliqueOverlap?.along ?? along,
      inclinedCameraOverlapW: intent.obliqueOverlap?.across ?? across,
    },
  })
}

/** A template for a strip along a line. */
export function stripTemplate(mission: MissionIntent, intent: StripIntent): TemplateFile {
  const first = intent.line[0]
  if (!first || intent.line.length < 2)
    throw new WpmlError('plan.input', 'The line of the strip needs at least two points.')
  return survey(mission, 'mappingStrip', intent, {
    caliFlightEnable: false,
    LineString: {
      coordinates: intent.line.map(({ longitude, latitude, altitude }) => ({
        longitude,
        latitude,
        altitude: altitude ?? 0,
      })),
    },
    direction: 0,
    singleLineEnable: intent.singleLine ?? false,
    cuttingDistance: intent.cuttingDistance ?? 1000,
    boundaryOptimEnable: intent.boundaryOptimize ?? false,
    leftExtend: intent.left,
    rightExtend: intent.right,
    includeCenterEnable: intent.includeCenter ?? false,
    stripUseTemplateAltitude: intent.useLineAltitude ?? false,
    overlap: {
      orthoCameraOverlapH: intent.overlap?.along ?? 80,
      orthoCameraOverlapW: intent.overlap?.across ?? 70,
    },
  })
}

function survey(
  mission: MissionIntent,
  templateType: 'mapping2d' | 'mapping3d' | 'mappingStrip',
  intent: SurveyIntent & Sharpness,
  placemark: Omit<TemplatePlacemark, 'actionGroup'>,
): TemplateFile {
  const distance = metres(intent.distance ?? distanceForGsd(lensOf(mission), intent.gsd))
  const height = intent.height ?? distance
  const heightMode = intent.heightMode ?? 'relativeToStartPoint'
  const system: CoordinateSystem = {
    coordinateMode: 'WGS84',
    heightMode,
    globalShootHeight: distance,
    surfaceFollowModeEnable: intent.followTerrain ?? false,
    ...(intent.followTerrain && { surfaceRelativeHeight: distance }),
  }
  return file(mission, {
    templateType,
    templateId: 0,
    waylineCoordinateSysParam: system,
    autoFlightSpeed: intent.speed,
    Placemark: [
      {
        ...placemark,
        shootType: intent.shootType ?? 'time',
        margin: intent.margin ?? 0,
        ...(intent.ellipsoidHeight !== undefined && { ellipsoidHeight: intent.ellipsoidHeight }),
        ...(heightMode === 'relativeToStartPoint' && { ellipsoidHeight: height }),
        height,
        actionGroup: [],
      },
    ],
    payloadParam: [payloadParam(mission)],
  })
}

/** The lens that planning counts with. @throws WpmlError plan.camera */
export function lensOf(mission: Pick<MissionIntent, 'payload' | 'lenses'>): Lens {
  const lenses = cameraOf(mission.payload)?.lenses
  if (!lenses)
    throw new WpmlError('plan.camera', `The camera ${mission.payload} is not known, so photos cannot be planned.`)
  return lenses.find(({ lens }) => lens === mission.lenses?.[0]) ?? lenses[0]!
}

const positionOf = ({ payload }: MissionIntent) => Number(payload.split('-')[2] ?? 0)
const payloadParam = (mission: MissionIntent): TemplateFolder['payloadParam'][number] => ({
  payloadPositionIndex: positionOf(mission),
  imageFormat: mission.lenses ?? [cameraOf(mission.payload)?.lenses[0]?.lens ?? 'wide'],
})

/** The ring as KML wants it: closed. */
function area(corners: readonly LatLon[]): Pick<TemplatePlacemark, 'Polygon'> {
  if (corners.length < 3) throw new WpmlError('plan.input', 'The area needs at least three corners.')
  const ring = [...corners, corners[0]!].map(({ longitude, latitude }) => ({ longitude, latitude, altitude: 0 }))
  return { Polygon: { outerBoundaryIs: { LinearRing: { coordinates: ring } } } }
}

function directionOf(direction: number | 'auto' | undefined, corners: readonly LatLon[]): number {
  if (typeof direction === 'number') return ((Math.round(direction) % 360) + 360) % 360
  return bestDirection(corners.map(planeAt(corners[0]!).toXY))
}

function file(mission: MissionIntent, folder: TemplateFolder): TemplateFile {
  const now = mission.now ?? 0
  const lostLink = mission.lostLink ?? 'goBack'
  const [type, sub_type] = mission.payload.split('-').map(Number)
  if (type === undefined || Number.isNaN(type))
    throw new WpmlError('plan.input', `"${mission.payload}" is not the index of a camera.`)
  const config: MissionConfig = {
    flyToWaylineMode: mission.flyToWaylineMode ?? 'safely',
    finishAction: mission.finishAction ?? 'goHome',
    exitOnRCLost: lostLink === 'goContinue' ? 'goContinue' : 'executeLostAction',
    executeRCLostAction: lostLink === 'goContinue' ? 'goBack' : lostLink,
    takeOffSecurityHeight: mission.takeOffSecurityHeight ?? 20,
    ...(mission.takeOff && { takeOffRefPoint: mission.takeOff }),
    ...(mission.takeOffAltitude !== undefined && { takeOffRefPointAGLHeight: mission.takeOffAltitude }),
    globalTransitionalSpeed: mission.transitionalSpeed ?? 10,
    globalRTHHeight: mission.returnHeight ?? 100,
    droneInfo: { droneEnumValue: mission.aircraft.type, droneSubEnumValue: mission.aircraft.sub_type },
    payloadInfo: [
      { payloadEnumValue: type, payloadSubEnumValue: sub_type ?? 0, payloadPositionIndex: positionOf(mission) },
    ],
  }
  return {
    namespace: NAMESPACE,
    Document: {
      author: mission.author ?? 'Rookery',
      createTime: now,
      updateTime: now,
      missionConfig: config,
      Folder: [folder],
    },
  }
}
