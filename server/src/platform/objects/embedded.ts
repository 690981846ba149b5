/** The store in the data folder, and the S3 server in front of it for devices. */
import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import type { Tls } from '../tls.ts'
import { BrowserUrls } from './browser-url.ts'
import { Credentials, type KeyPair } from './credentials.ts'
import { FolderStore } from './folder/store.ts'
import { Uploads } from './folder/uploads.ts'
import { checkKey } from './key.ts'
import { type Objects, ObjectsError } from './objects.ts'
import { type S3Server, startS3Server } from './s3/server.ts'
import { encodePath, presign } from './s3/signature.ts'

export interface EmbeddedOptions {
  folder: string
  bucket: string
  region: string
  host: string
  port: number
  tls?: Tls
  /** Signs session tokens and addresses. */
  secret: Uint8Array
  /** Key of who runs the server; made from the secret when absent. */
  owner?: KeyPair
  /** Address that devices are told, once the port is known. */
  endpoint(port: number): string
  clock: Clock
  log: Logger
}

export type EmbeddedObjects = Objects & { port: number }

const HOUR_MS = 3600_000

export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedObjects> {
  const { folder, bucket, region, secret, clock, log } = options
  const store = await FolderStore.open(folder)
  const uploads = await Uploads.open(join(folder, 'uploads'), store, clock)
  const credentials = new Credentials(secret, options.owner)
  const urls = new BrowserUrls(secret)
  const server: S3Server = await startS3Server({ ...options, store, uploads, credentials })
  const endpoint = options.endpoint(server.port)
  const sweep = () => void uploads.sweep().catch(error => log.warn({ err: error }, 'old uploads could not be removed'))
  sweep()
  const stopSweeping = clock.every(HOUR_MS, sweep)

  return {
    provider: 'minio',
    bucket,
    region,
    port: server.port,
    deviceEndpoint: endpoint,
    put: (key, body, put) => store.put(key, Buffer.isBuffer(body) ? [body] : body, put),
    head: async key => {
      const info = await store.head(key)
      return info && infoOf(info)
    },
    async get(key, { range } = {}) {
      const file = await store.open(key)
      return file && { ...infoOf(file), body: file.stream(range) }
    },
    async *list(prefix, { after, limit = Number.POSITIVE_INFINITY } = {}) {
      if (limit <= 0) return
      let count = 0
      for await (const entry of store.list(prefix, after)) {
        yield entry
        if (++count >= limit) return
      }
    },
    async remove(keys) {
      for (const key of keys) await store.remove(key)
    },
    async copy(from, to) {
      const file = await store.open(from)
      if (!file) throw new ObjectsError('missing', 'The object to copy is not there')
      await store.put(to, file.stream(), file)
    },
    deviceUrl(key, { seconds }) {
      checkKey(key)
      const signer = { ...credentials.owner, region, service: 's3' as const }
      return presign('GET', `${endpoint}/${bucket}/${encodePath(key)}`, signer, { seconds, now: clock.now() })
    },
    browserUrl(key, browser) {
      checkKey(key)
      return urls.make(key, browser, clock.now())
    },
    verifyBrowserUrl: (key, query) => urls.verify(key, query, clock.now()),
    temporaryCredentials: async wanted => credentials.issue(wanted, clock.now()),
    healthy: () =>
      store.checkRoom(0).then(
        () => true,
        () => false,
      ),
    async close() {
      stopSweeping()
      await server.close()
    },
  }
}

const infoOf = ({ size, contentType, etag, lastModified }: import('./objects.ts').ObjectInfo) => ({
  size,
  contentType,
  etag,
  lastModified,
})
