/** Titles of timeline entries in the user's language; what has no words here stays as the server has it. */
import type { Format } from '../../i18n.ts'
import type { TimelineEntry } from './flights.ts'

/** What the server calls moments of a flight, as locale keys below `flights.entry`. */
const MOMENTS: Readonly<Record<string, string>> = {
  'Take-off': 'takeoff',
  Landing: 'landing',
  Due: 'due',
  'Last heard of in the air': 'lost',
  'No telemetry': 'silence',
  'Telemetry again': 'heard',
}

export interface Words {
  t(key: string, values?: Record<string, unknown>): string
  te(key: string): boolean
  format: Format
}

export function titleOf({ type, title, ref }: TimelineEntry, { t, te, format }: Words): string {
  const known = (key: string, values: Record<string, unknown> = {}) => (te(key) ? t(key, values) : null)
  const moment = MOMENTS[title]
  if (moment) return t(`flights.entry.${moment}`)
  switch (type) {
    case 'state':
      return known(`mode.aircraft.${ref?.mode_code}`) ?? known(`missions.state.${title}`) ?? title
    case 'alarm': {
      const kind = String(ref?.kind ?? title)
      const name = known(`alarms.kind.${kind}`) ?? kind
      const what = title.slice(kind.length).trim()
      return what ? t(`flights.entry.${what === 'cleared' ? 'cleared' : 'acknowledged'}`, { alarm: name }) : name
    }
    case 'weather':
      if (title.startsWith('Wind') && typeof ref?.wind_speed === 'number')
        return t('flights.entry.wind', { speed: format.number(ref.wind_speed, 1) })
      return typeof ref?.rainfall === 'number'
        ? t('flights.entry.rain', { rain: known(`flights.rainfall.${ref.rainfall}`) ?? ref.rainfall })
        : title
    default:
      return title
  }
}
