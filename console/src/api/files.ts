/** Files over the API: bytes down, forms up with progress, and into the browser's download folder. */
import { ApiError } from './error.ts'
import { accessToken } from './session-token.ts'

async function authorised(path: string, signal?: AbortSignal): Promise<Response> {
  const token = await accessToken()
  const response = await fetch(path, {
    headers: token ? { authorization: `Bearer ${token}` } : {},
    credentials: 'same-origin',
    signal,
  }).catch((error: Error) => {
    if (signal?.aborted) throw error
    throw new ApiError('The server cannot be reached.', -1, 0)
  })
  if (response.ok) return response
  const envelope = (await response.json().catch(() => ({}))) as { code?: number; message?: string; data?: unknown }
  throw new ApiError(
    envelope.message ?? (response.statusText || `HTTP ${response.status}`),
    envelope.code ?? response.status,
    response.status,
    envelope.data,
  )
}

/** The bytes behind a path of the API. */
export async function fetchBytes(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  return new Uint8Array(await (await authorised(path, signal)).arrayBuffer())
}
export const fetchBlob = async (path: string, signal?: AbortSignal): Promise<Blob> =>
  (await authorised(path, signal)).blob()

/** Hands content to the browser as a download. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has its own hold on the content once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 30_000)
}
export const saveFile = async (path: string, name: string): Promise<void> => saveBlob(await fetchBlob(path), name)

/** Sends a form; `progress` hears the share that has left, 0 to 1. The answer's data, or an ApiError. */
export async function sendForm<T>(
  method: 'POST' | 'PUT',
  path: string,
  form: FormData,
  { progress, signal }: { progress?: (share: number) => void; signal?: AbortSignal } = {},
): Promise<T> {
  const token = await accessToken()
  return new Promise<T>((resolve, reject) => {
    // fetch() does not say how far an upload has come.
    const request = new XMLHttpRequest()
    request.open(method, path)
    if (token) request.setRequestHeader('authorization', `Bearer ${token}`)
    request.setRequestHeader('accept', 'application/json')
    request.upload.onprogress = event => {
      if (event.lengthComputable) progress?.(event.loaded / event.total)
    }
    request.onerror = () => reject(new ApiError('The server cannot be reached.', -1, 0))
    request.onabort = () => reject(new DOMException('Aborted', 'AbortError'))
    request.onload = () => {
      let envelope: { code?: number; message?: string; data?: unknown } = {}
      try {
        envelope = JSON.parse(request.responseText)
      } catch {
        // The status says enough.
      }
      const good = request.status >= 200 && request.status < 300
      const code = envelope.code ?? (good ? 0 : request.status)
      if (good && code === 0) resolve(envelope.data as T)
      else reject(new ApiError(envelope.message ?? `HTTP ${request.status}`, code, request.status, envelope.data))
    }
    signal?.addEventListener('abort', () => request.abort())
    request.send(form)
  })
}
