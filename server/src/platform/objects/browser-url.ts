/**
 * Addresses of objects on our HTTP origin. Who holds one may read the object until it expires, as with a presigned S3
 * address: pages put them into `<img>` and `<video>`, which send no token.
 */
import { createHmac, hkdfSync } from 'node:crypto'
import { equal } from './credentials.ts'

export const OBJECTS_PATH = '/storage/api/v1/objects/'

export interface BrowserQuery {
  /** Epoch seconds. */
  expires: number
  filename?: string
  inline?: boolean
  signature: string
}

export class BrowserUrls {
  readonly #key: Buffer

  constructor(secret: Uint8Array) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'rookery objects browser', 32))
  }

  make(key: string, options: { seconds: number; filename?: string; inline?: boolean }, now: number): string {
    const { seconds, filename, inline } = options
    // In steps, so that a browser that asks again within one finds what it has kept.
    const step = Math.max(1, Math.floor(seconds / 4))
    const expires = Math.ceil((now / 1000 + seconds) / step) * step
    const signature = this.#sign(key, { expires, filename, inline })
    const query = new URLSearchParams({ expires: String(expires) })
    if (filename !== undefined) query.set('filename', filename)
    if (inline) query.set('inline', 'true')
    query.set('signature', signature)
    return `${OBJECTS_PATH}${key.split('/').map(encodeURIComponent).join('/')}?${query}`
  }

  verify(key: string, query: BrowserQuery, now: number): boolean {
    return equal(query.signature, this.#sign(key, query)) && now < query.expires * 1000
  }

  #sign(key: string, { expires, filename, inline }: Omit<BrowserQuery, 'signature'>): string {
    const text = JSON.stringify([key, expires, filename ?? null, inline === true])
    return createHmac('sha256', this.#key).update(text).digest('base64url')
  }
}
