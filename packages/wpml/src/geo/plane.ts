/** Plane geometry for planners: intervals on a line through an area, distances, turns. Metres throughout. */
import type { XY } from './geodesy.ts'

export type Interval = [from: number, to: number]

export const rotated = ({ x, y }: XY, radians: number): XY => {
  const [c, s] = [Math.cos(radians), Math.sin(radians)]
  return { x: x * c - y * s, y: x * s + y * c }
}

/** Twice the signed area; positive counter-clockwise. */
export const signedArea2 = (ring: readonly XY[]) =>
  ring.reduce((sum, a, i) => {
    const b = ring[(i + 1) % ring.length]!
    return sum + a.x * b.y - b.x * a.y
  }, 0)

/** Overlapping and touching intervals become one. */
export function merged(intervals: readonly Interval[], gap = 1e-9): Interval[] {
  const result: Interval[] = []
  for (const [from, to] of [...intervals].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1)
    if (last && from <= last[1] + gap) last[1] = Math.max(last[1], to)
    else result.push([from, to])
  }
  return result
}

/** Where the horizontal line at `y` lies inside a ring (even-odd). */
export function inside(ring: readonly XY[], y: number): Interval[] {
  const crossings: number[] = []
  ring.forEach((a, i) => {
    const b = ring[(i + 1) % ring.length]!
    if (a.y <= y !== b.y <= y) crossings.push(a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x))
  })
  crossings.sort((p, q) => p - q)
  const result: Interval[] = []
  for (let i = 0; i + 1 < crossings.length; i += 2) result.push([crossings[i]!, crossings[i + 1]!])
  return result
}

/** Where the horizontal line at `y` is within `radius` of the ring or inside it: the ring grown by a disc, exactly. */
export function insideGrown(ring: readonly XY[], y: number, radius: number): Interval[] {
  if (radius <= 0) return merged(inside(ring, y))
  const near = ring.flatMap((a, i) => nearSegment(a, ring[(i + 1) % ring.length]!, y, radius))
  return merged([...inside(ring, y), ...near])
}

/** Where the horizontal line at `y` is within `radius` of the segment ab. */
function nearSegment(a: XY, b: XY, y: number, radius: number): Interval[] {
  const found: Interval[] = []
  for (const end of [a, b]) {
    const height = y - end.y
    if (Math.abs(height) <= radius) {
      const half = Math.sqrt(radius * radius - height * height)
      found.push([end.x - half, end.x + half])
    }
  }
  const length = Math.hypot(b.x - a.x, b.y - a.y)
  if (length > 0) {
    // The straight sides: a rectangle along the segment, cut by the line.
    const [nx, ny] = [(-(b.y - a.y) / length) * radius, ((b.x - a.x) / length) * radius]
    const corners = [
      { x: a.x + nx, y: a.y + ny },
      { x: b.x + nx, y: b.y + ny },
      { x: b.x - nx, y: b.y - ny },
      { x: a.x - nx, y: a.y - ny },
    ]
    found.push(...inside(corners, y))
  }
  return merged(found)
}

/** The shadow on the x axis of the part of a ring between two heights. */
export function shadow(ring: readonly XY[], low: number, high: number): Interval[] {
  const edges = ring.flatMap((a, i): Interval[] => {
    const b = ring[(i + 1) % ring.length]!
    const [bottom, top] = a.y <= b.y ? [a, b] : [b, a]
    if (top.y < low || bottom.y > high) return []
    const at = (y: number) =>
      top.y === bottom.y ? top.x : bottom.x + ((y - bottom.y) / (top.y - bottom.y)) * (top.x - bottom.x)
    const xs = top.y === bottom.y ? [bottom.x, top.x] : [at(Math.max(low, bottom.y)), at(Math.min(high, top.y))]
    return [[Math.min(...xs), Math.max(...xs)]]
  })
  return merged([...inside(ring, low), ...inside(ring, high), ...edges])
}

export function distanceToSegment(p: XY, a: XY, b: XY): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  const length2 = dx * dx + dy * dy
  const t = length2 === 0 ? 0 : Math.max(0, Math.min(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / length2))
  return Math.hypot(p.x - a.x - t * dx, p.y - a.y - t * dy)
}

/** 0 inside, else the distance to the ring. */
export function distanceToArea(p: XY, ring: readonly XY[]): number {
  if (inside(ring, p.y).some(([from, to]) => from <= p.x && p.x <= to)) return 0
  return distanceToLine(p, [...ring, ring[0]!])
}
export function distanceToLine(p: XY, line: readonly XY[]): number {
  let best = Number.POSITIVE_INFINITY
  for (let i = 1; i < line.length; i++) best = Math.min(best, distanceToSegment(p, line[i - 1]!, line[i]!))
  return best
}

export const lengthOf = (line: readonly XY[]) =>
  line.reduce((sum, p, i) => (i ? sum + Math.hypot(p.x - line[i - 1]!.x, p.y - line[i - 1]!.y) : 0), 0)

/** Whether the ring crosses itself. */
export function crossesItself(ring: readonly XY[]): boolean {
  const n = ring.length
  for (let i = 0; i < n; i++)
    for (let j = i + 2; j < n; j++)
      if (!(i === 0 && j === n - 1) && cross(ring[i]!, ring[(i + 1) % n]!, ring[j]!, ring[(j + 1) % n]!)) return true
  return false
}
const side = (a: XY, b: XY, p: XY) => Math.sign((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x))
const cross = (a: XY, b: XY, c: XY, d: XY) => side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
