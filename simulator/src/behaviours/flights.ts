/** Progress reports of commanded flights. */
import type { SimulatedGateway } from '../devices/gateway.ts'
import type { Place } from '../devices/geo.ts'

/** Seconds between two reports. */
const PERIOD = 2

/** Fields of takeoff_to_point_progress and fly_to_point_progress that follow from where the aircraft is. */
export function flightProgress(gateway: SimulatedGateway, target: Place, speed: number) {
  const { flight } = gateway.aircraft!
  const left = flight.distanceTo(target)
  return {
    result: 0,
    way_point_index: 0,
    remaining_distance: Math.round(left * 10) / 10,
    remaining_time: Math.round(left / Math.max(1, speed)),
    planned_path_points: [flight.place, target].map(({ latitude, longitude, height }) => ({
      latitude,
      longitude,
      height,
    })),
  }
}

/** Reports `wayline_progress` until the aircraft hovers at its goal (`wayline_ok`) or does something else. */
export function reportFlight(gateway: SimulatedGateway, report: (status: string) => void): void {
  const { flight } = gateway.aircraft!
  const { goal } = flight
  const look = () => {
    if (flight.goal !== goal || flight.phase === 'returning' || flight.phase === 'landing')
      return report('wayline_cancel')
    if (flight.phase === 'hovering') return report('wayline_ok')
    report('wayline_progress')
    gateway.later(PERIOD, look)
  }
  look()
}
