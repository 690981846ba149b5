/** Templates of mapping and strips: the area or line, and the overlaps. */
import { planeAt } from '../../geo/geodesy.ts'
import { crossesItself } from '../../geo/plane.ts'
import { atWaypoint, type Rule, templates } from '../context.ts'

const LOW_ALONG = 60
const LOW_ACROSS = 50
/** Outlines with more corners are not searched for crossings. */
const MOST_CORNERS = 2000

export const surveys: Rule = context => {
  const { report } = context
  templates(context).forEach(({ templateType, Placemark }, f) => {
    if (templateType === 'waypoint' || templateType === undefined) return
    Placemark.forEach((placemark, i) => {
      if (templateType === 'mappingStrip') {
        const count = placemark.LineString?.coordinates?.length
        if (count !== undefined && count < 2)
          report('survey.line', atWaypoint('template', f, i, 'LineString'), { count })
      } else {
        const corners = withoutClosing(placemark.Polygon?.outerBoundaryIs?.LinearRing?.coordinates ?? [])
        if (placemark.Polygon && corners.length < 3)
          report('survey.corners', atWaypoint('template', f, i, 'Polygon'), { count: corners.length })
        else if (corners.length && corners.length <= MOST_CORNERS) {
          const plane = planeAt(corners[0]!)
          if (crossesItself(corners.map(plane.toXY))) report('survey.crossing', atWaypoint('template', f, i, 'Polygon'))
        }
      }
      const { overlap } = placemark
      if (!overlap) return
      const { orthoCameraOverlapH: h, orthoCameraOverlapW: w, orthoLidarOverlapH, orthoLidarOverlapW } = overlap
      const at = atWaypoint('template', f, i, 'overlap')
      if (
        (h === undefined || w === undefined) &&
        (orthoLidarOverlapH === undefined || orthoLidarOverlapW === undefined)
      )
        report('survey.overlap', at)
      if (h !== undefined && h < LOW_ALONG) report('survey.overlap-low', at, { value: h })
      if (w !== undefined && w < LOW_ACROSS) report('survey.overlap-low', at, { value: w })
    })
  })
}

/** KML closes a ring with its first corner. */
function withoutClosing<P extends { latitude: number; longitude: number }>(ring: readonly P[]): readonly P[] {
  const [first, last] = [ring[0], ring.at(-1)]
  return ring.length > 1 && first!.latitude === last!.latitude && first!.longitude === last!.longitude
    ? ring.slice(0, -1)
    : ring
}
