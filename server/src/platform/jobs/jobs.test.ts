import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { eventually } from '../../../../test/support/client.ts'
import { atEnd, emptyDatabase } from '../../../../test/support/postgres.ts'
import { systemClock } from '../clock.ts'
import { createLogger } from '../log.ts'
import { type Jobs, openJobs } from './index.ts'

const connectionString = await emptyDatabase('migrated')
const database = new pg.Client({ connectionString })
await database.connect()
atEnd(() => database.end())
const log = createLogger('silent')

function open(to = connectionString): Jobs {
  const jobs = openJobs({ connection: { connectionString: to }, clock: systemClock, log })
  atEnd(() => jobs.close())
  return jobs
}

test('jobs of two processes are each done by one of them, and tables of Rookery stay apart', async () => {
  const done: number[] = []
  const [one, other] = [open(), open()]
  for (const jobs of [one, other])
    jobs.work<{ n: number }>('count', async ({ n }) => void done.push(n), { concurrency: 2 })
  await Promise.all([1, 2, 3, 4, 5, 6].map(n => (n % 2 ? one : other).send('count', { n })))
  await eventually('all are done', () => done.length >= 6, 30_000)
  assert.deepEqual(done.toSorted(), [1, 2, 3, 4, 5, 6])
  const { rows } = await database.query(
    "select table_name from information_schema.tables where table_schema = 'public' and table_name like '%job%'",
  )
  assert.deepEqual(
    rows.filter(({ table_name }) => /^(job|queue|schedule|version)$/.test(table_name)),
    [],
  )
  await Promise.all([one.close(), other.close()])
  await assert.rejects(one.send('count', { n: 7 }))
})

test('a job that fails is tried again; of those under one key one waits', async () => {
  const jobs = open()
  let tries = 0
  const done: string[] = []
  jobs.work('flaky', async () => {
    if (++tries < 2) throw new Error('not yet')
  })
  jobs.work<{ key: string }>('once', async ({ key }) => void done.push(key), { unique: true })
  const later = Date.now() + 1_500
  await Promise.all(
    ['a', 'a', 'b', 'a'].map(key => jobs.send('once', { key }, { singletonKey: key, startAfter: later })),
  )
  await jobs.send('flaky', {})
  await eventually('it is tried again', () => tries === 2, 30_000)
  await eventually('both keys are done', () => done.length >= 2, 30_000)
  assert.deepEqual(done.toSorted(), ['a', 'b'])
  await jobs.close()
})

test('what was added before a stop is done after it', async () => {
  const before = open()
  before.work('resumed', async () => {})
  await before.send('resumed', { n: 1 }, { startAfter: Date.now() + 1_000 })
  await before.close()
  const after = open()
  const done: number[] = []
  after.work<{ n: number }>('resumed', async ({ n }) => void done.push(n))
  after.start()
  await eventually('it is done by the next process', () => done.length === 1, 40_000)
  await after.close()
})

test('without its database it says so, begins when it can, and closes at once', async () => {
  const jobs = open('postgresql://nobody@127.0.0.1:1/nowhere')
  jobs.work('never', async () => {})
  assert.equal(jobs.healthy(), true)
  await assert.rejects(jobs.send('never', {}))
  assert.equal(jobs.healthy(), false)
  await jobs.close()
})
