import {
  type ExpressionBuilder,
  type Insertable,
  type Kysely,
  type Selectable,
  sql,
  type Transaction,
  type Updateable,
} from 'kysely'
import type { JobHistoryRow, JobRow, JobState, MissionRow, MissionTables } from '#platform/database/mission-tables.ts'
import type { Database } from '#platform/database/schema.ts'
import { TERMINAL, WAITING } from './mission.states.ts'

export type Mission = Selectable<MissionRow>
export type Job = Selectable<JobRow>
export type NewJob = Insertable<JobRow>
export type NewMission = Insertable<MissionRow>
export type JobHistory = Selectable<JobHistoryRow>

/** What a change writes into the history of the job. */
export interface Note {
  time: number
  /** Undefined: the state that it changes to. */
  state?: string
  detail?: string | null
  username?: string | null
}

/** By due time, the earliest or the latest first; or the one that was made last first. */
export type JobOrder = 'next' | 'latest' | 'newest'

export interface JobFilter {
  workspaceId: string
  /** Serial numbers of the docks that the caller may see; undefined: all. */
  sns?: string[] | undefined
  from?: number | undefined
  to?: number | undefined
  dockSn?: string | undefined
  states?: JobState[] | undefined
  missionId?: string | undefined
}

const json = (value: unknown) => JSON.stringify(value)
const seen = (sns: string[]) => sql<boolean>`dock_sns && ${sns}::text[]`

export const missionStore = (db: Kysely<Database>) => ({
  // Missions -----------------------------------------------------------------------------------------------------

  async insertMission(mission: NewMission): Promise<void> {
    await db.insertInto('missions').values(mission).execute()
  },

  async updateMission(
    workspaceId: string,
    missionId: string,
    fields: Updateable<MissionRow>,
  ): Promise<Mission | undefined> {
    return db
      .updateTable('missions')
      .set(fields)
      .where('workspace_id', '=', workspaceId)
      .where('mission_id', '=', missionId)
      .where('deleted_at', 'is', null)
      .returningAll()
      .executeTakeFirst()
  },

  async mission(workspaceId: string, missionId: string): Promise<Mission | undefined> {
    return db
      .selectFrom('missions')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('mission_id', '=', missionId)
      .where('deleted_at', 'is', null)
      .executeTakeFirst()
  },

  async missions(workspaceId: string, sns: string[] | undefined, limit: number, offset: number) {
    let query = db.selectFrom('missions').where('workspace_id', '=', workspaceId).where('deleted_at', 'is', null)
    if (sns) query = query.where(seen(sns))
    const [rows, { total }] = await Promise.all([
      query.selectAll().orderBy('created_at', 'desc').orderBy('mission_id').limit(limit).offset(offset).execute(),
      query.select(eb => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
    ])
    return { rows: rows as Mission[], total }
  },

  /** The next waiting run of each mission. */
  async nextRuns(missionIds: string[]): Promise<Map<string, number>> {
    if (missionIds.length === 0) return new Map()
    const rows = await db
      .selectFrom('jobs')
      .select(['mission_id', eb => eb.fn.min('begin_time').as('begin_time')])
      .where('mission_id', 'in', missionIds)
      .where('state', 'in', [...WAITING])
      .groupBy('mission_id')
      .execute()
    return new Map(rows.map(row => [row.mission_id!, row.begin_time as number]))
  },

  /** Missions whose calendar rule is to be written further; nobody else gets them for `leaseMs`. */
  async claimExpansions(now: number, leaseMs: number, limit: number): Promise<Mission[]> {
    return db
      .updateTable('missions')
      .set({ expand_at: now + leaseMs })
      .where('mission_id', 'in', eb =>
        eb
          .selectFrom('missions')
          .select('mission_id')
          .where('expand_at', '<=', now)
          .where('deleted_at', 'is', null)
          .where('enabled', '=', true)
          .orderBy('expand_at')
          .limit(limit)
          .forUpdate()
          .skipLocked(),
      )
      .returningAll()
      .execute()
  },

  // Jobs ---------------------------------------------------------------------------------------------------------

  /** Undefined: the run of the rule, or the job of the idempotency key, is there already. */
  async insertJob(job: NewJob, note: Note): Promise<Job | undefined> {
    return db.transaction().execute(async trx => {
      const row = await trx
        .insertInto('jobs')
        .values(job)
        .onConflict(conflict => conflict.doNothing())
        .returningAll()
        .executeTakeFirst()
      if (row) await keepHistory(trx, row, note)
      return row
    })
  },

  async jobByKey(workspaceId: string, key: string): Promise<Job | undefined> {
    return db
      .selectFrom('jobs')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('idempotency_key', '=', key)
      .executeTakeFirst()
  },

  async job(jobId: string): Promise<Job | undefined> {
    return db.selectFrom('jobs').selectAll().where('job_id', '=', jobId).executeTakeFirst()
  },

  /** For a message of a device, which holds it until its commit. */
  async jobForUpdate(trx: Transaction<Database>, jobId: string): Promise<Job | undefined> {
    return trx.selectFrom('jobs').selectAll().where('job_id', '=', jobId).forUpdate().executeTakeFirst()
  },

  /**
   * Compare and set: changes the job if it is still in one of the states, else returns nothing. With `owner`, only while
   * that process holds its lease. The lease ends with the change unless `keepLease`.
   */
  async change(
    jobId: string,
    from: readonly JobState[],
    set: Updateable<JobRow>,
    note: Note | null,
    { trx, owner, keepLease = false }: { trx?: Transaction<Database>; owner?: string; keepLease?: boolean } = {},
  ): Promise<Job | undefined> {
    const work = async (within: Transaction<Database>) => {
      let query = within
        .updateTable('jobs')
        .set(eb => ({
          ...set,
          version: eb('version', '+', 1),
          ...(keepLease ? {} : { lease_owner: null, lease_until: null }),
        }))
        .where('job_id', '=', jobId)
        .where('state', 'in', [...from])
      if (owner) query = query.where('lease_owner', '=', owner)
      const row = await query.returningAll().executeTakeFirst()
      if (row && note) await keepHistory(within, row, note)
      return row
    }
    return trx ? work(trx) : db.transaction().execute(work)
  },

  /** Gives the job back without a change: the next look is at `wakeAt`. */
  async release(jobId: string, owner: string, wakeAt: number): Promise<void> {
    await db
      .updateTable('jobs')
      .set({ lease_owner: null, lease_until: null, wake_at: wakeAt })
      .where('job_id', '=', jobId)
      .where('lease_owner', '=', owner)
      .where('state', 'not in', [...TERMINAL])
      .execute()
  },

  /** Jobs that somebody must look at, each for one process until its lease runs out. */
  async claim(owner: string, now: number, leaseUntil: number, limit: number): Promise<Job[]> {
    return db
      .updateTable('jobs')
      .set({ lease_owner: owner, lease_until: leaseUntil })
      .where('job_id', 'in', eb =>
        eb
          .selectFrom('jobs')
          .select('job_id')
          .where('wake_at', '<=', now)
          .where(free(now))
          .orderBy('wake_at')
          .limit(limit)
          .forUpdate()
          .skipLocked(),
      )
      .where(free(now))
      .returningAll()
      .execute()
  },

  /** For a process that is alone: whoever held a lease is gone. */
  async breakLeases(): Promise<void> {
    await db
      .updateTable('jobs')
      .set({ lease_owner: null, lease_until: null })
      .where('lease_owner', 'is not', null)
      .execute()
  },

  async history(jobId: string): Promise<JobHistory[]> {
    return db.selectFrom('job_history').selectAll().where('job_id', '=', jobId).orderBy('id').execute()
  },

  /** In the order of their due times, or the newest first. */
  async jobs(filter: JobFilter, limit: number, offset: number, order: JobOrder = 'latest') {
    let query = db.selectFrom('jobs').where('workspace_id', '=', filter.workspaceId)
    if (filter.sns) query = query.where(seen(filter.sns))
    if (filter.from !== undefined) query = query.where('begin_time', '>=', filter.from)
    if (filter.to !== undefined) query = query.where('begin_time', '<', filter.to)
    if (filter.dockSn) query = query.where(seen([filter.dockSn]))
    if (filter.states) query = query.where('state', 'in', filter.states)
    if (filter.missionId) query = query.where('mission_id', '=', filter.missionId)
    const [rows, { total }] = await Promise.all([
      query
        .selectAll()
        .orderBy(order === 'newest' ? 'created_at' : 'begin_time', order === 'next' ? 'asc' : 'desc')
        .orderBy('job_id')
        .limit(limit)
        .offset(offset)
        .execute(),
      query.select(eb => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
    ])
    return { rows: rows as Job[], total }
  },

  /** All that live, and are due before a time: what readiness and traffic look at. */
  async living(before: number): Promise<Job[]> {
    return db
      .selectFrom('jobs')
      .selectAll()
      .where('state', 'not in', [...TERMINAL])
      .where('begin_time', '<', before)
      .orderBy('begin_time')
      .limit(10_000)
      .execute()
  },

  /** Waiting runs of a mission that nobody has given to a dock yet. */
  async cancelRuns(missionId: string, note: Note): Promise<Job[]> {
    return db.transaction().execute(async trx => {
      const rows = await trx
        .updateTable('jobs')
        .set(eb => ({
          state: 'canceled' as const,
          version: eb('version', '+', 1),
          wake_at: null,
          lease_owner: null,
          lease_until: null,
          completed_time: note.time,
          updated_at: note.time,
          message: note.detail ?? null,
        }))
        .where('mission_id', '=', missionId)
        .where('state', 'in', ['scheduled', 'awaiting'])
        .returningAll()
        .execute()
      for (const row of rows) await keepHistory(trx, row, note)
      return rows
    })
  },

  /** Runs of a rule that has changed, before anything was done about them: they are written anew. */
  async removeRuns(missionId: string, now: number): Promise<number> {
    const result = await db
      .deleteFrom('jobs')
      .where('mission_id', '=', missionId)
      .where('state', 'in', ['scheduled', 'awaiting'])
      .where('attempts', '=', 0)
      .where('begin_time', '>', now)
      .where('lease_owner', 'is', null)
      .executeTakeFirst()
    return Number(result.numDeletedRows)
  },

  /** Docks whose latest simulated flight nobody has followed by putting the propellers back on. */
  async docksWithoutPropellers(): Promise<{ dock_sn: string; job_id: string }[]> {
    return db
      .selectFrom('jobs')
      .select(['dock_sn', 'job_id'])
      .where('launched_at', 'is not', null)
      .where('propellers_confirmed_at', 'is', null)
      .where(sql<boolean>`plan -> 'simulate' <> 'null'::jsonb`)
      .execute()
  },

  async confirmPropellers(dockSn: string, now: number): Promise<Job[]> {
    return db
      .updateTable('jobs')
      .set(eb => ({ propellers_confirmed_at: now, updated_at: now, version: eb('version', '+', 1) }))
      .where('dock_sn', '=', dockSn)
      .where('launched_at', 'is not', null)
      .where('propellers_confirmed_at', 'is', null)
      .where(sql<boolean>`plan -> 'simulate' <> 'null'::jsonb`)
      .returningAll()
      .execute()
  },

  async note(jobId: string, note: Note & { state: string }, trx: Kysely<Database> = db): Promise<void> {
    await trx
      .insertInto('job_history')
      .values({
        job_id: jobId,
        time: note.time,
        state: note.state,
        detail: note.detail ?? null,
        username: note.username ?? null,
      })
      .execute()
  },

  /** What became of a command of a job, by the key under which it was sent. */
  async command(workspaceId: string, key: string) {
    return db
      .selectFrom('commands')
      .select(['state', 'result', 'created_at'])
      .where('workspace_id', '=', workspaceId)
      .where('idempotency_key', '=', key)
      .executeTakeFirst()
  },
})
export type MissionStore = ReturnType<typeof missionStore>

const free = (now: number) => (eb: ExpressionBuilder<Database & MissionTables, 'jobs'>) =>
  eb.or([eb('lease_until', 'is', null), eb('lease_until', '<=', now)])

async function keepHistory(trx: Transaction<Database>, row: Job, note: Note): Promise<void> {
  await trx
    .insertInto('job_history')
    .values({
      job_id: row.job_id,
      time: note.time,
      state: note.state ?? row.state,
      detail: note.detail ?? null,
      username: note.username ?? null,
    })
    .execute()
}

export { json }
