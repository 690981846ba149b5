/** Rows `ingest` and `ingest CPU`: telemetry in, validated, kept, recorded and pushed, against aedes alone. */
import { WebSocket } from 'ws'
import { systemClock } from '../../server/src/platform/clock.ts'
import { openDatabase } from '../../server/src/platform/database/index.ts'
import { createLogger } from '../../server/src/platform/log.ts'
import { startTestServer } from '../support/postgres.ts'
import { ask, hear, pause, start, startServer, stop } from './children.ts'
import { SECRET, seedFleet } from './fleet.ts'
import type { Load } from './generator.ts'
import type { Row } from './report.ts'

const CONNECTIONS = 500
const SECONDS = 10
const VIEWERS = 10
const ADMIN = 'bench admin password'

export async function ingest(folder: string): Promise<Row[]> {
  const postgres = await startTestServer()
  try {
    const env = {
      DATABASE_URL: postgres.url,
      ROOKERY_DATA_DIR: folder,
      ROOKERY_TOKEN_SECRET: SECRET,
      ROOKERY_ADMIN_PASSWORD: ADMIN,
    }
    // The first start makes the tables and the workspace.
    await stop((await startServer(env)).child, 'SIGTERM')
    const database = await openDatabase(
      { databaseUrl: postgres.url, dataDir: folder },
      createLogger('error'),
      systemClock,
    )
    const clients = await seedFleet(database.db, CONNECTIONS)
    await database.close()

    const reference = await bareBroker(clients)
    const parse = parseTime(clients[0]!.payload)
    const measured = await rookery(env, clients)
    return [
      {
        name: 'ingest',
        work: `OSD of ${clients[0]!.payload.length} B over ${CONNECTIONS} connections, ${VIEWERS} viewers, a history row each while the database keeps up`,
        measured: `${round(measured.rate)} msg/s taken and pushed, ${round(measured.recorded)} rows/s recorded`,
        reference: `${round(reference)} msg/s (aedes alone to one mqtt.js subscriber)`,
        ratio: measured.rate / reference,
        goal: '>= 0.35',
        good: measured.rate / reference >= 0.35,
      },
      {
        name: 'ingest CPU',
        work: 'the same',
        measured: `${measured.cpuMicros.toFixed(1)} us of server CPU per message`,
        reference: `${parse.toFixed(1)} us (JSON.parse of the same payload)`,
        ratio: measured.cpuMicros / parse,
        goal: '<= 4',
        good: measured.cpuMicros / parse <= 4,
      },
      {
        name: 'ingest delay',
        work: 'device to browser at 4,000 msg/s, p99',
        measured: `${Math.round(measured.delayP99)} ms`,
        reference: 'push interval 500 ms',
        ratio: measured.delayP99 / 500,
        goal: '<= 750 ms',
        good: measured.delayP99 <= 750,
      },
    ]
  } finally {
    await postgres.stop()
  }
}

async function bareBroker(clients: Load['clients']): Promise<number> {
  const broker = start('bare-broker.ts')
  const subscriber = start('subscriber.ts')
  const generator = start('generator.ts')
  try {
    const { port } = await hear<{ port: number }>(broker)
    await ask(subscriber, port)
    await ask(generator, { port, clients, seconds: SECONDS } satisfies Load)
    await pause(2_000)
    const before = (await ask<{ count: number }>(subscriber, 'count')).count
    const started = performance.now()
    await pause((SECONDS - 4) * 1000)
    const after = (await ask<{ count: number }>(subscriber, 'count')).count
    return (after - before) / ((performance.now() - started) / 1000)
  } finally {
    for (const child of [generator, subscriber, broker]) await stop(child)
  }
}

async function rookery(env: NodeJS.ProcessEnv, clients: Load['clients']) {
  const server = await startServer(env)
  const sockets: WebSocket[] = []
  try {
    const answer = await fetch(`${server.http}/manage/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: ADMIN }),
    })
    const { data } = (await answer.json()) as { data: { access_token: string } }
    for (let i = 0; i < VIEWERS; i++)
      sockets.push(new WebSocket(`${server.http.replace('http', 'ws')}/api/v1/ws?x-auth-token=${data.access_token}`))
    const flat = await load(server, clients, undefined)
    await pause(3_000)
    const delayP99 = await delay(server, clients, sockets[0]!)
    return { ...flat, delayP99 }
  } finally {
    for (const socket of sockets) socket.terminate()
    await stop(server.child, 'SIGTERM')
  }
}

async function load(
  server: Awaited<ReturnType<typeof startServer>>,
  clients: Load['clients'],
  rate: number | undefined,
) {
  const generator = start('generator.ts')
  try {
    await ask(generator, { port: server.mqttPort, clients, seconds: SECONDS, rate } satisfies Load)
    await pause(2_000)
    const before = await server.metrics()
    const started = performance.now()
    await pause((SECONDS - 4) * 1000)
    const after = await server.metrics()
    const seconds = (performance.now() - started) / 1000
    const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0)
    const messages = grown('rookery_telemetry_messages_total')
    return {
      rate: messages / seconds,
      recorded: grown('rookery_telemetry_samples_recorded_total') / seconds,
      cpuMicros: (grown('process_cpu_seconds_total') * 1e6) / messages,
    }
  } finally {
    await stop(generator)
  }
}

/** Time from a device's publish to the viewer, with the rest of the fleet beside it: 4,000 messages a second. */
async function delay(
  server: Awaited<ReturnType<typeof startServer>>,
  clients: Load['clients'],
  viewer: WebSocket,
): Promise<number> {
  const [probe, ...others] = clients
  const generator = start('generator.ts')
  const seen: number[] = []
  const waiting = new Map<number, number>()
  const sn = `A${probe!.clientId}`
  viewer.on('message', text => {
    const frame = String(text)
    if (!frame.includes(sn)) return
    const mark = JSON.parse(frame).data?.host?.bench_mark as number | undefined
    for (const [key, at] of waiting)
      if (mark !== undefined && key <= mark) {
        seen.push(performance.now() - at)
        waiting.delete(key)
      }
  })
  const { default: mqtt } = await import('mqtt')
  const device = mqtt.connect(`mqtt://127.0.0.1:${server.mqttPort}`, {
    clientId: probe!.clientId,
    username: probe!.username,
    password: probe!.password,
  })
  try {
    await ask(generator, { port: server.mqttPort, clients: others, seconds: 12, rate: 4_000 } satisfies Load)
    const envelope = JSON.parse(probe!.payload)
    for (let i = 1; i <= 300; i++) {
      waiting.set(i, performance.now())
      device.publish(probe!.topic, JSON.stringify({ ...envelope, data: { ...envelope.data, bench_mark: i } }))
      await pause(30 + Math.random() * 10)
    }
    await pause(1_000)
    seen.sort((a, b) => a - b)
    return waiting.size ? Number.POSITIVE_INFINITY : seen[Math.floor(seen.length * 0.99)]!
  } finally {
    device.end(true)
    await stop(generator)
  }
}

/** Microseconds of `JSON.parse` alone, warmed up. */
function parseTime(payload: string): number {
  const runs = 20_000
  for (let i = 0; i < runs; i++) JSON.parse(payload)
  const started = process.cpuUsage()
  for (let i = 0; i < runs; i++) JSON.parse(payload)
  const { user, system } = process.cpuUsage(started)
  return (user + system) / runs
}

const round = (n: number) => Math.round(n).toLocaleString('en')
