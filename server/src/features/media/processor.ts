/** Looks into files that have come: place, time, size and a preview. Done again after a crash, so each step may repeat. */
import type { Readable } from 'node:stream'
import type { Clock } from '#platform/clock.ts'
import type { Objects } from '#platform/objects/index.ts'
import type { FileChange, MediaStore, StoredFile } from './media.store.ts'
import { thumbKey } from './media.view.ts'
import { type PictureFacts, type Preview, pictureFacts, previewOf } from './picture.ts'
import { canReadVideos, readVideo } from './video.ts'

/** Larger pictures are kept and shown without a preview. */
const MAX_PICTURE_BYTES = 128 * 1024 * 1024

interface Findings extends PictureFacts {
  durationS: number | null
  preview: Preview
}

interface ProcessorDependencies {
  store: MediaStore
  objects: Objects
  clock: Clock
  announce(fileId: string, arrived: boolean): Promise<void>
}

export class Processor {
  readonly #deps: ProcessorDependencies

  constructor(deps: ProcessorDependencies) {
    this.#deps = deps
  }

  /** @throws when the store or the database is away: to be tried again. */
  async process(fileId: string): Promise<void> {
    const { store, objects, clock, announce } = this.#deps
    const file = await store.byId(fileId)
    if (!file || file.deleted_at !== null || file.state === 'refused') return
    if (file.preview !== 'pending' && file.state === 'received') return
    const info = await objects.head(file.object_key)
    const now = clock.now()
    if (!info) {
      const gone = { preview: 'none', preview_note: 'The object is not in the store', updated_at: now } as const
      await store.update(fileId, file.state === 'uploading' ? { ...gone, state: 'refused' } : gone)
      return
    }
    const seen = { state: 'received', size: info.size, etag: info.etag } as const
    if (file.state === 'uploading') await store.update(fileId, { ...seen, updated_at: now })
    const found = await this.#findings(file, info.size)
    if ('thumb' in found.preview) {
      const { thumb } = found.preview
      await objects.put(thumbKey(file), thumb, { contentType: 'image/webp', size: thumb.length })
    }
    await store.update(fileId, { ...seen, ...merged(file, found), updated_at: clock.now() })
    await announce(fileId, file.state === 'uploading')
  }

  async #findings(file: StoredFile, size: number): Promise<Findings> {
    const { store, objects } = this.#deps
    if (file.kind === 'video') {
      if (!(await canReadVideos())) return nothing('Videos have previews where ffmpeg is installed')
      const video = await readVideo(objects, file.object_key, file.file_name)
      if (!video) return nothing('The video is damaged or of a kind that cannot be read')
      const preview: Preview = video.poster
        ? await previewOf(video.poster)
        : { none: 'No picture could be taken from the video' }
      return { ...nothing(''), ...video.facts, preview }
    }
    if (file.kind === 'other') return nothing('There are no previews of this format')
    if (size > MAX_PICTURE_BYTES) return nothing('The picture is too large for a preview')
    const content = await objects.get(file.object_key)
    if (!content) return nothing('The object is not in the store')
    const bytes = await readAll(content.body)
    const zone = file.gateway_sn === null ? 'UTC' : await store.zoneOf(file.gateway_sn)
    const facts = await pictureFacts(bytes, zone)
    const preview = await previewOf(bytes)
    const decoded = 'thumb' in preview && { width: preview.width, height: preview.height }
    return { ...facts, ...decoded, durationS: null, preview }
  }
}

/** What the device has reported stands; the file itself fills the gaps. */
function merged(file: StoredFile, found: Findings): FileChange {
  const placed = file.latitude !== null && file.longitude !== null
  return {
    ...{ width: found.width, height: found.height, duration_s: found.durationS },
    taken_at: file.taken_at ?? found.takenAt,
    latitude: placed ? file.latitude : found.latitude,
    longitude: placed ? file.longitude : found.longitude,
    height_m: file.height_m ?? found.heightM,
    relative_height_m: file.relative_height_m ?? found.relativeHeightM,
    gimbal_yaw: file.gimbal_yaw ?? found.gimbalYaw,
    gimbal_pitch: file.gimbal_pitch ?? found.gimbalPitch,
    ...('thumb' in found.preview
      ? { preview: 'ready', preview_note: null }
      : { preview: 'none', preview_note: found.preview.none }),
  }
}

const nothing = (why: string): Findings => ({
  ...{ width: null, height: null, takenAt: null, latitude: null, longitude: null, heightM: null },
  ...{ relativeHeightM: null, gimbalYaw: null, gimbalPitch: null, durationS: null },
  preview: { none: why },
})

async function readAll(body: Readable): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of body) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
