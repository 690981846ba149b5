import { type Caller, seesSite } from '#platform/auth/caller.ts'
import type { Directory } from './directory.ts'

/** Serial numbers a caller narrowed to sites may see; undefined: all of the workspace. */
export const visibleSns = (directory: Directory, caller: Caller): string[] | undefined =>
  caller.siteIds === null
    ? undefined
    : directory
        .inWorkspace(caller.workspaceId)
        .map(device => device.sn)
        .filter(sn => seesSite(caller, directory.siteOf(sn)))
