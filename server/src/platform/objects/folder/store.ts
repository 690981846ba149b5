/**
 * Objects as plain files: the key is the path below `files/`. An object appears by one rename of a file that is whole
 * and on the disk; readers keep what they have opened. The folder `partial/` holds what is being written.
 */
import { createHash, randomUUID } from 'node:crypto'
import type { Stats } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rm, rmdir, stat, statfs, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { byBytes, checkKey, partOf, pathOf } from '../key.ts'
import { type ByteRange, type ObjectEntry, type ObjectInfo, ObjectsError } from '../objects.ts'
import { moveDurably, pour } from './durable.ts'
import { Notes, noteFrom } from './notes.ts'

/** Left to the database and the system. PostgreSQL stops at a full disk, so objects must stop before. */
const SPARE_BYTES = 64 * 1024 * 1024
const READ_BYTES = 256 * 1024

export interface FileInfo extends ObjectInfo {
  headers: Record<string, string>
}

export interface OpenFile extends FileInfo {
  /** Closes the file at its end. */
  stream(range?: ByteRange): Readable
  close(): Promise<void>
}

export interface PutOptions {
  contentType: string
  headers?: Record<string, string>
  /** Bytes that are announced. */
  size?: number
}

export class FolderStore {
  readonly #files: string
  readonly #partial: string
  readonly #notes: Notes
  /** The last commit or removal of each key that is under way, so that file and note do not cross. */
  readonly #busy = new Map<string, Promise<unknown>>()

  private constructor(folder: string) {
    this.#files = join(folder, 'files')
    this.#partial = join(folder, 'partial')
    this.#notes = new Notes(join(folder, 'notes'))
  }

  static async open(folder: string): Promise<FolderStore> {
    const store = new FolderStore(folder)
    // What a stopped server was writing, nobody was told of.
    await rm(store.#partial, { recursive: true, force: true })
    for (const path of [store.#files, store.#partial]) await mkdir(path, { recursive: true, mode: 0o700 })
    return store
  }

  /** @throws ObjectsError, and whatever the body throws; then nothing has changed. */
  async put(
    key: string,
    body: AsyncIterable<Buffer> | Iterable<Buffer>,
    options: PutOptions,
  ): Promise<{ size: number; etag: string }> {
    this.#check(key)
    await this.checkRoom(options.size ?? 0)
    const partial = this.newPartial()
    try {
      const file = await open(partial, 'wx', 0o600)
      const md5 = createHash('md5')
      let size: number
      try {
        size = await pour(body, file, 0, chunk => md5.update(chunk))
        await file.sync()
      } finally {
        await file.close()
      }
      const etag = md5.digest('hex')
      await this.adopt(key, partial, { ...options, etag })
      return { size, etag }
    } catch (error) {
      await rm(partial, { force: true })
      throw asObjectsError(error)
    }
  }

  /** Makes a file that is whole and on the disk the object. */
  async adopt(key: string, path: string, note: PutOptions & { etag: string }): Promise<void> {
    this.#check(key)
    await this.#alone(key, async () => {
      await moveDurably(path, this.#path(key))
      const { contentType, etag, headers } = note
      await this.#notes
        .write(key, await stat(this.#path(key)), { contentType, etag, headers }, this.newPartial())
        // The object is there. Without its note it is served with what its name and content tell.
        .catch(() => {})
    }).catch(error => {
      throw asObjectsError(error)
    })
  }

  async head(key: string): Promise<FileInfo | undefined> {
    const file = await this.open(key)
    await file?.close()
    return file
  }

  async open(key: string): Promise<OpenFile | undefined> {
    this.#check(key)
    let file: FileHandle | undefined
    try {
      file = await open(this.#path(key), 'r')
      const stats = await file.stat()
      if (!stats.isFile()) {
        await file.close()
        return undefined
      }
      return await this.#describe(key, file, stats)
    } catch (error) {
      await file?.close().catch(() => {})
      if (isAbsent(error)) return undefined
      throw asObjectsError(error)
    }
  }

  async #describe(key: string, file: FileHandle, stats: Stats): Promise<OpenFile> {
    let note = await this.#notes.read(key, stats)
    if (!note) {
      note = await noteFrom(key, file)
      await this.#notes.write(key, stats, note, this.newPartial()).catch(() => {})
    }
    return {
      size: stats.size,
      contentType: note.contentType,
      etag: note.etag,
      headers: note.headers ?? {},
      lastModified: Math.floor(stats.mtimeMs),
      stream: ({ start, end } = { start: 0 }) =>
        file.createReadStream({ start, ...(end !== undefined && { end }), highWaterMark: READ_BYTES }),
      close: () => file.close(),
    }
  }

  /** Depth first through the folders, so that only those in which something can be are read. */
  async *list(prefix: string, after = ''): AsyncGenerator<ObjectEntry> {
    yield* this.#walk('', this.#files, prefix, after)
  }

  async *#walk(parent: string, folder: string, prefix: string, after: string): AsyncGenerator<ObjectEntry> {
    const entries = await readdir(folder, { withFileTypes: true }).catch(error => {
      if (isAbsent(error)) return []
      throw asObjectsError(error)
    })
    const found = entries.flatMap(entry => {
      const part = partOf(entry.name)
      if (part === undefined || !(entry.isFile() || entry.isDirectory())) return []
      return [{ key: parent + part + (entry.isDirectory() ? '/' : ''), path: join(folder, entry.name) }]
    })
    for (const { key, path } of found.sort((a, b) => byBytes(a.key, b.key))) {
      if (key.endsWith('/')) {
        if (!key.startsWith(prefix) && !prefix.startsWith(key)) continue
        if (!after.startsWith(key) && byBytes(key, after) < 0) continue
        yield* this.#walk(key, path, prefix, after)
      } else if (key.startsWith(prefix) && (after === '' || byBytes(key, after) > 0)) {
        const stats = await stat(path).catch(() => undefined)
        if (stats) yield { key, size: stats.size, lastModified: Math.floor(stats.mtimeMs) }
      }
    }
  }

  async remove(key: string): Promise<void> {
    this.#check(key)
    await this.#alone(key, async () => {
      await unlink(this.#path(key)).catch(error => {
        if (!isAbsent(error) && !['EISDIR', 'EPERM'].includes(error.code)) throw asObjectsError(error)
      })
      await this.#notes.remove(key)
      await removeEmpty(dirname(this.#path(key)), this.#files)
      await removeEmpty(this.#notes.folderOf(key), dirname(this.#partial))
    })
  }

  /** @throws ObjectsError `full` when so many bytes more would not leave enough for the rest of the server. */
  async checkRoom(bytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.#partial)
    if (bavail * bsize < bytes + SPARE_BYTES) throw full()
  }

  /** Path of a new file that is swept at the next start. */
  newPartial(): string {
    return join(this.#partial, randomUUID())
  }

  #check(key: string): void {
    checkKey(key)
  }

  #path(key: string): string {
    return join(this.#files, pathOf(key))
  }

  async #alone<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#busy.get(key)
    const mine = (async () => {
      await before?.catch(() => {})
      return work()
    })()
    this.#busy.set(key, mine)
    try {
      return await mine
    } finally {
      if (this.#busy.get(key) === mine) this.#busy.delete(key)
    }
  }
}

/** Removes the folder, and those around it up to `top`, as far as they are empty. */
async function removeEmpty(folder: string, top: string): Promise<void> {
  for (let path = folder; path.startsWith(top) && path !== top; path = dirname(path))
    try {
      await rmdir(path)
    } catch {
      return
    }
}

const isAbsent = (error: unknown) =>
  ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? '')

const full = (cause?: unknown) =>
  new ObjectsError('full', 'The disk of the object storage is full: free or add space, then try again', cause)

/** Faults of the file system in the terms of the store; everything else as it is. */
export function asObjectsError(error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') return full(error)
  if (['EISDIR', 'ENOTDIR', 'EEXIST', 'ENOTEMPTY'].includes(code ?? ''))
    return new ObjectsError('bad-key', 'An object and a folder cannot have the same name: choose another key', error)
  if (code !== undefined && syscall !== undefined)
    return new ObjectsError('unavailable', 'The object storage cannot read or write its folder now', error)
  return error
}
