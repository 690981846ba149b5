/**
 * The live channel. Reconnects by itself for as long as it is open, waits longer after each failure (with jitter, so
 * that a hundred consoles do not return in the same second), and says at any moment how it stands.
 */
import { accessToken, renewToken } from './session-token.ts'
import type { Frame } from './types.ts'

export type SocketPhase = 'idle' | 'connecting' | 'open' | 'waiting'
export interface SocketState {
  phase: SocketPhase
  /** Local epoch ms of the last frame of any kind; 0 before the first. */
  lastFrameAt: number
  /** Local epoch ms when the next attempt starts, while waiting. */
  retryAt: number
  /** Failed attempts in a row. */
  attempts: number
}

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 15_000
/** Heartbeats come every 5 s; after this silence the connection counts as dead even if TCP has not noticed. */
const SILENCE_MS = 16_000
/** Close code: the session ended. */
const SESSION_ENDED = 4401

export interface SocketHandlers {
  frame(frame: Frame): void
  /** Server epoch ms, every few seconds. */
  heartbeat(time: number): void
  /** Every change of phase. */
  changed(state: Readonly<SocketState>): void
  /** After each (re)connection: what was missed must be fetched. */
  opened(): void
  sessionEnded(): void
}

export function openSocket(handlers: SocketHandlers) {
  const state: SocketState = { phase: 'connecting', lastFrameAt: 0, retryAt: 0, attempts: 0 }
  let socket: WebSocket | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let closed = false

  function phase(next: SocketPhase) {
    state.phase = next
    handlers.changed(state)
  }

  function retry() {
    if (closed) return
    state.attempts += 1
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (state.attempts - 1))
    const wait = longest / 2 + (Math.random() * longest) / 2
    state.retryAt = Date.now() + wait
    phase('waiting')
    timer = setTimeout(connect, wait)
  }

  async function connect() {
    if (closed) return
    phase('connecting')
    // Twice refused with a token that looks good: it may have been revoked, so ask for another one.
    const token = state.attempts >= 2 ? await renewToken() : await accessToken()
    if (closed) return
    if (!token) return retry()
    const url = new URL('/api/v1/ws', location.href)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    url.searchParams.set('x-auth-token', token)
    const attempt = new WebSocket(url)
    socket = attempt
    attempt.onopen = () => {
      state.attempts = 0
      state.lastFrameAt = Date.now()
      phase('open')
      handlers.opened()
    }
    attempt.onmessage = event => {
      state.lastFrameAt = Date.now()
      let frame: Frame
      try {
        frame = JSON.parse(event.data as string) as Frame
      } catch {
        return
      }
      if (frame.biz_code === 'heartbeat') {
        return handlers.heartbeat((frame.data as { time?: number } | null)?.time ?? frame.timestamp)
      }
      handlers.frame(frame)
    }
    attempt.onclose = event => {
      if (socket !== attempt) return
      socket = null
      if (event.code === SESSION_ENDED) handlers.sessionEnded()
      retry()
    }
  }

  const watchdog = setInterval(() => {
    if (state.phase === 'open' && Date.now() - state.lastFrameAt > SILENCE_MS) {
      const silent = socket
      socket = null
      silent?.close()
      retry()
    }
  }, 1000)

  const retryNow = () => {
    if (state.phase !== 'waiting') return
    clearTimeout(timer)
    connect()
  }
  window.addEventListener('online', retryNow)
  connect()

  return {
    state,
    retryNow,
    close() {
      closed = true
      clearInterval(watchdog)
      clearTimeout(timer)
      window.removeEventListener('online', retryNow)
      socket?.close()
      socket = null
      phase('idle')
    },
  }
}
export type Socket = ReturnType<typeof openSocket>
