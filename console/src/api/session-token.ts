/**
 * The access token, in memory, shared by the tabs of one browser. Only one tab renews at a time (a Web Lock where
 * the page is a secure context; elsewhere the server's 30 s of grace covers two at once), the others take its result
 * from a broadcast channel. A new tab asks the others before it uses the refresh cookie.
 */
import type { SessionBody } from './types.ts'

interface Held {
  session: SessionBody
  /** Local epoch ms when the token stops working. */
  expiresAt: number
}
type Message = { kind: 'ask' } | { kind: 'session'; held: Held } | { kind: 'ended' }

const CHANNEL = 'rookery-session'
const LOCK = 'rookery-refresh'
/** Renew this long before the end. */
const MARGIN_MS = 60_000
/** How long a new tab waits for another tab's answer. */
const ASK_MS = 150

let held: Held | null = null
let renewing: Promise<string | null> | null = null
const listeners = new Set<(session: SessionBody | null) => void>()
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(CHANNEL)

/** Set while this browser may hold a refresh cookie (which no script can see): a first visit asks for nothing. */
const HINT = 'rookery.session'

function keep(next: Held | null, tellOthers: boolean) {
  held = next
  if (next) localStorage.setItem(HINT, '1')
  else localStorage.removeItem(HINT)
  for (const listener of listeners) listener(next?.session ?? null)
  if (!tellOthers || !channel) return
  channel.postMessage(next ? { kind: 'session', held: next } : { kind: 'ended' })
}

channel?.addEventListener('message', (event: MessageEvent<Message>) => {
  const message = event.data
  if (message.kind === 'ask' && held) channel.postMessage({ kind: 'session', held } satisfies Message)
  if (message.kind === 'session' && message.held.expiresAt > (held?.expiresAt ?? 0)) keep(message.held, false)
  if (message.kind === 'ended') keep(null, false)
})

/** Called with each new session body, and with null when the session ended here or in another tab. */
export function onSession(listener: (session: SessionBody | null) => void): void {
  listeners.add(listener)
}

/** Takes the body of a login, refresh or workspace change; the other tabs get it too. */
export function acceptSession(session: SessionBody): void {
  keep({ session, expiresAt: Date.now() + session.expires_in * 1000 }, true)
}
export const endSession = () => keep(null, true)

/** The held token, if it is good for a while yet. */
const freshToken = (): string | null =>
  held && held.expiresAt - MARGIN_MS > Date.now() ? held.session.access_token : null

async function askOtherTabs(): Promise<void> {
  if (!channel) return
  channel.postMessage({ kind: 'ask' } satisfies Message)
  const deadline = Date.now() + ASK_MS
  while (!freshToken() && Date.now() < deadline) await new Promise(resolve => setTimeout(resolve, 15))
}

async function refresh(stale: string | null): Promise<string | null> {
  // Another tab may have renewed while this one waited for the lock.
  const other = freshToken()
  if (other && other !== stale) return other
  const response = await fetch('/manage/api/v1/sessions/refresh', { method: 'POST', credentials: 'same-origin' })
  const envelope = (await response.json().catch(() => null)) as { code?: number; data?: SessionBody } | null
  if (response.ok && envelope?.code === 0 && envelope.data) {
    acceptSession(envelope.data)
    return envelope.data.access_token
  }
  // Only a refusal ends the session; a server that is down does not.
  if (response.status === 401 || response.status === 403 || response.ok) keep(null, false)
  return null
}

/** A new token by the refresh cookie, or null. One request at a time, whatever the number of tabs and callers. */
export function renewToken(): Promise<string | null> {
  renewing ??= (async () => {
    const stale = held?.session.access_token ?? null
    try {
      return navigator.locks ? await navigator.locks.request(LOCK, () => refresh(stale)) : await refresh(stale)
    } catch {
      return null
    } finally {
      renewing = null
    }
  })()
  return renewing
}

/** A token good for at least a minute, or null without a session. */
export async function accessToken(): Promise<string | null> {
  if (!held) return null
  return freshToken() ?? (await renewToken()) ?? held?.session.access_token ?? null
}

/** At start: the session of another tab, or by the cookie. */
export async function resumeSession(): Promise<SessionBody | null> {
  if (!localStorage.getItem(HINT)) return null
  await askOtherTabs()
  if (!freshToken()) await renewToken()
  return held?.session ?? null
}
