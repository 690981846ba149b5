import { type Kysely, sql } from 'kysely'
import { toJson } from '#link/link.store.ts'
import type { TelemetryRow } from '#platform/database/device-tables.ts'
import type { FlightKind, FlightPlace, FlightRow, FlightWeather } from '#platform/database/flight-tables.ts'
import type { FlightPlan, JobRow } from '#platform/database/mission-tables.ts'
import type { Database } from '#platform/database/schema.ts'

/** As read back: jsonb parsed. */
export type StoredFlight = Omit<FlightRow, 'weather' | 'takeoff' | 'landing' | 'simulated'> & {
  simulated: boolean
  weather: FlightWeather | null
  takeoff: FlightPlace | null
  landing: FlightPlace | null
}
export type FlownJob = Pick<
  JobRow,
  | 'job_id'
  | 'workspace_id'
  | 'job_name'
  | 'state'
  | 'dock_sn'
  | 'dock_sns'
  | 'aircraft_sn'
  | 'begin_time'
  | 'launched_at'
  | 'completed_time'
  | 'updated_at'
  | 'username'
> & {
  plan: FlightPlan
  media_count: number
  progress: { waypoint_index: number | null; wayline_state: number | null } | null
}
export interface FlightFilter {
  workspaceId: string
  /** Sites the caller may see; null: everything. */
  siteIds: string[] | null
  from?: number | undefined
  to?: number | undefined
  sn?: string | undefined
  kind?: string | undefined
  outcome?: string | undefined
  jobId?: string | undefined
}
export type Measured = Pick<
  StoredFlight,
  | 'started_at'
  | 'ended_at'
  | 'duration_s'
  | 'distance_m'
  | 'max_height_m'
  | 'max_distance_m'
  | 'battery_start'
  | 'battery_end'
  | 'takeoff'
  | 'landing'
>

/** Modes of an aircraft on the ground, or of which nothing is known. */
const GROUNDED = [0, 1, 2, 13, 14]
const FLYING_STATES = ['executing', 'unknown', 'running', 'paused'] as const
const ENDED_STATES = ['done', 'partial', 'failed', 'refused', 'held', 'missed', 'canceled'] as const
/** A run that the server gave up may take off all the same. */
const LATE_TAKEOFF_MS = 15 * 60_000
const COMMAND_BEFORE_MS = 10 * 60_000
const SLACK_MS = 60_000

const JOB_COLUMNS = [
  'job_id',
  'workspace_id',
  'job_name',
  'state',
  'dock_sn',
  'dock_sns',
  'aircraft_sn',
  'begin_time',
  'launched_at',
  'completed_time',
  'updated_at',
  'username',
  'plan',
  'media_count',
  'progress',
] as const satisfies readonly (keyof JobRow)[]

export const flightStore = (db: Kysely<Database>) => {
  const changed = (row: unknown) => row as StoredFlight | undefined

  /** The job that a take-off belongs to: one that flies, or that was ordered a moment before. */
  async function jobAt(trx: Kysely<Database>, workspaceId: string, gatewaySn: string, at: number) {
    const row = await trx
      .selectFrom('jobs')
      .select(JOB_COLUMNS)
      .where('workspace_id', '=', workspaceId)
      .where(sql<boolean>`${gatewaySn} = any (dock_sns)`)
      .where('launched_at', 'is not', null)
      .where('launched_at', '<=', at + SLACK_MS)
      .where(eb =>
        eb.or([
          eb('state', 'in', [...FLYING_STATES]),
          eb.and([eb('launched_at', '>', at - LATE_TAKEOFF_MS), eb('completed_time', '>', at - LATE_TAKEOFF_MS)]),
        ]),
      )
      .orderBy('launched_at', 'desc')
      .limit(1)
      .executeTakeFirst()
    return row as FlownJob | undefined
  }

  /** The take-off or fly-to that somebody commanded. */
  async function commandOf(trx: Kysely<Database>, gatewaySn: string, method: string, from: number, to: number) {
    return trx
      .selectFrom('commands')
      .select(['username', 'method'])
      .where('gateway_sn', '=', gatewaySn)
      .where('method', '=', method)
      .where('created_at', '>=', from)
      .where('created_at', '<=', to)
      .where('state', 'not in', ['failed', 'canceled'])
      .orderBy('created_at', 'desc')
      .limit(1)
      .executeTakeFirst()
  }

  const ofJob = (job: FlownJob) => ({
    kind: 'mission' as const,
    job_id: job.job_id,
    name: job.job_name,
    username: job.username,
    simulated: Boolean(job.plan.simulate),
    media_expected: job.media_count,
  })

  /** Of two records of one job, the one of the flight stays. */
  async function takeJob(trx: Kysely<Database>, job: FlownJob, flightId: string): Promise<boolean> {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`flight ${job.job_id}`}, 0))`.execute(trx)
    const other = await trx
      .selectFrom('flights')
      .select(['flight_id', 'sn', 'duration_s', 'kind', 'takeoff', 'ended_at'])
      .where('job_id', '=', job.job_id)
      .executeTakeFirst()
    if (other?.flight_id === flightId) return true
    if (other && (other.ended_at === null || other.takeoff !== null)) return false
    if (other) await trx.deleteFrom('flights').where('flight_id', '=', other.flight_id).execute()
    await trx.updateTable('jobs').set({ flight_id: flightId }).where('job_id', '=', job.job_id).execute()
    return true
  }

  return {
    /**
     * Opens the record of an aircraft in the air, unless there is one; the first of several processes opens it. Nothing
     * when another has seen this flight to its end already.
     */
    open: (flight: {
      flight_id: string
      workspace_id: string
      sn: string
      gateway_sn: string
      site_id: string | null
      byPilot: boolean
      name: string
      started_at: number
      battery_start: number | null
      takeoff: FlightPlace | null
      weather: FlightWeather | null
      now: number
    }): Promise<{ flight: StoredFlight; opened: boolean } | undefined> =>
      db.transaction().execute(async trx => {
        await sql`select pg_advisory_xact_lock(hashtextextended(${`flight of ${flight.sn}`}, 0))`.execute(trx)
        const known = await trx
          .selectFrom('flights')
          .selectAll()
          .where('sn', '=', flight.sn)
          .where('ended_at', 'is', null)
          .executeTakeFirst()
        if (known) return { flight: known as StoredFlight, opened: false }
        const over = await trx
          .selectFrom('flights')
          .select('flight_id')
          .where('sn', '=', flight.sn)
          .where('kind', '!=', 'not_flown')
          .where('ended_at', '>=', flight.started_at)
          .executeTakeFirst()
        if (over) return undefined
        const { byPilot, now, takeoff, weather, ...fields } = flight
        const job = byPilot ? undefined : await jobAt(trx, flight.workspace_id, flight.gateway_sn, flight.started_at)
        const owned = job && (await takeJob(trx, job, flight.flight_id)) ? job : undefined
        const command = job
          ? undefined
          : await commandOf(
              trx,
              flight.gateway_sn,
              'takeoff_to_point',
              flight.started_at - COMMAND_BEFORE_MS,
              flight.started_at + SLACK_MS,
            )
        const kind: FlightKind = byPilot ? 'pilot' : job ? 'mission' : command ? 'takeoff_to' : 'manual'
        const row = await trx
          .insertInto('flights')
          .values({
            ...fields,
            kind,
            ...(job && { ...ofJob(job), job_id: owned ? job.job_id : null }),
            ...(command && { username: command.username }),
            outcome: 'flying',
            takeoff: takeoff && toJson(takeoff),
            weather: weather && toJson(weather),
            updated_at: now,
          })
          .returningAll()
          .executeTakeFirstOrThrow()
        return { flight: row as StoredFlight, opened: true }
      }),

    /** Those of all workspaces that are not over, with the time and charge of their last sample in the air. */
    async running() {
      const { rows } = await sql<{
        flight_id: string
        sn: string
        gateway_sn: string
        started_at: number
        last_at: number | null
        battery_percent: number | null
      }>`
        select f.flight_id, f.sn, f.gateway_sn, f.started_at, t.time as last_at, t.battery_percent
        from flights f left join lateral (
          select time, battery_percent from telemetry
          where sn = f.sn and time >= f.started_at and mode_code is not null
            and mode_code not in (${sql.join(GROUNDED.map(mode => sql.lit(mode)))})
          order by time desc limit 1
        ) t on true
        where f.ended_at is null`.execute(db)
      return rows
    },

    /** When the latest flight from a dock ended, by aircraft. */
    async landings(since: number): Promise<{ sn: string; ended_at: number }[]> {
      const rows = await db
        .selectFrom('flights')
        .select(['sn', eb => eb.fn.max('ended_at').as('ended_at')])
        .where('ended_at', '>', since)
        .where('sn', 'is not', null)
        .where('kind', 'not in', ['not_flown', 'pilot'])
        .groupBy('sn')
        .execute()
      return rows as { sn: string; ended_at: number }[]
    },

    /** The first of several processes ends it. The job says how a mission came out. */
    async end(flightId: string, outcome: string, endedAt: number, now: number) {
      const { rows } = await sql<FlightRow>`
        update flights set ended_at = greatest(${endedAt}, started_at), updated_at = ${now},
          outcome = coalesce((
            select state from jobs where jobs.job_id = flights.job_id
              and state in (${sql.join(ENDED_STATES.map(state => sql.lit(state)))})), ${outcome})
        where flight_id = ${flightId} and ended_at is null returning *`.execute(db)
      return changed(rows[0])
    },

    /** Over, and the telemetry has had its time to be written. */
    async unmeasured(before: number) {
      const rows = await db
        .selectFrom('flights')
        .selectAll()
        .where('measured_at', 'is', null)
        .where('ended_at', '<', before)
        .limit(50)
        .execute()
      return rows as unknown as StoredFlight[]
    },

    /** Writes the figures, and what is only known by now: a job that took long to say so, a fly-to under way. */
    measured: (flight: StoredFlight, { takeoff, landing, ...figures }: Measured, now: number) =>
      db.transaction().execute(async trx => {
        const { gateway_sn, workspace_id, started_at } = flight
        let more: Partial<Omit<StoredFlight, 'weather' | 'takeoff' | 'landing'>> = {}
        if (gateway_sn && (flight.kind === 'manual' || flight.kind === 'takeoff_to') && flight.job_id === null) {
          const job = await jobAt(trx, workspace_id, gateway_sn, started_at)
          const flyTo = () => commandOf(trx, gateway_sn, 'fly_to_point', started_at, flight.ended_at ?? now)
          if (job && (await takeJob(trx, job, flight.flight_id))) {
            const over = (ENDED_STATES as readonly string[]).includes(job.state)
            more = { ...ofJob(job), ...(over && { outcome: job.state }) }
          } else if (flight.kind === 'manual') {
            const command = await flyTo()
            if (command) more = { kind: 'fly_to', username: command.username }
          }
        }
        const row = await trx
          .updateTable('flights')
          .set({
            ...figures,
            ...more,
            ...(takeoff && { takeoff: toJson(takeoff) }),
            ...(landing && { landing: toJson(landing) }),
            measured_at: now,
            updated_at: now,
          })
          .where('flight_id', '=', flight.flight_id)
          .where('measured_at', 'is', null)
          .returningAll()
          .executeTakeFirst()
        return changed(row)
      }),

    /** The record of a job that is over: that of its flight, or a new one that says why there was none. */
    settle: (job: FlownJob, fresh: { flight_id: string; site_id: string | null }, now: number) =>
      db.transaction().execute(async trx => {
        await sql`select pg_advisory_xact_lock(hashtextextended(${`flight ${job.job_id}`}, 0))`.execute(trx)
        const facts = { outcome: job.state, updated_at: now }
        const known = await trx
          .updateTable('flights')
          .set(eb => ({
            ...ofJob(job),
            updated_at: now,
            kind: eb.ref('kind'),
            // While it is in the air, what became of it is not settled.
            outcome: sql<string>`case when ended_at is null then outcome else ${job.state} end`,
          }))
          .where('job_id', '=', job.job_id)
          .returningAll()
          .executeTakeFirst()
        if (known) return changed(known)!
        const end = job.completed_time ?? job.updated_at
        const flown =
          job.launched_at === null
            ? undefined
            : await trx
                .updateTable('flights')
                .set({ ...ofJob(job), updated_at: now })
                .where(
                  'flight_id',
                  '=',
                  trx
                    .selectFrom('flights')
                    .select('flight_id')
                    .where('workspace_id', '=', job.workspace_id)
                    .where('gateway_sn', 'in', job.dock_sns)
                    .where('job_id', 'is', null)
                    .where('kind', 'in', ['manual', 'takeoff_to', 'fly_to'])
                    .where('started_at', '>=', job.launched_at - SLACK_MS)
                    .where('started_at', '<=', end + SLACK_MS)
                    .orderBy('started_at')
                    .limit(1),
                )
                .returningAll()
                .executeTakeFirst()
        const tookOff =
          job.launched_at !== null &&
          (['done', 'partial'].includes(job.state) ||
            (job.progress?.waypoint_index ?? 0) > 0 ||
            // The wayline has begun (DJI's wayline_mission_state).
            [5, 6, 7, 8].includes(job.progress?.wayline_state ?? -1))
        const row =
          flown ??
          (await trx
            .insertInto('flights')
            .values({
              ...ofJob(job),
              ...facts,
              ...(tookOff ? {} : { kind: 'not_flown' as const, media_expected: null }),
              flight_id: fresh.flight_id,
              workspace_id: job.workspace_id,
              site_id: fresh.site_id,
              sn: job.aircraft_sn,
              gateway_sn: job.dock_sn,
              started_at: tookOff ? job.launched_at! : job.begin_time,
              ended_at: Math.max(end, tookOff ? job.launched_at! : job.begin_time),
              duration_s: tookOff ? (end - job.launched_at!) / 1000 : null,
              // There is no telemetry to measure.
              measured_at: now,
            })
            .returningAll()
            .executeTakeFirstOrThrow())
        await trx.updateTable('jobs').set({ flight_id: row.flight_id }).where('job_id', '=', job.job_id).execute()
        if (flown && flown.ended_at !== null)
          await trx.updateTable('flights').set(facts).where('flight_id', '=', row.flight_id).execute()
        return changed({ ...row, ...(flown?.ended_at === null ? {} : facts) })!
      }),

    /** Over since, and without a record that says how they ended. */
    async unrecorded(since: number): Promise<FlownJob[]> {
      const rows = await db
        .selectFrom('jobs')
        .select(JOB_COLUMNS)
        .where('state', 'in', [...ENDED_STATES])
        .where('updated_at', '>', since)
        .where(sql<boolean>`not exists (
          select from flights where flights.job_id = jobs.job_id
            and (flights.ended_at is null or flights.outcome = jobs.state))`)
        .limit(200)
        .execute()
      return rows as unknown as FlownJob[]
    },

    async find(workspaceId: string, flightId: string) {
      const row = await db
        .selectFrom('flights')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .where('flight_id', '=', flightId)
        .executeTakeFirst()
      return changed(row)
    },

    async list(
      { workspaceId, siteIds, from, to, sn, kind, outcome, jobId }: FlightFilter,
      limit: number,
      offset: number,
    ) {
      let query = db.selectFrom('flights').where('workspace_id', '=', workspaceId)
      if (siteIds) query = query.where('site_id', 'in', siteIds.length ? siteIds : [''])
      if (from !== undefined) query = query.where('started_at', '>=', from)
      if (to !== undefined) query = query.where('started_at', '<', to)
      if (sn) query = query.where(eb => eb.or([eb('sn', '=', sn), eb('gateway_sn', '=', sn)]))
      if (kind) query = query.where('kind', '=', kind as FlightKind)
      if (outcome) query = query.where('outcome', '=', outcome)
      if (jobId) query = query.where('job_id', '=', jobId)
      const [rows, { total }] = await Promise.all([
        query.selectAll().orderBy('started_at', 'desc').orderBy('flight_id').limit(limit).offset(offset).execute(),
        query.select(eb => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
      ])
      return { rows: rows as unknown as StoredFlight[], total }
    },

    /** Alarms raised while these flights lasted, by flight. */
    async alarmCounts(flightIds: string[]): Promise<Map<string, number>> {
      if (flightIds.length === 0) return new Map()
      const rows = await db
        .selectFrom('alarms')
        .select(['flight_id', eb => eb.fn.countAll<number>().as('count')])
        .where('flight_id', 'in', flightIds)
        .groupBy('flight_id')
        .execute()
      return new Map(rows.map(row => [row.flight_id!, row.count]))
    },

    /** Every sample of the aircraft in the time, in order. */
    samples: (sn: string, from: number, to: number, limit = 200_000): Promise<TelemetryRow[]> =>
      db
        .selectFrom('telemetry')
        .selectAll()
        .where('sn', '=', sn)
        .where('time', '>=', from)
        .where('time', '<=', to)
        .orderBy('time')
        .limit(limit)
        .execute(),
  }
}
export type FlightStore = ReturnType<typeof flightStore>
