/** Docks for tests: simulated ones, and a bare MQTT client that tells what was acknowledged to it. */
import assert from 'node:assert/strict'
import { type DockOptions, SimulatedDock } from '@rookery/simulator'
import { newId, topicOf } from '@rookery/thing-model'
import mqtt, { type MqttClient } from 'mqtt'
import type { Client } from './client.ts'

/** Adds a gateway and makes its dock, which has not joined yet. */
export async function addDock(
  admin: Client,
  mqttUrl: string,
  sn: string,
  options: Partial<DockOptions> = {},
): Promise<SimulatedDock> {
  const { mqtt_password, bind_code, organization_id } = await addGateway(admin, sn)
  return new SimulatedDock({
    product: 'dock3',
    mqttUrl,
    sn,
    password: mqtt_password,
    bindCode: bind_code,
    organizationId: organization_id,
    ...options,
  })
}

async function addGateway(admin: Client, sn: string) {
  const added = await admin.post('/manage/api/v1/workspaces/null/gateways', { gateway_sn: sn, name: `Dock ${sn}` })
  assert.equal(added.code, 0, added.message)
  return added.data
}

/** An event that docks repeat until it is answered, and that nothing here reacts to. */
export const EVENT = 'device_exit_homing_notify'
export const eventData = (sn: string, sequence: number) => ({ sn, action: 0, reason: 0, sequence })

const REPEAT_MS = 2_000

/** Sends events with `need_reply` and keeps book: tid of what was sent, acknowledged by PUBACK, answered. */
export interface Teller {
  sn: string
  client: MqttClient
  /** In the order of sending; the place in it is the event's `sequence`. */
  sent: string[]
  acknowledged: Set<string>
  answered: Set<string>
  tell(more?: object): string
  /** Publishes an event of before once more, with a new timestamp. */
  repeat(tid: string): void
  end(): Promise<void>
}

/** Reconnects by itself; sends again, by MQTT's own means and as docks do, what was not acknowledged or answered. */
export async function teller(admin: Client, mqttUrl: string, sn: string): Promise<Teller> {
  const { mqtt_password } = await addGateway(admin, sn)
  const client = mqtt.connect(mqttUrl, {
    clientId: sn,
    username: sn,
    password: mqtt_password,
    protocolVersion: 5,
    reconnectPeriod: 100,
    reconnectOnConnackError: true,
  })
  client.on('error', () => {})
  const sent: string[] = []
  const acknowledged = new Set<string>()
  const answered = new Set<string>()
  const messages = new Map<string, object>()
  /** Not answered for a whole period. */
  let waiting: string[] = []
  client.on('message', (_topic, payload) => void answered.add(JSON.parse(String(payload)).tid))
  await new Promise<void>(resolve => client.once('connect', () => resolve()))
  await client.subscribeAsync(topicOf('events_reply', sn), { qos: 1 })
  const publish = (tid: string) =>
    client.publish(
      topicOf('events', sn),
      JSON.stringify({ ...messages.get(tid), timestamp: Date.now() }),
      { qos: 1 },
      error => {
        if (!error) acknowledged.add(tid)
      },
    )
  const repeating = setInterval(() => {
    if (client.connected) for (const tid of waiting) publish(tid)
    waiting = sent.filter(tid => !answered.has(tid))
  }, REPEAT_MS)
  return {
    sn,
    client,
    sent,
    acknowledged,
    answered,
    tell(more = {}) {
      const tid = newId()
      const data = { ...eventData(sn, sent.length), ...more }
      messages.set(tid, { tid, bid: newId(), gateway: sn, method: EVENT, need_reply: 1, data })
      sent.push(tid)
      publish(tid)
      return tid
    },
    repeat: tid => void publish(tid),
    end() {
      clearInterval(repeating)
      return client.endAsync(true)
    },
  }
}
