/** What the link needs from below (a broker) and what it hands up. Features see Link, never a transport. */
import type { DownTopic, ParsedTopic } from '@rookery/thing-model'

/** Who holds an MQTT connection. */
export type Principal =
  /** A dock with its own credentials. */
  | { kind: 'gateway'; sn: string; workspaceId: string }
  /** DJI Pilot 2 on a remote controller: a user's session; the SN is claimed by its first topic. */
  | { kind: 'pilot'; sn: string | undefined; workspaceId: string; userId: string; sessionId: string }

/** One message as it left the broker, before anything is believed of it. */
export interface Inbound {
  topic: ParsedTopic
  payload: Uint8Array
  /** Undefined with an external broker, which has checked the topic itself. */
  principal: Principal | undefined
  receivedAt: number
  /** The connection that brought it; undefined with an external broker, which delivers again by itself. */
  line?: Line
  /**
   * Several processes read the broker, and another one records this message: here it only keeps what is in memory up
   * to date and answers whoever waits.
   */
  copy?: boolean
}

/** One connection of a device, which sends again over the next one what was not acknowledged over this one. */
export interface Line {
  /** Somebody still waits for acknowledgements. */
  open: boolean
  /** A message was given up: to keep the order, those behind it are left to the next connection too. */
  broken: boolean
}

/**
 * Takes one inbound message. Nothing returned: taken, may be acknowledged at once. A promise: acknowledge when it
 * resolves (committed); when it rejects, do not acknowledge.
 */
export type InboundHandler = (message: Inbound) => undefined | Promise<void>

export interface ConnectionInfo {
  clientId: string
  address: string
  /** 3, 4 or 5. */
  protocolVersion: number
}

/** A refused connection, for the installer's list and the gateway's timeline. */
export interface Refusal {
  reason:
    | 'unknown_account'
    | 'wrong_password'
    | 'session_ended'
    | 'client_id_in_use'
    | 'unavailable'
    | 'too_many_attempts'
}

/** Who may connect, and say and hear what. Implemented by the gateway feature, asked by the embedded broker. */
export interface AccessPolicy {
  authenticate(username: string, password: string, info: ConnectionInfo): Promise<Principal | Refusal>
  /** A pilot's connection claims the SN of its remote controller. False: the SN is somebody else's. */
  claim(principal: Principal, sn: string): boolean
  mayPublish(principal: Principal, topic: ParsedTopic): boolean
  maySubscribe(principal: Principal, topic: ParsedTopic): boolean
  connected(principal: Principal, info: ConnectionInfo): void
  /** `last`: no other connection of the principal's SN is left. */
  disconnected(principal: Principal, info: ConnectionInfo, last: boolean): void
  refused(username: string, info: ConnectionInfo, refusal: Refusal): void
  denied(principal: Principal, action: 'publish' | 'subscribe', topic: string, reason: string): void
}

/** A broker, embedded or external. */
export interface DeviceTransport {
  /** Publishes at QoS 0, never retained, with message expiry 10 s where the protocol knows it. */
  publish(kind: DownTopic, sn: string, payload: Uint8Array): Promise<void>
  /** Whether a gateway is connected now; undefined when only the broker knows. */
  isConnected(gatewaySn: string): boolean | undefined
  /** Cuts every connection of a principal (credentials changed, session ended). */
  disconnect(match: (principal: Principal) => boolean): void
  /**
   * Resolves when the broker grants what the directory says now: a gateway subscribes to its aircraft's topics as soon
   * as its topology is answered. At once where the broker asks us.
   */
  rightsInForce(): Promise<void>
  /** Health of the broker connection itself. */
  healthy(): boolean
  close(): Promise<void>
}
