/** Recordings of MQTT traffic: one JSON object a line. */
import { createWriteStream } from 'node:fs'
import type { Envelope } from '@rookery/thing-model'

/** One line of a recording. */
export interface RecordedMessage {
  /** Milliseconds since 1970 by the recorder's clock. */
  time: number
  /** `up`: published by the device. */
  direction: 'up' | 'down'
  topic: string
  /** The envelope. */
  payload: Envelope
  /** SN of the gateway whose connection carried it. */
  gateway?: string
}

/** Takes one message of one gateway. */
export type Record = (direction: 'up' | 'down', topic: string, payload: Envelope) => void

export interface Recorder {
  /** The recording function of one gateway. */
  of(gateway: string): Record
  close(): Promise<void>
}

/** Appends to a file. Fields named `password`, `app_key`, `app_license`, `device_secret` and bind codes are blanked. */
export function createRecorder(file: string, now: () => number = Date.now): Recorder {
  const stream = createWriteStream(file, { flags: 'a' })
  return {
    of: gateway => (direction, topic, payload) => {
      const line: RecordedMessage = { time: now(), direction, topic, payload, gateway }
      stream.write(`${JSON.stringify(line, blankSecrets)}\n`)
    },
    close: () =>
      new Promise((resolve, reject) => stream.end((error?: Error | null) => (error ? reject(error) : resolve()))),
  }
}

const SECRETS = new Set(['password', 'app_key', 'app_license', 'device_secret', 'nonce', 'device_binding_code'])
const blankSecrets = (key: string, value: unknown) => (SECRETS.has(key) && value ? '***' : value)
