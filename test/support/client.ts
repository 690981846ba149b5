/** People and programs that speak to a server over HTTP and WebSocket, in tests. */
import assert from 'node:assert/strict'
import { WebSocket } from 'ws'

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

/** `opened` hears of every WebSocket, so that it can be closed at the end. */
export async function signIn(
  url: string,
  username: string,
  password: string,
  opened: (socket: WebSocket) => void = () => {},
): Promise<Client> {
  const answer = await request(url, 'POST', '/manage/api/v1/sessions', { username, password })
  assert.equal(answer.code, 0, answer.message)
  const { access_token: token, workspace_id: workspaceId, user } = answer.data
  const call: Client['call'] = (method, path, body, headers) =>
    request(url, method, path, body, { 'x-auth-token': token, ...headers })
  return {
    token,
    workspaceId,
    userId: user.user_id,
    call,
    get: path => call('GET', path),
    post: (path, body, headers) => call('POST', path, body, headers),
    put: (path, body) => call('PUT', path, body),
    delete: path => call('DELETE', path),
    async watch() {
      const watcher = await watch(`${url.replace('http', 'ws')}/api/v1/ws?x-auth-token=${encodeURIComponent(token)}`)
      opened(watcher.socket)
      return watcher
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
