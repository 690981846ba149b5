/** One clock for every age shown: server time, to the second. Hot code asks serverNow() instead. */
import { ref } from 'vue'

let offset = 0
/** Server clock minus this machine's, ms; from the heartbeat. */
export function setServerOffset(ms: number): void {
  offset = ms
}
/** Server epoch ms. */
export const serverNow = () => Date.now() + offset

/** Server epoch ms, moves once a second. */
export const now = ref(serverNow())
setInterval(() => {
  now.value = serverNow()
}, 1000)
