/** Row `command`: HTTP to a simulated device and back, against a bare MQTT request and reply. */
import { fork } from 'node:child_process'
import { join } from 'node:path'
import mqtt from 'mqtt'
import { ask, hear, startServer, stop } from './children.ts'
import type { Row } from './report.ts'

const TOGETHER = 50
const ROUNDS = 2_000
const ADMIN = 'bench admin password'

export async function command(folder: string): Promise<Row[]> {
  const server = await startServer({ ROOKERY_DATA_DIR: folder, ROOKERY_ADMIN_PASSWORD: ADMIN })
  const device = fork(join(import.meta.dirname, 'device.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const broker = fork(join(import.meta.dirname, 'bare-broker.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  try {
    const { port } = await hear<{ port: number }>(broker)
    const call = caller(server.http)
    const { access_token } = await call('POST', '/manage/api/v1/sessions', { username: 'admin', password: ADMIN })
    const gateways: Record<string, string>[] = []
    // Messages of one dock are applied one after the other: fifty commands at a time go to fifty docks.
    for (let i = 0; i < TOGETHER; i++) {
      const body = { gateway_sn: `BENCHCMD${i}`, name: `Bench ${i}` }
      gateways.push(await call('POST', '/manage/api/v1/workspaces/null/gateways', body, access_token))
    }
    await ask(device, { mqttUrl: `mqtt://127.0.0.1:${server.mqttPort}`, gateways, echo: `mqtt://127.0.0.1:${port}` })
    let next = 0
    const send = () => {
      const { gateway_sn } = gateways[next++ % TOGETHER]!
      return call('POST', `/control/api/v1/devices/${gateway_sn}/services/debug_mode_open`, {}, access_token)
    }
    const echo = await echoing(port)
    await measure(send, 200)
    await measure(echo.send, 200)
    const ours = await measure(send, ROUNDS)
    const bare = await measure(echo.send, ROUNDS)
    echo.close()
    const ms = (n: number) => `${n.toFixed(1)} ms`
    return [
      {
        name: 'command p50',
        work: `HTTP POST to reply, ${TOGETHER} at a time`,
        measured: ms(ours.p50),
        reference: `${ms(bare.p50)} (bare MQTT request and reply, ${TOGETHER} at a time)`,
        ratio: ours.p50 / bare.p50,
        goal: '<= 3',
        good: ours.p50 / bare.p50 <= 3,
      },
      {
        name: 'command p99',
        work: 'the same',
        measured: ms(ours.p99),
        reference: ms(bare.p99),
        ratio: ours.p99 / bare.p99,
        goal: '<= 20 ms',
        good: ours.p99 <= 20,
      },
    ]
  } finally {
    await stop(device)
    await stop(broker)
    await stop(server.child, 'SIGTERM')
  }
}

const caller =
  (server: string) =>
  async (method: string, path: string, body: unknown, token?: string): Promise<any> => {
    const response = await fetch(server + path, {
      method,
      headers: { 'content-type': 'application/json', ...(token && { 'x-auth-token': token }) },
      body: JSON.stringify(body),
    })
    const answer = (await response.json()) as { code: number; message: string; data: unknown }
    if (answer.code !== 0) throw new Error(`${path}: ${answer.message}`)
    return answer.data
  }

/** Requests answered by the device process through the bare broker. */
async function echoing(port: number) {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`)
  const waiting = new Map<string, () => void>()
  await client.subscribeAsync('bench/reply')
  client.on('message', (_topic, payload) => waiting.get(JSON.parse(String(payload)).tid)?.())
  let count = 0
  return {
    send: () => {
      const tid = String(++count)
      return new Promise<void>(resolve => {
        waiting.set(tid, () => {
          waiting.delete(tid)
          resolve()
        })
        client.publish('bench/request', JSON.stringify({ tid, method: 'debug_mode_open', data: {} }))
      })
    },
    close: () => client.end(true),
  }
}

async function measure(send: () => Promise<unknown>, rounds: number) {
  const times: number[] = []
  let left = rounds
  const worker = async () => {
    while (left-- > 0) {
      const started = performance.now()
      await send()
      times.push(performance.now() - started)
    }
  }
  await Promise.all(Array.from({ length: TOGETHER }, worker))
  times.sort((a, b) => a - b)
  return { p50: times[Math.floor(times.length * 0.5)]!, p99: times[Math.floor(times.length * 0.99)]! }
}
