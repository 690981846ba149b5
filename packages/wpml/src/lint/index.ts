/** Checks a file for one aircraft and says what is wrong, where, and what to do. */
import type { Kmz } from '../kmz.ts'
import { aircraftOf } from '../products/aircraft.ts'
import { type Camera, cameraOf } from '../products/cameras.ts'
import type { Context, LintOptions, Rule } from './context.ts'
import { type Finding, makeFinding, type Severity } from './finding.ts'
import { actions } from './rules/actions.ts'
import { budget } from './rules/budget.ts'
import { contradictions } from './rules/contradictions.ts'
import { elements } from './rules/elements.ts'
import { files } from './rules/files.ts'
import { heights } from './rules/heights.ts'
import { mission } from './rules/mission.ts'
import { route } from './rules/route.ts'
import { surveys } from './rules/surveys.ts'
import type { Locale } from './texts.ts'

export type { LintOptions } from './context.ts'
export { explain, type Finding, type FindingCode, type FindingValues, type Place, type Severity } from './finding.ts'
export { LOCALES, type Locale, TEXTS } from './texts.ts'

const RULES: readonly Rule[] = [files, elements, mission, route, heights, actions, surveys, budget, contradictions]
/** Findings of one code that are listed; a broken export repeats the same one for every waypoint. */
const MOST_OF_A_CODE = 200
const ORDER: Record<Severity, number> = { error: 0, warning: 1, info: 2 }

/** All findings, errors first, then in the order of the file. */
export function lint(kmz: Kmz, options: LintOptions & { locale?: Locale } = {}): Finding[] {
  const config = (kmz.waylines ?? kmz.template)?.Document.missionConfig
  const { type, sub_type } = options.aircraft ?? {
    type: config?.droneInfo?.droneEnumValue,
    sub_type: config?.droneInfo?.droneSubEnumValue,
  }
  const aircraft = aircraftOf(type, sub_type)
  const cameras = new Map<number, Camera>()
  for (const { payloadEnumValue, payloadPositionIndex = 0 } of config?.payloadInfo ?? []) {
    const camera = cameraOf(payloadEnumValue)
    if (camera) cameras.set(payloadPositionIndex, camera)
  }
  const findings: Finding[] = []
  const counts = new Map<string, number>()
  const context: Context = {
    kmz,
    options,
    aircraft,
    aircraftName: aircraft?.name ?? (type === undefined ? 'The aircraft' : `Aircraft ${type}-${sub_type ?? 0}`),
    cameras,
    report(code, place, values = {}) {
      const count = (counts.get(code) ?? 0) + 1
      counts.set(code, count)
      if (count <= MOST_OF_A_CODE) findings.push(makeFinding(code, place, values, options.locale ?? 'en'))
    },
  }
  for (const rule of RULES) rule(context)
  return findings.sort((a, b) => ORDER[a.severity] - ORDER[b.severity])
}
