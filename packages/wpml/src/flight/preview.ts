/** What a map and a profile draw of a file. */
import type { TemplateDocument, WaylinesDocument } from '../elements/index.ts'
import { distance, type LatLon } from '../geo/geodesy.ts'
import { placeOf } from './track.ts'

export interface PreviewPoint extends LatLon {
  /** In the wayline's height mode. */
  height?: number
  /** Metres from the wayline's start over ground. */
  along: number
  /** Number of actions that are tied to it. */
  actions: number
}
export interface Preview {
  waylines: { waylineId?: number; templateId?: number; heightMode?: string; points: PreviewPoint[] }[]
  /** Areas of mapping templates and lines of strips. */
  areas: { templateId?: number; ring: LatLon[] }[]
  lines: { templateId?: number; points: LatLon[] }[]
  /** West, south, east, north of everything; undefined when there is nothing. */
  bounds?: [number, number, number, number]
}

export function preview(files: { template?: TemplateDocument; waylines?: WaylinesDocument }): Preview {
  const areas: Preview['areas'] = []
  const lines: Preview['lines'] = []
  for (const { templateId, Placemark } of files.template?.Folder ?? [])
    for (const { Polygon, LineString } of Placemark) {
      const ring = Polygon?.outerBoundaryIs?.LinearRing?.coordinates
      if (ring?.length) areas.push({ templateId, ring: ring.map(bare) })
      if (LineString?.coordinates?.length) lines.push({ templateId, points: LineString.coordinates.map(bare) })
    }
  const waylines = (files.waylines?.Folder ?? []).map(({ waylineId, templateId, executeHeightMode, Placemark }) => {
    const points: PreviewPoint[] = []
    for (const waypoint of Placemark) {
      const place = placeOf(waypoint)
      if (!place) continue
      const last = points.at(-1)
      points.push({
        ...bare(place),
        height: waypoint.executeHeight,
        along: last ? last.along + distance(last, place) : 0,
        actions: waypoint.actionGroup.reduce((sum, group) => sum + group.action.length, 0),
      })
    }
    return { waylineId, templateId, heightMode: executeHeightMode, points }
  })
  const all = [
    ...waylines.flatMap(({ points }) => points),
    ...areas.flatMap(a => a.ring),
    ...lines.flatMap(l => l.points),
  ]
  return { waylines, areas, lines, ...(all.length && { bounds: boundsOf(all) }) }
}

const bare = ({ latitude, longitude }: LatLon): LatLon => ({ latitude, longitude })
function boundsOf(places: readonly LatLon[]): [number, number, number, number] {
  const box: [number, number, number, number] = [180, 90, -180, -90]
  for (const { latitude, longitude } of places) {
    box[0] = Math.min(box[0], longitude)
    box[1] = Math.min(box[1], latitude)
    box[2] = Math.max(box[2], longitude)
    box[3] = Math.max(box[3], latitude)
  }
  return box
}
