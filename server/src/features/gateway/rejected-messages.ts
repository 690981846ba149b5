/** Messages that were not believed: counted each, audited at most once a minute per sender and reason. */
import type { Directory } from '#link/directory.ts'
import type { Inbound } from '#link/ports.ts'
import type { Audit } from '#platform/audit.ts'
import type { Clock } from '#platform/clock.ts'
import type { Logger } from '#platform/log.ts'

const REPEAT_MS = 60_000
const MAX_REMEMBERED = 10_000

export class RejectedMessages {
  readonly #audit: Audit
  readonly #directory: Directory
  readonly #clock: Clock
  readonly #log: Logger
  readonly #recent = new Map<string, number>()
  /** Since the start, for `/metrics`. */
  counted = 0

  constructor(deps: { audit: Audit; directory: Directory; clock: Clock; log: Logger }) {
    this.#audit = deps.audit
    this.#directory = deps.directory
    this.#clock = deps.clock
    this.#log = deps.log
  }

  record({ topic, principal }: Inbound, reason: string) {
    this.counted++
    const sender = principal?.sn ?? topic.sn
    const key = `${sender} ${topic.kind} ${reason}`
    const now = this.#clock.now()
    if (now - (this.#recent.get(key) ?? 0) < REPEAT_MS) return
    if (this.#recent.size >= MAX_REMEMBERED) this.#recent.clear()
    this.#recent.set(key, now)
    this.#log.warn({ sn: sender, topicSn: topic.sn, kind: topic.kind, reason }, 'a message was not believed')
    this.#audit
      .record({
        workspaceId: principal?.workspaceId ?? this.#directory.account(sender)?.workspaceId ?? null,
        userId: principal?.kind === 'pilot' ? principal.userId : null,
        username: sender,
        action: 'message.rejected',
        target: topic.sn,
        detail: { topic: topic.kind, reason },
        address: '',
        result: reason,
      })
      .catch(error => this.#log.error({ err: error }, 'a rejected message could not be audited'))
  }
}
