/**
 * The server's word on each dock: it knows holds, flight areas, other flights and health messages, which the
 * telemetry on this screen does not tell.
 */
import { computed, shallowRef, watch } from 'vue'
import { get } from '../api/client.ts'
import type { DockReadiness } from '../api/types.ts'
import { onFrame, onOpened } from './channel.ts'
import { waylinePath, workspaceId } from './session.ts'

const rows = shallowRef<ReadonlyMap<string, DockReadiness>>(new Map())
export const dockReadiness = computed(() => rows.value)

async function load(): Promise<void> {
  const workspace = workspaceId.value
  if (!workspace) return
  const { list } = await get<{ list: DockReadiness[] }>(waylinePath('/docks/readiness'))
  if (workspace === workspaceId.value) rows.value = new Map(list.map(row => [row.dock_sn, row]))
}

/** Joins the store to the live channel; once, at the start of the console. */
export function startDockReadiness(): void {
  onFrame(frame => {
    if (frame.biz_code !== 'dock_readiness') return
    const row = frame.data as DockReadiness
    rows.value = new Map(rows.value).set(row.dock_sn, { ...rows.value.get(row.dock_sn), ...row })
  })
  // Without it the board shows what telemetry tells.
  onOpened(() => void load().catch(() => {}))
  watch(workspaceId, () => {
    rows.value = new Map()
  })
}
