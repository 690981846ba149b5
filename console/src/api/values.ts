/**
 * Reading what devices send: numbers may come as text, and some numbers stand for "not known". Whatever is not a
 * plausible value is null, and a view shows a dash.
 */
import type { Values } from './types.ts'

/** What devices send where they know nothing. */
const NOT_KNOWN = new Set([32767, 3276.7, 65535, 4294967295, -32768])

/** The field at a dotted path, or undefined. */
export function at(values: Values | undefined, path: string): unknown {
  let value: unknown = values
  for (const key of path.split('.')) {
    if (value === null || typeof value !== 'object') return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}

export interface Bounds {
  min?: number
  max?: number
}
/** The number at a dotted path within the bounds, or null. */
export function numberAt(values: Values | undefined, path: string, bounds: Bounds = {}): number | null {
  const raw = at(values, path)
  const value = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw
  if (typeof value !== 'number' || !Number.isFinite(value) || NOT_KNOWN.has(value)) return null
  if (bounds.min !== undefined && value < bounds.min) return null
  if (bounds.max !== undefined && value > bounds.max) return null
  return value
}

export interface Position {
  latitude: number
  longitude: number
}
/** WGS 84 position, or null where it is missing, out of range, or the 0/0 of a device without a fix. */
export function positionAt(values: Values | undefined, prefix = ''): Position | null {
  const latitude = numberAt(values, `${prefix}latitude`, { min: -90, max: 90 })
  const longitude = numberAt(values, `${prefix}longitude`, { min: -180, max: 180 })
  if (latitude === null || longitude === null) return null
  if (Math.abs(latitude) < 1e-6 && Math.abs(longitude) < 1e-6) return null
  return { latitude, longitude }
}

/** True, false, or null where it is not known; 0/1 and text count too. */
export function flagAt(values: Values | undefined, path: string): boolean | null {
  const raw = at(values, path)
  if (raw === true || raw === 1 || raw === '1' || raw === 'true') return true
  if (raw === false || raw === 0 || raw === '0' || raw === 'false') return false
  return null
}
