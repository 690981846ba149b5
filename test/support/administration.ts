/** The administrative half of the server over a real database, called without a network. */

import type { Kysely } from 'kysely'
import { ApiKeyService, apiKeyRoutes, apiKeyStore } from '../../server/src/features/api-key/index.ts'
import { auditLog, auditRoutes } from '../../server/src/features/audit/index.ts'
import { SessionService, sessionRoutes, sessionStore } from '../../server/src/features/session/index.ts'
import { SiteService, siteRoutes, siteStore } from '../../server/src/features/site/index.ts'
import { ensureFirstAdmin, UserService, userRoutes, userStore } from '../../server/src/features/user/index.ts'
import { WorkspaceService, workspaceRoutes, workspaceStore } from '../../server/src/features/workspace/index.ts'
import { type Audit, createAudit } from '../../server/src/platform/audit.ts'
import { Auth } from '../../server/src/platform/auth/index.ts'
import { Bus } from '../../server/src/platform/bus.ts'
import { type ManualClock, manualClock } from '../../server/src/platform/clock.ts'
import { loadConfig } from '../../server/src/platform/config.ts'
import type { Database } from '../../server/src/platform/database/schema.ts'
import { createHttp, type HttpApp } from '../../server/src/platform/http.ts'
import { createLogger, type Logger } from '../../server/src/platform/log.ts'
import { testDatabase } from './postgres.ts'

export const ADMIN = { username: 'admin', password: 'correct horse battery' }

export interface Answer {
  status: number
  code: number
  message: string
  data: any
  headers: Record<string, unknown>
  cookie: string | undefined
}
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** What a feature of its own is made from. */
export interface Parts {
  app: HttpApp
  db: Kysely<Database>
  clock: ManualClock
  bus: Bus
  audit: Audit
  log: Logger
}

/** With one admin, who is signed in. `log` collects every line that is logged. `extend` adds routes of other features. */
export async function administration(env: NodeJS.ProcessEnv = {}, extend: (parts: Parts) => void = () => {}) {
  const { db } = await testDatabase()
  const clock = manualClock()
  const lines: string[] = []
  const log = createLogger('trace', {
    write: (line: string) => void lines.push(line),
  } as unknown as NodeJS.WritableStream)
  const config = loadConfig({ ROOKERY_ADMIN_PASSWORD: ADMIN.password, DATABASE_URL: 'postgresql://unused', ...env })
  const bus = new Bus(log)
  const audit = createAudit(db, clock)
  const auth = new Auth({ db, secret: Buffer.alloc(32, 'k'), clock, bus, audit, log })
  const app = await createHttp({
    config,
    log,
    access: { identify: token => auth.identify(token), locateDevice: () => undefined },
  })
  const workspaces = new WorkspaceService({ store: workspaceStore(db), config, audit, auth, clock })
  const sessions = new SessionService({
    ...{ store: sessionStore(db), auth, audit, clock },
    mqttCredentialsFor: async id => ({
      mqtt_addr: 'tcp://broker:1883',
      mqtt_username: `pilot-${id}`,
      mqtt_password: 'planted-mqtt',
    }),
  })
  const users = new UserService({ store: userStore(db), auth, audit, clock })
  sessionRoutes(app, sessions, { secureCookie: false })
  userRoutes(app, { users, store: userStore(db), sessions, workspaces, auth })
  workspaceRoutes(app, workspaces)
  siteRoutes(app, new SiteService({ store: siteStore(db), audit, clock }))
  apiKeyRoutes(app, new ApiKeyService({ store: apiKeyStore(db), auth, audit, clock }))
  auditRoutes(app, auditLog(db))
  extend({ app, db, clock, bus, audit, log })
  await ensureFirstAdmin(userStore(db), config, clock)

  let addresses = 0
  /** Each call comes from an address of its own unless one is given: the throttle counts by address. */
  async function call(
    method: Method,
    url: string,
    options: { token?: string; body?: unknown; cookie?: string; address?: string } = {},
  ) {
    const { token, body, cookie, address = `198.51.${(addresses >> 8) & 255}.${addresses++ & 255}` } = options
    const answer = await app.inject({
      method,
      url,
      remoteAddress: address,
      headers: { ...(token && { 'x-auth-token': token }), ...(cookie && { cookie: `rookery_refresh=${cookie}` }) },
      ...(body !== undefined && { payload: body as object }),
    })
    const envelope = answer.json()
    const set = answer.cookies.find(c => c.name === 'rookery_refresh')
    return {
      status: answer.statusCode,
      ...envelope,
      headers: answer.headers,
      cookie: set?.value,
      setCookie: set,
    } as Answer & {
      setCookie: typeof set
    }
  }
  const signIn = async (username: string, password: string) => {
    const answer = await call('POST', '/manage/api/v1/sessions', { body: { username, password } })
    if (answer.code !== 0) throw new Error(answer.message)
    return answer
  }
  const first = (await signIn(ADMIN.username, ADMIN.password)).data

  /** A member of the first workspace (or of another), signed in. */
  async function member(username: string, role: string, more: { workspaceId?: string; site_ids?: string[] } = {}) {
    const { workspaceId = first.workspace_id, site_ids } = more
    const password = `password of ${username}`
    const made = await call('POST', `/manage/api/v1/workspaces/${workspaceId}/users`, {
      token: first.access_token,
      body: { username, password, role, ...(site_ids && { site_ids }) },
    })
    if (made.code !== 0) throw new Error(made.message)
    const session = (await signIn(username, password)).data
    return { userId: made.data.user_id as string, password, token: session.access_token as string }
  }

  return {
    ...{ app, db, clock, bus, auth, lines, call, signIn, member, workspaces },
    admin: { token: first.access_token as string, userId: first.user.user_id as string },
    workspaceId: first.workspace_id as string,
    base: `/manage/api/v1/workspaces/${first.workspace_id}`,
  }
}
