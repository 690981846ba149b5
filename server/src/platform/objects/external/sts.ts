/** Temporary credentials of a store elsewhere: AssumeRole with a policy that leaves uploads below one prefix alone. */
import { createHash, createHmac, randomUUID } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { MAX_SECONDS } from '../credentials.ts'
import { ObjectsError, type Provider, type TemporaryCredentials } from '../objects.ts'
import { encodePart, encodeQuery, signHeaders } from '../s3/signature.ts'
import { all, type Node, parse, textOf } from '../s3/xml.ts'
import { errorIn, unreachable } from './client.ts'
import { Http } from './http.ts'

export interface StsOptions {
  provider: Provider
  url: string
  region: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
  /** MinIO alone does without. */
  roleArn: string | undefined
}

/** The least that the services grant. */
const MIN_SECONDS = 900
const WAIT_MS = 5_000

interface Wanted {
  prefix: string
  seconds: number
  name: string
}

export class Sts {
  readonly #options: StsOptions
  readonly #http = new Http()

  constructor(options: StsOptions) {
    this.#options = options
  }

  /** @throws ObjectsError */
  async assumeRole({ prefix, seconds, name }: Wanted): Promise<TemporaryCredentials> {
    const duration = Math.min(MAX_SECONDS, Math.max(MIN_SECONDS, Math.floor(seconds)))
    const { provider, bucket, roleArn } = this.#options
    const fields: [string, string][] = [
      ['Action', 'AssumeRole'],
      ['DurationSeconds', String(duration)],
      ['Policy', policyFor(provider, bucket, prefix, roleArn)],
      [
        'RoleSessionName',
        name
          .replace(/[^\w=,.@-]/g, '-')
          .slice(0, 32)
          .padEnd(2, '-'),
      ],
      ...(roleArn ? [['RoleArn', roleArn] satisfies [string, string]] : []),
    ]
    const said = await (provider === 'ali' ? this.#askAlibaba(fields) : this.#ask(fields))
    const { id, secret, token, expiration } = said
    if (!id || !secret || !token)
      throw new ObjectsError('refused', 'The STS service gave no credentials: check ROOKERY_S3_STS_URL')
    const left = Math.floor((Date.parse(expiration ?? '') - Date.now()) / 1000)
    return {
      access_key_id: id,
      access_key_secret: secret,
      security_token: token,
      // Its clock and ours may differ; it will not grant more than it was asked for.
      expire: left > 0 && left < duration ? left : duration,
    }
  }

  close(): void {
    this.#http.close()
  }

  async #ask(fields: [string, string][]) {
    const { url, region, accessKeyId, secretAccessKey } = this.#options
    const body = Buffer.from(encodeQuery([...fields, ['Version', '2011-06-15']]))
    const { host, pathname } = new URL(url)
    const headers = signHeaders(
      {
        method: 'POST',
        path: pathname,
        query: [],
        headers: { host, 'content-type': 'application/x-www-form-urlencoded' },
        payload: createHash('sha256').update(body).digest('hex'),
      },
      { accessKeyId, secretAccessKey, region, service: 'sts' },
      Date.now(),
    )
    const { status, text } = await this.#send('POST', url, headers, body)
    if (status >= 300) throw refusal(status, errorIn(text))
    const found = find(parse(text), 'Credentials')
    return {
      id: found && textOf(found, 'AccessKeyId'),
      secret: found && textOf(found, 'SecretAccessKey'),
      token: found && textOf(found, 'SessionToken'),
      expiration: found && textOf(found, 'Expiration'),
    }
  }

  async #askAlibaba(fields: [string, string][]) {
    const { url, accessKeyId, secretAccessKey } = this.#options
    const query: [string, string][] = [
      ...fields,
      ['AccessKeyId', accessKeyId],
      ['Format', 'JSON'],
      ['SignatureMethod', 'HMAC-SHA1'],
      ['SignatureNonce', randomUUID()],
      ['SignatureVersion', '1.0'],
      ['Timestamp', new Date().toISOString().replace(/\.\d{3}/, '')],
      ['Version', '2015-04-01'],
    ]
    const signature = alibabaSignature('POST', query, secretAccessKey)
    const body = Buffer.from(encodeQuery([...query, ['Signature', signature]]))
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const { status, text } = await this.#send('POST', `${url}/`, headers, body)
    const answer = readJson(text)
    if (status >= 300) throw refusal(status, { code: String(answer.Code ?? ''), message: String(answer.Message ?? '') })
    const found = (answer.Credentials ?? {}) as Record<string, string | undefined>
    return {
      id: found.AccessKeyId,
      secret: found.AccessKeySecret,
      token: found.SecurityToken,
      expiration: found.Expiration,
    }
  }

  async #send(method: string, url: string, headers: Record<string, string>, body: Buffer) {
    try {
      const answer = await this.#http.send({ method, url, headers, body }, WAIT_MS)
      return { status: answer.statusCode!, text: await text(answer) }
    } catch (error) {
      throw new ObjectsError('unavailable', unreachable(error).replace('ROOKERY_S3_URL', 'ROOKERY_S3_STS_URL'), error)
    }
  }
}

/** What the credentials may do: put, and upload in parts, below the prefix. As JSON. */
export function policyFor(provider: Provider, bucket: string, prefix: string, roleArn: string | undefined): string {
  // These stand for other characters in a policy.
  if (/[*?$]/.test(prefix)) throw new ObjectsError('bad-key', 'A prefix of uploads must not hold *, ? or $')
  const path = `${bucket}/${prefix}/*`
  if (provider === 'ali') {
    const actions = ['oss:PutObject', 'oss:AbortMultipartUpload', 'oss:ListParts']
    return JSON.stringify({
      Version: '1',
      Statement: [{ Effect: 'Allow', Action: actions, Resource: [`acs:oss:*:*:${path}`] }],
    })
  }
  // China and the government have partitions of their own: `arn:aws-cn:...`
  const partition = /^arn:([\w-]+):/.exec(roleArn ?? '')?.[1] ?? 'aws'
  const actions = ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts']
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: [`arn:${partition}:s3:::${path}`] }],
  })
}

/** Of Alibaba's RPC requests, version 1.0. Base64. */
export function alibabaSignature(method: string, query: [string, string][], secret: string): string {
  const sorted = [...query].sort(([a], [b]) => (a < b ? -1 : 1))
  const text = `${method}&%2F&${encodePart(encodeQuery(sorted))}`
  return createHmac('sha1', `${secret}&`).update(text).digest('base64')
}

function refusal(status: number, { code, message }: { code: string; message: string }): ObjectsError {
  const said = `The STS service answers ${status}${code && ` ${code}`}${message && ` (${message.slice(0, 200)})`}`
  if (status >= 500 || status === 429) return new ObjectsError('unavailable', `${said}: try again later`)
  return new ObjectsError('refused', `${said}: check ROOKERY_S3_ROLE_ARN, and that the access key may assume the role`)
}

function find(node: Node, name: string): Node | undefined {
  return all(node, name)[0] ?? node.children.map(child => find(child, name)).find(found => found !== undefined)
}

function readJson(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
