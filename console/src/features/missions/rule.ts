/** Calendar rules of missions, as the server reads them: the instants they name, on the clock of their zone. */
import type { Recurrence } from '../../api/types.ts'

const DAY_MS = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()
function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formats.set(zone, format)
  }
  return format
}
/** The zone's clock at an instant, read as if it were UTC. */
function wallClock(instant: number, zone: string): number {
  const part: Record<string, number> = {}
  for (const { type, value } of formatOf(zone).formatToParts(instant)) part[type] = Number(value)
  return Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second)
}
/** `YYYY-MM-DD` of an instant in a zone. */
export const dayIn = (instant: number, zone: string): string =>
  new Date(wallClock(instant, zone)).toISOString().slice(0, 10)
/** `HH:MM` of an instant in a zone. */
export const timeIn = (instant: number, zone: string): string =>
  new Date(wallClock(instant, zone)).toISOString().slice(11, 16)

/**
 * The instant of a day (`YYYY-MM-DD`) and time (`HH:MM`) in a zone. What the clocks leave out in spring comes as much
 * later as they jump; of what they show twice in autumn it is the first.
 */
export function instantOf(day: string, time: string, zone: string): number {
  const wanted = Date.parse(`${day}T${time}:00Z`)
  const offsetAt = (instant: number) => wallClock(instant, zone) - instant
  const before = offsetAt(wanted - DAY_MS)
  const fits = [wanted - before, wanted - offsetAt(wanted + DAY_MS)].filter(i => wallClock(i, zone) === wanted)
  return fits.length > 0 ? Math.min(...fits) : wanted - before
}

const numberOf = (day: string) => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS)
export const dayText = (number: number): string => new Date(number * DAY_MS).toISOString().slice(0, 10)
/** The day so many days later. */
export const addDays = (day: string, days: number): string => dayText(numberOf(day) + days)
/** 1 Monday .. 7 Sunday. */
export const weekdayOf = (day: string): number => ((numberOf(day) + 3) % 7) + 1
const monthOf = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7))

function falls(rule: Recurrence, day: string): boolean {
  if (day < rule.from || (rule.until !== null && day > rule.until) || rule.except.includes(day)) return false
  const interval = Math.max(1, rule.interval)
  if (rule.freq === 'daily') return (numberOf(day) - numberOf(rule.from)) % interval === 0
  if (rule.freq === 'weekly') {
    const week = (d: string) => Math.floor((numberOf(d) + 3) / 7)
    const days = rule.by_weekday.length > 0 ? rule.by_weekday : [weekdayOf(rule.from)]
    return (week(day) - week(rule.from)) % interval === 0 && days.includes(weekdayOf(day))
  }
  const days = rule.by_monthday.length > 0 ? rule.by_monthday : [Number(rule.from.slice(8))]
  return (monthOf(day) - monthOf(rule.from)) % interval === 0 && days.includes(Number(day.slice(8)))
}

/** Due times from `from` up to and without `to`, at most `limit`, in order. */
export function runsBetween(rule: Recurrence, from: number, to: number, limit = 500): number[] {
  const runs = new Set<number>()
  const last = dayIn(to, rule.zone)
  // A change of the clocks may move a time over midnight.
  let day = addDays(dayIn(from, rule.zone), -1)
  if (day < rule.from) day = rule.from
  for (; day <= last && runs.size < limit && (rule.until === null || day <= rule.until); day = addDays(day, 1)) {
    if (!falls(rule, day)) continue
    for (const time of rule.times) {
      const instant = instantOf(day, time, rule.zone)
      if (instant >= from && instant < to) runs.add(instant)
    }
  }
  return [...runs].sort((a, b) => a - b).slice(0, limit)
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/
/** Times as people type them ("8:00, 14:30") in order; null where one is none. */
export function readTimes(text: string): string[] | null {
  const parts = text
    .split(/[\s,;，、]+/)
    .filter(Boolean)
    .map(part => part.replace('：', ':').padStart(5, '0'))
  return parts.length > 0 && parts.every(part => TIME.test(part)) ? [...new Set(parts)].sort() : null
}

type Words = (key: string, values?: Record<string, unknown>) => string
/** The rule as a sentence: "Every 2 weeks on Mon, Wed at 08:00, from 1 Dec". `t` finds words below `missions.rule`. */
export function ruleText(rule: Recurrence, t: Words, locale: string): string {
  const date = (day: string) =>
    new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
      Date.parse(`${day}T00:00:00Z`),
    )
  const weekday = (number: number) =>
    new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, number))
  const list = new Intl.ListFormat(locale, { style: 'long', type: 'conjunction' })
  const every = t(`missions.rule.${rule.freq}${rule.interval > 1 ? 'N' : ''}`, { n: rule.interval })
  const days =
    rule.freq === 'weekly' && rule.by_weekday.length > 0
      ? t('missions.rule.on', { days: list.format([...rule.by_weekday].sort().map(weekday)) })
      : rule.freq === 'monthly' && rule.by_monthday.length > 0
        ? t('missions.rule.onDays', { days: list.format([...rule.by_monthday].sort((a, b) => a - b).map(String)) })
        : ''
  const at = t('missions.rule.at', { times: list.format(rule.times), zone: rule.zone })
  const span = rule.until
    ? t('missions.rule.span', { from: date(rule.from), until: date(rule.until) })
    : t('missions.rule.since', { from: date(rule.from) })
  const except = rule.except.length > 0 ? t('missions.rule.except', { days: list.format(rule.except.map(date)) }) : ''
  return [every, days, at, span, except].filter(Boolean).join(t('missions.rule.glue'))
}
