/** Leases of processes over a real database. */
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { pino } from 'pino'
import { systemClock } from '#platform/clock.ts'
import { testDatabase } from '../../../../test/support/postgres.ts'
import { type LeaseStore, leaseStore } from './leases.store.ts'
import { Leases } from './leases.ts'

const { db } = await testDatabase()
const store = leaseStore(db)
const TTL_MS = 600
const open: Leases[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(leases => leases.close()))
  await db.deleteFrom('mqtt_members').execute()
  await db.deleteFrom('mqtt_leases').execute()
})

function process(owner: string, over: Partial<LeaseStore> = {}, stop: () => Promise<void> = async () => {}) {
  const log: string[] = []
  const leases = new Leases({
    store: { ...store, ...over },
    owner,
    partitions: 6,
    ttlMs: TTL_MS,
    clock: systemClock,
    log: pino({ level: 'silent' }),
    gained: partition => void log.push(`+${partition}`),
    lost: async (partition, orderly) => {
      log.push(`${orderly ? '-' : '!'}${partition}`)
      await stop()
    },
  })
  open.push(leases)
  return { leases, log, held: () => leases.held() }
}
async function until(what: string, holds: () => boolean | Promise<boolean>) {
  const deadline = performance.now() + 15_000
  while (!(await holds())) {
    if (performance.now() > deadline) assert.fail(`never: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

test('one process has all, two half each, three a third each, and never two the same', async () => {
  const [a, b, c] = [process('a'), process('b'), process('c')]
  const watching = setInterval(() => {
    const all = [a, b, c].flatMap(each => each.held().filter(partition => each.leases.holds(partition)))
    assert.equal(new Set(all).size, all.length)
  }, 5)
  await a.leases.start()
  assert.deepEqual(a.held(), [0, 1, 2, 3, 4, 5])
  await b.leases.start()
  await until('half each', () => a.held().length === 3 && b.held().length === 3)
  await c.leases.start()
  await until('a third each', () => [a, b, c].every(each => each.held().length === 2))
  clearInterval(watching)
})

test('what is given back is stopped first', async () => {
  let stopped = () => {}
  const stopping = new Promise<void>(resolve => {
    stopped = resolve
  })
  const a = process('a', {}, () => stopping)
  const b = process('b')
  await a.leases.start()
  await b.leases.start()
  await until('it is asked to stop', () => a.log.filter(line => line.startsWith('-')).length === 3)
  await new Promise(resolve => setTimeout(resolve, TTL_MS))
  assert.deepEqual(b.held(), [])
  stopped()
  await until('half each', () => b.held().length === 3)
})

test('a process that leaves frees its share at once; one that dies, when its time is over', async () => {
  const a = process('a')
  await a.leases.start()
  const b = process('b')
  await b.leases.start()
  await until('half each', () => b.held().length === 3)
  await b.leases.close()
  await a.leases.beat()
  assert.equal(a.held().length, 6)
  // Dead: it has taken its share and says nothing more.
  await until('its share', async () => (await store.beat('dead', 6, TTL_MS)).held.length === 3)
  assert.equal(a.held().length, 3)
  await until('its share is taken over', () => a.held().length === 6)
})

test('without the database a process stops reading before anybody else may begin', async () => {
  let broken = false
  const a = process('a', {
    beat: (...args) => (broken ? Promise.reject(new Error('the database is away')) : store.beat(...args)),
  })
  await a.leases.start()
  broken = true
  const b = process('b')
  let overlap = false
  const watching = setInterval(() => {
    if (b.held().some(partition => a.leases.holds(partition))) overlap = true
  }, 2)
  await b.leases.start()
  await until('the other one has all', () => b.held().length === 6)
  assert.deepEqual(a.held(), [])
  assert.deepEqual(a.log.slice(6).sort(), ['!0', '!1', '!2', '!3', '!4', '!5'])
  broken = false
  await until('half each', () => a.held().length === 3 && b.held().length === 3)
  clearInterval(watching)
  assert.equal(overlap, false)
})
