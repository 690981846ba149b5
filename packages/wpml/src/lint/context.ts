import type { TemplateFolder, Wayline, Waypoint } from '../elements/index.ts'
import type { Kmz } from '../kmz.ts'
import type { Aircraft } from '../products/aircraft.ts'
import type { Camera } from '../products/cameras.ts'
import type { FindingCode, FindingValues, Place } from './finding.ts'

export interface LintOptions {
  /** `type` and `sub_type` of the aircraft that is to fly it. Default: what the file says. */
  aircraft?: { type: number; sub_type?: number }
  /** Indexes of the cameras on board (`99-0-0`), where they are known. */
  payloads?: readonly string[]
  /** It flies from a dock. */
  dock?: boolean
  takeOff?: { latitude: number; longitude: number }
  /** Metres above take-off that no waypoint may exceed. */
  maxHeight?: number
}

/** What every rule gets. */
export interface Context {
  kmz: Kmz
  options: LintOptions
  /** Undefined for products newer than the table, and when nobody names one. */
  aircraft?: Aircraft
  aircraftName: string
  /** By payload position. */
  cameras: ReadonlyMap<number, Camera>
  report(code: FindingCode, place: Place, values?: FindingValues): void
}
export type Rule = (context: Context) => void

type FileName = 'template' | 'waylines'
export const inDocument = (file: FileName, path = ''): Place => ({ file, path: path ? `Document/${path}` : 'Document' })
export const inFolder = (file: FileName, wayline: number, path = ''): Place => ({
  file,
  path: `Document/Folder[${wayline}]${path && `/${path}`}`,
  wayline,
})
export const atWaypoint = (file: FileName, wayline: number, waypoint: number, path = ''): Place => ({
  file,
  path: `Document/Folder[${wayline}]/Placemark[${waypoint}]${path && `/${path}`}`,
  wayline,
  waypoint,
})

export const folders = ({ kmz }: Context): readonly Wayline[] => kmz.waylines?.Document.Folder ?? []
export const templates = ({ kmz }: Context): readonly TemplateFolder[] => kmz.template?.Document.Folder ?? []
/** Every waypoint of every wayline. */
export function* waypoints(context: Context): Generator<[wayline: number, waypoint: number, Waypoint, Wayline]> {
  const all = folders(context)
  for (let f = 0; f < all.length; f++) {
    const points = all[f]!.Placemark
    for (let i = 0; i < points.length; i++) yield [f, i, points[i]!, all[f]!]
  }
}
