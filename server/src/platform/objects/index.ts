import { join } from 'node:path'
import { s3Address } from '../addresses.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Logger } from '../log.ts'
import type { Tls } from '../tls.ts'
import { openEmbedded } from './embedded.ts'
import type { Objects } from './objects.ts'

export type {
  ByteRange,
  ObjectContent,
  ObjectEntry,
  ObjectInfo,
  Objects,
  ObjectsFault,
  Provider,
  TemporaryCredentials,
} from './objects.ts'
export { ObjectsError } from './objects.ts'

export interface OpenedObjects {
  objects: Objects
  /** Of the embedded server; undefined with an external one. */
  port: number | undefined
}

/** @param secret the server's own, which signs what the store hands out. */
export async function openObjects(
  config: Config,
  { secret, tls, clock, log }: { secret: Uint8Array; tls: Tls | undefined; clock: Clock; log: Logger },
): Promise<OpenedObjects> {
  const embedded = await openEmbedded({
    folder: join(config.dataDir, 'objects'),
    bucket: config.s3Bucket ?? 'rookery',
    region: config.s3Region ?? 'us-east-1',
    host: config.host,
    port: config.s3Port,
    tls,
    secret,
    endpoint: port => s3Address(config, port),
    clock,
    log,
  })
  return { objects: embedded, port: embedded.port }
}
