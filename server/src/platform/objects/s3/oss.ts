/** Signature Version 1 of Alibaba OSS, in the header or in the address, for clients that know no other. */
import { createHmac } from 'node:crypto'
import { type Credentials, equal } from '../credentials.ts'
import type { Authenticated } from './authenticate.ts'
import { S3Error } from './errors.ts'
import type { S3Request } from './request.ts'
import { UNSIGNED } from './signature.ts'

/** Parameters that are part of what is signed. */
const SIGNED = new Set([
  'delete',
  'location',
  'partNumber',
  'security-token',
  'uploadId',
  'uploads',
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
  'continuation-token',
])
const OWNER_SKEW_MS = 15 * 60_000

export const isOss = (request: S3Request): boolean =>
  request.header('authorization')?.startsWith('OSS ') === true || request.param('OSSAccessKeyId') !== undefined

/** @throws S3Error */
export function authenticateOss(request: S3Request, credentials: Credentials, now: number): Authenticated {
  const header = request.header('authorization')
  const [accessKeyId = '', signature = ''] = header
    ? split(header.slice('OSS '.length))
    : [request.param('OSSAccessKeyId'), request.param('Signature')]
  const expires = header ? undefined : request.param('Expires')
  const date = expires ?? request.header('x-oss-date') ?? request.header('date') ?? ''
  const token = header ? request.header('x-oss-security-token') : request.param('security-token')
  const found = credentials.find(accessKeyId, token, now)
  if (found === 'expired') throw new S3Error('ExpiredToken')
  if (found === 'unknown') throw new S3Error(token ? 'InvalidToken' : 'InvalidAccessKeyId')
  const expected = createHmac('sha1', found.secret).update(textToSign(request, date)).digest('base64')
  if (!equal(signature, expected)) throw new S3Error('SignatureDoesNotMatch')
  if (found.principal.kind === 'owner') {
    if (expires === undefined && !(Math.abs(now - Date.parse(date)) <= OWNER_SKEW_MS))
      throw new S3Error('RequestTimeTooSkewed')
    if (expires !== undefined && !(now < Number(expires) * 1000))
      throw new S3Error('AccessDenied', 'The address has expired: ask for a new one')
  }
  return { principal: found.principal, payload: UNSIGNED, chunks: undefined }
}

function textToSign(request: S3Request, date: string): string {
  const headers = Object.keys(request.message.headers)
    .filter(name => name.startsWith('x-oss-'))
    .sort()
    .map(name => `${name}:${request.header(name)}\n`)
  const query = request.query
    .filter(([name]) => SIGNED.has(name) || name.startsWith('x-oss-'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
  const resource = `/${request.bucket ? `${request.bucket}/` : ''}${request.key ?? ''}`
  return [
    request.method,
    request.header('content-md5') ?? '',
    request.header('content-type') ?? '',
    date,
    `${headers.join('')}${resource}${query.length ? `?${query.join('&')}` : ''}`,
  ].join('\n')
}

function split(text: string): [string, string] {
  const at = text.lastIndexOf(':')
  return [text.slice(0, at), text.slice(at + 1)]
}
