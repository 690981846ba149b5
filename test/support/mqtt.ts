/** A bare MQTT client, for what no simulated device would do. */
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'

export interface BareClient {
  client: MqttClient
  /** Topics and texts of what came in. */
  received: { topic: string; text: string }[]
  /** Resolves with the acknowledgement of the broker (QoS 1). Rejects when the connection ends before. */
  publish(topic: string, payload: string | Buffer | object): Promise<void>
  /** Whether the broker grants the subscription. */
  subscribe(filter: string): Promise<boolean>
  /** Resolves when the connection has ended. */
  closed: Promise<void>
  end(): Promise<void>
}

/** Connects once, without trying again. Rejects when the broker refuses. */
export async function bareClient(url: string, options: IClientOptions): Promise<BareClient> {
  const client = mqtt.connect(url, { reconnectPeriod: 0, clean: true, connectTimeout: 20_000, ...options })
  const received: BareClient['received'] = []
  client.on('message', (topic, payload) => void received.push({ topic, text: payload.toString() }))
  const closed = new Promise<void>(resolve => client.once('close', () => resolve()))
  try {
    await new Promise<void>((resolve, reject) => {
      client.once('connect', () => resolve())
      client.once('error', reject)
      client.once('close', () => reject(new Error('closed before it was connected')))
    })
  } catch (error) {
    await client.endAsync(true)
    throw error
  }
  client.on('error', () => {})
  const cut = closed.then(() => {
    throw new Error('the connection was closed before the acknowledgement')
  })
  cut.catch(() => {})
  return {
    client,
    received,
    closed,
    async publish(topic, payload) {
      const bytes = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload)
      await Promise.race([client.publishAsync(topic, bytes, { qos: 1 }), cut])
    },
    subscribe: filter =>
      new Promise(resolve =>
        client.subscribe(filter, { qos: 1 }, (error, granted) =>
          resolve(!error && granted !== undefined && granted.every(({ qos }) => qos < 128)),
        ),
      ),
    end: async () => void (await client.endAsync(true)),
  }
}
