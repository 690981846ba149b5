import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { checkStrict, type Envelope, exchangeFor, METHODS } from '@rookery/thing-model'
import { COVER, DOCK_MODE } from '../devices/codes.ts'
import { type DockOptions, SimulatedDock } from '../devices/dock.ts'
import { ScriptedCloud } from '../testing.ts'
import { ScriptedStore, squareKmz } from './testing.ts'

let cloud: ScriptedCloud
let store: ScriptedStore
const docks: SimulatedDock[] = []
before(async () => {
  cloud = await ScriptedCloud.start()
  store = await ScriptedStore.start(cloud)
})
after(async () => {
  await Promise.all(docks.map(dock => dock.stop()))
  await store.stop()
  await cloud.stop()
})

async function joined(sn: string, options: Partial<DockOptions> = {}): Promise<SimulatedDock> {
  const dock = new SimulatedDock({
    sn,
    product: 'dock3',
    mqttUrl: cloud.url,
    password: 'secret',
    bindCode: cloud.bindCode,
    organizationId: cloud.organizationId,
    osdInterval: 20,
    speed: 100,
    ...options,
  })
  dock.weatherNow = { wind: 3, rainfall: 0, temperature: 15 }
  docks.push(dock)
  await dock.join()
  return dock
}

const LIMIT = 60_000
const resultOf = ({ data }: Envelope) => (data as { result: number }).result
const dataOf = (sn: string, method: string): any[] =>
  cloud
    .of('events', method)
    .filter(m => m.gateway === sn)
    .map(m => m.data)
const progressOf = (sn: string) => dataOf(sn, 'flighttask_progress')

let missions = 0
async function prepared(
  dock: SimulatedDock,
  more: object = {},
  kmz?: Uint8Array,
): Promise<{ id: string; answer: Envelope }> {
  const id = `mission-${++missions}`
  const answer = await cloud.command(dock.sn, 'flighttask_prepare', {
    flight_id: id,
    task_type: 0,
    execute_time: Date.now(),
    file: store.publish(kmz ?? (await squareKmz(dock.place, dock.aircraft.product))),
    rth_altitude: 50,
    out_of_control_action: 0,
    exit_wayline_when_rc_lost: 0,
    ...more,
  })
  return { id, answer }
}
async function started(dock: SimulatedDock, more: object = {}, kmz?: Uint8Array): Promise<string> {
  const { id, answer } = await prepared(dock, more, kmz)
  assert.equal(resultOf(answer), 0)
  assert.equal(resultOf(await cloud.command(dock.sn, 'flighttask_execute', { flight_id: id })), 0)
  return id
}
const over = (dock: SimulatedDock) => dock.until(({ missions }) => missions.run === undefined, LIMIT)

test('a mission is flown, photographed, uploaded and reported', async () => {
  const dock = await joined('FLY1')
  const id = await started(dock)
  await over(dock)
  await cloud.wait(() => dataOf('FLY1', 'file_upload_callback').length === 4, LIMIT)
  const reports = progressOf('FLY1')
  const last = reports.at(-1)
  assert.equal(last.result, 0)
  assert.equal(last.output.status, 'ok')
  assert.deepEqual(last.output.ext.media_count, 4)
  assert.equal(last.output.progress.percent, 100)
  const schema = exchangeFor(METHODS.get('flighttask_progress')!, 'events', 'dock3')!.request!
  for (const report of reports) assert.deepEqual(checkStrict(schema, report), [])
  const percents = reports.map(r => r.output.progress.percent)
  assert.deepEqual(
    percents,
    [...percents].sort((a, b) => a - b),
    'it never goes back',
  )
  const waypoints = reports.map(r => r.output.ext.current_waypoint_index)
  for (const index of [0, 1, 2, 3]) assert.ok(waypoints.includes(index), `waypoint ${index}`)
  const steps = new Set(reports.map(r => r.output.progress.current_step))
  for (const step of [0, 7, 16, 18, 24, 25, 26, 27, 28, 33, 35]) assert.ok(steps.has(step), `step ${step}`)

  const callbacks = dataOf('FLY1', 'file_upload_callback')
  assert.equal(callbacks.length, 4)
  for (const { file, flight_task } of callbacks) {
    assert.equal(file.ext.flight_id, id)
    assert.equal(flight_task.expected_file_count, 4)
    const bytes = store.objects.get(file.object_key)
    assert.equal(bytes?.subarray(0, 2).toString('hex'), 'ffd8', 'a JPEG lies in the store')
  }
  const position = callbacks[0].file.metadata
  assert.ok(Math.abs(position.relative_altitude - 40) < 2)
  assert.ok(Math.abs(position.shoot_position.lat - dock.place.latitude - 12 / 111_320) < 2e-5)
  assert.equal(dataOf('FLY1', 'highest_priority_upload_flighttask_media')[0].flight_id, id)
  assert.equal(dock.osd.mode_code, DOCK_MODE.idle)
  assert.equal(dock.osd.cover_state, COVER.closed)
  assert.equal(dock.osd.drone_in_dock, 1)
  assert.deepEqual(dock.violations, [])
})
