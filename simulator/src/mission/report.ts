import type { SimulatedDock } from '../devices/dock.ts'

/** `status` of `flighttask_progress`. */
export type Status = 'in_progress' | 'ok' | 'partially_done' | 'paused' | 'failed' | 'canceled'

/** `data` of `flighttask_progress`, flat. */
export interface Progress {
  result: number
  status: Status
  progress: { current_step: number; percent: number }
  ext: {
    flight_id: string
    track_id: string
    wayline_id: number
    wayline_mission_state: number
    current_waypoint_index: number
    media_count: number
    break_point?: object
  }
}

export const progressReport = (dock: SimulatedDock, bid: string, { result, ...output }: Progress): void =>
  dock.link.event('flighttask_progress', { result, output }, { bid })
