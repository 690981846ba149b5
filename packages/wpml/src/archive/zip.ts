import { deflateSync } from 'fflate'
import { crc32 } from './crc32.ts'
import type { Entry } from './entry.ts'

/** Packs a file. Small ones that do not shrink are stored. */
export function pack(path: string, content: Uint8Array): Entry {
  const deflated = deflateSync(content)
  const method = deflated.length < content.length ? 8 : 0
  return { path, packed: method ? deflated : content, method, size: content.length, crc: crc32(content) }
}

/** 1 January 1980: the same content gives the same bytes, and so the same fingerprint. */
const DATE = 0x0021
const UTF8 = 0x0800

/** A ZIP archive of the entries in their order. */
export function zip(entries: readonly Entry[]): Uint8Array {
  const names = entries.map(entry => new TextEncoder().encode(entry.path))
  const size = entries.reduce((sum, entry, i) => sum + 76 + 2 * names[i]!.length + entry.packed.length, 22)
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  let at = 0
  const u16 = (value: number) => {
    view.setUint16(at, value, true)
    at += 2
  }
  const u32 = (value: number) => {
    view.setUint32(at, value, true)
    at += 4
  }
  const raw = (value: Uint8Array) => {
    bytes.set(value, at)
    at += value.length
  }
  const common = (entry: Entry, nameLength: number) => {
    for (const value of [20, UTF8, entry.method, 0, DATE]) u16(value)
    for (const value of [entry.crc, entry.packed.length, entry.size]) u32(value)
    u16(nameLength)
    u16(0)
  }
  const offsets = entries.map((entry, i) => {
    const offset = at
    u32(0x04034b50)
    common(entry, names[i]!.length)
    raw(names[i]!)
    raw(entry.packed)
    return offset
  })
  const directory = at
  entries.forEach((entry, i) => {
    u32(0x02014b50)
    u16(20)
    common(entry, names[i]!.length)
    for (let n = 0; n < 3; n++) u16(0)
    u32(0)
    u32(offsets[i]!)
    raw(names[i]!)
  })
  const end = at
  u32(0x06054b50)
  for (const value of [0, 0, entries.length, entries.length]) u16(value)
  u32(end - directory)
  u32(directory)
  u16(0)
  return bytes
}
