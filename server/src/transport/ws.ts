/** WebSocket endpoints on the HTTP server: `/api/v1/ws` for viewers, `/mqtt` for devices and browsers. */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Identity } from '#platform/auth/caller.ts'
import type { Logger } from '#platform/log.ts'
import type { Hub, Viewer } from '#push/hub.ts'

export interface WebSocketOptions {
  server: Server
  hub: Hub
  log: Logger
  identify(token: string): Promise<Identity | undefined>
  /** What a session stands for now, whether or not the token that opened the connection has expired since. */
  living(sessionId: string): Promise<Identity | undefined>
  /** Origins besides the server's own that browsers may connect from. */
  allowedOrigins: readonly string[]
  /** Takes an MQTT connection; absent with an external broker. */
  mqtt?: ((socket: WebSocket, request: IncomingMessage) => void) | undefined
}

const VIEWERS = '/api/v1/ws'
const MQTT = '/mqtt'
const PING_MS = 30_000
const GOING_AWAY = 1001
/** A reader that does not read does not answer a close either. */
const GOODBYE_MS = 1_000

export function serveWebSockets({ server, hub, log, identify, living, allowedOrigins, mqtt }: WebSocketOptions): {
  close(): void
} {
  // Viewers say nothing; whatever they send is small or hostile.
  const viewers = new WebSocketServer({ noServer: true, maxPayload: 4096, perMessageDeflate: false })
  const brokers = new WebSocketServer({
    noServer: true,
    maxPayload: 1024 * 1024 + 16,
    perMessageDeflate: false,
    handleProtocols: protocols => (protocols.has('mqtt') ? 'mqtt' : protocols.has('mqttv3.1') ? 'mqttv3.1' : false),
  })

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const path = (request.url ?? '').split('?')[0]
    if (path === MQTT && mqtt) return brokers.handleUpgrade(request, socket, head, client => mqtt(client, request))
    if (path !== VIEWERS) return refuse(socket, 404)
    if (!isAllowedOrigin(request, allowedOrigins)) return refuse(socket, 403)
    admit(request, socket, head).catch(error => {
      log.warn({ err: error }, 'a WebSocket could not be opened')
      refuse(socket, 503)
    })
  })

  async function admit(request: IncomingMessage, socket: Duplex, head: Buffer) {
    const token = tokenOf(request)
    const identity = token === undefined ? undefined : await identify(token)
    const workspaceId = identity?.workspaceId
    const membership = workspaceId ? identity.memberships.get(workspaceId) : undefined
    // The demo answers 403 here, and its client counts on it.
    if (!identity || !workspaceId || !membership) return refuse(socket, 403)
    viewers.handleUpgrade(request, socket, head, client => {
      const close = (code: number, reason: string) => {
        client.close(code, reason)
        // A reader that does not read does not answer a close either.
        setTimeout(() => client.terminate(), 1_000).unref()
      }
      const viewer: Viewer = {
        workspaceId,
        siteIds: membership.siteIds,
        demo: identity.kind === 'demo',
        sessionId: identity.sessionId,
        userId: identity.userId,
        send: frame => client.send(frame, { binary: false }, () => {}),
        backlog: () => client.bufferedAmount,
        close,
        recheck: () => {
          membershipNow().then(
            now => {
              if (now) viewer.siteIds = now.siteIds
              else hub.end(v => v === viewer)
            },
            error => log.warn({ err: error }, 'the rights of a viewer could not be asked'),
          )
        },
      }
      const membershipNow = async () =>
        (identity.sessionId === null ? await identify(token!) : await living(identity.sessionId))?.memberships.get(
          workspaceId,
        )
      const remove = hub.add(viewer)
      let alive = true
      const ping = setInterval(() => {
        if (!alive) return client.terminate()
        alive = false
        client.ping()
        // Keys run out, and other processes change rights.
        viewer.recheck()
      }, PING_MS)
      ping.unref()
      client.on('pong', () => {
        alive = true
      })
      client.on('error', () => client.terminate())
      client.on('close', () => {
        clearInterval(ping)
        remove()
      })
    })
  }

  return {
    close() {
      for (const client of viewers.clients) client.close(GOING_AWAY, 'the server is stopping')
      setTimeout(() => {
        for (const client of viewers.clients) client.terminate()
      }, GOODBYE_MS).unref()
      for (const client of brokers.clients) client.terminate()
      viewers.close()
      brokers.close()
    },
  }
}

/** Token in the query (the demo's and DJI Pilot 2's way) or in a header. The demo leaves `+` and `/` of it raw. */
function tokenOf(request: IncomingMessage): string | undefined {
  const query = (request.url ?? '').split('?').slice(1).join('?')
  const token =
    new URLSearchParams(query).get('x-auth-token')?.replaceAll(' ', '+') ??
    request.headers['x-auth-token'] ??
    request.headers.authorization?.replace(/^Bearer\s+/i, '')
  return typeof token === 'string' && token !== '' ? token : undefined
}

/** Browsers name their origin; it must be this server's or an allowed one. Other clients name none. */
function isAllowedOrigin(request: IncomingMessage, allowed: readonly string[]): boolean {
  const { origin, host } = request.headers
  if (origin === undefined || allowed.includes(origin)) return true
  return URL.canParse(origin) && new URL(origin).host === host
}

const REASONS: Record<number, string> = { 403: 'Forbidden', 404: 'Not Found', 503: 'Service Unavailable' }
function refuse(socket: Duplex, status: number) {
  socket.end(`HTTP/1.1 ${status} ${REASONS[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
