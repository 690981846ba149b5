import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table missions (
      mission_id text primary key,
      workspace_id text not null references workspaces,
      name text not null,
      dock_sns text[] not null,
      task_type int not null,
      plan jsonb not null,
      recurrence jsonb,
      begin_time bigint,
      end_time bigint,
      enabled boolean not null,
      deleted_at bigint,
      expand_at bigint,
      created_by text not null,
      user_id text,
      created_at bigint not null,
      updated_at bigint not null
    )`.execute(db)
  await sql`create index missions_workspace on missions (workspace_id, created_at desc)`.execute(db)
  await sql`create index missions_expand on missions (expand_at) where expand_at is not null`.execute(db)
  await sql`
    create table jobs (
      job_id text primary key,
      workspace_id text not null references workspaces,
      mission_id text references missions,
      job_name text not null,
      state text not null,
      version int not null default 0,
      dock_sns text[] not null,
      dock_sn text not null,
      aircraft_sn text,
      by_rule boolean not null default false,
      task_type int not null,
      wayline_type int not null,
      file_id text not null,
      file_name text not null,
      wayline_version int,
      file_key text,
      file_sign text,
      duration_s int,
      waypoint_count int,
      plan jsonb not null,
      begin_time bigint not null,
      end_time bigint not null,
      execute_time bigint,
      tried_at bigint,
      launched_at bigint,
      progressed_at bigint,
      completed_time bigint,
      code int,
      message text,
      cause text,
      action text,
      progress jsonb,
      docks jsonb not null default '{}',
      break_point jsonb,
      media_count int not null default 0,
      uploaded_count int not null default 0,
      attempts int not null default 0,
      ready boolean not null default false,
      awaiting text,
      overrides jsonb not null default '[]',
      hold jsonb,
      propellers_confirmed_at bigint,
      user_id text,
      username text not null,
      parent_job_id text,
      flight_id text,
      idempotency_key text,
      wake_at bigint,
      lease_owner text,
      lease_until bigint,
      created_at bigint not null,
      updated_at bigint not null
    )`.execute(db)
  await sql`create index jobs_workspace on jobs (workspace_id, begin_time desc)`.execute(db)
  await sql`create index jobs_mission on jobs (mission_id, begin_time desc)`.execute(db)
  await sql`create index jobs_dock on jobs (dock_sn, begin_time desc)`.execute(db)
  // The queue: a job that somebody must look at again has a time for it.
  await sql`create index jobs_wake on jobs (wake_at) where wake_at is not null`.execute(db)
  // One run of a calendar rule exists once, whichever process writes it.
  await sql`
    create unique index jobs_by_rule on jobs (mission_id, begin_time) where by_rule`.execute(db)
  await sql`
    create unique index jobs_idempotency on jobs (workspace_id, idempotency_key)
    where idempotency_key is not null`.execute(db)
  // A dock flies one mission at a time, also when two processes launch at once.
  await sql`
    create unique index jobs_in_flight on jobs (dock_sn)
    where state in ('executing', 'unknown', 'running', 'paused')`.execute(db)
  await sql`
    create table job_history (
      id bigint generated always as identity primary key,
      job_id text not null references jobs on delete cascade,
      time bigint not null,
      state text not null,
      detail text,
      username text
    )`.execute(db)
  await sql`create index job_history_job on job_history (job_id, id)`.execute(db)
}
