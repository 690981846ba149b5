import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table waylines (
      wayline_id text primary key,
      workspace_id text not null references workspaces on delete cascade,
      name text not null,
      version int not null,
      last_version int not null,
      created_at bigint not null,
      updated_at bigint not null,
      unique (workspace_id, name)
    )`.execute(db)
  await sql`
    create table wayline_versions (
      wayline_id text not null references waylines on delete cascade,
      version int not null,
      object_key text not null,
      sign text not null,
      size int not null,
      note text not null,
      username text not null,
      created_at bigint not null,
      drone_model_key text not null,
      payload_model_keys text[] not null,
      template_types int[] not null,
      action_type int not null,
      facts jsonb not null,
      findings jsonb not null,
      primary key (wayline_id, version)
    )`.execute(db)
  await sql`
    create table wayline_favorites (
      user_id text not null references users on delete cascade,
      wayline_id text not null references waylines on delete cascade,
      created_at bigint not null,
      primary key (user_id, wayline_id)
    )`.execute(db)
  await sql`create index on wayline_favorites (wayline_id)`.execute(db)
}
