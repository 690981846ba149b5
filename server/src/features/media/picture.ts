/** Previews and facts of pictures. What comes from a device is not believed to be what it says: limits on everything. */
import type { Sharp } from 'sharp'
import { object, placeOf, text, timeOf } from './reading.ts'

export interface PictureFacts {
  width: number | null
  height: number | null
  /** Epoch ms. */
  takenAt: number | null
  latitude: number | null
  longitude: number | null
  /** Above the ellipsoid, or above the sea where the camera counts from there. */
  heightM: number | null
  relativeHeightM: number | null
  gimbalYaw: number | null
  gimbalPitch: number | null
}
export type Preview = { thumb: Buffer; width: number; height: number } | { none: string }

/** A panorama stitched by the aircraft has about 100 million pixels. */
const MAX_PIXELS = 200_000_000
const PREVIEW_PIXELS = 512
const WITHIN_SECONDS = 20
/** EXIF and XMP stand at the beginning. */
const HEAD_BYTES = 512 * 1024

let loading: Promise<((input: Buffer) => Sharp) | undefined> | undefined
/** Undefined where there is no build of it for this machine. Loaded when first needed. */
function sharp() {
  loading ??= import('sharp').then(
    ({ default: make }) => {
      make.cache(false)
      make.concurrency(1)
      return input => make(input, { limitInputPixels: MAX_PIXELS, sequentialRead: true, failOn: 'none', pages: 1 })
    },
    () => undefined,
  )
  return loading
}
export const canPreviewPictures = async () => (await sharp()) !== undefined

/** Of a whole file. Never throws: what cannot be shown is said in a sentence. */
export async function previewOf(file: Buffer): Promise<Preview> {
  const make = await sharp()
  if (!make) return { none: 'The server has no picture library for this machine' }
  if (!isKnownFormat(file)) return { none: 'There are no previews of this format' }
  try {
    const { width = 0, height = 0, orientation = 1 } = await make(file).metadata()
    const thumb = await make(file)
      .rotate()
      .resize({ width: PREVIEW_PIXELS, height: PREVIEW_PIXELS, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 72 })
      .timeout({ seconds: WITHIN_SECONDS })
      .toBuffer()
    return orientation >= 5 ? { thumb, width: height, height: width } : { thumb, width, height }
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    if (/pixel limit/i.test(message)) return { none: 'The picture has too many pixels for a preview' }
    if (/timeout/i.test(message)) return { none: 'The preview took too long' }
    return { none: 'The picture is damaged or of a kind that cannot be read' }
  }
}

/** JPEG, PNG, WebP, GIF, TIFF and AVIF by their first bytes: nothing else gets to the decoder, SVG least of all. */
function isKnownFormat(file: Buffer): boolean {
  const start = file.subarray(0, 16).toString('latin1')
  return (
    start.startsWith('\xff\xd8\xff') ||
    start.startsWith('\x89PNG\r\n') ||
    (start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP') ||
    start.startsWith('GIF8') ||
    start.startsWith('II*\0') ||
    start.startsWith('MM\0*') ||
    start.slice(4, 12) === 'ftypavif'
  )
}

/** What the camera wrote into the file. `zone`: of times that name none. */
export async function pictureFacts(file: Buffer, zone: string): Promise<PictureFacts> {
  const head = file.subarray(0, HEAD_BYTES)
  const exif = object(await readExif(head))
  const drone = droneFacts(head)
  const [latitude, longitude] = placeOf(
    drone.GpsLatitude ?? drone.Latitude ?? exif.latitude,
    drone.GpsLongitude ?? drone.GpsLongtitude ?? drone.Longitude ?? exif.longitude,
  )
  const size = (value: unknown) => (Number.isInteger(value) && (value as number) > 0 ? (value as number) : null)
  const date = text(exif.DateTimeOriginal ?? exif.CreateDate, 40) ?? ''
  const offset = text(exif.OffsetTimeOriginal ?? exif.OffsetTime, 10) ?? ''
  return {
    width: size(exif.ExifImageWidth),
    height: size(exif.ExifImageHeight),
    takenAt: timeOf(`${date}${/^[+-]\d\d:\d\d$/.test(offset) ? offset : ''}`, zone),
    ...{ latitude, longitude },
    heightM: measure(drone.AbsoluteAltitude ?? exif.GPSAltitude, 20_000),
    relativeHeightM: measure(drone.RelativeAltitude, 20_000),
    gimbalYaw: measure(drone.GimbalYawDegree, 360),
    gimbalPitch: measure(drone.GimbalPitchDegree, 360),
  }
}

async function readExif(head: Buffer): Promise<unknown> {
  try {
    const { default: exifr } = await import('exifr')
    return await exifr.parse(head, {
      ...{ tiff: true, exif: true, gps: true, xmp: false, icc: false, iptc: false, jfif: false, ihdr: false },
      ...{ reviveValues: false, makerNote: false, userComment: false },
    })
  } catch {
    return undefined
  }
}

/** `drone-dji:Name="value"` or `<drone-dji:Name>value</drone-dji:Name>` of the XMP packet. */
function droneFacts(head: Buffer): Record<string, string | undefined> {
  const start = head.indexOf('<x:xmpmeta')
  const end = start < 0 ? -1 : head.indexOf('</x:xmpmeta>', start)
  if (end < 0) return {}
  const packet = head.subarray(start, end).toString('utf8')
  const facts: Record<string, string> = Object.create(null)
  for (const [, name, attribute, element] of packet.matchAll(
    /drone-dji:([A-Za-z]{1,40})(?:\s*=\s*"([^"<]{0,64})"|>([^<]{0,64})<)/g,
  ))
    facts[name!] ??= (attribute ?? element)!
  return facts
}

function measure(value: unknown, limit: number): number | null {
  const n = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof n === 'number' && Number.isFinite(n) && Math.abs(n) <= limit ? n : null
}
