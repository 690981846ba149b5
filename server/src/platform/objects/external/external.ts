/** A bucket elsewhere: AWS, Alibaba, or anything that speaks S3 as MinIO does. */
import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { Clock } from '../../clock.ts'
import { BrowserUrls } from '../browser-url.ts'
import { checkKey } from '../key.ts'
import {
  type ByteRange,
  type ObjectInfo,
  type Objects,
  ObjectsError,
  type Provider,
  type TemporaryCredentials,
} from '../objects.ts'
import { encodePath } from '../s3/signature.ts'
import { all, parse, textOf } from '../s3/xml.ts'
import { S3Client } from './client.ts'
import { Sts } from './sts.ts'

export interface ExternalOptions {
  provider: Provider
  /** Where we ask, and what devices are told. */
  endpoint: string
  deviceEndpoint: string
  region: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
  stsUrl: string
  roleArn: string | undefined
  /** Signs addresses for browsers. */
  secret: Uint8Array
  clock: Clock
}

/** A stream goes in parts of so much, one in memory at a time. 10,000 of them are the most: 160 GB. */
const PART_BYTES = 16 * 1024 * 1024
const MAX_DELETED = 1000
const HEALTH_MS = 900
/** Credentials are handed out again while so much of their life is left. */
const FRESH = 0.5

export type ExternalObjects = Objects & {
  /** @throws ObjectsError when the settings do not work: the key, the bucket, the role. */
  check(): Promise<void>
}

export function openExternal(options: ExternalOptions): ExternalObjects {
  const { provider, bucket, region, endpoint, deviceEndpoint, accessKeyId, secretAccessKey, clock } = options
  const pathStyle = provider === 'minio'
  const client = new S3Client({
    endpoint: provider === 'ali' ? s3EndpointOfAlibaba(endpoint) : endpoint,
    pathStyle,
    bucket,
    region,
    accessKeyId,
    secretAccessKey,
  })
  const sts = new Sts({ ...options, url: options.stsUrl })
  const urls = new BrowserUrls(options.secret)
  const issued = new Issued(clock)

  const putWhole = async (key: string, body: Buffer, contentType: string) => {
    const { headers } = await client.text('PUT', { key, body, headers: { 'content-type': contentType } })
    return { size: body.length, etag: bare(headers.etag) }
  }

  return {
    provider,
    bucket,
    region,
    deviceEndpoint,
    async put(key, body, { contentType }) {
      checkKey(key)
      if (Buffer.isBuffer(body)) return putWhole(key, body, contentType)
      const parts = pieces(body)
      const first = (await parts.next()).value ?? Buffer.alloc(0)
      if (first.length < PART_BYTES) return putWhole(key, first, contentType)
      return putInParts(client, key, contentType, first, parts)
    },
    async get(key, { range } = {}) {
      checkKey(key)
      const headers: Record<string, string> = range ? { range: rangeHeader(range) } : {}
      const answer = await client.send('GET', { key, headers, also: [404] })
      if (answer.statusCode === 404) {
        answer.resume()
        return undefined
      }
      return { ...infoOf(answer.headers), body: answer }
    },
    async head(key) {
      checkKey(key)
      const answer = await client.send('HEAD', { key, also: [404] })
      answer.resume()
      return answer.statusCode === 404 ? undefined : infoOf(answer.headers)
    },
    async *list(prefix, { after, limit = Number.POSITIVE_INFINITY } = {}) {
      let token: string | undefined
      let left = limit
      while (left > 0) {
        const query: [string, string][] = [
          ['list-type', '2'],
          ['encoding-type', 'url'],
          ['prefix', prefix],
          ['max-keys', String(Math.min(left, 1000))],
          ...(token !== undefined ? [['continuation-token', token] satisfies [string, string]] : []),
          ...(token === undefined && after ? [['start-after', after] satisfies [string, string]] : []),
        ]
        const page = parse((await client.text('GET', { query })).text)
        for (const entry of all(page, 'Contents')) {
          yield {
            key: decodeURIComponent((textOf(entry, 'Key') ?? '').replaceAll('+', ' ')),
            size: Number(textOf(entry, 'Size')),
            lastModified: Date.parse(textOf(entry, 'LastModified') ?? ''),
          }
          if (--left <= 0) return
        }
        token = textOf(page, 'NextContinuationToken')
        if (textOf(page, 'IsTruncated') !== 'true' || !token) return
      }
    },
    async remove(keys) {
      for (let at = 0; at < keys.length; at += MAX_DELETED) await removeMany(client, keys.slice(at, at + MAX_DELETED))
    },
    async copy(from, to) {
      checkKey(from)
      checkKey(to)
      const source = `/${bucket}/${encodePath(from)}`
      const { text } = await client.text('PUT', { key: to, headers: { 'x-amz-copy-source': source } })
      if (text.includes('<Error>'))
        throw new ObjectsError('unavailable', 'The object storage could not copy: try again')
    },
    deviceUrl(key, { seconds }) {
      checkKey(key)
      return client.presign(key, seconds, clock.now(), deviceEndpoint)
    },
    browserUrl(key, browser) {
      checkKey(key)
      return urls.make(key, browser, clock.now())
    },
    verifyBrowserUrl: (key, query) => urls.verify(key, query, clock.now()),
    temporaryCredentials: wanted => issued.get(wanted.prefix, () => sts.assumeRole(wanted)),
    healthy: () =>
      client.send('HEAD', { waitMs: HEALTH_MS, tries: 1 }).then(
        answer => {
          answer.resume()
          return true
        },
        () => false,
      ),
    async check() {
      // GET, since an answer to HEAD does not say what is wrong.
      await client.text('GET', {
        query: [
          ['list-type', '2'],
          ['max-keys', '1'],
        ],
        tries: 1,
      })
      await sts.assumeRole({ prefix: 'start', seconds: 900, name: 'rookery-start' })
    },
    async close() {
      client.close()
      sts.close()
    },
  }
}

/** Credentials by prefix, in memory alone, so that a dock that asks for each photo does not ask the service each time. */
class Issued {
  readonly #clock: Clock
  readonly #known = new Map<string, { credentials: TemporaryCredentials; issuedAt: number }>()
  readonly #asking = new Map<string, Promise<TemporaryCredentials>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async get(prefix: string, ask: () => Promise<TemporaryCredentials>): Promise<TemporaryCredentials> {
    const now = this.#clock.now()
    for (const [other, { credentials, issuedAt }] of this.#known)
      if (now - issuedAt > credentials.expire * 1000 * FRESH) this.#known.delete(other)
    const known = this.#known.get(prefix)
    if (known) {
      const age = Math.ceil((now - known.issuedAt) / 1000)
      return { ...known.credentials, expire: known.credentials.expire - age }
    }
    let asking = this.#asking.get(prefix)
    if (!asking) {
      asking = ask().finally(() => this.#asking.delete(prefix))
      this.#asking.set(prefix, asking)
    }
    const credentials = await asking
    this.#known.set(prefix, { credentials, issuedAt: now })
    return credentials
  }
}

async function putInParts(
  client: S3Client,
  key: string,
  contentType: string,
  first: Buffer,
  rest: AsyncIterable<Buffer>,
): Promise<{ size: number; etag: string }> {
  const started = await client.text('POST', { key, query: [['uploads', '']], headers: { 'content-type': contentType } })
  const id = textOf(parse(started.text), 'UploadId') ?? ''
  const upload: [string, string] = ['uploadId', id]
  const etags: string[] = []
  let size = 0
  const send = async (body: Buffer) => {
    const { headers } = await client.text('PUT', {
      key,
      query: [['partNumber', String(etags.length + 1)], upload],
      body,
    })
    etags.push(headers.etag ?? '')
    size += body.length
  }
  try {
    await send(first)
    for await (const body of rest) await send(body)
    const list = etags.map((etag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${etag}</ETag></Part>`)
    const body = Buffer.from(`<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`)
    const { text } = await client.text('POST', { key, query: [upload], body })
    const done = parse(text)
    // S3 may find out after it has begun to answer 200.
    if (done.name === 'Error')
      throw new ObjectsError('unavailable', 'The object storage could not join the parts: try again')
    const etag = bare(textOf(done, 'ETag'))
    if (etag !== '') return { size, etag }
    // Ceph does not say.
    const head = await client.send('HEAD', { key })
    head.resume()
    return { size, etag: bare(head.headers.etag) }
  } catch (error) {
    await client.text('DELETE', { key, query: [upload], tries: 1 }).catch(() => {})
    throw error
  }
}

async function removeMany(client: S3Client, keys: string[]): Promise<void> {
  if (keys.length === 0) return
  const escaped = keys.map(key => key.replace(/[&<>]/g, char => `&#${char.charCodeAt(0)};`))
  const body = Buffer.from(
    `<Delete><Quiet>true</Quiet>${escaped.map(key => `<Object><Key>${key}</Key></Object>`).join('')}</Delete>`,
  )
  const { text } = await client.text('POST', {
    query: [['delete', '']],
    body,
    headers: { 'content-md5': createHash('md5').update(body).digest('base64'), 'content-type': 'application/xml' },
  })
  const failed = text === '' ? undefined : all(parse(text), 'Error')[0]
  if (failed)
    throw new ObjectsError('unavailable', `The object storage could not delete (${textOf(failed, 'Code')}): try again`)
}

/** A stream in pieces of `PART_BYTES`, the last one shorter. */
async function* pieces(body: Readable): AsyncGenerator<Buffer, undefined> {
  let held: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    let rest = chunk
    while (size + rest.length >= PART_BYTES) {
      const taken = rest.subarray(0, PART_BYTES - size)
      yield Buffer.concat([...held, taken])
      rest = rest.subarray(taken.length)
      held = []
      size = 0
    }
    if (rest.length > 0) held.push(rest)
    size += rest.length
  }
  if (size > 0) yield Buffer.concat(held)
}

const bare = (etag: string | undefined) => (etag ?? '').replaceAll('"', '')

const rangeHeader = ({ start, end }: ByteRange) => `bytes=${start}-${end ?? ''}`

function infoOf(headers: NodeJS.Dict<string | string[]>): ObjectInfo {
  const text = (name: string) => String(headers[name] ?? '')
  const whole = /\/(\d+)$/.exec(text('content-range'))?.[1] ?? text('content-length')
  return {
    size: Number(whole),
    contentType: text('content-type') || 'application/octet-stream',
    etag: bare(text('etag')),
    lastModified: Date.parse(text('last-modified')),
  }
}

/** Where OSS speaks S3: `https://oss-cn-hangzhou.aliyuncs.com` -> `https://s3.oss-cn-hangzhou.aliyuncs.com`. */
export const s3EndpointOfAlibaba = (endpoint: string): string => endpoint.replace(/^(https?:\/\/)(?=oss-)/, '$1s3.')
