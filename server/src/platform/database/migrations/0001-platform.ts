import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table workspaces (
      workspace_id text primary key,
      number bigint generated always as identity unique,
      workspace_name text not null,
      workspace_desc text not null,
      platform_name text not null,
      bind_code text not null,
      settings jsonb not null default '{}',
      created_at bigint not null,
      updated_at bigint not null
    )`.execute(db)
  await sql`
    create table users (
      user_id text primary key,
      username text not null,
      username_key text not null unique,
      password_hash text not null,
      instance_admin boolean not null default false,
      must_change_password boolean not null default false,
      disabled_at bigint,
      created_at bigint not null,
      updated_at bigint not null
    )`.execute(db)
  await sql`
    create table memberships (
      user_id text not null references users on delete cascade,
      workspace_id text not null references workspaces on delete cascade,
      role text not null check (role in ('viewer', 'pilot', 'operator', 'admin')),
      site_ids text[],
      created_at bigint not null,
      primary key (user_id, workspace_id)
    )`.execute(db)
  await sql`create index memberships_workspace on memberships (workspace_id)`.execute(db)
  await sql`
    create table sites (
      site_id text primary key,
      workspace_id text not null references workspaces on delete cascade,
      name text not null,
      latitude double precision,
      longitude double precision,
      timezone text not null,
      phone text not null default '',
      notes text not null default '',
      created_at bigint not null,
      updated_at bigint not null
    )`.execute(db)
  await sql`create index sites_workspace on sites (workspace_id)`.execute(db)
  await sql`
    create table sessions (
      session_id text primary key,
      user_id text not null references users on delete cascade,
      workspace_id text references workspaces on delete set null,
      kind text not null,
      address text not null,
      user_agent text not null,
      created_at bigint not null,
      last_seen_at bigint not null,
      expires_at bigint not null,
      ended_at bigint,
      end_reason text
    )`.execute(db)
  await sql`create index sessions_user on sessions (user_id) where ended_at is null`.execute(db)
  await sql`create index sessions_expires on sessions (expires_at)`.execute(db)
  await sql`
    create table refresh_tokens (
      token_hash text primary key,
      session_id text not null references sessions on delete cascade,
      created_at bigint not null,
      expires_at bigint not null,
      used_at bigint
    )`.execute(db)
  await sql`create index refresh_tokens_session on refresh_tokens (session_id)`.execute(db)
  await sql`
    create table api_keys (
      key_id text primary key,
      workspace_id text not null references workspaces on delete cascade,
      name text not null,
      key_hash text not null unique,
      role text not null check (role in ('viewer', 'pilot', 'operator', 'admin')),
      created_by text not null,
      created_at bigint not null,
      expires_at bigint,
      last_used_at bigint
    )`.execute(db)
  await sql`create index api_keys_workspace on api_keys (workspace_id)`.execute(db)
  // Keeps the name beside the id: the entry must stay readable after the user is gone.
  await sql`
    create table audit_log (
      audit_id bigint generated always as identity primary key,
      time bigint not null,
      workspace_id text,
      user_id text,
      username text not null,
      action text not null,
      target text not null,
      detail jsonb not null,
      address text not null,
      result text not null
    )`.execute(db)
  await sql`create index audit_log_workspace on audit_log (workspace_id, audit_id desc)`.execute(db)
  await sql`
    create table secrets (
      name text primary key,
      value text not null,
      created_at bigint not null
    )`.execute(db)
}
