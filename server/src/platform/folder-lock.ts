/**
 * One server per data folder. The lock is a listening socket inside the folder: it dies with its process, whatever
 * kills it, and is seen by other containers that share the folder, which a process id is not.
 */
import { randomBytes } from 'node:crypto'
import { closeSync, linkSync, openSync, rmSync, statSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { platform } from 'node:os'
import { join } from 'node:path'

export class FolderInUse extends Error {
  constructor(folder: string) {
    super(
      `the folder ${folder} is in use by another running Rookery: stop it, or set ROOKERY_DATA_DIR to another folder`,
    )
  }
}

/**
 * @returns the function that releases the lock.
 * @throws FolderInUse
 */
export async function lockFolder(folder: string): Promise<() => void> {
  if (platform() === 'win32') return lockByPipe(folder)
  const directory = openSync(folder, 'r')
  // A socket's path holds about 100 bytes; by way of the open directory it is short wherever the folder lies.
  const short = (name: string) => (platform() === 'linux' ? `/proc/self/fd/${directory}/${name}` : join(folder, name))
  const name = `.lock-${randomBytes(6).toString('hex')}`
  const lock = join(folder, '.lock')
  let server: Server | undefined
  try {
    server = await listen(short(name))
    for (;;) {
      try {
        // Linking is atomic: of two servers that start at once, one gets the name.
        linkSync(join(folder, name), lock)
        break
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
      const before = statSync(lock, { throwIfNoEntry: false })?.ino
      if (await accepts(short('.lock'))) throw new FolderInUse(folder)
      if (before !== undefined && statSync(lock, { throwIfNoEntry: false })?.ino === before)
        rmSync(lock, { force: true })
    }
    rmSync(join(folder, name), { force: true })
  } catch (error) {
    server?.close()
    rmSync(join(folder, name), { force: true })
    closeSync(directory)
    throw error
  }
  const held = server
  return () => {
    rmSync(lock, { force: true })
    held.close()
    closeSync(directory)
  }
}

function listen(path: string): Promise<Server> {
  const server = createServer(socket => socket.destroy())
  server.unref()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => resolve(server))
  })
}

function accepts(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** A named pipe of Windows belongs to its process and cannot be taken twice. */
async function lockByPipe(folder: string): Promise<() => void> {
  const { dev, ino } = statSync(folder)
  try {
    const server = await listen(`\\\\.\\pipe\\rookery-${dev}-${ino}`)
    return () => server.close()
  } catch {
    throw new FolderInUse(folder)
  }
}
