/** KMZ files to import, dispatch and fly in tests. */
import assert from 'node:assert/strict'
import { type MissionIntent, mappingTemplate, plan, type RouteIntent, routeTemplate, writeKmz } from '@rookery/wpml'
import type { Answer, Client } from './client.ts'

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

/** Imports a file (else a route) through the API. */
export async function importWayline(client: Client, url: string, name: string, kmz?: Buffer): Promise<Answer> {
  const form = new FormData()
  form.append('file', new Blob([new Uint8Array(kmz ?? (await routeKmz()))]), `${name}.kmz`)
  const path = `/wayline/api/v1/workspaces/${client.workspaceId}/waylines/file/upload`
  const response = await fetch(url + path, { method: 'POST', body: form, headers: { 'x-auth-token': client.token } })
  const answer = (await response.json()) as Answer
  assert.equal(answer.code, 0, answer.message)
  return { ...answer, status: response.status }
}
