/** Heights: which they are counted from, and whether they can be meant. */
import { atWaypoint, type Context, folders, inFolder, type Rule, templates, waypoints } from '../context.ts'

/** Which execution modes a template's height mode may become. */
const GENERATED: Record<string, readonly string[]> = {
  EGM96: ['WGS84'],
  relativeToStartPoint: ['relativeToStartPoint'],
  aboveGroundLevel: ['WGS84', 'relativeToStartPoint'],
  realTimeFollowSurface: ['realTimeFollowSurface'],
}
/** The geoid lies at most this far from the ellipsoid, in metres, with some to spare. */
const GEOID = 115
const LOW = 5

export const heights: Rule = context => {
  modes(context)
  geoid(context)
  const { options, report } = context
  for (const [f, i, { executeHeight: height }, { executeHeightMode }] of waypoints(context)) {
    if (height === undefined || executeHeightMode !== 'relativeToStartPoint') continue
    if (height < LOW) report('height.low', atWaypoint('waylines', f, i, 'executeHeight'), { height })
    if (options.maxHeight !== undefined && height > options.maxHeight)
      report('height.limit', atWaypoint('waylines', f, i, 'executeHeight'), { height, limit: options.maxHeight })
  }
}

function modes(context: Context) {
  const { report, aircraft, aircraftName } = context
  folders(context).forEach((wayline, f) => {
    const mode = wayline.executeHeightMode
    if (mode === undefined) return
    const place = inFolder('waylines', f, 'executeHeightMode')
    if (mode === 'realTimeFollowSurface' && aircraft && aircraft.series !== 'm3e')
      report('height.follow-unsupported', place, { aircraft: aircraftName })
    const template = templates(context).find(({ templateId }) => templateId === wayline.templateId)
    const system = template?.waylineCoordinateSysParam
    const allowed = system?.surfaceFollowModeEnable
      ? ['WGS84', 'realTimeFollowSurface']
      : GENERATED[system?.heightMode ?? '']
    if (allowed && !allowed.includes(mode))
      report('height.modes', place, { template: system!.heightMode!, wayline: mode })
  })
}

function geoid(context: Context) {
  templates(context).forEach(({ waylineCoordinateSysParam: system, Placemark }, f) => {
    if (system?.heightMode !== 'EGM96') return
    const both = Placemark.flatMap(({ height, ellipsoidHeight }, i) =>
      height === undefined || ellipsoidHeight === undefined ? [] : [{ height, ellipsoid: ellipsoidHeight, i }],
    )
    for (const { height, ellipsoid, i } of both)
      if (Math.abs(ellipsoid - height) > GEOID)
        context.report('height.geoid', atWaypoint('template', f, i, 'ellipsoidHeight'), {
          height,
          ellipsoid,
          difference: Math.abs(ellipsoid - height),
        })
    if (both.length && both.every(({ height, ellipsoid }) => height === ellipsoid))
      context.report('height.geoid-skipped', inFolder('template', f))
  })
}
