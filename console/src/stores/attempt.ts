/** Work that a button starts: whether it is under way, and in words why it failed. */
import { ref } from 'vue'

/** `explain` words a failure that deserves more than its own message. */
export function useAttempt(explain: (failure: Error) => string = failure => failure.message) {
  const busy = ref(false)
  const fault = ref('')

  /** Resolves to whether `work` went through; never rejects. */
  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    busy.value = true
    fault.value = ''
    try {
      await work()
      return true
    } catch (failure) {
      fault.value = explain(failure as Error)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, fault, attempt }
}
