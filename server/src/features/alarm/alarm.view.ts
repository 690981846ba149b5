/** An alarm on the wire. */
import { type Static, Type } from 'typebox'
import { Nullable } from '#platform/wire.ts'
import type { StoredAlarm } from './alarm.store.ts'
import { kindOf } from './kinds.ts'

export const AlarmLevelSchema = Type.Enum(['critical', 'warning', 'notice'])
const Text = Type.String()
const Time = Type.Integer()

export const AlarmView = Type.Object({
  alarm_id: Text,
  level: Text,
  kind: Text,
  sn: Nullable(Text),
  gateway_sn: Nullable(Text),
  job_id: Nullable(Text),
  flight_id: Nullable(Text),
  site_id: Nullable(Text),
  title_key: Text,
  facts: Type.Any({ description: 'By kind; units are in the names' }),
  automatic: Nullable(Text),
  actions: Type.Array(Text),
  clears: Text,
  count: Type.Integer(),
  raised_at: Time,
  last_at: Time,
  cleared_at: Nullable(Time),
  clear_cause: Nullable(Text),
  acknowledged_at: Nullable(Time),
  acknowledged_by: Nullable(Text),
  acknowledge_note: Nullable(Text),
  escalated_at: Nullable(Time),
})

export function alarmView({
  workspace_id: _ws,
  key: _key,
  updated_at: _at,
  ...alarm
}: StoredAlarm): Static<typeof AlarmView> {
  const { actions, clears } = kindOf(alarm.kind)
  return { ...alarm, title_key: `alarms.kinds.${alarm.kind}`, actions: [...actions], clears }
}
