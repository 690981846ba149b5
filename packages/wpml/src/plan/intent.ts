/** From template.kml back to what somebody drew and asked for: the way into an editor. */
import type { TemplateFile } from '../document.ts'
import type { ActionGroup, MissionConfig, TemplateFolder, TemplatePlacemark, TurnMode } from '../elements/index.ts'
import { WpmlError } from '../errors.ts'
import type {
  HeightMode,
  MappingIntent,
  MissionIntent,
  ObliqueIntent,
  RouteIntent,
  RoutePoint,
  StripIntent,
  SurveyIntent,
} from './templates.ts'

export type Drawing =
  | { kind: 'waypoint'; intent: RouteIntent }
  | { kind: 'mapping2d'; intent: MappingIntent & { distance: number } }
  | { kind: 'mapping3d'; intent: ObliqueIntent & { distance: number } }
  | { kind: 'mappingStrip'; intent: StripIntent & { distance: number } }

export interface Intent {
  mission: MissionIntent
  drawing: Drawing
  /** Wire names of what the template says and the intent does not: they would be lost by planning from it. */
  lost: string[]
}

/**
 * Of the first folder of a template, or another one.
 * @throws WpmlError `plan.input` for a template that has no such route, or none that can be drawn
 */
export function intentOf(template: TemplateFile, index = 0): Intent {
  const { missionConfig, Folder } = template.Document
  const folder = Folder[index]
  if (!folder?.Placemark.length) throw new WpmlError('plan.input', 'The template has no route.')
  const lost = new Set<string>()
  if (Folder.length > 1) lost.add('Folder')
  const mission = missionOf(missionConfig, folder, template.Document.author, lost)
  return { mission, drawing: drawingOf(folder, lost), lost: [...lost] }
}

function drawingOf(folder: TemplateFolder, lost: Set<string>): Drawing {
  const [placemark] = folder.Placemark as [TemplatePlacemark]
  if (folder.Placemark.length > 1 && folder.templateType !== 'waypoint') lost.add('Placemark')
  switch (folder.templateType) {
    case 'waypoint':
      return { kind: 'waypoint', intent: routeOf(folder, lost) }
    case 'mapping2d': {
      for (const name of [
        'facadeWaylineEnable',
        'quickOrthoMappingEnable',
        'smartObliqueEnable',
        'caliFlightEnable',
      ] as const)
        if (placemark[name]) lost.add(`wpml:${name}`)
      const { mappingHeadingParam: heading } = placemark
      return {
        kind: 'mapping2d',
        intent: {
          ...surveyOf(folder, placemark),
          ...areaOf(placemark),
          elevationOptimize: placemark.elevationOptimizeEnable ?? false,
          ...(heading?.mappingHeadingMode === 'fixed' && { heading: heading.mappingHeadingAngle ?? 0 }),
          gimbalPitch: placemark.gimbalPitchAngle ?? -90,
        },
      }
    }
    case 'mapping3d': {
      if (placemark.caliFlightEnable) lost.add('wpml:caliFlightEnable')
      const { inclinedCameraOverlapH: along, inclinedCameraOverlapW: across } = placemark.overlap ?? {}
      return {
        kind: 'mapping3d',
        intent: {
          ...surveyOf(folder, placemark),
          ...areaOf(placemark),
          obliquePitch: placemark.inclinedGimbalPitch ?? -45,
          ...(placemark.inclinedFlightSpeed !== undefined && { obliqueSpeed: placemark.inclinedFlightSpeed }),
          ...(along !== undefined && across !== undefined && { obliqueOverlap: { along, across } }),
        },
      }
    }
    case 'mappingStrip': {
      if (placemark.caliFlightEnable) lost.add('wpml:caliFlightEnable')
      const line = placemark.LineString?.coordinates ?? []
      if (line.length < 2) throw new WpmlError('plan.input', 'The strip has no line.')
      return {
        kind: 'mappingStrip',
        intent: {
          ...surveyOf(folder, placemark),
          line: line.map(({ latitude, longitude, altitude }) => ({
            latitude,
            longitude,
            ...(altitude !== undefined && { altitude }),
          })),
          left: placemark.leftExtend ?? 0,
          right: placemark.rightExtend ?? 0,
          singleLine: placemark.singleLineEnable ?? false,
          includeCenter: placemark.includeCenterEnable ?? false,
          boundaryOptimize: placemark.boundaryOptimEnable ?? false,
          cuttingDistance: placemark.cuttingDistance ?? 1000,
          useLineAltitude: placemark.stripUseTemplateAltitude ?? false,
        },
      }
    }
    default:
      throw new WpmlError('plan.input', `The kind of route "${folder.templateType ?? ''}" is not known.`)
  }
}

function missionOf(
  config: MissionConfig | undefined,
  folder: TemplateFolder,
  author: string | undefined,
  lost: Set<string>,
): MissionIntent {
  const { droneInfo, payloadInfo = [], takeOffRefPoint, takeOffRefPointAGLHeight } = config ?? {}
  const [payload] = payloadInfo
  if (droneInfo?.droneEnumValue === undefined || payload?.payloadEnumValue === undefined)
    throw new WpmlError('plan.input', 'The template does not name its aircraft and camera.')
  if (payloadInfo.length > 1) lost.add('wpml:payloadInfo')
  if (config?.autoRerouteInfo) lost.add('wpml:autoRerouteInfo')
  const lenses = folder.payloadParam[0]?.imageFormat
  const lostLink = config?.exitOnRCLost === 'goContinue' ? 'goContinue' : config?.executeRCLostAction
  const given = <T>(key: string, value: T | undefined) => (value === undefined ? {} : { [key]: value })
  return {
    aircraft: { type: droneInfo.droneEnumValue, sub_type: droneInfo.droneSubEnumValue ?? 0 },
    payload: `${payload.payloadEnumValue}-${payload.payloadSubEnumValue ?? 0}-${payload.payloadPositionIndex ?? 0}`,
    ...given('lenses', lenses?.length ? [...lenses] : undefined),
    ...given('author', author),
    ...given('takeOff', takeOffRefPoint && { ...takeOffRefPoint }),
    ...given('takeOffAltitude', takeOffRefPointAGLHeight),
    ...given('flyToWaylineMode', config?.flyToWaylineMode),
    ...given('finishAction', config?.finishAction),
    ...given('lostLink', lostLink),
    ...given('takeOffSecurityHeight', config?.takeOffSecurityHeight),
    ...given('returnHeight', config?.globalRTHHeight),
    ...given('transitionalSpeed', config?.globalTransitionalSpeed),
  }
}

function surveyOf(folder: TemplateFolder, placemark: TemplatePlacemark): SurveyIntent & { distance: number } {
  const { heightMode, globalShootHeight, surfaceFollowModeEnable } = folder.waylineCoordinateSysParam ?? {}
  const { orthoCameraOverlapH: along = 80, orthoCameraOverlapW: across = 70 } = placemark.overlap ?? {}
  const height = placemark.height ?? globalShootHeight
  if (height === undefined) throw new WpmlError('plan.input', 'The height of the survey is missing.')
  return {
    distance: globalShootHeight ?? height,
    height,
    heightMode: (heightMode ?? 'relativeToStartPoint') as HeightMode,
    ...(heightMode === 'EGM96' &&
      placemark.ellipsoidHeight !== undefined && { ellipsoidHeight: placemark.ellipsoidHeight }),
    followTerrain: surfaceFollowModeEnable ?? false,
    speed: folder.autoFlightSpeed ?? 5,
    overlap: { along, across },
    shootType: placemark.shootType === 'distance' ? 'distance' : 'time',
    margin: placemark.margin ?? 0,
  }
}

/** The ring without its last corner, which repeats the first. */
function areaOf({ Polygon, direction }: TemplatePlacemark) {
  const ring = Polygon?.outerBoundaryIs?.LinearRing?.coordinates ?? []
  const corners = ring.map(({ latitude, longitude }) => ({ latitude, longitude }))
  const [first, last] = [corners[0], corners.at(-1)]
  if (first && last && corners.length > 1 && first.latitude === last.latitude && first.longitude === last.longitude)
    corners.pop()
  if (corners.length < 3) throw new WpmlError('plan.input', 'The area needs at least three corners.')
  return { area: corners, direction: direction ?? 0 }
}

function routeOf(folder: TemplateFolder, lost: Set<string>): RouteIntent {
  const heightMode = (folder.waylineCoordinateSysParam?.heightMode ?? 'relativeToStartPoint') as HeightMode
  const byPoint = folder.gimbalPitchMode === 'usePointSetting'
  const heights = folder.Placemark.map(point => point.height).filter(height => height !== undefined)
  const height = folder.globalHeight ?? heights[0]
  if (height === undefined) throw new WpmlError('plan.input', 'A waypoint has no height.')
  return {
    heightMode,
    height,
    speed: folder.autoFlightSpeed ?? 5,
    ...(folder.globalWaypointTurnMode && { turn: folder.globalWaypointTurnMode as TurnMode }),
    useStraightLine: folder.globalUseStraightLine ?? true,
    ...(folder.globalWaypointHeadingParam && { heading: bare(folder.globalWaypointHeadingParam) }),
    points: folder.Placemark.map((placemark, i) => pointOf(placemark, i, heightMode, byPoint, lost)),
  }
}

function pointOf(
  placemark: TemplatePlacemark,
  i: number,
  heightMode: HeightMode,
  byPoint: boolean,
  lost: Set<string>,
): RoutePoint {
  const place = placemark.Point?.coordinates
  if (!place) throw new WpmlError('plan.input', 'A waypoint has no place.')
  const turn = placemark.useGlobalTurnParam === false ? placemark.waypointTurnParam : undefined
  for (const group of placemark.actionGroup) if (!standsAt(group, i)) lost.add('wpml:actionGroup')
  const actions = placemark.actionGroup
    .filter(group => standsAt(group, i))
    .flatMap(group => group.action.map(({ actionId, ...action }) => structuredClone(action)))
  const ellipsoid = heightMode === 'EGM96' ? placemark.ellipsoidHeight : undefined
  return {
    latitude: place.latitude,
    longitude: place.longitude,
    ...(placemark.useGlobalHeight === false && placemark.height !== undefined && { height: placemark.height }),
    ...(ellipsoid !== undefined && { ellipsoidHeight: ellipsoid }),
    ...(placemark.useGlobalSpeed === false &&
      placemark.waypointSpeed !== undefined && { speed: placemark.waypointSpeed }),
    ...(placemark.useGlobalHeadingParam === false &&
      placemark.waypointHeadingParam && { heading: bare(placemark.waypointHeadingParam) }),
    ...(turn?.waypointTurnMode && {
      turn: {
        mode: turn.waypointTurnMode as TurnMode,
        ...(turn.waypointTurnDampingDist !== undefined && { dampingDistance: turn.waypointTurnDampingDist }),
        ...(placemark.useStraightLine !== undefined && { useStraightLine: placemark.useStraightLine }),
      },
    }),
    ...(byPoint && placemark.gimbalPitchAngle !== undefined && { gimbalPitch: placemark.gimbalPitchAngle }),
    ...(actions.length && { actions }),
    ...(placemark.isRisky !== undefined && { isRisky: placemark.isRisky }),
  }
}

/** What an editor's list of actions at a waypoint can say. */
const standsAt = ({ actionGroupStartIndex: from, actionGroupEndIndex: to, actionTrigger }: ActionGroup, i: number) =>
  from === i && to === i && actionTrigger?.actionTriggerType === 'reachPoint'

function bare<T extends { $layout?: unknown; $attributes?: unknown }>(group: T): T {
  const { $layout, $attributes, ...rest } = structuredClone(group)
  return rest as T
}
