/** The first start makes one workspace and one admin. No account has a password that anybody could know. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generatePassword } from '#platform/auth/passwords.ts'
import type { Clock } from '#platform/clock.ts'
import type { Config } from '#platform/config.ts'
import { newWorkspace } from '../workspace/index.ts'
import { newUser } from './user.service.ts'
import type { UserStore } from './user.store.ts'

/** The name and password that were made; undefined when there are users already. */
export async function ensureFirstAdmin(
  store: UserStore,
  config: Pick<Config, 'adminUsername' | 'adminPassword' | 'dataDir'>,
  clock: Clock,
): Promise<{ username: string; password: string } | undefined> {
  const username = config.adminUsername
  const generated = config.adminPassword === undefined
  const password = config.adminPassword ?? generatePassword()
  const now = clock.now()
  const made = await store.insertFirst(async () => {
    // Written before the account is committed: a password that nobody can read would lock everybody out.
    if (generated) writePassword(config.dataDir, username, password)
    return {
      user: await newUser({ username, password, mustChange: generated, instanceAdmin: true }, now),
      workspace: newWorkspace({ workspace_name: 'Workspace', workspace_desc: '', platform_name: 'Rookery' }, now),
    }
  })
  if (!made) return undefined
  if (generated) process.stderr.write(`\n  First admin: ${username}\n  Password:    ${password}\n\n`)
  return { username, password }
}

function writePassword(folder: string, username: string, password: string): void {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'admin-password')
  writeFileSync(path, `${username}\n${password}\n`, { mode: 0o600, flush: true })
  chmodSync(path, 0o600)
}
