/** Which overlay of the frame is open; any page may open one. */
import { ref } from 'vue'

export const helpOpen = ref(false)
export const switcherOpen = ref(false)
export const passwordOpen = ref(false)
