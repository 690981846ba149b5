/** A client of S3, as much of it as the server needs. The signature is the one that the embedded store checks. */
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { ObjectsError } from '../objects.ts'
import { EMPTY_SHA256, encodePath, encodeQuery, presign, type Signer, signHeaders } from '../s3/signature.ts'
import { parse, textOf } from '../s3/xml.ts'
import { Http } from './http.ts'

export interface ClientOptions {
  /** Without the bucket. */
  endpoint: string
  /** Bucket in the path, rather than before the host's name. */
  pathStyle: boolean
  bucket: string
  region: string
  accessKeyId: string
  secretAccessKey: string
}

export interface Ask {
  key?: string
  query?: [string, string][]
  headers?: Record<string, string>
  body?: Buffer
  /** Statuses besides 2xx that are an answer, not a fault. */
  also?: number[]
  /** How long to wait for an answer, and how often to ask. */
  waitMs?: number
  tries?: number
}

const TRIES = 3
const FIRST_PAUSE_MS = 200
const MAX_TEXT_BYTES = 8 * 1024 * 1024

export class S3Client {
  readonly #options: ClientOptions
  readonly #signer: Signer
  readonly #http = new Http()

  constructor(options: ClientOptions) {
    this.#options = options
    const { accessKeyId, secretAccessKey, region } = options
    this.#signer = { accessKeyId, secretAccessKey, region, service: 's3' }
  }

  /**
   * Asks again when the store is overloaded or gone for a moment.
   * @throws ObjectsError whose message names the store's own code.
   */
  async send(method: string, ask: Ask = {}): Promise<IncomingMessage> {
    const { tries = TRIES, also = [] } = ask
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await this.#once(method, ask)
        const status = answer.statusCode!
        if (status < 300 || also.includes(status)) return answer
        throw faultOf(status, await readText(answer).catch(() => ''))
      } catch (error) {
        const fault = error instanceof ObjectsError ? error : new ObjectsError('unavailable', unreachable(error), error)
        if (fault.fault !== 'unavailable' || attempt >= tries) throw fault
        await sleep(FIRST_PAUSE_MS * 3 ** (attempt - 1))
      }
    }
  }

  /** The same, with the answer read. */
  async text(method: string, ask: Ask = {}): Promise<{ headers: IncomingMessage['headers']; text: string }> {
    const answer = await this.send(method, ask)
    return { headers: answer.headers, text: await readText(answer) }
  }

  /** A GET address at another endpoint than our own, where devices have one of theirs. */
  presign(key: string, seconds: number, now: number, endpoint = this.#options.endpoint): string {
    return presign('GET', this.#url(key, endpoint), this.#signer, { seconds, now })
  }

  close(): void {
    this.#http.close()
  }

  #once(method: string, { key, query = [], headers = {}, body, waitMs }: Ask): Promise<IncomingMessage> {
    const url = this.#url(key)
    const { host, pathname } = new URL(url)
    const payload = body ? createHash('sha256').update(body).digest('hex') : EMPTY_SHA256
    const signed = signHeaders(
      { method, path: pathname, query, headers: { ...headers, host }, payload },
      this.#signer,
      Date.now(),
    )
    const address = query.length ? `${url}?${encodeQuery(query)}` : url
    return this.#http.send({ method, url: address, headers: signed, body }, waitMs)
  }

  #url(key: string | undefined, endpoint = this.#options.endpoint): string {
    const { bucket, pathStyle } = this.#options
    const path = key === undefined ? '' : encodePath(key)
    if (pathStyle) return `${endpoint}/${bucket}${path && `/${path}`}`
    const { protocol, host } = new URL(endpoint)
    return `${protocol}//${bucket}.${host}/${path}`
  }
}

async function readText(answer: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of answer) {
    size += piece.length
    if (size > MAX_TEXT_BYTES) throw new Error('an answer of the object storage is too long')
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString()
}

function faultOf(status: number, text: string): ObjectsError {
  const { code, message } = errorIn(text)
  const said = `The object storage answers ${status}${code && ` ${code}`}${message && ` (${message})`}`
  if (code === 'NoSuchKey') return new ObjectsError('missing', said)
  if (status === 507 || code === 'QuotaExceeded') return new ObjectsError('full', `${said}: add space there`)
  if (status >= 500 || status === 429) return new ObjectsError('unavailable', `${said}: try again later`)
  return new ObjectsError('refused', `${said}: check the ROOKERY_S3_* settings and the rights of their access key`)
}

export function errorIn(text: string): { code: string; message: string } {
  try {
    const root = parse(text)
    const node = root.name === 'Error' ? root : (root.children.find(({ name }) => name === 'Error') ?? root)
    return { code: textOf(node, 'Code') ?? '', message: textOf(node, 'Message')?.trim().slice(0, 200) ?? '' }
  } catch {
    return { code: '', message: '' }
  }
}

export function unreachable(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return `The object storage cannot be reached (${code ?? message}): try again later, or check ROOKERY_S3_URL`
}
