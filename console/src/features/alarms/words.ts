/** Alarms in sentences: what happened, what happens by itself, whom it concerns. */
import { useI18n } from 'vue-i18n'
import type { Alarm } from '../../api/types.ts'
import { useFormat } from '../../i18n.ts'
import { now } from '../../stores/clock.ts'
import { devices, nameOf } from '../../stores/fleet.ts'
import type { Status } from '../../ui/index.ts'

export const LEVEL_STATUS: Record<Alarm['level'], Status> = {
  critical: 'critical',
  warning: 'caution',
  notice: 'unknown',
}

export function useAlarmWords() {
  const { t, te } = useI18n()
  const format = useFormat()
  /** Facts as placeholders: what is not known is a dash, never a bare brace. */
  function facts({ facts: known }: Pick<Alarm, 'facts'>): Record<string, unknown> {
    const shown = (value: unknown) => (typeof value === 'number' ? Math.round(value * 10) / 10 : (value ?? '–'))
    const all: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(known ?? {})) all[name] = shown(value)
    const { hop, position_at: at, free_bytes: free } = known ?? {}
    all.age = typeof at === 'number' ? format.age(now.value - at) : '–'
    all.hop_word = te(`alarms.hop.${hop}`) ? t(`alarms.hop.${hop}`) : '–'
    all.free = typeof free === 'number' ? `${(free / 1e9).toFixed(1)} GB` : '–'
    return all
  }
  const nameOfSn = (sn: string | null) => {
    const device = sn ? devices.value.get(sn) : undefined
    return device ? nameOf(device) : sn
  }
  return {
    kindName: (kind: string): string =>
      te(`alarms.kind.${kind}`) ? t(`alarms.kind.${kind}`) : kind.replaceAll('_', ' '),
    /** What happened, with its facts. */
    sentence(alarm: Pick<Alarm, 'kind' | 'facts'>): string {
      if (te(`alarms.fact.${alarm.kind}`)) return t(`alarms.fact.${alarm.kind}`, facts(alarm))
      const { message } = alarm.facts ?? {}
      return typeof message === 'string' ? message : ''
    },
    /** What already happens by itself; '' when nothing does. */
    automatic(alarm: Pick<Alarm, 'automatic' | 'facts'>): string {
      const key = `alarms.automatic.${alarm.automatic}`
      return alarm.automatic && te(key) ? t(key, facts(alarm)) : ''
    },
    whom: (alarm: Pick<Alarm, 'sn' | 'gateway_sn'>): string =>
      nameOfSn(alarm.sn) ?? nameOfSn(alarm.gateway_sn) ?? t('alarms.nobody'),
  }
}
