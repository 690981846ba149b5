/**
 * kill -9 of the server at each point of a mission's life: nothing is lost, and no mission is ordered to fly twice. The
 * docks keep book of what they were told.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { eventually } from '../support/client.ts'
import { type MissionDock, missionDock } from '../support/mission-dock.ts'
import { atEnd, emptyDatabase } from '../support/postgres.ts'
import { serverProcess } from '../support/process.ts'
import { importWayline } from '../support/waylines.ts'

const PATIENCE_MS = 60_000
const databaseUrl = await emptyDatabase('migrated')
const database = new pg.Client({ connectionString: databaseUrl })
await database.connect()
const server = await serverProcess({ DATABASE_URL: databaseUrl, ROOKERY_S3_PORT: '0' })
const docks: MissionDock[] = []
atEnd(() => Promise.all([database.end(), ...docks.map(dock => dock.end())]))
await server.start()
const admin = await server.signIn()
const file = (await importWayline(admin, server.url, 'Fence')).data.wayline_id

const ask = async (sql: string, values: unknown[] = []) => (await database.query(sql, values)).rows
const base = '/wayline/api/v1/workspaces/null'
const job = async (id: string) => (await admin.get(`${base}/jobs/${id}`)).data
const reaches = (id: string, ...states: string[]) =>
  eventually(
    `the job is ${states}`,
    async () => states.includes((await ask('select state from jobs where job_id = $1', [id]))[0]?.state),
    PATIENCE_MS,
  ).catch(async error => {
    throw new Error(`${error.message}: ${JSON.stringify(await job(id))}`)
  })

/** Every mission at a return height of its own, so that none is in the way of another. */
async function dock(sn: string): Promise<MissionDock> {
  const made = await missionDock(admin, server.mqttUrl, sn)
  docks.push(made)
  await eventually(
    'the dock is ready',
    async () => {
      const { data } = await admin.get(`${base}/docks/readiness`)
      return data.list.find((each: any) => each.dock_sn === sn)?.can_fly
    },
    PATIENCE_MS,
  )
  return made
}
const planned = (one: MissionDock) =>
  admin.post(`${base}/missions`, {
    name: one.sn,
    file_id: file,
    dock_sn: one.sn,
    rth_altitude: 50 + 20 * docks.indexOf(one),
  })
async function start(one: MissionDock): Promise<string> {
  const made = await planned(one)
  assert.equal(made.code, 0, made.message)
  return made.data.job_id
}
const jobOf = async (one: MissionDock): Promise<string> => {
  const rows = await ask('select job_id from jobs where dock_sn = $1', [one.sn])
  assert.equal(rows.length, 1)
  return rows[0].job_id
}
/**
 * Flies what was started and checks that it was ordered once. Where the kill may have come a little late, between the
 * decision and the order (`perhapsLost`), it may also have been ordered never; the first test is about that.
 */
async function fliesOnce(one: MissionDock, id: string, { perhapsLost = false } = {}) {
  await reaches(id, 'running', 'unknown')
  if (perhapsLost && one.of('flighttask_execute').length === 0 && (await job(id)).state === 'unknown') return
  await one.report(id, 'in_progress', { percent: 50 })
  await reaches(id, 'running')
  await one.report(id, 'ok', { percent: 100, ext: { media_count: 3 } })
  await reaches(id, 'done')
  assert.equal(one.of('flighttask_execute').length, 1, 'ordered once')
  assert.ok(one.of('flighttask_prepare').every(({ data }) => data.flight_id === id))
}
const restart = async () => {
  await server.kill()
  await server.start()
}
/** Kills it as soon as a commit does what the trigger looks for, then starts it again. */
async function killAt(table: string, event: string, when: string, act: () => unknown) {
  await ask(`create function strike() returns trigger language plpgsql as
    $$ begin perform pg_notify('strike', ''); return null; end $$`)
  await ask(`create trigger strike after ${event} on ${table} for each row when (${when}) execute function strike()`)
  await ask('listen strike')
  try {
    const struck = new Promise(resolve => database.once('notification', resolve))
    const acting = Promise.resolve(act()).catch(() => {})
    await struck
    await server.kill()
    await acting
  } finally {
    await ask('unlisten strike')
    await ask('drop function strike cascade')
  }
  await server.start()
}
/** Kills it when the dock has got a service, before anything comes of the answer; then starts it again. */
async function killOn(one: MissionDock, method: string, act: () => unknown) {
  const killed = new Promise<void>(resolve => {
    one.onService = told => {
      if (told.method !== method) return
      one.onService = undefined
      void server.kill().then(resolve)
    }
  })
  const acting = Promise.resolve(act()).catch(() => {})
  await killed
  await acting
  await server.start()
}
/** What others do waits for the lock until `release`. */
async function lock(table: string) {
  await ask('begin')
  await ask(`lock table ${table} in share mode`)
  return { release: () => ask('rollback') }
}
/** A statement that holds the text waits for a lock. */
const waits = (text: string) =>
  eventually(
    `${text} waits`,
    async () => {
      // Within a transaction the first look would be shown for ever.
      await ask('select pg_stat_clear_snapshot()')
      const waiting = await ask(
        `select query from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query like $1`,
        [`%${text}%`],
      )
      return waiting.length > 0
    },
    PATIENCE_MS,
  )

/** Ordered to fly, and nobody knows whether the order left: the last test sees what became of it. */
let lost: { one: MissionDock; id: string }

test('killed between the decision to fly and the order: it is not known, and not ordered again', async () => {
  const one = await dock('MK-LOST')
  let locked: Promise<{ release(): Promise<unknown> }> | undefined
  one.onService = () => {
    locked ??= lock('commands')
  }
  const id = await start(one)
  await eventually('the dock has the mission', () => locked !== undefined, PATIENCE_MS)
  await reaches(id, 'executing')
  await server.kill()
  await (await locked)!.release()
  await server.start()
  await reaches(id, 'unknown')
  assert.equal(one.of('flighttask_execute').length, 0)
  lost = { one, id }
})

test('killed at the insert of the row', async () => {
  const one = await dock('MK-ROW')
  await killAt('jobs', 'insert', 'true', () => planned(one))
  await fliesOnce(one, await jobOf(one), { perhapsLost: true })
})

test('killed before the mission is given to the dock', async () => {
  const one = await dock('MK-BEFORE')
  const { release } = await lock('commands')
  const id = await start(one)
  await waits('insert into "commands"')
  await server.kill()
  await release()
  assert.equal(one.of('flighttask_prepare').length, 0)
  await server.start()
  await fliesOnce(one, id)
})

test('killed when the dock has the mission and nobody has its answer', async () => {
  const one = await dock('MK-GIVEN')
  await killOn(one, 'flighttask_prepare', () => planned(one))
  await fliesOnce(one, await jobOf(one))
  assert.ok(one.of('flighttask_prepare').length <= 3, 'prepared afresh, not over and over')
})

test('killed at the answer of the dock', async () => {
  const one = await dock('MK-ANSWER')
  await killAt('commands', 'update', "new.method = 'flighttask_prepare' and new.state = 'ok'", () => planned(one))
  await fliesOnce(one, await jobOf(one), { perhapsLost: true })
})

test('killed when the mission is prepared', async () => {
  const one = await dock('MK-PREPARED')
  await killAt('jobs', 'update', "new.state = 'prepared'", () => planned(one))
  await fliesOnce(one, await jobOf(one), { perhapsLost: true })
})

test('killed when the order has left', async () => {
  const one = await dock('MK-ORDERED')
  await killOn(one, 'flighttask_execute', () => planned(one))
  await fliesOnce(one, await jobOf(one))
})

test('killed again and again during progress, and before the end is committed', async () => {
  const one = await dock('MK-PROGRESS')
  const id = await start(one)
  await reaches(id, 'running')
  const reports = [10, 20, 30].map(percent => one.report(id, 'in_progress', { percent }))
  await restart()
  await Promise.all(reports)
  const { release } = await lock('jobs')
  const ended = one.report(id, 'ok', { percent: 100, ext: { media_count: 7 } })
  await waits('set "docks"')
  await server.kill()
  await release()
  assert.equal((await ask('select state from jobs where job_id = $1', [id]))[0].state, 'running')
  await server.start()
  await ended
  await reaches(id, 'done')
  assert.equal((await job(id)).media_count, 7)
  assert.equal(one.of('flighttask_execute').length, 1)
})

test('an order that nothing is heard of fails after a minute, is never repeated, and its late progress revives nothing', async () => {
  const { one, id } = lost
  await eventually('it is given up', async () => (await job(id)).state === 'failed', 90_000)
  const { message, action, history } = await job(id)
  assert.match(message, /reported nothing/)
  assert.match(action, /not repeated/)
  const at = (state: string) => history.find((entry: any) => entry.state === state).time
  assert.ok(at('failed') - at('unknown') >= 60_000)
  await one.report(id, 'in_progress', { percent: 5 })
  assert.equal((await job(id)).state, 'failed')
  assert.equal(one.of('flighttask_execute').length, 0)
  await eventually('somebody is told', async () => {
    const { data } = await admin.get('/manage/api/v1/workspaces/null/alarms?state=active')
    return data.list.some((alarm: any) => alarm.job_id === id)
  })
})
