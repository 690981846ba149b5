/** Access tokens name a session on the server and say nothing else; random tokens are kept as hashes. */
import { createHash, randomBytes } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import type { Clock } from '../clock.ts'

const ISSUER = 'rookery'
export const API_KEY_PREFIX = 'rk_'

export interface AccessTokens {
  sign(sessionId: string, lifetimeMs: number): Promise<string>
  /** The session id; undefined when the token is forged or malformed, or expired and that is not allowed. */
  verify(token: string, options?: { evenExpired: boolean }): Promise<string | undefined>
}

/** Checking a signature takes a hundred times as long as finding a token that was checked before. */
const REMEMBERED = 5_000

export function accessTokens(secret: Uint8Array, clock: Clock): AccessTokens {
  const checked = new Map<string, { sessionId: string; expiresAt: number }>()
  return {
    sign(sessionId, lifetimeMs) {
      const now = Math.floor(clock.now() / 1000)
      return new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(ISSUER)
        .setIssuedAt(now)
        .setExpirationTime(now + Math.floor(lifetimeMs / 1000))
        .setJti(randomBytes(9).toString('base64url'))
        .sign(secret)
    },
    async verify(token, options) {
      const known = checked.get(token)
      if (known && known.expiresAt > clock.now()) return known.sessionId
      checked.delete(token)
      const currentDate = new Date(clock.now())
      try {
        const { payload } = await jwtVerify(token, secret, { algorithms: ['HS256'], issuer: ISSUER, currentDate })
        const sessionId = sessionOf(payload)
        if (sessionId !== undefined && payload.exp !== undefined) {
          if (checked.size >= REMEMBERED) checked.delete(checked.keys().next().value!)
          checked.set(token, { sessionId, expiresAt: payload.exp * 1000 })
        }
        return sessionId
      } catch (error) {
        // Thrown after the signature was found good.
        if (options?.evenExpired && error instanceof errors.JWTExpired) return sessionOf(error.payload)
        return undefined
      }
    },
  }
}

const sessionOf = (payload: Record<string, unknown>) => (typeof payload.sid === 'string' ? payload.sid : undefined)

/** 256 random bits; the store keeps only their hash. */
export const randomToken = (prefix = '') => prefix + randomBytes(32).toString('base64url')
export const hashToken = (token: string) => createHash('sha256').update(token).digest('base64url')
