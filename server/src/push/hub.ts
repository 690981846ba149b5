/**
 * Fan-out to browsers and to DJI Pilot 2: one frame built per change, sent to every viewer who may see it. Telemetry
 * is coalesced: a device is sent at most twice a second, always with all its latest values.
 */
import type { Directory } from '#link/directory.ts'
import { seesSite } from '#platform/auth/caller.ts'
import type { Clock } from '#platform/clock.ts'

/** A reader with more than this unsent, or behind for longer, is cut; the others do not notice. */
const MAX_BACKLOG_BYTES = 1024 * 1024
const MAX_BACKLOG_MS = 5_000
const TICK_MS = 500
const HEARTBEAT_MS = 5_000
/** Close codes: try again later; the session has ended. */
export const SLOW_READER = 1013
export const SESSION_ENDED = 4401

/** What a message is about: a device, a site (null: none, so that only viewers of the whole workspace see it). */
export type Subject = { sn: string } | { siteId: string | null } | 'everybody'

export interface Viewer {
  workspaceId: string
  /** Sites that he is narrowed to; changes with his rights. */
  siteIds: string[] | null
  /** A front end written for DJI's demo. */
  demo: boolean
  /** Null for an API key. */
  sessionId: string | null
  userId: string
  send(frame: string): void
  /** Bytes not yet taken by the reader. */
  backlog(): number
  close(code: number, reason: string): void
  /** Asks what the viewer may see now. */
  recheck(): void
}

export interface Telemetry {
  code: string
  host: Record<string, unknown>
  /** The same in the messages that the demo's front end expects, where it does not take one. */
  demo?: () => Record<string, unknown>[]
}

export class Hub {
  readonly #directory: Directory
  readonly #clock: Clock
  readonly #telemetryOf: (sn: string) => Telemetry | undefined
  readonly #viewers = new Map<string, Set<Viewer>>()
  readonly #behindSince = new Map<Viewer, number>()
  #dirty = new Set<string>()
  readonly #stops: (() => void)[]
  /** Readers cut for being slow, for `/metrics`. */
  cut = 0

  constructor(deps: { directory: Directory; clock: Clock; telemetryOf: (sn: string) => Telemetry | undefined }) {
    this.#directory = deps.directory
    this.#clock = deps.clock
    this.#telemetryOf = deps.telemetryOf
    this.#stops = [
      deps.clock.every(TICK_MS, () => this.#tick()),
      deps.clock.every(HEARTBEAT_MS, () => {
        for (const workspaceId of this.#viewers.keys())
          this.send(workspaceId, 'heartbeat', { time: this.#clock.now() }, 'everybody')
      }),
    ]
  }

  add(viewer: Viewer): () => void {
    let viewers = this.#viewers.get(viewer.workspaceId)
    if (!viewers) {
      viewers = new Set()
      this.#viewers.set(viewer.workspaceId, viewers)
    }
    viewers.add(viewer)
    viewer.send(this.#frame('heartbeat', { time: this.#clock.now() }))
    const joined = viewers
    return () => {
      joined.delete(viewer)
      this.#behindSince.delete(viewer)
      if (joined.size === 0 && this.#viewers.get(viewer.workspaceId) === joined)
        this.#viewers.delete(viewer.workspaceId)
    }
  }

  /** Marks a device's telemetry as changed; it goes out with the next tick. */
  telemetry(sn: string) {
    if (this.#viewers.size > 0) this.#dirty.add(sn)
  }

  /** Sends one message at once, to viewers who may see what it is about. */
  send(workspaceId: string, code: string, data: unknown, about: Subject) {
    const viewers = this.#viewers.get(workspaceId)
    if (!viewers?.size) return
    const frame = this.#frame(code, data)
    const siteId = about === 'everybody' ? undefined : 'sn' in about ? this.#directory.siteOf(about.sn) : about.siteId
    for (const viewer of viewers) if (siteId === undefined || seesSite(viewer, siteId)) this.#deliver(viewer, frame)
  }

  #sendTelemetry(viewers: Set<Viewer>, sn: string, { code, host, demo }: Telemetry) {
    const siteId = this.#directory.siteOf(sn)
    let whole: string | undefined
    let parts: string[] | undefined
    for (const viewer of viewers) {
      if (!seesSite(viewer, siteId)) continue
      if (viewer.demo && demo) {
        parts ??= demo().map(part => this.#frame(code, { sn, host: part }))
        for (const frame of parts) this.#deliver(viewer, frame)
      } else {
        whole ??= this.#frame(code, { sn, host })
        this.#deliver(viewer, whole)
      }
    }
  }

  /** Ends every connection that matches: its session is over. */
  end(match: (viewer: Viewer) => boolean) {
    for (const viewers of this.#viewers.values())
      for (const viewer of [...viewers])
        if (match(viewer)) {
          // A close takes a moment; nothing more is said meanwhile.
          viewers.delete(viewer)
          viewer.close(SESSION_ENDED, 'the session has ended')
        }
  }

  /** Role, sites or workspaces of the user have changed: what his connections may see is asked again. */
  userChanged(userId: string) {
    for (const viewers of this.#viewers.values())
      for (const viewer of viewers) if (viewer.userId === userId) viewer.recheck()
  }

  get size(): number {
    let size = 0
    for (const viewers of this.#viewers.values()) size += viewers.size
    return size
  }

  #frame(code: string, data: unknown): string {
    return JSON.stringify({ biz_code: code, version: '1.0', timestamp: this.#clock.now(), data })
  }

  #tick() {
    const dirty = this.#dirty
    this.#dirty = new Set()
    for (const sn of dirty) {
      const workspaceId = this.#directory.device(sn)?.workspaceId
      const viewers = workspaceId ? this.#viewers.get(workspaceId) : undefined
      const telemetry = viewers && this.#telemetryOf(sn)
      if (telemetry) this.#sendTelemetry(viewers, sn, telemetry)
    }
    const now = this.#clock.now()
    for (const viewers of this.#viewers.values())
      for (const viewer of [...viewers]) {
        if (viewer.backlog() === 0) this.#behindSince.delete(viewer)
        else if (!this.#behindSince.has(viewer)) this.#behindSince.set(viewer, now)
        else if (now - this.#behindSince.get(viewer)! > MAX_BACKLOG_MS) this.#drop(viewer)
      }
  }

  #deliver(viewer: Viewer, frame: string) {
    if (viewer.backlog() > MAX_BACKLOG_BYTES) this.#drop(viewer)
    else viewer.send(frame)
  }

  #drop(viewer: Viewer) {
    this.cut++
    this.#viewers.get(viewer.workspaceId)?.delete(viewer)
    this.#behindSince.delete(viewer)
    viewer.close(SLOW_READER, 'too slow')
  }

  close() {
    for (const stop of this.#stops) stop()
    for (const viewers of this.#viewers.values())
      for (const viewer of [...viewers]) viewer.close(1001, 'the server is stopping')
  }
}
