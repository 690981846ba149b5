/** The template says one thing, the waylines another: the aircraft flies the waylines, people see the template. */
import type { MissionConfig, TemplateFolder, Wayline } from '../../elements/index.ts'
import { placeOf } from '../../flight/track.ts'
import { distance } from '../../geo/geodesy.ts'
import { atWaypoint, type Context, folders, inDocument, inFolder, type Rule, templates } from '../context.ts'

const COMPARED = [
  'flyToWaylineMode',
  'finishAction',
  'exitOnRCLost',
  'executeRCLostAction',
  'takeOffSecurityHeight',
  'globalTransitionalSpeed',
  'globalRTHHeight',
] as const satisfies (keyof MissionConfig)[]

export const contradictions: Rule = context => {
  const { kmz, report } = context
  if (!kmz.template || !kmz.waylines) return
  const [a, b] = [kmz.template.Document.missionConfig, kmz.waylines.Document.missionConfig]
  if (a && b) {
    for (const element of COMPARED) {
      const [template, waylines] = [a[element], b[element]]
      if (template !== undefined && waylines !== undefined && template !== waylines)
        report('contradiction.mission', inDocument('waylines', `missionConfig/${element}`), {
          element: `wpml:${element}`,
          template,
          waylines,
        })
    }
    const drone = ({ droneInfo }: MissionConfig) =>
      droneInfo?.droneEnumValue === undefined ? '' : `${droneInfo.droneEnumValue}-${droneInfo.droneSubEnumValue ?? 0}`
    const payloads = ({ payloadInfo }: MissionConfig) =>
      payloadInfo.map(p => `${p.payloadEnumValue}-${p.payloadPositionIndex ?? 0}`).join(', ')
    if (drone(a) && drone(b) && drone(a) !== drone(b))
      report('contradiction.aircraft', inDocument('waylines', 'missionConfig/droneInfo'), {
        template: drone(a),
        waylines: drone(b),
      })
    if (payloads(a) && payloads(b) && payloads(a) !== payloads(b))
      report('contradiction.payload', inDocument('waylines', 'missionConfig/payloadInfo'), {
        template: payloads(a),
        waylines: payloads(b),
      })
  }
  folders(context).forEach((wayline, f) => {
    const template = templates(context).find(({ templateId }) => templateId === wayline.templateId)
    if (template?.templateType === 'waypoint') compareRoute(context, template, wayline, f)
  })
}

function compareRoute(context: Context, template: TemplateFolder, wayline: Wayline, f: number) {
  const { report } = context
  const [drawn, flown] = [template.Placemark, wayline.Placemark]
  // Terrain following inserts waypoints of its own.
  const mode = template.waylineCoordinateSysParam?.heightMode
  if (mode === 'aboveGroundLevel' && flown.length >= drawn.length) return
  if (drawn.length !== flown.length) {
    report('contradiction.waypoints', inFolder('waylines', f), { template: drawn.length, waylines: flown.length })
    return
  }
  drawn.forEach((point, i) => {
    const [a, b] = [point.Point?.coordinates, placeOf(flown[i]!)]
    const apart = a && b ? distance(a, b) : 0
    if (apart > 1) report('contradiction.place', atWaypoint('waylines', f, i, 'Point'), { distance: apart })
    const height = intendedHeight(template, point, wayline.executeHeightMode)
    const flies = flown[i]!.executeHeight
    if (height !== undefined && flies !== undefined && Math.abs(height - flies) > 0.5)
      report('contradiction.height', atWaypoint('waylines', f, i, 'executeHeight'), {
        template: height,
        waylines: flies,
      })
    const speed = point.useGlobalSpeed === false ? point.waypointSpeed : template.autoFlightSpeed
    const moves = flown[i]!.waypointSpeed
    // The speed at the last waypoint leads nowhere.
    if (i < flown.length - 1 && speed !== undefined && moves !== undefined && Math.abs(speed - moves) > 0.1)
      report('contradiction.speed', atWaypoint('waylines', f, i, 'waypointSpeed'), { template: speed, waylines: moves })
  })
}

/** Where both documents count alike; undefined where a geoid stands between them. */
function intendedHeight(
  template: TemplateFolder,
  point: TemplateFolder['Placemark'][number],
  mode: string | undefined,
): number | undefined {
  const own = point.useGlobalHeight === false
  if (mode === 'relativeToStartPoint' && template.waylineCoordinateSysParam?.heightMode === 'relativeToStartPoint')
    return own ? point.height : template.globalHeight
  if (mode === 'WGS84' && own) return point.ellipsoidHeight
}
