/** Waylines as the wire has them: the demo's fields and ours. */
import type { WaylineStore } from './wayline.store.ts'

export type NewestRow = Awaited<ReturnType<WaylineStore['list']>>['rows'][number]

export function waylineView(row: NewestRow) {
  const { distance_m, duration_s, photo_count, waypoint_count, findings, preview, start_wayline_point } = row.facts
  return {
    id: row.wayline_id,
    name: row.name,
    drone_model_key: row.drone_model_key,
    payload_model_keys: row.payload_model_keys,
    template_types: row.template_types,
    action_type: row.action_type,
    favorited: row.favorite_of !== null,
    object_key: row.object_key,
    user_name: row.username,
    update_time: row.updated_at,
    create_time: row.created_at,
    sign: row.sign,
    ...(start_wayline_point && { start_wayline_point }),
    ...{ version: row.version, size: row.size, distance_m, duration_s, photo_count, waypoint_count, findings, preview },
  }
}
export type WaylineView = ReturnType<typeof waylineView>
