/** The figures of a flight from its samples. Pure. */
import type { TelemetryRow } from '#platform/database/device-tables.ts'
import type { FlightPlace } from '#platform/database/flight-tables.ts'
import { metresBetween } from '../safety/index.ts'
import type { Measured } from './flight.store.ts'

/** Modes on the ground, or of which nothing is known; a sample without a mode tells nothing. */
const GROUNDED: ReadonlySet<number> = new Set([0, 1, 2, 13, 14])
/** After so long without a sample nobody knows when it landed. */
const GAP_MS = 60_000
/** Faster than any aircraft of these: a coordinate that jumps is wrong. */
const MAX_SPEED = 60

type Sample = Pick<
  TelemetryRow,
  'time' | 'latitude' | 'longitude' | 'height' | 'elevation' | 'battery_percent' | 'mode_code'
>

/**
 * @param samples in time order, of the aircraft alone
 * @param span as recorded so far; it is corrected to what the samples say
 */
export function measure(samples: readonly Sample[], span: { started_at: number; ended_at: number }): Measured {
  const flown = samples.filter(({ mode_code: mode }) => mode !== null && !GROUNDED.has(mode))
  const first = flown[0]
  const last = flown.at(-1)
  const startedAt = first ? Math.min(first.time, span.started_at) : span.started_at
  const endedAt = last && span.ended_at - last.time > GAP_MS ? last.time : span.ended_at
  const placed = inPlausiblePlaces(flown)
  const start = placed[0]
  let distance = 0
  let furthest = 0
  for (const [n, sample] of placed.entries()) {
    const before = placed[n - 1]
    if (before) distance += Math.hypot(metresBetween(before, sample), climb(before, sample))
    furthest = Math.max(furthest, metresBetween(start!, sample))
  }
  const heights = flown.flatMap(({ elevation }) => (elevation === null ? [] : [elevation]))
  const charges = flown.flatMap(({ battery_percent: percent }) => (percent === null ? [] : [percent]))
  return {
    started_at: startedAt,
    ended_at: endedAt,
    duration_s: Math.max(0, endedAt - startedAt) / 1000,
    distance_m: placed.length > 1 ? round(distance) : null,
    max_height_m: heights.length ? round(heights.reduce((a, b) => Math.max(a, b))) : null,
    max_distance_m: placed.length > 1 ? round(furthest) : null,
    battery_start: charges[0] ?? null,
    battery_end: charges.at(-1) ?? null,
    takeoff: placeOf(start),
    landing: placeOf(placed.at(-1)),
  }
}

type Placed = Sample & { latitude: number; longitude: number }

/** Without samples that no aircraft could have reached from the one before, and back from again. */
function inPlausiblePlaces(samples: readonly Sample[]): Placed[] {
  const placed: Placed[] = []
  for (const sample of samples) {
    if (sample.latitude === null || sample.longitude === null) continue
    const here = sample as Placed
    const before = placed.at(-1)
    const seconds = before ? Math.max(1, (here.time - before.time) / 1000) : 0
    if (!before || metresBetween(before, here) <= MAX_SPEED * seconds) placed.push(here)
    // The first one may itself be the wrong one.
    else if (placed.length === 1) placed[0] = here
  }
  return placed
}

const climb = (a: Sample, b: Sample) => (a.height === null || b.height === null ? 0 : b.height - a.height)
const round = (value: number) => Math.round(value * 10) / 10
const placeOf = (sample: Placed | undefined): FlightPlace | null =>
  sample ? { latitude: sample.latitude, longitude: sample.longitude, height: sample.height } : null
