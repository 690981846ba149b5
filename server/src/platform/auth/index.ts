/** Sessions and what proves them: access tokens, refresh tokens, API keys. */
import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Audit } from '../audit.ts'
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { Database, SessionKind } from '../database/schema.ts'
import { unauthorized } from '../errors.ts'
import type { Logger } from '../log.ts'
import { type Caller, callerIn, type Identity } from './caller.ts'
import { Identities } from './identities.ts'
import { type EndedSession, newSession, type Refreshable, type SessionStore, sessionStore } from './sessions.store.ts'
import { type AccessTokens, API_KEY_PREFIX, accessTokens, hashToken, randomToken } from './tokens.ts'

declare module '../bus.ts' {
  interface BusEvents {
    /** Cut what hangs on the session: WebSockets, MQTT connections. May come twice, and from any process. */
    session_ended: { sessionId: string; userId: string; reason: string }
    /** Role, sites or workspaces of the user have changed: ask again what he may see. */
    user_changed: { userId: string }
  }
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export const CONSOLE_ACCESS_MS = 15 * MINUTE
export const DEMO_ACCESS_MS = DAY
/** A session that nobody refreshes ends after this. */
const IDLE_MS = 7 * DAY
/** No refreshing goes beyond this. */
const LIFETIME_MS = 30 * DAY
/** Tabs that refresh at the same moment send the same token. */
const GRACE_MS = 30 * SECOND
const TOUCH_EVERY_MS = MINUTE
const SWEEP_EVERY_MS = 10 * SECOND
const KEEP_ENDED_MS = 30 * DAY

export interface Opened {
  sessionId: string
  accessToken: string
  /** Console sessions only. */
  refreshToken: string | undefined
}

export interface AuthOptions {
  db: Kysely<Database>
  secret: Uint8Array
  clock: Clock
  bus: Bus
  audit: Audit
  log: Pick<Logger, 'warn'>
}

export class Auth {
  readonly #store: SessionStore
  readonly #tokens: AccessTokens
  readonly #clock: Clock
  readonly #bus: Bus
  readonly #audit: Audit
  readonly #log: Pick<Logger, 'warn'>
  readonly #identities: Identities
  readonly #touched = new Map<string, number>()
  readonly #announced = new Map<string, number>()
  #sweptAt: number
  readonly #cancel: (() => void)[]

  constructor({ db, secret, clock, bus, audit, log }: AuthOptions) {
    this.#store = sessionStore(db)
    this.#tokens = accessTokens(secret, clock)
    this.#clock = clock
    this.#bus = bus
    this.#audit = audit
    this.#log = log
    this.#identities = new Identities(clock)
    this.#sweptAt = clock.now()
    this.#cancel = [
      clock.every(SWEEP_EVERY_MS, () => this.#quietly(this.sweep())),
      clock.every(HOUR, () => this.#quietly(this.#store.forget(clock.now() - KEEP_ENDED_MS))),
    ]
  }

  close(): void {
    for (const cancel of this.#cancel) cancel()
  }

  async open(
    user: { userId: string; workspaceId: string | null },
    kind: SessionKind,
    client: { address: string; userAgent: string },
  ): Promise<Opened> {
    const now = this.#clock.now()
    const sessionId = randomUUID()
    const refreshToken = kind === 'console' ? randomToken() : undefined
    const expiresAt = now + IDLE_MS
    await this.#store.insert(
      newSession(
        {
          session_id: sessionId,
          user_id: user.userId,
          workspace_id: user.workspaceId,
          address: client.address,
          user_agent: client.userAgent.slice(0, 256),
          expires_at: expiresAt,
        },
        kind,
        now,
      ),
      refreshToken ? { hash: hashToken(refreshToken), expiresAt } : undefined,
    )
    return { sessionId, accessToken: await this.#sign(sessionId, kind), refreshToken }
  }

  /** What a token or API key stands for; undefined when it is not, or no longer, valid. */
  async identify(token: string): Promise<Identity | undefined> {
    if (token.startsWith(API_KEY_PREFIX)) {
      const hash = hashToken(token)
      const identity = await this.#identities.get(`key ${hash}`, () => this.#store.keyIdentity(hash, this.#clock.now()))
      if (identity) this.#touch(identity.userId, now => this.#store.touchKey(identity.userId, now))
      return identity
    }
    const sessionId = await this.#tokens.verify(token)
    if (sessionId === undefined) return undefined
    const identity = await this.session(sessionId)
    if (identity) this.#touch(sessionId, now => this.#store.touch(sessionId, now))
    return identity
  }

  /** The caller of a token in his current workspace, for WebSockets. */
  async authenticateToken(token: string, address: string): Promise<Caller | undefined> {
    const identity = await this.identify(token)
    return identity?.workspaceId ? callerIn(identity, identity.workspaceId, address) : undefined
  }

  /** The identity of a living session. */
  session(sessionId: string): Promise<Identity | undefined> {
    return this.#identities.get(`session ${sessionId}`, () => this.#store.identity(sessionId, this.#clock.now()))
  }

  memberships(userId: string): Promise<Identity['memberships']> {
    return this.#store.memberships(userId)
  }

  /**
   * A new access token and a new refresh token for a used-up one.
   * @throws AppError 401
   */
  async refresh(refreshToken: string, address: string): Promise<Opened> {
    const now = this.#clock.now()
    const next = randomToken()
    let owner: Refreshable | undefined
    let verdict: 'ok' | 'no' | 'reused' = 'no'
    await this.#store.rotate(hashToken(refreshToken), now, row => {
      owner = row
      verdict = judge(row, now)
      if (!row || verdict !== 'ok') return undefined
      const expiresAt = Math.min(now + IDLE_MS, row.session_created_at + LIFETIME_MS)
      return { hash: hashToken(next), expiresAt, sessionExpiresAt: expiresAt }
    })
    if (owner && (verdict as string) === 'reused') {
      await this.end({ sessionId: owner.session_id }, 'refresh token used twice')
      await this.#audit.record({
        workspaceId: null,
        userId: owner.user_id,
        username: owner.username,
        action: 'session.revoke',
        target: owner.session_id,
        detail: { reason: 'refresh token used twice' },
        address,
        result: 'ok',
      })
    }
    if (!owner || (verdict as string) !== 'ok') throw unauthorized()
    const sessionId = owner.session_id
    return { sessionId, accessToken: await this.#sign(sessionId, 'console'), refreshToken: next }
  }

  /**
   * A new demo-style token for one that may have expired, while its session lives.
   * @throws AppError 401
   */
  async renew(token: string): Promise<{ identity: Identity; accessToken: string }> {
    const sessionId = await this.#tokens.verify(token, { evenExpired: true })
    const identity = sessionId && (await this.session(sessionId))
    if (!identity || identity.kind === 'console') throw unauthorized()
    const created = (await this.#store.created(sessionId)) ?? 0
    await this.#store.extend(sessionId, Math.min(this.#clock.now() + IDLE_MS, created + LIFETIME_MS))
    return { identity, accessToken: await this.#sign(sessionId, 'demo') }
  }

  /** Makes another workspace the session's current one. The caller has checked the membership. */
  async enter(sessionId: string, workspaceId: string): Promise<Opened> {
    await this.#store.setWorkspace(sessionId, workspaceId)
    this.#identities.forget(identity => identity.sessionId === sessionId)
    return { sessionId, accessToken: await this.#sign(sessionId, 'console'), refreshToken: undefined }
  }

  /** Ends sessions at once here, and within seconds in other processes. */
  async end(
    match: { sessionId?: string; userId?: string; workspaceId?: string; except?: string },
    reason: string,
  ): Promise<void> {
    if (match.sessionId === undefined && match.userId === undefined) throw new Error('whose sessions?')
    for (const session of await this.#store.end(match, reason, this.#clock.now())) this.#announce(session)
  }

  /** Role, sites, workspaces or name of the user were changed, and committed. */
  userChanged(userId: string): void {
    this.#identities.forget(identity => identity.userId === userId)
    this.#bus.emit('user_changed', { userId })
  }

  /** Ends sessions that have run out, and tells of those that another process ended. */
  async sweep(): Promise<void> {
    const now = this.#clock.now()
    // Overlapping, since clocks of processes differ; announced ones are skipped.
    for (const session of await this.#store.sweep(now, this.#sweptAt - MINUTE)) this.#announce(session)
    this.#sweptAt = now
    for (const [id, time] of this.#announced) if (time < now - 5 * MINUTE) this.#announced.delete(id)
    for (const [id, time] of this.#touched) if (time < now - TOUCH_EVERY_MS) this.#touched.delete(id)
  }

  #announce({ session_id: sessionId, user_id: userId, end_reason: reason }: EndedSession): void {
    if (this.#announced.has(sessionId)) return
    this.#announced.set(sessionId, this.#clock.now())
    this.#identities.forget(identity => identity.sessionId === sessionId)
    this.#bus.emit('session_ended', { sessionId, userId, reason: reason ?? '' })
  }

  #sign(sessionId: string, kind: SessionKind): Promise<string> {
    return this.#tokens.sign(sessionId, kind === 'console' ? CONSOLE_ACCESS_MS : DEMO_ACCESS_MS)
  }

  #touch(id: string, touch: (now: number) => Promise<void>): void {
    const now = this.#clock.now()
    if ((this.#touched.get(id) ?? 0) > now - TOUCH_EVERY_MS) return
    this.#touched.set(id, now)
    this.#quietly(touch(now))
  }

  #quietly(work: Promise<void>): void {
    work.catch(error => this.#log.warn({ err: error }, 'sessions could not be looked after'))
  }
}

function judge(row: Refreshable | undefined, now: number): 'ok' | 'no' | 'reused' {
  if (!row || row.ended_at !== null || row.disabled_at !== null) return 'no'
  if (row.expires_at <= now || row.session_expires_at <= now) return 'no'
  return row.used_at !== null && row.used_at < now - GRACE_MS ? 'reused' : 'ok'
}
