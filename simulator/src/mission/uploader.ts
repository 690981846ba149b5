/** Media that lie in the dock and go to the cloud, one file after the other. */
import { randomUUID } from 'node:crypto'
import type { SimulatedDock } from '../devices/dock.ts'
import { round } from '../devices/geo.ts'
import type { Shot } from './camera.ts'
import type { MissionFaults } from './faults.ts'
import { renderPhoto } from './photo.ts'
import { credentialsRefused, putObject, type StorageConfig } from './store.ts'
import { VIDEO } from './video.ts'

/** What one flight brought home. */
export interface Harvest {
  flightId: string
  /** 0 wayline, 1 take-off to a point. */
  flightType: 0 | 1
  folder: string
  shots: readonly Shot[]
  faults: MissionFaults
  /** Files taken, and uploaded so far. */
  expected: number
  uploaded: number
}

/** Seconds of the simulated world that a file takes, and the pause after a failure. */
const FILE_SECONDS = 2
const RETRY_SECONDS = 10

export class Uploader {
  readonly #dock: SimulatedDock
  /** First to be uploaded first. */
  #harvests: Harvest[] = []
  #queue = new Map<Harvest, Shot[]>()
  /** The round of work that counts; those of before a restart never come to an end. */
  #round: object | undefined
  #storage: { config: StorageConfig; until: number } | undefined
  #highest: string | undefined

  constructor(dock: SimulatedDock) {
    this.#dock = dock
  }

  /** Files still to be uploaded. */
  get remaining(): number {
    return [...this.#queue.values()].reduce((sum, shots) => sum + shots.length, 0)
  }

  add(harvest: Harvest): void {
    if (!harvest.shots.length) return
    this.#harvests.push(harvest)
    this.#queue.set(harvest, [...harvest.shots])
    this.#count()
    if (!this.#round) void this.#work()
  }

  /** Uploads the media of this flight next; false when there are none. */
  prioritize(flightId: string): boolean {
    const first = this.#harvests.find(harvest => harvest.flightId === flightId)
    if (!first) return false
    this.#harvests = [first, ...this.#harvests.filter(harvest => harvest !== first)]
    return true
  }

  /** Ends the faults of what is still to be uploaded. */
  repair(): void {
    for (const { faults } of this.#harvests)
      for (const name of Object.keys(faults)) delete faults[name as keyof MissionFaults]
  }

  /** Starts again after the dock was away. */
  resume(): void {
    if (this.remaining > 0) void this.#work()
  }

  async #work(): Promise<void> {
    const round = {}
    this.#round = round
    for (let harvest = this.#harvests[0]; harvest; harvest = this.#harvests[0]) {
      this.#announce(harvest)
      const shots = this.#queue.get(harvest)!
      await this.#dock.sleep(FILE_SECONDS)
      if (this.#round !== round) return
      if (!(await this.#upload(harvest, shots[0]!))) {
        await this.#dock.sleep(RETRY_SECONDS)
        continue
      }
      shots.shift()
      if (!shots.length) {
        this.#queue.delete(harvest)
        this.#harvests = this.#harvests.filter(other => other !== harvest)
      }
      this.#count()
    }
    this.#round = undefined
    this.#highest = undefined
  }

  #announce({ flightId }: Harvest): void {
    if (this.#highest === flightId) return
    this.#highest = flightId
    this.#dock.link.event('highest_priority_upload_flighttask_media', { flight_id: flightId })
  }

  #count(): void {
    this.#dock.thing.set({ media_file_detail: { remain_upload: this.remaining } })
  }

  async #upload(harvest: Harvest, shot: Shot): Promise<boolean> {
    const { faults } = harvest
    const bytes = shot.kind === 'photo' ? await renderPhoto(shot, this.#dock.aircraft.product) : VIDEO
    const config = await this.#config(faults.cachedCredential === true)
    if (!config) return false
    const key = `${config.object_key_prefix}/${harvest.flightId}/${harvest.folder}/${shot.name}`
    const type = shot.kind === 'photo' ? 'image/jpeg' : 'video/mp4'
    try {
      if (faults.uploadError && harvest.uploaded >= faults.uploadError.file && faults.uploadError.times-- > 0)
        throw new Error('the upload broke off')
      await putObject(this.#withFault(config, harvest), key, bytes, type)
    } catch (error) {
      if (credentialsRefused(error)) this.#storage = undefined
      return false
    }
    harvest.uploaded++
    const data = this.#callback(harvest, shot, key)
    this.#dock.link.event('file_upload_callback', data)
    if (faults.duplicateCallback) this.#dock.link.event('file_upload_callback', data)
    return true
  }

  /** Once, from the given file on, the store is asked with credentials that it does not take. */
  #withFault(config: StorageConfig, { faults, uploaded }: Harvest): StorageConfig {
    if (!faults.expiredCredential || uploaded < faults.expiredCredential.file) return config
    delete faults.expiredCredential
    return { ...config, credentials: { ...config.credentials, security_token: `expired-${randomUUID()}` } }
  }

  /** What it would upload with now. */
  async credentials(): Promise<StorageConfig['credentials'] | undefined> {
    return (await this.#config(true))?.credentials
  }

  /** Asks for credentials unless those of before are still good: real docks keep them until they expire. */
  async #config(keep: boolean): Promise<StorageConfig | undefined> {
    if (this.#storage && (keep || this.#dock.clock.now() < this.#storage.until)) return this.#storage.config
    const answer = (await this.#dock.link.request('requests', 'storage_config_get', { module: 0 })) as {
      result?: number
      output?: StorageConfig
    }
    if (answer?.result !== 0 || !answer.output) return undefined
    const config = answer.output
    this.#storage = { config, until: this.#dock.clock.now() + config.credentials.expire * 1000 }
    return config
  }

  #callback(harvest: Harvest, shot: Shot, object_key: string) {
    const { product, payloadIndex } = this.#dock.aircraft
    const [type, sub_type] = payloadIndex.split('-')
    return {
      file: {
        object_key,
        path: harvest.folder,
        name: shot.name,
        cloud_to_cloud_id: 'DEFAULT',
        ext: {
          flight_id: harvest.flightId,
          drone_model_key: `${product.domain}-${product.type}-${product.sub_type}`,
          payload_model_key: `1-${type}-${sub_type}`,
          is_original: true,
        },
        metadata: {
          create_time: new Date(shot.takenAt).toISOString().replace(/\.\d+Z$/, '+00:00'),
          gimbal_yaw_degree: round(shot.heading, 2),
          absolute_altitude: round(shot.place.height, 3),
          relative_altitude: round(shot.relativeHeight, 3),
          shoot_position: { lat: round(shot.place.latitude, 9), lng: round(shot.place.longitude, 9) },
        },
      },
      flight_task: {
        uploaded_file_count: harvest.uploaded,
        expected_file_count: harvest.expected,
        flight_type: harvest.flightType,
      },
    }
  }
}
