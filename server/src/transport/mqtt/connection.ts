/**
 * One connection to an external broker that is kept up: made again with a growing pause when it breaks. QoS 1 messages
 * are acknowledged by hand, in the order in which they came, as MQTT asks for.
 */
import mqtt, { type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt'
import type { Cancel, Clock } from '#platform/clock.ts'
import type { Logger } from '#platform/log.ts'

/** Where the broker is, and which protocol it turned out to speak. Shared by all connections of a process. */
export interface Endpoint {
  /** Without user name and password. */
  url: string
  username: string | undefined
  password: string | undefined
  protocolVersion: 4 | 5
  /** A connection was accepted: the version is the broker's. */
  settled: boolean
}

/** `url` as in ROOKERY_MQTT_URL. The client library would take a password with a colon apart. */
export function endpointOf(url: string): Endpoint {
  const { username, password } = new URL(url)
  return {
    url: url.replace(/\/\/[^/]*@/, '//'),
    username: username === '' ? undefined : decodeURIComponent(username),
    password: password === '' ? undefined : decodeURIComponent(password),
    protocolVersion: 5,
    settled: false,
  }
}

export interface Delivery {
  /** The connection that brought it. */
  client: MqttClient
  topic: string
  payload: Buffer
  /** Absent for QoS 0. */
  acknowledge: (() => void) | undefined
}

export interface ConnectionOptions {
  endpoint: Endpoint
  clientId: string
  /** Keeps subscriptions and undelivered QoS 1 messages at the broker while it is away. */
  persistent: boolean
  clock: Clock
  log: Logger
  /** After every (re)connection. When it rejects, the connection is cut and made again. */
  connected(client: MqttClient): Promise<void>
  /** May come before `connected`. A promise holds back further messages until it resolves. */
  message(delivery: Delivery): undefined | Promise<void>
  lost?(): void
}

/** The broker knows the session for this long after the last process that read it. */
const SESSION_EXPIRY_S = 7 * 24 * 3600
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000
const CONNECT_TIMEOUT_MS = 10_000
const KEEPALIVE_S = 15
/** As in the embedded broker. */
const MAXIMUM_PACKET_SIZE = 1024 * 1024
const GOODBYE_MS = 1_000
/** SUBACK codes from here on are failures. */
const REFUSED = 0x80

/** CONNACK codes of MQTT 3.1.1 and 5.0. */
const WRONG_VERSION = new Set([1, 132])
const WRONG_CREDENTIALS = new Set([4, 5, 134, 135])

export class Connection {
  readonly #options: ConnectionOptions
  #client: MqttClient | undefined
  #ready = false
  #closed = false
  #pause = FIRST_PAUSE_MS
  #cancelRetry: Cancel = () => {}
  /** Why the latest attempt failed. */
  failure: { message: string; credentials: boolean } | undefined

  constructor(options: ConnectionOptions) {
    this.#options = options
  }

  /** Connects in the background. */
  start(): void {
    if (!this.#closed) this.#attempt()
  }

  /** The connected client, once `connected` has resolved. */
  get client(): MqttClient | undefined {
    return this.#ready ? this.#client : undefined
  }

  /** Breaks the connection; the broker delivers again whatever was not acknowledged. */
  cut(): void {
    this.#client?.stream?.destroy()
  }

  /** Ends in good order: nothing more is taken, the session stays at the broker. */
  async close(): Promise<void> {
    this.#closed = true
    this.#ready = false
    this.#cancelRetry()
    const client = this.#client
    if (!client) return
    await new Promise<void>(resolve => {
      const cancel = this.#options.clock.after(GOODBYE_MS, () => client.stream?.destroy())
      client.stream?.once('close', () => {
        cancel()
        resolve()
      })
      if (client.stream?.destroyed ?? true) resolve()
      else client.end(!client.connected)
    })
  }

  #attempt() {
    const { endpoint, clientId, log } = this.#options
    const version = endpoint.protocolVersion
    const client = mqtt.connect(endpoint.url, this.#clientOptions())
    this.#client = client
    let accepted = false
    let refusal: (Error & { code?: number | string }) | undefined
    client.on('error', error => {
      refusal = error
    })
    client.on('disconnect', packet => {
      log.warn({ clientId, reasonCode: packet.reasonCode }, 'the MQTT broker ended a connection')
    })
    client.on('connect', () => {
      accepted = true
      endpoint.settled = true
      this.#options.connected(client).then(
        () => {
          if (this.#client !== client || this.#closed || !client.connected) return
          this.failure = undefined
          this.#pause = FIRST_PAUSE_MS
          this.#ready = true
        },
        error => {
          log.warn({ err: error, clientId }, 'an MQTT connection could not be set up')
          refusal = error
          client.stream?.destroy()
        },
      )
    })
    this.#takeMessages(client)
    let ended = false
    client.on('close', () => {
      if (ended) return
      ended = true
      if (this.#ready) log.warn({ clientId, err: refusal }, 'an MQTT connection was lost')
      this.#ready = false
      const code = Number(refusal?.code)
      const network = typeof refusal?.code === 'string'
      // A broker that does not know MQTT 5 says so, or answers nothing that can be read.
      if (!endpoint.settled && !network && (WRONG_VERSION.has(code) || Number.isNaN(code)))
        endpoint.protocolVersion = version === 5 ? 4 : 5
      if (!accepted) {
        const message = refusal?.message || (network ? String(refusal?.code) : 'it closed the connection')
        this.failure = { message, credentials: WRONG_CREDENTIALS.has(code) }
      }
      this.#options.lost?.()
      if (this.#closed) return
      this.#cancelRetry = this.#options.clock.after(this.#pause, () => this.#attempt())
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS)
    })
  }

  #clientOptions(): IClientOptions {
    const { endpoint, clientId, persistent } = this.#options
    return {
      clientId,
      username: endpoint.username,
      password: endpoint.password,
      clean: !persistent,
      protocolVersion: endpoint.protocolVersion,
      keepalive: KEEPALIVE_S,
      connectTimeout: CONNECT_TIMEOUT_MS,
      // We make a new client for each connection: nothing of an old one, acknowledgements above all, may be sent later.
      reconnectPeriod: 0,
      resubscribe: false,
      // A command must not wait for a broker that is away.
      queueQoSZero: false,
      ...(endpoint.protocolVersion === 5 && {
        properties: {
          sessionExpiryInterval: persistent ? SESSION_EXPIRY_S : 0,
          receiveMaximum: 65535,
          maximumPacketSize: MAXIMUM_PACKET_SIZE,
        },
      }),
    }
  }

  /**
   * The client library acknowledges a QoS 1 message before it reads the next one, so one slow commit would hold up
   * every gateway of the connection. It is therefore told that the message is QoS 0, and the acknowledgement is written
   * here.
   */
  #takeMessages(client: MqttClient) {
    const waiting: { id: number; settled: boolean }[] = []
    const acknowledger = (id: number) => {
      const entry = { id, settled: false }
      waiting.push(entry)
      return () => {
        entry.settled = true
        while (waiting[0]?.settled) {
          const { id } = waiting.shift()!
          if (client.connected && client.stream.writable) client.stream.write(puback(id))
        }
      }
    }
    const ids = new WeakMap<IPublishPacket, number>()
    client.on('packetreceive', packet => {
      if (packet.cmd !== 'publish' || packet.qos === 0) return
      ids.set(packet, packet.messageId!)
      packet.qos = 0
    })
    client.handleMessage = (packet, done) => {
      const id = ids.get(packet)
      const acknowledge = id === undefined ? undefined : acknowledger(id)
      const { topic, payload } = packet
      const hold = this.#options.message({ client, topic, payload: payload as Buffer, acknowledge })
      if (hold)
        hold.then(
          () => done(),
          () => done(),
        )
      else done()
    }
  }
}

/** Subscribes and returns the topics that the broker refused. Rejects when the connection ends before the answer. */
export function subscribe(client: MqttClient, topics: string[], qos: 0 | 1): Promise<string[]> {
  return new Promise((resolve, reject) => {
    // Not retained: what a broker keeps for a device topic is old news.
    client.subscribe(topics, { qos, rh: 2 }, (error, _granted, answer) => {
      const codes = (answer as { granted?: number[] } | undefined)?.granted
      if (codes) resolve(topics.filter((_, i) => Number(codes[i]) >= REFUSED))
      else reject(error ?? new Error('the MQTT broker did not answer a subscription'))
    })
  })
}

/** PUBACK with success; the same bytes in MQTT 3.1.1 and 5.0. */
const puback = (id: number) => Buffer.of(0x40, 2, id >> 8, id & 0xff)
