/**
 * Reads a ZIP by its central directory and unpacks every entry once, in a stream, under limits: an entry that grows
 * beyond the size it declares ends the reading. Entries nobody wants are only checked, so memory stays flat.
 */
import { Inflate, inflateSync } from 'fflate'
import { WpmlError } from '../errors.ts'
import type { Deadline, Limits } from '../limits.ts'
import { crc32 } from './crc32.ts'
import type { Entry } from './entry.ts'

const EOCD = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const EOCD_SIZE = 22
/** Bytes handed to the inflater at a time: at most 1,032 times as many come out. */
const CHUNK = 16 * 1024
/** Packed bytes that are unpacked in one go: they cannot become more than a quarter of a gigabyte. */
const AT_ONCE = 256 * 1024
/** Below this an unpacked size harms nobody, whatever its ratio. */
const RATIO_FROM = 2 ** 20

interface Listed extends Entry {
  /** Where the local header begins and the data ends. */
  start: number
  end: number
}

const damaged = (what: string) => new WpmlError('archive.damaged', `The archive is damaged: ${what}.`)

/**
 * The files of an archive without its directories, and the contents of those that `choose` picks.
 * @throws WpmlError `archive.*` or `time`
 */
export function unzip(
  bytes: Uint8Array,
  limits: Limits,
  deadline: Deadline,
  choose: (paths: readonly string[]) => readonly (string | undefined)[],
): { entries: Entry[]; contents: Map<string, Uint8Array> } {
  if (bytes.length > limits.packed)
    throw new WpmlError('archive.too-large', `The archive is larger than ${inMb(limits.packed)} MB.`)
  const entries = list(bytes, limits)
  const chosen = new Set(choose(entries.map(entry => entry.path)))
  const contents = new Map<string, Uint8Array>()
  checkSizes(entries, bytes.length, limits)
  for (const entry of entries) {
    const chunks: Uint8Array[] | undefined = chosen.has(entry.path) ? [] : undefined
    if (chunks && entry.size > limits.documentBytes)
      throw new WpmlError('xml.too-large', `A document is larger than ${inMb(limits.documentBytes)} MB.`)
    if (chunks && entry.method === 8 && entry.packed.length <= AT_ONCE) {
      contents.set(entry.path, unpackAtOnce(entry))
      deadline()
      continue
    }
    let size = 0
    let crc = 0
    unpackStream(entry, deadline, chunk => {
      size += chunk.length
      if (size > entry.size) throw wrongSize(entry)
      crc = crc32(chunk, crc)
      chunks?.push(chunk)
    })
    if (size !== entry.size || crc !== entry.crc) throw wrongSize(entry)
    if (chunks) contents.set(entry.path, joined(chunks, size))
  }
  return {
    entries: entries.map(({ path, packed, method, size, crc }) => ({ path, packed, method, size, crc })),
    contents,
  }
}

/** Faster than a stream, into the size that it declares; what does not fit there is dropped and found out. */
function unpackAtOnce(entry: Entry): Uint8Array {
  let content: Uint8Array
  try {
    content = inflateSync(entry.packed, { out: new Uint8Array(entry.size + 1) })
  } catch {
    throw damaged(`${entry.path} cannot be unpacked`)
  }
  if (content.length !== entry.size || crc32(content) !== entry.crc) throw wrongSize(entry)
  return content
}

/** The content of one entry that was read and checked before. */
export function unpack(entry: Entry): Uint8Array {
  const chunks: Uint8Array[] = []
  let size = 0
  unpackStream(
    entry,
    () => {},
    chunk => {
      size += chunk.length
      if (size > entry.size) throw wrongSize(entry)
      chunks.push(chunk)
    },
  )
  return joined(chunks, size)
}

function unpackStream(entry: Entry, deadline: Deadline, take: (chunk: Uint8Array) => void) {
  const inflate = entry.method === 8 ? new Inflate(take) : undefined
  const { packed } = entry
  try {
    for (let at = 0; at === 0 || at < packed.length; at += CHUNK) {
      deadline()
      const chunk = packed.subarray(at, at + CHUNK)
      if (inflate) inflate.push(chunk, at + CHUNK >= packed.length)
      else take(chunk)
    }
  } catch (error) {
    if (error instanceof WpmlError) throw error
    throw damaged(`${entry.path} cannot be unpacked`)
  }
}

/** By the sizes that the entries declare; while unpacking each is held to its own. */
function checkSizes(entries: readonly Entry[], archive: number, limits: Limits) {
  const tooDense = (size: number, packed: number) => size > RATIO_FROM && size > packed * limits.ratio
  const total = entries.reduce((sum, entry) => sum + entry.size, 0)
  if (total > limits.unpacked)
    throw new WpmlError('archive.too-large-unpacked', `The archive unpacks to more than ${inMb(limits.unpacked)} MB.`)
  if (tooDense(total, archive) || entries.some(entry => tooDense(entry.size, entry.packed.length)))
    throw new WpmlError('archive.ratio', `The archive unpacks to more than ${limits.ratio} times its size.`)
}

const wrongSize = ({ path }: Entry) =>
  new WpmlError('archive.checksum', `${path} is damaged: its checksum or size is wrong.`)
const inMb = (bytes: number) => Math.floor(bytes / 2 ** 20)

function list(bytes: Uint8Array, limits: Limits): Listed[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = findEnd(view)
  const count = view.getUint16(end + 10, true)
  const offset = view.getUint32(end + 16, true)
  if (count > limits.entries)
    throw new WpmlError('archive.too-many-entries', `The archive has more than ${limits.entries} entries.`)
  if (view.getUint16(end + 4, true) || view.getUint16(end + 6, true)) throw damaged('it is one of several volumes')

  const entries: Listed[] = []
  const paths = new Set<string>()
  let at = offset
  for (let i = 0; i < count; i++) {
    const { entry, next, directory } = readEntry(bytes, view, at, end)
    at = next
    if (directory) continue
    if (paths.has(entry.path.toLowerCase()))
      throw new WpmlError('archive.duplicate-path', `The archive has ${entry.path} twice.`)
    paths.add(entry.path.toLowerCase())
    entries.push(entry)
  }
  const ordered = [...entries].sort((a, b) => a.start - b.start)
  ordered.forEach((entry, i) => {
    if (i && entry.start < ordered[i - 1]!.end)
      throw new WpmlError('archive.overlap', 'The archive has entries that overlap one another.')
    if (entry.end > offset) throw damaged('an entry reaches into the directory')
  })
  return entries
}

function readEntry(bytes: Uint8Array, view: DataView, at: number, end: number) {
  if (at + 46 > end || view.getUint32(at, true) !== CENTRAL) throw damaged('its directory is broken')
  const flags = view.getUint16(at + 8, true)
  const method = view.getUint16(at + 10, true)
  const nameLength = view.getUint16(at + 28, true)
  const extraLength = view.getUint16(at + 30, true)
  const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true)
  if (next > end) throw damaged('its directory is broken')
  const raw = bytes.subarray(at + 46, at + 46 + nameLength)
  const path = checkedPath(nameOf(raw))
  const [size, packedSize, start] = sizes(view, at, extraLength, at + 46 + nameLength)
  if (flags & 1) throw new WpmlError('archive.encrypted', `${path} is encrypted.`)
  if (method !== 0 && method !== 8)
    throw new WpmlError('archive.method', `${path} is packed by a method that is not supported.`)
  // The upper half of the external attributes is the file's mode where a Unix made the entry.
  const mode = view.getUint32(at + 38, true) >>> 16
  const type = mode & 0xf000
  if (type && type !== 0x8000 && type !== 0x4000)
    throw new WpmlError('archive.not-file', `${path} is a link or a device, not a file.`)

  if (start + 30 > end || view.getUint32(start, true) !== LOCAL) throw damaged(`${path} is not where it should be`)
  const localNameLength = view.getUint16(start + 26, true)
  const data = start + 30 + localNameLength + view.getUint16(start + 28, true)
  if (data + packedSize > end) throw damaged(`${path} is cut off`)
  if (localNameLength !== nameLength || raw.some((byte, i) => byte !== bytes[start + 30 + i]))
    throw damaged(`${path} has two names`)
  const directory = path.endsWith('/')
  if (directory && size > 0) throw damaged(`${path} is a directory with content`)
  const entry: Listed = {
    path,
    packed: bytes.subarray(data, data + packedSize),
    method,
    size,
    crc: view.getUint32(at + 16, true),
    start,
    end: data + packedSize,
  }
  return { entry, next, directory }
}

/** Unpacked size, packed size and offset, from the ZIP64 field where the 32 bits are all ones. */
function sizes(view: DataView, at: number, extraLength: number, extra: number): [number, number, number] {
  const values = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)]
  if (values.includes(0xffffffff)) {
    let field = extra
    while (field + 4 <= extra + extraLength && view.getUint16(field, true) !== 1)
      field += 4 + view.getUint16(field + 2, true)
    let from = field + 4
    for (let i = 0; i < 3; i++) {
      if (values[i] !== 0xffffffff) continue
      if (from + 8 > extra + extraLength || view.getUint32(from + 4, true)) throw damaged('an entry is too large')
      values[i] = view.getUint32(from, true)
      from += 8
    }
  }
  return values as [number, number, number]
}

function findEnd(view: DataView): number {
  const last = view.byteLength - EOCD_SIZE
  for (let at = last; at >= Math.max(0, last - 0xffff); at--)
    if (view.getUint32(at, true) === EOCD && at + EOCD_SIZE + view.getUint16(at + 20, true) <= view.byteLength)
      return at
  throw new WpmlError('archive.not-zip', 'The file is not a KMZ (ZIP) archive.')
}

function nameOf(raw: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw)
  } catch {
    return String.fromCharCode(...raw)
  }
}

function checkedPath(name: string): string {
  const path = name.replaceAll('\\', '/')
  if (!path || path.startsWith('/') || /^[a-z]:/i.test(path) || path.includes('\0') || path.split('/').includes('..'))
    throw new WpmlError(
      'archive.path',
      'The archive has an entry with an absolute path or one that leaves the archive.',
    )
  return path
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}
