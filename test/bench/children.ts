/** Child processes of the benchmark: started, asked, ended. */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export function start(file: string): ChildProcess {
  return fork(join(import.meta.dirname, file), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
}
/** Next message of the child. */
export function hear<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', message => resolve(message as T))
    child.once('exit', code => reject(new Error(`a child process ended with ${code}`)))
  })
}
export function ask<T>(child: ChildProcess, message: unknown): Promise<T> {
  const answer = hear<T>(child)
  child.send(message as object)
  return answer
}
export async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise(resolve => child.once('exit', resolve))
  child.kill(signal)
  await gone
}

export interface ServerProcess {
  child: ChildProcess
  http: string
  mqttPort: number
  /** Address of the embedded object storage. */
  s3: string
  readyMs: number
  /** Numbers of `/metrics` by name, labels left out. */
  metrics(): Promise<Map<string, number>>
}
/** The server as users start it, on free ports. */
export async function startServer(env: NodeJS.ProcessEnv): Promise<ServerProcess> {
  const started = performance.now()
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../server/src/main.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      ROOKERY_HOST: '127.0.0.1',
      ROOKERY_HTTP_PORT: '0',
      ROOKERY_MQTT_PORT: '0',
      ROOKERY_S3_PORT: '0',
      ROOKERY_LOG_LEVEL: 'error',
      ...env,
    },
  })
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout! }).once('line', resolve)
    child.once('exit', code => reject(new Error(`the server ended with ${code}`)))
  })
  const ready = JSON.parse(line) as { http: string; mqtt: string; s3: string }
  return {
    child,
    http: ready.http,
    mqttPort: Number(new URL(ready.mqtt).port),
    s3: ready.s3,
    readyMs: performance.now() - started,
    async metrics() {
      const text = await (await fetch(`${ready.http}/metrics`)).text()
      const numbers = new Map<string, number>()
      for (const row of text.split('\n')) {
        const match = /^([a-z_]+)(?:\{[^}]*\})? ([-0-9.e+]+)$/i.exec(row)
        if (match) numbers.set(match[1]!, Number(match[2]))
      }
      return numbers
    },
  }
}
export const pause = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))
