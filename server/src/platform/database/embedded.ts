/**
 * Runs a PostgreSQL server of our own: makes its cluster, starts it, starts it again when it dies, stops it. It
 * listens on a socket in a private folder (on Windows: on loopback) and asks a generated password even there.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { platform } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { ClientConfig } from 'pg'
import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import { type Account, postgresAccount } from './postgres/account.ts'
import { type Binaries, findBinaries } from './postgres/binaries.ts'
import { clusterHome, isSocketFolder, shelterFor, socketFolder } from './postgres/place.ts'

export interface EmbeddedPostgres {
  connection: ClientConfig
  /** Process id of the running postmaster. */
  pid(): number | undefined
  stop(): Promise<void>
}

const USER = 'rookery'
const START_ATTEMPTS = 40
const RETRY_MS = 250
/** Recovery of a large log after a crash may take minutes; only a server that is gone is a failure. */
const READY_TIMEOUT_MS = 600_000
/** Fast shutdown, then immediate (recovers at the next start), then the kernel's way. */
const STOP_STEPS: [NodeJS.Signals, number][] = [
  ['SIGINT', 6_000],
  ['SIGQUIT', 2_000],
  ['SIGKILL', 1_000],
]
const SERVER_SETTINGS = [
  'max_connections=100',
  'jit=off',
  'timezone=UTC',
  'log_timezone=UTC',
  'log_min_messages=warning',
]

/** How to reach the postmaster of a server that runs in another process; undefined: none runs there. */
export function runningPostgres(dataDir: string): ClientConfig | undefined {
  const file = readPidFile(join(dataDir, 'postgres'))
  const passwordFile = join(dataDir, 'postgres-password')
  if (file?.state !== 'ready' || !existsSync(passwordFile)) return undefined
  const password = readFileSync(passwordFile, 'utf8').trim()
  return { host: file.sockets || '127.0.0.1', port: file.port, user: USER, database: USER, password }
}

export interface EmbeddedOptions {
  /** Where it takes connections; loopback on Windows alone, which has no sockets in folders. */
  listen?: 'socket' | 'loopback'
  /** More of PostgreSQL's own, as `name=value`. */
  settings?: string[]
}

/** The caller holds the lock of the data folder: whatever runs on this cluster was left behind by a dead server. */
export async function startEmbeddedPostgres(
  dataDir: string,
  log: Logger,
  clock: Clock,
  { listen = platform() === 'win32' ? 'loopback' : 'socket', settings = [] }: EmbeddedOptions = {},
): Promise<EmbeddedPostgres> {
  mkdirSync(dataDir, { recursive: true })
  const account = postgresAccount()
  const home = clusterHome(dataDir, account, log)
  const binaries = findBinaries(account, shelterFor(home, account))
  const cluster = join(home, 'postgres')
  const passwordFile = join(realpathSync(dataDir), 'postgres-password')

  if (!existsSync(cluster)) await initialize(binaries, account, cluster, passwordFile, log)
  const version = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
  if (version !== binaries.major) {
    throw new Error(
      `the database in ${cluster} was made by PostgreSQL ${version} and this Rookery brings ${binaries.major}: ` +
        'write it out with `rookery backup` of the Rookery that made it, and read it into a new data folder ' +
        'with `rookery restore`',
    )
  }
  if (!existsSync(passwordFile)) {
    throw new Error(`the password of the database in ${cluster} is missing: bring ${passwordFile} back from a backup`)
  }
  const sockets = socketFolder(account)
  const loopback = listen === 'loopback'
  const host = loopback ? '127.0.0.1' : sockets
  const port = loopback ? await freePort() : 5432
  let child: ChildProcess | undefined
  let stopping = false

  const arguments_ = [
    ...['-D', cluster, '-p', String(port), '-k', loopback ? '' : sockets],
    ...[`listen_addresses=${loopback ? host : ''}`, ...SERVER_SETTINGS, ...settings].flatMap(s => ['-c', s]),
  ]

  async function start(): Promise<void> {
    let failure = new Error('PostgreSQL was not started')
    for (let attempt = 0; attempt < START_ATTEMPTS && !stopping; attempt++) {
      if (attempt > 0) await setTimeout(RETRY_MS)
      await stopOrphan(cluster, sockets, log)
      const started = run(binaries.postgres, arguments_, account, log)
      try {
        await ready(started, cluster)
        child = started.child
        child.once('exit', (code, signal) => {
          if (stopping) return
          log.error({ code, signal }, 'PostgreSQL ended, starting it again')
          void restart()
        })
        return
      } catch (error) {
        failure = error as Error
      }
    }
    throw failure
  }

  async function restart(): Promise<void> {
    while (!stopping) {
      try {
        await start()
        if (!stopping) log.info('PostgreSQL runs again')
        return
      } catch (error) {
        log.error({ err: error }, 'PostgreSQL does not start')
      }
      await new Promise<void>(resolve => clock.after(5_000, resolve))
    }
  }

  try {
    await start()
  } catch (error) {
    rmSync(sockets, { recursive: true, force: true })
    throw error
  }

  return {
    connection: { host, port, user: USER, database: USER, password: readFileSync(passwordFile, 'utf8').trim() },
    pid: () => child?.pid,
    async stop() {
      stopping = true
      if (child) await end(child)
      rmSync(sockets, { recursive: true, force: true })
    },
  }
}

/** Makes the cluster beside its place and renames it, so that one cut short is never taken for a whole one. */
async function initialize(
  binaries: Binaries,
  account: Account | undefined,
  cluster: string,
  passwordFile: string,
  log: Logger,
): Promise<void> {
  log.info({ folder: cluster }, 'making the database')
  const partial = `${cluster}.new`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { mode: 0o700 })
  if (account) chownSync(partial, account.uid, account.gid)
  const password = randomBytes(24).toString('base64url')
  const work = socketFolder(account)
  try {
    const handed = join(work, 'password')
    writeFileSync(handed, password, { mode: 0o600 })
    if (account) chownSync(handed, account.uid, account.gid)
    const init = run(
      binaries.initdb,
      [
        ...['-D', partial, '-U', USER, `--pwfile=${handed}`, '-A', 'scram-sha-256', '-E', 'UTF8'],
        ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions'],
      ],
      account,
      log,
    )
    const code = await init.exit
    if (code !== 0) throw new Error(`PostgreSQL could not make its database: ${init.said()}`)
    await createDatabase(binaries, account, partial, log)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  chmodSync(passwordFile, 0o600)
  renameSync(partial, cluster)
}

/** In single-user mode: there is no server yet. */
async function createDatabase(binaries: Binaries, account: Account | undefined, cluster: string, log: Logger) {
  const single = run(
    binaries.postgres,
    ['--single', '-D', cluster, 'postgres'],
    account,
    log,
    `create database ${USER}\n`,
  )
  const code = await single.exit
  if (code !== 0) throw new Error(`PostgreSQL could not make its database: ${single.said()}`)
}

interface Run {
  child: ChildProcess
  exit: Promise<number | NodeJS.Signals>
  /** The last lines it wrote. */
  said(): string
}

function run(program: string, args: string[], account: Account | undefined, log: Logger, input?: string): Run {
  const child = spawn(program, args, {
    // In a group of its own: Ctrl-C in the terminal is for us, who stop it after the last write.
    detached: platform() !== 'win32',
    cwd: '/',
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot, LC_ALL: 'C', TZ: 'UTC' },
    ...(account && { uid: account.uid, gid: account.gid }),
  })
  const last: string[] = []
  const hear = (chunk: string) => {
    for (const line of chunk.split('\n').filter(l => l.trim() !== '')) {
      last.push(line)
      if (last.length > 5) last.shift()
      if (/\b(PANIC|FATAL):/.test(line)) log.warn({ postgres: line }, 'PostgreSQL reports')
      else log.debug({ postgres: line }, 'PostgreSQL reports')
    }
  }
  child.stdout!.setEncoding('utf8').on('data', hear)
  child.stderr!.setEncoding('utf8').on('data', hear)
  child.stdin?.end(input)
  const exit = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code ?? signal!))
  })
  exit.catch(() => {})
  return { child, exit, said: () => last.join(' / ') }
}

/** The postmaster writes its state into the eighth line of postmaster.pid, which outlives it when it is killed. */
async function ready(run: Run, cluster: string): Promise<void> {
  const { child } = run
  let ended: number | string | undefined
  run.exit.then(
    code => {
      ended = code
    },
    error => {
      ended = String(error)
    },
  )
  const deadline = performance.now() + READY_TIMEOUT_MS
  // Its end is seen by its output only when its children have ended too.
  while (ended === undefined && child.exitCode === null && child.signalCode === null) {
    const pidFile = readPidFile(cluster)
    if (pidFile?.pid === child.pid && pidFile?.state === 'ready') return
    if (performance.now() > deadline) {
      await end(child)
      break
    }
    await setTimeout(10)
  }
  ended ??= child.exitCode ?? child.signalCode ?? 'no answer'
  throw new Error(`PostgreSQL did not start (${ended}): ${run.said()}`)
}

function readPidFile(cluster: string): { pid: number; port: number; sockets: string; state: string } | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    return {
      pid: Number(lines[0]),
      port: Number(lines[3]),
      sockets: lines[4]?.trim() ?? '',
      state: lines[7]?.trim() ?? '',
    }
  } catch {
    return undefined
  }
}

/** Stops the postmaster that a killed server left behind, and clears away what would keep a new one from starting. */
async function stopOrphan(cluster: string, ownSockets: string, log: Logger): Promise<void> {
  const file = readPidFile(cluster)
  if (!file) return
  if (file.pid > 0 && isPostmasterOf(file.pid, cluster)) {
    log.warn({ pid: file.pid }, 'stopping the PostgreSQL that a killed server left behind')
    for (const [signal, wait] of STOP_STEPS) {
      signalTo(file.pid, signal)
      for (let waited = 0; waited < wait && isPostmasterOf(file.pid, cluster); waited += 20) await setTimeout(20)
      if (!isPostmasterOf(file.pid, cluster)) break
    }
  } else if (platform() === 'linux' && file.pid > 0 && existsSync(`/proc/${file.pid}`) && !isWorkedOn(cluster)) {
    // The number belongs to another program by now, which would keep PostgreSQL from starting. In all other cases the
    // file stays: by it PostgreSQL finds out whether children of a killed postmaster still write.
    rmSync(join(cluster, 'postmaster.pid'), { force: true })
  }
  if (isSocketFolder(file.sockets) && file.sockets !== ownSockets)
    rmSync(file.sockets, { recursive: true, force: true })
}

/** Its working folder is the cluster (Linux); elsewhere a living process of that number is taken for it. */
function isPostmasterOf(pid: number, cluster: string): boolean {
  if (platform() !== 'linux') return signalTo(pid, 0)
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster)
  } catch {
    return false
  }
}

/** Whether any process, such as a child of a killed postmaster, works in the cluster (Linux). */
const isWorkedOn = (cluster: string) =>
  readdirSync('/proc').some(name => /^\d+$/.test(name) && isPostmasterOf(Number(name), cluster))

function signalTo(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}

async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise<void>(resolve => child.once('exit', () => resolve()))
  for (const [signal, wait] of STOP_STEPS) {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    const timer = new AbortController()
    await Promise.race([gone, setTimeout(wait, undefined, { signal: timer.signal }).catch(() => {})])
    timer.abort()
  }
}

function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
