import { type Kysely, sql } from 'kysely'
import { toJson } from '#link/link.store.ts'
import { batched } from '#platform/database/batch.ts'
import type { CommandRow } from '#platform/database/device-tables.ts'
import type { Database } from '#platform/database/schema.ts'

/** Demo routes and callers without a key: the same motion again within this time is a double click. */
export const REPEAT_LOCK_MS = 10_000

export interface NewCommand {
  command_id: string
  workspace_id: string
  device_sn: string
  gateway_sn: string
  method: string
  safety: string
  tid: string
  bid: string
  data: unknown
  user_id: string | null
  username: string | null
  source: string
  address: string | null
  idempotency_key: string | null
  created_at: number
}
export interface Progress {
  percent: number | null
  step_key: string | null
  status: string
}
/** A command as read back: jsonb parsed. */
export type StoredCommand = Omit<CommandRow, 'data' | 'output' | 'progress'> & {
  data: unknown
  output: unknown
  progress: Progress | null
}
export type Inserted =
  | { state: 'inserted' }
  | { state: 'locked'; since: number }
  | { state: 'repeated'; commandId: string }

export interface Filter {
  workspaceId: string
  /** Serial numbers the caller may see; undefined: all of the workspace. */
  sns?: string[] | undefined
  deviceSn?: string | undefined
  method?: string | undefined
  state?: string | undefined
}

interface ReplyRow {
  gatewaySn: string
  tid: string
  bid: string
  state: string
  result: number | null
  output: unknown
  at: number
  /** Commands created before it are no longer settled. */
  since: number
}

export const commandStore = (db: Kysely<Database>) => {
  const writeSoon = batched((commands: NewCommand[]) => write(db, commands))
  return {
    /**
     * Writes the row before anything is published. With `lock`, refuses the same method on the same device within
     * 10 s; the advisory lock makes that hold across processes. An idempotency key seen before writes nothing.
     */
    async insert(command: NewCommand, lock: boolean): Promise<Inserted> {
      if (!lock) return writeSoon(command)
      return db.transaction().execute(async trx => {
        const key = `${command.device_sn} ${command.method}`
        await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(trx)
        const recent = await trx
          .selectFrom('commands')
          .select('created_at')
          .where('device_sn', '=', command.device_sn)
          .where('method', '=', command.method)
          .where('created_at', '>', command.created_at - REPEAT_LOCK_MS)
          .orderBy('created_at', 'desc')
          .limit(1)
          .executeTakeFirst()
        if (recent) return { state: 'locked', since: recent.created_at }
        const [written] = await write(trx, [command])
        return written!
      })
    },

    /** A spooled command, written when the database is back. Nothing comes back when it was there already. */
    async restore(command: NewCommand) {
      const row = await db
        .insertInto('commands')
        .values({ ...command, data: toJson(command.data), state: 'unknown' })
        .onConflict(c => c.doNothing())
        .returningAll()
        .executeTakeFirst()
      return row as StoredCommand | undefined
    },

    /** Records a reply; late ones settle a command that was `unknown`, repeated ones change nothing. */
    replied: batched((replies: ReplyRow[]) => settle(db, replies)),

    /** Progress of a job found by its bid. Terminal states are final. */
    async progressed(
      trx: Kysely<Database>,
      gatewaySn: string,
      bid: string,
      method: string,
      change: { state: string; result: number | null; progress: Progress; finishedAt: number | null },
    ) {
      const row = await trx
        .updateTable('commands')
        .set({
          state: change.state,
          progress: toJson(change.progress),
          ...(change.result === null ? {} : { result: change.result }),
          ...(change.finishedAt === null ? {} : { finished_at: change.finishedAt }),
        })
        .where('gateway_sn', '=', gatewaySn)
        .where('bid', '=', bid)
        .where('method', '=', method)
        .where('state', 'in', ['sent', 'unknown', 'in_progress'])
        .returningAll()
        .executeTakeFirst()
      return row as StoredCommand | undefined
    },

    async markUnknown(commandId: string) {
      const row = await db
        .updateTable('commands')
        .set({ state: 'unknown' })
        .where('command_id', '=', commandId)
        .where('state', '=', 'sent')
        .returningAll()
        .executeTakeFirst()
      return row as StoredCommand | undefined
    },

    /** A command whose row came too late to be sent. */
    async cancelUnsent(commandId: string, now: number) {
      await db
        .updateTable('commands')
        .set({ state: 'canceled', finished_at: now })
        .where('command_id', '=', commandId)
        .where('state', '=', 'sent')
        .execute()
    },

    /** Nobody waits for these any more: sent before a restart, or a job that fell silent. */
    async settleAbandoned(sentBefore: number, progressBefore: number, now: number) {
      const unknown = await db
        .updateTable('commands')
        .set({ state: 'unknown' })
        .where('state', '=', 'sent')
        .where('created_at', '<', sentBefore)
        .returningAll()
        .execute()
      const timeout = await db
        .updateTable('commands')
        .set({ state: 'timeout', finished_at: now })
        .where('state', '=', 'in_progress')
        .where('created_at', '<', progressBefore)
        .returningAll()
        .execute()
      return [...unknown, ...timeout] as StoredCommand[]
    },

    async find(commandId: string): Promise<StoredCommand | undefined> {
      const row = await db.selectFrom('commands').selectAll().where('command_id', '=', commandId).executeTakeFirst()
      return row as StoredCommand | undefined
    },

    async list({ workspaceId, sns, deviceSn, method, state }: Filter, limit: number, offset: number) {
      let query = db.selectFrom('commands').where('workspace_id', '=', workspaceId)
      if (sns)
        query = query.where(
          sns.length ? eb => eb.or([eb('device_sn', 'in', sns), eb('gateway_sn', 'in', sns)]) : sql<boolean>`false`,
        )
      if (deviceSn) query = query.where(eb => eb.or([eb('device_sn', '=', deviceSn), eb('gateway_sn', '=', deviceSn)]))
      if (method) query = query.where('method', '=', method)
      if (state) query = query.where('state', '=', state)
      const [rows, { total }] = await Promise.all([
        query.selectAll().orderBy('created_at', 'desc').limit(limit).offset(offset).execute(),
        query.select(eb => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
      ])
      return { rows: rows as StoredCommand[], total }
    },
  }
}
export type CommandStore = ReturnType<typeof commandStore>

/** All or nothing. Without a row of its own, a command had been written before under the same idempotency key. */
async function write(db: Kysely<Database>, commands: NewCommand[]): Promise<Inserted[]> {
  const rows = await db
    .insertInto('commands')
    .values(commands.map(command => ({ ...command, data: toJson(command.data), state: 'sent' as const })))
    .onConflict(c => c.doNothing())
    .returning('command_id')
    .execute()
  const written = new Set(rows.map(row => row.command_id))
  return Promise.all(
    commands.map(async (command): Promise<Inserted> => {
      if (written.has(command.command_id)) return { state: 'inserted' }
      const first = await db
        .selectFrom('commands')
        .select('command_id')
        .where('workspace_id', '=', command.workspace_id)
        .where('idempotency_key', '=', command.idempotency_key)
        .executeTakeFirstOrThrow()
      return { state: 'repeated', commandId: first.command_id }
    }),
  )
}

/** One statement for all replies; the first of several to one command counts. */
async function settle(db: Kysely<Database>, replies: ReplyRow[]): Promise<(StoredCommand | undefined)[]> {
  const first = new Map<string, ReplyRow>()
  for (const reply of replies) {
    const key = keyOf(reply.gatewaySn, reply.tid, reply.bid)
    if (!first.has(key)) first.set(key, reply)
  }
  const rows = [...first.values()]
  const column = <T>(of: (reply: ReplyRow) => T) => sql.val(rows.map(of))
  const { rows: settled } = await sql<StoredCommand>`
    update commands set
      state = reply.state,
      result = reply.result,
      output = reply.output::jsonb,
      replied_at = reply.at,
      finished_at = case when reply.state = 'in_progress' then null else reply.at end
    from unnest(
      ${column(r => r.gatewaySn)}::text[], ${column(r => r.tid)}::text[], ${column(r => r.bid)}::text[],
      ${column(r => r.state)}::text[], ${column(r => r.result)}::int[],
      ${column(r => (r.output === undefined ? null : toJson(r.output)))}::text[],
      ${column(r => r.at)}::bigint[], ${column(r => r.since)}::bigint[]
    ) as reply (gateway_sn, tid, bid, state, result, output, at, since)
    where commands.gateway_sn = reply.gateway_sn
      and commands.tid = reply.tid
      and commands.bid = reply.bid
      and commands.state in ('sent', 'unknown')
      and commands.created_at > reply.since
    returning commands.*`.execute(db)
  const found = new Map(settled.map(row => [keyOf(row.gateway_sn, row.tid, row.bid), row]))
  return replies.map(reply => {
    const key = keyOf(reply.gatewaySn, reply.tid, reply.bid)
    return first.get(key) === reply ? found.get(key) : undefined
  })
}
const keyOf = (...parts: string[]) => parts.join(' ')
