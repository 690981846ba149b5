/** A whole server in this process on free ports, with a database of its own, and clients to speak to it. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { type DockOptions, SimulatedDock } from '@rookery/simulator'
import type { Kysely } from 'kysely'
import { WebSocket } from 'ws'
import { loadConfig } from '../../server/src/platform/config.ts'
import type { Database } from '../../server/src/platform/database/schema.ts'
import { createLogger } from '../../server/src/platform/log.ts'
import { type RunningServer, startServer } from '../../server/src/server.ts'
import { testDatabase } from './postgres.ts'

export const ADMIN = { username: 'admin', password: 'correct horse battery' }

export interface Answer<T = any> {
  status: number
  code: number
  message: string
  data: T
}
export interface Client {
  token: string
  workspaceId: string
  userId: string
  call<T = any>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>>
  get<T = any>(path: string): Promise<Answer<T>>
  post<T = any>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>>
  put<T = any>(path: string, body?: unknown): Promise<Answer<T>>
  delete<T = any>(path: string): Promise<Answer<T>>
  /** Opens the WebSocket and collects its messages. */
  watch(): Promise<Watcher>
}
export interface Watcher {
  messages: { biz_code: string; data: any }[]
  /** Resolves with the first message (also one that came before) that matches. */
  until(code: string, match?: (data: any) => boolean): Promise<any>
  closed: Promise<number>
  socket: WebSocket
}
export interface TestServer {
  url: string
  mqttUrl: string
  db: Kysely<Database>
  databaseUrl: string
  dataDir: string
  running: RunningServer
  /** Signed in as the first admin. */
  admin: Client
  signIn(username: string, password: string): Promise<Client>
  /** A new user of the admin's workspace, signed in. */
  member(username: string, role: 'viewer' | 'pilot' | 'operator' | 'admin', siteIds?: string[]): Promise<Client>
  /** A second workspace with an admin who is a member of nothing else. */
  stranger(): Promise<Client>
  /** Adds a gateway and joins with a simulated dock. */
  dock(sn: string, options?: Partial<DockOptions>): Promise<SimulatedDock>
}

/** Starts it, and stops it when the test file ends. Settings are environment variables. */
export async function testServer(settings: Record<string, string> = {}): Promise<TestServer> {
  const { db, url: databaseUrl } = await testDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'rookery-server-'))
  const config = loadConfig({
    DATABASE_URL: databaseUrl,
    ROOKERY_DATA_DIR: dataDir,
    ROOKERY_HOST: '127.0.0.1',
    ROOKERY_HTTP_PORT: '0',
    ROOKERY_MQTT_PORT: '0',
    ROOKERY_ADMIN_USERNAME: ADMIN.username,
    ROOKERY_ADMIN_PASSWORD: ADMIN.password,
    ...settings,
  })
  const running = await startServer(config, { log: createLogger(process.env.ROOKERY_TEST_LOG ?? 'fatal') })
  const endings: (() => unknown)[] = [() => rmSync(dataDir, { recursive: true, force: true }), () => running.close()]
  after(async () => {
    for (const end of endings.reverse()) await end()
  })
  const url = `http://127.0.0.1:${running.ports.http}`
  const mqttUrl = `mqtt://127.0.0.1:${running.ports.mqtt}`

  function client(token: string, workspaceId: string, userId: string): Client {
    const call: Client['call'] = (method, path, body, headers) =>
      request(url, method, path, body, { 'x-auth-token': token, ...headers })
    return {
      token,
      workspaceId,
      userId,
      call,
      get: path => call('GET', path),
      post: (path, body, headers) => call('POST', path, body, headers),
      put: (path, body) => call('PUT', path, body),
      delete: path => call('DELETE', path),
      async watch() {
        const watcher = await watch(`${url.replace('http', 'ws')}/api/v1/ws?x-auth-token=${encodeURIComponent(token)}`)
        endings.push(() => watcher.socket.terminate())
        return watcher
      },
    }
  }
  async function signIn(username: string, password: string): Promise<Client> {
    const answer = await request(url, 'POST', '/manage/api/v1/sessions', { username, password })
    assert.equal(answer.code, 0, answer.message)
    return client(answer.data.access_token, answer.data.workspace_id, answer.data.user.user_id)
  }
  const admin = await signIn(ADMIN.username, ADMIN.password)
  const password = 'another long password'

  return {
    url,
    mqttUrl,
    db,
    databaseUrl,
    dataDir,
    running,
    admin,
    signIn,
    async member(username, role, siteIds) {
      const made = await admin.post('/manage/api/v1/workspaces/null/users', {
        username,
        password,
        role,
        ...(siteIds && { site_ids: siteIds }),
      })
      assert.equal(made.code, 0, made.message)
      return signIn(username, password)
    },
    async stranger() {
      const created = await admin.post('/manage/api/v1/workspaces', {
        workspace_name: 'Elsewhere',
        workspace_desc: '',
        platform_name: '',
      })
      assert.equal(created.code, 0, created.message)
      const id = created.data.workspace_id
      const made = await admin.post(`/manage/api/v1/workspaces/${id}/users`, {
        username: 'stranger',
        password,
        role: 'admin',
      })
      assert.equal(made.code, 0, made.message)
      return signIn('stranger', password)
    },
    async dock(sn, options = {}) {
      const added = await admin.post('/manage/api/v1/workspaces/null/gateways', { gateway_sn: sn, name: `Dock ${sn}` })
      assert.equal(added.code, 0, added.message)
      const { mqtt_password, bind_code, organization_id } = added.data
      const dock = new SimulatedDock({
        product: 'dock3',
        mqttUrl,
        sn,
        password: mqtt_password,
        bindCode: bind_code,
        organizationId: organization_id,
        ...options,
      })
      endings.push(() => dock.stop())
      await dock.join()
      return dock
    },
  }
}

export async function request<T = any>(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  const response = await fetch(url + path, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  })
  const text = await response.text()
  const parsed = text.startsWith('{') ? JSON.parse(text) : {}
  return { status: response.status, code: parsed.code, message: parsed.message, data: parsed.data }
}

async function watch(url: string): Promise<Watcher> {
  const socket = new WebSocket(url)
  const messages: Watcher['messages'] = []
  const waiting = new Set<() => void>()
  socket.on('message', data => {
    messages.push(JSON.parse(String(data)))
    for (const look of waiting) look()
  })
  const closed = new Promise<number>(resolve => socket.once('close', resolve))
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  return {
    messages,
    socket,
    closed,
    until: (code, match = () => true) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look)
          reject(new Error(`no ${code} within 30 s; seen: ${[...new Set(messages.map(m => m.biz_code))].join(', ')}`))
        }, 30_000)
        const look = () => {
          const found = messages.find(m => m.biz_code === code && match(m.data))
          if (!found) return
          clearTimeout(timer)
          waiting.delete(look)
          resolve(found.data)
        }
        waiting.add(look)
        look()
      }),
  }
}

/** Looks again every 20 ms until the condition holds; fails after the time. */
export async function eventually(what: string, condition: () => unknown, withinMs = 15_000): Promise<void> {
  const deadline = Date.now() + withinMs
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
