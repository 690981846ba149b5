/** What safety has to know of missions: those under way, and those that ended badly and nobody was told of. */
import { type Kysely, sql } from 'kysely'
import type { FlightPlan, JobRow } from '#platform/database/mission-tables.ts'
import type { Database } from '#platform/database/schema.ts'

export type EndedJob = Pick<
  JobRow,
  | 'job_id'
  | 'workspace_id'
  | 'mission_id'
  | 'job_name'
  | 'state'
  | 'dock_sn'
  | 'begin_time'
  | 'execute_time'
  | 'launched_at'
  | 'progressed_at'
  | 'completed_time'
  | 'code'
  | 'message'
  | 'cause'
  | 'action'
>
const COLUMNS = [
  'job_id',
  'workspace_id',
  'mission_id',
  'job_name',
  'state',
  'dock_sn',
  'begin_time',
  'execute_time',
  'launched_at',
  'progressed_at',
  'completed_time',
  'code',
  'message',
  'cause',
  'action',
] as const satisfies readonly (keyof EndedJob)[]

export const missionSafetyStore = (db: Kysely<Database>) => ({
  /** Under way now, with what they told the aircraft. */
  async flying() {
    const rows = await db
      .selectFrom('jobs')
      .select(['job_id', 'dock_sns', 'plan'])
      .where('state', 'in', ['executing', 'unknown', 'running', 'paused'])
      .execute()
    return rows as { job_id: string; dock_sns: string[]; plan: FlightPlan }[]
  },

  /** Ended since, in one of these states, without an alarm of theirs. */
  unalarmed: (states: EndedJob['state'][], since: number): Promise<EndedJob[]> =>
    db
      .selectFrom('jobs')
      .select(COLUMNS)
      .where('state', 'in', states)
      .where('completed_time', '>', since)
      .where(sql<boolean>`not exists (
        select from alarms where alarms.workspace_id = jobs.workspace_id and alarms.key = 'mission ' || jobs.job_id)`)
      .limit(500)
      .execute(),

  workspaces: async (): Promise<string[]> =>
    (await db.selectFrom('workspaces').select('workspace_id').execute()).map(row => row.workspace_id),
})
export type MissionSafetyStore = ReturnType<typeof missionSafetyStore>
