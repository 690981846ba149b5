/** Whether motion and destructive forms are open in this workspace, and until when. */
import { computed } from 'vue'
import { put } from '../../api/client.ts'
import type { WorkspaceSettings } from '../../api/types.ts'
import { now } from '../../stores/clock.ts'
import { useResource } from '../../stores/resource.ts'
import { workspacePath } from '../../stores/session.ts'

/** The server opens it for a day at most. */
export const DURATIONS_MIN = [15, 60, 240, 480] as const
/** Classes whose forms stay shut outside the engineering mode. */
export const GATED: ReadonlySet<string> = new Set(['motion', 'destructive'])

export function useEngineeringMode() {
  const { data, error, reload } = useResource<WorkspaceSettings>(() => ({ path: workspacePath('/settings') }))
  /** Server epoch ms, or null while it is off. */
  const until = computed(() => {
    const end = data.value?.engineering_mode_until ?? null
    return end !== null && end > now.value ? end : null
  })
  /** @param end server epoch ms; null switches off at once */
  async function set(end: number | null): Promise<void> {
    await put(workspacePath('/settings'), { engineering_mode_until: end })
    await reload()
  }
  return { until, known: computed(() => data.value !== null), error, reload, set }
}
