/** Every message of the methods as it goes over the wire: which part of which exchange, where, and in what shape. */
import type { TSchema } from 'typebox'
import { type Exchange, exchangeFor, type Gateway, KINDS, type Kind, type Method } from './define.ts'
import { Empty } from './schema.ts'
import type { TopicKind } from './topics.ts'

/** `request` is the message that speaks first, whoever sends it; `reply` is its answer. */
export type Part = 'request' | 'reply'
export const PARTS: readonly Part[] = ['request', 'reply']

export interface Message {
  method: Method
  kind: Kind
  part: Part
  /** down: from the cloud to the device. */
  direction: 'up' | 'down'
  topic: TopicKind
  /** Of `data`. */
  schema: TSchema
  example?: unknown
}

const down = (exchange: Exchange, kind: Kind, part: Part) => {
  const cloudSpeaksFirst = kind === 'services' || (kind === 'drc' && exchange.from !== 'device')
  return cloudSpeaksFirst === (part === 'request')
}

function topicFor(kind: Kind, part: Part, isDown: boolean): TopicKind {
  if (kind === 'drc') return isDown ? 'drc/down' : 'drc/up'
  return part === 'request' ? kind : `${kind}_reply`
}

/**
 * One message of a method, as a gateway speaks it or, without a gateway, in general. Undefined where the method has
 * no such exchange or no answer. A gateway's `on` is not followed here: it is a quirk, not the declared place.
 */
export function messageOf(method: Method, kind: Kind, part: Part, gateway?: Gateway): Message | undefined {
  const exchange = exchangeFor(method, kind, gateway)
  const schema = part === 'request' ? (exchange?.request ?? Empty) : exchange?.reply
  if (!exchange || !schema) return undefined
  const isDown = down(exchange, kind, part)
  return {
    method,
    kind,
    part,
    direction: isDown ? 'down' : 'up',
    topic: topicFor(kind, part, isDown),
    schema,
    example: exchange.example?.[part],
  }
}

/** All messages of a method in general. */
export const messagesOf = (method: Method): Message[] =>
  KINDS.flatMap(kind => PARTS.map(part => messageOf(method, kind, part))).filter(message => message !== undefined)
