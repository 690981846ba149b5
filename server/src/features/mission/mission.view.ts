/** Missions and jobs on the wire: ours, and the form in which the demo's front end takes a job. */
import { DOCK1_STEPS, STEPS } from '@rookery/thing-model/methods/flight-task-steps'
import { type Static, Type } from 'typebox'
import { demoTime } from '#platform/demo-time.ts'
import { Id, Name, Nullable, Time } from '#platform/wire.ts'
import { CHECKS } from './checks.ts'
import { DEMO_STATUS, isTerminal } from './mission.states.ts'
import type { Job, Mission } from './mission.store.ts'
import type { JobReadiness } from './readiness.ts'

const Day = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' })
const Clock = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })

export const RecurrenceSchema = Type.Object({
  freq: Type.Enum(['daily', 'weekly', 'monthly']),
  interval: Type.Optional(Type.Integer({ minimum: 1, maximum: 366 })),
  by_weekday: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { maxItems: 7 })),
  by_monthday: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 31 }), { maxItems: 31 })),
  times: Type.Array(Clock, { minItems: 1, maxItems: 48 }),
  zone: Type.String({ minLength: 1, maxLength: 64, description: 'IANA name' }),
  from: Day,
  until: Type.Optional(Nullable(Day)),
  except: Type.Optional(Type.Array(Day, { maxItems: 1000 })),
})

/** What a mission is made from; what is left out gets a sensible value. */
export const MissionBody = Type.Object({
  name: Name,
  file_id: Id,
  wayline_version: Type.Optional(Nullable(Type.Integer({ minimum: 1 }))),
  dock_sn: Type.Optional(Id),
  dock_sns: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 2 })),
  task_type: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 })),
  begin_time: Type.Optional(Nullable(Time)),
  end_time: Type.Optional(Nullable(Time)),
  recurrence: Type.Optional(Nullable(RecurrenceSchema)),
  conditions: Type.Optional(
    Nullable(
      Type.Object({
        battery_capacity: Type.Integer({ minimum: 0, maximum: 100 }),
        begin_time: Time,
        end_time: Time,
      }),
    ),
  ),
  rth_altitude: Type.Optional(Type.Number({ minimum: 20, maximum: 1500 })),
  rth_mode: Type.Optional(Type.Integer({ minimum: 0, maximum: 1 })),
  out_of_control_action: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 })),
  exit_wayline_when_rc_lost: Type.Optional(Type.Integer({ minimum: 0, maximum: 1 })),
  wayline_precision_type: Type.Optional(Type.Integer({ minimum: 0, maximum: 1 })),
  simulate: Type.Optional(
    Nullable(
      Type.Object({
        latitude: Type.Number({ minimum: -90, maximum: 90 }),
        longitude: Type.Number({ minimum: -180, maximum: 180 }),
        propellers_off: Type.Object({ confirmed_by: Name }),
      }),
    ),
  ),
  launch: Type.Optional(
    Type.Object({
      window_s: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400 })),
      policy: Type.Optional(Type.Enum(['retry', 'skip', 'ask'])),
      retry_every_s: Type.Optional(Type.Integer({ minimum: 5, maximum: 3600 })),
      acknowledgement: Type.Optional(Type.Boolean()),
    }),
  ),
  min_battery_capacity: Type.Optional(Nullable(Type.Integer({ minimum: 0, maximum: 100 }))),
  min_storage_capacity: Type.Optional(Nullable(Type.Integer({ minimum: 0, maximum: 16_777_216 }))),
  flight_safety_advance_check: Type.Optional(Type.Union([Type.Boolean(), Type.Integer({ minimum: 0, maximum: 1 })])),
  enabled: Type.Optional(Type.Boolean()),
})
export type MissionBody = Static<typeof MissionBody>

export const CheckView = Type.Object({
  check: Type.String({ description: CHECKS.join(', ') }),
  ok: Type.Boolean(),
  level: Type.String({ description: 'block, warn or info' }),
  message: Type.String(),
  value: Type.Optional(Nullable(Type.Union([Type.Number(), Type.String()]))),
  limit: Type.Optional(Nullable(Type.Union([Type.Number(), Type.String()]))),
  overridable: Type.Boolean(),
})
export const DockReadinessView = Type.Object({
  dock_sn: Type.String(),
  name: Type.String(),
  can_fly: Type.Boolean(),
  phase: Type.String({ description: 'ready, in_flight, working, blocked or offline' }),
  reasons: Type.Array(CheckView),
  next_job: Nullable(Type.Object({ job_id: Type.String(), job_name: Type.String(), begin_time: Type.Integer() })),
})

export const JobView = Type.Object({
  job_id: Type.String(),
  job_name: Type.String(),
  state: Type.Optional(Type.String()),
  status: Type.Integer({ description: '1 waiting, 2 under way, 3 done, 4 cancelled, 5 failed, 6 paused' }),
  dock_sn: Type.String(),
  begin_time: Type.Any({ description: 'Epoch ms; text in the form for a token of /manage/api/v1/login' }),
})

export function missionView(mission: Mission, nextRun: number | null, siteId: string | null) {
  const { plan } = mission
  return {
    mission_id: mission.mission_id,
    name: mission.name,
    file_id: plan.file_id,
    wayline_version: plan.wayline_version,
    dock_sn: mission.dock_sns[0]!,
    dock_sns: mission.dock_sns,
    task_type: mission.task_type,
    begin_time: mission.begin_time,
    end_time: mission.end_time,
    recurrence: mission.recurrence,
    conditions: plan.conditions,
    rth_altitude: plan.rth_altitude,
    rth_mode: plan.rth_mode,
    out_of_control_action: plan.out_of_control_action,
    exit_wayline_when_rc_lost: plan.exit_wayline_when_rc_lost,
    wayline_precision_type: plan.wayline_precision_type,
    simulate: plan.simulate,
    launch: plan.launch,
    min_battery_capacity: plan.min_battery_capacity,
    min_storage_capacity: plan.min_storage_capacity,
    flight_safety_advance_check: plan.flight_safety_advance_check,
    enabled: mission.enabled,
    site_id: siteId,
    next_run: nextRun,
    created_by: mission.created_by,
    created_at: mission.created_at,
    updated_at: mission.updated_at,
  }
}

export interface JobContext {
  dockName: string
  readiness: JobReadiness | null
  now: number
}

export function jobView(job: Job, { dockName, readiness, now }: JobContext) {
  const { progress, duration_s } = job
  const going = job.state === 'running' || job.state === 'paused'
  const left =
    going && duration_s !== null && progress?.percent != null ? (duration_s * (100 - progress.percent)) / 100 : null
  return {
    job_id: job.job_id,
    mission_id: job.mission_id,
    job_name: job.job_name,
    workspace_id: job.workspace_id,
    file_id: job.file_id,
    file_name: job.file_name,
    wayline_version: job.wayline_version,
    dock_sn: job.dock_sn,
    dock_sns: job.dock_sns,
    dock_name: dockName,
    aircraft_sn: job.aircraft_sn,
    task_type: job.task_type,
    wayline_type: job.wayline_type,
    state: job.state,
    status: DEMO_STATUS[job.state],
    code: job.code,
    message: job.message,
    cause: job.cause,
    action: job.action,
    outcome: isTerminal(job.state) ? job.state : null,
    simulated: job.plan.simulate !== null,
    begin_time: job.begin_time,
    execute_time: job.launched_at ?? job.execute_time,
    end_time: job.end_time,
    completed_time: job.completed_time,
    progress: progress && {
      ...progress,
      waypoint_count: progress.waypoint_count ?? job.waypoint_count,
    },
    eta: left === null ? null : now + Math.round(left * 1000),
    media_count: job.media_count,
    uploaded_count: job.uploaded_count,
    break_point: job.break_point,
    break_reason: job.break_point?.break_reason ?? null,
    attempts: job.attempts,
    awaiting: job.awaiting,
    readiness: isTerminal(job.state) ? null : readiness,
    overrides: job.overrides,
    rth_altitude: job.plan.rth_altitude,
    out_of_control_action: job.plan.out_of_control_action,
    launch: job.plan.launch,
    username: job.username,
    parent_job_id: job.parent_job_id,
    hold: job.hold,
    flight_id: job.flight_id,
    created_at: job.created_at,
    updated_at: job.updated_at,
  }
}
export type JobView = ReturnType<typeof jobView>

/** As the demo answers it: times as text, counts and progress as plain numbers, absent rather than null. */
export function demoJobView(job: Job, dockName: string) {
  const time = (ms: number | null) => (ms === null ? undefined : demoTime(ms))
  return {
    job_id: job.job_id,
    job_name: job.job_name,
    file_id: job.file_id,
    file_name: job.file_name,
    dock_sn: job.dock_sn,
    dock_name: dockName,
    workspace_id: job.workspace_id,
    wayline_type: job.wayline_type,
    task_type: job.task_type,
    execute_time: time(job.launched_at),
    begin_time: demoTime(job.begin_time),
    end_time: time(job.end_time),
    completed_time: time(job.completed_time),
    status: DEMO_STATUS[job.state],
    progress: DEMO_STATUS[job.state] === 2 ? (job.progress?.percent ?? 0) : undefined,
    username: job.username,
    code: job.code ?? undefined,
    rth_altitude: job.plan.rth_altitude,
    out_of_control_action: job.plan.out_of_control_action,
    media_count: job.media_count,
    uploaded_count: job.uploaded_count,
    uploading: false,
    parent_id: job.parent_job_id ?? undefined,
  }
}

/** A step of a dock in words; undefined for one that no document knows. */
export const stepText = (gateway: string | undefined, step: number): string | undefined =>
  (gateway === 'dock1' ? DOCK1_STEPS : STEPS)[step]
