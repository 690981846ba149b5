/** Missions end to end over real HTTP, MQTT and PostgreSQL, with a dock by script. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { type MissionDock, missionDock } from '../../../../test/support/mission-dock.ts'
import { eventually, testServer } from '../../../../test/support/server.ts'
import { importWayline, routeKmz } from '../../../../test/support/waylines.ts'

const server = await testServer()
const { admin } = server
const base = '/wayline/api/v1/workspaces/null'
const kmz = await routeKmz()
const file = (await importWayline(admin, server.url, 'Fence', kmz)).data.wayline_id

const docks: MissionDock[] = []
async function dock(sn: string): Promise<MissionDock> {
  const made = await missionDock(admin, server.mqttUrl, sn)
  docks.push(made)
  server.atEnd(() => made.end())
  await eventually('the dock is seen', async () => {
    const { data } = await admin.get('/manage/api/v1/workspaces/null/devices/latest')
    return data.list.find((device: any) => device.sn === sn)?.osd.cover_state !== undefined
  })
  return made
}
const plan = (dockSn: string, more: object = {}) => ({ name: 'Patrol', file_id: file, dock_sn: dockSn, ...more })
const job = async (id: string) => (await admin.get(`${base}/jobs/${id}`)).data
async function start(dockSn: string, more: object = {}): Promise<string> {
  const made = await admin.post(`${base}/missions`, plan(dockSn, more))
  assert.equal(made.code, 0, made.message)
  return made.data.job_id
}
const reaches = (id: string, ...states: string[]) =>
  eventually(`the job is ${states}`, async () => states.includes((await job(id)).state), 20_000).catch(async error => {
    throw new Error(`${error.message}: ${JSON.stringify(await job(id))}`)
  })

test('an immediate mission: prepared, executed, followed to its end, and pushed', async () => {
  const one = await dock('MISSION-1')
  const viewer = await admin.watch()
  const before = Date.now()
  const id = await start(one.sn)
  await reaches(id, 'running')
  const [prepare] = one.of('flighttask_prepare')
  const { flight_id, task_type, execute_time, file: told, ...rest } = prepare!.data
  assert.deepEqual([flight_id, task_type], [id, 0])
  assert.ok(execute_time >= before && Math.abs(execute_time - prepare!.at) < 25_000)
  assert.equal(told.fingerprint, createHash('md5').update(kmz).digest('hex'))
  const fetched = await fetch(told.url)
  assert.equal(
    createHash('md5')
      .update(new Uint8Array(await fetched.arrayBuffer()))
      .digest('hex'),
    told.fingerprint,
  )
  assert.equal(rest.rth_altitude, 100)
  assert.deepEqual(
    one.of('flighttask_execute').map(({ data }) => data),
    [{ flight_id: id }],
  )

  await one.report(id, 'in_progress', { percent: 40, step: 25, ext: { current_waypoint_index: 1, media_count: 2 } })
  const flying = await job(id)
  assert.deepEqual(
    [flying.state, flying.status, flying.progress.percent, flying.progress.step_text],
    ['running', 2, 40, 'Fly the wayline'],
  )
  assert.ok(flying.eta > Date.now())
  await viewer.until('flighttask_progress', data => data.bid === id && data.output.progress.percent === 40)

  await one.report(id, 'ok', { percent: 100, ext: { current_waypoint_index: 2, media_count: 5 } })
  await viewer.until('job_update', data => data.job.job_id === id && data.job.state === 'done')
  const done = await job(id)
  assert.deepEqual([done.state, done.status, done.media_count, done.code], ['done', 3, 5, 0])
  assert.deepEqual(
    done.history
      .map((entry: any) => entry.state)
      .filter((state: string, i: number, all: string[]) => state !== all[i - 1]),
    ['scheduled', 'preparing', 'prepared', 'executing', 'running', 'done'],
  )
  await one.report(id, 'in_progress', { percent: 50 })
  assert.equal((await job(id)).state, 'done', 'late progress revives nothing')
})

test('a timed mission is given to the dock ahead of its time and flies at its time', async () => {
  const one = await dock('MISSION-2')
  const due = Date.now() + 4_000
  const id = await start(one.sn, { begin_time: due, task_type: 1 })
  await reaches(id, 'prepared')
  assert.equal(one.of('flighttask_prepare')[0]!.data.execute_time, due)
  assert.equal(one.of('flighttask_execute').length, 0)
  await reaches(id, 'running')
  assert.ok(one.of('flighttask_execute')[0]!.at >= due)
  await one.report(id, 'ok')
})
