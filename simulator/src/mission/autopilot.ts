/** Flies a route: from point to point at the speeds, turns and headings of the file, with the actions tied to them. */
import type { Action, ActionGroup } from '@rookery/wpml'
import { ACCELERATION, CLIMB, type Flight, type Guide, SINK, type Spot, type Wanted } from '../devices/flight.ts'
import { metresFrom } from '../devices/geo.ts'
import { between, distanceBetween, type Route, type RoutePoint } from './route.ts'

/** Where a wayline was left, in the wire's form. */
export interface BreakPoint {
  wayline_id: number
  /** Of the waypoint before, or the one it is at. */
  index: number
  /** 0 on the way to the next waypoint, 1 at the waypoint. */
  state: 0 | 1
  /** Share of the way to the next waypoint. */
  progress: number
}

/** What actions reach beyond the flight. */
export interface Payload {
  gimbalPitch: number
  shoot(parameters: Action['actionActuatorFuncParam'], waypoint: number): void
  panorama(waypoint: number): void
  record(on: boolean, waypoint: number): void
}

/** Seconds that actions take where they do not say so themselves. */
const SECONDS: { [action: string]: number } = {
  takePhoto: 1,
  orientedShoot: 4,
  accurateShoot: 6,
  panoShot: 20,
  startRecord: 1,
  stopRecord: 1,
  gimbalRotate: 1.5,
  rotateYaw: 2,
  focus: 2,
  zoom: 1,
}
/** Actions for which it stops wherever it is. */
const LINGERS: ReadonlySet<string> = new Set(['hover', 'rotateYaw', 'panoShot', 'orientedShoot', 'accurateShoot'])
const STILL: Wanted = { north: 0, east: 0, up: 0 }
/** Metres from a point at which it counts as reached. */
const NEAR = 0.6

export class Autopilot implements Guide {
  readonly route: Route
  readonly payload: Payload
  /** Called with each waypoint that is reached. */
  onWaypoint: (index: number) => void = () => {}
  /** Called once behind the last waypoint and its actions. */
  onFinished: () => void = () => {}
  paused = false
  finished = false
  #flight: Flight
  #wayline = 0
  /** The waypoint it flies to. */
  #next = 0
  /** Where the present segment began. */
  #from: Spot
  /** Flown before the points of the route: into it, and back to where it was left. */
  #via: { spot: Spot; level: boolean }[] = []
  #entering = true
  #actions: Action[] = []
  #acting = 0
  #heading: number | undefined
  #pitchFrom = 0
  /** What is done every so often on the segments of a group: how much is left until the next time. */
  #repeating = new Map<ActionGroup, number>()
  #last: Spot

  constructor(route: Route, flight: Flight, payload: Payload, resume?: BreakPoint) {
    this.route = route
    this.payload = payload
    this.#flight = flight
    this.#from = this.#last = { north: flight.north, east: flight.east, up: flight.up }
    if (resume) this.#skipTo(resume)
    this.#enter(resume)
  }

  /** Index in the file of the waypoint that was reached last, or of the first. */
  get waypoint(): number {
    return Math.max(0, this.#entering ? this.#next : this.#next - 1)
  }
  get waylineId(): number {
    return this.#here.id
  }
  /** True from the first waypoint on. */
  get onRoute(): boolean {
    return !this.#entering && !this.#via.length
  }

  /** Share of the route that lies behind, 0 to 1. */
  get progress(): number {
    if (this.finished) return 1
    let behind = 0
    let total = 0
    this.route.waylines.forEach(({ points }, w) => {
      for (let n = 1; n < points.length; n++) {
        const length = distanceBetween(points[n - 1]!, points[n]!)
        total += length
        if (w < this.#wayline || (w === this.#wayline && n < this.#next)) behind += length
        else if (w === this.#wayline && n === this.#next && !this.#entering) behind += length * this.#share
      }
    })
    return total > 0 ? Math.min(1, behind / total) : 0
  }

  get breakPoint(): BreakPoint {
    const at = this.#acting > 0 || this.#share < 0.01 || this.#entering
    return {
      wayline_id: this.waylineId,
      index: this.waypoint,
      state: at ? 1 : 0,
      progress: at ? 0 : Math.round(this.#share * 1000) / 1000,
    }
  }

  /** Goes back to where the route was left, and on from there. */
  resume(): void {
    this.paused = false
    // Behind the last waypoint there is no next one.
    const left = this.#entering ? undefined : between(this.#from, this.#target ?? this.#from, this.#share)
    if (left && distanceBetween(left, this.#position) > 5)
      this.#via.unshift(
        { spot: { ...left, up: Math.max(left.up, this.#flight.up) }, level: true },
        { spot: left, level: false },
      )
  }

  steer(dt: number): Wanted | undefined {
    if (this.finished) return undefined
    if (this.paused) return STILL
    if (this.#acting > 0 || this.#actions.length) return this.#act(dt)
    this.#repeat(dt)
    const [via] = this.#via
    if (via) {
      if (this.#reached(via.spot, true, 0)) this.#via.shift()
      return this.#towards(via.spot, this.route.transitionSpeed, true)
    }
    const point = this.#target
    if (this.#entering) {
      if (this.#reached(point, true, 0)) this.#arrive()
      return this.finished || this.#actions.length ? STILL : this.#towards(point, this.route.transitionSpeed, true)
    }
    this.#share = this.#shareOf(point)
    this.#turnGimbal()
    if (this.#reached(point, point.stops || this.#isLast, point.damping)) this.#arrive()
    if (this.finished || this.#actions.length) return STILL
    return this.#towards(
      this.#target,
      this.#here.points[this.#next - 1]?.speed ?? 5,
      this.#target.stops || this.#isLast,
    )
  }

  #share = 0
  get #here() {
    return this.route.waylines[this.#wayline]!
  }
  get #target(): RoutePoint {
    return this.#here.points[this.#next]!
  }
  get #isLast(): boolean {
    return this.#next === this.#here.points.length - 1
  }
  get #position(): Spot {
    const { north, east, up } = this.#flight
    return { north, east, up }
  }

  #skipTo({ wayline_id, index, state, progress }: BreakPoint): void {
    const wayline = this.route.waylines.findIndex(({ id }) => id === wayline_id)
    if (wayline >= 0) this.#wayline = wayline
    this.#next = Math.min(index, this.#here.points.length - 1)
    if (state === 1 || this.#isLast) return
    const from = this.#target
    this.#next++
    this.#entering = false
    this.#from = between(from, this.#target, progress)
    this.#startRepeating(from)
  }

  /** To the first point: up to its height and there level, or straight. */
  #enter(resume?: BreakPoint): void {
    const spot = this.#entering ? this.#target : this.#from
    this.#actions.push(...this.#here.startActions)
    if (this.route.pointToPoint && !resume) return
    this.#via.push({ spot: { ...spot, up: Math.max(spot.up, this.route.securityHeight) }, level: true })
    if (!this.#entering) this.#via.push({ spot, level: false })
  }

  #arrive(): void {
    const point = this.#target
    const index = this.#next
    this.#entering = false
    this.#from = point
    this.#share = 0
    if (point.gimbalPitch !== undefined) this.payload.gimbalPitch = point.gimbalPitch
    this.#next++
    this.#startGroups(point)
    this.onWaypoint(index)
    if (this.#next < this.#here.points.length) return
    this.#repeating.clear()
    if (this.#actions.length) return
    this.#endWayline()
  }

  #endWayline(): void {
    if (this.#wayline + 1 < this.route.waylines.length) {
      this.#wayline++
      this.#next = 0
      this.#entering = true
      this.#actions.push(...this.#here.startActions)
    } else {
      // The last waypoint stays the one that it is at.
      this.finished = true
      this.onFinished()
    }
  }

  #startGroups(point: RoutePoint): void {
    for (const group of point.actionGroups) {
      if (group.actionTrigger?.actionTriggerType !== 'reachPoint') continue
      for (const action of group.action) {
        // Flying past, it takes its photo on the way.
        if (point.stops || LINGERS.has(action.actionActuatorFunc ?? '')) this.#actions.push(action)
        else this.#do(action)
      }
    }
    this.#startRepeating(point)
  }

  #startRepeating(point: RoutePoint): void {
    this.#pitchFrom = this.payload.gimbalPitch
    for (const group of point.actionGroups) {
      const { actionTriggerType: type } = group.actionTrigger ?? {}
      if (type === 'multipleTiming' || type === 'multipleDistance') this.#repeating.set(group, 0)
    }
  }

  /** Photos every so many seconds or metres, the first where the group begins. */
  #repeat(dt: number): void {
    const moved = distanceBetween(this.#last, this.#position)
    this.#last = this.#position
    if (this.#via.length) return
    for (const [group, left] of this.#repeating) {
      if (this.#next - 1 >= (group.actionGroupEndIndex ?? 0)) {
        this.#repeating.delete(group)
        continue
      }
      const { actionTriggerType: type, actionTriggerParam: every = 1 } = group.actionTrigger ?? {}
      const due = left - (type === 'multipleDistance' ? moved : dt)
      this.#repeating.set(group, due <= 0 ? due + Math.max(0.5, every) : due)
      if (due <= 0) for (const action of group.action) this.#do(action)
    }
  }

  #act(dt: number): Wanted {
    if (this.#acting <= 0) {
      const action = this.#actions.shift()!
      this.#acting = this.#do(action)
    }
    this.#acting -= dt
    this.#pitchFrom = this.payload.gimbalPitch
    if (this.#acting <= 0 && !this.#actions.length && this.#next >= this.#here.points.length) this.#endWayline()
    return { ...STILL, heading: this.#heading }
  }

  /** Does it and gives the seconds it takes. */
  #do({ actionActuatorFunc: does = '', actionActuatorFuncParam: how }: Action): number {
    const { payload } = this
    const at = this.waypoint
    switch (does) {
      case 'takePhoto':
        payload.shoot(how, at)
        break
      case 'orientedShoot':
      case 'accurateShoot':
        payload.gimbalPitch = how?.gimbalPitchRotateAngle ?? payload.gimbalPitch
        this.#heading = how?.aircraftHeading ?? this.#heading
        payload.shoot(how, at)
        break
      case 'panoShot':
        payload.panorama(at)
        break
      case 'startRecord':
      case 'stopRecord':
        payload.record(does === 'startRecord', at)
        break
      case 'gimbalRotate':
        if (how?.gimbalPitchRotateEnable) {
          const from = how.gimbalRotateMode === 'relativeAngle' ? payload.gimbalPitch : 0
          payload.gimbalPitch = from + (how.gimbalPitchRotateAngle ?? 0)
        }
        if (how?.gimbalRotateTimeEnable) return how.gimbalRotateTime ?? 0
        break
      case 'rotateYaw':
        this.#heading = how?.aircraftHeading ?? this.#heading
        break
      case 'hover':
        return how?.hoverTime ?? 0
    }
    return SECONDS[does] ?? 0.5
  }

  /** Turns the gimbal evenly along the segments of a group that says so. */
  #turnGimbal(): void {
    const point = this.#here.points[this.#next - 1]
    for (const { actionTrigger, action } of point?.actionGroups ?? []) {
      if (actionTrigger?.actionTriggerType !== 'betweenAdjacentPoints') continue
      for (const { actionActuatorFunc: does, actionActuatorFuncParam: how } of action)
        if (does === 'gimbalEvenlyRotate' && how?.gimbalPitchRotateAngle !== undefined)
          this.payload.gimbalPitch = this.#pitchFrom + this.#share * (how.gimbalPitchRotateAngle - this.#pitchFrom)
    }
  }

  #shareOf(target: Spot): number {
    const length = distanceBetween(this.#from, target)
    return length > 0 ? Math.max(0, Math.min(1, 1 - distanceBetween(this.#position, target) / length)) : 1
  }

  #reached(spot: Spot, stops: boolean, damping: number): boolean {
    const { velocity } = this.#flight
    const distance = distanceBetween(this.#position, spot)
    const speed = Math.hypot(velocity.north, velocity.east, velocity.up)
    if (stops) return distance < NEAR && speed < 1
    if (distance < Math.max(damping / 2, 1, speed * 0.3)) return true
    // Past it: it lies behind.
    const { north, east, up } = this.#position
    const ahead =
      (spot.north - north) * velocity.north + (spot.east - east) * velocity.east + (spot.up - up) * velocity.up
    return distance < 10 && ahead < 0
  }

  #towards(spot: Spot, speed: number, stops: boolean): Wanted {
    const { north, east, up } = this.#position
    const distance = distanceBetween(this.#position, spot)
    if (distance < 0.05) return { ...STILL, heading: this.#headingTo() }
    const brake = stops ? 0 : this.#speedThrough()
    // No faster than it can still slow down.
    let wanted = Math.min(speed, Math.max(0.3, Math.sqrt(brake ** 2 + 2 * 0.6 * ACCELERATION * distance) - 0.2))
    const climb = (spot.up - up) / distance
    const most = climb > 0 ? CLIMB : SINK
    if (Math.abs(climb) * wanted > most) wanted = most / Math.abs(climb)
    const scale = Math.min(wanted, distance / 0.5) / distance
    return {
      north: (spot.north - north) * scale,
      east: (spot.east - east) * scale,
      up: (spot.up - up) * scale,
      heading: this.#headingTo(),
    }
  }

  /** Speed through the next waypoint: little when the route turns back there. */
  #speedThrough(): number {
    const after = this.#here.points[this.#next + 1]
    if (!after) return 0
    const at = this.#target
    const angle = (a: Spot, b: Spot) => Math.atan2(b.east - a.east, b.north - a.north)
    const turn = Math.cos(angle(at, after) - angle(this.#from, at))
    return at.speed * (0.2 + 0.8 * Math.max(0, turn))
  }

  /** The heading that the file asks for; undefined: along the way. */
  #headingTo(): number | undefined {
    if (!this.onRoute) return undefined
    const from = this.#here.points[this.#next - 1]
    const { waypointHeadingMode: mode, waypointHeadingAngle: angle = 0, waypointPoiPoint: poi } = from?.heading ?? {}
    switch (mode) {
      case 'fixed':
      case 'manually':
        return this.#heading ?? this.#flight.heading
      case 'smoothTransition': {
        const to = this.#target?.heading?.waypointHeadingAngle ?? angle
        const turn = ((to - angle + 540) % 360) - 180
        return ((angle + turn * this.#share + 540) % 360) - 180
      }
      case 'towardPOI': {
        if (!poi) return undefined
        const { north, east } = metresFrom(this.#flight.place, poi)
        return (Math.atan2(east, north) * 180) / Math.PI
      }
      default:
        return undefined
    }
  }
}
