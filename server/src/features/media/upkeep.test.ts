/** What is looked after without anybody asking: missing files, retention, work that a dead process left. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { photo } from '../../../../test/support/media.ts'
import { embeddedStore } from '../../../../test/support/objects.ts'
import { testDatabase } from '../../../../test/support/postgres.ts'
import { directoryStore } from '../../link/directory.store.ts'
import { Directory } from '../../link/directory.ts'
import { createAudit } from '../../platform/audit.ts'
import { Bus } from '../../platform/bus.ts'
import { manualClock } from '../../platform/clock.ts'
import type { JobHandler, Jobs } from '../../platform/jobs/index.ts'
import { createLogger } from '../../platform/log.ts'
import { type Objects, ObjectsError } from '../../platform/objects/index.ts'
import { LiveDevices } from '../device/index.ts'
import { type MediaCounts, mediaStore, openMedia } from './index.ts'
import { readFile } from './reading.ts'

const HOUR = 3600_000
const { db } = await testDatabase()
const clock = manualClock()
const { objects } = await embeddedStore({ clock })
const log = createLogger('silent')
const store = mediaStore(db)
const audit = createAudit(db, clock)
const directory = new Directory(directoryStore(db))
const DOCK = 'UPKEEP-DOCK'

const workspaceId = 'upkeep'
await db
  .insertInto('workspaces')
  .values({
    ...{ workspace_id: workspaceId, workspace_name: 'w', workspace_desc: '', platform_name: '', bind_code: 'x' },
    ...{ settings: '{}', created_at: 1, updated_at: 1 },
  })
  .execute()

/** One process: jobs are done when the test says so. */
function process_(store_: Objects = objects) {
  const bus = new Bus(log)
  const live = new LiveDevices()
  const handlers = new Map<string, JobHandler<never>>()
  const waiting: { name: string; data: object }[] = []
  const jobs: Jobs = {
    work: (name, handler) => void handlers.set(name, handler as JobHandler<never>),
    async send(name, data) {
      waiting.push({ name, data })
    },
    ...{ start() {}, healthy: () => true, async close() {} },
  }
  const raised: { key: string; facts: object }[] = []
  const cleared: string[] = []
  const alarms = {
    async raise(cause: { key: string; facts: object }) {
      raised.push(cause)
      return undefined
    },
    async clear({ key }: { key: string }) {
      cleared.push(key)
    },
  }
  const room = async () => 1_000_000
  const media = openMedia({ store, objects: store_, jobs, alarms, directory, live, bus, audit, clock, log, room })
  const missing: MediaCounts[] = []
  bus.on('media.missing', counts => void missing.push(counts))
  return {
    media,
    live,
    missing,
    raised,
    cleared,
    /** Again when one is under way that has seen less. */
    async sweep() {
      await media.sweep()
      await media.sweep()
    },
    async work() {
      for (const { name, data } of waiting.splice(0))
        await handlers.get(name)!(data as never, { signal: new AbortController().signal })
    },
  }
}
const reported = (key: string, jobId: string) =>
  readFile({ object_key: key, name: key.split('/').at(-1), ext: { flight_id: jobId } }, 'UTC')!
const from = { workspaceId, gatewaySn: DOCK, source: 'dock' as const, prefix: `${workspaceId}/${DOCK}` }

async function take(process: ReturnType<typeof process_>, name: string, jobId: string, expected: number | null = null) {
  const key = `${from.prefix}/${jobId}/${name}`
  await objects.put(key, await photo(), { contentType: 'image/jpeg' })
  const counts = { expected, uploaded: null, flightType: 0 }
  const taken = await store.transaction(trx => process.media.take(trx, from, reported(key, jobId), counts))
  taken.announce()
  return taken.file!
}

test('files that a dock does not bring are given up once, told of, and welcome when they come after all', async () => {
  const [one, other] = [process_(), process_()]
  await take(one, 'DJI_0001.JPG', 'lost', 2)
  const ended = clock.now()
  await one.media.expect({
    ...{ workspaceId, jobId: 'lost', gatewaySn: DOCK, aircraftSn: 'A', count: 2, endedAt: ended },
  })
  const says = (remaining: number) => {
    for (const { live } of [one, other]) {
      live.of(DOCK).osd.media_file_detail = { remain_upload: remaining }
      live.of(DOCK).osdAt = clock.now()
    }
  }
  const list = (state: 'on_dock' | 'missing' | 'uploading') =>
    one.media.absent({ workspaceId, sns: undefined }, state, 50, 0)
  says(1)
  assert.equal((await list('uploading')).total, 1)
  await clock.jump(HOUR)
  says(1)
  await Promise.all([one.sweep(), other.sweep()])
  assert.equal((await list('on_dock')).total, 1)
  assert.equal(one.missing.length + other.missing.length, 0)
  says(0)
  await Promise.all([one.sweep(), other.sweep()])
  assert.equal(one.missing.length + other.missing.length, 1)
  const { facts } = [...one.raised, ...other.raised][0]!
  assert.deepEqual(facts, { job_name: 'lost', expected: 2, received: 1, missing: 1 })
  const { list: rows } = await list('missing')
  assert.deepEqual([rows[0]!.job_id, rows[0]!.state, rows[0]!.file_id], ['lost', 'missing', ''])
  const summary = await one.media.summary(workspaceId, undefined)
  assert.deepEqual([summary.counts.missing, summary.counts.received], [1, 1])
  await one.sweep()
  assert.equal(one.missing.length + other.missing.length, 1)
  await take(other, 'DJI_0002.JPG', 'lost')
  assert.equal((await list('missing')).total, 0)
  assert.deepEqual(other.cleared, ['media_missing lost'])
})

test('work that nobody finished is found again; a store that is away costs no file', async () => {
  const away = process_({
    ...objects,
    head: async () => {
      throw new ObjectsError('unavailable', 'away')
    },
  })
  const file = await take(away, 'DJI_0001.JPG', 'away')
  assert.equal(file.state, 'uploading')
  await assert.rejects(away.work(), /away/)
  const next = process_()
  await clock.jump(2 * 60_000)
  await next.sweep()
  await next.work()
  const found = await store.byId(file.file_id)
  assert.deepEqual([found!.state, found!.preview, found!.width], ['received', 'ready', 640])

  const gone = await take(away, 'DJI_0002.JPG', 'away')
  await objects.remove([gone.object_key])
  await clock.jump(2 * 60_000)
  await next.sweep()
  await next.work()
  assert.equal((await store.byId(gone.file_id))!.state, 'refused')
  assert.equal((await next.media.ofJob(workspaceId, undefined, 'away')).files.length, 1)
})

test('a workspace keeps its files for as long as it wants', async () => {
  const keeper = process_()
  const old = await take(keeper, 'DJI_0001.JPG', 'old')
  await keeper.work()
  await clock.jump(3 * 24 * HOUR)
  const young = await take(keeper, 'DJI_0001.JPG', 'young')
  await keeper.media.retain()
  assert.equal((await store.byId(old.file_id))!.deleted_at, null, 'it wants them for ever')
  await db
    .updateTable('workspaces')
    .set({ settings: JSON.stringify({ media_retention_days: 2 }) })
    .where('workspace_id', '=', workspaceId)
    .execute()
  await keeper.media.retain()
  await keeper.work()
  assert.ok((await store.byId(old.file_id))!.deleted_at)
  assert.equal((await store.byId(young.file_id))!.deleted_at, null)
  assert.equal(await objects.head(old.object_key), undefined)
  assert.ok(await objects.head(young.object_key))
  const left = []
  for await (const { key } of objects.list(`${workspaceId}/media/${old.file_id}`)) left.push(key)
  assert.deepEqual(left, [])
  const rows = await db.selectFrom('audit_log').selectAll().where('action', '=', 'media.retention').execute()
  assert.equal(rows.length, 1)
  assert.equal((await keeper.media.ofJob(workspaceId, undefined, 'old')).received, 1)
})
