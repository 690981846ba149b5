/** The ground that a photo shows, as planners count with it. */
import type { Lens } from '../products/cameras.ts'

const RAD = Math.PI / 180
/** Rays nearer to the horizon than this show nothing useful. */
const FARTHEST_RAY = 78

/**
 * A rectangle that every photo surely covers: `offset` metres in front of the aircraft to its centre, along the
 * look direction; straight down it is the whole photo, oblique it is what lies symmetrically around the axis, as wide
 * as the near edge.
 */
export interface CoveredGround {
  offset: number
  length: number
  width: number
}

/** @param pitch degrees, -90 straight down */
export function coveredGround(lens: Lens, height: number, pitch: number): CoveredGround {
  const depression = -pitch * RAD
  const half = Math.atan(lens.sensorHeight / 2 / lens.focalLength)
  const tilt = Math.PI / 2 - depression
  const near = height * Math.tan(tilt - half)
  const far = height * Math.tan(Math.min(tilt + half, FARTHEST_RAY * RAD))
  const axis = tilt === 0 ? 0 : height * Math.tan(tilt)
  const reach = Math.max(0.1, Math.min(axis - near, far - axis))
  const depth = near * Math.cos(depression) + height * Math.sin(depression)
  return { offset: axis, length: 2 * reach, width: (depth * lens.sensorWidth) / lens.focalLength }
}

/** The same seen across and along a flight line when the camera does not look along it. */
export function turned(ground: CoveredGround, degrees: number): CoveredGround {
  const off = Math.abs(((degrees % 180) + 180) % 180)
  if (off < 1 || off > 179) return ground
  if (Math.abs(off - 90) < 1) return { ...ground, length: ground.width, width: ground.length }
  // Whatever the angle, the square in the inscribed circle is covered.
  const side = Math.min(ground.length, ground.width) / Math.SQRT2
  return { ...ground, length: side, width: side }
}
