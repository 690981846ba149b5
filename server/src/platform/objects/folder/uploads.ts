/**
 * Uploads in parts. Clients send equal parts, often several at once, so a part is written straight to where it belongs
 * in the file that will be the object; completing is then one rename. A part that does not fit this scheme (another
 * size, sent twice) gets a file of its own, and completing copies.
 *
 * The disk is waited for once, when the upload is completed: the parts outlive the process, but not the machine. After
 * a restart of the machine an upload is therefore gone, and its client begins again.
 */
import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../clock.ts'
import { byBytes, checkKey } from '../key.ts'
import { pour } from './durable.ts'
import { asObjectsError, type FolderStore, type PutOptions } from './store.ts'

export interface Upload {
  id: string
  key: string
  contentType: string
  headers?: Record<string, string>
  /** Epoch ms. */
  initiated: number
  /** Of the machine: which start of it the upload belongs to. */
  boot: string
}

export interface WantedPart {
  number: number
  etag: string
}

export interface Part extends WantedPart {
  size: number
  /** Epoch ms. */
  lastModified: number
}

interface PartRecord extends Part {
  /** File below the upload's folder, and where in it. */
  file: string
  offset: number
  /** What the parts of this upload are taken to measure. */
  partSize: number
}

/** Why parts cannot be made one object, in S3's words. */
export type CompletionFault = 'InvalidPart' | 'InvalidPartOrder'
type Completion = { etag: string; size: number } | CompletionFault

const ABANDONED_AFTER_MS = 24 * 3600_000
const COPY_BYTES = 1024 * 1024
const DATA = 'data'
const UPLOAD = 'upload.json'
const UNKNOWN = 'unknown'
const BOOT = bootId()
const ID = /^[0-9a-f-]{36}$/

export class Uploads {
  readonly #folder: string
  readonly #store: FolderStore
  readonly #clock: Clock
  /** Regions of data files that are being written: `<id>/<number>`. */
  readonly #writing = new Set<string>()
  readonly #partSizes = new Map<string, Promise<number>>()
  /** A client that hears nothing asks again. */
  readonly #completing = new Map<string, Promise<Completion>>()

  private constructor(folder: string, store: FolderStore, clock: Clock) {
    this.#folder = folder
    this.#store = store
    this.#clock = clock
  }

  static async open(folder: string, store: FolderStore, clock: Clock): Promise<Uploads> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return new Uploads(folder, store, clock)
  }

  async create(key: string, options: Pick<PutOptions, 'contentType' | 'headers'>): Promise<Upload> {
    checkKey(key)
    await this.#store.checkRoom(0)
    const upload = { id: randomUUID(), key, ...options, initiated: this.#clock.now(), boot: BOOT }
    try {
      await mkdir(this.#path(upload.id), { mode: 0o700 })
      await writeFile(this.#path(upload.id, DATA), '', { mode: 0o600 })
      await writeFile(this.#path(upload.id, UPLOAD), JSON.stringify(upload), { mode: 0o600 })
    } catch (error) {
      await rm(this.#path(upload.id), { recursive: true, force: true })
      throw asObjectsError(error)
    }
    return upload
  }

  /** Undefined where there is none, or it is one of another key. */
  async find(id: string, key: string): Promise<Upload | undefined> {
    const upload = ID.test(id) ? await this.#read(id) : undefined
    return upload?.key === key ? upload : undefined
  }

  async put({ id }: Upload, number: number, body: AsyncIterable<Buffer>, size: number): Promise<Part> {
    await this.#store.checkRoom(size)
    const region = `${id}/${number}`
    const partSize = await this.#partSize(id, size)
    const fits = size <= partSize && !this.#writing.has(region) && !(await this.#record(id, number))
    const file = fits ? DATA : randomUUID()
    const offset = fits ? (number - 1) * partSize : 0
    if (fits) this.#writing.add(region)
    try {
      const md5 = createHash('md5')
      const handle = await open(this.#path(id, file), fits ? 'r+' : 'wx', 0o600)
      try {
        await pour(body, handle, offset, chunk => md5.update(chunk))
        if (BOOT === UNKNOWN) await handle.datasync()
      } finally {
        await handle.close()
      }
      const part = { number, size, etag: md5.digest('hex'), lastModified: this.#clock.now(), file, offset, partSize }
      const partial = this.#store.newPartial()
      await writeFile(partial, JSON.stringify(part), { mode: 0o600 })
      await rename(partial, this.#path(id, recordName(number)))
      return part
    } catch (error) {
      if (!fits) await rm(this.#path(id, file), { force: true })
      throw asObjectsError(error)
    } finally {
      if (fits) this.#writing.delete(region)
    }
  }

  /** In order of their numbers. */
  async parts({ id }: Upload): Promise<Part[]> {
    return this.#records(id)
  }

  /** Uploads under way below a prefix, by key and then by age. */
  async list(prefix: string): Promise<Upload[]> {
    const uploads = await Promise.all((await readdir(this.#folder)).filter(id => ID.test(id)).map(id => this.#read(id)))
    return uploads
      .filter(upload => upload?.key.startsWith(prefix))
      .map(upload => upload!)
      .sort((a, b) => byBytes(a.key, b.key) || a.initiated - b.initiated)
  }

  /** Makes the named parts the object. */
  async complete(upload: Upload, wanted: WantedPart[]): Promise<Completion> {
    const running = this.#completing.get(upload.id)
    if (running) return running
    const completion = this.#complete(upload, wanted)
    this.#completing.set(upload.id, completion)
    try {
      return await completion
    } finally {
      this.#completing.delete(upload.id)
    }
  }

  async #complete(upload: Upload, wanted: WantedPart[]): Promise<Completion> {
    const records = new Map((await this.#records(upload.id)).map(record => [record.number, record]))
    const parts: PartRecord[] = []
    for (const { number, etag } of wanted) {
      const record = records.get(number)
      if (record?.etag !== etag) return 'InvalidPart'
      if (parts.length > 0 && parts.at(-1)!.number >= number) return 'InvalidPartOrder'
      parts.push(record)
    }
    const size = parts.reduce((sum, part) => sum + part.size, 0)
    const etag = etagOfParts(parts)
    try {
      const path = inPlace(parts) ? await this.#cut(upload.id, size) : await this.#join(upload.id, parts, size)
      const { contentType, headers } = upload
      await this.#store.adopt(upload.key, path, { contentType, headers, etag })
    } catch (error) {
      throw asObjectsError(error)
    }
    await this.abort(upload)
    return { etag, size }
  }

  async abort({ id }: Pick<Upload, 'id'>): Promise<void> {
    this.#partSizes.delete(id)
    await rm(this.#path(id), { recursive: true, force: true })
  }

  /** Removes uploads in which nothing has happened for a day. */
  async sweep(): Promise<void> {
    for (const id of await readdir(this.#folder)) {
      const stats = await stat(this.#path(id)).catch(() => undefined)
      if (stats && this.#clock.now() - stats.mtimeMs > ABANDONED_AFTER_MS) await this.abort({ id })
    }
  }

  /** The data file without what parts that were left out have put behind the end. */
  async #cut(id: string, size: number): Promise<string> {
    const path = this.#path(id, DATA)
    await withFile(path, 'r+', async file => {
      await file.truncate(size)
      await file.sync()
    })
    return path
  }

  async #join(id: string, parts: PartRecord[], size: number): Promise<string> {
    await this.#store.checkRoom(size)
    const path = this.#path(id, 'joined')
    await withFile(path, 'w', async joined => {
      let end = 0
      for (const { file, offset, size: length } of parts)
        end += await withFile(this.#path(id, file), 'r', part =>
          pour(bytes(part, offset, length), joined, end, () => {}),
        )
      await joined.sync()
    })
    return path
  }

  /** The size that the parts of an upload are taken to have: that of the first to arrive. */
  #partSize(id: string, size: number): Promise<number> {
    let known = this.#partSizes.get(id)
    if (!known) {
      known = this.#records(id).then(([record]) => record?.partSize ?? size)
      this.#partSizes.set(id, known)
    }
    return known
  }

  async #read(id: string): Promise<Upload | undefined> {
    const upload = await readJson<Upload>(this.#path(id, UPLOAD))
    return upload?.boot === BOOT ? upload : undefined
  }
  async #record(id: string, number: number): Promise<PartRecord | undefined> {
    return readJson<PartRecord>(this.#path(id, recordName(number)))
  }
  async #records(id: string): Promise<PartRecord[]> {
    const names = (await readdir(this.#path(id)).catch(() => [])).filter(name => name.startsWith('part-0'))
    const records = await Promise.all(names.map(name => readJson<PartRecord>(this.#path(id, name))))
    return records.filter(record => record !== undefined).sort((a, b) => a.number - b.number)
  }

  #path(id: string, file = ''): string {
    return join(this.#folder, id, file)
  }
}

/** The ETag of an object that came in these parts. */
export function etagOfParts(parts: WantedPart[]): string {
  const md5 = createHash('md5')
  for (const { etag } of parts) md5.update(etag, 'hex')
  return `${md5.digest('hex')}-${parts.length}`
}

/** Which start of the machine this is. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return UNKNOWN
  }
}

const recordName = (number: number) => `part-0${number}.json`

/** Whether the parts lie in the data file one behind the other from its start. */
function inPlace(parts: PartRecord[]): boolean {
  let end = 0
  return parts.every(({ file, offset, size }) => {
    const follows = file === DATA && offset === end
    end += size
    return follows
  })
}

async function* bytes(file: FileHandle, offset: number, length: number): AsyncGenerator<Buffer> {
  for (let done = 0; done < length; ) {
    const buffer = Buffer.allocUnsafe(Math.min(COPY_BYTES, length - done))
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset + done)
    if (bytesRead === 0) throw new Error('a part is shorter than it was')
    done += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

async function withFile<T>(path: string, flags: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, flags, 0o600)
  try {
    return await work(file)
  } finally {
    await file.close()
  }
}

async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return undefined
  }
}
