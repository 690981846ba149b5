/** The embedded object store with its S3 server, in a folder that goes when the test file ends. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { Clock } from '../../server/src/platform/clock.ts'
import { systemClock } from '../../server/src/platform/clock.ts'
import { loadConfig } from '../../server/src/platform/config.ts'
import { createLogger } from '../../server/src/platform/log.ts'
import { type Objects, openObjects } from '../../server/src/platform/objects/index.ts'

export async function testObjects(clock: Clock = systemClock): Promise<Objects> {
  const folder = mkdtempSync(join(tmpdir(), 'rookery-objects-'))
  const config = loadConfig({ ROOKERY_DATA_DIR: folder, ROOKERY_HOST: '127.0.0.1', ROOKERY_S3_PORT: '0' })
  const secret = Buffer.alloc(32, 's')
  const { objects } = await openObjects(config, { secret, tls: undefined, clock, log: createLogger('silent') })
  after(async () => {
    await objects.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return objects
}
