/** The part of the dock at which the aircraft of another one lands. */
import { COVER, DOCK_MODE, TASK } from '../devices/codes.ts'
import type { SimulatedDock } from '../devices/dock.ts'
import { progressReport } from './report.ts'
import type { MissionOrder, MissionRun } from './run.ts'
import { type Step, stepNumber } from './steps.ts'

export class LandingRun {
  readonly order: MissionOrder
  over = false
  readonly #dock: SimulatedDock
  readonly #bid: string
  #step: Step = 'start'
  #arrived: MissionRun | undefined
  #wake: () => void = () => {}
  #stopped = false

  constructor(dock: SimulatedDock, order: MissionOrder, bid: string) {
    this.#dock = dock
    this.order = order
    this.#bid = bid
  }

  /** The mission that flies here. */
  get flying(): MissionRun | undefined {
    const run = this.#dock.partner?.missions.run
    return run instanceof LandingRun ? undefined : run
  }
  pause(): boolean {
    return this.flying?.pause() ?? false
  }
  recover(): boolean {
    return this.flying?.recover() ?? false
  }
  abort(): boolean {
    return this.stop()
  }

  /** The other dock has ended the mission, or is to. */
  stop(): boolean {
    if (this.over) return false
    this.#stopped = true
    this.#wake()
    return true
  }

  /** The dock was away in the middle of it. */
  abandon(): void {
    this.over = true
    this.#dock.thing.set({ mode_code: DOCK_MODE.idle, flighttask_step_code: TASK.idle, cover_state: COVER.closed })
    this.#report()
  }

  /** The aircraft stands in this dock. */
  receive(run: MissionRun): void {
    this.#arrived = run
    this.#wake()
  }

  /** What the aircraft brought, when it came here. */
  get harvest() {
    return this.#arrived?.harvest
  }

  async run(): Promise<void> {
    const { thing } = this.#dock
    thing.set({ mode_code: DOCK_MODE.working, flighttask_step_code: TASK.preparing })
    this.#enter('dockReady')
    thing.set({ cover_state: COVER.halfOpen })
    await this.#dock.sleep(5)
    thing.set({ cover_state: COVER.open })
    this.#enter('aircraft')
    if (!this.#stopped) await new Promise<void>(resolve => (this.#wake = resolve))

    thing.set({ flighttask_step_code: TASK.recovering })
    if (this.#arrived) thing.set({ drone_in_dock: 1 })
    this.#enter('closeCover')
    thing.set({ cover_state: COVER.halfOpen })
    await this.#dock.sleep(5)
    thing.set({ cover_state: COVER.closed })
    this.#enter('countMedia')
    await this.#dock.sleep(2)
    if (this.#arrived) await this.#dock.powerAircraft(false)
    this.over = true
    thing.set({ mode_code: DOCK_MODE.idle, flighttask_step_code: TASK.idle })
    if (this.#arrived) thing.merge('drone_charge_state', { state: 1 })
    this.#step = 'report'
    this.#report()
  }

  #enter(step: Step): void {
    this.#step = step
    this.#report()
  }

  #report(): void {
    const ended = this.#arrived?.outcome
    progressReport(this.#dock, this.#bid, {
      result: this.over ? (ended?.result ?? 0) : 0,
      status: this.over ? (ended?.status ?? 'ok') : 'in_progress',
      progress: {
        current_step: stepNumber(this.#step, this.#dock.dialect),
        percent: this.over ? 100 : stepNumber(this.#step, this.#dock.dialect),
      },
      ext: {
        flight_id: this.order.flight_id,
        track_id: this.#arrived ? this.#dock.aircraft.trackId : '',
        wayline_id: 0,
        wayline_mission_state: this.over ? 9 : 2,
        current_waypoint_index: this.#arrived?.autopilot?.waypoint ?? 0,
        media_count: this.#arrived?.camera.shots.length ?? 0,
      },
    })
  }
}
