/** Requests to Mosquitto's dynamic-security plugin, which takes them on a topic and answers on another. */
import { randomUUID } from 'node:crypto'
import type { MqttClient } from 'mqtt'
import { subscribe } from './connection.ts'
import { BrokerAway } from './passing.ts'

const REQUESTS = '$CONTROL/dynamic-security/v1'
const RESPONSES = `${REQUESTS}/response`
const TIMEOUT_MS = 5_000
/** Commands in one message. */
const BATCH = 50

export interface Command {
  command: string
  [parameter: string]: unknown
}
export interface Answer {
  /** Absent on success. */
  error?: string
  // biome-ignore lint/suspicious/noExplicitAny: every command has a shape of its own
  data?: any
}

/** All processes hear all answers; each knows its own by the correlation data. */
export class DynamicSecurity {
  #client: MqttClient | undefined
  readonly #waiting = new Map<string, (answer: Answer) => void>()

  /** Whether this broker has the plugin and lets us use it. */
  async attach(client: MqttClient, patienceMs: number): Promise<boolean> {
    this.#client = client
    const refused = await subscribe(client, [RESPONSES], 1)
    if (refused.length) return false
    try {
      const [answer] = await this.request([{ command: 'getDefaultACLAccess' }], patienceMs)
      return answer!.error === undefined
    } catch (error) {
      if (!client.connected) throw error
      return false
    }
  }

  /** True when the message was an answer. */
  hear(topic: string, payload: Buffer): boolean {
    if (topic !== RESPONSES) return false
    for (const { correlationData, error, data } of responsesIn(payload)) {
      this.#waiting.get(correlationData)?.({ error, data })
      this.#waiting.delete(correlationData)
    }
    return true
  }

  /** One answer for each command, in their order. Rejects when the broker is away or does not answer in time. */
  async request(commands: Command[], timeoutMs = TIMEOUT_MS): Promise<Answer[]> {
    const answers: Answer[] = []
    for (let i = 0; i < commands.length; i += BATCH)
      answers.push(...(await this.#batch(commands.slice(i, i + BATCH), timeoutMs)))
    return answers
  }

  async #batch(commands: Command[], timeoutMs: number): Promise<Answer[]> {
    const client = this.#client
    if (!client?.connected) throw new BrokerAway('the MQTT broker is not connected')
    const ids = commands.map(() => randomUUID())
    const answers = Promise.all(ids.map(id => new Promise<Answer>(resolve => this.#waiting.set(id, resolve))))
    let late: NodeJS.Timeout | undefined
    let gone = () => {}
    const failed = new Promise<never>((_, reject) => {
      late = setTimeout(() => reject(new BrokerAway('the dynamic-security plugin does not answer')), timeoutMs)
      gone = () => reject(new BrokerAway('the connection to the MQTT broker was lost'))
      client.once('close', gone)
    })
    failed.catch(() => {})
    try {
      const message = { commands: commands.map((command, i) => ({ ...command, correlationData: ids[i] })) }
      // Its acknowledgement says nothing (denied publishes are acknowledged as well), so nobody waits for it.
      client.publish(REQUESTS, JSON.stringify(message), { qos: 1 })
      return await Promise.race([answers, failed])
    } finally {
      clearTimeout(late)
      client.off('close', gone)
      for (const id of ids) this.#waiting.delete(id)
    }
  }
}

function responsesIn(payload: Buffer): { correlationData: string; error?: string; data?: unknown }[] {
  try {
    const { responses } = JSON.parse(payload.toString('utf8'))
    return Array.isArray(responses) ? responses : []
  } catch {
    return []
  }
}
