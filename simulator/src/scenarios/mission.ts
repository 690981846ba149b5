/** What a dock does around a flight: open, wake the aircraft, let it go, take it in again. */
import { newId } from '@rookery/thing-model'
import { COVER, DOCK_MODE, TASK } from '../devices/codes.ts'
import type { SimulatedDock } from '../devices/dock.ts'
import type { Goal } from '../devices/flight.ts'
import { Camera } from '../mission/camera.ts'

/** Resolves when the aircraft is back in the closed dock. `onTakeOff` is called when the motors start. */
export async function flyMission(
  dock: SimulatedDock,
  goal: Goal,
  onTakeOff?: () => void,
  flightId: string = newId(),
): Promise<void> {
  const { thing, aircraft } = dock
  thing.set({ mode_code: DOCK_MODE.working, flighttask_step_code: TASK.preparing })
  thing.merge('drone_charge_state', { state: 0 })
  thing.set({ cover_state: COVER.halfOpen })
  await dock.sleep(8)
  thing.set({ cover_state: COVER.open })
  await dock.powerAircraft(true)
  await dock.sleep(6)

  const camera = new Camera(aircraft, dock.link.now, flightId)
  aircraft.card = camera
  thing.set({ flighttask_step_code: TASK.flying })
  aircraft.flight.takeOff(goal)
  onTakeOff?.()
  // The last checks and the spinning up of the motors happen in the dock.
  await dock.sleep(8)
  thing.set({ drone_in_dock: 0 })
  await aircraft.flight.landed()

  thing.set({ drone_in_dock: 1, flighttask_step_code: TASK.recovering, cover_state: COVER.halfOpen })
  await dock.sleep(10)
  thing.set({ cover_state: COVER.closed })
  aircraft.card = undefined
  await dock.powerAircraft(false)
  thing.set({
    mode_code: DOCK_MODE.idle,
    flighttask_step_code: TASK.idle,
    job_number: (thing.osd.job_number as number) + 1,
  })
  thing.merge('drone_charge_state', { state: 1 })
  dock.missions.takeFrom(camera, flightId)
}
