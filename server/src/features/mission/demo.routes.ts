/** Missions as the demo's front end plans and shows them; `GET jobs` also serves ours, with filters. */
import { Type } from 'typebox'
import type { FlightPlan } from '#platform/database/mission-tables.ts'
import { badRequest, conflict } from '#platform/errors.ts'
import { type HttpApp, outcome, Paged, PageQuery, paging, route } from '#platform/http.ts'
import { Id, Name, Time } from '#platform/wire.ts'
import { statesOf } from './mission.routes.ts'
import type { Missions } from './mission.service.ts'
import { isTerminal } from './mission.states.ts'
import { JobView } from './mission.view.ts'
import { dayIn, instantOf, timeIn } from './zone.ts'

const tags = ['Missions']
const base = '/wayline/api/v1/workspaces/:workspace_id'
/** How long the demo's front end is left to wait for a mission that it starts at once. */
const LAUNCH_WITHIN_MS = 12_000
const MOST_JOBS = 366
const DAY_MS = 86_400_000
const seconds = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000 })

export function demoMissionRoutes(
  app: HttpApp,
  missions: Missions,
  zoneOf: (workspaceId: string, dockSn: string) => Promise<string>,
) {
  route(app, {
    method: 'POST',
    url: `${base}/flight-tasks`,
    access: 'operator',
    tags,
    summary: 'Create jobs of a dock: now, or one for each day and time',
    body: Type.Object({
      name: Name,
      file_id: Id,
      dock_sn: Id,
      wayline_type: Type.Optional(Type.Integer({ minimum: 0, maximum: 3 })),
      task_type: Type.Integer({ minimum: 0, maximum: 2 }),
      rth_altitude: Type.Integer({ minimum: 20, maximum: 1500 }),
      out_of_control_action: Type.Integer({ minimum: 0, maximum: 2 }),
      min_battery_capacity: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
      min_storage_capacity: Type.Optional(Type.Integer({ minimum: 0, maximum: 16_777_216 })),
      task_days: Type.Optional(Type.Array(seconds, { maxItems: MOST_JOBS })),
      task_periods: Type.Optional(Type.Array(Type.Array(seconds, { minItems: 1, maxItems: 2 }), { maxItems: 48 })),
    }),
    handler: async ({ caller, body }) => {
      const { name, file_id, dock_sn, task_type, rth_altitude, out_of_control_action } = body
      const now = Date.now()
      const zone = await zoneOf(caller.workspaceId, dock_sn)
      const times = task_type === 0 ? [{ begin: now, conditions: null }] : timesOf(body, zone, task_type)
      if (times.length === 0) throw badRequest('task_days and task_periods name no time')
      if (times.length > MOST_JOBS) throw badRequest(`At most ${MOST_JOBS} jobs at a time`)
      if (times.some(({ begin, conditions }) => (conditions?.end_time ?? begin) < now - 60_000))
        throw badRequest('A time is in the past')
      const jobs = await missions.addJobs(
        caller,
        {
          name,
          file_id,
          dock_sn,
          task_type,
          rth_altitude,
          out_of_control_action,
          begin_time: times[0]!.begin,
          conditions: times[0]!.conditions,
          min_battery_capacity: task_type === 2 ? null : (body.min_battery_capacity ?? null),
          min_storage_capacity: body.min_storage_capacity ?? null,
        },
        times,
      )
      if (task_type !== 0) return undefined
      const job = await missions.launched(jobs[0]!.job_id, LAUNCH_WITHIN_MS)
      if (job && isTerminal(job.state) && job.state !== 'done')
        return outcome({ code: job.code || -1, message: job.message ?? 'The mission was not started', data: '' })
      return undefined
    },
  })

  route(app, {
    method: 'GET',
    url: `${base}/jobs`,
    access: 'viewer',
    tags,
    summary: 'Runs of missions, newest first',
    description: 'With a token of /manage/api/v1/login in the form of the demo, times as text.',
    query: Type.Interface([PageQuery], {
      from: Type.Optional(Time),
      to: Type.Optional(Time),
      dock_sn: Type.Optional(Type.String()),
      state: Type.Optional(Type.String({ description: 'One, or several with commas' })),
      mission_id: Type.Optional(Type.String()),
    }),
    data: Paged(JobView),
    handler: async ({ caller, query }) => {
      const demo = caller.kind === 'demo'
      const page = paging(demo ? { page_size: 10, ...query } : query)
      const filter = { from: query.from, to: query.to, dockSn: query.dock_sn, missionId: query.mission_id }
      const { rows, total } = await missions.jobs(
        caller,
        { ...filter, states: statesOf(query.state) },
        page.limit,
        page.offset,
        demo ? 'newest' : 'latest',
      )
      return page.answer(
        rows.map(job => (demo ? missions.demoView(job) : missions.view(job))),
        total,
      )
    },
  })

  route(app, {
    method: 'DELETE',
    url: `${base}/jobs`,
    access: 'operator',
    tags,
    summary: 'Cancel jobs that have not been launched',
    query: Type.Object({ job_id: Type.Union([Id, Type.Array(Id, { minItems: 1, maxItems: 100 })]) }),
    handler: async ({ caller, query }) => {
      const ids = [query.job_id].flat()
      const jobs = await Promise.all(ids.map(id => missions.job(caller, id)))
      if (jobs.some(job => job.launched_at !== null || isTerminal(job.state)))
        return outcome({ code: -1, message: 'Only jobs that have not been launched can be cancelled', data: '' })
      for (const { job_id } of jobs) await missions.cancel(caller, job_id)
      return undefined
    },
  })

  route(app, {
    method: 'PUT',
    url: `${base}/jobs/:job_id`,
    access: 'pilot',
    tags,
    summary: 'Pause (status 0) or resume (status 1) a job',
    params: Type.Object({ workspace_id: Type.String(), job_id: Type.String() }),
    body: Type.Object({ status: Type.Integer({ minimum: 0, maximum: 1 }) }),
    handler: async ({ caller, params, body }) => {
      const method = body.status === 0 ? 'flighttask_pause' : 'flighttask_recovery'
      if (body.status === 1 && caller.role === 'pilot') throw conflict('Resuming needs the role operator')
      const { sent } = await missions.inFlight(caller, params.job_id, method)
      if (sent.result === 0) return undefined
      return outcome({
        code: sent.result ?? -1,
        message: sent.result === null ? 'The dock has not answered' : 'The dock refused',
        data: '',
      })
    },
  })
}

/** One time for each day and period: the day of the one, the time of day of the other, in the dock's zone. */
function timesOf(
  body: { task_days?: number[]; task_periods?: number[][]; min_battery_capacity?: number },
  zone: string,
  taskType: number,
): { begin: number; conditions: FlightPlan['conditions'] }[] {
  const { task_days: days = [], task_periods: periods = [], min_battery_capacity: battery = 90 } = body
  return days.flatMap(day =>
    periods.map(([start, end]) => {
      const date = dayIn(day * 1000, zone)
      const begin = instantOf(date, timeIn(start! * 1000, zone), zone)
      if (taskType !== 2) return { begin, conditions: null }
      let until = instantOf(date, timeIn((end ?? start!) * 1000, zone), zone)
      // A period over midnight.
      if (until <= begin) until += DAY_MS
      return { begin, conditions: { battery_capacity: battery, begin_time: begin, end_time: until } }
    }),
  )
}
