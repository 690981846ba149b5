/** A ZIP writer that can lie, for hostile archives. */

import { deflateSync } from 'fflate'
import { crc32 } from '../src/archive/crc32.ts'

export interface RawEntry {
  path: string | Uint8Array
  content?: Uint8Array | string
  /** Ready-made packed bytes instead of `content`. */
  packed?: Uint8Array
  method?: number
  flags?: number
  size?: number
  crc?: number
  /** Unix mode in the external attributes. */
  mode?: number
  /** Another name in the local header. */
  localPath?: string
  /** Lies inside the data of this earlier entry, instead of after it. */
  inside?: number
}

export function rawZip(entries: readonly RawEntry[], count = entries.length): Uint8Array {
  const parts: Uint8Array[] = []
  const central: Uint8Array[] = []
  const offsets: number[] = []
  let at = 0
  for (const entry of entries) {
    const content = typeof entry.content === 'string' ? Buffer.from(entry.content) : (entry.content ?? new Uint8Array())
    const method = entry.method ?? 8
    const packed = entry.packed ?? (method === 8 ? deflateSync(content) : content)
    const path = typeof entry.path === 'string' ? Buffer.from(entry.path) : Buffer.from(entry.path)
    const local = entry.localPath === undefined ? path : Buffer.from(entry.localPath)
    const common = Buffer.alloc(22)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(entry.flags ?? 0x0800, 2)
    common.writeUInt16LE(method, 4)
    common.writeUInt32LE(entry.crc ?? crc32(content), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(entry.size ?? content.length, 18)
    const length = (bytes: Uint8Array) => Buffer.from([bytes.length & 0xff, bytes.length >> 8, 0, 0])
    if (entry.inside === undefined) {
      offsets.push(at)
      const written = [Buffer.from('PK\x03\x04'), common, length(local), local, packed]
      parts.push(...written)
      at += written.reduce((sum, part) => sum + part.length, 0)
    } else offsets.push(offsets[entry.inside]! + 30 + entries[entry.inside]!.path.length)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(((entry.mode ?? 0) << 16) >>> 0, 6)
    tail.writeUInt32LE(offsets.at(-1)!, 10)
    central.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), common, length(path), tail, path)
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06')
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  return new Uint8Array(Buffer.concat([...parts, directory, end]))
}
