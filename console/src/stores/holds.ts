/** Held launches: nothing starts in a held site (or, with a hold of all sites, anywhere) until it is lifted. */
import { computed, shallowRef, watch } from 'vue'
import { del, get, post } from '../api/client.ts'
import type { Hold } from '../api/types.ts'
import { onFrame, onOpened } from './channel.ts'
import { now } from './clock.ts'
import { siteChoice } from './preferences.ts'
import { controlPath, workspaceId } from './session.ts'

const rows = shallowRef<readonly Hold[]>([])
export const holds = computed(() => rows.value.filter(hold => hold.until === null || hold.until > now.value))
/** What holds launches of a site, also a hold of all sites. */
export const holdOf = (siteId: string | null): Hold | null =>
  holds.value.find(hold => hold.site_id === null || hold.site_id === siteId) ?? null
/** Those that concern what is on show. */
export const holdsInView = computed(() =>
  holds.value.filter(hold => !siteChoice.value || hold.site_id === null || hold.site_id === siteChoice.value),
)

export async function loadHolds(): Promise<void> {
  const workspace = workspaceId.value
  if (!workspace) return
  const answer = await get<{ list: Hold[] } | Hold[]>(controlPath('/holds')).catch(() => null)
  if (answer && workspace === workspaceId.value) rows.value = Array.isArray(answer) ? answer : answer.list
}
export async function hold(body: { site_id: string | null; reason: string; until: number | null }): Promise<void> {
  await post(controlPath('/holds'), body)
  await loadHolds()
}
export async function lift(held: Hold): Promise<void> {
  await del(controlPath(`/holds/${encodeURIComponent(held.hold_id)}`))
  await loadHolds()
}

/** Joins the store to the live channel; once, at the start of the console. */
export function startHolds(): void {
  onFrame(frame => {
    if (frame.biz_code === 'hold_update') void loadHolds()
  })
  onOpened(loadHolds)
  watch(workspaceId, () => {
    rows.value = []
  })
}
