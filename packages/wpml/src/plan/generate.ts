/** waylines.wpml from template.kml: the flight from the intent. */
import type { TemplateFile, WaylinesFile } from '../document.ts'
import type { MissionConfig, Wayline } from '../elements/index.ts'
import { WpmlError } from '../errors.ts'
import { estimateWayline } from '../flight/estimate.ts'
import { aircraftOf } from '../products/aircraft.ts'
import type { Camera } from '../products/cameras.ts'
import type { Geoid, Terrain } from './heights.ts'
import type { NoteCode, PlanNote } from './notes.ts'
import { generateRoute } from './route.ts'
import { generateSurvey } from './survey.ts'
import { executedMission, Ids } from './waylines.ts'

export interface GenerateOptions {
  /** Needed for heights above ground. */
  terrain?: Terrain
  /** Needed for altitudes above sea level where the template gives no height above the ellipsoid. */
  geoid?: Geoid
  /** Optics of a camera that the table does not know. */
  camera?: Camera
  /** Millimetres, where the lens on board is not the usual one of its camera (P1). */
  focalLength?: number
}

/** What the generators of one file share. */
export interface Generation {
  options: GenerateOptions
  mission?: MissionConfig
  ids: Ids
  waylines: Wayline[]
  nextWayline(): number
  note(code: NoteCode, template: number, values: PlanNote['values']): void
}

/**
 * @throws WpmlError `plan.input` for a template that lacks what it needs, `plan.camera`, `plan.terrain`, `plan.geoid`
 * for what only the caller can know, `plan.too-large`
 */
export async function generateWaylines(
  template: TemplateFile,
  options: GenerateOptions = {},
): Promise<{ waylines: WaylinesFile; notes: PlanNote[] }> {
  const { missionConfig, Folder } = template.Document
  const notes: PlanNote[] = []
  let waylineId = 0
  const generation: Generation = {
    options,
    mission: missionConfig,
    ids: new Ids(),
    waylines: [],
    nextWayline: () => waylineId++,
    note: (code, at, values) => notes.push({ code, template: at, values }),
  }
  if (!Folder.length) throw new WpmlError('plan.input', 'The template has no route.')
  for (const [i, folder] of Folder.entries()) {
    if (!folder.Placemark.length) throw new WpmlError('plan.input', 'The route has no waypoint, area or line.')
    if (folder.templateType === 'waypoint') await generateRoute(folder, i, generation)
    else if (folder.templateType && ['mapping2d', 'mapping3d', 'mappingStrip'].includes(folder.templateType))
      await generateSurvey(folder, i, generation)
    else throw new WpmlError('plan.input', `The kind of route "${folder.templateType ?? ''}" is not known.`)
  }
  const aircraft = aircraftOf(missionConfig?.droneInfo?.droneEnumValue, missionConfig?.droneInfo?.droneSubEnumValue)
  for (const wayline of generation.waylines) {
    const { distance, duration } = estimateWayline(wayline, aircraft)
    wayline.distance = Math.round(distance * 10) / 10
    wayline.duration = Math.round(duration * 10) / 10
  }
  const mission = executedMission(missionConfig)
  return {
    waylines: {
      ...(template.namespace !== undefined && { namespace: template.namespace }),
      Document: { ...(mission && { missionConfig: mission }), Folder: generation.waylines },
    },
    notes,
  }
}
