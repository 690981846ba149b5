import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table mqtt_members (owner text primary key, expires_at bigint not null)`.execute(db)
  await sql`
    create table mqtt_leases (
      partition int primary key,
      owner text,
      expires_at bigint not null
    )`.execute(db)
  await sql`
    create table mqtt_pilot_claims (
      session_id text primary key references sessions on delete cascade,
      sn text not null,
      claimed_at bigint not null
    )`.execute(db)
}
