/**
 * The two sounds of the console, made by WebAudio: a siren that repeats while a critical alarm wants a name, and one
 * chime for a warning. Browsers keep pages silent until they were clicked on: that, and a mute, can be seen.
 */
import { useLocalStorage } from '@vueuse/core'
import { computed, ref, watch } from 'vue'

export type Siren = 'off' | 'on' | 'urgent'
const PERIOD_MS: Record<Exclude<Siren, 'off'>, number> = { on: 3000, urgent: 1500 }
/** Hz and seconds of the tones of one call. */
const CALL = [
  { hz: 880, from: 0, to: 0.18 },
  { hz: 660, from: 0.22, to: 0.4 },
  { hz: 880, from: 0.44, to: 0.62 },
]
const CHIME = [{ hz: 587, from: 0, to: 0.25 }]

export const muted = useLocalStorage('rookery.muted', false)
const running = ref(false)
/** Null while sounds work; otherwise why they do not. */
export const silence = computed<'muted' | 'blocked' | null>(() =>
  muted.value ? 'muted' : running.value ? null : 'blocked',
)

let context: AudioContext | null = null
/** Opens the sound; browsers allow it only within a click or key press. */
export async function unblock(): Promise<void> {
  if (typeof AudioContext === 'undefined') return
  if (!context) {
    context = new AudioContext()
    context.onstatechange = () => {
      running.value = context?.state === 'running'
    }
  }
  if (context.state !== 'running') await context.resume().catch(() => {})
  running.value = context.state === 'running'
}

function play(tones: typeof CALL, volume: number): void {
  if (context?.state !== 'running' || muted.value) return
  const start = context.currentTime + 0.02
  for (const { hz, from, to } of tones) {
    const tone = context.createOscillator()
    const gain = context.createGain()
    tone.frequency.value = hz
    tone.type = 'triangle'
    gain.gain.setValueAtTime(0, start + from)
    gain.gain.linearRampToValueAtTime(volume, start + from + 0.02)
    gain.gain.setValueAtTime(volume, start + to - 0.04)
    gain.gain.linearRampToValueAtTime(0, start + to)
    tone.connect(gain).connect(context.destination)
    tone.start(start + from)
    tone.stop(start + to)
  }
}
export const chime = () => play(CHIME, 0.15)

let timer: ReturnType<typeof setInterval> | undefined
let siren: Siren = 'off'
const call = () => play(CALL, siren === 'urgent' ? 0.5 : 0.3)
/** Starts, hastens or ends the siren. */
export function setSiren(next: Siren): void {
  siren = next
  clearInterval(timer)
  if (next === 'off') return
  call()
  timer = setInterval(call, PERIOD_MS[next])
}

// Whoever uses the page in any way has allowed it to sound.
for (const event of ['pointerdown', 'keydown'] as const)
  window.addEventListener(event, () => void (running.value || unblock()), { capture: true, passive: true })
watch(running, on => {
  if (on && siren !== 'off') call()
})
