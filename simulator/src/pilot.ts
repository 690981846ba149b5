/** What DJI Pilot 2 does with photos and waylines over HTTP, by script. */
import { createHash, randomUUID } from 'node:crypto'
import type { Product } from '@rookery/thing-model'
import { CloudError, caller, type PilotSession } from './cloud.ts'
import { offset, type Place, round } from './devices/geo.ts'
import type { Shot } from './mission/camera.ts'
import { renderPhoto } from './mission/photo.ts'
import { putObject, type StorageConfig } from './mission/store.ts'

/** A file that Pilot has copied from an aircraft. */
export interface PilotFile {
  name: string
  bytes: Uint8Array
  takenAt: number
  place: Place
  relativeHeight: number
  heading: number
}
export interface Uploaded {
  name: string
  /** Undefined when it was there already and nothing was sent. */
  object_key: string | undefined
}

const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex')

/** Photos along a line from the place on, 12 m apart, as a pilot takes them by hand. */
export async function pilotPhotos(
  place: Place,
  aircraft: Product,
  count: number,
  now = Date.now(),
): Promise<PilotFile[]> {
  return await Promise.all(
    Array.from({ length: count }, async (_, n): Promise<PilotFile> => {
      const takenAt = now - (count - n) * 8000
      const shot: Shot = {
        name: `DJI_${new Date(takenAt).toISOString().replace(/\D/g, '').slice(0, 14)}_${String(n + 1).padStart(4, '0')}_W.JPG`,
        ...{ kind: 'photo', lens: 'wide', takenAt, waypoint: 0 },
        place: offset(place, n * 12, n * 3, 40),
        ...{ relativeHeight: 40, heading: 14, gimbalPitch: -60 },
      }
      const { name, relativeHeight, heading } = shot
      return { name, bytes: await renderPhoto(shot, aircraft), takenAt, place: shot.place, relativeHeight, heading }
    }),
  )
}

/**
 * Uploads as Pilot's media page does: asks whether each file is there, fetches credentials, uploads, reports, and
 * closes the group. `aircraft` is the one that took them, `payloadKey` its camera as `1-type-subtype`.
 */
export async function pilotUploadMedia(
  server: string,
  session: PilotSession,
  files: readonly PilotFile[],
  { sn, product, payloadKey }: { sn: string; product: Product; payloadKey: string },
): Promise<Uploaded[]> {
  const call = caller(server, session.access_token)
  const media = `/media/api/v1/workspaces/${session.workspace_id}`
  const file_group_id = randomUUID()
  const uploaded: Uploaded[] = []
  for (const file of files) {
    const fingerprint = md5(file.bytes)
    const taken = new Date(file.takenAt)
    const tinny_fingerprint = `${fingerprint}_${taken.getUTCFullYear()}_${taken.getUTCMonth() + 1}_${taken.getUTCDate()}_${taken.getUTCHours()}_${taken.getUTCMinutes()}_${taken.getUTCSeconds()}`
    const ext = {
      drone_model_key: `${product.domain}-${product.type}-${product.sub_type}`,
      payload_model_key: payloadKey,
      is_original: true,
      ...{ tinny_fingerprint, sn },
    }
    const known = { fingerprint, name: file.name, path: '' }
    if (await isThere(call('POST', `${media}/fast-upload`, { ...known, ext }))) {
      uploaded.push({ name: file.name, object_key: undefined })
      continue
    }
    const config = await uploadTarget(server, session)
    const object_key = `${config.object_key_prefix}/${randomUUID()}/${file.name}`
    await putObject(config, object_key, file.bytes, 'image/jpeg')
    await call('POST', `${media}/upload-callback`, {
      ...{ ...known, object_key, result: 0, sub_file_type: 0 },
      ext: { ...ext, file_group_id },
      metadata: {
        absolute_altitude: round(file.place.height, 3),
        relative_altitude: round(file.relativeHeight, 3),
        created_time: taken.toISOString().replace(/\.\d+Z$/, '+00:00'),
        gimbal_yaw_degree: round(file.heading, 2),
        shoot_position: { lat: round(file.place.latitude, 9), lng: round(file.place.longitude, 9) },
      },
    })
    uploaded.push({ name: file.name, object_key })
  }
  const file_uploaded_count = uploaded.filter(({ object_key }) => object_key).length
  if (file_uploaded_count)
    await call('POST', `${media}/group-upload-callback`, {
      ...{ file_group_id, file_count: file_uploaded_count, file_uploaded_count },
    })
  return uploaded
}

/** Code 0: it is there. Any other code: it is not, and no error. */
async function isThere(answer: Promise<unknown>): Promise<boolean> {
  try {
    await answer
    return true
  } catch (error) {
    if (error instanceof CloudError && error.status === 200) return false
    throw error
  }
}

const uploadTarget = (server: string, { access_token, workspace_id }: PilotSession): Promise<StorageConfig> =>
  caller(server, access_token)('POST', `/storage/api/v1/workspaces/${workspace_id}/sts`, {})

/** Uploads a KMZ to the wayline library as Pilot does; gives its object key. Rejects when the name is taken. */
export async function pilotUploadWayline(
  server: string,
  session: PilotSession,
  name: string,
  kmz: Uint8Array,
  { product, payloadKey }: { product: Product; payloadKey: string },
): Promise<string> {
  const call = caller(server, session.access_token)
  const waylines = `/wayline/api/v1/workspaces/${session.workspace_id}`
  const taken = await call<string[]>('GET', `${waylines}/waylines/duplicate-names?name=${encodeURIComponent(name)}`)
  if (taken.includes(name)) throw new Error(`a wayline named ${name} is there already`)
  const config = await uploadTarget(server, session)
  const object_key = `${config.object_key_prefix}/${randomUUID()}.kmz`
  await putObject(config, object_key, kmz, 'application/vnd.google-earth.kmz')
  await call('POST', `${waylines}/upload-callback`, {
    ...{ name, object_key },
    metadata: {
      drone_model_key: `${product.domain}-${product.type}-${product.sub_type}`,
      payload_model_keys: [payloadKey],
      template_types: [0],
    },
  })
  return object_key
}
