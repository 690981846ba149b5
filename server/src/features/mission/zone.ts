/** Wall-clock times of IANA zones, as instants. */

const formats = new Map<string, Intl.DateTimeFormat>()

function format(zone: string): Intl.DateTimeFormat {
  let found = formats.get(zone)
  if (!found) {
    found = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formats.set(zone, found)
  }
  return found
}

export function isZone(zone: string): boolean {
  try {
    format(zone)
    return true
  } catch {
    return false
  }
}

/** The zone's clock at an instant, written as if it were UTC, in milliseconds. */
function wallClock(instant: number, zone: string): number {
  const part: Record<string, number> = {}
  for (const { type, value } of format(zone).formatToParts(instant)) part[type] = Number(value)
  return Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second)
}

/** `YYYY-MM-DD` of an instant in the zone. */
export const dayIn = (instant: number, zone: string): string =>
  new Date(wallClock(instant, zone)).toISOString().slice(0, 10)

/**
 * The instant at which the clocks of the zone show a time. One that they leave out (spring) becomes as much later as
 * they jump; of one that they show twice (autumn) it is the first.
 * @param day `YYYY-MM-DD` @param time `HH:MM`
 */
export function instantOf(day: string, time: string, zone: string): number {
  const wanted = Date.parse(`${day}T${time}:00Z`)
  // Offsets a day before and a day after enclose any change of the clocks.
  const before = wallClock(wanted - 86_400_000, zone) - (wanted - 86_400_000)
  const after = wallClock(wanted + 86_400_000, zone) - (wanted + 86_400_000)
  const candidates = [wanted - before, wanted - after].filter(instant => wallClock(instant, zone) === wanted)
  return candidates.length ? Math.min(...candidates) : wanted - before
}

/** `HH:MM` of an instant in the zone. */
export const timeIn = (instant: number, zone: string): string =>
  new Date(wallClock(instant, zone)).toISOString().slice(11, 16)
