/** Waylines and their waypoints: numbers, places, turns. */

import type { Wayline, Waypoint } from '../../elements/index.ts'
import { placeOf } from '../../flight/track.ts'
import { distance } from '../../geo/geodesy.ts'
import { atWaypoint, type Context, folders, inFolder, type Rule, templates } from '../context.ts'

/** Neighbours nearer than this are taken for one point by the aircraft. */
const NEAREST = 0.5
/** Farther than this it is more likely a mistake than a leg. */
const FARTHEST = 30_000

export const route: Rule = context => {
  numbers(context)
  folders(context).forEach((wayline, f) => {
    const count = wayline.Placemark.length
    if (count < 2) context.report('waypoint.too-few', inFolder('waylines', f), { count })
    indexes(context, 'waylines', f, wayline.Placemark)
    segments(context, wayline, f)
  })
  templates(context).forEach((template, f) => {
    if (template.templateType !== 'waypoint') return
    if (template.Placemark.length < 2)
      context.report('waypoint.too-few', inFolder('template', f), { count: template.Placemark.length })
    indexes(context, 'template', f, template.Placemark)
  })
}

function numbers(context: Context) {
  const { report } = context
  const seen = { template: new Set<number>(), wayline: new Set<number>() }
  templates(context).forEach(({ templateId: id }, f) => {
    if (id === undefined) return
    if (seen.template.has(id)) report('template.id-duplicate', inFolder('template', f, 'templateId'), { id })
    seen.template.add(id)
  })
  folders(context).forEach(({ waylineId: id, templateId }, f) => {
    if (id !== undefined) {
      if (seen.wayline.has(id)) report('wayline.id-duplicate', inFolder('waylines', f, 'waylineId'), { id })
      seen.wayline.add(id)
    }
    if (context.kmz.template && templateId !== undefined && !seen.template.has(templateId))
      report('wayline.template-unknown', inFolder('waylines', f, 'templateId'), { id: templateId })
  })
  if (!context.kmz.waylines) return
  const made = new Set(folders(context).map(({ templateId }) => templateId))
  templates(context).forEach(({ templateId: id }, f) => {
    if (id !== undefined && !made.has(id)) report('template.no-wayline', inFolder('template', f), { id })
  })
}

function indexes({ report }: Context, file: 'template' | 'waylines', f: number, points: readonly { index?: number }[]) {
  points.forEach(({ index }, i) => {
    if (index !== undefined && index !== i)
      report('waypoint.index', atWaypoint(file, f, i, 'index'), { index, expected: i })
  })
}

/** Whether the aircraft turns before the point. */
const turnsEarly = ({ waypointTurnParam: turn, useStraightLine }: Waypoint) =>
  turn?.waypointTurnMode === 'coordinateTurn' ||
  (turn?.waypointTurnMode === 'toPointAndPassWithContinuityCurvature' && useStraightLine === true)

function segments({ report }: Context, wayline: Wayline, f: number) {
  const points = wayline.Placemark
  const damping = points.map((point, i) => {
    // The first and the last waypoint are reached: there is nothing to cut.
    if (!turnsEarly(point) || i === 0 || i === points.length - 1) return 0
    return point.waypointTurnParam?.waypointTurnDampingDist ?? 0
  })
  points.forEach((point, i) => {
    const inner = i > 0 && i < points.length - 1
    if (inner && turnsEarly(point) && point.waypointTurnParam?.waypointTurnDampingDist === 0)
      report('turn.distance-zero', atWaypoint('waylines', f, i, 'waypointTurnParam/waypointTurnDampingDist'))
    if (inner && point.waypointTurnParam?.waypointTurnMode === 'coordinateTurn') missed(report, point, f, i)

    const [a, b] = [i ? placeOf(points[i - 1]!) : undefined, placeOf(point)]
    if (!a || !b) return
    const ground = distance(a, b)
    const length = Math.hypot(ground, (point.executeHeight ?? 0) - (points[i - 1]!.executeHeight ?? 0))
    if (length < NEAREST) report('waypoint.coincident', atWaypoint('waylines', f, i, 'Point'), { distance: length })
    if (ground > FARTHEST) report('coordinates.far', atWaypoint('waylines', f, i, 'Point'), { distance: ground / 1000 })
    const sum = damping[i - 1]! + damping[i]!
    if (sum > 0 && sum >= length)
      report('turn.distance-sum', atWaypoint('waylines', f, i, 'waypointTurnParam/waypointTurnDampingDist'), {
        sum,
        length,
      })
  })
}

function missed(report: Context['report'], point: Waypoint, f: number, i: number) {
  const early = point.waypointTurnParam?.waypointTurnDampingDist ?? 0
  if (early < 5) return
  point.actionGroup.forEach((group, g) => {
    const action = group.action[0]?.actionActuatorFunc
    if (action && group.actionTrigger?.actionTriggerType === 'reachPoint' && group.actionGroupStartIndex === i)
      report('turn.action-missed', atWaypoint('waylines', f, i, `actionGroup[${g}]`), { action, distance: early })
  })
}
