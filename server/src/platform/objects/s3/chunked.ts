/** The `aws-chunked` encoding: pieces with their length, each signed or none, and checksums behind the last. */
import { createHash } from 'node:crypto'
import { equal } from '../credentials.ts'
import type { Authenticated } from './authenticate.ts'
import { S3Error } from './errors.ts'
import { ALGORITHM, EMPTY_SHA256, scopeOf, sign } from './signature.ts'

/** A line between pieces; a longer one is an attack. */
const MAX_LINE_BYTES = 4096
const MAX_TRAILERS = 8
const TRAILER_SIGNATURE = 'x-amz-trailer-signature'

/**
 * The bytes in the pieces, as they come.
 * @param chunks undefined: pieces are not signed.
 * @param trailers is filled with the headers behind the last piece.
 * @throws S3Error, also after the last byte has been given out: what was read counts only once this has ended.
 */
export async function* dechunk(
  body: AsyncIterable<Buffer>,
  chunks: Authenticated['chunks'],
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = new Reader(body)
  let previous = chunks?.seed ?? ''
  for (;;) {
    const { size, signature } = readHead(await reader.line())
    const hash = chunks && createHash('sha256')
    for (let left = size; left > 0; ) {
      const bytes = await reader.some(left)
      left -= bytes.length
      hash?.update(bytes)
      yield bytes
    }
    if (chunks && hash) {
      const { key, scope } = chunks
      const lines = [`${ALGORITHM}-PAYLOAD`, scope.time, scopeOf(scope), previous, EMPTY_SHA256, hash.digest('hex')]
      const expected = sign(key, lines)
      if (!equal(signature, expected)) throw new S3Error('SignatureDoesNotMatch')
      previous = expected
    }
    if (size === 0) break
    if ((await reader.line()) !== '') throw new S3Error('IncompleteBody')
  }
  await readTrailers(reader, trailers)
  if (!chunks || trailers.size === 0) return
  const signature = trailers.get(TRAILER_SIGNATURE) ?? ''
  trailers.delete(TRAILER_SIGNATURE)
  const text = [...trailers].map(([name, value]) => `${name}:${value}\n`).join('')
  const { key, scope } = chunks
  const hash = createHash('sha256').update(text).digest('hex')
  if (!equal(signature, sign(key, [`${ALGORITHM}-TRAILER`, scope.time, scopeOf(scope), previous, hash])))
    throw new S3Error('SignatureDoesNotMatch')
}

/** `10000;chunk-signature=...` */
function readHead(line: string): { size: number; signature: string } {
  const [, digits, signature = ''] = /^([0-9a-f]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(line) ?? []
  if (digits === undefined) throw new S3Error('IncompleteBody')
  return { size: Number.parseInt(digits, 16), signature }
}

async function readTrailers(reader: Reader, trailers: Map<string, string>): Promise<void> {
  for (;;) {
    const line = await reader.line({ orEnd: true })
    if (line === undefined) return
    if (line === '') continue
    const at = line.indexOf(':')
    if (at <= 0 || trailers.size === MAX_TRAILERS) throw new S3Error('InvalidRequest')
    trailers.set(line.slice(0, at).toLowerCase(), line.slice(at + 1).trim())
  }
}

class Reader {
  readonly #source: AsyncIterator<Buffer>
  #held: Buffer = Buffer.alloc(0)

  constructor(body: AsyncIterable<Buffer>) {
    this.#source = body[Symbol.asyncIterator]()
  }

  /** Without its end. */
  async line(): Promise<string>
  async line(options: { orEnd: true }): Promise<string | undefined>
  async line({ orEnd = false } = {}): Promise<string | undefined> {
    for (;;) {
      const at = this.#held.indexOf('\r\n')
      if (at >= 0) {
        const line = this.#held.toString('latin1', 0, at)
        this.#held = this.#held.subarray(at + 2)
        return line
      }
      if (this.#held.length > MAX_LINE_BYTES) throw new S3Error('InvalidRequest')
      const more = await this.#source.next()
      if (more.done) {
        if (orEnd && this.#held.length === 0) return undefined
        throw new S3Error('IncompleteBody')
      }
      this.#held = this.#held.length ? Buffer.concat([this.#held, more.value]) : more.value
    }
  }

  /** At least one byte, at most so many. */
  async some(most: number): Promise<Buffer> {
    while (this.#held.length === 0) {
      const more = await this.#source.next()
      if (more.done) throw new S3Error('IncompleteBody')
      this.#held = more.value
    }
    const bytes = this.#held.subarray(0, most)
    this.#held = this.#held.subarray(bytes.length)
    return bytes
  }
}
