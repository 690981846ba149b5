/** Lines along a drawn line, side by side. */

import { WpmlError } from '../errors.ts'
import type { XY } from '../geo/geodesy.ts'
import { lengthOf } from '../geo/plane.ts'
import type { Line } from './lawnmower.ts'

export interface CorridorOptions {
  /** Metres to either side. */
  left: number
  right: number
  /** Metres between lines. */
  spacing: number
  /** Metres beyond both ends and sides. */
  margin: number
  /** One line in the middle is enough. */
  single?: boolean
  /** One of the lines is the drawn one. */
  center?: boolean
  /** One more line on either side. */
  boundary?: boolean
  /** The corridor is flown in parts of this length. */
  cut?: number
}

/** Corners sharper than this many degrees are flown in two lines, with a stop between them. */
const SHARP = 30
const MITRE_LIMIT = 4
const MOST_LINES = 5000
/** Metres. */
const SHORTEST = 2

export function corridor(centre: readonly XY[], options: CorridorOptions): Line[] {
  const extended = lengthened(withoutRepeats(centre), options.margin)
  const parts = options.cut && options.cut > 0 ? cutInto(extended, options.cut) : [extended]
  const offsets = offsetsOf(options)
  if (parts.length * offsets.length > MOST_LINES)
    throw new WpmlError('plan.too-large', `The strip needs more than ${MOST_LINES} lines.`)
  const lines: Line[] = []
  let forward = true
  let at: XY | undefined
  for (const part of parts) {
    const side = offsets.map(offset => withoutShort(offsetLine(part, offset)))
    // Begin each part on the side where the last one ended.
    const [first, last] = [side[0]!, side.at(-1)!]
    const near = (line: readonly XY[]) =>
      Math.min(...[line[0]!, line.at(-1)!].map(p => Math.hypot(p.x - at!.x, p.y - at!.y)))
    if (at && near(last) < near(first)) side.reverse()
    for (const points of side) {
      const ends = [points[0]!, points.at(-1)!].map(p => (at ? Math.hypot(p.x - at.x, p.y - at.y) : 0))
      if (at) forward = ends[0]! <= ends[1]!
      const flown = forward ? points : [...points].reverse()
      for (const straight of atSharpCorners(flown)) lines.push({ points: straight, photos: true })
      at = flown.at(-1)!
    }
  }
  return lines
}

/** Metres to the left of the drawn line (negative: to the right), from one side to the other. */
export function offsetsOf({ left, right, spacing, margin, single, center, boundary }: CorridorOptions): number[] {
  if (single) return [0]
  const [from, to] = [-(right + margin), left + margin]
  const width = to - from
  const count = Math.max(1, Math.ceil(width / spacing - 1e-9))
  let offsets = Array.from({ length: count }, (_, i) => from + (width * (i + 0.5)) / count)
  if (center && !offsets.some(offset => Math.abs(offset) < 0.01)) {
    // Outwards from the middle, at the same distance, until the edges are reached.
    const sideways = (reach: number) => Math.max(0, Math.ceil((reach - spacing / 2) / spacing - 1e-9))
    const [before, after] = [sideways(-from), sideways(to)]
    offsets = Array.from({ length: before + after + 1 }, (_, i) => (i - before) * spacing)
  }
  if (boundary) {
    const step = offsets.length > 1 ? offsets[1]! - offsets[0]! : spacing
    offsets = [offsets[0]! - step, ...offsets, offsets.at(-1)! + step]
  }
  return offsets
}

/** The line moved sideways, with mitred corners; where it would run backwards inside a tight bend it is shortened. */
export function offsetLine(line: readonly XY[], offset: number): XY[] {
  if (offset === 0) return [...line]
  const directions = line.slice(1).map((b, i) => unit(line[i]!, b))
  const moved: XY[] = []
  line.forEach((p, i) => {
    const [before, after] = [directions[i - 1], directions[i]]
    const d = before ?? after!
    const e = after ?? before!
    // The left normals of both directions, and their mean.
    const mean = { x: -(d.y + e.y) / 2, y: (d.x + e.x) / 2 }
    const scale = mean.x * mean.x + mean.y * mean.y
    if (scale * MITRE_LIMIT * MITRE_LIMIT < 1) {
      moved.push({ x: p.x - d.y * offset, y: p.y + d.x * offset }, { x: p.x - e.y * offset, y: p.y + e.x * offset })
      return
    }
    moved.push({ x: p.x + (mean.x / scale) * offset, y: p.y + (mean.y / scale) * offset })
  })
  if (moved.length !== line.length) return moved
  return moved.filter((p, i) => {
    if (i === 0 || i === moved.length - 1) return true
    const [a, d] = [moved[i - 1]!, directions[i - 1]!]
    return (p.x - a.x) * d.x + (p.y - a.y) * d.y > 0
  })
}

const unit = (a: XY, b: XY): XY => {
  const length = Math.hypot(b.x - a.x, b.y - a.y)
  return { x: (b.x - a.x) / length, y: (b.y - a.y) / length }
}

/** Without the tiny legs that tight bends leave; both ends stay. */
function withoutShort(line: readonly XY[]): XY[] {
  const kept: XY[] = []
  line.forEach((p, i) => {
    const last = kept.at(-1)
    if (!last || Math.hypot(p.x - last.x, p.y - last.y) >= SHORTEST) kept.push(p)
    else if (i === line.length - 1 && kept.length > 1) kept[kept.length - 1] = p
  })
  const end = line.at(-1)!
  return kept.length > 1 ? kept : [line[0]!, end]
}

const withoutRepeats = (line: readonly XY[]) =>
  line.filter((p, i) => i === 0 || Math.hypot(p.x - line[i - 1]!.x, p.y - line[i - 1]!.y) > 0.5)

function lengthened(line: readonly XY[], by: number): XY[] {
  if (by <= 0 || line.length < 2) return [...line]
  const ahead = (a: XY, b: XY): XY => {
    const d = unit(a, b)
    return { x: b.x + d.x * by, y: b.y + d.y * by }
  }
  return [ahead(line[1]!, line[0]!), ...line.slice(1, -1), ahead(line.at(-2)!, line.at(-1)!)]
}

/** Parts of equal length, none longer than `longest`. */
function cutInto(line: readonly XY[], longest: number): XY[][] {
  const total = lengthOf(line)
  const count = Math.max(1, Math.ceil(total / longest - 1e-9))
  if (count > MOST_LINES) throw new WpmlError('plan.too-large', `The strip needs more than ${MOST_LINES} parts.`)
  const parts: XY[][] = []
  let part: XY[] = [line[0]!]
  let along = 0
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1]!, line[i]!]
    const length = Math.hypot(b.x - a.x, b.y - a.y)
    while (parts.length < count - 1 && along + length > ((parts.length + 1) * total) / count) {
      const t = (((parts.length + 1) * total) / count - along) / length
      const cut = { x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y) }
      parts.push([...part, cut])
      part = [cut]
    }
    along += length
    part.push(b)
  }
  return [...parts, part].map(withoutRepeats).filter(each => each.length > 1)
}

function atSharpCorners(line: readonly XY[]): XY[][] {
  const pieces: XY[][] = []
  let piece: XY[] = [line[0]!]
  line.forEach((p, i) => {
    if (i === 0) return
    piece.push(p)
    const next = line[i + 1]
    if (!next) return
    const [d, e] = [unit(line[i - 1]!, p), unit(p, next)]
    if (d.x * e.x + d.y * e.y < Math.cos((SHARP * Math.PI) / 180)) {
      pieces.push(piece)
      piece = [p]
    }
  })
  return [...pieces, piece]
}
