import { statfs } from 'node:fs/promises'

/** PostgreSQL takes room for its log in pieces of 16 MiB, and makes the next before the last is full. */
const LEAST_BYTES = 32 * 1024 * 1024

/** Whether the disk that holds the folder has room to go on. */
export async function hasRoom(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize >= LEAST_BYTES
}

/** Bytes of the disk that holds the folder: free to us, and in all. */
export async function roomOf(folder: string): Promise<{ free: number; total: number }> {
  const { bavail, blocks, bsize } = await statfs(folder)
  return { free: bavail * bsize, total: blocks * bsize }
}
