/** Parallel lines over an area. */

import { WpmlError } from '../errors.ts'
import type { XY } from '../geo/geodesy.ts'
import { type Interval, insideGrown, merged, rotated, shadow, signedArea2 } from '../geo/plane.ts'
import { waysInside } from './inside.ts'

export interface LawnmowerOptions {
  /** Direction of the lines in degrees clockwise from north. */
  azimuth: number
  /** Metres between lines. */
  spacing: number
  /** Metres that a photo covers before and behind its centre. */
  reach: number
  /** Metres that the lines reach beyond the area. */
  margin: number
}
/** A line to fly; `photos`: with photos, else only a way from one line to the next. */
export interface Line {
  points: XY[]
  photos: boolean
}

const MOST_LINES = 10_000
/** Lines shorter than this are stretched, gaps shorter than this are flown over. */
const SHORTEST = 2

/**
 * Lines whose photos cover the ring completely and that stay within `margin` of it, wherever the margin is at least
 * half the spacing; where it is less, a line may leave it by up to half the spacing, and only to cover the area.
 */
export function lawnmower(ring: readonly XY[], { azimuth, spacing, reach, margin }: LawnmowerOptions): Line[] {
  const turn = ((azimuth - 90) * Math.PI) / 180
  const area = ring.map(p => rotated(p, turn))
  const ys = area.map(p => p.y)
  const [low, high] = [Math.min(...ys) - margin, Math.max(...ys) + margin]
  const count = Math.max(1, Math.ceil((high - low) / spacing - 1e-9))
  if (count > MOST_LINES) throw new WpmlError('plan.too-large', `The area needs more than ${MOST_LINES} lines.`)
  const first = low + (high - low - (count - 1) * spacing) / 2

  const segments: [XY, XY][] = []
  for (let i = 0; i < count; i++) {
    const y = first + i * spacing
    const needed = shadow(area, y - spacing / 2, y + spacing / 2).map(interval => shortened(interval, reach))
    for (const [from, to] of merged([...insideGrown(area, y, margin), ...needed], SHORTEST)) {
      const middle = (from + to) / 2
      const half = Math.max(SHORTEST, to - from) / 2
      segments.push([
        { x: middle - half, y },
        { x: middle + half, y },
      ])
    }
  }
  const way = waysInside(area, margin + spacing / 2)
  return ordered(segments, way).map(line => ({ ...line, points: line.points.map(p => rotated(p, -turn)) }))
}

/** What remains to fly when photos at both ends look `reach` further. */
function shortened([from, to]: Interval, reach: number): Interval {
  const middle = (from + to) / 2
  return [Math.min(from + reach, middle), Math.max(to - reach, middle)]
}

/** To the nearest end of what is left, again and again: back and forth in one piece, arm by arm in a forked area. */
function ordered(segments: readonly [XY, XY][], way: (a: XY, b: XY) => XY[]): Line[] {
  const left = [...segments]
  const lines: Line[] = []
  let at: XY | undefined
  while (left.length) {
    let best = 0
    let flipped = false
    let nearest = Number.POSITIVE_INFINITY
    if (at)
      left.forEach(([a, b], i) => {
        for (const [end, flip] of [
          [a, false],
          [b, true],
        ] as const) {
          const far = Math.hypot(end.x - at!.x, end.y - at!.y)
          if (far < nearest - 1e-6) {
            nearest = far
            best = i
            flipped = flip
          }
        }
      })
    const [[a, b]] = left.splice(best, 1) as [[XY, XY]]
    const [start, end] = flipped ? [b, a] : [a, b]
    const detour = at ? way(at, start) : []
    if (at && detour.length) lines.push({ points: [at, ...detour, start], photos: false })
    lines.push({ points: [start, end], photos: true })
    at = end
  }
  return lines
}

/** The direction, in whole degrees, along which the area needs the fewest lines: that of one of its edges. */
export function bestDirection(ring: readonly XY[]): number {
  let best = 0
  let narrowest = Number.POSITIVE_INFINITY
  const corners = signedArea2(ring) === 0 ? [] : ring
  corners.forEach((a, i) => {
    const b = ring[(i + 1) % ring.length]!
    const azimuth = Math.round(((Math.atan2(b.x - a.x, b.y - a.y) * 180) / Math.PI + 360) % 180)
    const ys = ring.map(p => rotated(p, ((azimuth - 90) * Math.PI) / 180).y)
    const width = Math.max(...ys) - Math.min(...ys)
    if (width < narrowest - 1e-6) {
      narrowest = width
      best = azimuth
    }
  })
  return best
}
