/** A real Mosquitto for tests, on loopback, with a folder of its own that survives `restart`. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

export interface TestMosquitto {
  port: number
  /** With the plugin: a second listener, where the user name is taken as the client id. */
  devicePort: number
  /** With user name and password when given. */
  url(username?: string, password?: string): string
  /** Stops and starts it; sessions that it keeps come back. */
  restart(pauseMs?: number): Promise<void>
  stop(): Promise<void>
}

export interface MosquittoOptions {
  /** The administrator of the dynamic-security plugin; without one, anybody may do anything. */
  admin?: { username: string; password: string }
  /** Lines of mosquitto.conf. */
  settings?: string[]
}

const PROGRAMS = ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/sbin']

function find(program: string): string {
  const found = PROGRAMS.map(folder => join(folder, program)).find(path => existsSync(path))
  if (!found) throw new Error(`${program} is missing: install the package mosquitto (apt-get install mosquitto)`)
  return found
}
function findPlugin(): string {
  const [plugin] = ['/usr/lib/*', '/usr/lib', '/usr/local/lib'].flatMap(folder =>
    globSync(`${folder}/mosquitto_dynamic_security.so`),
  )
  if (!plugin) throw new Error('mosquitto_dynamic_security.so is missing: install the package mosquitto')
  return plugin
}

export async function startMosquitto({ admin, settings = [] }: MosquittoOptions = {}): Promise<TestMosquitto> {
  const program = find('mosquitto')
  const folder = mkdtempSync(join(tmpdir(), 'rookery-mosquitto-'))
  const [port, devicePort] = [await freePort(), await freePort()]
  const accounts = join(folder, 'dynamic-security.json')
  if (admin)
    execFileSync(find('mosquitto_ctrl'), ['dynsec', 'init', accounts, admin.username, admin.password], {
      stdio: 'ignore',
    })
  const config = join(folder, 'mosquitto.conf')
  writeFileSync(
    config,
    [
      // Started as root it would become another user, who cannot read this folder.
      'user root',
      `listener ${port} 127.0.0.1`,
      ...(admin ? [`listener ${devicePort} 127.0.0.1`, 'use_username_as_clientid true'] : []),
      ...(admin ? [`plugin ${findPlugin()}`, `plugin_opt_config_file ${accounts}`] : ['allow_anonymous true']),
      'persistence true',
      `persistence_location ${folder}/`,
      'log_dest stderr',
      ...settings,
      '',
    ].join('\n'),
  )
  let child: ChildProcess
  const abandon = () => child.kill('SIGKILL')
  const start = async () => {
    child = spawn(program, ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr!.setEncoding('utf8').on('data', text => {
      said = (said + text).slice(-2_000)
    })
    process.once('exit', abandon)
    for (let tries = 0; tries < 500; tries++) {
      if (child.exitCode !== null) throw new Error(`mosquitto did not start: ${said}`)
      if (await answers(port)) return
      await setTimeout(10)
    }
    throw new Error(`mosquitto does not answer: ${said}`)
  }
  const stop = async () => {
    process.off('exit', abandon)
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise(resolve => child.once('exit', resolve))
    child.kill('SIGTERM')
    await gone
  }
  await start()
  return {
    port,
    devicePort,
    url(username, password) {
      const account =
        username === undefined ? '' : `${encodeURIComponent(username)}:${encodeURIComponent(password ?? '')}@`
      return `mqtt://${account}127.0.0.1:${port}`
    },
    async restart(pauseMs = 0) {
      await stop()
      await setTimeout(pauseMs)
      await start()
    },
    async stop() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

export function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
