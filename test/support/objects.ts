/** An embedded object store on a free port, without the rest of the server. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { type Clock, systemClock } from '../../server/src/platform/clock.ts'
import { createLogger } from '../../server/src/platform/log.ts'
import { type EmbeddedObjects, openEmbedded } from '../../server/src/platform/objects/embedded.ts'
import type { Objects } from '../../server/src/platform/objects/index.ts'

export const OWNER = { accessKeyId: 'owner-of-the-store', secretAccessKey: 'a secret of the owner' }
export const BUCKET = 'rookery'

export interface Store {
  objects: EmbeddedObjects
  endpoint: string
  folder: string
}

/** Gone when the test file ends. */
export async function embeddedStore(options: { clock?: Clock; folder?: string } = {}): Promise<Store> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'rookery-objects-'))
  const objects = await openEmbedded({
    folder,
    bucket: BUCKET,
    region: 'us-east-1',
    host: '127.0.0.1',
    port: 0,
    secret: Buffer.alloc(32, 1),
    owner: OWNER,
    endpoint: port => `http://127.0.0.1:${port}`,
    clock: options.clock ?? systemClock,
    log: createLogger(process.env.ROOKERY_TEST_LOG ?? 'silent'),
  })
  const end = async () => {
    await objects.close()
    if (!options.folder) rmSync(folder, { recursive: true, force: true })
  }
  after(end)
  return { objects, endpoint: objects.deviceEndpoint, folder }
}

/** Only the objects of it. */
export const testObjects = async (clock?: Clock): Promise<Objects> => (await embeddedStore({ clock })).objects
