/** AWS Signature Version 4 of S3 and STS, for both sides: making one and checking one. */
import { createHash, createHmac } from 'node:crypto'

export const ALGORITHM = 'AWS4-HMAC-SHA256'
export const UNSIGNED = 'UNSIGNED-PAYLOAD'
export const EMPTY_SHA256 = createHash('sha256').digest('hex')

export interface Signable {
  method: string
  /** Encoded, each byte but the unreserved ones and `/`. */
  path: string
  /** Decoded names and values. */
  query: [string, string][]
  /** Lower-case names; only these are signed. */
  headers: [string, string][]
  /** Hex SHA-256 of the body, or one of S3's words for it. */
  payload: string
}

export interface Scope {
  /** `20261122T101500Z` */
  time: string
  region: string
  service: string
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** As S3 wants it: RFC 3986, and `/` stays where it separates. */
export const encodePart = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
export const encodePath = (key: string): string => key.split('/').map(encodePart).join('/')
export const encodeQuery = (query: [string, string][]): string =>
  query.map(([name, value]) => `${encodePart(name)}=${encodePart(value)}`).join('&')

/** Epoch ms as `20261122T101500Z`. */
export const signingTime = (now: number): string => new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '')

export const scopeOf = ({ time, region, service }: Scope): string =>
  `${time.slice(0, 8)}/${region}/${service}/aws4_request`

export function signingKey(secret: string, { time, region, service }: Scope): Buffer {
  const parts = [time.slice(0, 8), region, service, 'aws4_request']
  return parts.reduce<string | Buffer>(hmac, `AWS4${secret}`) as Buffer
}

/** Hex signature of a request. */
export function signatureOf(request: Signable, scope: Scope, key: Buffer): string {
  const { method, path, query, headers, payload } = request
  const sorted = [...headers].sort(([a], [b]) => (a < b ? -1 : 1))
  const canonical = [
    method,
    path,
    canonicalQuery(query),
    ...sorted.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}`),
    '',
    sorted.map(([name]) => name).join(';'),
    payload,
  ].join('\n')
  return sign(key, [ALGORITHM, scope.time, scopeOf(scope), sha256(canonical)])
}

/** Hex HMAC over lines, as for chunks. */
export const sign = (key: Buffer, lines: string[]): string => hmac(key, lines.join('\n')).toString('hex')

function canonicalQuery(query: [string, string][]): string {
  const encoded = query.map(([name, value]) => `${encodePart(name)}=${encodePart(value)}`)
  const nameOf = (pair: string) => pair.slice(0, pair.indexOf('='))
  return encoded
    .sort((a, b) => {
      const [left, right] = [nameOf(a), nameOf(b)]
      return left === right ? (a < b ? -1 : 1) : left < right ? -1 : 1
    })
    .join('&')
}

export interface Signer {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
  region: string
  service: 's3' | 'sts'
}

/** Headers to send, those given among them, with the `authorization` that covers them all. */
export function signHeaders(
  request: Omit<Signable, 'headers'> & { headers: Record<string, string> },
  { accessKeyId, secretAccessKey, sessionToken, region, service }: Signer,
  now: number,
): Record<string, string> {
  const scope = { time: signingTime(now), region, service }
  const headers: Record<string, string> = {
    ...request.headers,
    'x-amz-date': scope.time,
    ...(service === 's3' && { 'x-amz-content-sha256': request.payload }),
    ...(sessionToken && { 'x-amz-security-token': sessionToken }),
  }
  const signature = signatureOf(
    { ...request, headers: Object.entries(headers) },
    scope,
    signingKey(secretAccessKey, scope),
  )
  const names = Object.keys(headers).sort().join(';')
  const credential = `${accessKeyId}/${scopeOf(scope)}`
  return {
    ...headers,
    authorization: `${ALGORITHM} Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
  }
}

/** An address that carries its own signature. `url` has the path encoded and no query. */
export function presign(
  method: string,
  url: string,
  { accessKeyId, secretAccessKey, sessionToken, region, service }: Signer,
  { seconds, now }: { seconds: number; now: number },
): string {
  const scope = { time: signingTime(now), region, service }
  const query: [string, string][] = [
    ['X-Amz-Algorithm', ALGORITHM],
    ['X-Amz-Credential', `${accessKeyId}/${scopeOf(scope)}`],
    ['X-Amz-Date', scope.time],
    ['X-Amz-Expires', String(seconds)],
    ['X-Amz-SignedHeaders', 'host'],
    ...(sessionToken ? [['X-Amz-Security-Token', sessionToken] satisfies [string, string]] : []),
  ]
  const { host, pathname } = new URL(url)
  const signature = signatureOf(
    { method, path: pathname, query, headers: [['host', host]], payload: UNSIGNED },
    scope,
    signingKey(secretAccessKey, scope),
  )
  return `${url}?${encodeQuery([...query, ['X-Amz-Signature', signature]])}`
}
