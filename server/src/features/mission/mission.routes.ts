import { Type } from 'typebox'
import type { Caller } from '#platform/auth/caller.ts'
import type { JobState } from '#platform/database/mission-tables.ts'
import { badRequest } from '#platform/errors.ts'
import { type HttpApp, outcome, Paged, PageQuery, paging, route } from '#platform/http.ts'
import { Id, Nullable, Text } from '#platform/wire.ts'
import { idempotencyKey, type SendResult, sendAnswer } from '../command/index.ts'
import type { Missions } from './mission.service.ts'
import { LIVING, TERMINAL } from './mission.states.ts'
import type { Job } from './mission.store.ts'
import { CheckView, DockReadinessView, JobView, MissionBody } from './mission.view.ts'

const tags = ['Missions']
const base = '/wayline/api/v1/workspaces/:workspace_id'
const MissionParams = Type.Object({ workspace_id: Type.String(), mission_id: Type.String() })
const JobParams = Type.Object({ workspace_id: Type.String(), job_id: Type.String() })
const MissionView = Type.Object({ mission_id: Type.String(), name: Type.String(), next_run: Nullable(Type.Integer()) })
const Started = Type.Object({ job_id: Type.String() })
const AHEAD_HOURS = 24
const MOST_DUE = 500
const STATES: ReadonlySet<string> = new Set([...LIVING, ...TERMINAL])

/** `state` of a query: one or several with commas. */
export function statesOf(text: string | undefined): JobState[] | undefined {
  if (!text) return undefined
  const states = text.split(',')
  const wrong = states.find(state => !STATES.has(state))
  if (wrong !== undefined) throw badRequest(`${wrong} is no state of a job`)
  return states as JobState[]
}

export function missionRoutes(app: HttpApp, missions: Missions) {
  const shown = (job: Job) => missions.view(job)

  route(app, {
    method: 'GET',
    url: `${base}/missions`,
    access: 'viewer',
    tags,
    summary: 'Planned missions, newest first',
    query: PageQuery,
    data: Paged(MissionView),
    handler: async ({ caller, query }) => {
      const page = paging(query)
      const { list, total } = await missions.list(caller, page.limit, page.offset)
      return page.answer(list, total)
    },
  })
  route(app, {
    method: 'POST',
    url: `${base}/missions`,
    access: 'operator',
    tags,
    summary: 'Plan a mission: at once, at a time, by a calendar rule or by conditions',
    description:
      'Takes an `Idempotency-Key`. What is left out gets a sensible value, the lost-link behaviour that of the wayline; ' +
      'a wayline that contradicts the mission is refused with 409.',
    body: MissionBody,
    data: Type.Object({ mission_id: Type.String(), job_id: Nullable(Type.String()) }),
    handler: ({ caller, body, request }) => missions.create(caller, body, idempotencyKey(request)),
  })
  route(app, {
    method: 'POST',
    url: `${base}/missions/check`,
    access: 'operator',
    tags,
    summary: 'What would stand in the way of a mission, and when it would run; nothing is stored or sent',
    body: MissionBody,
    data: Type.Object({
      checks: Type.Array(CheckView),
      ready: Type.Boolean(),
      next_runs: Type.Array(Type.Integer()),
      estimate: Type.Object({
        distance_m: Type.Number(),
        duration_s: Type.Number(),
        photo_count: Type.Integer(),
        waypoint_count: Type.Integer(),
      }),
    }),
    handler: ({ caller, body }) => missions.check(caller, body),
  })
  route(app, {
    method: 'GET',
    url: `${base}/missions/:mission_id`,
    access: 'viewer',
    tags,
    summary: 'One mission',
    params: MissionParams,
    data: MissionView,
    handler: ({ caller, params }) => missions.get(caller, params.mission_id),
  })
  route(app, {
    method: 'PUT',
    url: `${base}/missions/:mission_id`,
    access: 'operator',
    tags,
    summary: 'Change a mission; its waiting runs are written anew',
    params: MissionParams,
    body: MissionBody,
    handler: ({ caller, params, body }) => missions.change(caller, params.mission_id, body),
  })
  route(app, {
    method: 'DELETE',
    url: `${base}/missions/:mission_id`,
    access: 'operator',
    tags,
    summary: 'Remove a mission and its future runs; past ones stay',
    params: MissionParams,
    handler: ({ caller, params }) => missions.remove(caller, params.mission_id),
  })
  route(app, {
    method: 'POST',
    url: `${base}/missions/:mission_id/run`,
    access: 'operator',
    tags,
    summary: 'Run a mission now, whatever its schedule',
    description: 'Takes an `Idempotency-Key`: the same key starts nothing twice.',
    params: MissionParams,
    data: Started,
    handler: ({ caller, params, request }) => missions.run(caller, params.mission_id, idempotencyKey(request)),
  })

  route(app, {
    method: 'GET',
    url: `${base}/jobs/:job_id`,
    access: 'viewer',
    tags,
    summary: 'One run of a mission, with its history',
    params: JobParams,
    data: JobView,
    handler: async ({ caller, params }) => {
      const job = await missions.job(caller, params.job_id)
      const history = await missions.history(job.job_id)
      return {
        ...shown(job),
        history: history.map(({ time, state, detail, username }) => ({ time, state, detail, username })),
      }
    },
  })
  route(app, {
    method: 'GET',
    url: `${base}/readiness`,
    access: 'viewer',
    tags,
    summary: 'Runs that are due soon, with what would stand in their way now',
    query: Type.Object({ hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 168 })) }),
    data: Type.Object({ list: Type.Array(JobView) }),
    handler: async ({ caller, query }) => {
      const to = Date.now() + (query.hours ?? AHEAD_HOURS) * 3600_000
      const { rows } = await missions.jobs(caller, { to, states: [...LIVING] }, MOST_DUE, 0, 'next')
      return { list: rows.map(shown) }
    },
  })
  route(app, {
    method: 'GET',
    url: `${base}/docks/readiness`,
    access: 'viewer',
    tags,
    summary: 'Which docks could start a mission now, and what keeps the others',
    data: Type.Object({ list: Type.Array(DockReadinessView) }),
    handler: ({ caller }) => ({ list: missions.docks(caller) }),
  })

  const action = (
    name: string,
    access: 'pilot' | 'operator',
    summary: string,
    run: (caller: Caller, jobId: string, key: string | undefined) => Promise<Job>,
  ) =>
    route(app, {
      method: 'POST',
      url: `${base}/jobs/:job_id/${name}`,
      access,
      tags,
      summary,
      params: JobParams,
      data: JobView,
      handler: async ({ caller, params, request }) => shown(await run(caller, params.job_id, idempotencyKey(request))),
    })
  action('start-now', 'operator', 'Launch a waiting job now', (caller, id) => missions.startNow(caller, id))
  action('cancel', 'operator', 'Take back a job that has not been launched', (caller, id) =>
    missions.cancel(caller, id),
  )
  action('acknowledge', 'operator', 'Agree to a launch that waits for it', (caller, id) =>
    missions.acknowledge(caller, id),
  )
  action(
    'confirm-propellers',
    'operator',
    'Confirm that the propellers are on again after a simulated flight',
    (caller, id) => missions.confirmPropellers(caller, id),
  )
  action(
    'resume-from-breakpoint',
    'operator',
    'Fly the rest of a mission that ended early, as a new job',
    (caller, id, key) => missions.resumeFromBreakpoint(caller, id, key),
  )
  route(app, {
    method: 'POST',
    url: `${base}/jobs/:job_id/decide`,
    access: 'operator',
    tags,
    summary: 'Decide about a launch that waits for a decision',
    params: JobParams,
    body: Type.Object({ decision: Type.Enum(['launch', 'skip']) }),
    data: JobView,
    handler: async ({ caller, params, body }) => shown(await missions.decide(caller, params.job_id, body.decision)),
  })
  route(app, {
    method: 'POST',
    url: `${base}/jobs/:job_id/override`,
    access: 'operator',
    tags,
    summary: 'Launch in spite of a check, where that is safe; name and reason go to the audit log',
    params: JobParams,
    body: Type.Object({ check: Id, reason: Text }),
    data: JobView,
    handler: async ({ caller, params, body }) => {
      if (!body.reason.trim()) throw badRequest('Give a reason: it is kept with your name')
      return shown(await missions.override(caller, params.job_id, body.check, body.reason.trim()))
    },
  })

  /** The answer of the device, with the job as it is now. */
  const answered = ({ job, sent }: { job: Job; sent: SendResult | undefined }, more: object = {}) => {
    if (!sent) return outcome({ code: 0, message: 'success', data: { job: shown(job) } })
    const { code, message, data, status } = sendAnswer(sent)
    return outcome({ code, message, status, data: { ...(data as object), ...more, job: shown(job) } })
  }
  const inFlight = (name: string, access: 'pilot' | 'operator', summary: string, method: string) =>
    route(app, {
      method: 'POST',
      url: `${base}/jobs/:job_id/${name}`,
      access,
      tags,
      summary,
      params: JobParams,
      data: Type.Any(),
      handler: async ({ caller, params, request }) =>
        answered(await missions.inFlight(caller, params.job_id, method, {}, idempotencyKey(request))),
    })
  inFlight('pause', 'pilot', 'Pause the wayline and hover', 'flighttask_pause')
  inFlight('resume', 'operator', 'Go on with a paused wayline', 'flighttask_recovery')
  inFlight('return-home', 'pilot', 'Call the aircraft home', 'return_home')
  inFlight('return-home-cancel', 'operator', 'Stop the return home and hover', 'return_home_cancel')
  route(app, {
    method: 'POST',
    url: `${base}/jobs/:job_id/stop`,
    access: 'pilot',
    tags,
    summary: 'End a mission: before the launch it is cancelled, in flight the aircraft comes home',
    params: JobParams,
    data: Type.Any(),
    handler: async ({ caller, params }) => answered(await missions.stop(caller, params.job_id)),
  })
  route(app, {
    method: 'POST',
    url: `${base}/jobs/:job_id/return-specific-home`,
    access: 'pilot',
    tags,
    summary: 'Call the aircraft to one of the two docks of its mission',
    params: JobParams,
    body: Type.Object({ home_dock_sn: Id }),
    data: Type.Any(),
    handler: async ({ caller, params, body, request }) =>
      answered(
        await missions.inFlight(
          caller,
          params.job_id,
          'return_specific_home',
          { home_dock_sn: body.home_dock_sn },
          idempotencyKey(request),
        ),
      ),
  })
  route(app, {
    method: 'POST',
    url: `${base}/jobs/:job_id/in-flight-wayline`,
    access: 'operator',
    tags,
    summary: 'Give the flying aircraft another wayline',
    params: JobParams,
    body: Type.Object({ file_id: Id }),
    data: Type.Any(),
    handler: async ({ caller, params, body, request }) => {
      const { in_flight_wayline_id, ...answer } = await missions.inFlightWayline(
        caller,
        params.job_id,
        body.file_id,
        idempotencyKey(request),
      )
      return answered(answer, { in_flight_wayline_id })
    },
  })
}
