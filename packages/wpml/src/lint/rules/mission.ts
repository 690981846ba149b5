/** The mission as a whole: which aircraft and payload, what happens at the end and when the link is lost. */
import { aircraftOf } from '../../products/aircraft.ts'
import { cameraOf } from '../../products/cameras.ts'
import { type Context, inDocument, type Rule, waypoints } from '../context.ts'

export const mission: Rule = context => {
  const file = context.kmz.waylines ? 'waylines' : 'template'
  const config = context.kmz[file]?.Document.missionConfig
  if (!config) return
  const { report, options } = context
  const at = (element: string) => inDocument(file, `missionConfig/${element}`)

  const { droneEnumValue: type, droneSubEnumValue: sub_type } = config.droneInfo ?? {}
  const made = aircraftOf(type, sub_type)
  if (type !== undefined && !made) report('aircraft.unknown', at('droneInfo'), { type, sub_type: sub_type ?? 0 })
  const wanted = options.aircraft
  if (wanted && type !== undefined) {
    const same = wanted.type === type && (sub_type ?? 0) === (wanted.sub_type ?? sub_type ?? 0)
    if (!same)
      report('aircraft.mismatch', at('droneInfo'), {
        file: made?.name ?? `${type}-${sub_type ?? 0}`,
        aircraft: context.aircraftName,
      })
  }

  const carried = options.payloads?.map(index => Number(index.split('-')[0]))
  if (!config.payloadInfo.length) report('payload.missing', at('payloadInfo'))
  config.payloadInfo.forEach(({ payloadEnumValue }, i) => {
    if (payloadEnumValue === undefined || !carried || carried.includes(payloadEnumValue)) return
    const name = (payload: number) => cameraOf(payload)?.name ?? String(payload)
    report('payload.mismatch', at(`payloadInfo[${i}]`), {
      file: name(payloadEnumValue),
      carried: carried.map(name).join(', ') || '-',
    })
  })

  const { takeOffSecurityHeight: safe, finishAction, exitOnRCLost, executeRCLostAction } = config
  if (exitOnRCLost === 'goContinue') report('mission.goes-on', at('exitOnRCLost'))
  if (options.dock) {
    if (safe !== undefined && safe < 8) report('mission.dock-height', at('takeOffSecurityHeight'), { height: safe })
    if (finishAction !== undefined && finishAction !== 'goHome')
      report('mission.dock-finish', at('finishAction'), { action: finishAction })
    if (exitOnRCLost === 'executeLostAction' && executeRCLostAction !== undefined && executeRCLostAction !== 'goBack')
      report('mission.dock-lost-link', at('executeRCLostAction'), { action: executeRCLostAction })
  }
  const highest = highestAboveTakeOff(context)
  if (config.globalRTHHeight !== undefined && highest > config.globalRTHHeight)
    report('mission.return-low', at('globalRTHHeight'), { height: config.globalRTHHeight, highest })
}

function highestAboveTakeOff(context: Context): number {
  let highest = Number.NEGATIVE_INFINITY
  for (const [, , point, wayline] of waypoints(context))
    if (wayline.executeHeightMode === 'relativeToStartPoint')
      highest = Math.max(highest, point.executeHeight ?? highest)
  return highest
}
