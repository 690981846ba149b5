/** Missions end to end over real HTTP, MQTT and PostgreSQL, with a dock by script. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { sql } from 'kysely'
import { missionWorld } from '../../../../test/support/missions.ts'
import { eventually } from '../../../../test/support/server.ts'
import { importWayline } from '../../../../test/support/waylines.ts'

const { server, admin, kmz, dock, job, start, reaches, measures, act, readinessOf } = await missionWorld()

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
  const due = Date.now() + 8_000
  const id = await start(one.sn, { begin_time: due, task_type: 1 })
  await reaches(id, 'running')
  assert.equal(one.of('flighttask_prepare')[0]!.data.execute_time, due)
  assert.ok(one.of('flighttask_prepare')[0]!.at < due)
  assert.ok(one.of('flighttask_execute')[0]!.at >= due)
  await one.report(id, 'ok')
})

test('paused, resumed, called home: each command goes once, and pausing works while the database stands still', async () => {
  const one = await dock('MISSION-3')
  const id = await start(one.sn)
  await reaches(id, 'running')
  assert.equal((await act(id, 'pause')).data.job.state, 'paused')
  assert.equal((await job(id)).status, 6)
  await one.report(id, 'paused', { percent: 20 })
  one.aircraftOsd = { mode_code: 5, latitude: 52, longitude: 5, height: 60, elevation: 60 }
  one.tell()
  await eventually('the aircraft is heard', async () => (await act(id, 'resume')).code === 0)
  await one.report(id, 'in_progress', { percent: 21 })
  await eventually('it is in flight', async () => (await readinessOf(one.sn)).phase === 'in_flight')

  await server.db.transaction().execute(async trx => {
    await sql`lock table jobs, commands, audit_log in access exclusive mode`.execute(trx)
    const paused = await act(id, 'pause')
    assert.equal(paused.code, 0, paused.message)
  })
  assert.equal(one.of('flighttask_pause').length, 2)
  assert.equal((await act(id, 'return-home')).code, 0)
  assert.equal((await act(id, 'stop')).code, 0, 'in flight, stop is the way home')
  assert.equal(one.of('return_home').length, 2)
  assert.equal((await act(id, 'cancel')).status, 409, 'what flies cannot be cancelled')
  one.aircraftOsd = undefined
  await one.report(id, 'failed', {
    percent: 60,
    result: 321773,
    ext: {
      current_waypoint_index: 1,
      break_point: { index: 1, state: 0, progress: 0.4, wayline_id: 0, break_reason: 773 },
    },
  })
  const ended = await job(id)
  assert.deepEqual([ended.state, ended.code, ended.break_reason], ['partial', 321773, 773])
  assert.ok(ended.cause && ended.action)

  const resumed = await act(id, 'resume-from-breakpoint')
  assert.equal(resumed.data.parent_job_id, id)
  await reaches(resumed.data.job_id, 'running')
  assert.deepEqual(one.of('flighttask_prepare').at(-1)!.data.break_point, {
    index: 1,
    state: 0,
    progress: 0.4,
    wayline_id: 0,
  })
  await one.report(resumed.data.job_id, 'ok')
})

test('a dock asks for the file again, and gets it for its own missions alone', async () => {
  const [one, other] = [await dock('MISSION-4'), await dock('MISSION-5')]
  const id = await start(one.sn)
  await reaches(id, 'running')
  const asked = { method: 'flighttask_resource_get', data: { flight_id: id } }
  const { data } = await one.gateway.ask('requests', asked)
  assert.equal(data.output.file.fingerprint, createHash('md5').update(kmz).digest('hex'))
  assert.equal((await fetch(data.output.file.url)).status, 200)
  assert.notEqual((await other.gateway.ask('requests', asked)).data.result, 0)
  await other.report(id, 'failed', { result: 314009 })
  assert.equal((await job(id)).state, 'running', 'another dock ends nothing')
  await one.report(id, 'ok')
})

test('a wayline in flight, of the library and checked like any other', async () => {
  const one = await dock('MISSION-6')
  const id = await start(one.sn)
  await reaches(id, 'running')
  one.aircraftOsd = { mode_code: 5, latitude: 52, longitude: 5, height: 60, elevation: 60 }
  one.tell()
  const second = (await importWayline(admin, server.url, 'Second fence')).data.wayline_id
  await eventually('the aircraft is heard', async () => (await readinessOf(one.sn)).phase === 'in_flight')
  const sent = await act(id, 'in-flight-wayline', { file_id: second })
  assert.equal(sent.code, 0, sent.message)
  const [{ data }] = one.of('in_flight_wayline_deliver') as [any]
  assert.equal(data.in_flight_wayline_id, sent.data.in_flight_wayline_id)
  assert.equal((await fetch(data.file.url)).status, 200)
  assert.equal((await act(id, 'in-flight-wayline', { file_id: 'none' })).status, 404)
  one.aircraftOsd = undefined
  await one.report(id, 'ok')
})

test('a conditional mission waits for the word of the dock', async () => {
  const one = await dock('MISSION-7')
  const conditions = { battery_capacity: 80, begin_time: Date.now() - 90_000, end_time: Date.now() + 600_000 }
  const id = await start(one.sn, { task_type: 2, conditions })
  await reaches(id, 'prepared')
  const { data } = one.of('flighttask_prepare')[0]!
  assert.deepEqual([data.task_type, data.ready_conditions, data.execute_time], [2, conditions, undefined])
  await one.event('flighttask_ready', { flight_ids: [id, 'unknown'] })
  await reaches(id, 'running')
  assert.equal(one.of('flighttask_execute').length, 1)
  await one.report(id, 'ok')
})

test('a flight between two docks: both prepare and fly, ask for each other, and are stopped by the first to end', async () => {
  const aircraft = 'MULTI-AIRCRAFT'
  const from = await dock('MULTI-FROM', { aircraft })
  const to = await dock('MULTI-TO', { aircraft })
  await from.gateway.announce()
  const secret_code = Array.from({ length: 28 }, (_, i) => i)
  for (const [n, one] of [from, to].entries()) {
    await measures(one, {
      ...{ latitude: 52 + n / 100, longitude: 5, height: 30, heading: 10, home_position_is_valid: 1 },
      alternate_land_point: { latitude: 52, longitude: 5, safe_land_height: 30, is_configured: 1, height: 0 },
    })
    const rtcm_info = { host: '192.0.2.10', port: '8002', mount_point: 'M', rtcm_device_type: 1, source_type: 3 }
    const leaf_nodes = [{ sdr_id: 100 + n, sn: one.sn, control_source_index: 1 }]
    const topo = { secret_code, center_node: { sdr_id: 1, sn: aircraft }, leaf_nodes }
    await one.gateway.ask('state', { data: { rtcm_info, wireless_link_topo: topo } })
  }
  await from.gateway.ask(
    'state',
    { data: { wireless_link_topo: { secret_code, center_node: { sdr_id: 1, sn: aircraft } } } },
    aircraft,
  )
  const id = await start(from.sn, { dock_sns: [from.sn, to.sn] })
  await reaches(id, 'running')
  for (const one of [from, to]) {
    assert.equal(one.of('flighttask_prepare').length, 1)
    const [{ data }] = one.of('flighttask_execute') as [any]
    assert.equal(data.flight_id, id)
    const { dock_infos, wireless_link_topo } = data.multi_dock_task
    assert.deepEqual(
      dock_infos.map((info: any) => [info.sn, info.dock_type, info.index]),
      [
        [from.sn, 'takeoff', 1],
        [to.sn, 'landing', 2],
      ],
    )
    assert.deepEqual(
      wireless_link_topo.leaf_nodes.map((node: any) => node.control_source_index),
      [1, 2],
    )
  }
  await from.report(id, 'in_progress', { percent: 30, step: 25 })
  const { data } = await to.gateway.ask('requests', {
    method: 'flighttask_progress_get',
    data: { sn: from.sn, flight_id: id },
  })
  assert.deepEqual(data.output, { flight_id: id, status: 'in_progress', progress: { current_step: 25, percent: 30 } })

  // The aircraft hears the landing dock better now: commands go there.
  to.aircraftOsd = { mode_code: 5, latitude: 52, longitude: 5, height: 60, elevation: 60 }
  to.tell()
  await to.gateway.ask('state', { data: { best_link_gateway: to.sn } }, aircraft)
  assert.equal((await act(id, 'pause')).code, 0)
  assert.equal((await act(id, 'return-specific-home', { home_dock_sn: from.sn })).code, 0)
  assert.deepEqual([from.of('flighttask_pause').length, to.of('flighttask_pause').length], [0, 1])
  assert.deepEqual(
    to.of('return_specific_home').map(told => told.data),
    [{ home_dock_sn: from.sn }],
  )
  to.aircraftOsd = undefined

  await to.report(id, 'ok', { percent: 100 })
  await reaches(id, 'done')
  await eventually('the other dock is told', () => from.of('flighttask_stop').length === 1)
  assert.deepEqual(from.of('flighttask_stop')[0]!.data, { flight_id: id, reason: 0 })
})
