/** The server as a process of its own, which can be killed and started again on its ports and data. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ADMIN, type Client, eventually, signIn } from './client.ts'
import { atEnd } from './postgres.ts'

const MAIN = join(import.meta.dirname, '../../server/src/main.ts')
const READY_WITHIN_MS = 60_000
const STOP_WITHIN_MS = 10_000

export interface Ending {
  code: number | null
  signal: NodeJS.Signals | null
}

export interface ServerProcess {
  url: string
  mqttUrl: string
  dataDir: string
  /** Of the running one; undefined while none runs. */
  pid(): number | undefined
  /** Everything that it wrote, restarts included. */
  said(): string
  /** Starts it; resolves with its ready line. */
  start(): Promise<void>
  /** Starts it and resolves with the end that it is expected to come to by itself. */
  startInVain(): Promise<Ending>
  /** kill -9. */
  kill(): Promise<void>
  /** SIGTERM; resolves with how it ended. */
  terminate(): Promise<Ending>
  signIn(): Promise<Client>
}

/** Made, not started. With its own data folder, and stopped when the test file ends. Settings are environment variables. */
export async function serverProcess(settings: Record<string, string> = {}): Promise<ServerProcess> {
  const dataDir = settings.ROOKERY_DATA_DIR ?? mkdtempSync(join(tmpdir(), 'rookery-faults-'))
  const [httpPort, mqttPort] = [await freePort(), await freePort()]
  const url = `http://127.0.0.1:${httpPort}`
  const env: NodeJS.ProcessEnv = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(ROOKERY_|DATABASE_URL)/.test(name))),
    ROOKERY_DATA_DIR: dataDir,
    ROOKERY_HOST: '127.0.0.1',
    ROOKERY_HTTP_PORT: String(httpPort),
    ROOKERY_MQTT_PORT: String(mqttPort),
    ROOKERY_S3_PORT: '0',
    ROOKERY_ADMIN_USERNAME: ADMIN.username,
    ROOKERY_ADMIN_PASSWORD: ADMIN.password,
    ROOKERY_LOG_LEVEL: 'warn',
    ...settings,
  }
  let child: ChildProcess | undefined
  let said = ''
  const sockets: { terminate(): void }[] = []

  function run(): { ended: Promise<Ending>; ready: Promise<void> } {
    assert.equal(child, undefined, 'it runs already')
    const started = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    child = started
    let line = ''
    const ready = new Promise<void>(resolve => {
      started.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text
        line += text
        if (/^\{"event":"ready"/m.test(line)) resolve()
      })
    })
    started.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    const ended = new Promise<Ending>(resolve =>
      started.once('close', (code, signal) => {
        if (child === started) child = undefined
        resolve({ code, signal })
      }),
    )
    return { ended, ready }
  }
  let running: ReturnType<typeof run> | undefined

  const server: ServerProcess = {
    url,
    mqttUrl: `mqtt://127.0.0.1:${mqttPort}`,
    dataDir,
    pid: () => child?.pid,
    said: () => said,
    async start() {
      running = run()
      const { ended, ready } = running
      const failed = ended.then(({ code, signal }) => {
        throw new Error(`the server ended with ${code ?? signal}:\n${said.slice(-2000)}`)
      })
      failed.catch(() => {})
      await within(READY_WITHIN_MS, 'the server was not ready', Promise.race([ready, failed]))
    },
    async startInVain() {
      running = run()
      return await within(READY_WITHIN_MS, 'the server did not end', running.ended)
    },
    async kill() {
      const { ended } = running!
      child?.kill('SIGKILL')
      await ended
    },
    async terminate() {
      const { ended } = running!
      child?.kill('SIGTERM')
      return await within(STOP_WITHIN_MS + 5_000, 'the server did not stop', ended)
    },
    signIn: () => signIn(url, ADMIN.username, ADMIN.password, socket => sockets.push(socket)),
  }

  const abandon = () => void child?.kill('SIGKILL')
  process.once('exit', abandon)
  atEnd(async () => {
    for (const socket of sockets) socket.terminate()
    if (child) await server.terminate().catch(() => server.kill())
    // In a folder of another server the database is that one's.
    const orphan = settings.ROOKERY_DATA_DIR ? undefined : postmasterOf(dataDir)
    if (orphan !== undefined) {
      process.kill(orphan, 'SIGQUIT')
      await eventually('the database is gone', () => postmasterOf(dataDir) === undefined)
    }
    process.off('exit', abandon)
    if (!settings.ROOKERY_DATA_DIR) rmSync(dataDir, { recursive: true, force: true })
  })
  return server
}

/** Process id of the living postmaster of a data folder. */
export function postmasterOf(dataDir: string): number | undefined {
  try {
    const cluster = join(dataDir, 'postgres')
    const pid = Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0])
    return readlinkSync(`/proc/${pid}/cwd`).endsWith('/postgres') ? pid : undefined
  } catch {
    return undefined
  }
}

async function within<T>(ms: number, otherwise: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${otherwise} within ${ms} ms`)), ms)
  })
  return await Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/**
 * Below the range of ports that the system gives out: a client that tries a free one of those over and over may come to
 * be connected to itself, and would hold the port of a server that is being started again.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000)
    const free = await new Promise<boolean>(resolve => {
      const probe = createServer()
      probe.once('error', () => resolve(false))
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
    })
    if (free) return port
  }
}
