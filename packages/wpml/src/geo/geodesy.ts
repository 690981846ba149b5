/**
 * Distances and directions on the WGS 84 ellipsoid over the few kilometres of a flight. Everything is computed in a
 * local plane: metres east and north of an origin, with the ellipsoid's two radii of curvature there. Within 20 km of
 * the origin a distance is right to 0.1 %.
 */
export interface LatLon {
  latitude: number
  longitude: number
}
/** Metres east and north of an origin. */
export interface XY {
  x: number
  y: number
}
/** Metres east, north and up. */
export interface XYZ extends XY {
  z: number
}

const A = 6378137
const E2 = 0.00669437999014
const RAD = Math.PI / 180

/** Metres per degree of latitude and of longitude at a latitude. */
function metresPerDegree(latitude: number): { north: number; east: number } {
  const sin = Math.sin(latitude * RAD)
  const w = Math.sqrt(1 - E2 * sin * sin)
  return { north: ((A * (1 - E2)) / w ** 3) * RAD, east: (A / w) * Math.cos(latitude * RAD) * RAD }
}

const halfTurn = (degrees: number) => {
  const turned = ((degrees % 360) + 540) % 360
  return turned - 180
}

/** A local plane. */
export interface Plane {
  origin: LatLon
  toXY(place: LatLon): XY
  toLatLon(point: XY): LatLon
}
export function planeAt(origin: LatLon): Plane {
  const { north, east } = metresPerDegree(origin.latitude)
  return {
    origin,
    toXY: ({ latitude, longitude }) => ({
      x: halfTurn(longitude - origin.longitude) * east,
      y: (latitude - origin.latitude) * north,
    }),
    toLatLon: ({ x, y }) => ({
      latitude: origin.latitude + y / north,
      longitude: halfTurn(origin.longitude + x / east),
    }),
  }
}

/** Metres between two places, heights aside. */
export function distance(a: LatLon, b: LatLon): number {
  const { north, east } = metresPerDegree((a.latitude + b.latitude) / 2)
  return Math.hypot(halfTurn(b.longitude - a.longitude) * east, (b.latitude - a.latitude) * north)
}

/** Direction from a to b in degrees, 0 to 360, clockwise from true north. */
export function bearing(a: LatLon, b: LatLon): number {
  const { north, east } = metresPerDegree((a.latitude + b.latitude) / 2)
  const degrees = Math.atan2(halfTurn(b.longitude - a.longitude) * east, (b.latitude - a.latitude) * north) / RAD
  return (degrees + 360) % 360
}

/** Degrees into -180 (not included) to 180. */
export function signedAngle(degrees: number): number {
  const turned = halfTurn(degrees)
  return turned === -180 ? 180 : turned
}
