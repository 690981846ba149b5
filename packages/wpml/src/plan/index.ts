/** Plans: from a template to a file that can be flown, with what it costs. */
import type { TemplateFile } from '../document.ts'
import type { Wayline, Waypoint } from '../elements/index.ts'
import { type Estimate, estimate } from '../flight/estimate.ts'
import { distance, type LatLon } from '../geo/geodesy.ts'
import type { Kmz } from '../kmz.ts'
import { type GenerateOptions, generateWaylines } from './generate.ts'
import type { PlanNote } from './notes.ts'

export * as actions from './actions.ts'
export { type CoveredGround, coveredGround } from './footprint.ts'
export { type GenerateOptions, generateWaylines } from './generate.ts'
export { type Geoid, pointTerrain, type Terrain } from './heights.ts'
export { type Drawing, type Intent, intentOf } from './intent.ts'
export { explainNote, type NoteCode, type PlanNote } from './notes.ts'
export * from './templates.ts'

export interface Plan {
  kmz: Kmz
  estimate: Estimate
  /** What was decided on the way. */
  notes: PlanNote[]
}

/**
 * Generates the waylines of a template and puts both into a KMZ. Heights above the ellipsoid that the template lacks
 * are filled in from the waylines.
 * @throws WpmlError `plan.*`
 */
export async function plan(
  template: TemplateFile,
  options: GenerateOptions & { resources?: Kmz['resources'] } = {},
): Promise<Plan> {
  const { waylines, notes } = await generateWaylines(template, options)
  const takeOff = template.Document.missionConfig?.takeOffRefPoint
  return {
    kmz: {
      folder: 'wpmz/',
      template: withEllipsoidHeights(template, waylines.Document.Folder),
      waylines,
      resources: options.resources ?? [],
    },
    estimate: estimate(waylines.Document, { takeOff }),
    notes,
  }
}

function withEllipsoidHeights(template: TemplateFile, waylines: readonly Wayline[]): TemplateFile {
  const copy = structuredClone(template)
  copy.Document.Folder.forEach((folder, f) => {
    const wayline = waylines.find(({ templateId }) => templateId === (folder.templateId ?? f))
    for (const placemark of folder.Placemark) {
      if (placemark.ellipsoidHeight !== undefined || !wayline) continue
      const place = placemark.Point?.coordinates
      const flown = place ? wayline.Placemark.find(point => at(point, place)) : wayline.Placemark[0]
      if (flown?.executeHeight !== undefined) placemark.ellipsoidHeight = flown.executeHeight
    }
  })
  return copy
}

const at = ({ Point }: Waypoint, place: LatLon) =>
  Point?.coordinates !== undefined && distance(Point.coordinates, place) < 0.01
