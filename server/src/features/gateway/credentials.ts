/**
 * Passwords of gateways: 16 characters without look-alikes, because an installer types them on a remote controller.
 * They carry 78 bits of chance, so a fast keyed hash protects them as well as a slow one would, and a thousand docks
 * can reconnect at once after a power cut.
 */
import { createHmac, randomInt, timingSafeEqual } from 'node:crypto'

const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'
const LENGTH = 16

export const newPassword = (): string =>
  Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')

export class GatewayPasswords {
  readonly #key: Buffer
  /** `secret`: the server's own signing secret. */
  constructor(secret: Uint8Array) {
    this.#key = createHmac('sha256', secret).update('gateway passwords').digest()
  }
  hash(sn: string, password: string): string {
    return createHmac('sha256', this.#key).update(`${sn}\n${password}`).digest('base64url')
  }
  matches(sn: string, password: string, hash: string | null): boolean {
    if (hash === null) return false
    const expected = Buffer.from(hash)
    const actual = Buffer.from(this.hash(sn, password))
    return expected.length === actual.length && timingSafeEqual(expected, actual)
  }
  /** MQTT credentials of DJI Pilot 2: derived from its session, so they end with it and nothing is stored. */
  pilot(sessionId: string): { username: string; password: string } {
    return { username: PILOT_PREFIX + sessionId, password: this.hash(PILOT_PREFIX, sessionId).slice(0, 32) }
  }
  /** Session id of a Pilot's user name; undefined for other user names. */
  pilotSession(username: string): string | undefined {
    return username.startsWith(PILOT_PREFIX) ? username.slice(PILOT_PREFIX.length) : undefined
  }
}

const PILOT_PREFIX = 'pilot-'
