/**
 * The MQTT side as an AsyncAPI 3.0 document, made from the declarations alone: a channel per topic kind, a message
 * per method and part, and osd, state and property messages per device model. JSON Schema's own keywords stay; our
 * annotations become `x-unit`, `x-labels`, `x-step`, `x-sentinels` and `x-secret`.
 */
import type { Gateway, PropertyModel } from './define.ts'
import { GATEWAYS, PROPERTY_MODELS } from './define.ts'
import { METHODS, type Message, messageOf, messagesOf, type Property, propertiesOf, type TSchema } from './index.ts'
import { DOWN, type TopicKind, topicTemplate, UP } from './topics.ts'

type Json = Record<string, unknown>
const REFERENCE = 'https://developer.dji.com/doc/cloud-api-tutorial/cn/api-reference/'
const EXTENSIONS: ReadonlySet<string> = new Set(['unit', 'labels', 'step', 'sentinels', 'secret'])

const PURPOSE: Readonly<Record<TopicKind, string>> = {
  osd: 'Telemetry, every two seconds; a message may hold a part of the properties.',
  state: 'Properties that changed.',
  state_reply: 'Acknowledges state where it was asked for.',
  services: 'Commands to the device.',
  services_reply: 'Answers to commands.',
  events: 'What happened at the device.',
  events_reply: 'Acknowledges events where it was asked for.',
  requests: 'Questions of the device.',
  requests_reply: 'Answers to questions of the device.',
  'property/set': 'Sets properties.',
  'property/set_reply': 'Result of each property that was to be set.',
  'drc/down': 'Live flight and payload commands at a high rate.',
  'drc/up': 'Answers and reports of the live link.',
  status: 'Which aircraft stands behind the gateway.',
  status_reply: 'Acknowledges status.',
}
const ANSWERED_ON: Partial<Record<TopicKind, TopicKind>> = {
  state: 'state_reply',
  services: 'services_reply',
  events: 'events_reply',
  requests: 'requests_reply',
  'property/set': 'property/set_reply',
  status: 'status_reply',
}

const isDown = (kind: TopicKind) => DOWN.some(down => down === kind)
const channelId = (kind: TopicKind) => kind.replace('/', '_')
const channelRef = (kind: TopicKind) => ({ $ref: `#/channels/${channelId(kind)}` })

/** A schema in plain JSON, with the annotations renamed. Names of fields are not annotations and stay. */
function plain(value: unknown, names = false): unknown {
  if (Array.isArray(value)) return value.map(item => plain(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      !names && EXTENSIONS.has(key) ? `x-${key}` : key,
      key === 'labels' && !names
        ? child
        : plain(child, !names && (key === 'properties' || key === 'patternProperties')),
    ]),
  )
}

const common = {
  tid: { type: 'string', title: 'Transaction', description: 'The same in a message and its answer.' },
  bid: { type: 'string', title: 'Business', description: 'The same in all messages of a job.' },
  timestamp: { type: 'integer', title: 'Sent at', 'x-unit': 'ms-epoch' },
}
const fromDevice = { ...common, gateway: { type: 'string', title: 'Serial number of the gateway' } }
const needReply = { type: 'integer', enum: [0, 1], title: 'Asks for an answer' }

/** What stands around `data`, by topic kind. */
function envelope(kind: TopicKind): Json {
  if (kind.startsWith('drc/'))
    return { type: 'object', properties: { seq: { type: 'integer', title: 'Sequence', minimum: 0 } } }
  if (isDown(kind)) return { type: 'object', properties: common, required: ['tid', 'bid', 'timestamp'] }
  const asks = kind === 'events' || kind === 'state' || kind === 'status'
  return { type: 'object', properties: asks ? { ...fromDevice, need_reply: needReply } : fromDevice }
}

const payload = (kind: TopicKind, own: Json, required: string[]): Json => ({
  allOf: [{ $ref: `#/components/schemas/${channelId(kind)}` }, { type: 'object', properties: own, required }],
})

/** `data` of a message in general and, beside it, as each gateway speaks it that differs. */
function dataOf(message: Message): unknown {
  const { method, kind, part } = message
  const general = method[kind]!.products.filter(
    gateway => messageOf(method, kind, part, gateway)?.schema === message.schema,
  )
  const variants = new Map<TSchema, Gateway[]>()
  for (const gateway of method[kind]!.products) {
    const schema = messageOf(method, kind, part, gateway)?.schema
    if (schema && schema !== message.schema) variants.set(schema, [...(variants.get(schema) ?? []), gateway])
  }
  if (!variants.size) return plain(message.schema)
  const titled = (schema: TSchema, gateways: Gateway[]) => ({
    ...(plain(schema) as Json),
    title: gateways.join(', '),
  })
  return { anyOf: [titled(message.schema, general), ...[...variants].map(([s, gateways]) => titled(s, gateways))] }
}

function methodMessage(message: Message): Json {
  const { method, kind, part, topic, example } = message
  const { products, notes } = method[kind]!
  const text = [method.description, notes].filter(Boolean).join(' ')
  const sample = {
    ...(topic.startsWith('drc/')
      ? { seq: 1 }
      : {
          tid: '6a7bfe89-c386-4043-b600-b518e10096cc',
          bid: '42a19f36-5117-4520-bd13-fd61d818d52e',
          timestamp: 1734425015702,
        }),
    method: method.name,
    data: example ?? {},
  }
  return {
    name: method.name,
    title: method.name,
    summary: part === 'request' ? method.summary : `Answer to: ${method.summary}`,
    ...(text && { description: text }),
    payload: payload(topic, { method: { const: method.name }, data: dataOf(message) }, ['method']),
    examples: [{ payload: sample }],
    tags: [{ name: method.page }],
    ...(method.reference && { externalDocs: { url: REFERENCE + method.reference } }),
    'x-gateways': products,
    ...(part === 'request' && { 'x-safety': method.safety }),
  }
}

/** The properties of a model as an object; a property whose wire name is a value becomes a pattern. */
function propertyObject(properties: Property[], schema: (property: Property) => TSchema): Json {
  const titled = (property: Property): Json => ({ title: property.title, ...(plain(schema(property)) as Json) })
  const named = properties.filter(({ pattern }) => !pattern)
  const patterned = properties.filter(({ pattern }) => pattern)
  return {
    type: 'object',
    properties: Object.fromEntries(named.map(property => [property.name, titled(property)])),
    ...(patterned.length && {
      patternProperties: Object.fromEntries(patterned.map(property => [property.pattern!, titled(property)])),
    }),
  }
}

function modelMessages(model: PropertyModel): [TopicKind, Json][] {
  const all = [...propertiesOf(model).values()]
  const message = (kind: TopicKind, summary: string, data: Json): [TopicKind, Json] => [
    kind,
    { name: `${kind} of ${model}`, title: model, summary, payload: payload(kind, { data }, ['data']) },
  ]
  const pushed = (push: 'osd' | 'state') =>
    propertyObject(
      all.filter(property => property.push === push),
      property => property.schema,
    )
  const settable = all.filter(({ access }) => access === 'rw')
  const result = { type: 'object', properties: { result: { type: 'integer', title: 'Result' } } }
  return [
    message('osd', `Telemetry of ${model}`, pushed('osd')),
    message('state', `Changed properties of ${model}`, pushed('state')),
    ...(settable.length
      ? [
          message(
            'property/set',
            `Properties of ${model} that can be set`,
            propertyObject(settable, property => property.settable ?? property.schema),
          ),
          message('property/set_reply', `Results of setting properties of ${model}`, {
            type: 'object',
            properties: Object.fromEntries(settable.map(({ name }) => [name, result])),
          }),
        ]
      : []),
  ]
}

const stateReply: Json = {
  name: 'state_reply',
  title: 'state_reply',
  summary: 'Acknowledges changed properties',
  payload: payload('state_reply', { data: { type: 'object', properties: { result: { type: 'integer' } } } }, []),
}

export interface AsyncApiOptions {
  /** Version of the product that serves the document. */
  version: string
  /** Brokers by name, as AsyncAPI writes servers. Default: none named. */
  servers?: Readonly<Record<string, { host: string; protocol: 'mqtt' | 'mqtts' | 'ws' | 'wss'; description?: string }>>
}

/** The whole document, ready for `JSON.stringify`. The application is the cloud: it sends down and receives up. */
export function asyncApi({ version, servers }: AsyncApiOptions): Json {
  const kinds: TopicKind[] = [...UP, ...DOWN]
  const messages: Json = {}
  const byChannel = new Map<TopicKind, Json>(kinds.map(kind => [kind, {}]))
  const put = (kinds: Iterable<TopicKind>, id: string, message: Json) => {
    messages[id] = message
    for (const kind of kinds) byChannel.get(kind)![id] = { $ref: `#/components/messages/${id}` }
  }
  for (const method of METHODS.values())
    for (const message of messagesOf(method)) {
      const variants = message.part === 'request' ? Object.values(method[message.kind]!.variants ?? {}) : []
      const on = variants.flatMap(variant => (variant.on && variant.on !== 'drc' ? [variant.on] : []))
      put(new Set([message.topic, ...on]), `${channelId(message.topic)}.${method.name}`, methodMessage(message))
    }
  for (const model of PROPERTY_MODELS)
    for (const [kind, message] of modelMessages(model)) put([kind], `${channelId(kind)}.${model}`, message)
  put(['state_reply'], 'state_reply', stateReply)

  return {
    asyncapi: '3.0.0',
    info: {
      title: 'DJI Cloud API over MQTT',
      version,
      description: `Every message of Cloud API v1.16.1 between the cloud and its gateways (${GATEWAYS.join(', ')}).`,
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    ...(servers && { servers }),
    channels: Object.fromEntries(
      kinds.map(kind => [
        channelId(kind),
        {
          address: topicTemplate(kind),
          title: kind,
          description: PURPOSE[kind],
          parameters: {
            sn: { description: 'Serial number of the gateway; on osd, state and events also of an aircraft.' },
          },
          messages: byChannel.get(kind),
        },
      ]),
    ),
    operations: Object.fromEntries(
      kinds
        .filter(kind => !Object.values(ANSWERED_ON).includes(kind))
        .map(kind => {
          const answer = ANSWERED_ON[kind]
          return [
            channelId(kind),
            {
              action: isDown(kind) ? 'send' : 'receive',
              channel: channelRef(kind),
              summary: PURPOSE[kind],
              ...(answer && { reply: { channel: channelRef(answer) } }),
              ...(isDown(kind) && { bindings: { mqtt: { qos: 0, retain: false, bindingVersion: '0.2.0' } } }),
            },
          ]
        }),
    ),
    components: {
      messages,
      schemas: Object.fromEntries(kinds.map(kind => [channelId(kind), envelope(kind)])),
    },
  }
}
