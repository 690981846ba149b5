/** What docks say of missions. Each event is committed with what it changes; a terminal state is final. */
import { attachedAircraft } from '#link/directory.ts'
import type { Link, Message } from '#link/link.ts'
import type { Bus } from '#platform/bus.ts'
import type { DockReports, JobProgress } from '#platform/database/mission-tables.ts'
import type { Dispatcher } from './dispatcher.ts'
import { ending, URL_SECONDS } from './dispatcher.ts'
import { isTerminal, LIVING } from './mission.states.ts'
import { type Job, json, type MissionStore } from './mission.store.ts'
import { stepText } from './mission.view.ts'
import { verdictOf } from './outcome.ts'

declare module '#platform/bus.ts' {
  interface BusEvents {
    /** Progress of a mission as the dock sent it: `data` has result and output. */
    'job.progress': { workspaceId: string; sn: string; jobId: string; data: Record<string, unknown> }
    /** Another event of a flight: return_home_info, in_flight_wayline_progress and the like. */
    'flight.notice': {
      workspaceId: string
      gatewaySn: string
      method: string
      jobId: string | null
      data: Record<string, unknown>
    }
  }
}

/** Result of a request about a mission that is not known here. */
const UNKNOWN_MISSION = 314001

export interface HandlerOptions {
  link: Link
  store: MissionStore
  dispatcher: Dispatcher
  /** The job that flies from or to a dock, from memory. */
  flying(dockSn: string): Job | undefined
  deviceUrl(key: string, options: { seconds: number }): string | Promise<string>
  bus: Bus
}

export function missionHandlers({ link, store, dispatcher, flying, deviceUrl, bus }: HandlerOptions) {
  /** The job of a message, if it belongs to the dock that speaks. */
  const jobOf = async (message: Message, flightId: unknown): Promise<Job | undefined> => {
    if (typeof flightId !== 'string' || flightId.length > 64) return undefined
    const job = await store.jobForUpdate(message.trx, flightId)
    return job && job.workspace_id === message.workspaceId && job.dock_sns.includes(message.gatewaySn) ? job : undefined
  }

  link.handle('events', 'flighttask_progress', async message => {
    const data = objectOf(message.data)
    const output = objectOf(data.output)
    const ext = objectOf(output.ext)
    const job = await jobOf(message, ext.flight_id ?? message.envelope.bid)
    if (!job) return undefined
    const { gatewaySn, receivedAt, trx, workspaceId } = message
    const tell = () => bus.emit('job.progress', { workspaceId: workspaceId!, sn: gatewaySn, jobId: job.job_id, data })
    if (isTerminal(job.state)) {
      // The last word of a dock comes again, or late: kept, and of no effect.
      const last = job.docks[gatewaySn]?.status
      const status = typeof output.status === 'string' ? output.status : ''
      if (last !== status) {
        await store.change(
          job.job_id,
          [job.state],
          { docks: json(reported(job.docks, message, output)), wake_at: null },
          { time: receivedAt, state: 'late', detail: `The dock reported ${status} after the end` },
          { trx },
        )
        message.afterCommit(tell)
      }
      return undefined
    }
    const row = await store.change(
      job.job_id,
      LIVING,
      changeBy(job, message, data, output, ext),
      noteOf(job, output, receivedAt),
      { trx },
    )
    message.afterCommit(() => {
      tell()
      if (!row) return
      bus.emit('job.changed', { job: row, previous: job.state })
      if (isTerminal(row.state) && row.dock_sns.length > 1)
        dispatcher.stopOthers(row, gatewaySn, row.state === 'failed' ? 1 : 0)
    })
    return undefined
  })

  link.handle('events', 'flighttask_ready', async message => {
    const ids = objectOf(message.data).flight_ids
    for (const id of Array.isArray(ids) ? ids.slice(0, 100) : []) {
      const job = await jobOf(message, id)
      if (job?.task_type !== 2 || job.ready || isTerminal(job.state)) continue
      const { receivedAt: now, trx } = message
      const row = await store.change(
        job.job_id,
        ['prepared', 'preparing'],
        { ready: true, ...(job.state === 'prepared' ? { wake_at: now } : {}), updated_at: now },
        { time: now, detail: 'The conditions of the mission are met' },
        { trx, keepLease: job.state === 'preparing' },
      )
      if (row)
        message.afterCommit(() => {
          bus.emit('job.changed', { job: row, previous: job.state })
          dispatcher.kick()
        })
    }
    return undefined
  })

  for (const method of ['return_home_info', 'in_flight_wayline_progress'])
    link.handle('events', method, async message => {
      const { workspaceId, gatewaySn } = message
      if (!workspaceId) return undefined
      const data = objectOf(message.data)
      const job = flying(gatewaySn)
      if (method === 'in_flight_wayline_progress' && job && Number(data.status) >= 5)
        await store.note(
          job.job_id,
          { time: message.receivedAt, state: 'in_flight_wayline', detail: IN_FLIGHT[Number(data.status)] ?? null },
          message.trx,
        )
      message.afterCommit(() =>
        bus.emit('flight.notice', { workspaceId, gatewaySn, method, jobId: job?.job_id ?? null, data }),
      )
      return undefined
    })

  link.handle('requests', 'flighttask_resource_get', async message => {
    const job = await jobOf(message, objectOf(message.data).flight_id)
    if (!job?.file_key || !job.file_sign) return { result: UNKNOWN_MISSION }
    const url = await deviceUrl(job.file_key, { seconds: URL_SECONDS })
    return { result: 0, output: { file: { url, fingerprint: job.file_sign } } }
  })

  link.handle('requests', 'flighttask_progress_get', async message => {
    const data = objectOf(message.data)
    // Dock 2 calls the other dock target_sn, Dock 3 sn.
    const other = data.target_sn ?? data.sn
    const job = (await jobOf(message, data.flight_id)) ?? flying(message.gatewaySn)
    const report = typeof other === 'string' ? job?.docks[other] : undefined
    if (!job?.dock_sns.includes(message.gatewaySn) || !report) return { result: UNKNOWN_MISSION }
    const progress = { current_step: report.step ?? 65535, percent: report.percent ?? 0 }
    return { result: 0, output: { flight_id: job.job_id, status: report.status, progress } }
  })
}

const IN_FLIGHT: Readonly<Record<number, string>> = {
  5: 'The wayline given in flight was cancelled',
  6: 'The wayline given in flight was flown',
  7: 'The wayline given in flight failed',
  8: 'The wayline given in flight took too long',
}

const SUPERVISE_MS = 30_000
/** Of `wayline_mission_state`: from here on waypoints of the wayline are flown. */
const ON_WAYLINE = 6

function changeBy(
  job: Job,
  message: Message,
  data: Record<string, unknown>,
  output: Record<string, unknown>,
  ext: Record<string, unknown>,
) {
  const { receivedAt: now, gateway, gatewaySn } = message
  const progress = objectOf(output.progress)
  const breakPoint = objectOf(ext.break_point)
  const step = integerOf(progress.current_step)
  const waypoint = integerOf(ext.current_waypoint_index)
  const waylineState = integerOf(ext.wayline_mission_state)
  const before = job.progress
  const merged: JobProgress = {
    percent: numberOf(progress.percent) ?? before?.percent ?? null,
    step: step ?? before?.step ?? null,
    step_text: (step === null ? before?.step_text : stepText(gateway?.product.gateway, step)) ?? null,
    waypoint_index: waypoint ?? before?.waypoint_index ?? null,
    waypoint_count: job.waypoint_count,
    wayline_state: waylineState ?? before?.wayline_state ?? null,
  }
  const media = integerOf(ext.media_count)
  const common = {
    docks: json(reported(job.docks, message, output)),
    progress: json(merged),
    progressed_at: now,
    // Docks name the aircraft when they switch it on, which may be after the mission was given to them.
    ...(job.aircraft_sn === null && gatewaySn === job.dock_sn
      ? { aircraft_sn: attachedAircraft(gateway) ?? null }
      : {}),
    launched_at: job.launched_at ?? now,
    updated_at: now,
    ...(Object.keys(breakPoint).length ? { break_point: json(breakPoint) } : {}),
    ...(media === null ? {} : { media_count: Math.max(job.media_count, media) }),
  }
  const status = typeof output.status === 'string' ? output.status : 'in_progress'
  const flown = (merged.waypoint_index ?? 0) > 0 && (before?.wayline_state ?? waylineState ?? 0) >= ON_WAYLINE
  const verdict = verdictOf({
    status,
    code: integerOf(data.result) ?? 0,
    breakReason: integerOf(breakPoint.break_reason) ?? undefined,
    flown,
  })
  // Of two docks, the first to report an end ends the mission; the other is told so.
  if (verdict) return { ...common, ...ending(verdict, now) }
  return {
    ...common,
    state: status === 'paused' ? ('paused' as const) : ('running' as const),
    wake_at: now + SUPERVISE_MS,
  }
}

function noteOf(job: Job, output: Record<string, unknown>, time: number) {
  const status = typeof output.status === 'string' ? output.status : 'in_progress'
  const changes =
    status === 'paused'
      ? job.state !== 'paused'
      : status === 'in_progress' || status === 'sent'
        ? job.state !== 'running'
        : true
  return changes ? { time, detail: `The dock reports ${status}` } : null
}

function reported(
  docks: DockReports,
  { gatewaySn, receivedAt }: Message,
  output: Record<string, unknown>,
): DockReports {
  const progress = objectOf(output.progress)
  const status = typeof output.status === 'string' ? output.status.slice(0, 40) : 'in_progress'
  const report = { status, step: integerOf(progress.current_step), percent: numberOf(progress.percent), at: receivedAt }
  return { ...docks, [gatewaySn]: report }
}

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
const numberOf = (value: unknown): number | null => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}
const integerOf = (value: unknown): number | null => {
  const number = numberOf(value)
  return number !== null && Number.isInteger(number) && Math.abs(number) < 2 ** 31 ? number : null
}
