/** An object over HTTP: only with a signed address, in ranges, and never as something that runs in our origin. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FastifyReply } from 'fastify'
import { AppError, forbidden, notFound } from '#platform/errors.ts'
import type { ByteRange, ObjectInfo, Objects } from '#platform/objects/index.ts'

export interface Download {
  status: 200 | 206 | 304
  headers: Record<string, string>
  body?: Readable
}

/** Types that a browser shows without running anything of them. */
const INLINE = /^(image\/(jpeg|png|webp|gif|avif|bmp)|video\/|audio\/)/

/** @throws AppError */
export async function serveObject(
  objects: Objects,
  key: string,
  query: { expires: number; signature: string; filename?: string; inline?: boolean },
  headers: IncomingHttpHeaders,
): Promise<Download> {
  if (!objects.verifyBrowserUrl(key, query))
    throw forbidden('This address has expired or was changed: open the page again to get a new one')
  return await downloadObject(objects, key, query, headers)
}

/** For a caller who may have it. `type`: instead of what the uploader has called it. @throws AppError */
export async function downloadObject(
  objects: Objects,
  key: string,
  query: { filename?: string; inline?: boolean; type?: string },
  headers: IncomingHttpHeaders,
): Promise<Download> {
  const info = await objects.head(key)
  if (!info) throw notFound('The object')
  const type = query.type ?? info.contentType
  const inline = query.inline === true && INLINE.test(type)
  const common = {
    'content-type': type,
    etag: `"${info.etag}"`,
    'last-modified': new Date(info.lastModified).toUTCString(),
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=3600',
    'content-disposition': disposition(inline ? 'inline' : 'attachment', query.filename ?? key.split('/').at(-1)!),
    'content-security-policy': "default-src 'none'; sandbox",
  }
  if (isKnown(headers, info)) return { status: 304, headers: common }
  const range = isCurrent(headers['if-range'], info) ? rangeOf(headers.range, info.size) : undefined
  const content = await objects.get(key, { range })
  if (!content) throw notFound('The object')
  const { start, end } = range ?? { start: 0, end: info.size - 1 }
  return {
    status: range ? 206 : 200,
    headers: {
      ...common,
      'content-length': String(end - start + 1),
      ...(range && { 'content-range': `bytes ${start}-${end}/${info.size}` }),
    },
    body: content.body,
  }
}

/** Past Fastify's own sending, which knows no stream that fails half-way. */
export async function sendDownload(reply: FastifyReply, { status, headers, body }: Download): Promise<FastifyReply> {
  reply.hijack()
  reply.raw.writeHead(status, { ...(reply.getHeaders() as Record<string, string>), ...headers })
  if (body) await pipeline(body, reply.raw).catch(() => reply.raw.destroy())
  else reply.raw.end()
  return reply
}

function isKnown(headers: IncomingHttpHeaders, { etag, lastModified }: ObjectInfo): boolean {
  const noneMatch = headers['if-none-match']
  if (noneMatch !== undefined)
    return noneMatch.split(',').some(one => ['*', `"${etag}"`].includes(one.trim().replace(/^W\//, '')))
  return Math.floor(lastModified / 1000) * 1000 <= Date.parse(headers['if-modified-since'] ?? '')
}

const isCurrent = (ifRange: string | string[] | undefined, { etag }: ObjectInfo) =>
  ifRange === undefined || ifRange === `"${etag}"`

/** One range of bytes; several, or something else, are passed over as HTTP allows. */
function rangeOf(header: string | undefined, size: number): Required<ByteRange> | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (from === '' && to === '') return undefined
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (start >= size) throw new AppError(416, 'The range lies beyond the end of the object')
  return end < start ? undefined : { start, end }
}

/** RFC 6266: a plain name for old clients, and the real one. */
function disposition(kind: 'inline' | 'attachment', filename: string): string {
  const plain = filename.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(filename.toWellFormed()).replace(
    /['()*]/g,
    c => `%${c.charCodeAt(0).toString(16)}`,
  )
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`
}
