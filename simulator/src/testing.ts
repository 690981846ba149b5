/** A broker and a small scripted cloud for the simulator's own tests; no part of the simulator. */
import { createServer, type Server } from 'node:net'
import { decode, type Envelope, encode, newId, parseTopic, type TopicKind, topicOf } from '@rookery/thing-model'
import { Aedes } from 'aedes'

/** A message of a device as the cloud saw it. */
export interface Seen {
  kind: TopicKind
  sn: string
  envelope: Envelope
}

export class ScriptedCloud {
  readonly seen: Seen[] = []
  /** The same by kind, and by kind and method. */
  readonly #sorted = new Map<string, Envelope[]>()
  /** Kinds that it leaves unanswered. */
  readonly silent = new Set<TopicKind>()
  /** Answers by method, in place of the usual ones. */
  readonly answers = new Map<string, (data: unknown) => unknown>()
  organizationId = 'org-1'
  bindCode = 'CODE'
  readonly #bound = new Set<string>()
  readonly #broker: Aedes
  readonly #server: Server
  #url = ''

  private constructor(broker: Aedes) {
    this.#broker = broker
    this.#server = createServer(broker.handle)
    broker.authenticate = (_client, _username, password, done) => done(null, password?.toString() === 'secret')
    broker.on('publish', (packet, client) => {
      if (client) this.#take(packet.topic, packet.payload as Buffer)
    })
  }

  static async start(): Promise<ScriptedCloud> {
    const cloud = new ScriptedCloud(await Aedes.createBroker())
    await new Promise<void>(resolve => cloud.#server.listen(0, '127.0.0.1', resolve))
    cloud.#url = `mqtt://127.0.0.1:${(cloud.#server.address() as { port: number }).port}`
    return cloud
  }

  get url(): string {
    return this.#url
  }

  async stop(): Promise<void> {
    await new Promise<void>(resolve => this.#broker.close(() => resolve()))
    await new Promise<void>(resolve => this.#server.close(() => resolve()))
  }

  /** Messages of one kind, of one method if given. */
  of(kind: TopicKind, method?: string): readonly Envelope[] {
    return this.#sorted.get(method ? `${kind} ${method}` : kind) ?? []
  }

  /** Sends anything to a device. */
  send(kind: TopicKind, sn: string, envelope: Envelope): void {
    this.#broker.publish(
      {
        cmd: 'publish',
        topic: topicOf(kind, sn),
        payload: Buffer.from(encode(envelope)),
        qos: 0,
        retain: false,
        dup: false,
      },
      () => {},
    )
  }

  /** Sends a command and waits for its answer. */
  async command(sn: string, method: string, data: unknown = {}, tid = newId()): Promise<Envelope> {
    const bid = newId()
    const before = this.of('services_reply').length
    this.send('services', sn, { tid, bid, timestamp: Date.now(), method, data })
    return await this.wait(() =>
      this.of('services_reply')
        .slice(before)
        .find(envelope => envelope.tid === tid),
    )
  }

  /** Waits until the function gives something. */
  async wait<T>(look: () => T | undefined | false, withinMs = 10_000): Promise<T> {
    for (const end = Date.now() + withinMs; Date.now() < end; ) {
      const found = look()
      if (found) return found
      await new Promise(resolve => setTimeout(resolve, 5))
    }
    throw new Error(`not within ${withinMs} ms: ${look}`)
  }

  #take(topic: string, payload: Uint8Array): void {
    const parsed = parseTopic(topic)
    const decoded = decode(payload)
    if (!parsed || !decoded.ok) throw new Error(`the device published nonsense on ${topic}`)
    const { kind, sn } = parsed
    const { envelope } = decoded
    this.seen.push({ kind, sn, envelope })
    for (const key of [kind, `${kind} ${envelope.method}`]) {
      const list = this.#sorted.get(key)
      if (list) list.push(envelope)
      else this.#sorted.set(key, [envelope])
    }
    const reply = replyKind(kind, envelope)
    if (!reply || this.silent.has(kind)) return
    const { tid, bid, method } = envelope
    this.send(reply, sn, { tid, bid, method, timestamp: Date.now(), data: this.#answer(method ?? '', envelope.data) })
  }

  // biome-ignore lint/suspicious/noExplicitAny: requests of several methods
  #answer(method: string, data: any): unknown {
    const scripted = this.answers.get(method)
    if (scripted) return scripted(data)
    switch (method) {
      case 'config':
        return { ntp_server_host: 'ntp.example.org', app_id: '1', app_key: 'k', app_license: 'l' }
      case 'airport_bind_status':
        return {
          result: 0,
          output: { bind_status: data.devices.map((device: { sn: string }) => this.#bindStatus(device.sn)) },
        }
      case 'airport_organization_get':
        return data.device_binding_code === this.bindCode
          ? { result: 0, output: { organization_name: 'Test' } }
          : { result: 210229, output: {} }
      case 'airport_organization_bind':
        for (const { sn } of data.bind_devices) this.#bound.add(sn)
        return { result: 0, output: { err_infos: [] } }
      default:
        return { result: 0 }
    }
  }

  #bindStatus(sn: string) {
    const is_device_bind_organization = this.#bound.has(sn)
    const [organization_id, organization_name] = is_device_bind_organization ? [this.organizationId, 'Test'] : ['', '']
    return { sn, is_device_bind_organization, organization_id, organization_name, device_callsign: '' }
  }
}

function replyKind(kind: TopicKind, { need_reply }: Envelope): TopicKind | undefined {
  if (kind === 'requests') return 'requests_reply'
  if (kind === 'status') return 'status_reply'
  if (kind === 'events' && need_reply === 1) return 'events_reply'
  if (kind === 'state' && need_reply === 1) return 'state_reply'
  return undefined
}
