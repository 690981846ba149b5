/**
 * A plausible aircraft in the air: a point with limited acceleration that takes off, flies to places or round a
 * circle, returns and lands. Not an aerodynamic model; enough for maps, tracks and the rules that look at telemetry.
 */
import { metresFrom, offset, type Place } from './geo.ts'

/** `mode_code` of aircraft OSD, the values used here. */
export const MODE = {
  standby: 0,
  preparing: 1,
  ready: 2,
  takeoff: 4,
  wayline: 5,
  returning: 9,
  landing: 10,
  stick: 16,
  command: 17,
} as const

export type Goal =
  /** Fly to a place and hover. Heights in metres above take-off. */
  | { kind: 'place'; north: number; east: number; up: number; speed: number }
  /** Round a circle for some time, then return. */
  | { kind: 'circle'; north: number; east: number; radius: number; up: number; speed: number; seconds: number }
  /** Fly as somebody steers. */
  | { kind: 'guided'; guide: Guide }

/** Steers an aircraft step by step. */
export interface Guide {
  /** What to do in the next `dt` seconds; undefined when it has arrived and hovers. */
  steer(dt: number): Wanted | undefined
}
/** A velocity in m/s, and a heading in degrees where it is not that of the way. */
export interface Wanted {
  north: number
  east: number
  up: number
  heading?: number
}

/** A spot in metres from, and above, the take-off point. */
export interface Spot {
  north: number
  east: number
  up: number
}

/** Why it returns. */
export type ReturnCause = 'command' | 'finished' | 'battery' | 'wind' | 'link'

export type Phase = 'parked' | 'preparing' | 'takeoff' | 'flying' | 'hovering' | 'returning' | 'landing'

export const CLIMB = 5
export const SINK = 3
export const ACCELERATION = 2.5
const RETURN_SPEED = 12
/** Metres from home within which it does not climb to return. */
const NEAR_HOME = 20
/** Share of the battery that a second in the air takes, in percent: about 40 minutes. */
const DRAIN_PER_SECOND = 100 / 2400

export class Flight {
  phase: Phase = 'parked'
  /** Metres from and above the take-off point. */
  north = 0
  east = 0
  up = 0
  /** Metres per second. */
  velocity = { north: 0, east: 0, up: 0 }
  /** Degrees, 0 north, 90 east. */
  heading = 0
  /** mode_code while flying to a goal: 5 for a mission, 17 for a commanded flight. */
  flyingMode: number = MODE.wayline
  home: Place
  /** Where it returns to; the take-off point by default. */
  homePoint: Spot = { north: 0, east: 0, up: 0 }
  /** True once it came down elsewhere than at the home point. */
  astray = false
  /** Why it returned the last time. */
  returnCause: ReturnCause = 'command'
  /** Metres flown and seconds in the air since the last take-off. */
  distance = 0
  seconds = 0
  /** Height above take-off to which it climbs before it flies away. */
  safeHeight = 40
  /** Height above take-off at which it returns; the safe height when not set. */
  returnHeight: number | undefined
  #goal: Goal | undefined
  #circling = 0
  #phaseSeconds = 0
  #landing: Spot = this.homePoint
  #watchers = new Set<(phase: Phase) => void>()

  constructor(home: Place) {
    this.home = home
  }

  get airborne(): boolean {
    return this.phase !== 'parked' && this.phase !== 'preparing'
  }

  get place(): Place {
    return offset(this.home, this.north, this.east, this.up)
  }

  /** Where it is told to go. */
  get goal(): Goal | undefined {
    return this.#goal
  }

  /** Metres to a place, height included. */
  distanceTo(target: Place): number {
    const { north, east } = metresFrom(this.home, target)
    return Math.hypot(north - this.north, east - this.east, target.height - this.home.height - this.up)
  }

  get homeDistance(): number {
    return Math.hypot(this.north - this.homePoint.north, this.east - this.homePoint.east)
  }

  get groundSpeed(): number {
    return Math.hypot(this.velocity.north, this.velocity.east)
  }

  get modeCode(): number {
    switch (this.phase) {
      case 'parked':
        return MODE.standby
      case 'preparing':
        return this.#phaseSeconds < 3 ? MODE.preparing : MODE.ready
      case 'takeoff':
        return MODE.takeoff
      case 'returning':
        return MODE.returning
      case 'landing':
        return MODE.landing
      default:
        return this.flyingMode
    }
  }

  /** Starts the motors, climbs to the safe height and goes on to the goal. */
  takeOff(goal: Goal): void {
    this.distance = 0
    this.seconds = 0
    this.astray = false
    this.homePoint = { north: 0, east: 0, up: 0 }
    this.#goal = goal
    this.#enter('preparing')
  }

  /** Changes the goal in the air. */
  goTo(goal: Goal): void {
    this.#goal = goal
    this.#circling = 0
    this.#enter('flying')
  }

  /** Stops where it is. */
  hover(): void {
    this.#goal = undefined
    if (this.airborne) this.#enter('hovering')
  }

  returnHome(cause: ReturnCause = 'command'): void {
    if (!this.airborne || this.phase === 'landing') return
    this.returnCause = cause
    this.#enter('returning')
  }

  /** Comes down where it is. */
  land(): void {
    if (!this.airborne) return
    this.#landing = { north: this.north, east: this.east, up: 0 }
    this.#enter('landing')
  }

  /** Stands at the home point at once, as after a restart of everything. */
  park(): void {
    if (this.phase === 'parked') return
    this.#landing = this.homePoint
    this.#touchDown()
  }

  /** Resolves when the aircraft stands on the ground with its motors off. */
  landed(): Promise<void> {
    if (this.phase === 'parked') return Promise.resolve()
    return new Promise(resolve => {
      const leave = this.watch(phase => {
        if (phase !== 'parked') return
        leave()
        resolve()
      })
    })
  }

  /** Calls with every phase that it enters; returns the cancellation. */
  watch(fn: (phase: Phase) => void): () => void {
    this.#watchers.add(fn)
    return () => this.#watchers.delete(fn)
  }

  /** A goal in metres for a coordinate. */
  goalAt(target: { latitude: number; longitude: number }, up: number, speed: number): Goal {
    return { kind: 'place', ...metresFrom(this.home, target), up, speed }
  }

  #enter(phase: Phase): void {
    this.phase = phase
    this.#phaseSeconds = 0
    for (const fn of [...this.#watchers]) fn(phase)
  }

  /** Moves on by `seconds`. Returns the share of the battery used, in percent. */
  advance(seconds: number): number {
    if (this.phase === 'parked') return 0
    for (let left = seconds; left > 0; left -= 0.25) this.#step(Math.min(0.25, left))
    return DRAIN_PER_SECOND * seconds
  }

  #step(dt: number): void {
    this.#phaseSeconds += dt
    switch (this.phase) {
      case 'preparing':
        if (this.#phaseSeconds > 6) this.#enter('takeoff')
        return
      case 'takeoff':
        this.#steer(0, 0, CLIMB, dt)
        if (this.up >= this.safeHeight) this.#enter(this.#goal ? 'flying' : 'hovering')
        return
      case 'flying':
        this.#pursue(dt)
        return
      case 'hovering':
        this.#steer(0, 0, 0, dt)
        return
      case 'returning':
        this.#return(dt)
        return
      case 'landing':
        this.#approach(this.#landing.north, this.#landing.east, this.up > this.#landing.up + 10 ? -SINK : -1, 2, dt)
        if (this.up <= this.#landing.up) this.#touchDown()
        return
    }
  }

  /** Climbs to the return height, flies home level, and lands. Near home it stays at its height. */
  #return(dt: number): void {
    const { north, east } = this.homePoint
    const height = this.homeDistance < NEAR_HOME ? this.up : Math.max(this.up, this.returnHeight ?? this.safeHeight)
    if (this.up < height - 1) {
      this.#steer(0, 0, this.#vertical(height), dt)
    } else if (this.#approach(north, east, this.#vertical(height), RETURN_SPEED, dt) < 1 && this.groundSpeed < 1) {
      this.#landing = this.homePoint
      this.#enter('landing')
    }
  }

  /** The next flight starts from where it came down. */
  #touchDown(): void {
    this.astray = this.#landing !== this.homePoint
    this.home = offset(this.home, this.#landing.north, this.#landing.east, this.#landing.up)
    this.homePoint = { north: 0, east: 0, up: 0 }
    this.north = this.east = this.up = 0
    this.velocity = { north: 0, east: 0, up: 0 }
    this.#goal = undefined
    this.#enter('parked')
  }

  #pursue(dt: number): void {
    const goal = this.#goal
    if (!goal) {
      this.#enter('hovering')
    } else if (goal.kind === 'place') {
      const distance = this.#approach(goal.north, goal.east, this.#vertical(goal.up), goal.speed, dt)
      if (distance < 1 && this.groundSpeed < 1 && Math.abs(goal.up - this.up) < 1) this.#enter('hovering')
    } else if (goal.kind === 'circle') {
      this.#circle(goal, dt)
    } else {
      const wanted = goal.guide.steer(dt)
      // The guide may have sent it elsewhere meanwhile.
      if (this.phase !== 'flying') return
      if (!wanted) {
        this.hover()
        return
      }
      this.#steer(wanted.north, wanted.east, wanted.up, dt)
      if (wanted.heading !== undefined) this.heading = wanted.heading
    }
  }

  #circle(goal: Extract<Goal, { kind: 'circle' }>, dt: number): void {
    const north = this.north - goal.north
    const east = this.east - goal.east
    const radius = Math.hypot(north, east) || 1
    // Along the tangent, pulled gently onto the circle.
    const inward = Math.max(-1, Math.min(1, (radius - goal.radius) / 30))
    const along = Math.sqrt(Math.max(0, 1 - inward * inward))
    const towardsNorth = (-inward * north - along * east) / radius
    const towardsEast = (-inward * east + along * north) / radius
    this.#steer(goal.speed * towardsNorth, goal.speed * towardsEast, this.#vertical(goal.up), dt)
    if (Math.abs(radius - goal.radius) < 30) this.#circling += dt
    if (this.#circling >= goal.seconds) {
      this.#circling = 0
      this.returnHome('finished')
    }
  }

  /** Flies towards a point while climbing at `climb` m/s; gives the horizontal distance to it in metres. */
  #approach(north: number, east: number, climb: number, speed: number, dt: number): number {
    const distance = Math.hypot(north - this.north, east - this.east)
    // No faster than it can still brake.
    const wanted = Math.min(speed, 0.8 * Math.sqrt(2 * ACCELERATION * distance))
    const scale = distance > 0.01 ? wanted / distance : 0
    this.#steer((north - this.north) * scale, (east - this.east) * scale, climb, dt)
    return distance
  }

  /** Climb rate that brings it to a height, in m/s. */
  #vertical(up: number): number {
    return Math.max(-SINK, Math.min(CLIMB, (up - this.up) * 0.5))
  }

  #steer(north: number, east: number, up: number, dt: number): void {
    const towards = (value: number, wanted: number) =>
      value + Math.max(-ACCELERATION * dt, Math.min(ACCELERATION * dt, wanted - value))
    this.velocity = {
      north: towards(this.velocity.north, north),
      east: towards(this.velocity.east, east),
      up: towards(this.velocity.up, up),
    }
    this.north += this.velocity.north * dt
    this.east += this.velocity.east * dt
    this.up += this.velocity.up * dt
    this.seconds += dt
    this.distance += Math.hypot(this.velocity.north, this.velocity.east, this.velocity.up) * dt
    if (this.groundSpeed > 1) this.heading = (Math.atan2(this.velocity.east, this.velocity.north) * 180) / Math.PI
  }
}
