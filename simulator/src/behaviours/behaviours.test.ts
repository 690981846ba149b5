import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import {
  checkStrict,
  checkTolerant,
  type Envelope,
  exchangeFor,
  isDocumented,
  METHODS,
  methodsOf,
  parseTopic,
  propertiesOf,
} from '@rookery/thing-model'
import { COVER, DOCK_MODE } from '../devices/codes.ts'
import { type DockOptions, type DockProduct, SimulatedDock } from '../devices/dock.ts'
import { seededRandom } from '../random.ts'
import { sample } from '../samples.ts'
import { ScriptedCloud } from '../testing.ts'
import { BEHAVIOURS } from './index.ts'
import { RESULT } from './results.ts'

let cloud: ScriptedCloud
const docks: SimulatedDock[] = []
before(async () => {
  cloud = await ScriptedCloud.start()
})
after(async () => {
  await Promise.all(docks.map(dock => dock.stop()))
  await cloud.stop()
})

async function joined(sn: string, product: DockProduct, options: Partial<DockOptions> = {}): Promise<SimulatedDock> {
  const dock = new SimulatedDock({
    sn,
    product,
    mqttUrl: cloud.url,
    password: 'secret',
    bindCode: cloud.bindCode,
    organizationId: cloud.organizationId,
    osdInterval: 50,
    speed: 100,
    ...options,
  })
  docks.push(dock)
  await dock.join()
  return dock
}
const resultOf = ({ data }: Envelope) => (data as { result: number }).result
/** Percent, step and status of every progress event of one job. */
const progressOf = (sn: string, method: string) =>
  cloud.seen
    .filter(m => m.sn === sn && m.kind === 'events' && m.envelope.method === method)
    .map(m => ({ envelope: m.envelope, output: (m.envelope.data as { output: Output }).output }))
interface Output {
  status: string
  progress: { percent: number; step_key?: string }
}

test('every behaviour file is registered under the name of a service', () => {
  const files = readdirSync(import.meta.dirname).filter(file => file.endsWith('.ts') && METHODS.has(file.slice(0, -3)))
  assert.deepEqual([...BEHAVIOURS.keys()].sort(), files.map(file => file.slice(0, -3)).sort())
  for (const name of BEHAVIOURS.keys()) assert.ok(METHODS.get(name)?.services, name)
})

test('a sample satisfies the request of every service', () => {
  for (const method of methodsOf('services'))
    for (const gateway of method.services!.products) {
      const schema = exchangeFor(method, 'services', gateway)?.request
      if (!schema) continue
      const value = sample(schema, seededRandom(method.name), Date.now())
      assert.deepEqual(checkStrict(schema, value), [], `${method.name} on ${gateway}: ${JSON.stringify(value)}`)
    }
})

for (const product of ['dock1', 'dock2', 'dock3'] as const)
  test(`a ${product} answers every service that its pages document as declared`, async () => {
    const sn = `ALL${product.toUpperCase()}`
    const dock = await joined(sn, product, { aircraftOn: true })
    for (const method of methodsOf('services')) {
      if (!isDocumented(method, 'services', product)) continue
      const { request, reply, example } = exchangeFor(method, 'services', product)!
      const data = example?.request ?? (request ? sample(request, seededRandom(method.name), Date.now()) : {})
      const answer = await cloud.command(sn, method.name, data)
      assert.equal(answer.method, method.name)
      assert.equal(answer.gateway, sn)
      if (reply && resultOf(answer) === 0)
        assert.deepEqual(checkStrict(reply, answer.data), [], `${method.name}: ${JSON.stringify(answer.data)}`)
    }
    assert.deepEqual(dock.violations, [])
    await dock.stop()
    for (const { kind, envelope } of cloud.seen.filter(m => m.sn === sn && m.kind === 'events')) {
      const schema = exchangeFor(METHODS.get(envelope.method!)!, kind as 'events', product)?.request
      if (schema) assert.deepEqual(checkTolerant(schema, envelope.data), [], `${envelope.method} event`)
    }
  })

test('all that dock and aircraft report is declared for their models, and valid', async () => {
  for (const product of ['dock1', 'dock2', 'dock3'] as const) {
    const dock = await joined(`MODEL${product.toUpperCase()}`, product, { aircraftOn: true })
    await dock.until(({ aircraft }) => aircraft.osd.latitude !== 0)
    for (const [thing, model] of [
      [dock.thing, dock.product.model],
      [dock.aircraft, dock.aircraft.product.model],
    ] as const) {
      const properties = propertiesOf(model)
      for (const [name, value] of [...Object.entries(thing.osd), ...Object.entries(thing.state)]) {
        const property = properties.get(name)
        if (property)
          assert.deepEqual(checkTolerant(property.schema, value), [], `${model} ${name}: ${JSON.stringify(value)}`)
        else assert.match(name, /^\d+-\d+-\d+$/, `${model} has no ${name}`)
      }
    }
    await dock.stop()
  }
})

test('the cover opens in remote debugging alone, step by step', async () => {
  const dock = await joined('COVER1', 'dock2')
  assert.equal(resultOf(await cloud.command('COVER1', 'cover_open')), RESULT.notInRemoteDebugging)
  await cloud.command('COVER1', 'debug_mode_open')
  assert.equal(dock.osd.mode_code, DOCK_MODE.remoteDebugging)

  dock.thing.set({ emergency_stop_state: 1 })
  assert.equal(resultOf(await cloud.command('COVER1', 'cover_open')), RESULT.emergencyStop)
  dock.thing.set({ emergency_stop_state: 0 })

  const answer = await cloud.command('COVER1', 'cover_open')
  assert.deepEqual(answer.data, { result: 0, output: { status: 'in_progress' } })
  assert.equal(resultOf(await cloud.command('COVER1', 'cover_close')), RESULT.busy, 'one job at a time')
  await cloud.wait(() => progressOf('COVER1', 'cover_open').some(({ output }) => output.status === 'ok'))
  assert.equal(dock.osd.cover_state, COVER.open)

  const events = progressOf('COVER1', 'cover_open')
  assert.deepEqual(
    events.map(({ output }) => output.progress.step_key),
    ['get_bid', 'check_work_mode', 'check_task_state', 'check_scram_state', 'open_cover', 'open_cover'],
  )
  assert.deepEqual(
    events.map(({ output }) => output.status),
    ['in_progress', 'in_progress', 'in_progress', 'in_progress', 'in_progress', 'ok'],
  )
  assert.ok(
    events.every(({ output }, n) => n === 0 || output.progress.percent > events[n - 1]!.output.progress.percent),
  )
  assert.deepEqual(new Set(events.map(({ envelope }) => envelope.bid)), new Set([answer.bid]))
  assert.equal(new Set(events.map(({ envelope }) => envelope.tid)).size, events.length)
  const osd = await cloud.wait(() =>
    cloud
      .of('osd')
      .find(m => m.gateway === 'COVER1' && (m.data as { cover_state?: number }).cover_state === COVER.open),
  )
  assert.ok(osd)
})

test('the aircraft goes on and off with its topology and its telemetry', async () => {
  const dock = await joined('POWER1', 'dock3')
  const topology = () =>
    cloud.seen
      .filter(m => m.kind === 'status' && m.sn === 'POWER1')
      .map(m => (m.envelope.data as { sub_devices: [] }).sub_devices.length)
  assert.deepEqual(topology(), [0])
  await cloud.command('POWER1', 'debug_mode_open')
  await cloud.command('POWER1', 'drone_open')
  await cloud.wait(() => cloud.seen.some(m => m.kind === 'osd' && m.sn === 'APOWER1'))
  assert.deepEqual(topology(), [0, 1])
  await dock.until(({ job }) => job === undefined)
  await cloud.command('POWER1', 'drone_close')
  await cloud.wait(() => topology().length === 3)
  assert.deepEqual(topology(), [0, 1, 0])
  const silentSince = cloud.seen.length
  await cloud.wait(() => cloud.seen.slice(silentSince).filter(m => m.kind === 'osd' && m.sn === 'POWER1').length > 6)
  assert.equal(
    cloud.seen.slice(silentSince).some(m => m.kind === 'osd' && m.sn === 'APOWER1'),
    false,
  )
})

test('a reboot goes away, comes back and joins again', async () => {
  const dock = await joined('REBOOT1', 'dock2')
  await cloud.command('REBOOT1', 'debug_mode_open')
  await cloud.command('REBOOT1', 'device_reboot')
  await dock.until(({ phase }) => phase === 'stopped')
  await dock.until(({ phase }) => phase === 'online')
  assert.equal(dock.osd.mode_code, DOCK_MODE.idle)
  assert.equal(cloud.of('requests', 'config').filter(m => m.gateway === 'REBOOT1').length, 2)
  assert.equal(progressOf('REBOOT1', 'device_reboot').at(-1)!.output.status, 'ok')
})

test('the air conditioner passes through its transitional states', async () => {
  const dock = await joined('AIR1', 'dock2', { speed: 20 })
  const seen: number[] = []
  const until = (wanted: number) =>
    dock.until(({ osd }) => {
      const { air_conditioner_state: state } = osd.air_conditioner as { air_conditioner_state: number }
      if (seen.at(-1) !== state) seen.push(state)
      return state === wanted
    })
  await until(0)
  await cloud.command('AIR1', 'debug_mode_open')
  await cloud.command('AIR1', 'air_conditioner_mode_switch', { action: 3 })
  await until(3)
  await cloud.command('AIR1', 'air_conditioner_mode_switch', { action: 2 })
  await until(2)
  assert.deepEqual(seen, [0, 9, 3, 6, 8, 2])
})

test('a repeated tid is answered again and executed once', async () => {
  const dock = await joined('TWICE1', 'dock2')
  await cloud.command('TWICE1', 'debug_mode_open')
  const first = await cloud.command('TWICE1', 'supplement_light_open', {}, 'tid-1')
  dock.thing.set({ supplement_light_state: 0 })
  const second = await cloud.command('TWICE1', 'supplement_light_open', {}, 'tid-1')
  assert.deepEqual(second.data, first.data)
  assert.equal(dock.osd.supplement_light_state, 0)
  assert.deepEqual(
    dock.received.map(({ method, repeated }) => [method, repeated]),
    [
      ['debug_mode_open', false],
      ['supplement_light_open', false],
      ['supplement_light_open', true],
    ],
  )
  assert.deepEqual(
    dock.violations.map(({ kind }) => kind),
    ['repeated-command'],
  )
})

test('what the cloud must not send is refused and recorded', async () => {
  const dock = await joined('STRICT1', 'dock3')
  const result = async (method: string, data?: unknown) => resultOf(await cloud.command('STRICT1', method, data))
  assert.equal(await result('make_coffee'), RESULT.notSupported)
  assert.equal(await result('putter_open'), RESULT.notSupported, 'only Dock 1 has rods')
  assert.equal(await result('alarm_state_switch', { action: 7 }), RESULT.parameterError)
  cloud.send('services', 'STRICT1', { method: 'debug_mode_open', timestamp: 1, data: {} })
  await dock.until(({ received }) => received.length === 4)
  assert.deepEqual(
    dock.violations.map(({ kind }) => kind),
    ['unknown-method', 'undocumented-method', 'invalid-data', 'envelope', 'stale-command'],
  )
})

test('properties are set field by field, and show', async () => {
  const dock = await joined('PROPS1', 'dock2', { aircraftOn: true })
  cloud.send('property/set', 'PROPS1', {
    tid: 'p1',
    bid: 'p1',
    timestamp: Date.now(),
    data: {
      height_limit: 300,
      rth_altitude: 5000,
      night_lights_state: 1,
      silent_mode: 1,
      obstacle_avoidance: { horizon: 0 },
      mode_code: 2,
      no_such_thing: 1,
    },
  })
  const reply = await cloud.wait(() => cloud.of('property/set_reply').find(m => m.tid === 'p1'))
  assert.deepEqual(reply.data, {
    height_limit: { result: 0 },
    rth_altitude: { result: 1 },
    night_lights_state: { result: 0 },
    silent_mode: { result: 0 },
    obstacle_avoidance: { horizon: { result: 0 } },
    mode_code: { result: 1 },
    no_such_thing: { result: 1 },
  })
  assert.equal(dock.aircraft.osd.height_limit, 300)
  assert.deepEqual(dock.aircraft.osd.obstacle_avoidance, { horizon: 0, upside: 1, downside: 1 })
  await cloud.wait(() =>
    cloud.seen.some(
      m => m.kind === 'state' && m.sn === 'PROPS1' && (m.envelope.data as { silent_mode?: 1 }).silent_mode === 1,
    ),
  )
})

test('a camera command shows in the telemetry of the aircraft', async () => {
  const dock = await joined('CAMERA1', 'dock3')
  const zoom = { payload_index: dock.aircraft.payloadIndex, camera_type: 'zoom', zoom_factor: 12 }
  assert.equal(resultOf(await cloud.command('CAMERA1', 'camera_focal_length_set', zoom)), RESULT.aircraftNotConnected)
  await dock.powerAircraft(true)
  assert.equal(resultOf(await cloud.command('CAMERA1', 'camera_focal_length_set', zoom)), 0)
  assert.equal(dock.aircraft.camera(dock.aircraft.payloadIndex)!.zoom_factor, 12)
  assert.ok(parseTopic(`thing/product/${dock.aircraft.sn}/osd`))
})
