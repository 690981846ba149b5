/**
 * Symbols of docks, aircraft and remote controllers, drawn into images when the map first asks for one. The image's
 * name says all: `kind:state:theme:selected`. Shape tells the state as in StatusMark, so that grey tones do.
 */
import type { Map as MapLibre } from 'maplibre-gl'
import { COLOURS, type ColourTokens, type ThemeName } from '../ui/tokens.ts'

export type DockState = 'flying' | 'busy' | 'ready' | 'caution' | 'critical' | 'offline' | 'unknown'
export type AircraftState = 'flying' | 'stale' | 'ground'
export type SymbolKind = 'dock' | 'aircraft' | 'rc'

const SCALE = 2
const COLOUR_OF: Record<DockState | AircraftState, keyof ColourTokens> = {
  flying: 'busy',
  busy: 'busy',
  ready: 'ok',
  caution: 'caution',
  critical: 'critical',
  offline: 'idle',
  unknown: 'idle',
  stale: 'caution',
  ground: 'text-muted',
}

export const symbolName = (kind: SymbolKind, state: DockState | AircraftState, theme: ThemeName, selected: boolean) =>
  `${kind}:${state}:${theme}:${selected ? 1 : 0}`

const path = (d: string) => new Path2D(d)
/** A nest on its ledge, 24 x 24 around the origin. */
const NEST = path('M-9 8V-1.5L0 -9.5L9 -1.5V8Z')
const MARKS: Partial<Record<DockState, { fill?: Path2D; stroke?: Path2D }>> = {
  ready: { fill: path('M3.4 1.6a3.4 3.4 0 1 1 -6.8 0a3.4 3.4 0 1 1 6.8 0z') },
  flying: { fill: path('M0 -4L3.8 5L0 2.8L-3.8 5Z') },
  busy: {
    fill: path('M0 -2a3.6 3.6 0 0 1 0 7.2z'),
    stroke: path('M3.6 1.6a3.6 3.6 0 1 1 -7.2 0a3.6 3.6 0 1 1 7.2 0z'),
  },
  caution: { fill: path('M0 -3L4.2 4.8H-4.2Z') },
  critical: { fill: path('M-4 -0.2H4V3.4H-4Z') },
  offline: { stroke: path('M3.2 1.6a3.2 3.2 0 1 1 -6.4 0a3.2 3.2 0 1 1 6.4 0z') },
  unknown: { stroke: path('M-3 1.6h6') },
}
const ARROW = path('M0 -12L8.5 10L0 5.6L-8.5 10Z')

function canvas(size: number): CanvasRenderingContext2D {
  const element = document.createElement('canvas')
  element.width = size * SCALE
  element.height = size * SCALE
  const context = element.getContext('2d', { willReadFrequently: true })!
  context.scale(SCALE, SCALE)
  context.translate(size / 2, size / 2)
  context.lineJoin = 'round'
  context.lineCap = 'round'
  return context
}

function halo(context: CanvasRenderingContext2D, radius: number, colour: string) {
  context.strokeStyle = colour
  context.lineWidth = 2
  context.beginPath()
  context.arc(0, 0, radius, 0, Math.PI * 2)
  context.stroke()
}

function drawDock(state: DockState, c: ColourTokens, selected: boolean): CanvasRenderingContext2D {
  const context = canvas(40)
  const colour = c[COLOUR_OF[state]]
  if (selected) halo(context, 17, c.text)
  const filled = state === 'critical' || state === 'flying'
  context.fillStyle = filled ? colour : c.surface
  context.strokeStyle = filled ? c.surface : colour
  context.lineWidth = filled ? 1 : 2
  if (state === 'unknown' || state === 'offline') context.setLineDash([3, 3.2])
  context.fill(NEST)
  context.stroke(NEST)
  context.setLineDash([])
  const mark = MARKS[state]
  context.fillStyle = filled ? c.surface : colour
  context.strokeStyle = filled ? c.surface : colour
  context.lineWidth = 1.8
  if (mark?.fill) context.fill(mark.fill)
  if (mark?.stroke) context.stroke(mark.stroke)
  return context
}

function drawAircraft(state: AircraftState, c: ColourTokens, selected: boolean): CanvasRenderingContext2D {
  const context = canvas(44)
  const colour = c[COLOUR_OF[state]]
  if (selected) halo(context, 19, c.text)
  context.fillStyle = state === 'flying' ? colour : c.surface
  context.strokeStyle = state === 'flying' ? c.surface : colour
  context.lineWidth = state === 'flying' ? 1.5 : 2
  if (state === 'stale') context.setLineDash([3, 3])
  context.fill(ARROW)
  context.stroke(ARROW)
  return context
}

function drawRc(state: DockState | AircraftState, c: ColourTokens, selected: boolean): CanvasRenderingContext2D {
  const context = canvas(36)
  if (selected) halo(context, 15, c.text)
  context.fillStyle = c.surface
  context.strokeStyle = c[COLOUR_OF[state]]
  context.lineWidth = 2
  context.beginPath()
  context.roundRect(-8, -4, 16, 11, 3)
  context.moveTo(-5, -4)
  context.lineTo(-5, -9)
  context.moveTo(5, -4)
  context.lineTo(5, -9)
  context.fill()
  context.stroke()
  return context
}

/** Draws the image of that name into the map; other names are left alone. */
export function addSymbol(map: MapLibre, name: string): void {
  const [kind, state, theme, selected] = name.split(':') as [SymbolKind, string, ThemeName, string]
  const colours = COLOURS[theme]
  if (!colours || map.hasImage(name)) return
  const context =
    kind === 'dock'
      ? drawDock(state as DockState, colours, selected === '1')
      : kind === 'aircraft'
        ? drawAircraft(state as AircraftState, colours, selected === '1')
        : drawRc(state as DockState, colours, selected === '1')
  const { width, height } = context.canvas
  map.addImage(name, context.getImageData(0, 0, width, height), { pixelRatio: SCALE })
}
