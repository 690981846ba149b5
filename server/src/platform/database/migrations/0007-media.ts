import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table media_files (
      file_id text primary key,
      workspace_id text not null references workspaces,
      object_key text not null,
      source text not null,
      state text not null,
      gateway_sn text,
      aircraft_sn text,
      job_id text,
      file_name text not null,
      file_path text not null,
      fingerprint text,
      tinny_fingerprint text,
      etag text,
      sub_file_type int,
      is_original boolean,
      drone_model_key text,
      payload_model_key text,
      kind text not null,
      size bigint,
      width int,
      height int,
      duration_s double precision,
      taken_at bigint,
      latitude double precision,
      longitude double precision,
      height_m double precision,
      relative_height_m double precision,
      gimbal_yaw double precision,
      gimbal_pitch double precision,
      lens text,
      waypoint_index int,
      asset text,
      preview text not null default 'pending',
      preview_note text,
      created_at bigint not null,
      updated_at bigint not null,
      deleted_at bigint,
      deleted_by text,
      delete_reason text,
      unique (workspace_id, object_key)
    )`.execute(db)
  await sql`
    create index media_files_newest on media_files (workspace_id, coalesce(taken_at, created_at) desc)`.execute(db)
  await sql`create index media_files_created on media_files (workspace_id, created_at)`.execute(db)
  await sql`create index media_files_job on media_files (workspace_id, job_id)`.execute(db)
  await sql`create index media_files_fingerprint on media_files (workspace_id, fingerprint)`.execute(db)
  await sql`create index media_files_tinny on media_files (workspace_id, tinny_fingerprint)`.execute(db)
  await sql`
    create index media_files_to_do on media_files (updated_at)
    where preview = 'pending' and deleted_at is null`.execute(db)
  await sql`
    create table media_sets (
      workspace_id text not null references workspaces,
      job_id text not null,
      source text not null,
      gateway_sn text,
      aircraft_sn text,
      flight_type int,
      expected int not null default 0,
      reported int not null default 0,
      ended_at bigint,
      last_file_at bigint,
      priority_at bigint,
      missing_at bigint,
      complete_at bigint,
      created_at bigint not null,
      updated_at bigint not null,
      primary key (workspace_id, job_id)
    )`.execute(db)
  await sql`create index media_sets_open on media_sets (updated_at) where complete_at is null`.execute(db)
  // Objects that nothing refers to any more: a row goes when its object has gone.
  await sql`
    create table media_removals (
      object_key text primary key,
      created_at bigint not null
    )`.execute(db)
  await sql`
    create table media_archives (
      archive_id text primary key,
      token_hash text not null unique,
      workspace_id text not null references workspaces,
      user_id text not null,
      session_id text,
      file_ids text[] not null,
      created_at bigint not null,
      expires_at bigint not null
    )`.execute(db)
}
