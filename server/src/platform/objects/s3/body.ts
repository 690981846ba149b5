/** The body of a request: taken out of its encoding, measured, and checked against every checksum that came along. */
import { createHash } from 'node:crypto'
import { equal } from '../credentials.ts'
import type { Authenticated } from './authenticate.ts'
import { CHECKSUMS, type ChecksumName, checksum } from './checksums.ts'
import { dechunk } from './chunked.ts'
import { S3Error } from './errors.ts'
import type { S3Request } from './request.ts'

export interface Body {
  /** Bytes of the content. */
  size: number
  /** Ends with an S3Error when the content is not what was announced, so nothing of it counts before the end. */
  content: AsyncIterable<Buffer>
}

/** What a PUT takes at once. */
const MAX_BYTES = 5 * 1024 ** 3
/** Largest document that is read into memory. */
const MAX_DOCUMENT_BYTES = 2 * 1024 * 1024
const LENGTHS: Record<ChecksumName, number> = { md5: 16, crc32: 4, crc32c: 4, crc64nvme: 8, sha1: 20, sha256: 32 }

export function readBody(request: S3Request, authenticated: Authenticated): Body {
  const { payload, chunks } = authenticated
  const streaming = payload.startsWith('STREAMING-')
  if (streaming && !chunks && payload !== 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') throw new S3Error('NotImplemented')
  const size = lengthOf(request.header(streaming ? 'x-amz-decoded-content-length' : 'content-length'))
  if (size > MAX_BYTES) throw new S3Error('EntityTooLarge')
  const trailers = new Map<string, string>()
  // The connection must survive a body that is refused half-way, so that the client hears why.
  const message = request.message.iterator({ destroyOnReturn: false })
  const raw = streaming ? dechunk(message, chunks, trailers) : message
  return { size, content: checked(raw, size, request, payload, trailers) }
}

/** A small body as text. */
export async function readText(request: S3Request, authenticated: Authenticated): Promise<string> {
  const { size, content } = readBody(request, authenticated)
  if (size > MAX_DOCUMENT_BYTES) throw new S3Error('EntityTooLarge', 'This document is too large')
  const pieces: Buffer[] = []
  for await (const piece of content) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

function lengthOf(header: string | undefined): number {
  if (header === undefined) throw new S3Error('MissingContentLength')
  if (!/^\d{1,15}$/.test(header)) throw new S3Error('InvalidArgument', 'The length of the body is not a number')
  return Number(header)
}

async function* checked(
  raw: AsyncIterable<Buffer>,
  size: number,
  request: S3Request,
  payload: string,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const signed = /^[0-9a-f]{64}$/.test(payload) ? createHash('sha256') : undefined
  const announced = announcedChecksums(request)
  let left = size
  for await (const chunk of raw) {
    left -= chunk.length
    if (left < 0) throw new S3Error('InvalidRequest', 'The body is longer than was announced')
    signed?.update(chunk)
    for (const { sum } of announced) sum.update(chunk)
    yield chunk
  }
  if (left > 0) throw new S3Error('IncompleteBody')
  if (signed && !equal(signed.digest('hex'), payload)) throw new S3Error('XAmzContentSHA256Mismatch')
  for (const { sum, header, value } of announced) {
    const expected = value ?? trailers.get(header)
    if (expected === undefined) throw new S3Error('InvalidRequest', 'The checksum that was announced did not come')
    if (!equal(sum.digest(), expected)) throw new S3Error('BadDigest')
  }
}

function announcedChecksums(request: S3Request) {
  const trailer = request.header('x-amz-trailer')?.toLowerCase().trim()
  const names: [ChecksumName, string][] = [
    ['md5', 'content-md5'],
    ...CHECKSUMS.map((name): [ChecksumName, string] => [name, `x-amz-checksum-${name}`]),
  ]
  return names.flatMap(([name, header]) => {
    const value = request.header(header)
    if (value === undefined && trailer !== header) return []
    if (value !== undefined && Buffer.from(value, 'base64').length !== LENGTHS[name]) throw new S3Error('InvalidDigest')
    return [{ sum: checksum(name), header, value }]
  })
}
