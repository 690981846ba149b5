import { join } from 'node:path'
import { s3Address } from '../addresses.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Logger } from '../log.ts'
import type { Tls } from '../tls.ts'
import { openEmbedded } from './embedded.ts'
import { externalSettings } from './external/settings.ts'
import { type Objects, ObjectsError } from './objects.ts'

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

const DEFAULT_REGION = 'us-east-1'

export interface OpenedObjects {
  objects: Objects
  /** Of the embedded server; undefined with an external one. */
  port: number | undefined
}

interface Dependencies {
  /** The server's own, which signs what the store hands out. */
  secret: Uint8Array
  tls: Tls | undefined
  clock: Clock
  log: Logger
}

/** @throws Error with one sentence when the settings of an external storage are wrong. */
export async function openObjects(config: Config, dependencies: Dependencies): Promise<OpenedObjects> {
  if (config.s3Url !== undefined) return { objects: await external(config, dependencies), port: undefined }
  const { s3AccessKeyId: accessKeyId, s3SecretAccessKey: secretAccessKey } = config
  if (config.mqttUrl && config.databaseUrl)
    dependencies.log.warn(
      'objects are kept in the folder of this process: set ROOKERY_S3_URL where several processes share a database',
    )
  const objects = await openEmbedded({
    ...dependencies,
    folder: join(config.dataDir, 'objects'),
    bucket: config.s3Bucket ?? 'rookery',
    region: config.s3Region ?? DEFAULT_REGION,
    host: config.host,
    port: config.s3Port,
    owner: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined,
    endpoint: port => s3Address(config, port),
  })
  return { objects, port: objects.port }
}

async function external(config: Config, { secret, clock, log }: Dependencies): Promise<Objects> {
  // Not loaded where the storage is embedded.
  const { openExternal } = await import('./external/external.ts')
  const objects = openExternal({ ...externalSettings(config), secret, clock })
  try {
    await objects.check()
  } catch (error) {
    // One that is down may come back; the rest of the server is of use without it.
    if (error instanceof ObjectsError && error.fault === 'unavailable') log.error(error.message)
    else {
      await objects.close()
      throw error
    }
  }
  return objects
}
