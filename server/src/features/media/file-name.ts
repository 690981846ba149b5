/**
 * What the name of a photo or video says. DJI writes `DJI_20220101120000_0001_W_Waypoint3.JPG`: when, which shot, which
 * lens, and where, which is the waypoint's number or the suffix that the mission gives the action.
 */
import type { MediaKind } from '#platform/database/media-tables.ts'

export interface NameFacts {
  kind: MediaKind
  lens: string | null
  /** From 0. */
  waypointIndex: number | null
  asset: string | null
}

const DJI = /^DJI_\d{8,14}_\d{3,6}(?:_([A-Z]{1,4}))?(?:_([^/]+?))?\.[A-Za-z0-9]+$/
const WAYPOINT = /^(?:waypoint|航点)[ _-]?(\d{1,5})$/i
const LENSES: Readonly<Record<string, string>> = {
  W: 'wide',
  Z: 'zoom',
  T: 'ir',
  V: 'visible',
  S: 'screen',
  N: 'night',
}
const PHOTOS = ['jpg', 'jpeg', 'dng', 'tif', 'tiff', 'png', 'webp', 'heic', 'heif', 'avif', 'bmp', 'gif', 'rjpeg']
const VIDEOS = ['mp4', 'mov', 'm4v', 'mkv', 'avi', 'ts', 'webm']

/** `sub_file_type` of Pilot: 1 is a panorama. */
export function factsOfName(name: string, subFileType: number | null): NameFacts {
  const [, letters, suffix] = DJI.exec(name) ?? []
  const waypoint = suffix && WAYPOINT.exec(suffix)
  return {
    kind: kindOf(name, subFileType),
    lens: letters === undefined ? null : (LENSES[letters] ?? letters.toLowerCase()),
    waypointIndex: waypoint ? Math.max(0, Number(waypoint[1]) - 1) : null,
    asset: suffix && !waypoint ? suffix : null,
  }
}

export const extensionOf = (name: string) => /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? ''

function kindOf(name: string, subFileType: number | null): MediaKind {
  const extension = extensionOf(name)
  if (VIDEOS.includes(extension)) return 'video'
  if (!PHOTOS.includes(extension)) return 'other'
  return subFileType === 1 || /(^|[_ -])(pano|panorama)([_. -]|$)/i.test(name) ? 'panorama' : 'photo'
}

const TYPES: Readonly<Record<string, string>> = {
  ...{ jpg: 'image/jpeg', jpeg: 'image/jpeg', rjpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' },
  ...{ gif: 'image/gif', avif: 'image/avif', bmp: 'image/bmp', tif: 'image/tiff', tiff: 'image/tiff' },
  ...{ heic: 'image/heic', heif: 'image/heif', dng: 'image/x-adobe-dng' },
  ...{ mp4: 'video/mp4', m4v: 'video/mp4', mov: 'video/quicktime', webm: 'video/webm', mkv: 'video/x-matroska' },
}
/** By the name: what the uploader called it is not believed. */
export const contentTypeOf = (name: string) => TYPES[extensionOf(name)] ?? 'application/octet-stream'
