/** Signing in and out, for the console and in the demo's way. */
import type { Audit } from '#platform/audit.ts'
import { type Caller, type Identity, userTypeOf } from '#platform/auth/caller.ts'
import { type Auth, CONSOLE_ACCESS_MS, type Opened } from '#platform/auth/index.ts'
import { checkPassword, hashPassword, verifyPassword } from '#platform/auth/passwords.ts'
import { LoginThrottle } from '#platform/auth/throttle.ts'
import type { Clock } from '#platform/clock.ts'
import { notFound, unauthorized } from '#platform/errors.ts'
import type { Login, SessionStore } from './session.store.ts'

export interface Client {
  address: string
  userAgent: string
}

/** What DJI Pilot 2 connects to the broker with, for as long as its session lives. */
export interface MqttCredentials {
  mqtt_addr: string
  mqtt_username: string
  mqtt_password: string
}

export interface SessionDependencies {
  store: SessionStore
  auth: Auth
  audit: Audit
  clock: Clock
  /** Credentials that end with the session; for sessions of the demo's kind and Pilot's. */
  mqttCredentialsFor(sessionId: string, workspaceId: string): Promise<MqttCredentials>
}

/** The names of the two kinds of account in the demo's login: 1 web, 2 DJI Pilot 2. */
export type DemoFlag = 1 | 2

export type Refusal = 'wrong_credentials' | 'no_workspace' | 'wrong_account_type'
type Attempt = { ok: true; user: Login } | { ok: false }

export class SessionService {
  readonly #deps: SessionDependencies
  readonly #throttle: LoginThrottle

  constructor(deps: SessionDependencies) {
    this.#deps = deps
    this.#throttle = new LoginThrottle(deps.clock)
  }

  /** @throws AppError 429 */
  async signIn(username: string, password: string, client: Client) {
    const user = await this.#check(username, password, client)
    if (!user) return { refused: 'wrong_credentials' as Refusal }
    const workspaces = await this.#deps.store.workspaces(user.user_id)
    const workspaceId = workspaces[0]?.workspace_id ?? null
    const opened = await this.#deps.auth.open({ userId: user.user_id, workspaceId }, 'console', client)
    await this.#record(user, workspaceId, client, 'ok')
    return { opened, body: await this.#body(opened) }
  }

  /**
   * As the demo does it: the account's type must be the one that signs in.
   * @throws AppError 429
   */
  async signInDemo(username: string, password: string, flag: DemoFlag, client: Client) {
    const user = await this.#check(username, password, client)
    if (!user) return { refused: 'wrong_credentials' as Refusal }
    const workspaces = await this.#deps.store.workspaces(user.user_id)
    if (workspaces.length === 0) return { refused: 'no_workspace' as Refusal }
    const workspace = workspaces.find(w => userTypeOf(w.role) === flag)
    if (!workspace) return { refused: 'wrong_account_type' as Refusal }
    const { workspace_id: workspaceId, role } = workspace
    const opened = await this.#deps.auth.open(
      { userId: user.user_id, workspaceId },
      flag === 2 ? 'pilot' : 'demo',
      client,
    )
    await this.#record(user, workspaceId, client, 'ok')
    const body = {
      user_id: user.user_id,
      username: user.username,
      workspace_id: workspaceId,
      user_type: userTypeOf(role),
      ...(await this.#deps.mqttCredentialsFor(opened.sessionId, workspaceId)),
      access_token: opened.accessToken,
    }
    return { body }
  }

  /** @throws AppError 401 */
  async renewDemo(token: string | undefined) {
    if (!token) throw unauthorized()
    const { identity, accessToken } = await this.#deps.auth.renew(token)
    return { ...(await this.demoUser(identity)), access_token: accessToken }
  }

  /** The account in the demo's form, with the broker credentials of its session. */
  async demoUser(
    identity: Pick<Identity, 'userId' | 'username' | 'workspaceId' | 'sessionId' | 'kind' | 'memberships'>,
  ) {
    const { userId, username, workspaceId, sessionId, kind, memberships } = identity
    const role = (workspaceId && memberships.get(workspaceId)?.role) || 'viewer'
    const forDevices = sessionId !== null && kind !== 'console'
    return {
      user_id: userId,
      username,
      workspace_id: workspaceId ?? '',
      user_type: userTypeOf(role),
      ...(forDevices
        ? await this.#deps.mqttCredentialsFor(sessionId, workspaceId ?? '')
        : { mqtt_addr: '', mqtt_username: '', mqtt_password: '' }),
    }
  }

  /** @throws AppError 401 */
  async refresh(refreshToken: string | undefined, client: Client) {
    if (!refreshToken) throw unauthorized()
    const opened = await this.#deps.auth.refresh(refreshToken, client.address)
    return { opened, body: await this.#body(opened) }
  }

  async signOut(caller: Caller): Promise<void> {
    if (caller.sessionId === null) return
    await this.#deps.auth.end({ sessionId: caller.sessionId }, 'signed out')
    await this.#deps.audit.record({
      workspaceId: caller.workspaceId || null,
      userId: caller.userId,
      username: caller.username,
      action: 'session.end',
      target: caller.username,
      address: caller.address,
      result: 'ok',
    })
  }

  /** @throws AppError 404 when the user is not a member there. */
  async enterWorkspace(caller: Caller, workspaceId: string) {
    const memberships = await this.#deps.auth.memberships(caller.userId)
    if (caller.sessionId === null || !memberships.has(workspaceId)) throw notFound('The workspace')
    return this.#body(await this.#deps.auth.enter(caller.sessionId, workspaceId))
  }

  /**
   * Ends all other sessions of the user. False: the current password is wrong.
   * @throws AppError 400, 429
   */
  async changePassword(caller: Caller, current: string, next: string): Promise<boolean> {
    const { store, auth, audit, clock } = this.#deps
    const attempt = await this.#throttle.attempt(caller.username, caller.address, () =>
      this.#verify(store.byId(caller.userId), current),
    )
    if (!attempt.ok) return false
    checkPassword(next, caller.username)
    await store.setPassword(caller.userId, await hashPassword(next), clock.now())
    await auth.end({ userId: caller.userId, except: caller.sessionId ?? undefined }, 'password changed')
    await audit.record({
      workspaceId: caller.workspaceId || null,
      userId: caller.userId,
      username: caller.username,
      action: 'user.password',
      target: caller.username,
      address: caller.address,
      result: 'ok',
    })
    return true
  }

  async #check(username: string, password: string, client: Client): Promise<Login | undefined> {
    const { store } = this.#deps
    const attempt = await this.#throttle.attempt(username, client.address, () =>
      this.#verify(store.byName(username), password),
    )
    if (attempt.ok) return attempt.user
    await this.#record({ user_id: null, username }, null, client, 'wrong_credentials')
    return undefined
  }

  async #verify(found: Promise<Login | undefined>, password: string): Promise<Attempt> {
    const user = await found
    const matches = await verifyPassword(user?.password_hash, password)
    return user && matches && user.disabled_at === null ? { ok: true, user } : { ok: false }
  }

  async #body({ sessionId, accessToken }: Opened) {
    const { auth, store } = this.#deps
    const identity = await auth.session(sessionId)
    const user = identity && (await store.byId(identity.userId))
    if (!identity || !user) throw unauthorized()
    const { workspaceId } = identity
    const membership = workspaceId === null ? undefined : identity.memberships.get(workspaceId)
    const workspaces = await store.workspaces(user.user_id)
    return {
      access_token: accessToken,
      expires_in: CONSOLE_ACCESS_MS / 1000,
      user: {
        user_id: user.user_id,
        username: user.username,
        instance_admin: user.instance_admin,
        must_change_password: user.must_change_password,
      },
      workspace_id: workspaceId ?? '',
      role: membership?.role ?? 'viewer',
      site_ids: membership ? membership.siteIds : [],
      workspaces,
    }
  }

  #record(
    user: { user_id: string | null; username: string },
    workspaceId: string | null,
    client: Client,
    result: string,
  ) {
    return this.#deps.audit.record({
      workspaceId,
      userId: user.user_id,
      username: user.username.slice(0, 64),
      action: 'session.start',
      target: user.username.slice(0, 64),
      address: client.address,
      result,
    })
  }
}
