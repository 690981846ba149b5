/** Requests to a store elsewhere: kept connections, limits of time, bodies of a known length. */
import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http'
import { request as secureRequest, Agent as TlsAgent } from 'node:https'

const IDLE_MS = 30_000
const MAX_SOCKETS = 50

export interface Call {
  method: string
  url: string
  headers: Record<string, string>
  body?: Buffer
}

export class Http {
  readonly #plain = new PlainAgent({ keepAlive: true, maxSockets: MAX_SOCKETS })
  readonly #tls = new TlsAgent({ keepAlive: true, maxSockets: MAX_SOCKETS })

  /** Resolves with the answer's head; its body must be read or destroyed. Rejects when no answer comes. */
  send({ method, url, headers, body }: Call, waitMs = IDLE_MS): Promise<IncomingMessage> {
    const secure = url.startsWith('https:')
    return new Promise((resolve, reject) => {
      const call = (secure ? secureRequest : plainRequest)(
        url,
        {
          method,
          agent: secure ? this.#tls : this.#plain,
          headers: {
            ...headers,
            ...((body || method === 'PUT' || method === 'POST') && { 'content-length': body?.length ?? 0 }),
          },
        },
        resolve,
      )
      call.setTimeout(waitMs, () => call.destroy(new Error('no answer in time')))
      call.once('error', reject)
      call.end(body)
    })
  }

  close(): void {
    this.#plain.destroy()
    this.#tls.destroy()
  }
}
