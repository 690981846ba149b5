/** What keeps a mission on the ground, and what becomes of it then: launch policies, overrides, holds, calendar, demo. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { missionWorld } from '../../../../test/support/missions.ts'
import { ADMIN, eventually, request } from '../../../../test/support/server.ts'
import { importWayline, routeKmz } from '../../../../test/support/waylines.ts'

const { server, admin, base, file, dock, plan, job, start, reaches, measures, act, readinessOf } = await missionWorld()
const { db } = server
const retry = { policy: 'retry', retry_every_s: 5, window_s: 600 }
const DRY = { rainfall: 0 }
const SHOWER = { rainfall: 2 }
const STORM = { rainfall: 3 }

test('weather by policy: skipped and refused, retried until it is better, or left to somebody', async () => {
  const one = await dock('LAUNCH-1')
  await measures(one, STORM)
  const skipped = await start(one.sn)
  await reaches(skipped, 'refused')
  const refused = await job(skipped)
  assert.deepEqual([refused.status, refused.outcome, refused.message], [5, 'refused', 'It rains heavily'])
  assert.equal(one.told.length, 0, 'nothing was sent')
  await eventually('the dock is blocked', async () => (await readinessOf(one.sn)).phase === 'blocked')
  assert.deepEqual(
    (await readinessOf(one.sn)).reasons.map((reason: any) => reason.check),
    ['rain'],
  )

  const retried = await start(one.sn, { launch: retry })
  await eventually('it was tried', async () => (await job(retried)).message === 'It rains heavily')
  assert.equal((await job(retried)).state, 'scheduled')
  await measures(one, DRY)
  await reaches(retried, 'running')
  await one.report(retried, 'ok')

  await measures(one, SHOWER)
  const asked = await start(one.sn, { launch: { policy: 'ask', window_s: 600 } })
  await reaches(asked, 'awaiting')
  assert.equal((await job(asked)).awaiting, 'decision')
  const again = await act(asked, 'decide', { decision: 'launch' })
  assert.equal(again.code, 0)
  await eventually('it rains still', async () => (await job(asked)).state === 'awaiting')
  assert.equal((await act(asked, 'override', { check: 'rain', reason: ' ' })).status, 400)
  assert.equal(
    (await act(asked, 'override', { check: 'wind', reason: 'calm enough' })).status,
    409,
    'wind stands in no way',
  )
  assert.equal((await act(asked, 'override', { check: 'rain', reason: 'It stops in a minute' })).code, 0)
  await act(asked, 'decide', { decision: 'launch' })
  await reaches(asked, 'running')
  assert.deepEqual(
    (await job(asked)).overrides.map(({ check, username, reason }: any) => [check, username, reason]),
    [['rain', 'admin', 'It stops in a minute']],
  )
  const audit = await admin.get('/manage/api/v1/workspaces/null/audit?action=job.override')
  assert.equal(audit.data.list[0].detail.reason, 'It stops in a minute')
  await one.report(asked, 'ok')

  await measures(one, STORM)
  const hopeless = await start(one.sn, { launch: { policy: 'ask', window_s: 600 } })
  await reaches(hopeless, 'awaiting')
  assert.equal((await act(hopeless, 'override', { check: 'rain', reason: 'x' })).status, 409, 'no override of a storm')
  await act(hopeless, 'decide', { decision: 'skip' })
  assert.equal((await job(hopeless)).state, 'refused')
})

test('the codes of a dock are outcomes with a cause and a remedy; passing ones are tried again', async () => {
  const one = await dock('LAUNCH-2')
  one.answers.set('flighttask_prepare', 314005)
  const wrong = await start(one.sn, { launch: retry })
  await reaches(wrong, 'refused')
  const { code, cause, action } = await job(wrong)
  assert.equal(code, 314005)
  assert.match(cause, /checksum/)
  assert.ok(action)

  one.answers.set('flighttask_prepare', 0)
  one.answers.set('flighttask_execute', 319026)
  const weak = await start(one.sn, { launch: retry })
  await eventually('the battery is named', async () => (await job(weak)).code === 319026)
  one.answers.set('flighttask_execute', 0)
  await reaches(weak, 'running')
  assert.equal(one.of('flighttask_execute').length, 2, 'refused once, accepted once')
  await one.report(weak, 'failed', { result: 316024 })
  assert.equal((await job(weak)).state, 'failed')
})

test('held launches, and an operator who must agree', async () => {
  const one = await dock('LAUNCH-3')
  const held = await admin.post('/control/api/v1/workspaces/null/holds', {
    site_id: null,
    reason: 'Helicopter',
    until: null,
  })
  assert.equal(held.code, 0, held.message)
  const stopped = await start(one.sn)
  await reaches(stopped, 'held')
  assert.deepEqual((await job(stopped)).hold, { reason: 'Helicopter' })
  await admin.delete(`/control/api/v1/workspaces/null/holds/${held.data.hold_id}`)

  const asks = await start(one.sn, { launch: { acknowledgement: true } })
  await reaches(asks, 'awaiting')
  assert.equal((await job(asks)).awaiting, 'acknowledgement')
  assert.equal((await act(asks, 'decide', { decision: 'launch' })).status, 409)
  await act(asks, 'acknowledge')
  await reaches(asks, 'running')
  await one.report(asks, 'ok')
})

test('a mission is taken back from the dock, and a run that nobody was there for is missed', async () => {
  const one = await dock('LAUNCH-4')
  const id = await start(one.sn, { task_type: 1, begin_time: Date.now() + 60_000 })
  await reaches(id, 'prepared')
  const late = await start(one.sn, { task_type: 1, begin_time: Date.now() + 3600_000 })
  assert.equal((await act(id, 'cancel')).data.state, 'canceled')
  await eventually('the dock forgets it', () => one.of('flighttask_undo').length === 1)
  assert.deepEqual(one.of('flighttask_undo')[0]!.data, { flight_ids: [id] })
  assert.equal((await act(id, 'start-now')).status, 409)

  // As after a night without a server.
  const due = Date.now() - 90_000
  await db.updateTable('jobs').set({ begin_time: due, wake_at: due }).where('job_id', '=', late).execute()
  await reaches(late, 'missed')
  assert.match((await job(late)).message, /\d+ s late/)
  assert.equal(one.of('flighttask_execute').length, 0)

  // A little late is flown, with a time of its own.
  const little = await start(one.sn, { task_type: 1, begin_time: Date.now() + 3600_000 })
  const before = Date.now()
  await db
    .updateTable('jobs')
    .set({ begin_time: before - 20_000, wake_at: before })
    .where('job_id', '=', little)
    .execute()
  await reaches(little, 'running')
  assert.ok(one.of('flighttask_prepare').at(-1)!.data.execute_time >= before)
  await one.report(little, 'ok')
})

test('simulated: only with a name for the propellers, and the next real flight waits until they are on again', async () => {
  const one = await dock('LAUNCH-5')
  const simulate = { latitude: 47.1, longitude: 8.5 }
  assert.equal((await admin.post(`${base}/missions`, plan(one.sn, { simulate }))).status, 400)
  const id = await start(one.sn, { simulate: { ...simulate, propellers_off: { confirmed_by: 'Ada at the dock' } } })
  await reaches(id, 'running')
  assert.deepEqual(one.of('flighttask_prepare')[0]!.data.simulate_mission, { is_enable: 1, ...simulate })
  assert.equal((await job(id)).simulated, true)
  assert.equal((await act(id, 'confirm-propellers')).status, 409, 'not while they turn')
  await one.report(id, 'ok')
  const real = await start(one.sn)
  await reaches(real, 'refused')
  assert.match((await job(real)).message, /propellers|back on/)
  assert.equal((await act(id, 'confirm-propellers')).code, 0)
  const next = await start(one.sn)
  await reaches(next, 'running')
  await one.report(next, 'ok')
})

test('a route that contradicts the mission, or cannot be flown, is refused', async () => {
  const one = await dock('LAUNCH-6')
  const wrongAircraft = await importWayline(
    admin,
    server.url,
    'Other',
    await routeKmz({}, { aircraft: { type: 91, sub_type: 0 }, payload: '80-0-0' }),
  )
  const other = await admin.post(`${base}/missions`, plan(one.sn, { file_id: wrongAircraft.data.wayline_id }))
  assert.deepEqual([other.status, other.data?.reason], [409, 'wayline_matches_aircraft'])
  assert.match(other.message, /3D/)
  const { exit_on_rc_lost } = (
    await db.selectFrom('wayline_versions').select('facts').where('wayline_id', '=', file).executeTakeFirstOrThrow()
  ).facts.document
  const leaves = exit_on_rc_lost === 'executeLostAction' ? 1 : 0
  const lost = await admin.post(`${base}/missions`, plan(one.sn, { exit_wayline_when_rc_lost: 1 - leaves }))
  assert.equal(lost.status, 409, lost.message)
  assert.match(lost.message, /link is lost/)
  const checked = await admin.post(`${base}/missions/check`, plan(one.sn, { exit_wayline_when_rc_lost: 1 - leaves }))
  assert.equal(checked.data.ready, false)
  assert.ok(checked.data.estimate.distance_m > 100)
  for (const [wrong, status] of [
    [{ file_id: 'none' }, 404],
    [{ dock_sn: 'NO-SUCH' }, 404],
    [{ dock_sns: [one.sn, one.sn] }, 400],
    [{ task_type: 2 }, 400],
    [{ task_type: 1 }, 400],
    [{ rth_altitude: 5 }, 400],
  ] as const)
    assert.equal((await admin.post(`${base}/missions`, plan(one.sn, wrong))).status, status, JSON.stringify(wrong))
})

test('a calendar rule becomes runs, which follow its changes and end with it', async () => {
  const one = await dock('LAUNCH-7')
  const recurrence = { freq: 'daily', times: ['06:00', '18:00'], zone: 'Europe/Amsterdam', from: '2026-01-01' }
  const viewer = await admin.watch()
  const made = await admin.post(`${base}/missions`, plan(one.sn, { recurrence }))
  const { mission_id } = made.data
  await viewer.until('mission_update', data => data.mission_id === mission_id)
  const runs = async () => (await admin.get(`${base}/jobs?mission_id=${mission_id}&page_size=100`)).data.list
  const list = await runs()
  assert.ok(list.length === 14 || list.length === 15, `${list.length} runs in seven days`)
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: recurrence.zone, hour: '2-digit', minute: '2-digit' })
  assert.deepEqual([...new Set(list.map((run: any) => clock.format(run.begin_time)))].sort(), ['06:00', '18:00'])
  const { data } = await admin.get(`${base}/missions/${mission_id}`)
  assert.equal(data.next_run, Math.min(...list.map((run: any) => run.begin_time)))
  const due = (await admin.get(`${base}/readiness`)).data.list.filter((run: any) => run.mission_id === mission_id)
  assert.ok(due.length === 2 || due.length === 3)
  await eventually('its readiness is known', async () => (await job(due[0].job_id)).readiness?.ready === true)
  const checked = await admin.post(`${base}/missions/check`, plan(one.sn, { recurrence }))
  assert.equal(checked.data.next_runs.length, 10)

  assert.equal(
    (
      await admin.put(
        `${base}/missions/${mission_id}`,
        plan(one.sn, { recurrence: { ...recurrence, times: ['12:00'] } }),
      )
    ).code,
    0,
  )
  assert.deepEqual([...new Set((await runs()).map((run: any) => clock.format(run.begin_time)))], ['12:00'])
  const ran = await admin.post(`${base}/missions/${mission_id}/run`, undefined, { 'idempotency-key': 'now' })
  const repeated = await admin.post(`${base}/missions/${mission_id}/run`, undefined, { 'idempotency-key': 'now' })
  assert.equal(repeated.data.job_id, ran.data.job_id)
  await reaches(ran.data.job_id, 'running')
  assert.equal(one.of('flighttask_execute').length, 1)
  await one.report(ran.data.job_id, 'ok')
  assert.equal((await admin.delete(`${base}/missions/${mission_id}`)).code, 0)
  assert.deepEqual(
    (await runs()).map((run: any) => run.state),
    ['done'],
  )
  assert.equal((await admin.get(`${base}/missions/${mission_id}`)).status, 404)
  const [bad] = await Promise.all([
    admin.post(`${base}/missions`, plan(one.sn, { recurrence: { ...recurrence, zone: 'Europe/Atlantis' } })),
  ])
  assert.equal(bad.status, 400)
})

test('the paths of the demo, in its form', async () => {
  const one = await dock('LAUNCH-8')
  const { data: login } = await request(server.url, 'POST', '/manage/api/v1/login', { ...ADMIN, flag: 1 })
  const call = (method: string, path: string, body?: unknown) =>
    request(server.url, method, `/wayline/api/v1/workspaces/${login.workspace_id}${path}`, body, {
      'x-auth-token': login.access_token,
    })
  const task = {
    ...{ name: 'Demo', file_id: file, dock_sn: one.sn, wayline_type: 0 },
    rth_altitude: 333,
    out_of_control_action: 0,
    min_battery_capacity: 90,
  }
  const now = await call('POST', '/flight-tasks', {
    ...task,
    task_type: 0,
    task_days: [],
    task_periods: [],
    select_execute_date: [],
  })
  assert.deepEqual([now.status, now.code, now.data], [200, 0, ''])
  const [running] = (await call('GET', '/jobs')).data.list
  assert.deepEqual([running.status, running.job_name, running.media_count, running.progress], [2, 'Demo', 0, 0])
  assert.match(running.begin_time, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  assert.equal((await call('PUT', `/jobs/${running.job_id}`, { status: 0 })).code, 0)
  assert.equal(one.of('flighttask_pause').length, 1)
  await one.report(running.job_id, 'ok')

  await measures(one, STORM)
  const refused = await call('POST', '/flight-tasks', { ...task, task_type: 0 })
  assert.deepEqual([refused.status, refused.code, refused.message], [200, -1, 'It rains heavily'])
  const day = Math.floor(Date.now() / 1000) + 2 * 86_400
  const timed = await call('POST', '/flight-tasks', {
    ...task,
    task_type: 1,
    task_days: [day, day + 86_400],
    task_periods: [[day], [day + 7200]],
  })
  assert.equal(timed.code, 0, timed.message)
  const waiting = (await call('GET', '/jobs?page_size=50')).data.list.filter((each: any) => each.status === 1)
  assert.equal(waiting.length, 4)
  const ids = waiting.map((each: any) => `job_id=${each.job_id}`).join('&')
  assert.equal((await call('DELETE', `/jobs?${ids}&job_id=${running.job_id}`)).code, -1)
  assert.equal((await call('DELETE', `/jobs?${ids}`)).code, 0)
  assert.deepEqual(
    (await call('GET', '/jobs')).data.list.filter((each: any) => each.status === 1),
    [],
  )
})
