/**
 * Who may use the embedded store. The owner's key is the server's own; temporary credentials are self-contained: the
 * session token says what they are for, is signed with the server's secret, and nothing of them is kept.
 */
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import type { TemporaryCredentials } from './objects.ts'

/** Longest life of temporary credentials, in seconds. */
export const MAX_SECONDS = 3600

export type Principal =
  | { kind: 'owner' }
  /** May put and upload in parts below `prefix`, which has a slash at its end. */
  | { kind: 'temporary'; name: string; prefix: string }

export type Found = { principal: Principal; secret: string } | 'unknown' | 'expired'

export interface KeyPair {
  accessKeyId: string
  secretAccessKey: string
}

interface Claims {
  /** The access key. */
  key: string
  name: string
  prefix: string
  /** Epoch seconds, of this server's clock. */
  expires: number
}

export class Credentials {
  readonly #tokenKey: Buffer
  readonly #secretKey: Buffer
  readonly owner: KeyPair

  /** @param owner as configured; made from the secret otherwise. */
  constructor(secret: Uint8Array, owner?: KeyPair) {
    const derive = (use: string) => Buffer.from(hkdfSync('sha256', secret, '', `rookery objects ${use}`, 32))
    this.#tokenKey = derive('session token')
    this.#secretKey = derive('session secret')
    this.owner = owner ?? { accessKeyId: 'rookery', secretAccessKey: derive('owner').toString('base64url') }
  }

  issue(options: { name: string; prefix: string; seconds: number }, now: number): TemporaryCredentials {
    const { name, prefix } = options
    if (prefix === '' || prefix.endsWith('/')) throw new Error('a prefix is not empty and has no slash at its end')
    const expire = Math.min(Math.floor(options.seconds), MAX_SECONDS)
    const key = `RK${randomBytes(9).toString('hex').toUpperCase()}`
    const claims: Claims = { key, name, prefix: `${prefix}/`, expires: Math.floor(now / 1000) + expire }
    const body = Buffer.from(JSON.stringify(claims)).toString('base64url')
    const token = `${body}.${sign(this.#tokenKey, body)}`
    return {
      access_key_id: key,
      access_key_secret: sign(this.#secretKey, token),
      security_token: token,
      expire,
    }
  }

  /** What an access key, with its session token if one came along, stands for. */
  find(accessKeyId: string, token: string | undefined, now: number): Found {
    if (token === undefined || token === '') {
      if (!equal(accessKeyId, this.owner.accessKeyId)) return 'unknown'
      return { principal: { kind: 'owner' }, secret: this.owner.secretAccessKey }
    }
    const [body = '', signature = '', ...rest] = token.split('.')
    if (rest.length > 0 || !equal(signature, sign(this.#tokenKey, body))) return 'unknown'
    const { key, name, prefix, expires }: Claims = JSON.parse(Buffer.from(body, 'base64url').toString())
    if (!equal(accessKeyId, key)) return 'unknown'
    if (now >= expires * 1000) return 'expired'
    return { principal: { kind: 'temporary', name, prefix }, secret: sign(this.#secretKey, token) }
  }
}

const sign = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest('base64url')

export function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
