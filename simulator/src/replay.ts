/** Plays a recording to a cloud: what the devices said, at the pace at which they said it. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { type Envelope, encode, isZeroId, newId, parseTopic } from '@rookery/thing-model'
import { connectAsync, type MqttClient } from 'mqtt'
import type { GatewayCredentials } from './cloud.ts'
import type { RecordedMessage } from './record.ts'
import { type Clock, systemClock } from './time.ts'

export interface ReplayOptions {
  /** File of JSON lines; see RecordedMessage. */
  file: string
  /** The account of a gateway; undefined skips its messages. */
  credentialsOf(sn: string): Promise<GatewayCredentials | undefined>
  /** Default: `mqtt_addr` of the credentials. */
  mqttUrl?: string
  /** 2 plays twice as fast. Default 1. */
  speed?: number
  /** Keeps the recorded tid and bid, so that a cloud which has seen them sees repeats. Default false. */
  sameIds?: boolean
  clock?: Clock
  /** Called after each message. */
  onProgress?(sent: number): void
}

export interface ReplayResult {
  sent: number
  /** Messages of gateways without an account, or that are none. */
  skipped: number
  gateways: number
}

interface Player {
  client: MqttClient
  credentials: GatewayCredentials
}

export async function replay(options: ReplayOptions): Promise<ReplayResult> {
  const { file, speed = 1, sameIds = false, clock = systemClock, onProgress } = options
  const players = new Map<string, Promise<Player | undefined>>()
  const ids = new Map<string, string>()
  const result: ReplayResult = { sent: 0, skipped: 0, gateways: 0 }
  const pending = new Set<Promise<unknown>>()
  let first: { recorded: number; played: number } | undefined

  for await (const line of createInterface({ input: createReadStream(file) })) {
    const message = parse(line)
    if (message?.direction !== 'up') continue
    const sn = message.gateway ?? message.payload.gateway ?? parseTopic(message.topic)?.sn
    if (sn !== undefined && !players.has(sn)) players.set(sn, open(sn, options))
    const opened = sn === undefined ? undefined : await players.get(sn)
    if (!opened) {
      result.skipped++
      continue
    }
    first ??= { recorded: message.time, played: clock.now() }
    const due = first.played + (message.time - first.recorded) / speed
    if (due > clock.now()) await new Promise<void>(resolve => clock.after(due - clock.now(), resolve))

    const envelope = restamp(message, clock.now(), sameIds ? undefined : ids, opened.credentials)
    const qos = parseTopic(message.topic)?.kind === 'osd' ? 0 : 1
    const published = opened.client.publishAsync(message.topic, encode(envelope) as Buffer, { qos })
    pending.add(published)
    void published.finally(() => pending.delete(published))
    result.sent++
    onProgress?.(result.sent)
  }
  await Promise.all(pending)
  for (const player of players.values()) {
    const opened = await player
    if (!opened) continue
    result.gateways++
    await opened.client.endAsync()
  }
  return result
}

async function open(sn: string, { credentialsOf, mqttUrl }: ReplayOptions): Promise<Player | undefined> {
  const credentials = await credentialsOf(sn)
  if (!credentials) return undefined
  const client = await connectAsync(mqttUrl ?? credentials.mqtt_addr, {
    clientId: sn,
    username: credentials.mqtt_username,
    password: credentials.mqtt_password,
    protocolVersion: 5,
  })
  return { client, credentials }
}

function parse(line: string): RecordedMessage | undefined {
  if (!line.trim()) return undefined
  try {
    return JSON.parse(line) as RecordedMessage
  } catch {
    return undefined
  }
}

/** The message as if it were sent now, by a gateway with these credentials. */
function restamp(
  { time, payload }: RecordedMessage,
  now: number,
  ids: Map<string, string> | undefined,
  { bind_code, organization_id }: GatewayCredentials,
): Envelope {
  const envelope: Envelope = { ...payload }
  // The device's clock error at the time of the recording stays.
  if (typeof payload.timestamp === 'number') envelope.timestamp = Math.round(now + (payload.timestamp - time))
  for (const field of ['tid', 'bid'] as const) {
    const id = payload[field]
    if (!ids || id === undefined || isZeroId(id)) continue
    if (!ids.has(id)) ids.set(id, newId())
    envelope[field] = ids.get(id)
  }
  // Codes are blanked in recordings, and another cloud has other ones.
  if (payload.method === 'airport_organization_get' || payload.method === 'airport_organization_bind')
    envelope.data = JSON.parse(JSON.stringify(payload.data ?? null), (key, value) =>
      key === 'device_binding_code' ? bind_code : key === 'organization_id' ? organization_id : value,
    )
  return envelope
}
