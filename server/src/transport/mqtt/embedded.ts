/**
 * The embedded broker: aedes in this process. Devices connect over TCP, TLS or WebSocket, MQTT 3.1, 3.1.1 or 5.0.
 *
 * Inbound is taken in `authorizePublish`, because aedes acknowledges QoS 1 before subscribers run; here it is
 * acknowledged after the commit. While the database is away nothing is, and the connection stays: telemetry goes on
 * and commands reach the device. Nothing is ever queued for a device that is away: sessions end with their connection
 * and everything we publish is QoS 0.
 */
import type { IncomingMessage } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createServer as createTlsServer } from 'node:tls'
import { parseTopic, topicOf } from '@rookery/thing-model'
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from 'aedes'
import { createWebSocketStream, type WebSocket } from 'ws'
import { filterTopic } from '#link/filter.ts'
import type {
  AccessPolicy,
  ConnectionInfo,
  DeviceTransport,
  InboundHandler,
  Line,
  Principal,
  Refusal,
} from '#link/ports.ts'
import type { Clock } from '#platform/clock.ts'
import type { Logger } from '#platform/log.ts'

/** Largest packet a device may send. */
const MAXIMUM_PACKET_SIZE = 1024 * 1024
/** Messages of a connection that are taken and not committed; with more it is not read until the latest is. */
const MAX_OPEN_MESSAGES = 1_000
const MAX_OPEN_BYTES = 1024 * 1024
/** Nobody can subscribe to topics that start with `$`: what is moved there is acknowledged and forwarded to no one. */
const TAKEN = '$rookery/taken'
/** CONNACK return codes of MQTT 3.1.1; aedes maps them for 5.0. */
const IDENTIFIER_REJECTED = 2
const SERVER_UNAVAILABLE = 3
const BAD_CREDENTIALS = 4

export interface EmbeddedBrokerOptions {
  host: string
  /** 0: any free port. */
  port: number
  /** PEM certificate and key: MQTT over TLS on the same port. */
  tls?: { cert: Buffer; key: Buffer } | undefined
  access: AccessPolicy
  inbound: InboundHandler
  clock: Clock
  log: Logger
}

export interface EmbeddedBroker extends DeviceTransport {
  port: number
  /** Takes over a WebSocket connection on `/mqtt`. */
  acceptWebSocket(socket: WebSocket, request: IncomingMessage): void
  /** New certificate without a restart. */
  setTls(tls: { cert: Buffer; key: Buffer }): void
  /** Connections now. */
  connections(): number
}

interface Connection {
  principal: Principal
  info: ConnectionInfo
  /** With what is taken and not committed. */
  line: Line & { messages: number; bytes: number }
}
type Accepted = Client & { conn: Duplex & Partial<Socket>; req?: IncomingMessage; version: number }

export async function startEmbeddedBroker(options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
  const { access, inbound, clock, log } = options
  const connections = new Map<Client, Connection>()
  /** Connection count per gateway SN. */
  const bySn = new Map<string, number>()
  /** Who holds a client id, from authentication until its socket closes. */
  const holders = new Map<string, { identity: string; client: Client }>()
  const addresses = new WeakMap<Duplex, string>()

  const broker = new Aedes({
    concurrency: 100,
    connectTimeout: 10_000,
    maxClientsIdLength: 128,
    maximumPacketSize: MAXIMUM_PACKET_SIZE,
    maxTopicLevels: 8,
    preConnect(_client, packet, done) {
      // A session that outlives its connection would collect commands for a gateway that is away.
      packet.clean = true
      if (packet.properties) packet.properties.sessionExpiryInterval = 0
      // A last will is a message at a time nobody chose; no Cloud API device has one.
      packet.will = undefined
      done(null, true)
    },
    authenticate(client, username, password, done) {
      const info = infoOf(client as Accepted)
      const fail = (refusal: Refusal, returnCode: number) => {
        access.refused(username ?? '', info, refusal)
        done(Object.assign(new Error(refusal.reason), { returnCode }) as AuthenticateError, false)
      }
      access.authenticate(username ?? '', password?.toString('utf8') ?? '', info).then(
        result => {
          if ('reason' in result)
            return fail(result, result.reason === 'unavailable' ? SERVER_UNAVAILABLE : BAD_CREDENTIALS)
          const identity = identityOf(result)
          const holder = holders.get(client.id)
          // MQTT would kick the holder off; that must not be open to anybody with credentials of another device.
          if (holder && holder.identity !== identity) return fail({ reason: 'client_id_in_use' }, IDENTIFIER_REJECTED)
          holders.set(client.id, { identity, client })
          const line = { open: true, broken: false, messages: 0, bytes: 0 }
          ;(client as Accepted).conn.once('close', () => {
            line.open = false
            if (holders.get(client.id)?.client === client) holders.delete(client.id)
          })
          connections.set(client, { principal: result, info, line })
          done(null, true)
        },
        error => {
          log.error({ err: error }, 'authentication of an MQTT connection failed')
          fail({ reason: 'unavailable' }, SERVER_UNAVAILABLE)
        },
      )
    },
    authorizePublish(client, packet, done) {
      if (!client) return done(null)
      const connection = connections.get(client)
      const { topic } = packet
      const parsed = parseTopic(topic)
      // Retained device messages would greet every later subscriber with old news.
      packet.retain = false
      if (
        !connection ||
        !parsed ||
        !claimed(connection, parsed.sn) ||
        !access.mayPublish(connection.principal, parsed)
      ) {
        packet.topic = TAKEN
        if (connection)
          access.denied(connection.principal, 'publish', topic, parsed ? 'not its topic' : 'not a Cloud API topic')
        return done(null)
      }
      // Only browsers on a DRC link read a device's topic; everything else ends here.
      if (parsed.kind !== 'drc/up') packet.topic = TAKEN
      const { line } = connection
      const committed = inbound({
        topic: parsed,
        payload: packet.payload as Buffer,
        principal: connection.principal,
        receivedAt: clock.now(),
        line,
      })
      if (!committed) return done(null)
      const size = packet.payload.length
      line.messages++
      line.bytes += size
      // Acknowledged here, after the commit: aedes would have to wait for it, and with it the telemetry behind.
      const { qos, messageId } = packet
      const waits = qos === 2 || line.messages > MAX_OPEN_MESSAGES || line.bytes > MAX_OPEN_BYTES
      if (qos === 1) packet.qos = 0
      if (!waits) done(null)
      committed
        .then(
          () => {
            if (!line.open) return
            if (qos === 1) (client as Accepted).conn.write(pubAck(messageId!))
            if (waits) done(null)
          },
          error => {
            if (!line.open) return
            line.open = false
            log.warn({ err: error, kind: parsed.kind }, 'not acknowledged, connection closed: it could not be stored')
            ;(client as Accepted).conn.destroy()
          },
        )
        .finally(() => {
          line.messages--
          line.bytes -= size
        })
    },
    authorizeSubscribe(client, subscription, done) {
      const connection = connections.get(client)
      const parsed = filterTopic(subscription.topic)
      if (connection && parsed && claimed(connection, parsed.sn) && access.maySubscribe(connection.principal, parsed))
        return done(null, subscription)
      if (connection) access.denied(connection.principal, 'subscribe', subscription.topic, 'not its topic')
      done(null, null)
    },
    authorizeForward(client, packet) {
      // The right may have ended since the subscription was granted.
      const connection = connections.get(client)
      const parsed = parseTopic(packet.topic)
      return connection && parsed && access.maySubscribe(connection.principal, parsed) ? packet : null
    },
  })
  await broker.listen()

  function claimed(connection: Connection, sn: string): boolean {
    const { principal } = connection
    if (principal.kind !== 'pilot' || principal.sn !== undefined) return true
    if (!access.claim(principal, sn)) return false
    principal.sn = sn
    ready(connection)
    return true
  }

  function ready(connection: Connection) {
    const sn = connection.principal.sn
    if (sn === undefined) return
    bySn.set(sn, (bySn.get(sn) ?? 0) + 1)
    access.connected(connection.principal, connection.info)
  }

  const infoOf = (client: Accepted): ConnectionInfo => ({
    clientId: client.id,
    address: addresses.get(client.conn) ?? client.conn.remoteAddress ?? '',
    protocolVersion: client.version,
  })

  broker.on('clientReady', client => {
    const connection = connections.get(client)
    if (connection) ready(connection)
  })
  const gone = (client: Client) => {
    const connection = connections.get(client)
    if (!connections.delete(client) || !connection) return
    const sn = connection.principal.sn
    if (sn === undefined) return
    const left = (bySn.get(sn) ?? 1) - 1
    if (left > 0) bySn.set(sn, left)
    else bySn.delete(sn)
    access.disconnected(connection.principal, connection.info, left <= 0)
  }
  broker.on('clientDisconnect', gone)
  broker.on('clientError', (client, error) => log.debug({ clientId: client.id, err: error }, 'MQTT connection error'))
  broker.on('connectionError', (_client, error) => log.debug({ err: error }, 'MQTT connection refused'))

  const accept = (socket: Socket) => {
    socket.setNoDelay(true)
    broker.handle(socket)
  }
  const tlsServer = options.tls && createTlsServer(options.tls, accept)
  const server: Server = tlsServer ?? createServer(accept)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()

  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    acceptWebSocket(socket, request) {
      const stream = createWebSocketStream(socket)
      addresses.set(stream, request.socket.remoteAddress ?? '')
      broker.handle(stream, request)
    },
    setTls: tls => tlsServer?.setSecureContext(tls),
    connections: () => connections.size,
    publish(kind, sn, payload) {
      const packet: PublishPacket = {
        cmd: 'publish',
        topic: topicOf(kind, sn),
        payload: Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength),
        qos: 0,
        retain: false,
        dup: false,
        properties: { messageExpiryInterval: 10 },
      }
      return new Promise((resolve, reject) => broker.publish(packet, error => (error ? reject(error) : resolve())))
    },
    isConnected: sn => bySn.has(sn),
    disconnect(match) {
      for (const [client, { principal }] of connections) if (match(principal)) (client as Accepted).conn.destroy()
    },
    rightsInForce: async () => {},
    healthy: () => server.listening,
    async close() {
      server.close()
      for (const client of connections.keys()) (client as Accepted).conn.destroy()
      await new Promise<void>(resolve => broker.close(() => resolve()))
    },
  }
}

/** The same in all versions of MQTT. */
const pubAck = (messageId: number) => Buffer.from([0x40, 2, messageId >> 8, messageId & 0xff])

const identityOf = (principal: Principal) =>
  principal.kind === 'gateway' ? `gateway:${principal.sn}` : `pilot:${principal.sessionId}`
