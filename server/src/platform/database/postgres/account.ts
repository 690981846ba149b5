/** PostgreSQL refuses to run as root: as root it runs as an unprivileged account that exists already. */
import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

export interface Account {
  name: string
  uid: number
  gid: number
}

/** The account to run PostgreSQL as; undefined: as ourselves. An id without a passwd entry would fail initdb. */
export function postgresAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const accounts = new Map(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map(line => line.split(':'))
      .map(([name = '', , uid, gid]) => [name, { name, uid: Number(uid), gid: Number(gid) }]),
  )
  const account = accounts.get('postgres') ?? accounts.get('nobody')
  if (!account || account.uid === 0) {
    throw new Error(
      'PostgreSQL cannot run as root and there is neither an account `postgres` nor `nobody`: ' +
        'start Rookery as an ordinary user, or set DATABASE_URL',
    )
  }
  return account
}

/** Whether the account may pass through every folder down to and including this one. */
export function canReach(account: Account | undefined, folder: string): boolean {
  if (!account) return true
  for (let at = folder; ; at = dirname(at)) {
    const { mode, uid, gid } = statSync(at)
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) return false
    if (dirname(at) === at) return true
  }
}
