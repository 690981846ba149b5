/** The HTTP server that speaks S3 for one bucket. */
import { randomUUID } from 'node:crypto'
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../../clock.ts'
import type { Logger } from '../../log.ts'
import type { Tls } from '../../tls.ts'
import type { Credentials } from '../credentials.ts'
import type { FolderStore } from '../folder/store.ts'
import type { Uploads } from '../folder/uploads.ts'
import { checkKey } from '../key.ts'
import { authenticate } from './authenticate.ts'
import { S3Error, s3ErrorOf } from './errors.ts'
import { checkAccess, findOperation } from './operations.ts'
import { readRequest, type S3Request } from './request.ts'
import { errorDocument } from './xml.ts'

export interface S3ServerOptions {
  host: string
  port: number
  tls?: Tls
  bucket: string
  region: string
  store: FolderStore
  uploads: Uploads
  credentials: Credentials
  clock: Clock
  log: Logger
}

export interface S3Server {
  port: number
  /** Waits a little for what is under way. */
  close(): Promise<void>
}

const HEADERS_WITHIN_MS = 30_000
/** A connection on which nothing moves for so long is cut; a slow one that moves is not. */
const IDLE_MS = 120_000
const GOODBYE_MS = 2_000
/** Of a body that is refused, so much is read so that the client gets to hear why. */
const REFUSED_BODY_BYTES = 16 * 1024 * 1024

export async function startS3Server(options: S3ServerOptions): Promise<S3Server> {
  const { tls, host, port } = options
  const settings = { headersTimeout: HEADERS_WITHIN_MS, requestTimeout: 0, keepAliveTimeout: 30_000 }
  const server: Server | HttpsServer = tls
    ? createHttpsServer({ ...settings, ...tls.current() })
    : createHttpServer(settings)
  tls?.onChange(pair => (server as HttpsServer).setSecureContext(pair))
  server.setTimeout(IDLE_MS)
  const handle = (message: IncomingMessage, response: ServerResponse) => void answer(options, message, response)
  server.on('request', handle)
  // The client waits for a word before it sends the body, and gets it when it may.
  server.on('checkContinue', handle)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise(resolve => {
        const cut = setTimeout(() => server.closeAllConnections(), GOODBYE_MS)
        server.close(() => {
          clearTimeout(cut)
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}

async function answer(options: S3ServerOptions, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const { bucket, credentials, clock, log } = options
  const id = randomUUID()
  response.setHeader('x-amz-request-id', id)
  response.setHeader('server', 'Rookery')
  response.setHeader('x-content-type-options', 'nosniff')
  let request: S3Request | undefined
  try {
    request = readRequest(message, bucket)
    const authenticated = authenticate(request, credentials, clock.now())
    if (request.bucket !== undefined && request.bucket !== bucket) throw new S3Error('NoSuchBucket')
    const operation = findOperation(request)
    if (request.key !== undefined) checkKey(request.key)
    checkAccess(operation, authenticated.principal, request.key)
    if (message.headers.expect !== undefined) response.writeContinue()
    const context = { ...options, request, authenticated, response, key: request.key ?? '' }
    const answered = await operation.run(context)
    if (answered) send(response, answered.status ?? 200, answered.headers ?? {}, answered.xml)
  } catch (error) {
    const known = s3ErrorOf(error)
    if (message.destroyed && !message.complete) return
    if (!known || known.status >= 500) log.warn({ err: error, method: message.method, id }, 'an object request failed')
    refuse(message, response, known ?? new S3Error('InternalError'), request?.path ?? '', id)
  }
}

function refuse(message: IncomingMessage, response: ServerResponse, error: S3Error, path: string, id: string): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const { code, status } = error
  const headers: Record<string, string> = message.complete ? {} : { connection: 'close' }
  const xml = errorDocument([
    ['Code', code],
    ['Message', error.message],
    ['Resource', path],
    ['RequestId', id],
  ])
  send(response, status, headers, message.method === 'HEAD' ? undefined : xml)
  if (message.complete) return
  let left = REFUSED_BODY_BYTES
  message.on('data', chunk => {
    left -= chunk.length
    if (left < 0) message.destroy()
  })
  message.resume()
}

function send(response: ServerResponse, status: number, headers: Record<string, string>, xml?: string): void {
  if (xml !== undefined) {
    response.setHeader('content-type', 'application/xml')
    response.setHeader('content-length', Buffer.byteLength(xml))
  } else if (status !== 204 && status !== 304) response.setHeader('content-length', 0)
  response.writeHead(status, headers)
  response.end(xml)
}
