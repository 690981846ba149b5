import { type Kysely, sql } from 'kysely'
import type { Database } from '#platform/database/schema.ts'

export interface TimelineEntry {
  gateway_sn: string
  time: number
  step: string
  ok: boolean
  detail: string | null
}
export interface RejectionEntry {
  time: number
  claimed_sn: string
  client_id: string
  address: string
  reason: string
  workspace_id: string | null
}

export const gatewayStore = (db: Kysely<Database>) => ({
  /** False when the serial number is taken, wherever. */
  async add(gateway: {
    sn: string
    workspace_id: string
    name: string
    password_hash: string
    created_at: number
    created_by: string
  }) {
    const row = await db
      .insertInto('gateways')
      .values(gateway)
      .onConflict(c => c.column('sn').doNothing())
      .returning('sn')
      .executeTakeFirst()
    return row !== undefined
  },
  async setPassword(sn: string, hash: string, previous: string | null) {
    await db
      .updateTable('gateways')
      .set({ password_hash: hash, previous_password_hash: previous })
      .where('sn', '=', sn)
      .execute()
  },
  async connectedAt(sn: string, now: number) {
    await db.updateTable('gateways').set({ last_connected_at: now }).where('sn', '=', sn).execute()
  },
  async remove(sn: string) {
    await db.deleteFrom('gateways').where('sn', '=', sn).execute()
  },
  /** `sns`: only these; undefined: all of the workspace. */
  async list(workspaceId: string, sns: string[] | undefined, limit: number, offset: number) {
    const query = db
      .selectFrom('gateways')
      .where('workspace_id', '=', workspaceId)
      .$if(sns !== undefined, q => q.where('sn', '=', sql<string>`any(${sns})`))
    const [rows, { total }] = await Promise.all([
      query
        .select(['sn', 'name', 'created_at', 'last_connected_at'])
        .orderBy('name')
        .orderBy('sn')
        .limit(limit)
        .offset(offset)
        .execute(),
      query.select(eb => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
    ])
    return { rows, total }
  },
  async find(sn: string) {
    return db
      .selectFrom('gateways')
      .select(['sn', 'workspace_id', 'name', 'created_at', 'last_connected_at'])
      .where('sn', '=', sn)
      .executeTakeFirst()
  },
  async addTimeline(entries: TimelineEntry[]) {
    await db.insertInto('gateway_timeline').values(entries).execute()
  },
  async timeline(sn: string, limit: number, offset: number) {
    const query = db.selectFrom('gateway_timeline').where('gateway_sn', '=', sn)
    const [rows, { total }] = await Promise.all([
      query.select(['id', 'time', 'step', 'ok', 'detail']).orderBy('id', 'desc').limit(limit).offset(offset).execute(),
      query.select(eb => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
    ])
    return { rows, total }
  },
  async addRejections(entries: RejectionEntry[]) {
    await db.insertInto('connection_rejections').values(entries).execute()
  },
  /** Those of the workspace's gateways; with `unknown` also those whose claimed SN belongs nowhere. */
  async rejections(workspaceId: string, unknown: boolean, limit: number, offset: number) {
    const query = db
      .selectFrom('connection_rejections')
      .where(eb =>
        unknown
          ? eb.or([eb('workspace_id', '=', workspaceId), eb('workspace_id', 'is', null)])
          : eb('workspace_id', '=', workspaceId),
      )
    const [rows, { total }] = await Promise.all([
      query
        .select(['time', 'claimed_sn', 'client_id', 'address', 'reason'])
        .orderBy('id', 'desc')
        .limit(limit)
        .offset(offset)
        .execute(),
      query.select(eb => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
    ])
    return { rows, total }
  },
  /** Keeps the tables from growing with every stranger that knocks. */
  async prune(before: number) {
    await db.deleteFrom('connection_rejections').where('time', '<', before).execute()
    await sql`
      delete from gateway_timeline where id in (
        select id from (select id, row_number() over (partition by gateway_sn order by id desc) as n from gateway_timeline) ranked
        where n > 500)`.execute(db)
  },
})
export type GatewayStore = ReturnType<typeof gatewayStore>
