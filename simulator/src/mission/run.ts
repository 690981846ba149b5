/** One mission from the answer to `flighttask_execute` to its last report. */
import type { WaylinesDocument } from '@rookery/wpml'
import { RESULT } from '../behaviours/results.ts'
import { COVER, DOCK_MODE, TASK } from '../devices/codes.ts'
import type { SimulatedDock } from '../devices/dock.ts'
import { MODE, type Phase, type ReturnCause } from '../devices/flight.ts'
import { metresFrom, offset, type Place, round } from '../devices/geo.ts'
import { Autopilot, type BreakPoint } from './autopilot.ts'
import { Camera } from './camera.ts'
import { type MissionFaults, type Moment, strikes } from './faults.ts'
import type { WaylineFile } from './kmz.ts'
import { LandingRun } from './landing.ts'
import { progressReport, type Status } from './report.ts'
import { routeOf } from './route.ts'
import { type Step, stepNumber } from './steps.ts'
import type { Harvest } from './uploader.ts'

/** `data` of `flighttask_prepare`. */
export interface MissionOrder {
  flight_id: string
  /** 0 immediate, 1 timed, 2 conditional. */
  task_type: 0 | 1 | 2
  execute_time?: number
  file: WaylineFile
  ready_conditions?: { battery_capacity: number; begin_time: number; end_time: number }
  executable_conditions?: { storage_capacity: number }
  break_point?: BreakPoint
  rth_altitude: number
  rth_mode?: number
  /** 0 return, 1 hover, 2 land. */
  out_of_control_action: 0 | 1 | 2
  /** 0 go on, 1 leave the wayline. */
  exit_wayline_when_rc_lost: 0 | 1
  simulate_mission?: { is_enable: number; latitude: number; longitude: number; altitude?: number }
}

/** `wayline_mission_state`. */
const STATE = {
  disconnected: 0,
  ready: 2,
  uploading: 3,
  starting: 4,
  entering: 5,
  running: 6,
  interrupted: 7,
  ended: 9,
}
/** `break_reason`. */
const BREAK = { none: 0, obstacle: 517, battery: 773, link: 775, wind: 784, user: 1281, paused: 1282, userReturn: 1283 }

/** How it ends when the aircraft turns back before the last waypoint. */
const ENDINGS: { [cause in ReturnCause]: { reason: number; result: number } } = {
  finished: { reason: BREAK.none, result: 0 },
  command: { reason: BREAK.userReturn, result: RESULT.returnedByUser },
  battery: { reason: BREAK.battery, result: RESULT.returnedByBattery },
  wind: { reason: BREAK.wind, result: RESULT.returnedByWind },
  link: { reason: BREAK.link, result: RESULT.linkLost },
}

/** Seconds of the simulated world between two reports; never more than four a second of the clock. */
const REPORT_SECONDS = 4
/** How long it waits in front of an obstacle for somebody to decide. */
const OBSTACLE_SECONDS = 30

/** The mission ends before take-off. */
class Refused extends Error {
  readonly result: number
  readonly status: Status
  constructor(result: number, status: Status = 'failed') {
    super(`ended with ${result}`)
    this.result = result
    this.status = status
  }
}

export class MissionRun {
  readonly order: MissionOrder
  readonly faults: MissionFaults
  readonly camera: Camera
  autopilot: Autopilot | undefined
  over = false
  readonly #dock: SimulatedDock
  readonly #bid: string
  #document: WaylinesDocument
  #step: Step = 'start'
  #status: Status = 'in_progress'
  #trackId = ''
  #canceled = false
  /** Reason for a break that is no return: pause, obstacle. */
  #break: { reason: number; at: object } | undefined
  #result = 0
  /** Result code of a landing elsewhere than in the dock. */
  #outside = 0
  #outOfTouch = false
  #inStorm = false
  /** The dock at which it is to land, of a mission over two docks. */
  #destination: SimulatedDock | undefined
  #release: () => void = () => {}
  #leaveFlight: () => void = () => {}

  /** `landing`: the dock at which the aircraft lands, where that is another one. */
  constructor(
    dock: SimulatedDock,
    order: MissionOrder,
    document: WaylinesDocument,
    { bid, faults, landing }: { bid: string; faults: MissionFaults; landing?: SimulatedDock },
  ) {
    this.#dock = dock
    this.#destination = landing
    this.order = order
    this.#document = document
    this.#bid = bid
    this.faults = faults
    this.camera = new Camera(dock.aircraft, dock.link.now, order.flight_id)
    dock.aircraft.card = this.camera
  }

  get airborne(): boolean {
    return this.#dock.aircraft.flight.airborne
  }
  get paused(): boolean {
    return this.#status === 'paused'
  }
  /** How it ended, as far as the flight goes. */
  get outcome(): { status: Status; result: number } {
    const result = this.#outside || this.#result
    return { status: this.#outside ? 'failed' : this.#result ? 'partially_done' : 'ok', result }
  }
  /** False when the aircraft landed at another dock. */
  get bringsMedia(): boolean {
    return this.#destination === undefined || this.#destination === this.#dock
  }
  get progress() {
    return { current_step: stepNumber(this.#step, this.#dock.dialect), percent: this.#percent }
  }

  async run(): Promise<void> {
    const { thing } = this.#dock
    thing.set({ mode_code: DOCK_MODE.working, flighttask_step_code: TASK.preparing })
    let status: Status = 'ok'
    try {
      await this.#prepare()
      if (this.#destination) await this.#awaitOtherDock()
      await this.#fly()
      status = this.outcome.status
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      status = error.status
      this.#result = error.result
    }
    await this.#recover()
    if (!this.bringsMedia) await this.#awaitStop()
    this.#finish(status)
  }

  /** The other dock has ended the mission. */
  stop(): boolean {
    if (this.over) return false
    if (!this.airborne && this.bringsMedia) return this.abort()
    this.#release()
    return true
  }

  /** Returns to one of the two docks of the mission; false when it is none of them. */
  returnTo(dock: SimulatedDock): boolean {
    const { flight } = this.#dock.aircraft
    if (!this.#destination || !flight.airborne) return false
    this.#destination = dock
    this.#headFor(dock)
    flight.returnHome()
    return true
  }

  /** Hovers; false when there is nothing to pause. */
  pause(): boolean {
    if (!this.autopilot || !this.airborne || this.paused || this.autopilot.finished) return false
    this.#interrupt(BREAK.paused)
    return true
  }

  /** Goes on; false when it was not paused. */
  recover(): boolean {
    const { flight } = this.#dock.aircraft
    if (!this.autopilot || this.autopilot.finished || !(this.paused || flight.phase === 'hovering')) return false
    this.#break = undefined
    this.#result = 0
    this.#status = 'in_progress'
    this.autopilot.resume()
    if (flight.phase === 'hovering') flight.goTo({ kind: 'guided', guide: this.autopilot })
    this.#enter('flying')
    return true
  }

  /** The dock was away in the middle of it. */
  abandon(): void {
    this.#leaveFlight()
    this.#result = RESULT.dockRestarted
    this.#dock.thing.set({ drone_in_dock: 1, cover_state: COVER.closed })
    this.#finish('failed')
  }

  /** Before take-off; false afterwards. */
  abort(): boolean {
    if (this.airborne || this.over) return false
    this.#canceled = true
    return true
  }

  // Before take-off --------------------------------------------------------------------------------------------

  async #prepare(): Promise<void> {
    const { thing, dialect } = this.#dock
    this.#report()
    await this.#do('dockIdle', 1)
    await this.#do('dockReady', 1)
    thing.merge('drone_charge_state', { state: 0 })
    thing.set({ cover_state: COVER.halfOpen })
    await this.#do('openCover', 5)
    thing.set({ cover_state: COVER.open })
    await this.#dock.powerAircraft(true)
    await this.#do('aircraft', 4)
    if (this.faults.slowSetup) await this.#takeLong(this.faults.slowSetup.seconds)
    this.#strike('preparing')
    await this.#do('rtkSource', 2)
    await this.#do('flightControl', 2)
    if (dialect !== 'dock1') await this.#do('flightAreas', 1)
    await this.#do('askForFile', 1)
    await this.#renewFile()
    await this.#do('toAircraft', 2)
    await this.#do('takeOffSettings', 1)
    const refusal = this.#dock.missions.mayTakeOff()
    if (refusal) throw new Refused(refusal)
  }

  /** The URL of before may have expired, and the file may have changed. */
  async #renewFile(): Promise<void> {
    const { link } = this.#dock
    const answer = (await link.request('requests', 'flighttask_resource_get', { flight_id: this.order.flight_id })) as {
      result?: number
      output?: { file?: WaylineFile }
    }
    this.#enter('download')
    const file = answer?.result === 0 ? answer.output?.file : undefined
    if (!file || file.fingerprint.toLowerCase() === this.order.file.fingerprint.toLowerCase()) return
    const document = await this.#dock.missions.download(file)
    if (typeof document === 'number') throw new Refused(document)
    this.#document = document
  }

  /** Dock 1 complains every two minutes. */
  async #takeLong(seconds: number): Promise<void> {
    for (let waited = 0; waited < seconds; waited += 120) {
      this.#dock.link.event('flight_setup_exception_notify', {
        sn: this.#dock.sn,
        flight_id: this.order.flight_id,
        flight_type: 1,
        timeout_time: 4 + waited / 60,
        timestamp: this.#dock.link.now(),
      })
      await this.#pass(Math.min(120, seconds - waited))
    }
  }

  async #do(step: Step, seconds: number): Promise<void> {
    this.#enter(step)
    await this.#pass(seconds)
  }

  /** Passes time on the ground, in short pieces so that an abort is noticed. */
  async #pass(seconds: number): Promise<void> {
    for (let left = seconds; left > 0; left -= 5) {
      await this.#dock.sleep(Math.min(5, left))
      if (this.#canceled) throw new Refused(RESULT.stoppedByUser, 'canceled')
      if (this.#dock.osd.emergency_stop_state === 1) throw new Refused(RESULT.missionEmergencyStop)
    }
  }

  /** Takes off only when the dock of the landing stands open. */
  async #awaitOtherDock(): Promise<void> {
    const other = this.#destination!.sn
    const { dialect, link } = this.#dock
    const question = { flight_id: this.order.flight_id, [dialect === 'dock2' ? 'target_sn' : 'sn']: other }
    this.#enter('landingDock')
    for (let asked = 0; asked < 60; asked++) {
      const answer = (await link.request('requests', 'flighttask_progress_get', question)) as {
        result?: number
        output?: { progress?: { current_step?: number } }
      }
      const step = answer?.result === 0 ? (answer.output?.progress?.current_step ?? 0) : 0
      if (step >= stepNumber('aircraft', dialect) && step <= stepNumber('report', dialect)) return
      await this.#pass(2)
    }
    throw new Refused(RESULT.otherDockNotReady)
  }

  /** Told to by the cloud, once the other dock has reported the end. */
  async #awaitStop(): Promise<void> {
    await new Promise<void>(resolve => {
      this.#release = resolve
      this.#dock.later(600, resolve)
    })
  }

  #headFor(dock: SimulatedDock): void {
    const { flight } = this.#dock.aircraft
    flight.homePoint = { ...metresFrom(flight.home, dock.place), up: dock.place.height + 0.4 - flight.home.height }
  }

  /** The dock that is nearer carries the aircraft's messages. */
  #chooseLink(): void {
    const landing = this.#dock.partner
    if (!this.#destination || !landing) return
    const { flight } = this.#dock.aircraft
    const near = flight.distanceTo(landing.place) < flight.distanceTo(this.#dock.place) ? landing : this.#dock
    this.#dock.switchCarrier(near)
  }

  // In the air -------------------------------------------------------------------------------------------------

  async #fly(): Promise<void> {
    const { aircraft, thing } = this.#dock
    const { flight } = aircraft
    const { order } = this
    const simulated = order.simulate_mission?.is_enable === 1 ? order.simulate_mission : undefined
    const home: Place = flight.home
    if (simulated) flight.home = { ...simulated, height: simulated.altitude ?? home.height }
    const route = routeOf(this.#document, flight.home)
    if (!route) throw new Refused(RESULT.fileNotProcessed)

    this.#enter('homePoint')
    const { break_point: resume } = order
    flight.flyingMode = MODE.wayline
    // On the way to a breakpoint the return height keeps it clear of what stands in between.
    flight.safeHeight = resume ? Math.max(order.rth_altitude, route.securityHeight) : route.securityHeight
    flight.returnHeight = order.rth_altitude
    const autopilot = new Autopilot(route, flight, this.camera, resume)
    autopilot.onWaypoint = index => this.#atWaypoint(index)
    autopilot.onFinished = () => this.#routeDone(route.finishAction)
    this.autopilot = autopilot
    await this.#pass(1)

    this.#enter('startWayline')
    thing.set({ flighttask_step_code: TASK.flying })
    this.#leaveFlight = flight.watch(phase => this.#phase(phase))
    flight.takeOff({ kind: 'guided', guide: autopilot })
    if (this.#destination) this.#headFor(this.#destination)
    // The motors spin up in the dock.
    this.#dock.later(8, () => {
      if (!simulated && flight.airborne) thing.set({ drone_in_dock: 0 })
    })
    this.#reportOnTheWay()
    await flight.landed()
    this.#leaveFlight()
    if (flight.astray) this.#outside ||= RESULT.landedOutside
    if (simulated) flight.home = home
    else thing.set({ drone_in_dock: this.#outside || !this.bringsMedia ? 0 : 1 })
    if (this.bringsMedia) return
    const there = this.#destination!.missions.run
    this.#dock.switchCarrier(this.#destination!)
    if (there instanceof LandingRun) there.receive(this)
  }

  #phase(phase: Phase): void {
    if (phase === 'takeoff') {
      this.#trackId = this.#dock.aircraft.trackId
      this.#strike('takeoff')
    } else if (phase === 'flying') {
      this.#enter('flying')
    } else if (phase === 'returning') {
      this.#turnedBack()
    } else if (phase === 'landing') {
      this.#strike('landing')
      this.#enter('landing')
    }
  }

  #atWaypoint(index: number): void {
    this.#strike({ waypoint: index })
    const { obstacle } = this.faults
    if (obstacle && strikes(obstacle.at, { waypoint: index })) {
      delete this.faults.obstacle
      this.#interrupt(BREAK.obstacle)
      this.#dock.later(obstacle.seconds ?? OBSTACLE_SECONDS, () => {
        if (!this.paused || this.over) return
        this.#result = RESULT.stoppedByObstacle
        this.#dock.aircraft.flight.returnHome()
      })
    }
    this.#report()
  }

  #routeDone(finishAction: string): void {
    const { flight } = this.#dock.aircraft
    this.camera.record(false, this.autopilot!.waypoint)
    if (finishAction === 'noAction') flight.hover()
    else if (finishAction === 'autoLand') flight.land()
    else flight.returnHome('finished')
  }

  #turnedBack(): void {
    const { flight } = this.#dock.aircraft
    const { reason, result } = ENDINGS[flight.returnCause]
    if (!this.autopilot?.finished) {
      this.#break ??= this.#breakPoint(reason)
      this.#result ||= result
    }
    this.camera.record(false, this.autopilot?.waypoint ?? 0)
    this.#status = 'in_progress'
    if (this.faults.missesDock) {
      delete this.faults.missesDock
      this.#outside = RESULT.landedOutside
      flight.homePoint = { ...flight.homePoint, north: flight.homePoint.north + 6 }
    }
    this.#strike('returning')
    this.#enter('returning')
    this.#tellWayHome()
    if (this.faults.exitsHoming) this.#exitHoming()
  }

  /** Stops on the way home and waits for the order to return again. */
  #exitHoming(): void {
    const { flight } = this.#dock.aircraft
    delete this.faults.exitsHoming
    const notify = (action: 0 | 1) =>
      this.#dock.link.event('device_exit_homing_notify', { sn: this.#dock.sn, action, reason: 3 })
    this.#dock.later(3, () => {
      if (flight.phase !== 'returning') return
      flight.hover()
      notify(1)
      const leave = flight.watch(phase => {
        leave()
        if (phase === 'returning') notify(0)
      })
    })
  }

  /** Repeated until it lands. */
  #tellWayHome(): void {
    const { link, aircraft } = this.#dock
    const { flight } = aircraft
    if (flight.phase !== 'returning') return
    const height = Math.max(flight.up, flight.returnHeight ?? 0)
    const { north, east } = flight.homePoint
    const above = (spot: { north: number; east: number }) => offset(flight.home, spot.north, spot.east, height)
    link.event('return_home_info', {
      flight_id: this.order.flight_id,
      last_point_type: 0,
      planned_path_points: [flight.place, above(flight), above({ north, east })].map(
        ({ latitude, longitude, height }) => ({
          latitude: round(latitude, 7),
          longitude: round(longitude, 7),
          height: round(height, 1),
        }),
      ),
      ...this.#homes(),
    })
    this.#dock.later(Math.max(10, this.#dock.speed), () => this.#tellWayHome())
  }

  /** Fields of `return_home_info` that only missions over two docks have. */
  #homes(): object {
    const { partner, aircraft } = this.#dock
    if (!this.#destination || !partner) return {}
    return {
      home_dock_sn: this.#destination.sn,
      multi_dock_home_info: [this.#dock, partner].map(({ sn, place }) => {
        const distance = aircraft.flight.distanceTo(place)
        return {
          sn,
          plan_status: 3,
          estimated_battery_consumption: Math.min(100, Math.ceil(distance / 250)),
          home_distance: round(distance, 1),
        }
      }),
    }
  }

  #interrupt(reason: number): void {
    this.autopilot!.paused = true
    this.#status = 'paused'
    this.#break = this.#breakPoint(reason)
    this.#report()
  }

  #breakPoint(break_reason: number) {
    const { flight } = this.#dock.aircraft
    const { latitude, longitude, height } = flight.place
    return {
      reason: break_reason,
      at: {
        ...this.autopilot!.breakPoint,
        break_reason,
        latitude: round(latitude, 9),
        longitude: round(longitude, 9),
        height: round(height, 2),
        attitude_head: round(flight.heading, 1),
      },
    }
  }

  /** Lets the faults of this moment happen. */
  #strike(now: Moment): void {
    const { faults } = this
    const { aircraft, thing } = this.#dock
    if (strikes(faults.lowBattery?.at, now)) {
      aircraft.charge = faults.lowBattery!.percent ?? 25
      delete faults.lowBattery
    }
    if (strikes(faults.storm?.at, now)) {
      this.#inStorm = true
      this.#dock.weatherNow = { ...this.#dock.weatherNow, wind: faults.storm!.wind ?? 18 }
      delete faults.storm
    }
    aircraft.react(this.#dock.weather())
    if (strikes(faults.emergencyStop?.at, now)) {
      delete faults.emergencyStop
      thing.set({ emergency_stop_state: 1 })
      if (aircraft.flight.airborne) this.#divert()
    }
    if (strikes(faults.lostLink?.at, now)) {
      this.#loseLink(faults.lostLink!.seconds)
      delete faults.lostLink
    }
  }

  /** With the button pressed the dock takes nobody in: down at the alternate point. */
  #divert(): void {
    const { flight } = this.#dock.aircraft
    const point = this.#dock.osd.alternate_land_point as Place
    flight.homePoint = { ...metresFrom(flight.home, point), up: 0 }
    this.#outside = RESULT.divertedByButton
    flight.returnHome()
  }

  #loseLink(seconds: number): void {
    const { aircraft } = this.#dock
    this.#outOfTouch = true
    this.#dock.loseAircraft(true)
    this.#dock.later(seconds, () => {
      this.#outOfTouch = false
      this.#dock.loseAircraft(false)
      this.#report()
    })
    if (this.order.exit_wayline_when_rc_lost === 0) return
    this.#dock.later(Math.min(3, seconds), () => {
      if (!aircraft.flight.airborne) return
      if (this.order.out_of_control_action === 0) aircraft.flight.returnHome('link')
      else if (this.order.out_of_control_action === 1) this.#interrupt(BREAK.link)
      else aircraft.flight.land()
    })
  }

  // Back in the dock -------------------------------------------------------------------------------------------

  async #recover(): Promise<void> {
    const { thing } = this.#dock
    if (this.#inStorm) this.#dock.endStorm()
    thing.set({ flighttask_step_code: TASK.recovering })
    if (thing.osd.cover_state !== COVER.closed) {
      this.#enter('closeCover')
      thing.set({ cover_state: COVER.halfOpen })
      await this.#dock.sleep(5)
      thing.set({ cover_state: COVER.closed })
    }
    this.#enter('dockRecovers')
    await this.#dock.sleep(2)
    this.#enter('countMedia')
    await this.#dock.sleep(2)
    if (this.#dock.aircraftInside) await this.#dock.powerAircraft(false)
    this.#enter('report')
  }

  #finish(status: Status): void {
    const { thing } = this.#dock
    this.#status = status
    this.over = true
    this.#dock.aircraft.card = undefined
    thing.set({
      mode_code: DOCK_MODE.idle,
      flighttask_step_code: TASK.idle,
      job_number: (thing.osd.job_number as number) + 1,
    })
    if (this.#dock.aircraftInside) thing.merge('drone_charge_state', { state: 1 })
    this.#report()
    if (this.faults.lateProgress) {
      delete this.faults.lateProgress
      this.#status = 'in_progress'
      this.#step = 'flying'
      this.#report()
    }
  }

  /** What it brought home. */
  get harvest(): Harvest {
    const { shots, folder } = this.camera
    return {
      ...{ flightId: this.order.flight_id, flightType: 0, folder, shots, faults: this.faults },
      ...{ expected: shots.length, uploaded: 0 },
    }
  }

  // Reports ----------------------------------------------------------------------------------------------------

  #enter(step: Step): void {
    this.#step = step
    this.#report()
  }

  #reportOnTheWay(): void {
    this.#dock.later(Math.max(REPORT_SECONDS, this.#dock.speed / 4), () => {
      if (this.#dock.aircraft.flight.phase === 'parked') return
      this.#chooseLink()
      this.#report()
      this.#reportOnTheWay()
    })
  }

  get #waylineState(): number {
    if (this.over) return STATE.ended
    if (this.#outOfTouch) return STATE.disconnected
    if (!this.autopilot) return this.#step === 'toAircraft' ? STATE.uploading : STATE.ready
    if (this.autopilot.finished) return STATE.ended
    if (this.#break) return STATE.interrupted
    if (this.#step !== 'flying') return STATE.starting
    return this.autopilot.onRoute ? STATE.running : STATE.entering
  }

  /** To 20 on the ground, to 85 along the route, to 95 on the way home. */
  get #percent(): number {
    if (this.over) return 100
    const { airborne, homeDistance } = this.#dock.aircraft.flight
    if (!this.autopilot) return Math.min(18, stepNumber(this.#step, 'dock2'))
    if (!airborne) return this.#step === 'startWayline' || this.#step === 'homePoint' ? 20 : 96
    if (this.#step === 'landing') return 95
    if (this.#step === 'returning') return Math.round(94 - Math.min(8, homeDistance / 100))
    return Math.round(20 + 65 * this.autopilot.progress)
  }

  #report(): void {
    const { autopilot, order } = this
    progressReport(this.#dock, this.#bid, {
      result: this.over ? this.#outside || this.#result : 0,
      status: this.#status,
      progress: this.progress,
      ext: {
        flight_id: order.flight_id,
        track_id: this.#trackId,
        wayline_id: autopilot?.waylineId ?? 0,
        wayline_mission_state: this.#waylineState,
        current_waypoint_index: autopilot?.waypoint ?? 0,
        media_count: this.camera.shots.length,
        ...(this.#break && { break_point: this.#break.at }),
      },
    })
  }
}
