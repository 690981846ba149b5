import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table gateways (
      sn text primary key,
      workspace_id text not null references workspaces,
      name text not null,
      password_hash text not null,
      previous_password_hash text,
      created_at bigint not null,
      created_by text,
      last_connected_at bigint
    )`.execute(db)
  await sql`create index gateways_workspace on gateways (workspace_id)`.execute(db)
  await sql`
    create table devices (
      sn text primary key,
      workspace_id text references workspaces,
      domain int not null,
      type int not null,
      sub_type int not null,
      nickname text not null,
      firmware_version text,
      thing_version text,
      site_id text,
      tags text[] not null default '{}',
      bound_at bigint,
      bound_by text,
      first_seen_at bigint not null,
      last_seen_at bigint,
      out_of_service_reason text,
      out_of_service_by text,
      out_of_service_until bigint
    )`.execute(db)
  await sql`create index devices_workspace on devices (workspace_id)`.execute(db)
  await sql`
    create table topology (
      gateway_sn text not null,
      device_sn text not null,
      device_index text,
      attached boolean not null,
      updated_at bigint not null,
      primary key (gateway_sn, device_sn)
    )`.execute(db)
  await sql`create index topology_device on topology (device_sn)`.execute(db)
  await sql`
    create table device_latest (
      sn text primary key,
      osd jsonb not null default '{}',
      osd_at bigint,
      state jsonb not null default '{}',
      state_at bigint
    )`.execute(db)
  // Partitioned by day so that retention drops whole tables instead of deleting rows.
  await sql`
    create table telemetry (
      sn text not null,
      time bigint not null,
      latitude double precision,
      longitude double precision,
      height real,
      elevation real,
      horizontal_speed real,
      vertical_speed real,
      attitude_head real,
      attitude_pitch real,
      attitude_roll real,
      home_distance real,
      battery_percent smallint,
      mode_code smallint,
      wind_speed real,
      rainfall smallint,
      environment_temperature real,
      temperature real,
      humidity real
    ) partition by range (time)`.execute(db)
  await sql`create index telemetry_sn_time on telemetry (sn, time)`.execute(db)
  await sql`
    create table device_events (
      id bigint generated always as identity primary key,
      gateway_sn text not null,
      device_sn text not null,
      method text not null,
      tid text,
      bid text,
      device_time bigint,
      received_at bigint not null,
      data jsonb not null
    )`.execute(db)
  await sql`create index device_events_device on device_events (device_sn, received_at)`.execute(db)
  await sql`create index device_events_bid on device_events (bid)`.execute(db)
  await sql`create table processed_messages (key text primary key, received_at bigint not null)`.execute(db)
  await sql`create index processed_messages_received on processed_messages (received_at)`.execute(db)
  await sql`
    create table commands (
      command_id text primary key,
      workspace_id text not null,
      device_sn text not null,
      gateway_sn text not null,
      method text not null,
      safety text not null,
      tid text not null,
      bid text not null,
      data jsonb not null,
      state text not null,
      result int,
      output jsonb,
      progress jsonb,
      user_id text,
      username text,
      source text not null,
      address text,
      idempotency_key text,
      created_at bigint not null,
      replied_at bigint,
      finished_at bigint
    )`.execute(db)
  await sql`create index commands_workspace on commands (workspace_id, created_at desc)`.execute(db)
  await sql`create index commands_device on commands (device_sn, created_at desc)`.execute(db)
  await sql`create unique index commands_tid on commands (gateway_sn, tid)`.execute(db)
  await sql`create index commands_bid on commands (bid)`.execute(db)
  await sql`
    create unique index commands_idempotency on commands (workspace_id, idempotency_key)
    where idempotency_key is not null`.execute(db)
  await sql`
    create table deviations (
      workspace_id text not null,
      product text not null,
      firmware text not null,
      topic text not null,
      method text not null,
      field text not null,
      message text not null,
      count bigint not null,
      sample text not null,
      first_seen_at bigint not null,
      last_seen_at bigint not null,
      primary key (workspace_id, product, firmware, topic, method, field, message)
    )`.execute(db)
  await sql`
    create table gateway_timeline (
      id bigint generated always as identity primary key,
      gateway_sn text not null,
      time bigint not null,
      step text not null,
      ok boolean not null,
      detail text
    )`.execute(db)
  await sql`create index gateway_timeline_gateway on gateway_timeline (gateway_sn, id desc)`.execute(db)
  await sql`
    create table connection_rejections (
      id bigint generated always as identity primary key,
      time bigint not null,
      claimed_sn text not null,
      client_id text not null,
      address text not null,
      reason text not null,
      workspace_id text
    )`.execute(db)
  await sql`create index connection_rejections_time on connection_rejections (time)`.execute(db)
}
