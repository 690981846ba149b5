/** A file system that can be filled, for tests. It takes root. */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atEnd } from './postgres.ts'

export interface SmallDisk {
  folder: string
  /** Takes all space that is left. */
  fill(): void
  /** Gives it back. */
  free(): void
}

/** Undefined where it cannot be mounted. Gone when the test file ends. */
export function smallDisk(megabytes: number): SmallDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'rookery-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', folder])
  if (mounted.status !== 0) {
    rmdirSync(folder)
    return undefined
  }
  const remove = () => {
    spawnSync('umount', ['--lazy', folder])
    rmdirSync(folder)
  }
  process.once('exit', remove)
  atEnd(async () => {
    process.off('exit', remove)
    remove()
  })
  const ballast = join(folder, 'ballast')
  return {
    folder,
    fill() {
      const file = openSync(ballast, 'a')
      try {
        for (let size = 1024 * 1024; size >= 512; )
          try {
            writeSync(file, Buffer.alloc(size))
          } catch {
            size /= 2
          }
      } finally {
        closeSync(file)
      }
    },
    free: () => rmSync(ballast),
  }
}
