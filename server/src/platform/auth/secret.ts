/** The key that signs tokens: configured, or generated once and kept. */
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Database } from '../database/schema.ts'
import { keepSecret } from './secret.store.ts'

const BYTES = 32

/** Kept in the data folder, or, where several processes share a database, in the database. */
export async function tokenSecret(
  config: Pick<Config, 'tokenSecret' | 'databaseUrl' | 'dataDir'>,
  db: Kysely<Database>,
  clock: Clock,
): Promise<Uint8Array> {
  if (config.tokenSecret) return Buffer.from(config.tokenSecret)
  const fresh = randomBytes(BYTES).toString('base64url')
  const kept = config.databaseUrl
    ? await keepSecret(db, 'token-secret', fresh, clock.now())
    : keepFile(config.dataDir, fresh)
  if (Buffer.from(kept, 'base64url').length < BYTES) {
    throw new Error('the kept token secret is damaged: set ROOKERY_TOKEN_SECRET, or remove it to have a new one made')
  }
  return Buffer.from(kept, 'base64url')
}

const fileIn = (folder: string) => join(folder, 'token-secret')

/** For a backup: the kept key, null when there is none in the folder. */
export function readTokenSecret(folder: string): string | null {
  return existsSync(fileIn(folder)) ? readFileSync(fileIn(folder), 'utf8').trim() : null
}

/** For a restore: keeps a key that came with a backup where the server will look for it. */
export async function writeTokenSecret(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  db: Kysely<Database>,
  value: string,
  now: number,
): Promise<void> {
  if (config.databaseUrl) await keepSecret(db, 'token-secret', value, now)
  else if (keepFile(config.dataDir, value) !== value)
    throw new Error(`the data folder has a token secret of its own: remove ${fileIn(config.dataDir)} and restore again`)
}

/** Written beside and linked, so that it is whole or absent. */
function keepFile(folder: string, fresh: string): string {
  const path = fileIn(folder)
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true })
    const partial = `${path}.${process.pid}`
    writeFileSync(partial, `${fresh}\n`, { mode: 0o600, flush: true })
    chmodSync(partial, 0o600)
    try {
      linkSync(partial, path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    } finally {
      rmSync(partial, { force: true })
    }
  }
  return readFileSync(path, 'utf8').trim()
}
