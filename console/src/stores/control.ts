/** Who flies an aircraft now, as far as its words tell. */
import type { Values } from '../api/types.ts'
import { at, numberAt } from '../api/values.ts'

export type Controller = 'mission' | 'returning' | 'remote' | 'dock' | 'commands' | 'unknown'
const MODE_MANUAL = 3
/** Return, landing, forced landing, landing on three propellers. */
const MODES_HOME = new Set([9, 10, 11, 12])
const MODE_COMMANDED = 17
const MODE_VIRTUAL_STICK = 16
const REMOTE_DOMAIN = 2

export function controllerOf(aircraft: {
  osd: Values
  state: Values
  /** A mission is under way. */
  onMission: boolean
  gatewayDomain: number
}): Controller {
  const mode = numberAt(aircraft.osd, 'mode_code')
  if (mode !== null && MODES_HOME.has(mode)) return 'returning'
  if (mode === MODE_MANUAL || aircraft.gatewayDomain === REMOTE_DOMAIN) return 'remote'
  if (mode === MODE_COMMANDED || mode === MODE_VIRTUAL_STICK) return 'commands'
  if (aircraft.onMission) return 'mission'
  const source = at(aircraft.state, 'control_source') ?? at(aircraft.osd, 'control_source')
  return source === 'A' || source === 'B' ? 'dock' : 'unknown'
}
