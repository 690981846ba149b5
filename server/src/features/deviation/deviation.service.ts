/**
 * What devices send that is not as declared: counted per product, firmware, method and field, with a sample. It never
 * drops a message; it tells what the documents do not.
 */
import type { Deviation } from '@rookery/thing-model'
import type { Sender } from '#link/link.ts'
import type { Bus } from '#platform/bus.ts'
import type { Clock } from '#platform/clock.ts'
import type { DeviationRow } from '#platform/database/device-tables.ts'
import type { Logger } from '#platform/log.ts'
import { isSecretField, withoutSecrets } from '#platform/secrets.ts'
import type { DeviationStore } from './deviation.store.ts'

declare module '#platform/bus.ts' {
  interface BusEvents {
    /** Rows that were added to, with the counts of this time only. */
    'deviation.seen': { rows: DeviationRow[] }
  }
}

const FLUSH_MS = 2_000
/** More different ones than this at a time are noise of one broken device. */
const MAX_PENDING = 2_000
const MAX_SAMPLE = 300

export class Deviations {
  readonly #store: DeviationStore
  readonly #bus: Bus
  readonly #clock: Clock
  readonly #log: Logger
  readonly #pending = new Map<string, DeviationRow>()
  readonly #stop: () => void
  /** Since the start, for `/metrics`. */
  counted = 0

  constructor(deps: { store: DeviationStore; bus: Bus; clock: Clock; log: Logger }) {
    this.#store = deps.store
    this.#bus = deps.bus
    this.#clock = deps.clock
    this.#log = deps.log
    this.#stop = deps.clock.every(FLUSH_MS, () => void this.flush())
  }

  record(sender: Sender, topic: string, method: string, deviations: readonly Deviation[], data: unknown) {
    const workspaceId = sender.workspaceId ?? sender.accountWorkspaceId
    if (!workspaceId) return
    const device = sender.device ?? sender.gateway
    const now = this.#clock.now()
    for (const { path, message } of deviations) {
      this.counted++
      const kept = {
        workspace_id: workspaceId,
        product: device?.product.id ?? 'unknown',
        firmware: device?.firmware ?? '',
        topic,
        method: printable(method.slice(0, 100)),
        // Indexes and camera numbers are many names of one field.
        field: printable(path.replace(/\/\d+(?=\/|$)/g, '/*').slice(0, 200)),
        message: printable(message.slice(0, 200)),
      }
      const key = JSON.stringify(kept)
      const known = this.#pending.get(key)
      if (known) {
        known.count++
        known.last_seen_at = now
      } else if (this.#pending.size < MAX_PENDING) {
        this.#pending.set(key, {
          ...kept,
          count: 1,
          sample: sampleAt(data, path),
          first_seen_at: now,
          last_seen_at: now,
        })
      }
    }
  }

  async flush(): Promise<void> {
    if (this.#pending.size === 0) return
    const rows = [...this.#pending.values()]
    this.#pending.clear()
    try {
      await this.#store.add(rows)
      this.#bus.emit('deviation.seen', { rows })
    } catch (error) {
      this.#log.warn({ err: error }, 'deviations could not be written and are lost')
    }
  }

  async close() {
    this.#stop()
    await this.flush()
  }
}

/** The value at the path as text; fields that carry credentials are never stored. */
function sampleAt(data: unknown, path: string): string {
  if (isSecretField(path)) return '[redacted]'
  let value = data
  for (const key of path.split('/').slice(1))
    value = (value as Record<string, unknown> | null | undefined)?.[key.replaceAll('~1', '/').replaceAll('~0', '~')]
  const text = JSON.stringify(withoutSecrets(value)) ?? ''
  return printable(text.slice(0, MAX_SAMPLE))
}
const printable = (text: string) => text.replaceAll('\u0000', '\uFFFD').toWellFormed()
