import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table alarms (
      alarm_id text primary key,
      workspace_id text not null references workspaces,
      key text not null,
      level text not null,
      kind text not null,
      sn text,
      gateway_sn text,
      job_id text,
      flight_id text,
      site_id text,
      facts jsonb not null,
      automatic text,
      count int not null,
      raised_at bigint not null,
      last_at bigint not null,
      cleared_at bigint,
      clear_cause text,
      acknowledged_at bigint,
      acknowledged_by text,
      acknowledge_note text,
      escalated_at bigint,
      updated_at bigint not null
    )`.execute(db)
  // One active alarm per cause, however many processes see it.
  await sql`create unique index alarms_active on alarms (workspace_id, key) where cleared_at is null`.execute(db)
  await sql`create index alarms_workspace on alarms (workspace_id, raised_at desc)`.execute(db)
  await sql`create index alarms_key on alarms (workspace_id, key, raised_at desc)`.execute(db)
  await sql`create index alarms_flight on alarms (flight_id) where flight_id is not null`.execute(db)
  await sql`
    create table alarm_rules (
      workspace_id text not null references workspaces,
      kind text not null,
      level text not null,
      sound boolean not null,
      enabled boolean not null,
      updated_at bigint not null,
      updated_by text not null,
      primary key (workspace_id, kind)
    )`.execute(db)
  await sql`
    create table launch_holds (
      hold_id text primary key,
      workspace_id text not null references workspaces,
      site_id text,
      reason text not null,
      until bigint,
      username text not null,
      created_at bigint not null,
      released_at bigint,
      released_by text
    )`.execute(db)
  await sql`create index launch_holds_active on launch_holds (workspace_id) where released_at is null`.execute(db)
  await sql`
    create table return_alls (
      return_id text primary key,
      workspace_id text not null references workspaces,
      site_id text,
      reason text not null,
      username text not null,
      hold_id text,
      aircraft jsonb not null,
      created_at bigint not null,
      updated_at bigint not null
    )`.execute(db)
  await sql`create index return_alls_workspace on return_alls (workspace_id, created_at desc)`.execute(db)
  await sql`
    create table flights (
      flight_id text primary key,
      workspace_id text not null references workspaces,
      kind text not null,
      job_id text,
      sn text,
      gateway_sn text,
      site_id text,
      name text not null,
      simulated boolean not null default false,
      outcome text not null,
      started_at bigint not null,
      ended_at bigint,
      duration_s double precision,
      distance_m double precision,
      max_height_m double precision,
      max_distance_m double precision,
      battery_start smallint,
      battery_end smallint,
      media_expected int,
      username text,
      weather jsonb,
      takeoff jsonb,
      landing jsonb,
      measured_at bigint,
      updated_at bigint not null
    )`.execute(db)
  // An aircraft is in the air once, and a run has one record, however many processes write it.
  await sql`create unique index flights_open on flights (sn) where ended_at is null`.execute(db)
  await sql`create unique index flights_job on flights (job_id) where job_id is not null`.execute(db)
  await sql`create index flights_workspace on flights (workspace_id, started_at desc)`.execute(db)
  await sql`create index flights_aircraft on flights (sn, started_at desc)`.execute(db)
  await sql`create index flights_unmeasured on flights (ended_at) where measured_at is null`.execute(db)
}
