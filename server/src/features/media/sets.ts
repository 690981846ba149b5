/** Where the files of a flight are that have not come yet, and when they are given up. */
import type { StoredSet } from './media.store.ts'
import type { AbsentState } from './media.view.ts'

/** What the dock says of all that it still has to upload; undefined: nothing. */
export interface DockUploads {
  remaining: number
  /** When it said so, epoch ms. */
  at: number
}

const MINUTE_MS = 60_000
/** A dock that has nothing left to upload, so long after the flight and its last file, will not bring more. */
const SETTLED_MS = 30 * MINUTE_MS
/** Whatever the dock says: files that take longer than this are missed by somebody. */
const PATIENCE_MS = 24 * 3600_000
const BUSY_MS = 5 * MINUTE_MS
const FRESH_MS = 2 * MINUTE_MS

export const absentCount = (set: Pick<StoredSet, 'expected' | 'received'>) => Math.max(0, set.expected - set.received)

const quietSince = (set: StoredSet) => Math.max(set.ended_at ?? set.created_at, set.last_file_at ?? 0)

export function stateOfAbsent(set: StoredSet, dock: DockUploads | undefined, now: number): AbsentState {
  if (set.missing_at !== null) return 'missing'
  if (set.source === 'pilot') return set.last_file_at !== null ? 'uploading' : 'on_aircraft'
  if (now - (set.last_file_at ?? 0) < BUSY_MS) return 'uploading'
  if (dock && dock.remaining > 0) {
    const first = set.priority_at !== null && now - set.priority_at < BUSY_MS
    return first ? 'uploading' : 'on_dock'
  }
  return 'on_aircraft'
}

/** Whether what has not come is to be given up and told of. Files of Pilot wait for a person, and are never. */
export function isLost(set: StoredSet, dock: DockUploads | undefined, now: number): boolean {
  if (set.source === 'pilot' || set.missing_at !== null || absentCount(set) === 0) return false
  // A flight that has not been seen to end, such as one by hand, ends with its last file at the latest.
  if (set.ended_at === null && set.last_file_at === null) return false
  const quiet = now - quietSince(set)
  if (quiet >= PATIENCE_MS) return true
  const emptied = dock !== undefined && dock.remaining === 0 && now - dock.at < FRESH_MS
  return emptied && set.ended_at !== null && quiet >= SETTLED_MS
}
