/** Eight tables, so that eight bytes go in one step. */
const TABLES = Array.from({ length: 8 }, () => new Int32Array(256))
for (let n = 0; n < 256; n++) {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
  TABLES[0]![n] = c
}
for (let n = 0; n < 256; n++)
  for (let t = 1; t < 8; t++) {
    const before = TABLES[t - 1]![n]!
    TABLES[t]![n] = (before >>> 8) ^ TABLES[0]![before & 0xff]!
  }
const [T0, T1, T2, T3, T4, T5, T6, T7] = TABLES as [
  ...[Int32Array, Int32Array, Int32Array, Int32Array],
  ...[Int32Array, Int32Array, Int32Array, Int32Array],
]

/** CRC-32 as in ZIP. Pass the previous result to go on with more bytes. */
export function crc32(bytes: Uint8Array, previous = 0): number {
  let crc = ~previous
  let i = 0
  // Four bytes at a time, from where they lie as the machine reads them.
  const skew = -bytes.byteOffset & 3
  if (LITTLE_ENDIAN && bytes.length > 64) {
    for (; i < skew; i++) crc = (crc >>> 8) ^ T0[(crc ^ bytes[i]!) & 0xff]!
    const words = new Int32Array(bytes.buffer, bytes.byteOffset + skew, ((bytes.length - skew) >> 3) << 1)
    for (let w = 0; w < words.length; w += 2) {
      const low = crc ^ words[w]!
      const high = words[w + 1]!
      crc =
        T7[low & 0xff]! ^
        T6[(low >>> 8) & 0xff]! ^
        T5[(low >>> 16) & 0xff]! ^
        T4[low >>> 24]! ^
        T3[high & 0xff]! ^
        T2[(high >>> 8) & 0xff]! ^
        T1[(high >>> 16) & 0xff]! ^
        T0[high >>> 24]!
    }
    i += words.length * 4
  }
  for (; i < bytes.length; i++) crc = (crc >>> 8) ^ T0[(crc ^ bytes[i]!) & 0xff]!
  return ~crc >>> 0
}
const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1
