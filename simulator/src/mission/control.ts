/** The missions of a dock: those that were given to it, the one that flies, and the media that they brought. */
import type { WaylinesDocument } from '@rookery/wpml'
import { RESULT } from '../behaviours/results.ts'
import { DOCK_MODE } from '../devices/codes.ts'
import type { SimulatedDock } from '../devices/dock.ts'
import type { Camera } from './camera.ts'
import type { MissionFaults } from './faults.ts'
import { InFlightWayline } from './in-flight.ts'
import { fetchWaylines, type WaylineFile } from './kmz.ts'
import { LandingRun } from './landing.ts'
import { type MissionOrder, MissionRun } from './run.ts'
import { type Harvest, Uploader } from './uploader.ts'

/** `multi_dock_task` of `flighttask_execute`, as far as it matters here. */
export interface MultiDockTask {
  dock_infos: { sn: string; dock_type: 'takeoff' | 'landing' }[]
}

interface Prepared {
  order: MissionOrder
  document: WaylinesDocument
  /** Conditional: `flighttask_ready` was sent. */
  announced: boolean
}

/** How far execute_time of an immediate mission may be from the dock's clock. */
const IMMEDIATE_MS = 30_000
/** Percent of charge, m/s of wind and degrees below or above which no mission starts. */
const LEAST_CHARGE = 30
const MOST_WIND = 12
const COLDEST = -20
/** Seconds of the simulated world between two looks at the conditions. */
const LOOK_SECONDS = 5

export class MissionControl {
  readonly media: Uploader
  /** What goes wrong on the next missions. */
  faults: MissionFaults
  run: MissionRun | LandingRun | undefined
  /** The wayline that was given in flight last. */
  inFlight: InFlightWayline | undefined
  readonly #dock: SimulatedDock
  readonly #prepared = new Map<string, Prepared>()
  #looking = false
  /** On an aircraft outside the dock. */
  #left: Harvest[] = []

  constructor(dock: SimulatedDock, faults: MissionFaults) {
    this.#dock = dock
    this.faults = faults
    this.media = new Uploader(dock)
  }

  /** Missions that were given and have not started. */
  get prepared(): readonly string[] {
    return [...this.#prepared.keys()]
  }

  /** Takes a mission after a look at its file; gives the result code. */
  async prepare(order: MissionOrder): Promise<number> {
    const { task_type, execute_time = 0 } = order
    const late = Math.abs(execute_time - this.#dock.link.now()) > IMMEDIATE_MS
    if (task_type === 0 && late) return RESULT.clocksDiffer
    // Which of two docks the aircraft starts from is said at the start alone.
    const refusal = this.#mayWork() || (task_type === 0 && !this.#dock.partner ? this.mayTakeOff() : 0)
    if (refusal) return refusal
    const document = await this.download(order.file)
    if (typeof document === 'number') return document
    this.#prepared.set(order.flight_id, { order, document, announced: false })
    if (task_type === 2) this.#lookForReady()
    return 0
  }

  async download(file: WaylineFile): Promise<WaylinesDocument | number> {
    const { kmzDownload } = this.faults
    if (kmzDownload && kmzDownload.times-- > 0) return RESULT.fileNotObtained
    return await fetchWaylines(file, this.#dock.aircraft.product)
  }

  /** Result code that refuses the start of a mission. */
  mayStart(flightId: string, docks?: MultiDockTask): number {
    const prepared = this.#prepared.get(flightId)
    if (!prepared) return this.run?.order.flight_id === flightId ? RESULT.taskInProgress : RESULT.taskNotKnown
    const { order } = prepared
    const late = order.task_type === 0 && Math.abs((order.execute_time ?? 0) - this.#dock.link.now()) > IMMEDIATE_MS
    if (late) return RESULT.clocksDiffer
    if (docks && !this.#dock.partner) return RESULT.notMultiDock
    const refusal = this.#mayWork() || (this.#lands(docks) ? this.#mayLand() : this.mayTakeOff())
    if (refusal) return refusal
    if (order.task_type === 2 && !this.#isReady(order)) return RESULT.batteryBelowCondition
    const { total, used } = this.#dock.osd.storage as { total: number; used: number }
    const needed = order.executable_conditions?.storage_capacity ?? 0
    return (total - used) / 1024 < needed ? RESULT.storageBelowCondition : 0
  }

  /** Starts what `mayStart` allowed. */
  start(flightId: string, bid: string, docks?: MultiDockTask): void {
    const { order, document } = this.#prepared.get(flightId)!
    this.#prepared.delete(flightId)
    const { faults } = this
    this.faults = {}
    const landing = docks && this.#dock.partner
    const run = this.#lands(docks)
      ? new LandingRun(this.#dock, order, bid)
      : new MissionRun(this.#dock, order, document, { bid, faults, landing })
    this.run = run
    void run.run().then(() => {
      if (this.run === run) this.run = undefined
      const brought = run instanceof LandingRun || run.bringsMedia ? run.harvest : undefined
      if (brought) this.#take(brought)
      this.#dock.changed()
    })
  }

  /** A flight that is no mission brings its media home too. */
  takeFrom(camera: Camera, flightId: string): void {
    const { shots, folder } = camera
    this.#take({
      ...{ flightId, flightType: 1, folder, shots, faults: this.faults },
      ...{ expected: shots.length, uploaded: 0 },
    })
  }

  #take(harvest: Harvest): void {
    if (this.#dock.aircraftInside) this.media.add(harvest)
    else this.#left.push(harvest)
  }

  deliverInFlight(id: string, file: WaylineFile, returnHeight: number): void {
    this.inFlight = new InFlightWayline(this.#dock, id)
    void this.inFlight.fly(file, returnHeight)
  }

  /** Ends the part of this dock in a mission over two; false when it has none. */
  stop(flightId: string): boolean {
    return this.run?.order.flight_id === flightId && this.run.stop()
  }

  /** Sends the aircraft to one of the two docks of its mission; gives the result code. */
  returnTo(dockSn: string): number {
    const run = this.run instanceof LandingRun ? this.run.flying : this.run
    const dock = [this.#dock, this.#dock.partner].find(dock => dock?.sn === dockSn)
    if (!run || !this.#dock.partner) return RESULT.notMultiDock
    return dock && run.returnTo(dock) ? 0 : RESULT.homePointNotSet
  }

  /** After the dock was away: goes on uploading; the mission of before is lost. */
  resume(): void {
    const { run } = this
    this.run = undefined
    if (run) {
      this.#dock.aircraft.flight.park()
      run.abandon()
    }
    this.media.resume()
  }

  /** Fetches what lay on an aircraft that came down elsewhere. */
  fetchLeft(): void {
    for (const harvest of this.#left.splice(0)) this.media.add(harvest)
  }

  /** Forgets missions that have not started; gives the result code. */
  undo(flightIds: readonly string[]): number {
    if (flightIds.some(id => this.run?.order.flight_id === id)) return RESULT.taskNotCancelable
    for (const id of flightIds) this.#prepared.delete(id)
    return 0
  }

  /** Result code of what keeps an aircraft on the ground. */
  mayTakeOff(): number {
    const { osd, aircraft, aircraftInside } = this.#dock
    if (osd.emergency_stop_state === 1) return RESULT.missionEmergencyStop
    if (!aircraftInside) return RESULT.aircraftMissing
    if (aircraft.charge < LEAST_CHARGE) return RESULT.batteryLow
    const { wind, rainfall, temperature } = this.#dock.weather()
    if (wind > MOST_WIND) return RESULT.strongWind
    if (rainfall >= 3) return RESULT.heavyRain
    return temperature < COLDEST ? RESULT.tooCold : 0
  }

  #lands(docks: MultiDockTask | undefined): boolean {
    return docks?.dock_infos.some(({ sn, dock_type }) => sn === this.#dock.sn && dock_type === 'landing') ?? false
  }

  #mayLand(): number {
    if (this.#dock.osd.emergency_stop_state === 1) return RESULT.missionEmergencyStop
    return this.#dock.aircraftInside ? RESULT.landingDockOccupied : 0
  }

  #mayWork(): number {
    switch (this.#dock.osd.mode_code) {
      case DOCK_MODE.onSiteDebugging:
        return RESULT.inOnSiteDebugging
      case DOCK_MODE.remoteDebugging:
        return RESULT.inRemoteDebugging
      case DOCK_MODE.upgrading:
        return RESULT.upgrading
      case DOCK_MODE.working:
        return RESULT.otherTask
      default:
        return 0
    }
  }

  #isReady({ ready_conditions }: MissionOrder): boolean {
    if (!ready_conditions) return true
    const { battery_capacity, begin_time, end_time } = ready_conditions
    const now = this.#dock.link.now()
    return now >= begin_time && now <= end_time && this.#dock.aircraft.charge > battery_capacity
  }

  /** Looks at conditional missions every so often until there are none that wait. */
  #lookForReady(): void {
    if (this.#looking) return
    this.#looking = true
    const look = () => {
      const waiting = [...this.#prepared.values()].filter(({ order, announced }) => order.task_type === 2 && !announced)
      const ready = waiting.filter(({ order }) => this.#isReady(order))
      for (const prepared of ready) prepared.announced = true
      if (ready.length)
        this.#dock.link.event('flighttask_ready', { flight_ids: ready.map(({ order }) => order.flight_id) })
      this.#looking = waiting.length > ready.length
      if (this.#looking) this.#dock.later(LOOK_SECONDS, look)
    }
    look()
  }
}
