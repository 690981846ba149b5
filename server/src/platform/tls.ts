/** Certificate and key from files, read again when they change, so that a renewal needs no restart. */
import { readFileSync, statSync } from 'node:fs'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Logger } from './log.ts'

export interface TlsPair {
  cert: Buffer
  key: Buffer
}

export interface Tls {
  current(): TlsPair
  /** For every server that holds a copy: `server.setSecureContext(pair)`. */
  onChange(listener: (pair: TlsPair) => void): void
  close(): void
}

const LOOK_EVERY_MS = 10_000

/** Undefined when no certificate is configured. */
export function openTls(
  config: Pick<Config, 'tlsCert' | 'tlsKey'>,
  clock: Clock,
  log: Pick<Logger, 'info' | 'error'>,
): Tls | undefined {
  const { tlsCert, tlsKey } = config
  if (!tlsCert || !tlsKey) return undefined
  const read = (): TlsPair => ({ cert: readFileSync(tlsCert), key: readFileSync(tlsKey) })
  const stamp = () => `${statSync(tlsCert).mtimeMs} ${statSync(tlsKey).mtimeMs}`
  const listeners = new Set<(pair: TlsPair) => void>()
  let pair = read()
  let seen = stamp()
  const cancel = clock.every(LOOK_EVERY_MS, () => {
    try {
      const now = stamp()
      if (now === seen) return
      const next = read()
      for (const listener of listeners) listener(next)
      pair = next
      seen = now
      log.info('the TLS certificate was read again')
    } catch (error) {
      // A pair that is half written or does not match is tried again at the next look.
      log.error({ err: error }, 'the new TLS certificate cannot be used')
    }
  })
  return {
    current: () => pair,
    onChange: listener => listeners.add(listener),
    close: cancel,
  }
}
