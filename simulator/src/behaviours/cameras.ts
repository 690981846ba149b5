/** Commands to a camera of the aircraft: what they have in common. */
import type { Aircraft } from '../devices/aircraft.ts'
import type { SimulatedGateway } from '../devices/gateway.ts'
import type { Properties } from '../devices/thing.ts'
import { type Behaviour, type Data, defineBehaviour } from './behaviour.ts'
import { aircraftOn } from './conditions.ts'
import { RESULT } from './results.ts'

export function cameraFound(gateway: SimulatedGateway, { payload_index }: Data): number {
  const off = aircraftOn(gateway)
  if (off) return off
  return gateway.aircraft!.camera(payload_index) ? 0 : RESULT.cameraMissing
}

/** A command that sets fields of the camera object in aircraft OSD. */
export const defineCameraBehaviour = (
  method: string,
  change: (data: Data, camera: Properties, aircraft: Aircraft) => Properties,
): Behaviour =>
  defineBehaviour(method, {
    refuse: cameraFound,
    start(gateway, data) {
      const aircraft = gateway.aircraft!
      aircraft.setCamera(data.payload_index, change(data, aircraft.camera(data.payload_index)!, aircraft))
    },
  })
