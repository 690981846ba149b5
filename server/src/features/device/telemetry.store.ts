/** Latest values and history on disk: batches, typed columns, one partition a day. */
import { type Kysely, sql } from 'kysely'
import { toJson } from '#link/link.store.ts'
import type { TelemetryRow } from '#platform/database/device-tables.ts'
import type { Database } from '#platform/database/schema.ts'

const DAY_MS = 24 * 3600_000
export const COLUMNS = [
  'latitude',
  'longitude',
  'height',
  'elevation',
  'horizontal_speed',
  'vertical_speed',
  'attitude_head',
  'attitude_pitch',
  'attitude_roll',
  'home_distance',
  'battery_percent',
  'mode_code',
  'wind_speed',
  'rainfall',
  'environment_temperature',
  'temperature',
  'humidity',
] as const satisfies readonly (keyof TelemetryRow)[]

export interface LatestValue {
  sn: string
  osd: Record<string, unknown>
  osdAt: number
}

export interface TelemetryStore {
  saveLatest(values: LatestValue[]): Promise<void>
  saveHistory(rows: TelemetryRow[]): Promise<void>
  /** Makes the partitions of today and tomorrow; drops those older than the days to keep. */
  maintain(now: number, keepDays: number): Promise<void>
  loadLatest(): Promise<
    {
      sn: string
      osd: Record<string, unknown>
      osd_at: number | null
      state: Record<string, unknown>
      state_at: number | null
    }[]
  >
  /** Samples in time order, thinned to one in `resolutionMs`; at most `limit`. */
  track(sn: string, from: number, to: number, resolutionMs: number, limit: number): Promise<TelemetryRow[]>
}

export const telemetryStore = (db: Kysely<Database>): TelemetryStore => ({
  async saveLatest(values) {
    if (values.length === 0) return
    await sql`
      insert into device_latest (sn, osd, osd_at)
      select * from unnest(${values.map(v => v.sn)}::text[], ${values.map(v => toJson(v.osd))}::jsonb[], ${values.map(v => v.osdAt)}::bigint[])
      on conflict (sn) do update set osd = excluded.osd, osd_at = excluded.osd_at`.execute(db)
  },

  async saveHistory(rows) {
    if (rows.length === 0) return
    const column = (name: keyof TelemetryRow) => rows.map(row => row[name])
    const types: Record<string, string> = {
      rainfall: 'smallint[]',
      battery_percent: 'smallint[]',
      mode_code: 'smallint[]',
      latitude: 'float8[]',
      longitude: 'float8[]',
    }
    await sql`
      insert into telemetry (sn, time, ${sql.join(COLUMNS.map(c => sql.ref(c)))})
      select * from unnest(${column('sn')}::text[], ${column('time')}::bigint[],
        ${sql.join(COLUMNS.map(c => sql`${column(c)}::${sql.raw(types[c] ?? 'real[]')}`))})`.execute(db)
  },

  async maintain(now, keepDays) {
    const today = Math.floor(now / DAY_MS)
    for (const day of [today, today + 1])
      await sql`
        create table if not exists ${sql.table(partitionOf(day))} partition of telemetry
        for values from (${sql.lit(day * DAY_MS)}) to (${sql.lit((day + 1) * DAY_MS)})`.execute(db)
    const { rows } = await sql<{ name: string }>`
      select inhrelid::regclass::text as name from pg_inherits where inhparent = 'telemetry'::regclass`.execute(db)
    const oldest = partitionOf(today - keepDays)
    for (const { name } of rows) if (name < oldest) await sql`drop table ${sql.table(name)}`.execute(db)
  },

  loadLatest: () => db.selectFrom('device_latest').selectAll().execute(),

  async track(sn, from, to, resolutionMs, limit) {
    if (resolutionMs <= 0)
      return db
        .selectFrom('telemetry')
        .selectAll()
        .where('sn', '=', sn)
        .where('time', '>=', from)
        .where('time', '<', to)
        .orderBy('time')
        .limit(limit)
        .execute()
    // A literal: as a parameter the two expressions would not be known to be the same.
    const slot = sql`time / ${sql.lit(resolutionMs)}`
    const { rows } = await sql<TelemetryRow>`
      select distinct on (${slot}) * from telemetry
      where sn = ${sn} and time >= ${from} and time < ${to}
      order by ${slot}, time limit ${limit}`.execute(db)
    return rows
  },
})

const partitionOf = (day: number) =>
  `telemetry_${new Date(day * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '')}`
