/** Holds and Return all on the wire. */
import type { LaunchHoldRow } from '#platform/database/safety-tables.ts'
import type { StoredReturn } from './return-all.store.ts'

export const holdView = ({ workspace_id: _ws, ...hold }: LaunchHoldRow) => hold

export const returnView = ({ workspace_id: _ws, updated_at: _at, ...returning }: StoredReturn) => returning
