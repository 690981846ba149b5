import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32 as zlib } from 'node:zlib'
import fc from 'fast-check'
import { crc32 } from './crc32.ts'

test('the checksum is that of zlib, wherever the bytes lie and however they are cut', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: 7 }), fc.nat({ max: 300 }), (bytes, skew, cut) => {
      const shifted = new Uint8Array(bytes.length + skew)
      shifted.set(bytes, skew)
      const moved = shifted.subarray(skew)
      assert.equal(crc32(moved), zlib(bytes))
      assert.equal(crc32(moved.subarray(cut), crc32(moved.subarray(0, cut))), zlib(bytes))
    }),
    { numRuns: 500 },
  )
})
