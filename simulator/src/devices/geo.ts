/** Flat-earth geometry, good to centimetres over the few kilometres of a flight. */
export interface Place {
  /** WGS 84 degrees. */
  latitude: number
  longitude: number
  /** Metres above the WGS 84 ellipsoid. */
  height: number
}

const METRES_PER_DEGREE = 111_320
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** The place `north` and `east` metres away. */
export const offset = ({ latitude, longitude, height }: Place, north: number, east: number, up = 0): Place => ({
  latitude: latitude + north / METRES_PER_DEGREE,
  longitude: longitude + east / (METRES_PER_DEGREE * Math.cos(radians(latitude))),
  height: height + up,
})

/** How far north and east of `from` a coordinate lies, in metres. */
export const metresFrom = (from: Place, to: { latitude: number; longitude: number }) => ({
  north: (to.latitude - from.latitude) * METRES_PER_DEGREE,
  east: (to.longitude - from.longitude) * METRES_PER_DEGREE * Math.cos(radians(from.latitude)),
})

export const round = (value: number, digits = 1): number => {
  const factor = 10 ** digits
  return Math.round(value * factor) / factor
}
