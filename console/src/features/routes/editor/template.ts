/** Changes to a route's template. Each works on a copy that nobody else holds, and leaves indexes as WPML wants them. */
import {
  type Coordinate,
  type CoordinateSystem,
  distance,
  type HeightMode,
  type LatLon,
  type MissionConfig,
  type MissionIntent,
  mappingTemplate,
  obliqueTemplate,
  planeAt,
  routeTemplate,
  stripTemplate,
  type TemplateFile,
  type TemplateFolder,
  type TemplatePlacemark,
  type TemplateType,
} from '@rookery/wpml'

const SHORTEST_ROUTE_M = 0.01

/** Corners of an area or points of a line, without the repeated first corner. */
export function shapeOf(placemark: TemplatePlacemark | undefined): readonly Coordinate[] {
  const line = placemark?.LineString?.coordinates
  if (line) return line
  const ring = placemark?.Polygon?.outerBoundaryIs?.LinearRing?.coordinates ?? []
  const [first, last] = [ring[0], ring.at(-1)]
  const closed = ring.length > 1 && first && last && distance(first, last) < SHORTEST_ROUTE_M
  return closed ? ring.slice(0, -1) : ring
}

export function setShape(placemark: TemplatePlacemark, type: string | undefined, points: readonly Coordinate[]) {
  const placed = points.map(({ longitude, latitude, altitude }) => ({ longitude, latitude, altitude: altitude ?? 0 }))
  if (type === 'mappingStrip') {
    placemark.LineString = { ...placemark.LineString, coordinates: placed }
    return
  }
  const ring = placed[0] ? [...placed, placed[0]] : []
  placemark.Polygon = { outerBoundaryIs: { LinearRing: { coordinates: ring } } }
}

/** Places that are dragged: waypoints of a route, corners or points of a survey. */
export function verticesOf(folder: TemplateFolder | undefined): readonly (LatLon | undefined)[] {
  if (!folder) return []
  if (folder.templateType === 'waypoint') return folder.Placemark.map(({ Point }) => Point?.coordinates)
  return shapeOf(folder.Placemark[0])
}

export const isRoute = (folder: TemplateFolder | undefined) => folder?.templateType === 'waypoint'

/** Moves a vertex; the rest of it stays. */
export function moveVertex(folder: TemplateFolder, index: number, { latitude, longitude }: LatLon) {
  if (isRoute(folder)) {
    const placemark = folder.Placemark[index]
    if (placemark) placemark.Point = { coordinates: { ...placemark.Point?.coordinates, longitude, latitude } }
    return
  }
  const placemark = folder.Placemark[0]
  if (!placemark) return
  const shape = shapeOf(placemark).map((point, i) => (i === index ? { ...point, longitude, latitude } : point))
  setShape(placemark, folder.templateType, shape)
}

/** Puts a vertex before `index`; a waypoint takes over what its neighbour in front is set to, without the actions. */
export function insertVertex(folder: TemplateFolder, index: number, { latitude, longitude }: LatLon) {
  const place = { longitude, latitude }
  if (!isRoute(folder)) {
    folder.Placemark[0] ??= { actionGroup: [] }
    setShape(folder.Placemark[0], folder.templateType, shapeOf(folder.Placemark[0]).toSpliced(index, 0, place))
    return
  }
  const like = folder.Placemark[index - 1] ?? folder.Placemark[index]
  const placemark: TemplatePlacemark = {
    ...(like ? structuredClone(like) : blankWaypoint(folder)),
    Point: { coordinates: place },
    actionGroup: [],
  }
  delete placemark.$layout
  for (const group of folder.Placemark.flatMap(point => point.actionGroup)) {
    if ((group.actionGroupStartIndex ?? 0) >= index)
      group.actionGroupStartIndex = (group.actionGroupStartIndex ?? 0) + 1
    if ((group.actionGroupEndIndex ?? 0) >= index) group.actionGroupEndIndex = (group.actionGroupEndIndex ?? 0) + 1
  }
  folder.Placemark.splice(index, 0, placemark)
  renumber(folder)
}

/** Takes a vertex away; what was done along a segment that ended there ends one waypoint earlier. */
export function removeVertex(folder: TemplateFolder, index: number) {
  if (!isRoute(folder)) {
    const placemark = folder.Placemark[0]
    if (placemark) setShape(placemark, folder.templateType, shapeOf(placemark).toSpliced(index, 1))
    return
  }
  folder.Placemark.splice(index, 1)
  for (const point of folder.Placemark) {
    for (const group of point.actionGroup) {
      if ((group.actionGroupStartIndex ?? 0) > index) group.actionGroupStartIndex = group.actionGroupStartIndex! - 1
      if ((group.actionGroupEndIndex ?? 0) >= index) group.actionGroupEndIndex = group.actionGroupEndIndex! - 1
    }
    point.actionGroup = point.actionGroup.filter(
      group => (group.actionGroupEndIndex ?? 0) >= (group.actionGroupStartIndex ?? 0),
    )
  }
  renumber(folder)
}

/** The route flown from its end to its start; every waypoint keeps what is done at it. */
export function reverse(folder: TemplateFolder) {
  if (!isRoute(folder)) {
    const placemark = folder.Placemark[0]
    if (placemark) setShape(placemark, folder.templateType, shapeOf(placemark).toReversed())
    return
  }
  const last = folder.Placemark.length - 1
  const groups = folder.Placemark.flatMap(point => point.actionGroup)
  for (const group of groups) {
    const [from, to] = [group.actionGroupStartIndex ?? 0, group.actionGroupEndIndex ?? 0]
    group.actionGroupStartIndex = last - to
    group.actionGroupEndIndex = last - from
  }
  folder.Placemark.reverse()
  folder.Placemark.forEach((point, i) => {
    point.actionGroup = groups.filter(group => group.actionGroupStartIndex === i)
  })
  renumber(folder)
}

const renumber = (folder: TemplateFolder) =>
  folder.Placemark.forEach((placemark, index) => {
    placemark.index = index
  })

function blankWaypoint(folder: TemplateFolder): TemplatePlacemark {
  const height = folder.globalHeight ?? 60
  return {
    useGlobalHeight: true,
    height,
    useGlobalSpeed: true,
    useGlobalHeadingParam: true,
    useGlobalTurnParam: true,
    gimbalPitchAngle: 0,
    actionGroup: [],
  }
}

/** Ids that no group of the file has. */
export const freeGroupId = (folders: readonly TemplateFolder[]) =>
  Math.max(
    -1,
    ...folders.flatMap(folder =>
      folder.Placemark.flatMap(point => point.actionGroup.map(group => group.actionGroupId ?? 0)),
    ),
  ) + 1

/** By metres east and north. */
export function shifted(place: LatLon, east: number, north: number): LatLon {
  return planeAt(place).toLatLon({ x: east, y: north })
}

/** Settings of the whole file, made where they are missing. */
export function missionOf(template: TemplateFile): MissionConfig {
  template.Document.missionConfig ??= { payloadInfo: [] }
  return template.Document.missionConfig
}
/** Settings of the heights of one part, made where they are missing. */
export function systemOf(folder: TemplateFolder): CoordinateSystem {
  folder.waylineCoordinateSysParam ??= { coordinateMode: 'WGS84' }
  return folder.waylineCoordinateSysParam
}

// Heights ---------------------------------------------------------------------------------------------------------------

/** Metres from the ellipsoid to sea level at the reference take-off point, when the file knows both of its heights. */
export function undulationOf(template: TemplateFile): number | undefined {
  const { takeOffRefPoint, takeOffRefPointAGLHeight } = template.Document.missionConfig ?? {}
  return takeOffRefPoint && takeOffRefPointAGLHeight !== undefined
    ? takeOffRefPoint.height - takeOffRefPointAGLHeight
    : undefined
}

/** Sets a height in the mode of its template, and the same above the ellipsoid as far as it is known. */
export function setHeight(
  placemark: TemplatePlacemark,
  height: number,
  mode: string | undefined,
  undulation: number | undefined,
) {
  const before =
    placemark.ellipsoidHeight !== undefined && placemark.height !== undefined
      ? placemark.ellipsoidHeight - placemark.height
      : undefined
  placemark.height = height
  if (mode === 'relativeToStartPoint' || mode === 'realTimeFollowSurface') placemark.ellipsoidHeight = height
  else if (mode === 'EGM96' && (undulation ?? before) !== undefined)
    placemark.ellipsoidHeight = height + (undulation ?? before!)
  else delete placemark.ellipsoidHeight
}

/**
 * Another height mode. Between heights above take-off and altitudes the numbers are converted when the altitude of
 * the take-off place is known; otherwise they stay as they are. Says whether they were converted.
 */
export function changeHeightMode(template: TemplateFile, folder: TemplateFolder, mode: HeightMode): boolean {
  const system = systemOf(folder)
  const from = system.heightMode
  const altitude = template.Document.missionConfig?.takeOffRefPointAGLHeight
  const undulation = undulationOf(template)
  const sign =
    from === 'relativeToStartPoint' && mode === 'EGM96'
      ? 1
      : from === 'EGM96' && mode === 'relativeToStartPoint'
        ? -1
        : 0
  const by = sign * (altitude ?? 0)
  system.heightMode = mode
  if (folder.globalHeight !== undefined) folder.globalHeight += by
  for (const placemark of folder.Placemark) {
    if (placemark.height === undefined) continue
    delete placemark.ellipsoidHeight
    setHeight(placemark, placemark.height + by, mode, undulation)
  }
  return sign === 0 || altitude !== undefined
}

// New routes -------------------------------------------------------------------------------------------------------------

const SPEED = 8
const HEIGHT = 60
const DISTANCE = 80

/** An empty template of the kind, to draw into. */
export function blankTemplate(type: TemplateType, mission: MissionIntent): TemplateFile {
  const [latitude, longitude] = [0, 0]
  const corners = [
    { latitude, longitude },
    { latitude: 0.001, longitude },
    { latitude: 0.001, longitude: 0.001 },
  ]
  const common = { distance: DISTANCE, speed: SPEED }
  const template =
    type === 'waypoint'
      ? routeTemplate(mission, { height: HEIGHT, speed: SPEED, points: [] })
      : type === 'mapping2d'
        ? mappingTemplate(mission, { ...common, area: corners })
        : type === 'mapping3d'
          ? obliqueTemplate(mission, { ...common, area: corners })
          : stripTemplate(mission, { ...common, line: corners.slice(0, 2), left: 30, right: 30 })
  const placemark = template.Document.Folder[0]?.Placemark[0]
  if (placemark) setShape(placemark, type, [])
  return template
}

/** Turns the lines of a mapping area into the direction with the fewest of them. */
export function turnLines(folder: TemplateFolder | undefined) {
  const placemark = folder?.Placemark[0]
  const corners = shapeOf(placemark)
  if (!placemark || corners.length < 3) return
  if (folder.templateType !== 'mapping2d' && folder.templateType !== 'mapping3d') return
  // The planner's own choice; for which aircraft and camera makes no difference.
  const mission = { aircraft: { type: 0, sub_type: 0 }, payload: '0-0-0' }
  const template = mappingTemplate(mission, { distance: DISTANCE, speed: SPEED, area: corners, direction: 'auto' })
  const direction = template.Document.Folder[0]?.Placemark[0]?.direction
  if (direction !== undefined) placemark.direction = direction
}
