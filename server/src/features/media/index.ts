import type { Jobs } from '#platform/jobs/index.ts'
import { Media, type MediaDependencies, PROCESS, REMOVE } from './media.service.ts'
import { Processor } from './processor.ts'

export { mediaHandlers } from './media.handlers.ts'
export { mediaRoutes } from './media.routes.ts'
export type { Media, MediaCounts } from './media.service.ts'
export { type FileFilter, mediaStore, type StoredFile } from './media.store.ts'
export { mediaView, thumbKey } from './media.view.ts'
export { pilotMediaRoutes } from './pilot.routes.ts'

/** The library, and the work behind it. */
export function openMedia(deps: MediaDependencies & { jobs: Jobs }): Media {
  const media = new Media(deps)
  const processor = new Processor({ ...deps, announce: fileId => media.announce(fileId) })
  deps.jobs.work<{ fileId: string }>(PROCESS, ({ fileId }) => processor.process(fileId), { unique: true })
  deps.jobs.work(REMOVE, () => media.removeObjects(), { unique: true })
  return media
}
