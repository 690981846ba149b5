import type { Directory } from '#link/directory.ts'
import { type Caller, seesSite } from '#platform/auth/caller.ts'

/** Serial numbers a caller narrowed to sites may see; undefined: all of the workspace. */
export const visibleSns = (directory: Directory, caller: Caller): string[] | undefined =>
  caller.siteIds === null
    ? undefined
    : directory
        .inWorkspace(caller.workspaceId)
        .filter(device => seesSite(caller, device.siteId))
        .map(device => device.sn)
