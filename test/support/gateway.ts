/** A dock by hand: bound like a real one, and then saying exactly what a test wants it to say. */
import assert from 'node:assert/strict'
import { newId, type TopicKind, topicOf, type UpTopic } from '@rookery/thing-model'
import type { IClientOptions } from 'mqtt'
import { type Client, eventually } from './client.ts'
import { type BareClient, bareClient } from './mqtt.ts'

export interface Message {
  tid: string
  bid: string
  method?: string
  data: any
  [field: string]: unknown
}
export interface Gateway extends BareClient {
  sn: string
  aircraft: string
  password: string
  bindCode: string
  organizationId: string
  /** Publishes one message; resolves when the broker has acknowledged it. */
  say(kind: UpTopic, fields?: Partial<Message>, sn?: string): Promise<Message>
  /** Publishes one message and gives the answer to it. */
  ask(kind: 'requests' | 'status' | 'events' | 'state', fields: Partial<Message>, sn?: string): Promise<Message>
  /** What came on one topic of the gateway or its aircraft, in order. */
  heard(kind: TopicKind, sn?: string): Message[]
  /** `airport_organization_bind` of both with this code; the answer. */
  bind(code?: string, organizationId?: string): Promise<any>
  /** `update_topo` with the aircraft, or without any. */
  announce(withAircraft?: boolean): Promise<Message>
}
export interface GatewayOptions {
  /** `domain-type-sub_type` of the dock and of its aircraft. Default: Dock 3 with M4TD. */
  models?: [string, string]
  aircraft?: string
  /** False: connected only. Default true: bound, with the topology told. */
  bound?: boolean
  mqtt?: IClientOptions
  /** Says again what is not answered, as real docks do: with several servers nobody may listen at first. */
  repeats?: boolean
}

const REPEAT_MS = 2_000

export async function addGateway(by: Client, sn: string) {
  const added = await by.post('/manage/api/v1/workspaces/null/gateways', { gateway_sn: sn, name: sn })
  assert.equal(added.code, 0, added.message)
  const { mqtt_password: password, bind_code: bindCode, organization_id: organizationId } = added.data
  return { password, bindCode, organizationId } as { password: string; bindCode: string; organizationId: string }
}

/** Adds it to the workspace and connects. The caller ends it. */
export async function gateway(
  by: Client,
  mqttUrl: string,
  sn: string,
  {
    models = ['3-3-0', '0-100-1'],
    aircraft = `A-${sn}`,
    bound = true,
    mqtt = {},
    repeats = false,
  }: GatewayOptions = {},
): Promise<Gateway> {
  const account = await addGateway(by, sn)
  const { password, bindCode, organizationId } = account
  const bare = await bareClient(mqttUrl, { username: sn, password, clientId: sn, ...mqtt })
  for (const kind of [
    'services',
    'property/set',
    'requests_reply',
    'status_reply',
    'events_reply',
    'state_reply',
  ] as const)
    assert.ok(await bare.subscribe(topicOf(kind, sn)))

  const heard: Gateway['heard'] = (kind, of = sn) =>
    bare.received.filter(({ topic }) => topic === topicOf(kind, of)).map(({ text }) => JSON.parse(text))
  const say: Gateway['say'] = async (kind, fields = {}, of = sn) => {
    const message: Message = { tid: newId(), bid: newId(), timestamp: Date.now(), gateway: sn, data: {}, ...fields }
    await bare.publish(topicOf(kind, of), message)
    return message
  }
  const ask: Gateway['ask'] = async (kind, fields, of = sn) => {
    const asked = fields.tid ? heard(`${kind}_reply`, of).filter(({ tid }) => tid === fields.tid).length : 0
    const message = kind === 'state' || kind === 'events' ? { need_reply: 1, ...fields } : fields
    const { tid, bid } = await say(kind, message, of)
    const answers = () => heard(`${kind}_reply`, of).filter(answer => answer.tid === tid)
    const again = repeats ? setInterval(() => void say(kind, { ...message, tid, bid }, of), REPEAT_MS) : undefined
    try {
      await eventually(`the answer to ${kind} ${fields.method ?? ''}`, () => answers().length > asked)
    } finally {
      clearInterval(again)
    }
    return answers().at(-1)!
  }
  const model = (key: string) => {
    const [domain, type, sub_type] = key.split('-')
    return { domain: domain!, type: Number(type), sub_type: Number(sub_type), thing_version: '1.0.0' }
  }
  const made: Gateway = {
    ...bare,
    ...{ sn, aircraft, password, bindCode, organizationId },
    ...{ say, ask, heard },
    async bind(code = bindCode, organization = organizationId) {
      const one = { organization_id: organization, device_binding_code: code }
      const bind_devices = [sn, aircraft].map((each, i) => ({
        ...{ ...one, sn: each, device_callsign: each, device_model_key: models[i] },
      }))
      return (await ask('requests', { method: 'airport_organization_bind', data: { bind_devices } })).data
    },
    async announce(withAircraft = true) {
      const sub_devices = withAircraft ? [{ ...model(models[1]), sn: aircraft, index: 'A' }] : []
      const answer = await ask('status', { method: 'update_topo', data: { ...model(models[0]), sub_devices } })
      for (const kind of ['events_reply', 'state_reply'] as const)
        if (withAircraft) assert.ok(await bare.subscribe(topicOf(kind, aircraft)))
      return answer
    },
  }
  if (bound) {
    assert.equal((await made.bind()).result, 0)
    await made.announce()
  }
  return made
}
