/** Reading what devices send: numbers come as text, sentinels mean that nothing is known. */
const SENTINELS: ReadonlySet<number> = new Set([32767, 3276.7, 65535, -32768])

export const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}

export const numberOf = (value: unknown): number | null => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) && !SENTINELS.has(number) ? number : null
}

export interface Point {
  latitude: number
  longitude: number
}
/** WGS 84, degrees; null where a receiver has no fix. */
export function pointOf(value: Record<string, unknown>): Point | null {
  const latitude = numberOf(value.latitude)
  const longitude = numberOf(value.longitude)
  if (latitude === null || longitude === null || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null
  return latitude === 0 && longitude === 0 ? null : { latitude, longitude }
}

const EARTH_M = 6_371_000
/** Metres along the ground. */
export function metresBetween(a: Point, b: Point): number {
  const rad = Math.PI / 180
  const dLat = (b.latitude - a.latitude) * rad
  const dLon = (b.longitude - a.longitude) * rad
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.latitude * rad) * Math.cos(b.latitude * rad) * Math.sin(dLon / 2) ** 2
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)))
}
