/** ZIP archives as streams: made while they are read, of any size, with nothing kept on disk or in memory. */
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { ZipFile } from 'yazl'

export interface ZipEntry {
  /** Path inside the archive; made safe and unlike those before it. */
  path: string
  /** Epoch ms; absent: now. */
  time?: number
  /** Opened when its turn comes. Undefined: it cannot be had, and is named in `_missing.txt`. */
  open(): Promise<Readable | Buffer | undefined>
  /** Worth compressing: text. Photos and videos are not. */
  compress?: boolean
}

/** Entries are opened one after the other, as fast as the archive is read. Destroy it to give up. */
export function zipStream(entries: Iterable<ZipEntry> | AsyncIterable<ZipEntry>): Readable {
  const zip = new ZipFile()
  const output = zip.outputStream as Readable
  const fail = (error: unknown) => output.destroy(error instanceof Error ? error : new Error(String(error)))
  zip.on('error', fail)
  void write(zip, entries, output).catch(fail)
  return output
}

async function write(zip: ZipFile, entries: Iterable<ZipEntry> | AsyncIterable<ZipEntry>, output: Readable) {
  const taken = new Set<string>()
  const missing: string[] = []
  for await (const { path: wanted, time, open, compress = false } of entries) {
    if (output.destroyed) return
    const path = unlike(taken, safe(wanted))
    const content = await open()
    if (content === undefined) {
      missing.push(path)
      continue
    }
    const options = { compress, ...(time !== undefined && { mtime: new Date(time) }) }
    if (Buffer.isBuffer(content)) {
      zip.addBuffer(content, path, options)
      continue
    }
    // The next one is opened when this one has gone out.
    const gone = once(content, 'close')
    const cut = () => content.destroy()
    output.once('close', cut)
    content.once('error', error => output.destroy(error))
    zip.addReadStream(content, path, options)
    await gone
    output.off('close', cut)
  }
  if (missing.length) zip.addBuffer(Buffer.from(`${missing.join('\n')}\n`), unlike(taken, '_missing.txt'))
  zip.end()
}

/** What is no name on one system or another. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
const UNSAFE = /[\x00-\x1f\x7f\\:*?"<>|]/g

/** Relative, without `..`, and a name on every system. */
function safe(path: string): string {
  const parts = path
    .toWellFormed()
    .split('/')
    .map(part =>
      part
        .replace(UNSAFE, '_')
        .replace(/^[. ]+|[. ]+$/g, '')
        .slice(0, 120),
    )
    .filter(part => part !== '')
  return parts.join('/') || 'file'
}

/** `a.jpg`, `a-2.jpg`, ... whatever the case of the letters. */
function unlike(taken: Set<string>, path: string): string {
  let name = path
  for (let n = 2; taken.has(name.toLowerCase()); n++)
    name = path.replace(/(\.[^./]+)?$/, (end: string) => `-${n}${end}`)
  taken.add(name.toLowerCase())
  return name
}
