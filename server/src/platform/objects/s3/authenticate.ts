/** Who sent a request: Signature Version 4 in the header or in the address. Alibaba's own signature is in oss.ts. */
import { type Credentials, equal, type Principal } from '../credentials.ts'
import { S3Error } from './errors.ts'
import { authenticateOss, isOss } from './oss.ts'
import type { S3Request } from './request.ts'
import { ALGORITHM, encodePath, type Scope, scopeOf, signatureOf, signingKey, UNSIGNED } from './signature.ts'

export interface Authenticated {
  principal: Principal
  /** What the signature says of the body: a hash, or one of S3's words. */
  payload: string
  /** For bodies that are signed in chunks. */
  chunks: { key: Buffer; scope: Scope; seed: string } | undefined
}

/**
 * The owner's requests count for so long. Temporary credentials count until they expire, by our clock alone: the clock
 * of a dock that has just been switched on may be off by any amount.
 */
const OWNER_SKEW_MS = 15 * 60_000
const MAX_PRESIGNED_SECONDS = 7 * 24 * 3600

interface Claim {
  accessKeyId: string
  token: string | undefined
  scope: Scope
  signedHeaders: string[]
  signature: string
  payload: string
  /** Seconds that an address is good for. */
  expires?: number
}

/** @throws S3Error */
export function authenticate(request: S3Request, credentials: Credentials, now: number): Authenticated {
  if (isOss(request)) return authenticateOss(request, credentials, now)
  const presigned = request.param('X-Amz-Signature') !== undefined
  const claim = presigned ? fromQuery(request) : fromHeader(request)
  const { accessKeyId, token, scope, signedHeaders, payload } = claim
  const found = credentials.find(accessKeyId, token, now)
  if (found === 'expired') throw new S3Error('ExpiredToken')
  if (found === 'unknown') throw new S3Error(token ? 'InvalidToken' : 'InvalidAccessKeyId')
  checkTime(claim, found.principal, now)
  const key = signingKey(found.secret, scope)
  const expected = signatureOf(
    {
      method: request.method,
      path: encodePath(request.path),
      query: request.query.filter(([name]) => name !== 'X-Amz-Signature'),
      headers: signedHeaders.map(name => [name, request.header(name) ?? '']),
      payload,
    },
    scope,
    key,
  )
  if (!equal(claim.signature, expected)) throw new S3Error('SignatureDoesNotMatch')
  // Else whoever stands in between could make another request of this one.
  for (const name of Object.keys(request.message.headers))
    if (/^x-(amz|oss)-/.test(name) && name !== 'x-amz-content-sha256' && !signedHeaders.includes(name))
      throw new S3Error('AccessDenied', 'Headers that begin with x-amz- must be signed')
  const chunked = payload.startsWith(`STREAMING-${ALGORITHM}-PAYLOAD`)
  return { principal: found.principal, payload, chunks: chunked ? { key, scope, seed: claim.signature } : undefined }
}

function fromHeader(request: S3Request): Claim {
  const header = request.header('authorization')
  if (header === undefined) throw new S3Error('AccessDenied', 'The request is not signed: sign it with credentials')
  const [algorithm = '', ...rest] = header.split(' ')
  const fields = new Map(
    rest
      .join('')
      .split(',')
      .map(field => {
        const at = field.indexOf('=')
        return [field.slice(0, at), field.slice(at + 1)]
      }),
  )
  const signedHeaders = (fields.get('SignedHeaders') ?? '').split(';')
  if (algorithm !== ALGORITHM || !signedHeaders.includes('host'))
    throw new S3Error('InvalidRequest', 'Sign the request with AWS4-HMAC-SHA256, the host among what is signed')
  return {
    ...readCredential(fields.get('Credential'), request.header('x-amz-date') ?? timeOf(request.header('date'))),
    token: request.header('x-amz-security-token'),
    signedHeaders,
    signature: fields.get('Signature') ?? '',
    payload: request.header('x-amz-content-sha256') ?? UNSIGNED,
  }
}

function fromQuery(request: S3Request): Claim {
  const signedHeaders = (request.param('X-Amz-SignedHeaders') ?? '').toLowerCase().split(';')
  const expires = Number(request.param('X-Amz-Expires'))
  if (request.param('X-Amz-Algorithm') !== ALGORITHM || !signedHeaders.includes('host'))
    throw new S3Error('InvalidRequest', 'Sign the address with AWS4-HMAC-SHA256, the host among what is signed')
  if (!(Number.isInteger(expires) && expires > 0 && expires <= MAX_PRESIGNED_SECONDS))
    throw new S3Error('InvalidArgument', 'X-Amz-Expires must be from 1 to 604800 seconds')
  return {
    ...readCredential(request.param('X-Amz-Credential'), request.param('X-Amz-Date')),
    token: request.param('X-Amz-Security-Token'),
    signedHeaders,
    signature: request.param('X-Amz-Signature') ?? '',
    payload: request.param('X-Amz-Content-Sha256') ?? request.header('x-amz-content-sha256') ?? UNSIGNED,
    expires,
  }
}

/** `<key>/20261122/us-east-1/s3/aws4_request`. Any region will do: devices may have one of their own set. */
function readCredential(credential = '', time = ''): { accessKeyId: string; scope: Scope } {
  const parts = credential.split('/')
  const [date, region = '', service = '', end] = parts.slice(-4)
  const scope = { time, region, service }
  if (!/^\d{8}T\d{6}Z$/.test(time) || service !== 's3' || end !== 'aws4_request' || date !== time.slice(0, 8))
    throw new S3Error('InvalidRequest', 'The scope of the signature must name its date, a region and s3')
  return { accessKeyId: credential.slice(0, -scopeOf(scope).length - 1), scope }
}

function timeOf(date: string | undefined): string | undefined {
  const time = Date.parse(date ?? '')
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '')
}

function checkTime({ scope, expires }: Claim, { kind }: Principal, now: number): void {
  const signedAt = Date.parse(scope.time.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'))
  if (Number.isNaN(signedAt)) throw new S3Error('InvalidRequest', 'The time of the signature is no time')
  if (expires !== undefined) {
    if (kind === 'owner' && now >= signedAt + expires * 1000)
      throw new S3Error('AccessDenied', 'The address has expired: ask for a new one')
  } else if (kind === 'owner' && Math.abs(now - signedAt) > OWNER_SKEW_MS) throw new S3Error('RequestTimeTooSkewed')
}
