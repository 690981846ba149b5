/** What the other features have kept of the time of a flight. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '#platform/database/schema.ts'

const MOST = 5_000

export interface Scope {
  workspaceId: string
  /** Aircraft and gateway. */
  sns: string[]
  jobId: string | null
  flightId: string
  from: number
  to: number
}

export const timelineStore = (db: Kysely<Database>) => ({
  commands: ({ workspaceId, sns, from, to }: Scope) =>
    db
      .selectFrom('commands')
      .select(['command_id', 'method', 'device_sn', 'gateway_sn', 'data', 'state', 'result', 'username', 'source'])
      .select(['created_at', 'replied_at', 'finished_at'])
      .where('workspace_id', '=', workspaceId)
      .where(eb => eb.or([eb('device_sn', 'in', sns), eb('gateway_sn', 'in', sns)]))
      .where('created_at', '>=', from)
      .where('created_at', '<=', to)
      .orderBy('created_at')
      .limit(MOST)
      .execute(),

  events: ({ sns, from, to }: Scope) =>
    db
      .selectFrom('device_events')
      .select(['id', 'device_sn', 'gateway_sn', 'method', 'device_time', 'received_at', 'data'])
      .where('device_sn', 'in', sns)
      .where('received_at', '>=', from)
      .where('received_at', '<=', to)
      .orderBy('received_at')
      .limit(MOST)
      .execute(),

  alarms: ({ workspaceId, sns, jobId, flightId, from, to }: Scope) =>
    db
      .selectFrom('alarms')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where(eb =>
        eb.or([
          eb('flight_id', '=', flightId),
          ...(jobId === null ? [] : [eb('job_id', '=', jobId)]),
          eb.and([
            eb.or([eb('sn', 'in', sns), eb('gateway_sn', 'in', sns)]),
            eb('raised_at', '>=', from),
            eb('raised_at', '<=', to),
          ]),
        ]),
      )
      .orderBy('raised_at')
      .limit(MOST)
      .execute(),

  async history(jobId: string | null) {
    if (jobId === null) return []
    return db.selectFrom('job_history').selectAll().where('job_id', '=', jobId).orderBy('id').limit(MOST).execute()
  },

  /** Photos and videos of its job, or that its aircraft took meanwhile. */
  media: ({ workspaceId, sns, jobId, from, to }: Scope) =>
    db
      .selectFrom('media_files')
      .select(['file_id', 'workspace_id', 'file_name', 'kind', 'state', 'size', 'taken_at', 'created_at'])
      .select(['latitude', 'longitude', 'waypoint_index', 'asset', 'preview', 'fingerprint'])
      .where('workspace_id', '=', workspaceId)
      .where('deleted_at', 'is', null)
      .where(eb =>
        jobId !== null
          ? eb('job_id', '=', jobId)
          : eb.and([
              eb('aircraft_sn', 'in', sns),
              eb(sql<number>`coalesce(taken_at, created_at)`, '>=', from),
              eb(sql<number>`coalesce(taken_at, created_at)`, '<=', to),
            ]),
      )
      .orderBy(sql`coalesce(taken_at, created_at)`)
      .limit(MOST)
      .execute(),

  /** Files received, by job. */
  async received(jobIds: string[]): Promise<Map<string, number>> {
    if (jobIds.length === 0) return new Map()
    const rows = await db
      .selectFrom('media_files')
      .select(['job_id', eb => eb.fn.countAll<number>().as('count')])
      .where('job_id', 'in', jobIds)
      .where('state', '=', 'received')
      .groupBy('job_id')
      .execute()
    return new Map(rows.map(row => [row.job_id!, row.count]))
  },
})
export type TimelineStore = ReturnType<typeof timelineStore>
