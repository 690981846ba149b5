import { isDeepStrictEqual } from 'node:util'
import { type Kysely, sql } from 'kysely'
import { toJson } from '#link/link.store.ts'
import type { AlarmLevel, AlarmRow, AlarmRuleRow } from '#platform/database/safety-tables.ts'
import type { Database } from '#platform/database/schema.ts'

/** As read back: jsonb parsed. */
export type StoredAlarm = Omit<AlarmRow, 'facts'> & { facts: Record<string, unknown> }

export interface NewAlarm {
  alarm_id: string
  workspace_id: string
  key: string
  level: AlarmLevel
  kind: string
  sn: string | null
  gateway_sn: string | null
  job_id: string | null
  flight_id: string | null
  site_id: string | null
  facts: Record<string, unknown>
  automatic: string | null
  at: number
}
/** `state`: whether a person must hear of it. */
export type Raised =
  | { state: 'raised' | 'again' | 'counted' | 'changed'; alarm: StoredAlarm }
  | { state: 'active'; alarm: StoredAlarm }
  | { state: 'disabled' }

export interface AlarmFilter {
  workspaceId: string
  /** Sites the caller may see; null: everything. */
  siteIds: string[] | null
  state?: 'active' | 'past' | undefined
  level?: string | undefined
  kind?: string | undefined
  sn?: string | undefined
  flightId?: string | undefined
}

export const alarmStore = (db: Kysely<Database>) => ({
  transaction: <T>(work: (trx: Kysely<Database>) => Promise<T>) => db.transaction().execute(work),

  /**
   * Raises within the caller's transaction; the lock makes that once across processes. What was cleared a short time
   * ago comes back as the same row.
   * @param occurrence it happened once more, rather than being so still
   * @param collapseMs from the first time, within which one key is one row
   */
  async raise(trx: Kysely<Database>, alarm: NewAlarm, occurrence: boolean, collapseMs: number): Promise<Raised> {
    const lock = `alarm ${alarm.workspace_id} ${alarm.key}`
    await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(trx)
    const rule = await trx
      .selectFrom('alarm_rules')
      .selectAll()
      .where('workspace_id', '=', alarm.workspace_id)
      .where('kind', '=', alarm.kind)
      .executeTakeFirst()
    if (rule && !rule.enabled) return { state: 'disabled' }
    const latest = await trx
      .selectFrom('alarms')
      .selectAll()
      .where('workspace_id', '=', alarm.workspace_id)
      .where('key', '=', alarm.key)
      .orderBy('raised_at', 'desc')
      .limit(1)
      .executeTakeFirst()
    const active = latest !== undefined && latest.cleared_at === null
    if (active && !occurrence) {
      if (isDeepStrictEqual(latest.facts, JSON.parse(toJson(alarm.facts))))
        return { state: 'active', alarm: latest as StoredAlarm }
      const row = await trx
        .updateTable('alarms')
        .set({ facts: toJson(alarm.facts), automatic: alarm.automatic, updated_at: alarm.at })
        .where('alarm_id', '=', latest.alarm_id)
        .returningAll()
        .executeTakeFirstOrThrow()
      return { state: 'changed', alarm: row as StoredAlarm }
    }
    if (latest && (active || latest.raised_at > alarm.at - collapseMs)) {
      const row = await trx
        .updateTable('alarms')
        .set({
          count: latest.count + 1,
          last_at: alarm.at,
          cleared_at: null,
          clear_cause: null,
          facts: toJson(alarm.facts),
          automatic: alarm.automatic,
          updated_at: alarm.at,
        })
        .where('alarm_id', '=', latest.alarm_id)
        .returningAll()
        .executeTakeFirstOrThrow()
      return { state: active ? 'counted' : 'again', alarm: row as StoredAlarm }
    }
    const { at, ...fields } = alarm
    const open =
      alarm.sn === null
        ? undefined
        : await trx
            .selectFrom('flights')
            .select(['flight_id', 'job_id'])
            .where('sn', '=', alarm.sn)
            .where('ended_at', 'is', null)
            .executeTakeFirst()
    const row = await trx
      .insertInto('alarms')
      .values({
        ...fields,
        job_id: fields.job_id ?? open?.job_id ?? null,
        flight_id: fields.flight_id ?? open?.flight_id ?? null,
        level: rule?.level ?? alarm.level,
        facts: toJson(alarm.facts),
        count: 1,
        raised_at: at,
        last_at: at,
        updated_at: at,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    return { state: 'raised', alarm: row as StoredAlarm }
  },

  /** The active alarm of the key, if there is one; the first of several processes gets it. */
  async clear(workspaceId: string, key: string, cause: string, now: number, within: Kysely<Database> = db) {
    const row = await within
      .updateTable('alarms')
      .set({ cleared_at: now, clear_cause: cause, updated_at: now })
      .where('workspace_id', '=', workspaceId)
      .where('key', '=', key)
      .where('cleared_at', 'is', null)
      .returningAll()
      .executeTakeFirst()
    return row as StoredAlarm | undefined
  },

  /** Active alarms of these kinds that came to their end by time alone. */
  async expire(kinds: string[], before: number, now: number) {
    if (kinds.length === 0) return []
    const rows = await db
      .updateTable('alarms')
      .set({ cleared_at: now, clear_cause: 'expired', updated_at: now })
      .where('kind', 'in', kinds)
      .where('last_at', '<', before)
      .where('cleared_at', 'is', null)
      .returningAll()
      .execute()
    return rows as StoredAlarm[]
  },

  /** Marks what nobody has acknowledged in time; each alarm once, in one process. */
  async escalate(level: AlarmLevel, before: number, now: number) {
    const rows = await db
      .updateTable('alarms')
      .set({ escalated_at: now, updated_at: now })
      .where('level', '=', level)
      .where('raised_at', '<=', before)
      .where('cleared_at', 'is', null)
      .where('acknowledged_at', 'is', null)
      .where('escalated_at', 'is', null)
      .returningAll()
      .execute()
    return rows as StoredAlarm[]
  },

  async acknowledge(workspaceId: string, alarmId: string, username: string, note: string | null, now: number) {
    const row = await db
      .updateTable('alarms')
      .set({ acknowledged_at: now, acknowledged_by: username, acknowledge_note: note, updated_at: now })
      .where('workspace_id', '=', workspaceId)
      .where('alarm_id', '=', alarmId)
      .where('acknowledged_at', 'is', null)
      .returningAll()
      .executeTakeFirst()
    return row as StoredAlarm | undefined
  },

  async find(workspaceId: string, alarmId: string) {
    const row = await db
      .selectFrom('alarms')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('alarm_id', '=', alarmId)
      .executeTakeFirst()
    return row as StoredAlarm | undefined
  },

  async list(filter: AlarmFilter, limit: number, offset: number) {
    let query = db.selectFrom('alarms').where('workspace_id', '=', filter.workspaceId)
    query = withinSites(query, filter.siteIds)
    if (filter.state === 'active') query = query.where('cleared_at', 'is', null)
    if (filter.state === 'past') query = query.where('cleared_at', 'is not', null)
    if (filter.level) query = query.where('level', '=', filter.level as AlarmLevel)
    if (filter.kind) query = query.where('kind', '=', filter.kind)
    if (filter.flightId) query = query.where('flight_id', '=', filter.flightId)
    const { sn } = filter
    if (sn) query = query.where(eb => eb.or([eb('sn', '=', sn), eb('gateway_sn', '=', sn)]))
    const [rows, { total }] = await Promise.all([
      query.selectAll().orderBy('raised_at', 'desc').orderBy('alarm_id').limit(limit).offset(offset).execute(),
      query.select(eb => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
    ])
    return { rows: rows as StoredAlarm[], total }
  },

  /** Active and not acknowledged, by level. */
  async summary(workspaceId: string, siteIds: string[] | null) {
    const query = db
      .selectFrom('alarms')
      .where('workspace_id', '=', workspaceId)
      .where('cleared_at', 'is', null)
      .where('acknowledged_at', 'is', null)
    return withinSites(query, siteIds)
      .groupBy('level')
      .select(['level', eb => eb.fn.countAll<number>().as('count')])
      .execute()
  },

  /** Active alarms of these kinds, in every workspace. */
  async active(kinds: string[]) {
    const rows = await db
      .selectFrom('alarms')
      .selectAll()
      .where('kind', 'in', kinds)
      .where('cleared_at', 'is', null)
      .execute()
    return rows as StoredAlarm[]
  },

  rules: (workspaceId: string): Promise<AlarmRuleRow[]> =>
    db.selectFrom('alarm_rules').selectAll().where('workspace_id', '=', workspaceId).execute(),

  async saveRules(rules: AlarmRuleRow[]) {
    if (rules.length === 0) return
    await db
      .insertInto('alarm_rules')
      .values(rules)
      .onConflict(conflict =>
        conflict.columns(['workspace_id', 'kind']).doUpdateSet(eb => ({
          level: eb.ref('excluded.level'),
          sound: eb.ref('excluded.sound'),
          enabled: eb.ref('excluded.enabled'),
          updated_at: eb.ref('excluded.updated_at'),
          updated_by: eb.ref('excluded.updated_by'),
        })),
      )
      .execute()
  },
})
export type AlarmStore = ReturnType<typeof alarmStore>

const withinSites = <Q extends { where: (column: 'site_id', op: 'in', value: string[]) => Q }>(
  query: Q,
  siteIds: string[] | null,
): Q => (siteIds === null ? query : query.where('site_id', 'in', siteIds.length ? siteIds : ['']))
