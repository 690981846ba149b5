/** Photos as a camera makes them, and docks and Pilots that upload and report them. */
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import sharp from 'sharp'
import type { Gateway } from './gateway.ts'

export interface Upload {
  endpoint: string
  region: string
  bucket: string
  object_key_prefix: string
  credentials: { access_key_id: string; access_key_secret: string; security_token: string }
}

/** A JPEG with its place and time in EXIF. */
export function photo({ latitude = 48.5, longitude = 9.25, shade = 100 } = {}): Promise<Buffer> {
  const dms = (degrees: number) => `${Math.floor(degrees)}/1 ${Math.round((degrees % 1) * 60e4)}/10000 0/1`
  return sharp({ create: { width: 640, height: 480, channels: 3, background: { r: shade, g: 120, b: 90 } } })
    .withExif({
      IFD0: { Make: 'DJI' },
      IFD2: { DateTimeOriginal: '2026:05:10 16:04:20', OffsetTimeOriginal: '+00:00' },
      IFD3: {
        ...{ GPSLatitudeRef: 'N', GPSLatitude: dms(latitude) },
        ...{ GPSLongitudeRef: 'E', GPSLongitude: dms(longitude) },
      },
    })
    .jpeg()
    .toBuffer()
}

/** Puts the file below the prefix. Returns its key. */
export async function upload(to: Upload, name: string, body: Buffer): Promise<string> {
  const { access_key_id, access_key_secret, security_token } = to.credentials
  const client = new S3Client({
    ...{ endpoint: to.endpoint, region: to.region, forcePathStyle: true },
    credentials: {
      ...{ accessKeyId: access_key_id, secretAccessKey: access_key_secret, sessionToken: security_token },
    },
  })
  const Key = `${to.object_key_prefix}/${name}`
  await client.send(new PutObjectCommand({ Bucket: to.bucket, Key, Body: body, ContentType: 'image/jpeg' }))
  client.destroy()
  return Key
}

/** Where a dock may upload to. */
export async function storageOf(dock: Gateway): Promise<Upload> {
  const { data } = await dock.ask('requests', { method: 'storage_config_get', data: { module: 0 } })
  return data.output
}

/** `data` of file_upload_callback. */
export const callback = (object_key: string, flight_id: string, more: Record<string, unknown> = {}) => ({
  file: {
    ...{ object_key, path: 'DJI_202605101604_001', name: object_key.split('/').at(-1), cloud_to_cloud_id: 'DEFAULT' },
    ext: { flight_id, drone_model_key: '0-100-1', payload_model_key: '1-99-0', is_original: true },
    metadata: {
      ...{ create_time: '2026-05-10T16:04:20+00:00', gimbal_yaw_degree: '-91.4', absolute_altitude: 456.3 },
      ...{ relative_altitude: 41.1, shoot_position: { lat: 48.5, lng: 9.25 } },
      ...(more.metadata as object | undefined),
    },
  },
  ...(more.flight_task !== undefined && { flight_task: more.flight_task }),
})
