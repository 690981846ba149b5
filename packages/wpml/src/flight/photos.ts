/** Where photos are taken and what ground they show: for maps, and for the proof that a plan covers its area. */
import type { ActionGroup, Wayline, Waypoint } from '../elements/index.ts'
import { bearing, type LatLon, planeAt } from '../geo/geodesy.ts'
import type { Lens } from '../products/cameras.ts'
import { legsOf, placeOf } from './track.ts'

export interface Photo extends LatLon {
  /** In the wayline's height mode. */
  height?: number
  /** Degrees clockwise from north. */
  heading: number
  /** Degrees, -90 straight down. */
  pitch: number
  /** Waypoint at or before which it is taken. */
  waypoint: number
}

/** Every photo of a wayline in the order of the flight. Timed photos assume that the speed is held. */
export function photosOf(wayline: Wayline): Photo[] {
  const points = wayline.Placemark
  const legs = legsOf(wayline)
  const headings = points.map((point, i) => headingAt(points, point, i))
  const photos: Photo[] = []
  let pitch = 0
  points.forEach((point, i) => {
    for (const group of point.actionGroup) {
      const type = group.actionTrigger?.actionTriggerType
      for (const { actionActuatorFunc: does, actionActuatorFuncParam: how } of group.action) {
        if (does === 'gimbalRotate' && how?.gimbalPitchRotateEnable) pitch = how.gimbalPitchRotateAngle ?? pitch
        if (does === 'gimbalEvenlyRotate') pitch = how?.gimbalPitchRotateAngle ?? pitch
        if (does !== 'takePhoto' && does !== 'orientedShoot' && does !== 'accurateShoot') continue
        if (does !== 'takePhoto' && how?.gimbalPitchRotateAngle !== undefined) pitch = how.gimbalPitchRotateAngle
        const place = placeOf(point)
        if (type === 'reachPoint' && place)
          photos.push({ ...at(place), height: point.executeHeight, heading: headings[i]!, pitch, waypoint: i })
        else
          for (const shot of alongLegs(points, group, legs))
            photos.push({ ...shot, heading: headings[shot.waypoint]!, pitch })
      }
    }
  })
  return photos
}

const at = ({ latitude, longitude }: LatLon): LatLon => ({ latitude, longitude })

function* alongLegs(
  points: readonly Waypoint[],
  group: ActionGroup,
  legs: ReturnType<typeof legsOf>,
): Generator<Omit<Photo, 'heading' | 'pitch'>> {
  const { actionTriggerType: type, actionTriggerParam: every } = group.actionTrigger ?? {}
  if ((type !== 'multipleTiming' && type !== 'multipleDistance') || !every || every <= 0) return
  let due = 0
  const to = Math.min(group.actionGroupEndIndex ?? 0, points.length - 1)
  for (let i = group.actionGroupStartIndex ?? 0; i < to; i++) {
    const [a, b] = [placeOf(points[i]!), placeOf(points[i + 1]!)]
    const { length } = legs[i]!
    const step = type === 'multipleDistance' ? every : every * Math.max(0.1, points[i]!.waypointSpeed ?? 5)
    if (!a || !b) continue
    for (; due <= length + 1e-6; due += step) {
      const t = length > 0 ? due / length : 0
      yield {
        latitude: a.latitude + t * (b.latitude - a.latitude),
        longitude: a.longitude + t * (b.longitude - a.longitude),
        height:
          (points[i]!.executeHeight ?? 0) + t * ((points[i + 1]!.executeHeight ?? 0) - (points[i]!.executeHeight ?? 0)),
        waypoint: i,
      }
    }
    due -= length
  }
}

function headingAt(points: readonly Waypoint[], point: Waypoint, i: number): number {
  const param = point.waypointHeadingParam
  const [here, next, before] = [
    placeOf(point),
    points[i + 1] && placeOf(points[i + 1]!),
    points[i - 1] && placeOf(points[i - 1]!),
  ]
  if (param?.waypointHeadingMode === 'towardPOI' && here && param.waypointPoiPoint)
    return bearing(here, param.waypointPoiPoint)
  if (param?.waypointHeadingMode === 'smoothTransition') return ((param.waypointHeadingAngle ?? 0) + 360) % 360
  if (here && next) return bearing(here, next)
  return here && before ? bearing(before, here) : 0
}

/**
 * The four corners of the ground a photo shows when the ground is flat and `height` metres below: near left, near
 * right, far right, far left. Above the horizon the far edge is cut off at 80 degrees from straight down.
 */
export function groundCorners(
  photo: Pick<Photo, 'latitude' | 'longitude' | 'heading' | 'pitch'>,
  lens: Lens,
  height: number,
): LatLon[] {
  const plane = planeAt(photo)
  const [h, d] = [(photo.heading * Math.PI) / 180, (-photo.pitch * Math.PI) / 180]
  const half = Math.atan(lens.sensorHeight / 2 / lens.focalLength)
  const edge = (fromAxis: number) => {
    const tilt = Math.min(Math.PI / 2 - d + fromAxis, (80 * Math.PI) / 180)
    const ahead = height * Math.tan(tilt)
    const depth = ahead * Math.cos(d) + height * Math.sin(d)
    return { ahead, aside: (depth * lens.sensorWidth) / lens.focalLength / 2 }
  }
  const [near, far] = [edge(-half), edge(half)]
  return [
    { ahead: near.ahead, aside: -near.aside },
    { ahead: near.ahead, aside: near.aside },
    { ahead: far.ahead, aside: far.aside },
    { ahead: far.ahead, aside: -far.aside },
  ].map(({ ahead, aside }) =>
    plane.toLatLon({
      x: ahead * Math.sin(h) + aside * Math.cos(h),
      y: ahead * Math.cos(h) - aside * Math.sin(h),
    }),
  )
}
