/** Where the files of the embedded PostgreSQL lie, so that the account which runs it can reach them. */
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  realpathSync,
  symlinkSync,
} from 'node:fs'
import { platform, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Logger } from '../../log.ts'
import { type Account, canReach } from './account.ts'

/** For what an unprivileged account must reach while the data folder, or node_modules, lies below a closed one. */
const SYSTEM_FOLDER = '/var/lib/rookery'

/**
 * The folder that holds the cluster `postgres`: the data folder, or, when the account cannot reach that (a checkout
 * below /root), a folder below /var/lib/rookery to which `postgres` in the data folder links.
 */
export function clusterHome(dataDir: string, account: Account | undefined, log: Pick<Logger, 'warn'>): string {
  const real = realpathSync(dataDir)
  const link = join(real, 'postgres')
  const linked = lstatSync(link, { throwIfNoEntry: false })
  if (linked?.isSymbolicLink()) {
    const target = readlinkSync(link)
    if (!existsSync(dirname(target))) {
      throw new Error(
        `the database of ${dataDir} lies at ${target}, which is missing: bring it back, or remove the link ${link}`,
      )
    }
    return dirname(target)
  }
  if (canReach(account, real)) return real
  if (canReach(account, dirname(real))) {
    // Only our own folder is closed. Passing through is enough: its secrets have mode 0600.
    chmodSync(real, 0o711)
    return real
  }
  if (linked) {
    throw new Error(
      `PostgreSQL runs as ${account?.name}, which cannot reach the existing database ${link}: ` +
        'move the data folder out of the closed one, or start Rookery as the owner of the database',
    )
  }
  mkdirSync(SYSTEM_FOLDER, { recursive: true, mode: 0o755 })
  // A new one each time: a data folder of the same path may have been deleted and made again.
  const home = mkdtempSync(join(SYSTEM_FOLDER, 'data-'))
  chmodSync(home, 0o711)
  symlinkSync(join(home, 'postgres'), link)
  log.warn(`PostgreSQL runs as ${account?.name}, which cannot reach ${real}: the database lies in ${home}`)
  return home
}

/** A folder of ours that the account can reach, for copies of binaries. */
export const shelterFor = (home: string, account: Account | undefined) => (account ? SYSTEM_FOLDER : home)

/** A new private folder for the socket. Its path is short: a socket's path holds about 100 bytes. */
export function socketFolder(account: Account | undefined): string {
  const temporary = tmpdir()
  const usable = temporary.length <= 60 && existsSync(temporary) && canReach(account, temporary)
  const folder = mkdtempSync(join(usable || platform() === 'win32' ? temporary : '/tmp', 'rookery-'))
  if (account) chownSync(folder, account.uid, account.gid)
  return folder
}

export const isSocketFolder = (path: string) => /[/\\]rookery-[A-Za-z0-9]{6}$/.test(path)
