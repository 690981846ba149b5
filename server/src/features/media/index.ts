import type { Jobs } from '#platform/jobs/index.ts'
import type { Alarms } from '../alarm/index.ts'
import { Media, type MediaDependencies, PROCESS, REMOVE } from './media.service.ts'
import { Processor } from './processor.ts'

export { mediaHandlers } from './media.handlers.ts'
export { mediaRoutes } from './media.routes.ts'
export type { MediaCounts } from './media.service.ts'
export { mediaStore } from './media.store.ts'
export { thumbKey } from './media.view.ts'
export { pilotMediaRoutes } from './pilot.routes.ts'

/** The library, and the work behind it. */
export function openMedia(deps: MediaDependencies & { jobs: Jobs; alarms: Pick<Alarms, 'raise' | 'clear'> }): Media {
  const { alarms, bus } = deps
  const media = new Media(deps)
  const processor = new Processor({ ...deps, announce: (fileId, arrived) => media.announce(fileId, arrived) })
  deps.jobs.work<{ fileId: string }>(PROCESS, ({ fileId }) => processor.process(fileId), { unique: true })
  deps.jobs.work(REMOVE, () => media.removeObjects(), { unique: true })
  const alarmOf = (jobId: string) => `media_missing ${jobId}`
  bus.on('media.missing', async ({ workspaceId, gatewaySn, aircraftSn: sn, jobId, jobName, ...counts }) => {
    const { expected, received, missing } = counts
    const facts = { job_name: jobName ?? jobId, expected, received, missing }
    await alarms.raise({ workspaceId, key: alarmOf(jobId), kind: 'media_missing', sn, gatewaySn, jobId, facts })
  })
  bus.on('media.complete', ({ workspaceId, jobId }) =>
    alarms.clear({ workspaceId, key: alarmOf(jobId), cause: 'media_received' }),
  )
  return media
}
