import type { SimulatedRemoteController } from '../devices/remote-controller.ts'

const MANUAL_FLIGHT = 3

/** A pilot who flies rounds by hand, lands for a new battery, and flies again, until the controller is stopped. */
export async function pilotFlight(controller: SimulatedRemoteController): Promise<void> {
  const { aircraft } = controller
  const radius = 60 + 90 * controller.random()
  for (;;) {
    aircraft.charge = 98
    aircraft.flight.flyingMode = MANUAL_FLIGHT
    aircraft.flight.safeHeight = 25
    aircraft.flight.takeOff({ kind: 'circle', north: radius, east: -radius, radius, up: 45, speed: 5, seconds: 360 })
    await aircraft.flight.landed()
    await controller.sleep(60)
  }
}
