/** Directories of two processes on a real database. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { pino } from 'pino'
import { systemClock } from '#platform/clock.ts'
import { testDatabase } from '../../../test/support/postgres.ts'
import { seedGateway, seedWorkspace } from '../../../test/support/seed.ts'
import { directoryStore } from './directory.store.ts'
import { Directory } from './directory.ts'
import { DirectoryNotices } from './directory-notices.store.ts'

const { db, url } = await testDatabase()
await seedWorkspace(db, 'w1')

async function follower() {
  let changes = 0
  const notices = new DirectoryNotices({
    connection: { connectionString: url },
    db,
    clock: systemClock,
    log: pino({ level: 'silent' }),
    changed: () => void changes++,
  })
  const directory = new Directory(directoryStore(db), notices.announce)
  await notices.follow(directory)
  return { directory, notices, changes: () => changes }
}
const [one, two] = [await follower(), await follower()]
after(() => Promise.all([one.notices.close(), two.notices.close()]))

const add = (sn: string) => seedGateway(db, sn)
async function until(what: string, holds: () => boolean) {
  const deadline = performance.now() + 15_000
  while (!holds()) {
    if (performance.now() > deadline) assert.fail(`never: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}
test('a change is followed by the other process, which is told of it', async () => {
  await add('SN1')
  const before = two.changes()
  await one.directory.changed('SN1')
  assert.equal(one.directory.account('SN1')?.sn, 'SN1')
  await until('the other one knows', () => two.directory.account('SN1') !== undefined)
  await until('it is told', () => two.changes() > before)
  await db.deleteFrom('gateways').where('sn', '=', 'SN1').execute()
  await two.directory.changed('SN1')
  await until('gone in the first', () => one.directory.account('SN1') === undefined)
})

test('more serial numbers than one notice can carry', async () => {
  const sns = Array.from({ length: 250 }, (_, n) => `${'X'.repeat(60)}${n}`)
  for (const sn of sns) await add(sn)
  await one.directory.changed(...sns)
  await until('all are known', () => sns.every(sn => two.directory.account(sn) !== undefined))
})

test('what was changed while a process did not listen is known once it listens again', async () => {
  const { rows } = await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'rookery notices' and datname = current_database()`.execute(db)
  assert.equal(rows.length, 2)
  // Written behind the back of both.
  await add('MISSED')
  await until('it is known', () => two.directory.account('MISSED') !== undefined)
  await add('LATER')
  await one.directory.changed('LATER')
  await until('notices arrive again', () => two.directory.account('LATER') !== undefined)
})
