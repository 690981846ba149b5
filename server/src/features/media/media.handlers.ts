/** What docks say of their uploads. */
import type { Deviation } from '@rookery/thing-model'
import type { Link, Sender } from '#link/link.ts'
import type { Audit } from '#platform/audit.ts'
import { dockPrefix } from '../storage/index.ts'
import type { Media } from './media.service.ts'
import type { MediaStore } from './media.store.ts'
import { object, readCounts, readFile, text } from './reading.ts'

/** Any result but 0. */
const REFUSED = 1

export function mediaHandlers(deps: {
  link: Link
  media: Media
  store: MediaStore
  audit: Audit
  deviation(sender: Sender, topic: string, method: string, deviations: readonly Deviation[], data: unknown): void
}): void {
  const { link, media, store, audit, deviation } = deps

  link.handle('events', 'file_upload_callback', async message => {
    const { data, trx, workspaceId, gatewaySn, afterCommit } = message
    const reported = readFile(object(data).file, await store.zoneOf(gatewaySn, trx))
    if (!reported || workspaceId === null) return { result: REFUSED }
    const from = { workspaceId, gatewaySn, source: 'dock' as const, prefix: dockPrefix(workspaceId, gatewaySn) }
    const { reason, announce } = await media.take(trx, from, reported, readCounts(object(data).flight_task))
    if (reason === undefined) {
      afterCommit(announce)
      return { result: 0 }
    }
    afterCommit(async () => {
      deviation(message, 'events', 'file_upload_callback', [{ path: '/file/object_key', message: reason }], data)
      await audit.record({
        ...{ workspaceId, userId: null, username: '', action: 'media.refused', target: gatewaySn, address: '' },
        ...{ detail: { object_key: reported.objectKey, name: reported.name }, result: reason },
      })
    })
    return { result: REFUSED }
  })

  link.handle('events', 'highest_priority_upload_flighttask_media', async message => {
    const { data, trx, workspaceId, gatewaySn, afterCommit } = message
    const jobId = text(object(data).flight_id, 64)
    if (jobId === null || workspaceId === null) return { result: REFUSED }
    afterCommit(await media.prioritized(trx, workspaceId, gatewaySn, jobId))
    return { result: 0 }
  })
}
