/**
 * HTTP client of the console: adds the access token, unwraps the envelope, renews the token once on 401.
 * The token lives in memory only; see session-token.ts for how tabs share a renewal.
 */
import { ApiError } from './error.ts'
import { accessToken, renewToken } from './session-token.ts'

export interface RequestOptions {
  query?: Record<string, string | number | boolean | null | undefined>
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
  /** False: no token, no renewal (login and refresh themselves). */
  authenticated?: boolean
}
/** The envelope of every answer, with its HTTP status. */
export interface Answer<T> {
  code: number
  message: string
  data: T
  status: number
}

function address(path: string, query: RequestOptions['query']): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') search.set(key, String(value))
  }
  const text = search.toString()
  return text ? `${path}?${text}` : path
}

async function send(method: string, path: string, options: RequestOptions, token: string | null) {
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers }
  if (token) headers.authorization = `Bearer ${token}`
  let body: string | undefined
  if (options.body !== undefined) {
    headers['content-type'] = 'application/json'
    body = JSON.stringify(options.body)
  }
  try {
    return await fetch(address(path, options.query), {
      method,
      headers,
      body,
      signal: options.signal,
      credentials: 'same-origin',
    })
  } catch (error) {
    if (options.signal?.aborted) throw error
    throw new ApiError('The server cannot be reached.', -1, 0)
  }
}

/** The whole envelope, for callers to whom a non-zero code is an outcome rather than a fault. Throws on HTTP errors. */
export async function exchange<T>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
  const authenticated = options.authenticated ?? true
  let response = await send(method, path, options, authenticated ? await accessToken() : null)
  if (response.status === 401 && authenticated) {
    const renewed = await renewToken()
    if (renewed) response = await send(method, path, options, renewed)
  }
  const text = await response.text()
  let envelope: Partial<Answer<T>> = {}
  try {
    envelope = JSON.parse(text)
  } catch {
    // A proxy or a missing route answered with something else; the status says enough.
  }
  const code = envelope.code ?? (response.ok ? 0 : response.status)
  const message = envelope.message ?? (response.statusText || `HTTP ${response.status}`)
  if (!response.ok) throw new ApiError(message, code, response.status, envelope.data)
  return { code, message, data: envelope.data as T, status: response.status }
}

/** The answer's data; any non-zero code is thrown as an ApiError with the server's sentence. */
export async function call<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const answer = await exchange<T>(method, path, options)
  if (answer.code !== 0) throw new ApiError(answer.message, answer.code, answer.status, answer.data)
  return answer.data
}

export const get = <T>(path: string, query?: RequestOptions['query'], signal?: AbortSignal) =>
  call<T>('GET', path, { query, signal })
export const post = <T>(path: string, body?: unknown) => call<T>('POST', path, { body: body ?? {} })
export const put = <T>(path: string, body?: unknown) => call<T>('PUT', path, { body: body ?? {} })
export const del = <T>(path: string) => call<T>('DELETE', path)
