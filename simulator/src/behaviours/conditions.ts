/** What must hold before a command: each gives the result code that refuses it, or 0. */
import { DOCK_MODE } from '../devices/codes.ts'
import type { SimulatedDock } from '../devices/dock.ts'
import type { SimulatedGateway } from '../devices/gateway.ts'
import { RESULT } from './results.ts'

type Condition<G> = (gateway: G) => number

/** The first code of the conditions that do not hold. */
export const all =
  <G>(...conditions: Condition<G>[]): Condition<G> =>
  gateway => {
    for (const condition of conditions) {
      const code = condition(gateway)
      if (code !== 0) return code
    }
    return 0
  }

export const inDebugging = (dock: SimulatedDock): number => (dock.debugging ? 0 : RESULT.notInRemoteDebugging)
export const buttonReleased = (dock: SimulatedDock): number =>
  dock.osd.emergency_stop_state === 1 ? RESULT.emergencyStop : 0
export const aircraftInside = (dock: SimulatedDock): number => (dock.aircraftInside ? 0 : RESULT.aircraftMissing)
export const notWorking = (dock: SimulatedDock): number =>
  dock.osd.mode_code === DOCK_MODE.working ? RESULT.taskInProgress : 0
export const aircraftOn = (gateway: SimulatedGateway): number =>
  gateway.aircraft?.powered ? 0 : RESULT.aircraftNotConnected
export const airborne = (gateway: SimulatedGateway): number =>
  gateway.aircraft?.flight.airborne ? 0 : RESULT.notFlying

/** Cover and rods move only in remote debugging and with the emergency stop released. */
export const mayMove = all(inDebugging, buttonReleased)
