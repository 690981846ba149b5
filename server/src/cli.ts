/** `npm run rookery -- <command>`: what an owner does from the command line. */
import { createReadStream, createWriteStream, existsSync, renameSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { Kysely, PostgresDialect } from 'kysely'
import type { ClientConfig } from 'pg'
import { userStore } from './features/user/index.ts'
import { generatePassword, hashPassword } from './platform/auth/passwords.ts'
import { readTokenSecret, writeTokenSecret } from './platform/auth/secret.ts'
import { sessionStore } from './platform/auth/sessions.store.ts'
import { type Config, flagOf, loadConfig, SETTINGS, type Setting } from './platform/config.ts'
import { backup, restore } from './platform/database/backup.ts'
import { connectForCommand } from './platform/database/command.ts'
import { migrateTo, openPool } from './platform/database/index.ts'
import type { Database } from './platform/database/schema.ts'
import { createLogger, type Logger } from './platform/log.ts'
import { VERSION } from './version.ts'

interface Command {
  usage: string
  summary: string
  run(config: Config, args: string[], log: Logger): Promise<void> | void
}

const COMMANDS: Record<string, Command> = {
  config: { usage: 'config', summary: 'List the settings with their values', run: listSettings },
  'users reset-password': {
    usage: 'users reset-password <name>',
    summary: 'Give a user a new password, which is printed',
    run: resetPassword,
  },
  backup: { usage: 'backup <file>', summary: 'Write everything into a new file; the server may run', run: writeBackup },
  restore: { usage: 'restore <file>', summary: 'Read a backup into an empty data folder or database', run: readBackup },
}

class UsageError extends Error {}

const say = (text: string) => process.stdout.write(`${text}\n`)

function listSettings(config: Config): void {
  for (const [key, setting] of Object.entries(SETTINGS) as [keyof Config, Setting<unknown>][]) {
    const value = config[key]
    const shown = setting.secret && value !== undefined ? '(set)' : (value ?? '(unset)')
    say(`${setting.name.padEnd(30)} ${shown === '' || (Array.isArray(shown) && shown.length === 0) ? '(none)' : shown}`)
    say(`${''.padEnd(30)} ${setting.description}; default ${setting.default || 'unset'}; flag ${flagOf(setting)}`)
  }
}

async function resetPassword(config: Config, [username]: string[], log: Logger): Promise<void> {
  if (!username) throw new UsageError('Whose password?')
  const { connection, close } = await connectForCommand(config, log)
  try {
    await migrateTo(connection, log)
    const password = generatePassword()
    await using(connection, log, async db => {
      const now = Date.now()
      const userId = await userStore(db).resetPassword(username, await hashPassword(password), now)
      if (userId === undefined) throw new Error(`there is no user ${username}`)
      // A running server learns of it within seconds.
      await sessionStore(db).end({ userId }, 'password reset', now)
    })
    say(`New password of ${username}: ${password}\nIt must be changed at the next sign-in.`)
  } finally {
    await close()
  }
}

async function using(connection: ClientConfig, log: Logger, work: (db: Kysely<Database>) => Promise<void>) {
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: openPool(connection, log, 1) }) })
  try {
    await work(db)
  } finally {
    await db.destroy()
  }
}

async function writeBackup(config: Config, [file]: string[], log: Logger): Promise<void> {
  if (!file) throw new UsageError('Into which file?')
  const path = resolve(file)
  if (existsSync(path)) throw new Error(`${path} exists already`)
  const { connection, close } = await connectForCommand(config, log)
  const partial = `${path}.partial`
  try {
    // It holds password hashes and the signing key.
    const out = createWriteStream(partial, { mode: 0o600, flush: true })
    const tokenSecret = config.databaseUrl ? null : readTokenSecret(config.dataDir)
    const { tables, rows } = await backup(connection, out, { version: VERSION, now: Date.now(), tokenSecret })
    renameSync(partial, path)
    say(`${rows} rows of ${tables} tables are in ${path}. Keep it as safe as a password.`)
  } finally {
    rmSync(partial, { force: true })
    await close()
  }
}

async function readBackup(config: Config, [file]: string[], log: Logger): Promise<void> {
  if (!file) throw new UsageError('From which file?')
  const path = resolve(file)
  if (!existsSync(path)) throw new Error(`${path} does not exist`)
  const { connection, close } = await connectForCommand(config, log, { exclusive: true })
  try {
    const { tables, rows, tokenSecret } = await restore(connection, createReadStream(path), log)
    if (tokenSecret !== null) await using(connection, log, db => writeTokenSecret(config, db, tokenSecret, Date.now()))
    say(`${rows} rows of ${tables} tables were restored.`)
  } finally {
    await close()
  }
}

function usage(): string {
  const width = Math.max(...Object.values(COMMANDS).map(c => c.usage.length)) + 3
  const lines = Object.values(COMMANDS).map(c => `  ${c.usage.padEnd(width)}${c.summary}`)
  return ['Usage: npm run rookery -- <command> [--setting value ...]', '', ...lines].join('\n')
}

async function main(argv: string[]): Promise<number> {
  const firstFlag = argv.findIndex(arg => arg.startsWith('--'))
  const words = firstFlag < 0 ? argv : argv.slice(0, firstFlag)
  const flags = firstFlag < 0 ? [] : argv.slice(firstFlag)
  const name = Object.keys(COMMANDS).find(known => `${words.join(' ')} `.startsWith(`${known} `))
  if (!name || flags.includes('--help')) {
    const asked = words.length === 0 || words[0] === 'help' || flags.includes('--help')
    ;(asked ? process.stdout : process.stderr).write(`${usage()}\n`)
    return asked ? 0 : 1
  }
  try {
    const config = loadConfig(process.env, flags)
    await COMMANDS[name]!.run(config, words.slice(name.split(' ').length), createLogger('warn'))
    return 0
  } catch (error) {
    const { message } = error as Error
    process.stderr.write(`rookery: ${message}\n${error instanceof UsageError ? `${usage()}\n` : ''}`)
    return 1
  }
}

// `rookery config | head` closes the pipe early.
process.stdout.on('error', () => process.exit())
process.exitCode = await main(process.argv.slice(2))
