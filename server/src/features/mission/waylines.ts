/** Routes of the library as missions need them: what was found out at the import, so that no file is read here. */
import { notFound } from '#platform/errors.ts'
import type { waylineStore } from '../wayline/index.ts'
import type { DispatchWayline } from './checks.ts'
import type { Waylines } from './readiness.ts'

export const dispatchable = (store: ReturnType<typeof waylineStore>): Waylines => ({
  async forDispatch(workspaceId, waylineId, version): Promise<DispatchWayline> {
    const row = await store.version(workspaceId, waylineId, version ?? undefined)
    if (!row) throw notFound('The wayline')
    const { facts, findings } = row
    const { document, max_height_m } = facts
    return {
      wayline_id: waylineId,
      version: row.version,
      name: row.name,
      sign: row.sign,
      key: row.object_key,
      drone_model_key: row.drone_model_key,
      template_types: row.template_types,
      distance_m: facts.distance_m,
      duration_s: facts.duration_s,
      photo_count: facts.photo_count,
      waypoint_count: facts.waypoint_count,
      errors: findings.flatMap(({ severity, message }) => (severity === 'error' ? [message] : [])),
      exit_on_rc_lost: document.exit_on_rc_lost,
      rc_lost_action: document.rc_lost_action,
      max_height_m,
      relative: document.waylines.every(({ height_mode }) => height_mode === 'relativeToStartPoint'),
      bounds: facts.bounds ?? undefined,
    }
  },
})
