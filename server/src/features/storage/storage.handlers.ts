/** A dock asks where to upload photos and videos of its aircraft. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Link } from '#link/link.ts'
import type { Logger } from '#platform/log.ts'
import type { StorageService } from './storage.service.ts'

/** `module` of the request. The other one, resource files of payloads, has nothing to offer yet. */
const MEDIA = 0
const NOT_SUPPORTED = 314000
/** Any result but 0 has the dock ask again later. */
const NOT_NOW = 1
/** A dock waits for its answer, and its other messages wait behind it. */
const ANSWER_WITHIN_MS = 900

export function storageHandlers({ link, storage, log }: { link: Link; storage: StorageService; log: Logger }): void {
  link.handle('requests', 'storage_config_get', async ({ data, workspaceId, gatewaySn }) => {
    if ((data as { module?: unknown } | undefined)?.module !== MEDIA) return { result: NOT_SUPPORTED }
    if (workspaceId === null) return { result: NOT_NOW }
    try {
      return { result: 0, output: await inTime(storage.forGateway(workspaceId, gatewaySn)) }
    } catch (error) {
      log.error({ err: error, gatewaySn }, 'no upload credentials for a dock: it will ask again')
      return { result: NOT_NOW }
    }
  })
}

/** An STS service elsewhere may be slow; what it says late is kept for when the dock asks again. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  const late = new AbortController()
  const timeout = sleep(ANSWER_WITHIN_MS, undefined, { signal: late.signal, ref: false }).then(() => {
    throw new Error('the STS service did not answer in time')
  })
  timeout.catch(() => {})
  work.catch(() => {})
  try {
    return await Promise.race([work, timeout])
  } finally {
    late.abort()
  }
}
