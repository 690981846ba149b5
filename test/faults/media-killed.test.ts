/**
 * kill -9 of the server while a dock reports its photos: each report that was acknowledged is a file, none is two, and
 * previews that were being made are made after all.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { eventually } from '../support/client.ts'
import { addDock } from '../support/docks.ts'
import { callback, photo, type Upload, upload } from '../support/media.ts'
import { atEnd, emptyDatabase } from '../support/postgres.ts'
import { serverProcess } from '../support/process.ts'

const databaseUrl = await emptyDatabase('migrated')
const database = new pg.Client({ connectionString: databaseUrl })
await database.connect()
const server = await serverProcess({ DATABASE_URL: databaseUrl })
atEnd(() => database.end())
await server.start()
const admin = await server.signIn()
const dock = await addDock(admin, server.mqttUrl, 'KILL-MEDIA', {
  retryDelays: [500, 1000, 2000, 4000, 8000, 8000, 8000, 8000],
})
atEnd(() => dock.stop())
await dock.join()
const ask = async (sql: string, values: unknown[] = []) => (await database.query(sql, values)).rows
const filesOf = (jobId: string) => ask('select * from media_files where job_id = $1', [jobId])
const acknowledged = () =>
  eventually('the dock has its answer', () => dock.link.connected && dock.link.unacknowledged === 0, 60_000)

async function shoot(name: string): Promise<string> {
  const answer = await dock.link.request('requests', 'storage_config_get', { module: 0 })
  return upload((answer as { output: Upload }).output, name, await photo({ shade: name.length * 10 }))
}

test('killed at the commit, before it can be acknowledged: one file', async () => {
  const key = await shoot('commit/DJI_0001.JPG')
  await ask(`create function tell() returns trigger language plpgsql as
    $$ begin perform pg_notify('committed', new.file_id); return null; end $$`)
  await ask('create trigger tell after insert on media_files for each row execute function tell()')
  await ask('listen committed')
  try {
    const committed = new Promise(resolve => database.once('notification', resolve))
    dock.link.event('file_upload_callback', callback(key, 'commit'))
    await committed
    await server.kill()
  } finally {
    await ask('unlisten committed')
    await ask('drop function tell cascade')
  }
  await server.start()
  await acknowledged()
  assert.equal((await filesOf('commit')).length, 1)
})

test('killed while the commit waits: nothing is stored, and the repeat is one file', async () => {
  const key = await shoot('before/DJI_0001.JPG')
  await ask('begin')
  await ask('lock table media_files in exclusive mode')
  dock.link.event('file_upload_callback', callback(key, 'before'))
  await eventually('the commit waits for the lock', async () => {
    const [{ n }] = (await ask('select count(*)::int as n from pg_locks where not granted')) as [{ n: number }]
    return n > 0
  })
  await server.kill()
  await ask('rollback')
  assert.equal((await filesOf('before')).length, 0)
  await server.start()
  await acknowledged()
  assert.equal((await filesOf('before')).length, 1)
})

test('killed while previews are made: every one is made after all', async () => {
  const keys = []
  for (let n = 1; n <= 6; n++) keys.push(await shoot(`previews/DJI_000${n}.JPG`))
  for (const key of keys) dock.link.event('file_upload_callback', callback(key, 'previews'))
  await acknowledged()
  await server.kill()
  assert.equal((await filesOf('previews')).length, 6)
  await server.start()
  const unmade = "select count(*)::int as n from media_files where preview <> 'ready'"
  await eventually('all have previews', async () => (await ask(unmade))[0].n === 0, 90_000)
})
