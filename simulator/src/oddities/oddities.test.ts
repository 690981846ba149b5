import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { type Envelope, METHODS } from '@rookery/thing-model'
import { type DockOptions, SimulatedDock } from '../devices/dock.ts'
import { ScriptedCloud, type Seen } from '../testing.ts'
import { ODDITIES, ODDITY_NAMES, type OddityName, odditiesNamed } from './index.ts'

let cloud: ScriptedCloud
const docks: SimulatedDock[] = []
before(async () => {
  cloud = await ScriptedCloud.start()
})
after(async () => {
  await Promise.all(docks.map(dock => dock.stop()))
  await cloud.stop()
})

let number = 0
async function odd(oddity: OddityName, options: Partial<DockOptions> = {}) {
  const sn = `ODD${++number}`
  const dock = new SimulatedDock({
    sn,
    product: 'dock2',
    mqttUrl: cloud.url,
    password: 'secret',
    bindCode: cloud.bindCode,
    organizationId: cloud.organizationId,
    osdInterval: 30,
    speed: 100,
    aircraftOn: true,
    oddities: [oddity],
    ...options,
  })
  docks.push(dock)
  await dock.join()
  const mine = (look: (seen: Seen) => boolean) =>
    cloud.wait(() => cloud.seen.find(seen => (seen.sn === sn || seen.sn === dock.aircraft.sn) && look(seen)))
  return { dock, sn, mine }
}
const data = (seen: Seen | Envelope): { [name: string]: unknown } =>
  (('envelope' in seen ? (seen as Seen).envelope : (seen as Envelope)).data ?? {}) as { [name: string]: unknown }
const inOsd = (name: string, holds: (value: unknown) => boolean) => (seen: Seen) =>
  seen.kind === 'osd' && name in data(seen) && holds(data(seen)[name])

test('each oddity has a file of its own, and a name that is none is refused', () => {
  const files = readdirSync(import.meta.dirname).filter(file => !/^(index|oddity)\.ts$|\.test\.ts$/.test(file))
  assert.deepEqual([...ODDITY_NAMES].sort(), files.map(file => file.replace('.ts', '')).sort())
  assert.equal(new Set(ODDITIES.map(({ summary }) => summary)).size, ODDITIES.length)
  assert.throws(() => odditiesNamed(['two-heads']), /"two-heads" is no oddity/)
})

/** What the cloud sees of a device with that oddity, and never of one without. */
const SIGNS: { [name in OddityName]?: (seen: Seen) => boolean } = {
  sentinels: inOsd('humidity', value => value === 32767),
  'numbers-as-strings': inOsd('working_voltage', value => typeof value === 'string'),
  'bad-coordinates': seen => seen.kind === 'state' && Number(data(seen).home_latitude) > 90,
  'empty-arrays': inOsd('maintain_status', Array.isArray),
  'topo-without-gateway': seen => seen.kind === 'status' && seen.envelope.gateway === undefined,
  'topo-integer-version': seen => seen.kind === 'status' && Number.isInteger(data(seen).version),
  'hms-on-aircraft': seen => seen.kind === 'events' && seen.sn.startsWith('A') && seen.envelope.method === 'hms',
  'undocumented-fields': inOsd('relay_hop', value => typeof value === 'number'),
  'undocumented-events': seen => seen.kind === 'events' && !METHODS.has(String(seen.envelope.method)),
  'null-data': seen => seen.kind === 'osd' && seen.envelope.data === null,
  'zero-ids': seen => seen.kind === 'state' && /^[0-]+$/.test(String(seen.envelope.tid)),
}
for (const [name, sign] of Object.entries(SIGNS))
  test(`${name} shows, and the device still joins`, async () => {
    const { dock, mine } = await odd(name as OddityName)
    await mine(sign)
    assert.deepEqual(dock.violations, [])
    const { sn } = await odd(name as OddityName, { oddities: [] })
    await cloud.wait(() => cloud.seen.filter(seen => seen.kind === 'osd' && seen.sn === sn).length > 6)
    assert.equal(
      cloud.seen.some(seen => seen.sn === sn && sign(seen)),
      false,
    )
  })

test('an oddity does not change what the device knows', async () => {
  const { dock, mine } = await odd('sentinels')
  await mine(SIGNS.sentinels!)
  assert.ok((dock.osd.humidity as number) <= 100)
})

test('answers can lack the gateway, carry the method in data, or be older than the question', async () => {
  const answer = async (oddity: OddityName) => await cloud.command((await odd(oddity)).sn, 'debug_mode_open')
  assert.equal((await answer('replies-without-gateway')).gateway, undefined)
  assert.equal(data(await answer('method-in-data')).method, 'debug_mode_open')
  const asked = Date.now()
  assert.ok((await answer('timestamp-before-request')).timestamp! < asked)
})

test('a state can insist on state_reply', async () => {
  const { dock } = await odd('state-reply-topic', { retryDelays: [40, 40, 40] })
  await dock.until(({ link }) => link.unacknowledged === 0)
  cloud.silent.add('state')
  dock.thing.set({ silent_mode: 1 })
  const seen = await cloud.wait(() => cloud.of('state').find(m => data(m).silent_mode === 1))
  cloud.send('events_reply', dock.sn, { ...seen, data: { result: 0 } })
  await cloud.wait(() => cloud.of('state').filter(m => m.tid === seen.tid).length >= 2)
  cloud.send('state_reply', dock.sn, { ...seen, data: { result: 0 } })
  await dock.until(({ link }) => link.unacknowledged === 0)
  cloud.silent.delete('state')
})
