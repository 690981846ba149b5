/** Calendar rules: the instants at which a mission is due. */
import type { Recurrence } from '#platform/database/mission-tables.ts'
import { dayIn, instantOf } from './zone.ts'

const DAY_MS = 86_400_000
/** A rule that meets no day for this long is taken to meet none: five years hold every day of the calendar. */
const FURTHEST_DAYS = 5 * 366

const dayNumber = (day: string) => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS)
const dayText = (number: number) => new Date(number * DAY_MS).toISOString().slice(0, 10)
/** ISO: 1 Monday .. 7 Sunday. Day 0 was a Thursday. */
const weekdayOf = (number: number) => ((number + 3) % 7) + 1
const weekOf = (number: number) => Math.floor((number + 3) / 7)
const monthOf = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1

function falls(rule: Recurrence, number: number): boolean {
  const day = dayText(number)
  const first = dayNumber(rule.from)
  if (number < first || rule.except.includes(day)) return false
  switch (rule.freq) {
    case 'daily':
      return (number - first) % rule.interval === 0
    case 'weekly': {
      const weekdays = rule.by_weekday.length ? rule.by_weekday : [weekdayOf(first)]
      return (weekOf(number) - weekOf(first)) % rule.interval === 0 && weekdays.includes(weekdayOf(number))
    }
    case 'monthly': {
      const days = rule.by_monthday.length ? rule.by_monthday : [Number(rule.from.slice(8))]
      return (monthOf(day) - monthOf(rule.from)) % rule.interval === 0 && days.includes(Number(day.slice(8)))
    }
  }
}

/** Due times after `after` and not after `until`, in order; at most `limit`. */
export function runsOf(rule: Recurrence, after: number, until: number, limit: number): number[] {
  const runs: number[] = []
  const last = rule.until === null ? Number.POSITIVE_INFINITY : dayNumber(rule.until)
  // A day early: what a change of the clocks moves over midnight belongs to the day before.
  let number = Math.max(dayNumber(rule.from), dayNumber(dayIn(after, rule.zone)) - 1)
  const end = Math.min(last, dayNumber(dayIn(until, rule.zone)), number + FURTHEST_DAYS)
  for (; number <= end && runs.length < limit; number++) {
    if (!falls(rule, number)) continue
    const day = dayText(number)
    for (const time of [...new Set(rule.times)].sort()) {
      const instant = instantOf(day, time, rule.zone)
      if (instant > after && instant <= until && !runs.includes(instant)) runs.push(instant)
    }
  }
  return runs.sort((a, b) => a - b).slice(0, limit)
}
