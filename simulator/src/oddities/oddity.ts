import { type Envelope, newId } from '@rookery/thing-model'
import type { Outgoing } from '../link.ts'
import type { Random } from '../random.ts'

/** What an oddity may look at and use. */
export interface OddContext {
  readonly sn: string
  readonly random: Random
  /** The device's clock in ms. */
  readonly now: () => number
}

/** A departure from the documents that real devices show. */
export interface Oddity {
  name: string
  /** What the device does, one sentence. */
  summary: string
  /** Changes a message, a copy of its own, before it is encoded. */
  send?(message: Outgoing, context: OddContext): void
  /** Messages sent besides, once per telemetry period. */
  extra?(context: OddContext, aircraftSn: string | undefined): Outgoing[]
  /** The tid and bid of every event and state that it starts itself. */
  eventId?: string
  /** Takes only `state_reply` as the answer to `state`. */
  insistsOnStateReply?: boolean
}

export type Fields = { [name: string]: unknown }
/** `data` of a message as an object; undefined when it is none. */
export const dataOf = ({ data }: Envelope): Fields | undefined =>
  typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Fields) : undefined

/** An event that is in no definition of its gateway's kind. */
export const looseEvent = (sn: string, gateway: string, method: string, data: unknown, now: number): Outgoing => ({
  kind: 'events',
  sn,
  envelope: { tid: newId(), bid: newId(), timestamp: now, gateway, method, need_reply: 0, data },
})
