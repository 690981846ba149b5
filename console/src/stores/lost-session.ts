/**
 * The session of this browser may end while aircraft fly: signed out elsewhere, revoked, run out. The pages then stay
 * where they are, with their protective buttons, and the frame asks for the password in place.
 */
import { computed, ref } from 'vue'
import { airborne } from './airborne.ts'
import { critical } from './alarms.ts'
import { lostSession } from './session.ts'

/** A page that loses its session now would take protective buttons or a critical alarm off the screen. */
export const mustStay = (): boolean => airborne.value.length > 0 || critical.value.length > 0
/** The session is gone and the page has stayed. */
export const staying = computed(() => lostSession.value !== null)

const asked = ref(0)
/** Counts the presses that wait for a sign-in: the password field takes the focus. */
export const signInAsked = computed(() => asked.value)
export const askSignIn = () => {
  asked.value += 1
}
