/** Alarms that are active or still want a name under them, and the sound they make. */
import { computed, shallowRef, watch } from 'vue'
import { get, post } from '../api/client.ts'
import type { Alarm, AlarmLevel, AlarmRule, Page } from '../api/types.ts'
import { onFrame, onOpened } from './channel.ts'
import { now } from './clock.ts'
import { devices, gateways, sites } from './fleet.ts'
import { siteChoice } from './preferences.ts'
import { workspaceId, workspacePath } from './session.ts'
import { chime, setSiren } from './sound.ts'

/** An unacknowledged critical alarm is told louder, and to whom to telephone, after this long. */
export const ESCALATE_MS = 60_000
const MOST = 500
/** Cause by which an alarm ends that stood in for one the database could not take. */
const STORED = 'stored'

const rows = shallowRef<ReadonlyMap<string, Alarm>>(new Map())
const rules = shallowRef<readonly AlarmRule[]>([])
const fault = shallowRef<Error | null>(null)
/** Why alarms could not be fetched; null when they could. */
export const alarmsFault = computed(() => fault.value)

const ofSite = (alarm: Alarm) => !siteChoice.value || alarm.site_id === null || alarm.site_id === siteChoice.value
/** Critical alarms that nobody has put a name under, oldest first: of every site, whatever is chosen. */
export const critical = computed(() =>
  [...rows.value.values()]
    .filter(alarm => alarm.level === 'critical' && alarm.acknowledged_at === null)
    .sort((a, b) => a.raised_at - b.raised_at),
)
export const isEscalated = (alarm: Alarm): boolean =>
  alarm.acknowledged_at === null && (alarm.escalated_at !== null || now.value - alarm.raised_at > ESCALATE_MS)

/** Unacknowledged and active, by level. */
export const unacknowledged = computed<Record<AlarmLevel, number>>(() => {
  const count = { critical: 0, warning: 0, notice: 0 }
  for (const alarm of rows.value.values())
    if (alarm.acknowledged_at === null && (alarm.cleared_at === null || alarm.level === 'critical') && ofSite(alarm))
      count[alarm.level] += 1
  return count
})
/** Alarms of one device or its dock, worst first. */
export function alarmsOf(sns: readonly string[]): Alarm[] {
  const order: AlarmLevel[] = ['critical', 'warning', 'notice']
  return [...rows.value.values()]
    .filter(a => a.cleared_at === null && (sns.includes(a.sn ?? '') || sns.includes(a.gateway_sn ?? '')))
    .sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level) || b.last_at - a.last_at)
}
/** The site that an alarm concerns, for its telephone number. */
export function siteOf(alarm: Pick<Alarm, 'site_id' | 'gateway_sn' | 'sn'>) {
  const sn = alarm.gateway_sn ?? alarm.sn
  const id =
    alarm.site_id ?? gateways.value.find(g => g.device_sn === sn)?.site_id ?? devices.value.get(sn ?? '')?.site_id
  return sites.value.find(site => site.site_id === id) ?? null
}

const silent = (alarm: Alarm) => rules.value.find(rule => rule.kind === alarm.kind)?.sound === false

function take(alarm: Alarm): void {
  const known = rows.value.get(alarm.alarm_id)
  const next = new Map(rows.value)
  // What is over leaves, but a critical one only with a name under it.
  const seen = alarm.level !== 'critical' || alarm.acknowledged_at !== null || alarm.clear_cause === STORED
  const over = alarm.cleared_at !== null && seen
  if (over) next.delete(alarm.alarm_id)
  else next.set(alarm.alarm_id, alarm)
  rows.value = next
  if (!known && !over && alarm.level === 'warning' && alarm.acknowledged_at === null && !silent(alarm)) chime()
}

export async function loadAlarms(): Promise<void> {
  const workspace = workspaceId.value
  if (!workspace) return
  try {
    const [active, ruleList] = await Promise.all([
      get<Page<Alarm>>(workspacePath('/alarms'), { state: 'active', page_size: MOST }),
      get<{ list: AlarmRule[] }>(workspacePath('/alarm-rules')),
    ])
    if (workspace !== workspaceId.value) return
    // What was over while the channel was broken, and critical, still waits for its name.
    const kept = [...rows.value.values()].filter(a => a.level === 'critical' && a.acknowledged_at === null)
    rows.value = new Map([...kept, ...active.list].map(alarm => [alarm.alarm_id, alarm]))
    rules.value = ruleList.list
    fault.value = null
  } catch (failure) {
    fault.value = failure as Error
  }
}

export async function acknowledge(alarm: Alarm, note?: string): Promise<void> {
  const path = workspacePath(`/alarms/${encodeURIComponent(alarm.alarm_id)}/acknowledge`)
  take({ ...alarm, ...(await post<Partial<Alarm> | null>(path, note ? { note } : {})) })
}

/** Joins the store to the live channel; once, at the start of the console. */
export function startAlarms(): void {
  onFrame(frame => {
    if (frame.biz_code === 'alarm_update') take(frame.data as Alarm)
  })
  onOpened(loadAlarms)
  watch(workspaceId, () => {
    rows.value = new Map()
    rules.value = []
  })
  watch(
    () => {
      const loud = critical.value.filter(alarm => !silent(alarm))
      return loud.length === 0 ? 'off' : loud.some(isEscalated) ? 'urgent' : 'on'
    },
    setSiren,
    { immediate: true },
  )
}
