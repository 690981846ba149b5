/** The map tiles of the workspace, asked for once for all maps of a page. */
import { shallowRef, watch } from 'vue'
import { get } from '../api/client.ts'
import type { MapTiles, WorkspaceSettings } from '../api/types.ts'
import { workspaceId, workspacePath } from '../stores/session.ts'

const tiles = shallowRef<MapTiles | null>(null)
/** The workspace whose tiles are known or under way. */
let asked = ''

async function ask(id: string) {
  if (!id || id === asked) return
  asked = id
  // Without the settings the outline world is still a map.
  const settings = await get<WorkspaceSettings>(workspacePath('/settings')).catch(() => null)
  if (asked === id) tiles.value = settings?.map_tiles ?? null
}

/** Null: the outline world alone. Follows a change of the workspace for as long as the caller lives. */
export function useWorkspaceTiles() {
  asked = ''
  watch(workspaceId, ask, { immediate: true })
  return tiles
}
