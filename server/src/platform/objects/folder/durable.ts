/** Writing so that it is still there after the power was cut. */
import { type FileHandle, mkdir, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Bytes that are gathered before they are written. */
const WRITE_BYTES = 1024 * 1024
const TRIES = 5

/** Appends a stream to an open file from a position on; each piece is shown to `see` in passing. Returns the bytes. */
export async function pour(
  body: AsyncIterable<Buffer> | Iterable<Buffer>,
  file: FileHandle,
  position: number,
  see: (chunk: Buffer) => void,
): Promise<number> {
  let written = 0
  let held: Buffer[] = []
  let bytes = 0
  const flush = async () => {
    for (let done = 0; done < bytes; ) {
      const { bytesWritten } = await file.writev(held, position + written)
      done += bytesWritten
      written += bytesWritten
      if (done < bytes) held = [Buffer.concat(held).subarray(bytesWritten)]
    }
    held = []
    bytes = 0
  }
  for await (const chunk of body) {
    see(chunk)
    held.push(chunk)
    bytes += chunk.length
    if (bytes >= WRITE_BYTES) await flush()
  }
  await flush()
  return written
}

/** Moves a file whose content is on the disk to its place, for good, and makes the folders on the way. */
export async function moveDurably(from: string, to: string): Promise<void> {
  const folder = dirname(to)
  for (let attempt = 1; ; attempt++) {
    const made = await mkdir(folder, { recursive: true })
    try {
      await rename(from, to)
      for (let inner = folder; ; inner = dirname(inner)) {
        await syncFolder(inner)
        if (made === undefined || inner === dirname(made) || inner === dirname(inner)) return
      }
    } catch (error) {
      // The folder was empty and has just been removed.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === TRIES) throw error
    }
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
