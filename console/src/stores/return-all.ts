/** The latest *Return all* of this tab or of a colleague: who was told, and how each aircraft answers. */
import { computed, shallowRef } from 'vue'
import { get, post } from '../api/client.ts'
import type { ReturnAll, ReturnState } from '../api/types.ts'
import { onFrame, onOpened } from './channel.ts'
import { controlPath } from './session.ts'

const row = shallowRef<ReturnAll | null>(null)
export const returnAll = computed(() => row.value)
const SETTLED: ReadonlySet<ReturnState> = new Set(['landed', 'refused'])
/** Some aircraft is still on its way, or has not answered. */
export const returnPending = computed(() => row.value?.aircraft.some(a => !SETTLED.has(a.state)) ?? false)
export const countIn = (states: readonly ReturnState[]): number =>
  row.value?.aircraft.filter(a => states.includes(a.state)).length ?? 0

/** Tells every aircraft in the air to return, of one site or of all; `hold` also holds launches there. */
export async function startReturnAll(body: { site_id: string | null; reason: string; hold: boolean }): Promise<void> {
  row.value = await post<ReturnAll>(controlPath('/return-all'), body)
}
export const dismissReturnAll = () => {
  row.value = null
}

/** Joins the store to the live channel; once, at the start of the console. */
export function startReturnAlls(): void {
  onFrame(frame => {
    if (frame.biz_code === 'return_all') row.value = frame.data as ReturnAll
  })
  onOpened(async () => {
    const known = row.value
    if (!known) return
    const fresh = await get<ReturnAll>(controlPath(`/return-all/${encodeURIComponent(known.return_id)}`)).catch(
      () => null,
    )
    if (fresh && row.value?.return_id === fresh.return_id) row.value = fresh
  })
}
