/**
 * A press of a protective button and what became of it: sent, accepted, seen on the aircraft, each with its seconds.
 * Without a session the press waits for the sign-in that the frame asks for, and goes out with it.
 */
import { isAirborne } from '@rookery/thing-model/flight'
import { computed, type MaybeRefOrGetter, ref, shallowRef, toValue, watch } from 'vue'
import { numberAt } from '../../api/values.ts'
import { MODE_RETURNING } from '../../stores/airborne.ts'
import { now } from '../../stores/clock.ts'
import { type Followed, sendService } from '../../stores/commands.ts'
import type { Live } from '../../stores/fleet.ts'
import { askSignIn } from '../../stores/lost-session.ts'
import { signedIn } from '../../stores/session.ts'

export type Protective = 'flighttask_pause' | 'return_home'
/** A press waits this long for the sign-in; later it would surprise. */
const WAIT_FOR_SIGN_IN_MS = 120_000
/** A device that has not answered by then deserves a second thought. */
const SLOW_ANSWER_MS = 5000
/** An aircraft that has accepted shows it within this time. */
const SLOW_CHANGE_MS = 15_000
const MODE_LANDING = 10
/** m/s below which an aircraft hovers. */
const HOVER_SPEED = 0.5

const REFUSED: ReadonlySet<Followed['state']> = new Set(['failed', 'refused', 'timeout', 'canceled'])

function showsIt(method: string, osd: Live['osd']): boolean {
  const mode = numberAt(osd, 'mode_code')
  if (method === 'return_home') return mode === MODE_RETURNING || mode === MODE_LANDING || !isAirborne(osd)
  const speed = numberAt(osd, 'horizontal_speed', { min: 0 })
  return speed !== null && speed < HOVER_SPEED
}

export function usePress(gatewaySn: MaybeRefOrGetter<string>, live: MaybeRefOrGetter<Pick<Live, 'osd'>>) {
  const followed = shallowRef<Followed | null>(null)
  /** Local epoch ms when the aircraft was seen to do it. */
  const changedAt = ref<number | null>(null)
  const waiting = shallowRef<{ method: Protective; at: number } | null>(null)

  function send(method: Protective) {
    waiting.value = null
    changedAt.value = null
    sendService(toValue(gatewaySn), method, { into: followed })
  }
  function press(method: Protective) {
    if (signedIn.value) return send(method)
    waiting.value = { method, at: Date.now() }
    askSignIn()
  }
  watch(signedIn, on => {
    const held = waiting.value
    if (on && held && Date.now() - held.at < WAIT_FOR_SIGN_IN_MS) send(held.method)
    else waiting.value = null
  })
  watch([followed, () => toValue(live).osd], ([sent, osd]) => {
    if (sent && changedAt.value === null && sent.state === 'ok' && showsIt(sent.method, osd))
      changedAt.value = Date.now()
  })

  /** How it stands, with seconds since the press; null before any. Runs with the clock until the end. */
  const standing = computed(() => {
    if (waiting.value) return { method: waiting.value.method, stage: 'sign_in' as const, seconds: 0, stuck: false }
    const sent = followed.value
    if (!sent) return null
    const since = (end: number | null) =>
      Math.max(0, Math.round(((end ?? (now.value && Date.now())) - sent.startedAt) / 1000))
    const method = sent.method as Protective
    if (changedAt.value !== null) {
      return { method, stage: 'changed' as const, seconds: since(changedAt.value), stuck: false }
    }
    if (REFUSED.has(sent.state)) return { method, stage: 'refused' as const, seconds: since(sent.endedAt), stuck: true }
    const waited = (now.value && Date.now()) - (sent.endedAt ?? sent.startedAt)
    if (sent.state === 'ok') {
      return { method, stage: 'accepted' as const, seconds: since(sent.endedAt), stuck: waited > SLOW_CHANGE_MS }
    }
    if (sent.state === 'unknown') return { method, stage: 'no_answer' as const, seconds: since(null), stuck: true }
    return { method, stage: 'sent' as const, seconds: since(null), stuck: waited > SLOW_ANSWER_MS }
  })
  /** What the server or the device said, where it said no. */
  const detail = computed(() => [followed.value?.message, followed.value?.action].filter(Boolean).join(' '))
  return { press, standing, detail }
}
