/** A dock by script that takes missions: it keeps book of what it was told, and reports what the test says. */
import { encode, newId, topicOf } from '@rookery/thing-model'
import type { Client } from './client.ts'
import { type Gateway, type GatewayOptions, gateway } from './gateway.ts'

export interface Told {
  method: string
  data: any
  tid: string
  at: number
}
export interface MissionDock {
  sn: string
  aircraft: string
  gateway: Gateway
  /** Services in the order in which they came. */
  told: Told[]
  of(method: string): Told[]
  /** What it answers: a result code, or nothing at all. Default: 0. */
  answers: Map<string, number | 'silence'>
  /** Sent every second; change it and call `tell`. */
  osd: Record<string, unknown>
  aircraftOsd: Record<string, unknown> | undefined
  tell(): void
  /** `flighttask_progress`, repeated until the cloud has answered it. */
  report(
    flightId: string,
    status: string,
    fields?: { percent?: number; step?: number; result?: number; ext?: object },
  ): Promise<void>
  /** An event of another name, the same way. */
  event(method: string, data: object): Promise<void>
  /** Called with each service before it is answered. */
  onService: ((told: Told) => void) | undefined
  end(): Promise<void>
}

const READY = {
  mode_code: 0,
  cover_state: 0,
  drone_in_dock: 1,
  emergency_stop_state: 0,
  wind_speed: 2,
  rainfall: 0,
  environment_temperature: 15,
  drone_charge_state: { capacity_percent: 95, state: 0 },
  storage: { total: 60_000_000, used: 1_000 },
  network_state: { type: 2, quality: 4, rate: 100 },
  latitude: 52,
  longitude: 5,
}
const TELL_MS = 1_000
const REPEAT_MS = 1_000

/** Bound, online and ready to fly. It connects again by itself. */
export async function missionDock(
  by: Client,
  mqttUrl: string,
  sn: string,
  options: GatewayOptions = {},
): Promise<MissionDock> {
  const made = await gateway(by, mqttUrl, sn, { ...options, mqtt: { reconnectPeriod: 100, ...options.mqtt } })
  const { client } = made
  const answered = new Map<string, () => void>()
  const publish = (kind: 'osd' | 'events' | 'services_reply', message: object, of = sn) =>
    client.publish(
      topicOf(kind, of),
      Buffer.from(encode({ timestamp: Date.now(), gateway: sn, ...message } as never)),
      { qos: kind === 'osd' ? 0 : 1 },
    )
  const dock: MissionDock = {
    sn,
    aircraft: made.aircraft,
    gateway: made,
    told: [],
    of: method => dock.told.filter(told => told.method === method),
    answers: new Map(),
    osd: { ...READY },
    aircraftOsd: undefined,
    onService: undefined,
    tell() {
      if (!client.connected) return
      publish('osd', { tid: newId(), bid: newId(), data: dock.osd })
      if (dock.aircraftOsd) publish('osd', { tid: newId(), bid: newId(), data: dock.aircraftOsd }, dock.aircraft)
    },
    report(flightId, status, { percent = 0, step = 25, result = 0, ext = {} } = {}) {
      const output = {
        status,
        progress: { current_step: step, percent },
        ext: {
          flight_id: flightId,
          track_id: '',
          wayline_id: 0,
          wayline_mission_state: 6,
          current_waypoint_index: 0,
          media_count: 0,
          ...ext,
        },
      }
      return dock.event('flighttask_progress', { result, output })
    },
    async event(method, data) {
      const message = { tid: newId(), bid: newId(), method, need_reply: 1, data }
      const answer = new Promise<void>(resolve => answered.set(message.tid, resolve))
      publish('events', message)
      const repeating = setInterval(() => {
        if (client.connected) publish('events', message)
      }, REPEAT_MS)
      await answer.finally(() => clearInterval(repeating))
    },
    async end() {
      clearInterval(telling)
      await made.end()
    },
  }
  client.on('message', (topic, payload) => {
    if (topic === topicOf('events_reply', sn)) answered.get(JSON.parse(String(payload)).tid)?.()
    if (topic !== topicOf('services', sn)) return
    const { tid, bid, method, data } = JSON.parse(String(payload))
    const told = { method, data, tid, at: Date.now() }
    dock.told.push(told)
    dock.onService?.(told)
    const answer = dock.answers.get(method) ?? 0
    if (answer !== 'silence')
      publish('services_reply', { tid, bid, method, data: { result: answer, output: { status: 'ok' } } })
  })
  const telling = setInterval(dock.tell, TELL_MS)
  dock.tell()
  return dock
}
