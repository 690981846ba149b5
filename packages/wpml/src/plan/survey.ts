/** Areas and strips: lines from the overlaps, photos along them. */
import type { TemplateFolder, TemplatePlacemark } from '../elements/index.ts'
import { CURVED_TURNS } from '../elements/index.ts'
import { WpmlError } from '../errors.ts'
import { legsOf } from '../flight/track.ts'
import { type Plane, planeAt, signedAngle, type XY } from '../geo/geodesy.ts'
import { crossesItself, lengthOf, signedArea2 } from '../geo/plane.ts'
import { type Camera, cameraOf, type Lens } from '../products/cameras.ts'
import { gimbalTo, takePhoto } from './actions.ts'
import { corridor } from './corridor.ts'
import { coveredGround, turned } from './footprint.ts'
import type { Generation } from './generate.ts'
import { executeHeightMode, followsTerrain, overTerrain, type Spot, undulationOf } from './heights.ts'
import { type Line, lawnmower } from './lawnmower.ts'
import { fixedHeading, followWayline, REACH_POINT, WaylineBuilder } from './waylines.ts'

const STOP = 'toPointAndStopWithDiscontinuityCurvature'
const NADIR = -90
/** Pitch of the row across the middle that optimises elevation. */
const ELEVATION_PITCH = -45
const MOST_CORNERS = 2000
/** Of what a photo covers along the line: the rest is for rounding. */
const SURE = 0.98
/** Metres: nearer waypoints are one. */
const NEAREST = 0.5

interface Survey {
  folder: TemplateFolder
  placemark: TemplatePlacemark
  template: number
  camera: Camera
  lens: Lens
  lenses: readonly string[]
  position: number
  /** Metres to the ground or subject. */
  distance: number
  generation: Generation
}
/** One set of lines that is flown the same way. */
interface Pass {
  lines: readonly Line[]
  pitch: number
  /** Fixed heading in degrees; undefined: along the lines. */
  heading?: number
  /** Metres between photos. */
  along: number
  speed: number
}

export async function generateSurvey(folder: TemplateFolder, template: number, generation: Generation) {
  for (const placemark of folder.Placemark) {
    const survey = surveyOf(folder, placemark, template, generation)
    if (folder.templateType === 'mappingStrip') await strip(survey)
    else if (folder.templateType === 'mapping3d') await oblique(survey)
    else await mapping(survey)
  }
}

function surveyOf(
  folder: TemplateFolder,
  placemark: TemplatePlacemark,
  template: number,
  generation: Generation,
): Survey {
  const position = folder.payloadParam[0]?.payloadPositionIndex ?? 0
  const payloads = generation.mission?.payloadInfo ?? []
  const payload = payloads.find(each => (each.payloadPositionIndex ?? 0) === position) ?? payloads[0]
  const camera = generation.options.camera ?? cameraOf(payload?.payloadEnumValue)
  if (!camera)
    throw new WpmlError('plan.camera', 'The camera of the template is not known, so photos cannot be planned.')
  const lenses = folder.payloadParam[0]?.imageFormat ?? []
  const matching = camera.lenses.find(
    ({ lens }) => lens === lenses[0] || (lens === 'visable' && lenses[0] === 'visible'),
  )
  const focalLength = generation.options.focalLength
  const chosen = matching ?? camera.lenses[0]!
  const distance = folder.waylineCoordinateSysParam?.globalShootHeight
  if (!distance || distance <= 0)
    throw new WpmlError('plan.input', 'The distance to the ground (globalShootHeight) is missing.')
  for (const element of [
    'smartObliqueEnable',
    'quickOrthoMappingEnable',
    'caliFlightEnable',
    'facadeWaylineEnable',
  ] as const)
    if (placemark[element]) generation.note('not-generated', template, { element })
  return {
    folder,
    placemark,
    template,
    camera,
    lens: focalLength === undefined ? chosen : { ...chosen, focalLength },
    lenses,
    position,
    distance,
    generation,
  }
}

async function mapping(survey: Survey) {
  const { placemark, folder } = survey
  const { ring, plane } = areaOf(placemark)
  const azimuth = placemark.direction ?? 0
  const pitch = placemark.gimbalPitchMode === 'fixed' ? (placemark.gimbalPitchAngle ?? NADIR) : NADIR
  const fixed = placemark.mappingHeadingParam?.mappingHeadingMode === 'fixed'
  const heading = fixed ? (placemark.mappingHeadingParam!.mappingHeadingAngle ?? 0) : undefined
  const ground = turned(coveredGround(survey.lens, survey.distance, pitch), (heading ?? azimuth) - azimuth)
  const [h, w] = overlaps(placemark, 'ortho')
  const lines = lawnmower(ring, {
    azimuth,
    spacing: ground.width * (1 - w),
    reach: (ground.length / 2) * SURE,
    margin: placemark.margin ?? 0,
  })
  const speed = folder.autoFlightSpeed ?? 5
  const along = ground.length * (1 - h)
  const passes: Pass[] = [{ lines: shifted(lines, ground.offset, heading), pitch, heading, along, speed }]
  if (placemark.elevationOptimizeEnable) passes.push(elevationRow(survey, ring, azimuth, h, speed))
  await fly(survey, passes, plane)
}

/** One line across the middle of the area with the camera looking forward. */
function elevationRow(survey: Survey, ring: readonly XY[], azimuth: number, h: number, speed: number): Pass {
  const ground = coveredGround(survey.lens, survey.distance, ELEVATION_PITCH)
  const huge = 2 * Math.max(...ring.map(p => Math.hypot(p.x, p.y))) + 1e5
  // A spacing as wide as everything gives the one line in the middle.
  const [middle] = lawnmower(ring, { azimuth, spacing: huge, reach: huge, margin: 0 }).filter(line => line.photos)
  return {
    lines: [middle!],
    pitch: ELEVATION_PITCH,
    along: ground.length * (1 - h),
    speed,
  }
}

/** Once straight down, and once from each of four sides. */
async function oblique(survey: Survey) {
  const { placemark, folder } = survey
  const { ring, plane } = areaOf(placemark)
  const azimuth = placemark.direction ?? 0
  const margin = placemark.margin ?? 0
  const pass = (look: number | undefined, pitch: number, kind: 'ortho' | 'inclined', speed: number): Pass => {
    const ground = coveredGround(survey.lens, survey.distance, pitch)
    const [h, w] = overlaps(placemark, kind)
    const lines = lawnmower(ring, {
      azimuth: look ?? azimuth,
      spacing: ground.width * (1 - w),
      reach: (ground.length / 2) * SURE,
      margin,
    })
    return { lines: shifted(lines, ground.offset, look), pitch, heading: look, along: ground.length * (1 - h), speed }
  }
  await fly(survey, [pass(undefined, NADIR, 'ortho', folder.autoFlightSpeed ?? 5)], plane)
  const pitch = placemark.inclinedGimbalPitch ?? ELEVATION_PITCH
  const speed = placemark.inclinedFlightSpeed ?? folder.autoFlightSpeed ?? 5
  for (const quarter of [0, 90, 180, 270])
    await fly(survey, [pass((azimuth + quarter) % 360, pitch, 'inclined', speed)], plane)
}

async function strip(survey: Survey) {
  const { placemark, folder } = survey
  const drawn = placemark.LineString?.coordinates ?? []
  if (drawn.length < 2) throw new WpmlError('plan.input', 'The line of the strip needs at least two points.')
  const plane = planeAt(drawn[0]!)
  const ground = coveredGround(survey.lens, survey.distance, NADIR)
  const [h, w] = overlaps(placemark, 'ortho')
  const centre = drawn.map(plane.toXY)
  const lines = corridor(centre, {
    left: placemark.leftExtend ?? 0,
    right: placemark.rightExtend ?? 0,
    spacing: ground.width * (1 - w),
    margin: placemark.margin ?? 0,
    single: placemark.singleLineEnable,
    center: placemark.includeCenterEnable,
    boundary: placemark.boundaryOptimEnable,
    cut: placemark.cuttingDistance,
  })
  const altitude = placemark.stripUseTemplateAltitude ? altitudeAlong(centre, drawn) : undefined
  const speed = folder.autoFlightSpeed ?? 5
  await fly(survey, [{ lines, pitch: NADIR, along: ground.length * (1 - h), speed }], plane, altitude)
}

/** The altitude of the nearest place of the drawn line. */
function altitudeAlong(centre: readonly XY[], drawn: readonly { altitude?: number }[]): (p: XY) => number {
  if (drawn.some(({ altitude }) => altitude === undefined))
    throw new WpmlError('plan.input', 'The strip takes its heights from the line, but the line has none.')
  return p => {
    let best = Number.POSITIVE_INFINITY
    let height = 0
    for (let i = 1; i < centre.length; i++) {
      const [a, b] = [centre[i - 1]!, centre[i]!]
      const [dx, dy] = [b.x - a.x, b.y - a.y]
      const t = Math.max(0, Math.min(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy || 1)))
      const far = Math.hypot(p.x - a.x - t * dx, p.y - a.y - t * dy)
      if (far >= best) continue
      best = far
      height = drawn[i - 1]!.altitude! + t * (drawn[i]!.altitude! - drawn[i - 1]!.altitude!)
    }
    return height
  }
}

function areaOf({ Polygon }: TemplatePlacemark): { ring: XY[]; plane: Plane } {
  const drawn = Polygon?.outerBoundaryIs?.LinearRing?.coordinates ?? []
  const [first, last] = [drawn[0], drawn.at(-1)]
  const closed = drawn.length > 1 && first!.latitude === last!.latitude && first!.longitude === last!.longitude
  const corners = closed ? drawn.slice(0, -1) : drawn
  if (corners.length < 3) throw new WpmlError('plan.input', 'The area needs at least three corners.')
  if (corners.length > MOST_CORNERS)
    throw new WpmlError('plan.too-large', `The area has more than ${MOST_CORNERS} corners.`)
  const middle = {
    latitude: corners.reduce((sum, p) => sum + p.latitude, 0) / corners.length,
    longitude: corners.reduce((sum, p) => sum + p.longitude, 0) / corners.length,
  }
  const plane = planeAt(middle)
  const ring = corners.map(plane.toXY)
  if (Math.abs(signedArea2(ring)) < 2) throw new WpmlError('plan.input', 'The area is empty.')
  if (crossesItself(ring)) throw new WpmlError('plan.input', 'The outline of the area crosses itself.')
  return { ring, plane }
}

/** Shares 0 to 1, along and across. */
function overlaps({ overlap }: TemplatePlacemark, kind: 'ortho' | 'inclined'): [number, number] {
  const share = (way: 'H' | 'W', usual: number) => {
    const percent =
      overlap?.[`${kind}CameraOverlap${way}`] ??
      overlap?.[`${kind}LidarOverlap${way}`] ??
      overlap?.[`orthoCameraOverlap${way}`] ??
      usual
    if (percent < 0 || percent > 95) throw new WpmlError('plan.input', 'Overlaps must be between 0 and 95 %.')
    return percent / 100
  }
  return [share('H', 80), share('W', 70)]
}

/** Moved back by the distance that the camera looks ahead: along a fixed heading, or against the way of each line. */
function shifted(lines: readonly Line[], offset: number, heading: number | undefined): readonly Line[] {
  if (Math.abs(offset) < 0.01) return lines
  return lines.map(line => {
    const [a, b] = [line.points[0]!, line.points.at(-1)!]
    const length = Math.hypot(b.x - a.x, b.y - a.y) || 1
    const radians = ((heading ?? 0) * Math.PI) / 180
    const way =
      heading === undefined
        ? { x: (b.x - a.x) / length, y: (b.y - a.y) / length }
        : { x: Math.sin(radians), y: Math.cos(radians) }
    return { ...line, points: line.points.map(p => ({ x: p.x - way.x * offset, y: p.y - way.y * offset })) }
  })
}

/** One wayline of one or more passes. */
async function fly(survey: Survey, passes: readonly Pass[], plane: Plane, altitude?: (p: XY) => number) {
  const { folder, generation, position, template } = survey
  const system = folder.waylineCoordinateSysParam
  const mode = altitude ? 'WGS84' : executeHeightMode(system)
  const speeds = passes.map(pass => photoSpeed(survey, pass))
  const builder = new WaylineBuilder(
    generation.ids,
    folder.templateId ?? template,
    generation.nextWayline(),
    mode,
    speeds[0]!,
  )
  for (const [p, pass] of passes.entries()) {
    const heading = pass.heading === undefined ? followWayline : fixedHeading(signedAngle(pass.heading))
    const start = builder.next
    const path = pass.lines.flatMap((line, l) => line.points.map((point, i) => ({ point, l, i })))
    const spots = await withHeights(
      survey,
      path.map(({ point }) => point),
      plane,
      altitude,
    )
    let photosFrom: { line: number; index: number } | undefined
    let last: { point: XY; index: number; speed: number } | undefined
    for (const { spot, given } of spots) {
      if (given === undefined) {
        builder.add(spot, last?.speed ?? speeds[p]!, { ...heading }, { mode: CURVED_TURNS[1], damping: 1 })
        continue
      }
      const { l, i } = path[given]!
      const line = pass.lines[l]!
      const end = i === 0 || i === line.points.length - 1
      // A way round a corner begins and ends where lines do: those waypoints exist already.
      if (!line.photos && end) continue
      // Where one line ends as the next begins, at a sharp corner, there is one waypoint.
      const point = path[given]!.point
      const shared = i === 0 && last && Math.hypot(point.x - last.point.x, point.y - last.point.y) < NEAREST
      const turn = end ? { mode: STOP as typeof STOP } : { mode: CURVED_TURNS[1], damping: 1 }
      const speed = line.photos ? lineSpeed(survey, pass, line, speeds[p]!) : speeds[p]!
      const index = shared ? last!.index : builder.add(spot, speed, { ...heading }, turn).index!
      builder.wayline.Placemark[index]!.waypointSpeed = speed
      last = { point, index, speed }
      if (!line.photos) continue
      if (i === 0) photosFrom = { line: l, index }
      else if (end && photosFrom?.line === l) photos(survey, pass, line, speed, builder, photosFrom.index, index)
    }
    builder.act(start, start, REACH_POINT, [gimbalTo(pass.pitch, { position })])
    // The gimbal turns before the photos of the same waypoint begin.
    const groups = builder.wayline.Placemark[start]!.actionGroup
    groups.unshift(groups.pop()!)
  }
  generation.waylines.push(builder.wayline)
}

function photos(
  { folder, placemark, position, lenses }: Survey,
  pass: Pass,
  line: Line,
  speed: number,
  builder: WaylineBuilder,
  from: number,
  to: number,
) {
  // As flown, over the ellipsoid and its hills.
  const points = builder.wayline.Placemark.slice(from, to + 1)
  const length = legsOf({ Placemark: points }).reduce((sum, leg) => sum + leg.length, 0)
  const spacing = length / intervalsOn(line, pass)
  // A little less, so that the last photo of the line is not lost.
  const down = (value: number) => Math.max(0.01, Math.floor(value * 10_000 - 1) / 10_000)
  const trigger =
    placemark.shootType === 'distance'
      ? { actionTriggerType: 'multipleDistance', actionTriggerParam: down(spacing) }
      : { actionTriggerType: 'multipleTiming', actionTriggerParam: down(spacing / speed) }
  builder.act(from, to, trigger, [takePhoto({ position, lenses, suffix: folder.templateType ?? '' })])
}

/** Photos of a line less one: as many as the overlap asks for, the last at its end. */
const intervalsOn = ({ points }: Line, { along }: Pass) => Math.max(1, Math.ceil(lengthOf(points) / along - 1e-9))

/** Slower on lines so short that their photos stand closer than elsewhere. */
function lineSpeed({ camera }: Survey, pass: Pass, line: Line, speed: number): number {
  return Math.max(
    1,
    Math.min(speed, Math.floor((lengthOf(line.points) / intervalsOn(line, pass) / camera.minInterval) * 10) / 10),
  )
}

/** The speed of the pass, or less where the camera could not follow. */
function photoSpeed({ camera, generation, template }: Survey, { along, speed }: Pass): number {
  const fastest = Math.floor((along / camera.minInterval) * 10) / 10
  if (speed <= fastest) return speed
  const reduced = Math.max(1, fastest)
  generation.note('speed-reduced', template, { from: speed, to: reduced, interval: camera.minInterval })
  return reduced
}

async function withHeights(
  { folder, placemark, generation, template }: Survey,
  path: readonly XY[],
  plane: Plane,
  altitude?: (p: XY) => number,
): Promise<{ spot: Spot; given?: number }[]> {
  const places = path.map(point => plane.toLatLon(point))
  const flat = (heights: (i: number) => number) =>
    places.map((place, given) => ({ spot: { ...place, height: heights(given) }, given }))
  if (altitude) return flat(i => altitude(path[i]!))
  const system = folder.waylineCoordinateSysParam
  const height = placemark.height
  if (followsTerrain(system)) {
    const above = (system?.surfaceFollowModeEnable ? system.surfaceRelativeHeight : undefined) ?? height
    if (above === undefined) throw new WpmlError('plan.input', 'The height above the ground is missing.')
    return overTerrain(
      places,
      places.map(() => above),
      generation.options.terrain,
    )
  }
  if (system?.heightMode === 'EGM96' && placemark.ellipsoidHeight !== undefined)
    return flat(() => placemark.ellipsoidHeight!)
  if (height === undefined) throw new WpmlError('plan.input', 'The height of the survey is missing.')
  if (system?.heightMode !== 'EGM96') return flat(() => height)
  const undulation = undulationOf(generation.options.geoid, generation.mission, folder)
  const above = await undulation.at(places)
  if (undulation.implied !== undefined) generation.note('geoid-from-file', template, { undulation: undulation.implied })
  return flat(i => height + above[i]!)
}
