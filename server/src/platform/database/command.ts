/** The database for a command of the CLI: by DATABASE_URL, of the server that runs on the folder, or started for it. */
import { mkdirSync } from 'node:fs'
import type pg from 'pg'
import { systemClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { FolderInUse, lockFolder } from '../folder-lock.ts'
import type { Logger } from '../log.ts'
import { runningPostgres, startEmbeddedPostgres } from './embedded.ts'

/**
 * @param exclusive whether a running server is in the way.
 * @throws FolderInUse
 */
export async function connectForCommand(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  log: Logger,
  { exclusive = false } = {},
): Promise<{ connection: pg.ClientConfig; close(): Promise<void> }> {
  if (config.databaseUrl) return { connection: { connectionString: config.databaseUrl }, close: async () => {} }
  mkdirSync(config.dataDir, { recursive: true })
  let release: () => void
  try {
    release = await lockFolder(config.dataDir)
  } catch (error) {
    const connection = error instanceof FolderInUse && !exclusive ? runningPostgres(config.dataDir) : undefined
    if (!connection) throw error
    return { connection, close: async () => {} }
  }
  try {
    const embedded = await startEmbeddedPostgres(config.dataDir, log, systemClock)
    return {
      connection: embedded.connection,
      async close() {
        await embedded.stop()
        release()
      },
    }
  } catch (error) {
    release()
    throw error
  }
}
