/** Names of what wayline rows hold as numbers and keys. */
import { aircraftOf, cameraOf } from '@rookery/wpml'

/** Locale keys below `routes.type` by DJI's number. */
export const TYPES = ['waypoint', 'mapping2d', 'mapping3d', 'mappingStrip'] as const

/** Of `domain-type-sub_type`; the key itself for what is not known. */
export function aircraftName(key: string): string {
  const [, type, sub] = key.split('-').map(Number)
  return aircraftOf(type, sub)?.name ?? key
}
export function payloadName(key: string): string {
  const [, type] = key.split('-').map(Number)
  return cameraOf(type)?.name ?? key
}
