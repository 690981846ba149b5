/** KMZ files to import, dispatch and fly in tests. */
import {
  type MissionIntent,
  mappingTemplate,
  plan,
  type RouteIntent,
  routeTemplate,
  writeKmz,
} from '../../packages/wpml/src/index.ts'

/** A Matrice 3TD, as of a Dock 3 or Dock 2, with its camera. */
const MISSION: MissionIntent = {
  aircraft: { type: 100, sub_type: 1 },
  payload: '99-0-0',
  takeOff: { latitude: 47.1, longitude: 8.5, height: 450 },
}
const FIELD = [
  { latitude: 47.101, longitude: 8.502 },
  { latitude: 47.101, longitude: 8.504 },
  { latitude: 47.103, longitude: 8.504 },
  { latitude: 47.103, longitude: 8.502 },
]

/** Photos straight down over a field of 150 by 220 m. */
export async function mappingKmz(mission: Partial<MissionIntent> = {}): Promise<Buffer> {
  const template = mappingTemplate({ ...MISSION, ...mission }, { area: FIELD, distance: 60, speed: 8 })
  return Buffer.from(writeKmz((await plan(template)).kmz))
}

/** Along three points at 60 m, unless something else is asked for. */
export async function routeKmz(
  route: Partial<RouteIntent> = {},
  mission: Partial<MissionIntent> = {},
): Promise<Buffer> {
  const template = routeTemplate(
    { ...MISSION, ...mission },
    { points: FIELD.slice(0, 3), height: 60, speed: 8, ...route },
  )
  return Buffer.from(writeKmz((await plan(template)).kmz))
}
