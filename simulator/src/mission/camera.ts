/** The camera of an aircraft on a mission: what it takes lies on the aircraft until the dock fetches it. */
import type { Action } from '@rookery/wpml'
import type { Aircraft } from '../devices/aircraft.ts'
import type { Place } from '../devices/geo.ts'
import type { Payload } from './autopilot.ts'

/** A file as the aircraft wrote it. */
export interface Shot {
  /** `DJI_20240131093015_0001_W.jpeg`. */
  name: string
  kind: 'photo' | 'video'
  /** Milliseconds since 1970. */
  takenAt: number
  place: Place
  /** Metres above take-off. */
  relativeHeight: number
  /** Degrees. */
  heading: number
  gimbalPitch: number
  lens: string
  waypoint: number
}

/** Letter at the end of a file name. */
const LETTERS: { [lens: string]: string } = {
  wide: 'W',
  zoom: 'Z',
  ir: 'T',
  narrow_band: 'N',
  visable: 'V',
  visible: 'V',
}
const PANORAMA_PHOTOS = 9

export class Camera implements Payload {
  gimbalPitch = 0
  readonly shots: Shot[] = []
  /** Folder on the card, `DJI_202401310930_001_Roof`. */
  readonly folder: string
  #aircraft: Aircraft
  #now: () => number
  #recording: { since: number; waypoint: number } | undefined

  constructor(aircraft: Aircraft, now: () => number, title: string) {
    this.#aircraft = aircraft
    this.#now = now
    const flights = String((Number(aircraft.osd.total_flight_sorties) % 999) + 1).padStart(3, '0')
    this.folder = `DJI_${digits(now()).slice(0, 12)}_${flights}_${title.replace(/[^\w-]+/g, '_').slice(0, 40)}`
  }

  shoot(parameters: Action['actionActuatorFuncParam'], waypoint: number): void {
    const lenses = parameters?.useGlobalPayloadLensIndex ? [] : (parameters?.payloadLensIndex ?? [])
    for (const lens of lenses.length ? lenses : ['wide']) this.#write(lens, waypoint, parameters?.fileSuffix)
  }

  panorama(waypoint: number): void {
    for (let n = 0; n < PANORAMA_PHOTOS; n++)
      this.#write('wide', waypoint, undefined, 'photo', n * (360 / PANORAMA_PHOTOS))
  }

  record(on: boolean, waypoint: number): void {
    if (on) this.#recording ??= { since: this.#now(), waypoint }
    else if (this.#recording) {
      this.#write('visable', this.#recording.waypoint, undefined, 'video')
      this.#recording = undefined
    }
  }

  get recording(): boolean {
    return this.#recording !== undefined
  }

  #write(lens: string, waypoint: number, suffix?: string, kind: Shot['kind'] = 'photo', turn = 0): void {
    const { flight } = this.#aircraft
    const takenAt = this.#now()
    const sequence = String(this.shots.length + 1).padStart(4, '0')
    const ending = suffix ? `_${suffix.replace(/[^\w-]+/g, '_')}` : ''
    this.shots.push({
      name: `DJI_${digits(takenAt)}_${sequence}_${LETTERS[lens] ?? 'V'}${ending}.${kind === 'photo' ? 'jpeg' : 'mp4'}`,
      kind,
      takenAt,
      place: flight.place,
      relativeHeight: flight.up,
      heading: ((flight.heading + turn + 540) % 360) - 180,
      gimbalPitch: this.gimbalPitch,
      lens,
      waypoint,
    })
  }
}

/** `20240131093015` in UTC. */
const digits = (time: number) => new Date(time).toISOString().replace(/\D/g, '').slice(0, 14)
