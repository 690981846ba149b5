/**
 * Runs of missions around now: what is due within a day, what is under way, what ended lately. Fetched when the live
 * channel opens, then kept by its pushes; pages with another span fetch their own.
 */
import { computed, shallowRef, watch } from 'vue'
import { get } from '../api/client.ts'
import type { Frame, Job, JobState, Page } from '../api/types.ts'
import { onFrame, onOpened } from './channel.ts'
import { now, serverNow } from './clock.ts'
import { gatewaysInView } from './fleet.ts'
import { siteChoice } from './preferences.ts'
import { waylinePath, workspaceId } from './session.ts'

const HOUR_MS = 3_600_000
/** A flight lasts less than this: what started earlier is over. */
const LOOK_BACK_MS = 12 * HOUR_MS
const AHEAD_HOURS = 24
const MOST = 500

export const WAITING: ReadonlySet<JobState> = new Set(['scheduled', 'awaiting', 'preparing', 'prepared'])
/** With the aircraft, or so it is believed. */
export const UNDER_WAY: ReadonlySet<JobState> = new Set(['executing', 'unknown', 'running', 'paused'])
export const isJobOver = (state: JobState): boolean => !WAITING.has(state) && !UNDER_WAY.has(state)

const rows = shallowRef<ReadonlyMap<string, Job>>(new Map())
const loaded = shallowRef(false)
/** By id; not narrowed to the chosen site. */
export const jobs = computed(() => rows.value)
export const jobsLoaded = computed(() => loaded.value)

const docksInView = computed(() => new Set(gatewaysInView.value.map(gateway => gateway.device_sn)))
/** Of the chosen site, by the time they are due. */
export const jobsInView = computed(() =>
  [...rows.value.values()]
    .filter(job => !siteChoice.value || docksInView.value.has(job.dock_sn))
    .sort((a, b) => a.begin_time - b.begin_time),
)

/** The next run that is due, in the chosen site; null: none within a day. */
export const nextLaunch = computed<Job | null>(() => jobsInView.value.find(job => WAITING.has(job.state)) ?? null)

/** The run that a dock is flying, or the latest that it flew within `keepMs` ago. */
export function jobOfDock(dockSn: string, keepMs = 0): Job | null {
  let found: Job | null = null
  for (const job of rows.value.values()) {
    if (job.dock_sn !== dockSn) continue
    if (UNDER_WAY.has(job.state)) return job
    const ended = job.completed_time ?? job.updated_at
    if (isJobOver(job.state) && now.value - ended < keepMs && ended > (found?.completed_time ?? 0)) found = job
  }
  return found
}

const listeners = new Set<(job: Job) => void>()
/** Called with every changed run; returns the way to stop. */
export function onJob(listener: (job: Job) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Takes a run that the server has told, unless a newer telling is known. */
export function keepJob(job: Job): void {
  const known = rows.value.get(job.job_id)
  if (known && known.updated_at > job.updated_at) return
  rows.value = new Map(rows.value).set(job.job_id, { ...known, ...job })
  for (const listener of listeners) listener(job)
}

async function load(): Promise<void> {
  const workspace = workspaceId.value
  if (!workspace) return
  const time = Math.round(serverNow())
  const [due, recent] = await Promise.all([
    get<{ list: Job[] }>(waylinePath('/readiness'), { hours: AHEAD_HOURS }),
    get<Page<Job>>(waylinePath('/jobs'), { from: time - LOOK_BACK_MS, to: time + 60_000, page_size: MOST }),
  ])
  if (workspace !== workspaceId.value) return
  rows.value = new Map([...recent.list, ...due.list].map(job => [job.job_id, job]))
  loaded.value = true
}
/** Pages that changed something may ask for it; failures are told by the pages' own requests. */
export const loadJobs = (): Promise<void> => load().catch(() => {})

/** Joins the store to the live channel; once, at the start of the console. */
export function startJobs(): void {
  onFrame((frame: Frame) => {
    if (frame.biz_code === 'job_update') keepJob((frame.data as { job: Job }).job)
    else if (frame.biz_code === 'mission_update') void loadJobs()
  })
  onOpened(loadJobs)
  watch(workspaceId, () => {
    rows.value = new Map()
    loaded.value = false
  })
}
