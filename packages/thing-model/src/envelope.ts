/**
 * The JSON object around every message: tid and bid (ids of the transaction and of the business job), timestamp in
 * milliseconds, method, data, and on the way up gateway and need_reply.
 */
export interface Envelope<D = unknown> {
  tid?: string
  bid?: string
  /** Milliseconds since 1970 by the sender's clock. */
  timestamp?: number
  method?: string
  data?: D
  /** SN of the gateway that sends it. Some messages of real devices lack it. */
  gateway?: string
  /** 1: the sender repeats the message until it is answered. */
  need_reply?: number
  [field: string]: unknown
}

/** Result of reading the bytes of a message: the envelope, or one sentence on why they are none. */
export type Decoded = { ok: true; envelope: Envelope } | { ok: false; reason: string }

const decoder = new TextDecoder('utf-8', { fatal: true })

/** No message of the Cloud API nests deeper than a dozen levels; thousands would exhaust somebody's stack. */
const MAX_DEPTH = 64
/** Shorter payloads cannot nest deep enough to hurt, and are nearly all there are. */
const MAX_UNCHECKED_BYTES = 4096

function nestsTooDeep(payload: Uint8Array): boolean {
  let depth = 0
  let inText = false
  for (let i = 0; i < payload.length; i++) {
    const byte = payload[i]
    if (inText) {
      if (byte === 0x5c) i++
      else if (byte === 0x22) inText = false
    } else if (byte === 0x22) inText = true
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > MAX_DEPTH) return true
    } else if (byte === 0x7d || byte === 0x5d) depth--
  }
  return false
}

/**
 * Reads a payload. Only what cannot be an envelope at all is refused: invalid UTF-8, invalid JSON, not an object.
 * Wrong types of single fields are dropped from the envelope's own fields and left to the link to report.
 */
export function decode(payload: Uint8Array): Decoded {
  if (payload.length > MAX_UNCHECKED_BYTES && nestsTooDeep(payload))
    return { ok: false, reason: `payload nests deeper than ${MAX_DEPTH} levels` }
  let value: unknown
  try {
    value = JSON.parse(decoder.decode(payload))
  } catch (error) {
    return { ok: false, reason: error instanceof SyntaxError ? 'payload is not JSON' : 'payload is not UTF-8' }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { ok: false, reason: 'payload is not a JSON object' }
  return { ok: true, envelope: value as Envelope }
}

const encoder = new TextEncoder()
/** Bytes of an envelope. Undefined fields are left out. */
export const encode = (envelope: Envelope): Uint8Array => encoder.encode(JSON.stringify(envelope))

/** All-zero or empty ids, as some real devices send them, identify nothing. */
export const isZeroId = (id: unknown): boolean => typeof id !== 'string' || /^[0-]*$/.test(id)

/** A fresh transaction or business id (UUID v4; works in browsers and in Node). */
export const newId = (): string => crypto.randomUUID()
