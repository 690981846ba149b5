/**
 * What a file does not say of itself: its type, its ETag, what the uploader noted. The files are the truth; a note is
 * believed only while its file is the one that it was written for, and made anew otherwise.
 */
import { createHash } from 'node:crypto'
import type { Stats } from 'node:fs'
import { type FileHandle, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { pathOf } from '../key.ts'

export interface Note {
  contentType: string
  etag: string
  /** Headers that the uploader wants back: `cache-control`, `x-amz-meta-*`. */
  headers?: Record<string, string>
}

interface Kept extends Note {
  size: number
  mtimeMs: number
}

/** `%n` is no escape of a key, so that no key's file or folder has such a name. */
const SUFFIX = '%note'

const TYPES: Record<string, string> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.dng': 'image/x-adobe-dng',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
  '.mp4': 'video/mp4',
  '.mov': 'video/quicktime',
  '.kmz': 'application/vnd.google-earth.kmz',
  '.kml': 'application/vnd.google-earth.kml+xml',
  '.json': 'application/json',
  '.txt': 'text/plain',
}
export const typeByName = (key: string): string => TYPES[extname(key).toLowerCase()] ?? 'application/octet-stream'

export class Notes {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  async read(key: string, stats: Stats): Promise<Note | undefined> {
    try {
      const kept: Kept = JSON.parse(await readFile(this.#path(key), 'utf8'))
      return kept.size === stats.size && kept.mtimeMs === stats.mtimeMs ? kept : undefined
    } catch {
      return undefined
    }
  }

  /** Not forced to the disk: a lost note is made anew. */
  async write(key: string, stats: Stats, { contentType, etag, headers }: Note, partial: string): Promise<void> {
    const kept: Kept = { contentType, etag, headers, size: stats.size, mtimeMs: stats.mtimeMs }
    const path = this.#path(key)
    await writeFile(partial, JSON.stringify(kept), { mode: 0o600 })
    await mkdir(dirname(path), { recursive: true })
    await rename(partial, path)
  }

  async remove(key: string): Promise<void> {
    await rm(this.#path(key), { force: true })
  }

  folderOf(key: string): string {
    return dirname(this.#path(key))
  }

  #path(key: string): string {
    return join(this.#folder, pathOf(key) + SUFFIX)
  }
}

/** A note from the file alone. Reads it whole. */
export async function noteFrom(key: string, file: FileHandle): Promise<Note> {
  const md5 = createHash('md5')
  for await (const chunk of file.createReadStream({ start: 0, autoClose: false, highWaterMark: 256 * 1024 }))
    md5.update(chunk)
  return { contentType: typeByName(key), etag: md5.digest('hex') }
}
