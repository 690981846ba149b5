/** Photos and videos: taken from docks and from Pilot, found again by what they show, and let go when somebody says so. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Kysely, Selectable } from 'kysely'
import { attachedAircraft, type Directory } from '#link/directory.ts'
import type { Audit } from '#platform/audit.ts'
import type { Caller } from '#platform/auth/caller.ts'
import type { Bus } from '#platform/bus.ts'
import type { Clock } from '#platform/clock.ts'
import type { JobRow } from '#platform/database/mission-tables.ts'
import type { Database } from '#platform/database/schema.ts'
import { badRequest, notFound } from '#platform/errors.ts'
import type { Jobs } from '#platform/jobs/index.ts'
import type { Logger } from '#platform/log.ts'
import { type ObjectInfo, type Objects, ObjectsError } from '#platform/objects/index.ts'
import type { LiveDevices } from '../device/index.ts'
import type { FileFilter, MediaStore, NewFile, StoredFile, StoredSet } from './media.store.ts'
import { ABSENT_STATES, type AbsentState, absentView, type MediaView, mediaView, thumbKey } from './media.view.ts'
import { canPreviewPictures } from './picture.ts'
import { object, type ReportedCounts, type ReportedFile, whole } from './reading.ts'
import { absentCount, type DockUploads, isLost, stateOfAbsent } from './sets.ts'
import { canReadVideos } from './video.ts'

declare module '#platform/bus.ts' {
  interface BusEvents {
    /** A file has come, or more is known of it. */
    'media.changed': { workspaceId: string; file: MediaView }
    /** How many files of a flight have come; `uploading`: its dock uploads them before others. */
    'media.counted': MediaCounts & { event: 'file_upload_callback' | 'highest_priority_upload_flighttask_media' }
    /** Files of a flight were given up. */
    'media.missing': MediaCounts & { missing: number; jobName: string | null }
    /** All files of a flight have come, after some had been given up. */
    'media.complete': MediaCounts
  }
}

export interface MediaCounts {
  workspaceId: string
  gatewaySn: string | null
  aircraftSn: string | null
  jobId: string
  /** The flight that came first before. */
  previousJobId: string | null
  expected: number
  received: number
}

export const PROCESS = 'media-process'
export const REMOVE = 'media-remove'

/** An answer of the store that takes longer is awaited in the background. */
const STORE_PATIENCE_MS = 3_000
const STORE_PAUSE_MS = 10_000
const SWEEP_MS = 60_000
const FIRST_SWEEP_MS = 10_000
const HOUR_MS = 3600_000
const DAY_MS = 24 * HOUR_MS
/** Files that were given up are listed for so long. */
const SHOWN_MISSING_MS = 30 * DAY_MS
const SWEEP_FILES = 200
const SWEEP_SETS = 1_000
const DELETE_AT_ONCE = 500
const ARCHIVE_MINUTES = 10
export const MAX_ARCHIVE_FILES = 10_000
/** Rows on the map that are sent one by one. */
const MAX_POINTS = 2_000
const CELLS_ACROSS = 64
const FORECAST_DAYS = 14

type Db = Kysely<Database>

export interface Taken {
  file: StoredFile | undefined
  /** Why it was refused. */
  reason: string | undefined
  /** What to do after the commit. */
  announce: () => void
}

export interface MediaDependencies {
  store: MediaStore
  objects: Objects
  jobs: Jobs
  directory: Directory
  live: LiveDevices
  bus: Bus
  audit: Audit
  clock: Clock
  log: Logger
  /** Free bytes where objects are kept; undefined where nobody knows. */
  room(): Promise<number | undefined>
}

export class Media {
  readonly #deps: MediaDependencies
  readonly #stops: (() => void)[]
  /** What jobs that are under way have said of their files, so that each word is written once. */
  readonly #heard = new Map<string, string>()
  #storeSilentUntil = 0
  #lastHour: number
  #sweeping: Promise<void> | undefined
  /** What is younger is probably being done; after a start nothing is. */
  #leaveAlone = 0

  constructor(deps: MediaDependencies) {
    this.#deps = deps
    this.#lastHour = deps.clock.now()
    this.#stops = [
      deps.clock.after(FIRST_SWEEP_MS, () => void this.sweep()),
      deps.clock.every(SWEEP_MS, () => void this.sweep()),
      deps.bus.on('job.changed', ({ job }) => this.#jobChanged(job)),
    ]
  }

  // What has come ----------------------------------------------------------------------------------------------------

  /** Takes a file that a device reports, in the transaction of its message. `prefix`: where it may upload to. */
  async take(
    within: Db,
    from: { workspaceId: string; gatewaySn: string | null; source: 'dock' | 'pilot'; prefix: string },
    reported: ReportedFile,
    counts: ReportedCounts = { expected: null, uploaded: null, flightType: null },
  ): Promise<Taken> {
    const { store, clock } = this.#deps
    const { workspaceId, gatewaySn, source } = from
    const now = clock.now()
    if (!liesUnder(reported.objectKey, from.prefix)) return refused('the object key lies outside of its prefix')
    const info = await this.#look(reported.objectKey)
    if (info === 'absent') return refused('there is no such object')
    const job = reported.jobId === null ? undefined : await store.job(workspaceId, reported.jobId, within)
    const aircraftSn = reported.aircraftSn ?? job?.aircraft_sn ?? this.#aircraftOf(gatewaySn)
    const row: NewFile = {
      ...{ file_id: randomUUID(), workspace_id: workspaceId, object_key: reported.objectKey, source },
      state: info === 'unknown' ? 'uploading' : 'received',
      ...{ gateway_sn: gatewaySn, aircraft_sn: aircraftSn, job_id: reported.jobId },
      ...{ file_name: reported.name, file_path: reported.path },
      ...{ fingerprint: reported.fingerprint, tinny_fingerprint: reported.tinnyFingerprint },
      etag: info === 'unknown' ? null : info.etag,
      ...{ sub_file_type: reported.subFileType, is_original: reported.isOriginal },
      ...{ drone_model_key: reported.droneModelKey, payload_model_key: reported.payloadModelKey },
      ...{ kind: reported.kind, size: info === 'unknown' ? null : info.size, width: null, height: null },
      ...{ duration_s: null, taken_at: reported.takenAt },
      ...{ latitude: reported.latitude, longitude: reported.longitude },
      ...{ height_m: reported.heightM, relative_height_m: reported.relativeHeightM },
      ...{ gimbal_yaw: reported.gimbalYaw, gimbal_pitch: null, lens: reported.lens },
      ...{ waypoint_index: reported.waypointIndex, asset: reported.asset, created_at: now, updated_at: now },
    }
    const twin = row.etag !== null && row.job_id !== null ? await store.sameContent(within, row) : undefined
    if (twin) await store.forget(within, [row.object_key], now)
    const file = twin ?? (await store.keep(within, row))
    const set =
      row.job_id === null
        ? undefined
        : await store.expect(within, {
            ...{
              workspace_id: workspaceId,
              job_id: row.job_id,
              source,
              gateway_sn: gatewaySn,
              aircraft_sn: aircraftSn,
            },
            ...{ flight_type: counts.flightType, reported: counts.uploaded, last_file_at: now, now },
            expected: Math.max(counts.expected ?? 0, job?.media_count ?? 0),
            ended_at: job?.completed_time,
          })
    return {
      ...{ file, reason: undefined },
      announce: () => {
        this.#changed(file)
        if (set) this.#counted(set, 'file_upload_callback')
        if (file.preview === 'pending') this.#enqueue(PROCESS, file.file_id)
        if (twin) this.#enqueue(REMOVE)
      },
    }
  }

  /** A Pilot counts a group of files. */
  async countGroup(caller: Caller, groupId: string, expected: number, uploaded: number): Promise<void> {
    const { store, clock } = this.#deps
    const set = await store.transaction(trx =>
      store.expect(trx, {
        ...{ workspace_id: caller.workspaceId, job_id: groupId, source: 'pilot', expected, reported: uploaded },
        now: clock.now(),
      }),
    )
    this.#counted(set, 'file_upload_callback')
  }

  /** The dock says whose files it uploads first. */
  async prioritized(within: Db, workspaceId: string, gatewaySn: string, jobId: string): Promise<() => void> {
    const { store, clock } = this.#deps
    const now = clock.now()
    const previous = await store.firstOf(within, workspaceId, gatewaySn)
    const job = await store.job(workspaceId, jobId, within)
    const set = await store.expect(within, {
      ...{ workspace_id: workspaceId, job_id: jobId, source: 'dock', gateway_sn: gatewaySn },
      ...{ aircraft_sn: job?.aircraft_sn, expected: job?.media_count, ended_at: job?.completed_time },
      ...{ priority_at: now, now },
    })
    return () => this.#counted(set, 'highest_priority_upload_flighttask_media', previous)
  }

  /** A job says how many files its flight has made, and that it has ended. */
  async expect(job: {
    workspaceId: string
    jobId: string
    gatewaySn: string
    aircraftSn: string | null
    count: number
    endedAt: number | null
  }): Promise<void> {
    const { store, clock } = this.#deps
    await store.transaction(trx =>
      store.expect(trx, {
        ...{ workspace_id: job.workspaceId, job_id: job.jobId, source: 'dock', gateway_sn: job.gatewaySn },
        ...{ aircraft_sn: job.aircraftSn, expected: job.count, ended_at: job.endedAt, now: clock.now() },
      }),
    )
  }

  async #jobChanged(job: Selectable<JobRow>): Promise<void> {
    if (job.media_count === 0) return
    const word = `${job.media_count} ${job.completed_time}`
    if (this.#heard.get(job.job_id) === word) return
    await this.expect({
      ...{ workspaceId: job.workspace_id, jobId: job.job_id, gatewaySn: job.dock_sn, aircraftSn: job.aircraft_sn },
      ...{ count: job.media_count, endedAt: job.completed_time },
    })
    if (job.completed_time === null) this.#heard.set(job.job_id, word)
    else this.#heard.delete(job.job_id)
  }

  async #look(key: string): Promise<ObjectInfo | 'absent' | 'unknown'> {
    const { objects, clock, log } = this.#deps
    if (performance.now() < this.#storeSilentUntil) return 'unknown'
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<'unknown'>(resolve => {
      timer = setTimeout(resolve, STORE_PATIENCE_MS, 'unknown')
    })
    try {
      const found = await Promise.race([objects.head(key).then(info => info ?? 'absent'), late])
      if (found === 'unknown') this.#storeSilentUntil = performance.now() + STORE_PAUSE_MS
      return found
    } catch (error) {
      if (error instanceof ObjectsError && error.fault === 'bad-key') return 'absent'
      log.warn({ err: error, at: clock.now() }, 'the object store does not answer: a file is looked for later')
      this.#storeSilentUntil = performance.now() + STORE_PAUSE_MS
      return 'unknown'
    } finally {
      clearTimeout(timer)
    }
  }

  #aircraftOf(gatewaySn: string | null): string | null {
    return (gatewaySn !== null && attachedAircraft(this.#deps.directory.device(gatewaySn))) || null
  }

  #changed(file: StoredFile) {
    const { bus, objects } = this.#deps
    if (file.deleted_at === null)
      bus.emit('media.changed', { workspaceId: file.workspace_id, file: mediaView(file, objects) })
  }

  #counted(
    set: StoredSet,
    event: 'file_upload_callback' | 'highest_priority_upload_flighttask_media',
    previousJobId: string | null = null,
  ) {
    const counts = { ...countsOf(set), previousJobId }
    this.#deps.bus.emit('media.counted', { ...counts, event })
    if (set.missing_at !== null && absentCount(set) === 0) this.#deps.bus.emit('media.complete', counts)
  }

  /** In the background; the sweep finds what was not added. */
  #enqueue(name: string, fileId = '') {
    const { jobs, log } = this.#deps
    jobs
      .send(name, { fileId }, { singletonKey: fileId || name })
      .catch(error => log.debug({ err: error, name }, 'a background job waits for the sweep'))
  }

  /** Tells those who watch that more is known of a file; `arrived`: that it is there after all. */
  async announce(fileId: string, arrived: boolean): Promise<void> {
    const { store } = this.#deps
    const file = await store.byId(fileId)
    if (!file) return
    this.#changed(file)
    const set = arrived && file.job_id !== null ? await store.set(file.workspace_id, file.job_id) : undefined
    if (set) this.#counted(set, 'file_upload_callback')
  }

  // What is there ----------------------------------------------------------------------------------------------------

  async list(filter: FileFilter, order: Parameters<MediaStore['list']>[1], limit: number, offset: number) {
    const { store, objects } = this.#deps
    const { rows, total } = await store.list(filter, order, limit, offset)
    return { list: rows.map(row => mediaView(row, objects)), total }
  }

  /** A row for each file that has not come, of flights that are not settled. */
  async absent(
    { workspaceId, sns, jobId, missionId, dockSn, aircraftSn }: FileFilter,
    state: AbsentState,
    limit: number,
    offset: number,
  ) {
    const sets = (await this.#absentSets(workspaceId, sns)).filter(
      ({ set, state: is }) =>
        is === state &&
        (jobId === undefined || set.job_id === jobId) &&
        (missionId === undefined || set.mission_id === missionId) &&
        (dockSn === undefined || set.gateway_sn === dockSn) &&
        (aircraftSn === undefined || set.aircraft_sn === aircraftSn),
    )
    const list: MediaView[] = []
    let total = 0
    for (const { set, count } of sets) {
      for (let n = Math.max(0, offset - total); n < count && list.length < limit; n++) list.push(absentView(set, state))
      total += count
    }
    return { list, total }
  }

  async #absentSets(workspaceId: string, sns: string[] | undefined) {
    const sets = await this.#deps.store.openSets(SWEEP_SETS, workspaceId, sns)
    const now = this.#deps.clock.now()
    return sets
      .map(set => ({ set, count: absentCount(set), state: stateOfAbsent(set, this.#uploadsOf(set), now) }))
      .filter(({ count }) => count > 0)
  }

  /** @throws AppError 404 where it is not, or not for the asker. */
  async find(caller: Caller, sns: string[] | undefined, fileId: string): Promise<StoredFile> {
    const file = await this.#deps.store.byId(fileId)
    const visible =
      file?.workspace_id === caller.workspaceId &&
      file.deleted_at === null &&
      (sns === undefined || [file.gateway_sn, file.aircraft_sn].some(sn => sn !== null && sns.includes(sn)))
    if (!visible) throw notFound('The file')
    return file
  }

  view(file: StoredFile): MediaView {
    return mediaView(file, this.#deps.objects)
  }

  async map(filter: FileFilter) {
    const { store, objects } = this.#deps
    const total = await store.count(filter)
    if (total <= MAX_POINTS) {
      const rows = await store.points(filter, MAX_POINTS)
      return { total, points: rows.map(row => mediaView(row, objects)), clusters: [] }
    }
    const { west = -180, east = 180, south = -90, north = 90 } = filter.bbox ?? {}
    const width = east >= west ? east - west : east - west + 360
    const cell = Math.max(width, north - south, 1e-6) / CELLS_ACROSS
    const clusters = await store.clusters(filter, cell)
    const covers = await this.#thumbs(clusters.map(({ file_id }) => file_id))
    return {
      total,
      points: [],
      clusters: clusters.map(({ file_id, ...cluster }) => ({ ...cluster, thumb_url: covers.get(file_id) ?? null })),
    }
  }

  async groups(filter: FileFilter, by: 'mission' | 'asset' | 'day', limit: number) {
    const groups = await this.#deps.store.groups(filter, by, limit)
    const covers = await this.#thumbs(groups.map(group => group.cover_id))
    return groups.map(({ cover_id, ...group }) => ({ ...group, thumb_url: covers.get(cover_id) ?? null }))
  }

  async #thumbs(ids: string[]): Promise<Map<string, string | null>> {
    const { store, objects } = this.#deps
    const rows = ids.length ? await store.byIds(ids) : []
    return new Map(rows.map(row => [row.file_id, mediaView(row, objects).thumb_url]))
  }

  /** The files of one flight, and how many are where. */
  async ofJob(workspaceId: string, sns: string[] | undefined, jobId: string) {
    const { store, objects, clock } = this.#deps
    const set = await store.set(workspaceId, jobId)
    const visible =
      sns === undefined || [set?.gateway_sn, set?.aircraft_sn].some(sn => typeof sn === 'string' && sns.includes(sn))
    const job = await store.job(workspaceId, jobId)
    const jobVisible = job && (sns === undefined || sns.includes(job.dock_sn))
    if (!(set && visible) && !jobVisible) throw notFound('The job')
    const files = await store.all({ workspaceId, sns, jobId }, MAX_ARCHIVE_FILES)
    const counts = { on_aircraft: 0, on_dock: 0, uploading: 0, missing: 0 }
    if (set) counts[stateOfAbsent(set, this.#uploadsOf(set), clock.now())] = absentCount(set)
    else if (job) counts.on_aircraft = Math.max(0, job.media_count - files.length)
    return {
      expected: Math.max(set?.expected ?? 0, job?.media_count ?? 0),
      received: set?.received ?? files.length,
      ...counts,
      files: files.map(file => mediaView(file, objects)),
    }
  }

  /** The dock that a job's files come from. @throws AppError 404 */
  async dockOf(workspaceId: string, sns: string[] | undefined, jobId: string): Promise<string> {
    const { store } = this.#deps
    const dock = (await store.job(workspaceId, jobId))?.dock_sn ?? (await store.set(workspaceId, jobId))?.gateway_sn
    if (!dock || (sns !== undefined && !sns.includes(dock))) throw notFound('The job')
    return dock
  }

  async summary(workspaceId: string, sns: string[] | undefined) {
    const { store, clock, room } = this.#deps
    const now = clock.now()
    const totals = await store.totals(workspaceId, sns, now - FORECAST_DAYS * DAY_MS)
    const counts = Object.fromEntries(ABSENT_STATES.map(state => [state, 0])) as Record<AbsentState, number>
    for (const { state, count } of await this.#absentSets(workspaceId, sns)) counts[state] += count
    const days = Math.min(FORECAST_DAYS, Math.max(1, (now - (totals.first ?? now)) / DAY_MS))
    const perDay = Math.round(totals.recent / days)
    const free = await room().catch(() => undefined)
    return {
      counts: { ...counts, received: totals.count },
      bytes: totals.bytes,
      tools: { pictures: await canPreviewPictures(), videos: await canReadVideos() },
      forecast: {
        free_bytes: free ?? null,
        bytes_per_day: perDay,
        days_until_full: free === undefined || perDay === 0 ? null : Math.floor(free / perDay),
      },
    }
  }

  // Pilot ------------------------------------------------------------------------------------------------------------

  hasFingerprint(workspaceId: string, fingerprint: string): Promise<boolean> {
    return this.#deps.store.hasFingerprint(workspaceId, fingerprint)
  }
  async tinyFingerprints(workspaceId: string, asked: string[]): Promise<string[]> {
    return asked.length ? await this.#deps.store.tinyFingerprints(workspaceId, asked) : []
  }
  /** A Pilot's report of a file. @throws AppError 400 where it is not his, or not there. */
  async takeFromPilot(caller: Caller, prefix: string, reported: ReportedFile): Promise<StoredFile> {
    const { store, directory, audit } = this.#deps
    const aircraft = reported.aircraftSn === null ? undefined : directory.device(reported.aircraftSn)
    const own = aircraft?.workspaceId === caller.workspaceId
    const gatewaySn = own ? (directory.gatewayOf(aircraft.sn) ?? null) : null
    const from = { workspaceId: caller.workspaceId, gatewaySn, source: 'pilot' as const, prefix }
    const { file, reason, announce } = await store.transaction(trx => this.take(trx, from, reported))
    if (!file) {
      await audit.record({
        ...{ workspaceId: caller.workspaceId, userId: caller.userId, username: caller.username },
        ...{ action: 'media.refused', target: reported.name, address: caller.address, result: reason! },
        detail: { object_key: reported.objectKey },
      })
      throw badRequest(`The file was not taken: ${reason}`)
    }
    announce()
    return file
  }

  // Let go -----------------------------------------------------------------------------------------------------------

  /** Deletes those of the files that the asker may see. Objects go in the background, after the commit. */
  async delete(caller: Caller, sns: string[] | undefined, fileIds: string[], reason: string): Promise<number> {
    const { store, audit } = this.#deps
    const rows = await store.all({ workspaceId: caller.workspaceId, sns, ids: fileIds }, fileIds.length)
    if (rows.length === 0) throw notFound('The file')
    const gone = await this.#discard(rows, caller.username, reason)
    for (let at = 0; at < gone.length; at += 100) {
      const some = gone.slice(at, at + 100)
      await audit.record({
        ...{ workspaceId: caller.workspaceId, userId: caller.userId, username: caller.username },
        ...{ action: 'media.delete', target: some[0]!.file_name, address: caller.address, result: 'ok' },
        detail: { reason, count: some.length, files: some.map(({ file_id, file_name }) => ({ file_id, file_name })) },
      })
    }
    return gone.length
  }

  async #discard(rows: StoredFile[], username: string, reason: string): Promise<StoredFile[]> {
    const { store, clock } = this.#deps
    const now = clock.now()
    const gone = await store.transaction(async trx => {
      const discarded = await store.discard(trx, rows, { username, reason, now })
      await store.forget(
        trx,
        discarded.flatMap(file => [file.object_key, thumbKey(file)]),
        now,
      )
      return discarded
    })
    if (gone.length) this.#enqueue(REMOVE)
    return gone
  }

  /** Removes objects that nothing refers to. Runs again where the store fails. */
  async removeObjects(): Promise<void> {
    const { store, objects } = this.#deps
    for (;;) {
      const { keys, kept } = await store.removals(DELETE_AT_ONCE)
      if (keys.length + kept.length === 0) return
      if (keys.length) await objects.remove(keys)
      await store.removed([...keys, ...kept])
    }
  }

  // Downloads --------------------------------------------------------------------------------------------------------

  /** Keeps a choice of files for a while. The token in the address is all that a download takes. */
  async archive(caller: Caller, filter: FileFilter): Promise<{ token: string; count: number; bytes: number }> {
    const { store, clock } = this.#deps
    const rows = await store.all(filter, MAX_ARCHIVE_FILES + 1)
    if (rows.length === 0) throw notFound('The file')
    if (rows.length > MAX_ARCHIVE_FILES)
      throw badRequest(`More than ${MAX_ARCHIVE_FILES} files at once: narrow the choice`)
    const token = randomBytes(24).toString('base64url')
    const now = clock.now()
    await store.addArchive({
      ...{ archive_id: randomUUID(), token_hash: hashOf(token), workspace_id: caller.workspaceId },
      ...{ user_id: caller.userId, session_id: caller.sessionId, file_ids: rows.map(row => row.file_id) },
      ...{ created_at: now, expires_at: now + ARCHIVE_MINUTES * 60_000 },
    })
    return { token, count: rows.length, bytes: rows.reduce((sum, row) => sum + (row.size ?? 0), 0) }
  }

  /** The files of a token that has not expired, and the session that asked for them. */
  async archived(token: string): Promise<{ files: StoredFile[]; sessionId: string | null } | undefined> {
    const { store, clock } = this.#deps
    const found = await store.archive(hashOf(token), clock.now())
    if (!found) return undefined
    const files = await store.all(
      { workspaceId: found.workspace_id, sns: undefined, ids: found.file_ids },
      MAX_ARCHIVE_FILES,
    )
    return { files, sessionId: found.session_id }
  }

  // In the background ------------------------------------------------------------------------------------------------

  /** Finds what was left undone: by a process that died, a store or a database that was away, a device that fell silent. */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#sweep().finally(() => {
      this.#sweeping = undefined
    })
    return this.#sweeping
  }

  async #sweep() {
    const { store, clock, log } = this.#deps
    try {
      const now = clock.now()
      for (const fileId of await store.toProcess(now - this.#leaveAlone, SWEEP_FILES)) this.#enqueue(PROCESS, fileId)
      this.#leaveAlone = SWEEP_MS
      if (await store.anythingToRemove()) this.#enqueue(REMOVE)
      await this.#reconcile(now)
      if (now - this.#lastHour >= HOUR_MS) {
        this.#lastHour = now
        await store.pruneArchives(now)
        await this.retain()
      }
    } catch (error) {
      log.warn({ err: error }, 'media could not be looked after; tried again in a minute')
    }
  }

  async #reconcile(now: number) {
    const { store, bus } = this.#deps
    for (const job of await store.jobsWithMedia(now - 2 * DAY_MS))
      await this.expect({
        ...{ workspaceId: job.workspace_id, jobId: job.job_id, gatewaySn: job.dock_sn, aircraftSn: job.aircraft_sn },
        ...{ count: job.media_count, endedAt: job.completed_time },
      })
    for (const set of await store.openSets(SWEEP_SETS)) {
      const absent = absentCount(set)
      const over = set.ended_at !== null || (set.last_file_at !== null && now - set.last_file_at > DAY_MS)
      const settled = absent === 0 && over && now - Math.max(set.last_file_at ?? 0, set.ended_at ?? 0) > DAY_MS
      const longGone = set.missing_at !== null && now - set.missing_at > SHOWN_MISSING_MS
      if (settled || longGone) await store.complete(set, now)
      else if (isLost(set, this.#uploadsOf(set), now) && (await store.giveUp(set, now)))
        bus.emit('media.missing', { ...countsOf(set), missing: absent, jobName: set.job_name })
    }
  }

  #uploadsOf({ gateway_sn: sn }: StoredSet): DockUploads | undefined {
    const live = sn === null ? undefined : this.#deps.live.get(sn)
    const remaining = whole(object(live?.osd.media_file_detail).remain_upload)
    return live?.osdAt === undefined || remaining === null ? undefined : { remaining, at: live.osdAt }
  }

  /** Lets go of files older than their workspaces want. */
  async retain(): Promise<void> {
    const { store, clock, audit } = this.#deps
    const now = clock.now()
    for (const { workspace_id, days } of await store.retentions()) {
      let count = 0
      for (;;) {
        const rows = await store.olderThan(workspace_id, now - days * DAY_MS, DELETE_AT_ONCE)
        if (rows.length === 0) break
        count += (await this.#discard(rows, '', `kept for ${days} days`)).length
      }
      if (count > 0)
        await audit.record({
          ...{ workspaceId: workspace_id, userId: null, username: '', action: 'media.retention', address: '' },
          ...{ target: `${count} files`, detail: { count, days }, result: 'ok' },
        })
    }
  }

  close() {
    for (const stop of this.#stops) stop()
  }
}

const refused = (reason: string): Taken => ({ file: undefined, reason, announce: () => {} })

const countsOf = (set: StoredSet): MediaCounts => ({
  ...{ workspaceId: set.workspace_id, gatewaySn: set.gateway_sn, aircraftSn: set.aircraft_sn, jobId: set.job_id },
  ...{ previousJobId: null, expected: set.expected, received: set.received },
})

/** Below the prefix, and with no part that leads out of it. */
const liesUnder = (key: string, prefix: string) =>
  key.startsWith(`${prefix}/`) && key.split('/').every(part => part !== '' && part !== '.' && part !== '..')

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url')
