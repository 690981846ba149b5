/** Files of the fleet (photos, videos, waylines) in one bucket, wherever that is. Keys are paths such as `<ws>/media/1`. */
import type { Readable } from 'node:stream'
import type { BrowserQuery } from './browser-url.ts'

/** What devices are told: whose client library they shall use. Everything that is not AWS or Alibaba is like MinIO. */
export type Provider = 'aws' | 'minio' | 'ali'

export interface ObjectInfo {
  /** Bytes, also where only a range is read. */
  size: number
  contentType: string
  /** Without quotes. The MD5 in hex, unless it came in parts. */
  etag: string
  /** Epoch ms. */
  lastModified: number
}

export interface ObjectContent extends ObjectInfo {
  /** Must be read to its end or destroyed. */
  body: Readable
}

/** Bytes `start` to `end`, both included; to the object's end where `end` is absent or beyond it. */
export interface ByteRange {
  start: number
  end?: number
}

export interface ObjectEntry {
  key: string
  size: number
  /** Epoch ms. */
  lastModified: number
}

/** As DJI's messages carry them. */
export interface TemporaryCredentials {
  access_key_id: string
  access_key_secret: string
  security_token: string
  /** Seconds from now. */
  expire: number
}

/** Methods throw an ObjectsError when the store cannot do it now. */
export interface Objects {
  readonly provider: Provider
  readonly bucket: string
  readonly region: string
  /** Address of the S3 service as devices reach it, without the bucket. */
  readonly deviceEndpoint: string
  /** Whole or not at all; replaces what was there. `size` in bytes saves memory where the store is external. */
  put(
    key: string,
    body: Buffer | Readable,
    options: { contentType: string; size?: number },
  ): Promise<{ size: number; etag: string }>
  /** Undefined where there is no such object. */
  get(key: string, options?: { range?: ByteRange }): Promise<ObjectContent | undefined>
  head(key: string): Promise<ObjectInfo | undefined>
  /** In the order of the keys' UTF-8 bytes, those after `after`. */
  list(prefix: string, options?: { after?: string; limit?: number }): AsyncIterable<ObjectEntry>
  /** Those that are not there are passed over. */
  remove(keys: string[]): Promise<void>
  /** @throws ObjectsError `missing` where there is no such object. */
  copy(from: string, to: string): Promise<void>
  /** A GET address for devices, valid for so many seconds (a week at most). */
  deviceUrl(key: string, options: { seconds: number }): string
  /**
   * A GET path on our HTTP origin, for browsers. `filename` is the name to save it under; `inline`: shown in the page
   * where its type is safe (images, video, sound).
   */
  browserUrl(key: string, options: { seconds: number; filename?: string; inline?: boolean }): string
  /** Whether `browserUrl` made this address and it has not expired. */
  verifyBrowserUrl(key: string, query: BrowserQuery): boolean
  /**
   * Credentials that may put, and upload in parts, below `prefix` (without a slash at its end) and nothing else.
   * `name` says for whom, in the store's own log; `seconds` at most 3,600.
   */
  temporaryCredentials(options: { prefix: string; seconds: number; name: string }): Promise<TemporaryCredentials>
  /** Answers within a second. */
  healthy(): Promise<boolean>
  close(): Promise<void>
}

/** Why the store did not do it. `full`: no room on its disk; `unavailable`: it may work later. */
export type ObjectsFault = 'bad-key' | 'missing' | 'full' | 'unavailable' | 'refused'

export class ObjectsError extends Error {
  readonly fault: ObjectsFault

  constructor(fault: ObjectsFault, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'ObjectsError'
    this.fault = fault
  }
}
