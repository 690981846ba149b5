/**
 * An existing broker or cluster, at ROOKERY_MQTT_URL, read by any number of processes. Each has one connection without
 * a session, for what it publishes and for what all must hear, and the sessions of the partitions whose lease it holds.
 * The decision record is docs/adr/0002-external-mqtt-broker.md.
 */
import { randomUUID } from 'node:crypto'
import { filtersOf, parseTopic, topicOf } from '@rookery/thing-model'
import type { MqttClient } from 'mqtt'
import type { Directory } from '#link/directory.ts'
import type { DeviceTransport, InboundHandler } from '#link/ports.ts'
import type { Clock } from '#platform/clock.ts'
import type { Logger } from '#platform/log.ts'
import { Assignment, PROCESSES, READ_BY_ALL, REPLIES } from './assignment.ts'
import { Connection, type Delivery, endpointOf, subscribe } from './connection.ts'
import type { LeaseStore } from './leases.store.ts'
import { Leases } from './leases.ts'
import { MosquittoAccounts, type Pilots } from './mosquitto.ts'
import { Partition } from './partition.ts'
import { BrokerAway } from './passing.ts'

/** Changing it strands the messages that wait in the sessions of the old partitions. */
const PARTITIONS = 16
const LEASE_MS = 9_000
const EXPIRY_S = 10
const FIRST_CONNECTION_MS = 15_000
const SWEEP_MS = 30_000
/** After a power cut a thousand docks tell their topology at once: changes in this time are followed together. */
const FOLLOW_MS = 30

export interface ExternalBrokerOptions {
  /** With the user name and password of this server. */
  url: string
  directory: Directory
  leases: LeaseStore
  inbound: InboundHandler
  pilots: Pilots
  /** What another process told. */
  told?(message: string): void
  clock: Clock
  log: Logger
  /** For tests; all processes must agree. */
  partitions?: number
  leaseMs?: number
}

export interface ExternalBroker extends DeviceTransport {
  /** Tells the other processes, those that listen now. */
  tell(message: string): void
  /** The directory has changed, here or in another process: subscriptions and rights follow. */
  directoryChanged(): Promise<void>
  /** Accounts at the broker; undefined when somebody else keeps them (EMQX asks us, others are set up by hand). */
  accounts(): MosquittoAccounts | undefined
  /** Partitions that this process reads now. */
  partitions(): number[]
  protocolVersion(): 4 | 5
}

/**
 * Resolves when connected, or when the broker has not answered for 15 s: then it goes on trying.
 * @throws Error when the broker refuses user name and password.
 */
export async function startExternalBroker(options: ExternalBrokerOptions): Promise<ExternalBroker> {
  const { directory, inbound, clock, log } = options
  const count = options.partitions ?? PARTITIONS
  const owner = randomUUID()
  const endpoint = endpointOf(options.url)
  const assignment = new Assignment(directory, count)
  const partitions = new Map<number, Partition>()

  const leases = new Leases({
    store: options.leases,
    owner,
    partitions: count,
    ttlMs: options.leaseMs ?? LEASE_MS,
    clock,
    log,
    gained(number) {
      const partition = new Partition({
        number,
        endpoint,
        inbound,
        topics: () => assignment.topics(number),
        mayRead: () => leases.holds(number),
        clock,
        log,
      })
      partitions.set(number, partition)
      partition.start()
      void syncAccounts([number])
    },
    async lost(number, orderly) {
      const partition = partitions.get(number)
      partitions.delete(number)
      await partition?.stop(orderly)
    },
  })

  // What every process hears --------------------------------------------------------------------------------------

  const isOurs = (sn: string) => leases.holds(assignment.of(sn))

  function hear({ topic, payload, acknowledge }: Delivery): undefined {
    acknowledge?.()
    if (topic === PROCESSES) return overheard(payload)
    if (accounts.hear(topic, payload)) return
    const parsed = parseTopic(topic)
    if (!parsed) return
    if (parsed.kind === 'status') return void meet(parsed.sn, topic, payload)
    // Aircraft and remote controllers are known from their update_topo on.
    if (!assignment.knows(parsed.sn)) return
    const ours = isOurs(parsed.sn)
    if (REPLIES.has(parsed.kind) && ours && partitions.get(assignment.of(parsed.sn))?.healthy()) return
    handOn(parsed, payload, REPLIES.has(parsed.kind) || !ours)
  }

  /** Processes hear themselves too; MQTT 3.1.1 cannot prevent it. */
  function overheard(payload: Buffer): undefined {
    const text = payload.toString()
    if (text.startsWith(owner)) return
    options.told?.(text.slice(owner.length))
  }

  function handOn(topic: NonNullable<ReturnType<typeof parseTopic>>, payload: Buffer, copy: boolean) {
    inbound({ topic, payload, principal: undefined, receivedAt: clock.now(), copy })?.catch(error =>
      log.error({ err: error, kind: topic.kind }, 'a message that every process hears could not be handled'),
    )
  }

  /**
   * A gateway of which nothing is known, a remote controller at its first update_topo: its topics are subscribed to
   * first, so that nothing is missed, then the message is handled like any other.
   */
  async function meet(sn: string, topic: string, payload: Buffer) {
    if (assignment.knows(sn) || !isOurs(sn)) return
    assignment.adopt(sn)
    await partitions.get(assignment.of(sn))?.sync()
    handOn(parseTopic(topic)!, payload, false)
  }

  const heardByAll = [...READ_BY_ALL, ...REPLIES, 'status' as const].flatMap(kind => filtersOf(kind, '+'))

  const accounts = new MosquittoAccounts({
    directory,
    assignment,
    pilots: options.pilots,
    username: endpoint.username ?? '',
    log,
  })
  const control = new Connection({
    endpoint,
    clientId: `rookery-${owner.slice(0, 8)}`,
    persistent: false,
    clock,
    log,
    message: hear,
    async connected(client: MqttClient) {
      await accounts.connected(client)
      const refused = await subscribe(client, [...heardByAll, PROCESSES], 1)
      if (refused.length) log.error({ topics: refused }, 'this server may not subscribe at the MQTT broker')
    },
  })

  // Accounts ------------------------------------------------------------------------------------------------------

  async function syncAccounts(numbers: Iterable<number>) {
    try {
      for (const number of numbers) await accounts.sync(number)
    } catch (error) {
      log.warn({ err: error }, 'the accounts at the MQTT broker could not be brought up to date')
    }
  }
  const sweep = async () => {
    try {
      if (!accounts.available() && control.client) await accounts.lookFor(control.client)
      if (leases.holds(0)) await accounts.removeEnded()
    } catch (error) {
      log.warn({ err: error }, 'ended accounts could not be removed from the MQTT broker')
    }
  }

  // Start ---------------------------------------------------------------------------------------------------------

  control.start()
  const deadline = performance.now() + FIRST_CONNECTION_MS
  while (!control.client && performance.now() < deadline) {
    if (control.failure?.credentials) {
      await control.close()
      throw new Error(`the MQTT broker at ${endpoint.url} refuses the user name and password of this server`)
    }
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  if (!control.client)
    log.error({ reason: control.failure?.message }, 'the MQTT broker does not answer yet; trying goes on')
  else if (endpoint.protocolVersion === 4)
    log.warn('the MQTT broker does not speak MQTT 5: commands carry no expiry, so it must not queue QoS 0 messages')
  try {
    await leases.start()
  } catch (error) {
    await control.close()
    throw error
  }
  let follow: Promise<void> | undefined
  const stopSweep = clock.every(SWEEP_MS, () => void sweep())

  const broker: ExternalBroker = {
    publish(kind, sn, payload) {
      const client = control.client
      if (!client?.connected) return Promise.reject(new BrokerAway('the MQTT broker is not connected'))
      const packet = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
      return client
        .publishAsync(topicOf(kind, sn), packet, {
          qos: 0,
          retain: false,
          properties: { messageExpiryInterval: EXPIRY_S },
        })
        .then(() => {})
    },
    tell(message) {
      control.client?.publish(PROCESSES, owner + message, { qos: 0 })
    },
    isConnected: () => undefined,
    disconnect(match) {
      accounts.cut(match).catch(error => log.error({ err: error }, 'a connection could not be cut at the MQTT broker'))
    },
    healthy: () => control.client !== undefined && [...partitions.values()].every(partition => partition.healthy()),
    rightsInForce: () => (accounts.available() ? broker.directoryChanged() : Promise.resolve()),
    directoryChanged() {
      follow ??= new Promise<void>(resolve => clock.after(FOLLOW_MS, resolve)).then(async () => {
        follow = undefined
        await Promise.all([syncAccounts(partitions.keys()), ...[...partitions.values()].map(each => each.sync())])
      })
      return follow
    },
    accounts: () => (accounts.available() ? accounts : undefined),
    partitions: () => leases.held(),
    protocolVersion: () => endpoint.protocolVersion,
    async close() {
      stopSweep()
      await leases.close()
      await control.close()
    },
  }
  return broker
}
