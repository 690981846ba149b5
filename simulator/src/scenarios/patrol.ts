import { DOCK_MODE } from '../devices/codes.ts'
import type { SimulatedDock } from '../devices/dock.ts'
import { flyMission } from './mission.ts'

export interface PatrolOptions {
  /** Radius of the circle in metres. Default: 120 to 300 by SN. */
  radius?: number
  /** Height above take-off in metres. Default: 60 to 110 by SN. */
  height?: number
  /** Metres per second. Default: 7 to 11 by SN. */
  speed?: number
  /** Time on the circle in seconds. Default: 240 to 480 by SN. */
  seconds?: number
  /** Pause in the dock between flights in seconds. Default 90. */
  rest?: number
}

/** Flies circles near the dock, charges, and flies again, until the dock is stopped. */
export async function patrol(dock: SimulatedDock, options: PatrolOptions = {}): Promise<void> {
  const between = (low: number, high: number) => low + (high - low) * dock.random()
  const radius = options.radius ?? between(120, 300)
  const bearing = between(0, 2 * Math.PI)
  const goal = {
    kind: 'circle',
    north: Math.cos(bearing) * radius * 1.6,
    east: Math.sin(bearing) * radius * 1.6,
    radius,
    up: options.height ?? between(60, 110),
    speed: options.speed ?? between(7, 11),
    seconds: options.seconds ?? between(240, 480),
  } as const
  for (;;) {
    const free = dock.osd.mode_code === DOCK_MODE.idle && dock.osd.emergency_stop_state === 0 && !dock.job
    if (free && dock.online && dock.aircraft.charge > 50) {
      await flyMission(dock, goal)
      await dock.sleep(options.rest ?? 90)
    } else {
      await dock.sleep(10)
    }
  }
}
