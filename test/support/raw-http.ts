/** HTTP requests as they are written, without the care that fetch takes of paths, bodies and headers. */
import { Agent, request } from 'node:http'

const agent = new Agent({ keepAlive: true, maxSockets: 16 })

export interface RawAnswer {
  /** 0: the connection was closed without an answer. */
  status: number
  text: string
  headers: Record<string, string | string[] | undefined>
}

export function rawRequest(
  url: string,
  method: string,
  path: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  return new Promise(resolve => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
    const asked = request({ agent, hostname, port, method, path, headers: { ...headers, ...length } }, answer => {
      const chunks: Buffer[] = []
      answer.on('data', chunk => chunks.push(chunk))
      answer.on('end', () =>
        resolve({ status: answer.statusCode!, text: Buffer.concat(chunks).toString(), headers: answer.headers }),
      )
    })
    asked.on('error', () => {
      // A connection that the server had closed already says nothing about this request.
      if (asked.reusedSocket) resolve(rawRequest(url, method, path, { headers, body }))
      else resolve({ status: 0, text: '', headers: {} })
    })
    asked.end(body)
  })
}
/** Lets the test file end. */
export const closeConnections = () => agent.destroy()
