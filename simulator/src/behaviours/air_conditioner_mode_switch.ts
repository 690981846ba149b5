import type { SimulatedDock } from '../devices/dock.ts'
import { type Data, defineDockBehaviour } from './behaviour.ts'
import { inDebugging } from './conditions.ts'
import { RESULT } from './results.ts'

/** Seconds that compressor or heater need to start or to run out. */
const TRANSITION = 12
const IDLE = 0
/** States of OSD on the way into and out of cooling (1), heating (2) and drying (3). */
const preparing = (mode: number) => mode + 6
const leaving = (mode: number) => mode + 3

const set = (dock: SimulatedDock, air_conditioner_state: number, switch_time: number) =>
  dock.thing.set({ air_conditioner: { air_conditioner_state, switch_time } })

export default defineDockBehaviour('air_conditioner_mode_switch', {
  refuse(dock, { action }: Data) {
    const outside = dock.osd.environment_temperature as number
    if (action === 1 && outside < 0) return RESULT.coolingInFrost
    if (action === 2 && outside > 45) return RESULT.heatingInHeat
    const { air_conditioner_state } = dock.osd.air_conditioner as { air_conditioner_state: number }
    return air_conditioner_state > 3 ? RESULT.busy : inDebugging(dock)
  },
  start(dock, { action }: Data) {
    const { air_conditioner_state: current } = dock.osd.air_conditioner as { air_conditioner_state: number }
    if (action === current) return
    const turnOn = () => {
      if (action === IDLE) return set(dock, IDLE, 0)
      set(dock, preparing(action), TRANSITION)
      dock.later(TRANSITION, () => set(dock, action, 0))
    }
    if (current === IDLE) return turnOn()
    set(dock, leaving(current), TRANSITION)
    dock.later(TRANSITION, turnOn)
  },
})
