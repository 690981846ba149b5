import { type Kysely, type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely'
import type { MediaFileRow, MediaSetRow } from '#platform/database/media-tables.ts'
import type { Database } from '#platform/database/schema.ts'

/** A file with what other features know of its flight. */
export interface StoredFile extends Selectable<MediaFileRow> {
  job_name: string | null
  mission_id: string | null
  flight_id: string | null
}

/** Absent: any. */
export interface FileFilter {
  workspaceId: string
  /** Serial numbers of devices that the asker may see; undefined: all. */
  sns: string[] | undefined
  ids?: string[]
  /** When it was taken, or else reported. Epoch ms. */
  from?: number
  to?: number
  jobId?: string
  missionId?: string
  flightId?: string
  aircraftSn?: string
  dockSn?: string
  kind?: string
  asset?: string
  name?: string
  /** Degrees; west is greater than east across the 180th meridian. */
  bbox?: { west: number; south: number; east: number; north: number }
}

export const ORDERS = ['taken_at', 'create_time', 'file_name', 'size'] as const
export interface Order {
  column: (typeof ORDERS)[number]
  direction: 'asc' | 'desc'
}

/** A flight some of whose files have not come. */
export interface StoredSet extends Selectable<MediaSetRow> {
  /** Files that have come, deleted ones included. */
  received: number
  job_name: string | null
  mission_id: string | null
  flight_id: string | null
}

export interface Group {
  key: string
  name: string
  count: number
  bytes: number
  from: number
  to: number
  cover_id: string
}

export interface Cluster {
  count: number
  latitude: number
  longitude: number
  file_id: string
  west: number
  south: number
  east: number
  north: number
}

type Db = Kysely<Database>

const time = sql<number>`coalesce(m.taken_at, m.created_at)`
const COLUMNS: Record<Order['column'], RawBuilder<unknown>> = {
  taken_at: time,
  create_time: sql`m.created_at`,
  file_name: sql`m.file_name`,
  size: sql`m.size`,
}
/** `%` and `_` mean themselves. */
const part = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`

export const mediaStore = (db: Db) => {
  const files = (within: Db = db) =>
    within
      .selectFrom('media_files as m')
      .leftJoin('jobs as j', join =>
        join.onRef('j.job_id', '=', 'm.job_id').onRef('j.workspace_id', '=', 'm.workspace_id'),
      )
      .selectAll('m')
      .select(['j.job_name', 'j.mission_id', 'j.flight_id'])

  /** Those that are there, and may be seen. */
  const matching = (filter: FileFilter) => {
    const { sns, ids, from, to, jobId, missionId, flightId, aircraftSn, dockSn, kind, asset, name, bbox } = filter
    let query = files()
      .where('m.workspace_id', '=', filter.workspaceId)
      .where('m.deleted_at', 'is', null)
      .where('m.state', '=', 'received')
    if (sns)
      query = query.where(eb => eb.or([eb('m.gateway_sn', 'in', some(sns)), eb('m.aircraft_sn', 'in', some(sns))]))
    if (ids) query = query.where('m.file_id', 'in', some(ids))
    if (from !== undefined) query = query.where(time, '>=', from)
    if (to !== undefined) query = query.where(time, '<', to)
    if (jobId !== undefined) query = query.where('m.job_id', '=', jobId)
    if (missionId !== undefined) query = query.where('j.mission_id', '=', missionId)
    if (aircraftSn !== undefined) query = query.where('m.aircraft_sn', '=', aircraftSn)
    if (dockSn !== undefined) query = query.where('m.gateway_sn', '=', dockSn)
    if (kind !== undefined) query = query.where('m.kind', '=', kind as MediaFileRow['kind'])
    if (asset !== undefined) query = query.where('m.asset', '=', asset)
    if (name !== undefined) query = query.where('m.file_name', 'ilike', part(name))
    if (flightId !== undefined) query = query.where(ofFlight(flightId))
    if (bbox) {
      const { west, south, east, north } = bbox
      query = query.where('m.latitude', '>=', south).where('m.latitude', '<=', north)
      query =
        west <= east
          ? query.where('m.longitude', '>=', west).where('m.longitude', '<=', east)
          : query.where(eb => eb.or([eb('m.longitude', '>=', west), eb('m.longitude', '<=', east)]))
    }
    return query
  }

  const sets = (within: Db = db) =>
    within
      .selectFrom('media_sets as s')
      .leftJoin('jobs as j', join =>
        join.onRef('j.job_id', '=', 's.job_id').onRef('j.workspace_id', '=', 's.workspace_id'),
      )
      .selectAll('s')
      .select(['j.job_name', 'j.mission_id', 'j.flight_id'])
      .select(
        sql<number>`(select count(*)::int from media_files m where m.workspace_id = s.workspace_id
          and m.job_id = s.job_id and m.state = 'received')`.as('received'),
      )

  return {
    transaction: <T>(work: (trx: Db) => Promise<T>) => db.transaction().execute(work),

    /** The zone in which a device without one in its times keeps them. */
    async zoneOf(sn: string, within: Db = db): Promise<string> {
      const row = await within
        .selectFrom('devices as d')
        .innerJoin('sites as s', 's.site_id', 'd.site_id')
        .select('s.timezone')
        .where('d.sn', '=', sn)
        .executeTakeFirst()
      return row?.timezone ?? 'UTC'
    },

    /** Adds it, or brings up to date what was reported under the key before. */
    async keep(within: Db, row: NewFile): Promise<StoredFile> {
      const { file_id: _, created_at: _created, ...values } = row
      const { file_id } = await within
        .insertInto('media_files')
        .values(row)
        .onConflict(conflict =>
          conflict.columns(['workspace_id', 'object_key']).doUpdateSet(eb => ({
            ...values,
            // What was found in the file itself stays.
            size: eb.fn.coalesce('excluded.size', 'media_files.size'),
            taken_at: eb.fn.coalesce('excluded.taken_at', 'media_files.taken_at'),
            ...{ deleted_at: null, deleted_by: null, delete_reason: null },
            preview: sql`case when media_files.deleted_at is null and media_files.etag is not distinct from excluded.etag
              then media_files.preview else 'pending' end`,
          })),
        )
        .returning('file_id')
        .executeTakeFirstOrThrow()
      return files(within).where('m.file_id', '=', file_id).executeTakeFirstOrThrow()
    },

    /** The file of the same flight with the same content under another key. */
    sameContent: (within: Db, row: NewFile): Promise<StoredFile | undefined> =>
      files(within)
        .where('m.workspace_id', '=', row.workspace_id)
        .where('m.job_id', '=', row.job_id)
        .where('m.gateway_sn', '=', row.gateway_sn)
        .where('m.file_name', '=', row.file_name)
        .where('m.etag', '=', row.etag)
        .where('m.size', '=', row.size)
        .where('m.object_key', '<>', row.object_key)
        .where('m.state', '=', 'received')
        .where('m.deleted_at', 'is', null)
        .executeTakeFirst(),

    byId: (fileId: string): Promise<StoredFile | undefined> =>
      files().where('m.file_id', '=', fileId).executeTakeFirst(),

    async update(fileId: string, values: FileChange): Promise<void> {
      await db.updateTable('media_files').set(values).where('file_id', '=', fileId).execute()
    },

    async list(filter: FileFilter, { column, direction }: Order, limit: number, offset: number) {
      const query = matching(filter)
      const [rows, { total }] = await Promise.all([
        query
          .orderBy(COLUMNS[column], order => (direction === 'asc' ? order.asc() : order.desc()).nullsLast())
          .orderBy('m.file_id')
          .limit(limit)
          .offset(offset)
          .execute(),
        db
          .selectFrom(query.as('q'))
          .select(eb => eb.fn.countAll<number>().as('total'))
          .executeTakeFirstOrThrow(),
      ])
      return { rows, total }
    },

    all: (filter: FileFilter, limit: number): Promise<StoredFile[]> =>
      matching(filter).orderBy(time).orderBy('m.file_id').limit(limit).execute(),

    async count(filter: FileFilter): Promise<number> {
      const { n } = await db
        .selectFrom(matching(filter).where('m.latitude', 'is not', null).as('q'))
        .select(eb => eb.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow()
      return n
    },

    points: (filter: FileFilter, limit: number): Promise<StoredFile[]> =>
      matching(filter).where('m.latitude', 'is not', null).orderBy(time, 'desc').limit(limit).execute(),

    /** One row a cell of so many degrees that has files in it. */
    async clusters(filter: FileFilter, cell: number): Promise<Cluster[]> {
      return await db
        .selectFrom(matching(filter).where('m.latitude', 'is not', null).as('q'))
        .select([
          sql<number>`count(*)::int`.as('count'),
          sql<number>`avg(q.latitude)`.as('latitude'),
          sql<number>`avg(q.longitude)`.as('longitude'),
          sql<string>`min(q.file_id)`.as('file_id'),
          sql<number>`min(q.longitude)`.as('west'),
          sql<number>`min(q.latitude)`.as('south'),
          sql<number>`max(q.longitude)`.as('east'),
          sql<number>`max(q.latitude)`.as('north'),
        ])
        .groupBy([sql`floor(q.longitude / ${cell}::float8)`, sql`floor(q.latitude / ${cell}::float8)`])
        .execute()
    },

    async groups(filter: FileFilter, by: 'mission' | 'asset' | 'day', limit: number): Promise<Group[]> {
      const at = sql<number>`coalesce(q.taken_at, q.created_at)`
      const day = sql<string>`to_char(to_timestamp(${at} / 1000.0) at time zone 'UTC', 'YYYY-MM-DD')`
      const [key, name] = {
        mission: [sql<string>`coalesce(q.mission_id, q.job_id, '')`, sql<string>`max(coalesce(q.job_name, ''))`],
        asset: [sql<string>`coalesce(q.asset, '')`, sql<string>`max(coalesce(q.asset, ''))`],
        day: [day, sql<string>`max(${day})`],
      }[by] as [RawBuilder<string>, RawBuilder<string>]
      return await db
        .selectFrom(matching(filter).as('q'))
        .select([
          key.as('key'),
          name.as('name'),
          sql<number>`count(*)::int`.as('count'),
          sql<number>`coalesce(sum(q.size), 0)::bigint`.as('bytes'),
          sql<number>`min(${at})`.as('from'),
          sql<number>`max(${at})`.as('to'),
          sql<string>`(array_agg(q.file_id order by (q.preview = 'ready') desc, ${at}))[1]`.as('cover_id'),
        ])
        .groupBy(key)
        .orderBy(sql`max(${at})`, 'desc')
        .limit(limit)
        .execute()
    },

    byIds: (ids: string[]): Promise<StoredFile[]> => files().where('m.file_id', 'in', some(ids)).execute(),

    /** Bytes and number of what is there, and bytes that came since the time. */
    async totals(workspaceId: string, sns: string[] | undefined, since: number) {
      return await db
        .selectFrom(matching({ workspaceId, sns }).as('q'))
        .select([
          sql<number>`count(*)::int`.as('count'),
          sql<number>`coalesce(sum(q.size), 0)::bigint`.as('bytes'),
          sql<number>`coalesce(sum(q.size) filter (where q.created_at >= ${since}), 0)::bigint`.as('recent'),
          sql<number | null>`min(q.created_at)`.as('first'),
        ])
        .executeTakeFirstOrThrow()
    },

    // Fingerprints -------------------------------------------------------------------------------------------------

    async hasFingerprint(workspaceId: string, fingerprint: string): Promise<boolean> {
      const row = await db
        .selectFrom('media_files')
        .select('file_id')
        .where('workspace_id', '=', workspaceId)
        .where('fingerprint', '=', fingerprint)
        .where('state', '=', 'received')
        .where('deleted_at', 'is', null)
        .executeTakeFirst()
      return row !== undefined
    },
    async tinyFingerprints(workspaceId: string, asked: string[]): Promise<string[]> {
      const rows = await db
        .selectFrom('media_files')
        .select('tinny_fingerprint')
        .distinct()
        .where('workspace_id', '=', workspaceId)
        .where('tinny_fingerprint', 'in', some(asked))
        .where('state', '=', 'received')
        .where('deleted_at', 'is', null)
        .execute()
      return rows.map(row => row.tinny_fingerprint!)
    },

    // Flights and what they should bring -----------------------------------------------------------------------------

    /** Counts only go up: what a device says late or of another stay at the dock does not take files back. */
    async expect(within: Db, set: SetChange): Promise<StoredSet> {
      const { workspace_id, job_id, source, now } = set
      const given = Object.fromEntries(
        Object.entries({
          ...{ gateway_sn: set.gateway_sn, aircraft_sn: set.aircraft_sn, flight_type: set.flight_type },
          ...{ ended_at: set.ended_at, last_file_at: set.last_file_at, priority_at: set.priority_at },
        }).filter(([, value]) => value !== undefined && value !== null),
      )
      await within
        .insertInto('media_sets')
        .values({
          ...{ workspace_id, job_id, source, created_at: now, updated_at: now },
          ...{ gateway_sn: null, aircraft_sn: null, flight_type: null },
          ...{ ended_at: null, last_file_at: null, priority_at: null, missing_at: null, complete_at: null },
          ...given,
          expected: set.expected ?? 0,
          reported: set.reported ?? 0,
        })
        .onConflict(conflict =>
          conflict.columns(['workspace_id', 'job_id']).doUpdateSet({
            ...given,
            expected: sql`greatest(media_sets.expected, excluded.expected)`,
            reported: sql`greatest(media_sets.reported, excluded.reported)`,
            complete_at: null,
            updated_at: now,
          }),
        )
        .execute()
      const found = await sets(within)
        .where('s.workspace_id', '=', workspace_id)
        .where('s.job_id', '=', job_id)
        .executeTakeFirstOrThrow()
      // A number beside the job's own, which decides nothing there.
      await within
        .updateTable('jobs')
        .set({ uploaded_count: found.received })
        .where('workspace_id', '=', workspace_id)
        .where('job_id', '=', job_id)
        .where('uploaded_count', '<>', found.received)
        .execute()
      return found
    },
    set: (workspaceId: string, jobId: string, within: Db = db): Promise<StoredSet | undefined> =>
      sets(within).where('s.workspace_id', '=', workspaceId).where('s.job_id', '=', jobId).executeTakeFirst(),

    /** Those that are not settled, of one workspace or of all. */
    async openSets(limit: number, workspaceId?: string, sns?: string[]): Promise<StoredSet[]> {
      let query = sets().where('s.complete_at', 'is', null)
      if (workspaceId !== undefined) query = query.where('s.workspace_id', '=', workspaceId)
      if (sns)
        query = query.where(eb => eb.or([eb('s.gateway_sn', 'in', some(sns)), eb('s.aircraft_sn', 'in', some(sns))]))
      return await query.orderBy('s.updated_at', 'desc').limit(limit).execute()
    },
    /** Notes that all has come, unless something changed meanwhile. */
    async complete(set: StoredSet, now: number): Promise<void> {
      await db
        .updateTable('media_sets')
        .set({ complete_at: now })
        .where('workspace_id', '=', set.workspace_id)
        .where('job_id', '=', set.job_id)
        .where('updated_at', '=', set.updated_at)
        .execute()
    },
    /** True for the one who gives the files up. */
    async giveUp(set: StoredSet, now: number): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('media_sets')
        .set({ missing_at: now })
        .where('workspace_id', '=', set.workspace_id)
        .where('job_id', '=', set.job_id)
        .where('missing_at', 'is', null)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },
    /** The flight of this dock that was to come first before. */
    async firstOf(within: Db, workspaceId: string, gatewaySn: string): Promise<string | undefined> {
      const row = await within
        .selectFrom('media_sets')
        .select('job_id')
        .where('workspace_id', '=', workspaceId)
        .where('gateway_sn', '=', gatewaySn)
        .where('priority_at', 'is not', null)
        .orderBy('priority_at', 'desc')
        .executeTakeFirst()
      return row?.job_id
    },
    /** What the job itself knows; ended jobs of this long with media that nobody has counted. */
    job: (workspaceId: string, jobId: string, within: Db = db) =>
      within
        .selectFrom('jobs')
        .select(['job_id', 'job_name', 'dock_sn', 'aircraft_sn', 'media_count', 'completed_time', 'mission_id'])
        .where('workspace_id', '=', workspaceId)
        .where('job_id', '=', jobId)
        .executeTakeFirst(),
    /** Jobs that have changed since, and say that they made media. */
    jobsWithMedia: (since: number) =>
      db
        .selectFrom('jobs as j')
        .leftJoin('media_sets as s', join =>
          join.onRef('s.job_id', '=', 'j.job_id').onRef('s.workspace_id', '=', 'j.workspace_id'),
        )
        .select(['j.workspace_id', 'j.job_id', 'j.dock_sn', 'j.aircraft_sn', 'j.media_count', 'j.completed_time'])
        .where('j.updated_at', '>=', since)
        .where('j.media_count', '>', 0)
        .where(
          sql<SqlBool>`(s.job_id is null or s.expected < j.media_count
            or (s.ended_at is null and j.completed_time is not null))`,
        )
        .limit(500)
        .execute(),

    // Work that is left ----------------------------------------------------------------------------------------------

    async toProcess(before: number, limit: number): Promise<string[]> {
      const rows = await db
        .selectFrom('media_files')
        .select('file_id')
        .where('preview', '=', 'pending')
        .where('state', '<>', 'refused')
        .where('deleted_at', 'is', null)
        .where('updated_at', '<', before)
        .orderBy('updated_at')
        .limit(limit)
        .execute()
      return rows.map(row => row.file_id)
    },

    /** Marks files as deleted and their objects as to be removed. Answers those that were still there. */
    async discard(
      within: Db,
      rows: Pick<MediaFileRow, 'file_id' | 'workspace_id' | 'object_key'>[],
      by: { username: string; reason: string; now: number },
    ): Promise<StoredFile[]> {
      const ids = rows.map(row => row.file_id)
      const gone = await within
        .updateTable('media_files')
        .set({ deleted_at: by.now, deleted_by: by.username, delete_reason: by.reason, updated_at: by.now })
        .where('file_id', 'in', some(ids))
        .where('deleted_at', 'is', null)
        .returning('file_id')
        .execute()
      return await files(within)
        .where('m.file_id', 'in', some(gone.map(row => row.file_id)))
        .execute()
    },
    async forget(within: Db, keys: string[], now: number): Promise<void> {
      if (keys.length === 0) return
      await within
        .insertInto('media_removals')
        .values(keys.map(object_key => ({ object_key, created_at: now })))
        .onConflict(conflict => conflict.column('object_key').doNothing())
        .execute()
    },
    /** Oldest first, without those that a file refers to again. */
    async removals(limit: number): Promise<{ keys: string[]; kept: string[] }> {
      const rows = await db
        .selectFrom('media_removals')
        .select('object_key')
        .orderBy('created_at')
        .limit(limit)
        .execute()
      const keys = rows.map(row => row.object_key)
      const used = await db
        .selectFrom('media_files')
        .select('object_key')
        .where('object_key', 'in', some(keys))
        .where('deleted_at', 'is', null)
        .execute()
      const kept = used.map(row => row.object_key)
      return { keys: keys.filter(key => !kept.includes(key)), kept }
    },
    async removed(keys: string[]): Promise<void> {
      if (keys.length) await db.deleteFrom('media_removals').where('object_key', 'in', keys).execute()
    },
    async anythingToRemove(): Promise<boolean> {
      return (await db.selectFrom('media_removals').select('object_key').limit(1).executeTakeFirst()) !== undefined
    },
    /** Workspaces that keep files for a number of days, and that number. */
    async retentions(): Promise<{ workspace_id: string; days: number }[]> {
      return await db
        .selectFrom('workspaces')
        .select(['workspace_id', sql<number>`(settings ->> 'media_retention_days')::int`.as('days')])
        .where(sql<SqlBool>`settings ->> 'media_retention_days' is not null`)
        .execute()
    },
    olderThan: (workspaceId: string, before: number, limit: number): Promise<StoredFile[]> =>
      files()
        .where('m.workspace_id', '=', workspaceId)
        .where('m.created_at', '<', before)
        .where('m.deleted_at', 'is', null)
        .orderBy('m.created_at')
        .limit(limit)
        .execute(),

    // Archives -------------------------------------------------------------------------------------------------------

    async addArchive(row: Database['media_archives']): Promise<void> {
      await db.insertInto('media_archives').values(row).execute()
    },
    archive: (tokenHash: string, now: number) =>
      db
        .selectFrom('media_archives')
        .selectAll()
        .where('token_hash', '=', tokenHash)
        .where('expires_at', '>', now)
        .executeTakeFirst(),
    async pruneArchives(now: number): Promise<void> {
      await db.deleteFrom('media_archives').where('expires_at', '<', now).execute()
    },
  }
}
export type MediaStore = ReturnType<typeof mediaStore>

export type FileChange = Partial<Omit<Selectable<MediaFileRow>, 'file_id' | 'workspace_id'>>

export type NewFile = Omit<MediaFileRow, 'preview' | 'preview_note' | 'deleted_at' | 'deleted_by' | 'delete_reason'>

/** Absent and null: as it was. */
export interface SetChange {
  workspace_id: string
  job_id: string
  source: MediaSetRow['source']
  gateway_sn?: string | null
  aircraft_sn?: string | null
  flight_type?: number | null
  expected?: number | null
  reported?: number | null
  ended_at?: number | null
  last_file_at?: number | null
  priority_at?: number | null
  now: number
}

/** An empty list is no SQL. */
const some = (values: string[]): string[] => (values.length ? values : [''])

/** Taken on its job, or by its aircraft while it was in the air. */
const ofFlight = (flightId: string) => sql<SqlBool>`exists (
  select from flights f where f.flight_id = ${flightId} and f.workspace_id = m.workspace_id and (
    f.job_id = m.job_id
    or (f.job_id is null and f.sn = m.aircraft_sn and m.taken_at >= f.started_at
      and m.taken_at <= coalesce(f.ended_at, f.started_at + 86400000))))`
