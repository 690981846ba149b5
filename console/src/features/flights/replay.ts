/** A recorded track as something that can be played: where the aircraft was at any moment. */
import type { TrackPoint } from '../../api/types.ts'

export interface Moment {
  time: number
  latitude: number
  longitude: number
  /** Metres above take-off. */
  height: number | null
  speed: number | null
  battery: number | null
  heading: number
}

/** Longer than this without a word: nobody knows where it was, and nothing is drawn across. */
export const GAP_MS = 15_000

/** Heights above take-off: as the aircraft says, else from the ellipsoid heights of both. */
export function momentsOf(points: readonly TrackPoint[], takeOffHeight: number | null): Moment[] {
  return points
    .filter(p => Number.isFinite(p.latitude) && Number.isFinite(p.longitude) && p.latitude !== null)
    .map(p => ({
      time: p.time,
      latitude: p.latitude,
      longitude: p.longitude,
      height: p.elevation ?? (p.height !== null && takeOffHeight !== null ? p.height - takeOffHeight : null),
      speed: p.horizontal_speed,
      battery: p.battery_percent,
      heading: p.attitude_head ?? 0,
    }))
    .sort((a, b) => a.time - b.time)
}

/** Index of the last moment at or before the time; -1 before the first. */
export function indexAt(moments: readonly Moment[], time: number): number {
  let low = 0
  let high = moments.length - 1
  let found = -1
  while (low <= high) {
    const middle = (low + high) >> 1
    if (moments[middle]!.time <= time) {
      found = middle
      low = middle + 1
    } else high = middle - 1
  }
  return found
}

const between = (a: number | null, b: number | null, share: number) =>
  a === null || b === null ? (a ?? b) : a + (b - a) * share
/** The shorter way round. */
function turnBetween(a: number, b: number, share: number): number {
  const by = ((((b - a) % 360) + 540) % 360) - 180
  return a + by * share
}

/** Where the aircraft was at the time: between two points of the track, at rest in gaps and beyond the ends. */
export function momentAt(moments: readonly Moment[], time: number): Moment | null {
  const [first, last] = [moments[0], moments.at(-1)]
  if (!first || !last) return null
  const index = indexAt(moments, time)
  if (index < 0) return first
  const before = moments[index]!
  const after = moments[index + 1]
  if (!after || after.time - before.time > GAP_MS || after.time === before.time) return before
  const share = (time - before.time) / (after.time - before.time)
  return {
    time,
    latitude: between(before.latitude, after.latitude, share)!,
    longitude: between(before.longitude, after.longitude, share)!,
    height: between(before.height, after.height, share),
    speed: between(before.speed, after.speed, share),
    battery: between(before.battery, after.battery, share),
    heading: turnBetween(before.heading, after.heading, share),
  }
}

/** The track in stretches without gaps, up to a moment where one is given. */
export function stretches(moments: readonly Moment[], until = Number.POSITIVE_INFINITY): Moment[][] {
  const found: Moment[][] = []
  let stretch: Moment[] = []
  let before: Moment | undefined
  for (const moment of moments) {
    if (moment.time > until) break
    if (before && moment.time - before.time > GAP_MS) {
      found.push(stretch)
      stretch = []
    }
    stretch.push(moment)
    before = moment
  }
  if (stretch.length > 0) found.push(stretch)
  return found
}
