/** Ways from one place of an area to another that do not leave it. */
import type { XY } from '../geo/geodesy.ts'
import { distanceToArea, signedArea2 } from '../geo/plane.ts'

/** Metres between the places of a way that are looked at. */
const STEP = 2
const MOST_CORNERS = 150

/**
 * A function that gives the corners to go round on the way from a to b, so as to stay within `margin` metres of the
 * area; none where the straight way does, as always in a convex area, or where no such way is found.
 */
export function waysInside(ring: readonly XY[], margin: number): (a: XY, b: XY) => XY[] {
  const corners = reflexCorners(ring)
  if (!corners.length || corners.length > MOST_CORNERS) return () => []
  const stays = (a: XY, b: XY) => {
    const steps = Math.ceil(Math.hypot(b.x - a.x, b.y - a.y) / STEP)
    for (let i = 1; i < steps; i++) {
      const t = i / steps
      if (distanceToArea({ x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y) }, ring) > margin + 1e-6) return false
    }
    return true
  }
  const seen = new Map<number, boolean>()
  const connected = (i: number, j: number) => {
    const key = Math.min(i, j) * corners.length + Math.max(i, j)
    let known = seen.get(key)
    if (known === undefined) {
      known = stays(corners[i]!, corners[j]!)
      seen.set(key, known)
    }
    return known
  }
  return (a, b) => (stays(a, b) ? [] : shortest(a, b, corners, stays, connected))
}

/** Dijkstra over the corners. */
function shortest(
  a: XY,
  b: XY,
  corners: readonly XY[],
  stays: (a: XY, b: XY) => boolean,
  connected: (i: number, j: number) => boolean,
): XY[] {
  const far = (p: XY, q: XY) => Math.hypot(q.x - p.x, q.y - p.y)
  const cost = corners.map(corner => (stays(a, corner) ? far(a, corner) : Number.POSITIVE_INFINITY))
  const before: (number | undefined)[] = corners.map(() => undefined)
  const open = new Set(corners.keys())
  let best: { total: number; last: number } | undefined
  while (open.size) {
    let at = -1
    for (const i of open) if (at < 0 || cost[i]! < cost[at]!) at = i
    open.delete(at)
    if (cost[at] === Number.POSITIVE_INFINITY || (best && cost[at]! >= best.total)) break
    const total = cost[at]! + far(corners[at]!, b)
    if ((!best || total < best.total) && stays(corners[at]!, b)) best = { total, last: at }
    for (const next of open) {
      const through = cost[at]! + far(corners[at]!, corners[next]!)
      if (through < cost[next]! && connected(at, next)) {
        cost[next] = through
        before[next] = at
      }
    }
  }
  const way: XY[] = []
  for (let at: number | undefined = best?.last; at !== undefined; at = before[at]) way.unshift(corners[at]!)
  return way
}

/** Corners where the area turns inwards. */
function reflexCorners(ring: readonly XY[]): XY[] {
  const orientation = Math.sign(signedArea2(ring))
  return ring.filter((b, i) => {
    const a = ring[(i + ring.length - 1) % ring.length]!
    const c = ring[(i + 1) % ring.length]!
    return Math.sign((b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x)) === -orientation
  })
}
