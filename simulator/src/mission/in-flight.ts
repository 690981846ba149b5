/** A wayline that is given to an aircraft in the air, and flown from where it is. */
import { RESULT } from '../behaviours/results.ts'
import type { SimulatedDock } from '../devices/dock.ts'
import { Autopilot } from './autopilot.ts'
import { Camera } from './camera.ts'
import type { WaylineFile } from './kmz.ts'
import { routeOf } from './route.ts'

/** `status` of `in_flight_wayline_progress`. */
const STATUS = { uploading: 1, uploaded: 2, running: 3, paused: 4, canceled: 5, done: 6, failed: 7 } as const

/** Seconds of the simulated world between two reports; never more than four a second of the clock. */
const REPORT_SECONDS = 4

export class InFlightWayline {
  readonly id: string
  over = false
  readonly #dock: SimulatedDock
  #autopilot: Autopilot | undefined
  #status: number = STATUS.uploading

  constructor(dock: SimulatedDock, id: string) {
    this.#dock = dock
    this.id = id
  }

  async fly(file: WaylineFile, returnHeight: number): Promise<void> {
    const { aircraft, missions, link } = this.#dock
    const { flight } = aircraft
    this.#report()
    const document = await missions.download(file)
    const route = typeof document === 'number' ? undefined : routeOf(document, flight.home)
    if (!route || !flight.airborne)
      return this.#end(STATUS.failed, typeof document === 'number' ? document : RESULT.notFlying)
    this.#set(STATUS.uploaded)
    missions.run?.pause()
    aircraft.card ??= new Camera(aircraft, link.now, this.id)
    const autopilot = new Autopilot(route, flight, aircraft.card)
    autopilot.onFinished = () => {
      this.#end(STATUS.done)
      flight.hover()
    }
    this.#autopilot = autopilot
    flight.returnHeight = returnHeight
    flight.goTo({ kind: 'guided', guide: autopilot })
    this.#set(STATUS.running)
    const leave = flight.watch(phase => {
      if (this.over) leave()
      else if (phase !== 'flying') this.#end(STATUS.canceled)
    })
    this.#reportOnTheWay()
  }

  /** False when it was not running. */
  pause(): boolean {
    if (this.#status !== STATUS.running) return false
    this.#autopilot!.paused = true
    this.#set(STATUS.paused)
    return true
  }

  recover(): boolean {
    if (this.#status !== STATUS.paused) return false
    this.#autopilot!.resume()
    this.#set(STATUS.running)
    return true
  }

  cancel(): void {
    this.#end(STATUS.canceled)
    this.#dock.aircraft.flight.hover()
  }

  #set(status: number): void {
    this.#status = status
    this.#report()
  }

  #end(status: number, result = 0): void {
    if (this.over) return
    this.over = true
    this.#status = status
    this.#report(result)
  }

  #reportOnTheWay(): void {
    this.#dock.later(Math.max(REPORT_SECONDS, this.#dock.speed / 4), () => {
      if (this.over) return
      this.#report()
      this.#reportOnTheWay()
    })
  }

  #report(result = 0): void {
    this.#dock.link.event('in_flight_wayline_progress', {
      in_flight_wayline_id: this.id,
      progress: { percent: Math.round(100 * (this.#autopilot?.progress ?? 0)) },
      status: this.#status,
      result,
      way_point_index: this.#autopilot?.waypoint ?? 0,
    })
  }
}
