/** Checksums that clients send along: as header before the body, or as trailer behind it. All in Base64. */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

export interface Checksum {
  update(chunk: Buffer): void
  /** Base64. */
  digest(): string
}

export const CHECKSUMS = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'] as const
export type ChecksumName = (typeof CHECKSUMS)[number] | 'md5'

export function checksum(name: ChecksumName): Checksum {
  switch (name) {
    case 'crc32': {
      let value = 0
      return {
        update(chunk) {
          value = crc32(chunk, value)
        },
        digest: () => base64(value),
      }
    }
    case 'crc32c': {
      const table = tableOf(0x82f63b78)
      let value = ~0
      return {
        update(chunk) {
          for (const byte of chunk) value = table[(value ^ byte) & 255]! ^ (value >>> 8)
        },
        digest: () => base64(~value >>> 0),
      }
    }
    case 'crc64nvme':
      return crc64nvme()
    default: {
      const hash = createHash(name)
      return { update: chunk => void hash.update(chunk), digest: () => hash.digest('base64') }
    }
  }
}

function base64(value: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes.toString('base64')
}

function tableOf(polynomial: number): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let value = byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1
    return value
  })
}

/** In two halves of 32 bits, since a BigInt a byte would be a hundred times slower. */
function crc64nvme(): Checksum {
  nvmeTables ??= tablesOf(0x9a6c9329, 0xac4bc9b5)
  const [highs, lows] = nvmeTables
  let [high, low] = [~0, ~0]
  return {
    update(chunk) {
      for (const byte of chunk) {
        const at = (low ^ byte) & 255
        low = ((low >>> 8) | (high << 24)) ^ lows[at]!
        high = (high >>> 8) ^ highs[at]!
      }
    },
    digest() {
      const bytes = Buffer.alloc(8)
      bytes.writeUInt32BE(~high >>> 0, 0)
      bytes.writeUInt32BE(~low >>> 0, 4)
      return bytes.toString('base64')
    },
  }
}

let nvmeTables: [Int32Array, Int32Array] | undefined

function tablesOf(polynomialHigh: number, polynomialLow: number): [Int32Array, Int32Array] {
  const [highs, lows] = [new Int32Array(256), new Int32Array(256)]
  for (let byte = 0; byte < 256; byte++) {
    let [high, low] = [0, byte]
    for (let bit = 0; bit < 8; bit++) {
      const odd = low & 1
      low = (low >>> 1) | (high << 31)
      high >>>= 1
      if (odd) {
        high ^= polynomialHigh
        low ^= polynomialLow
      }
    }
    highs[byte] = high
    lows[byte] = low
  }
  return [highs, lows]
}
