/** The one live channel of this tab, and what the rest of the console may know about it. */
import { computed, shallowRef } from 'vue'
import { renewToken } from '../api/session-token.ts'
import { openSocket, type Socket, type SocketState } from '../api/socket.ts'
import type { Frame } from '../api/types.ts'
import { now, setServerOffset } from './clock.ts'

const state = shallowRef<SocketState>({ phase: 'idle', lastFrameAt: 0, retryAt: 0, attempts: 0 })
const frameListeners = new Set<(frame: Frame) => void>()
const openListeners = new Set<() => void>()
let socket: Socket | null = null

/** Listens to every frame; returns the way to stop. */
export function onFrame(listener: (frame: Frame) => void): () => void {
  frameListeners.add(listener)
  return () => frameListeners.delete(listener)
}
/** Called after each (re)connection: fetch again what may have been missed. */
export function onOpened(listener: () => void): () => void {
  openListeners.add(listener)
  return () => openListeners.delete(listener)
}

export function openChannel(): void {
  socket?.close()
  socket = openSocket({
    frame: frame => {
      for (const listener of frameListeners) listener(frame)
    },
    heartbeat: time => setServerOffset(time - Date.now()),
    changed: changed => {
      state.value = { ...changed }
    },
    opened: () => {
      for (const listener of openListeners) listener()
    },
    sessionEnded: () => void renewToken(),
  })
}
export function closeChannel(): void {
  socket?.close()
  socket = null
}
export const reconnectNow = () => socket?.retryNow()

export type ConnectionView =
  | { kind: 'live'; ageMs: number }
  | { kind: 'quiet'; ageMs: number }
  | { kind: 'connecting'; ageMs: number | null }
  | { kind: 'waiting'; inMs: number; attempts: number; ageMs: number | null }
  | { kind: 'off' }

/** No frame for this long, though heartbeats come every 5 s: data is no longer to be trusted. */
const QUIET_MS = 8000

export const connection = computed<ConnectionView>(() => {
  void now.value
  const live = socket?.state ?? state.value
  const { phase, retryAt, attempts } = state.value
  const ageMs = live.lastFrameAt ? Math.max(0, Date.now() - live.lastFrameAt) : null
  if (phase === 'open') return { kind: (ageMs ?? 0) > QUIET_MS ? 'quiet' : 'live', ageMs: ageMs ?? 0 }
  if (phase === 'waiting') return { kind: 'waiting', inMs: Math.max(0, retryAt - Date.now()), attempts, ageMs }
  if (phase === 'connecting') return { kind: 'connecting', ageMs }
  return { kind: 'off' }
})
