import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type DockOptions, SimulatedDock } from './devices/dock.ts'
import { ScriptedCloud } from './testing.ts'

let cloud: ScriptedCloud
const docks: SimulatedDock[] = []
before(async () => {
  cloud = await ScriptedCloud.start()
})
after(async () => {
  await Promise.all(docks.map(dock => dock.stop()))
  await cloud.stop()
})

async function joined(sn: string, options: Partial<DockOptions>): Promise<SimulatedDock> {
  const dock = new SimulatedDock({
    sn,
    product: 'dock3',
    mqttUrl: cloud.url,
    password: 'secret',
    bindCode: cloud.bindCode,
    organizationId: cloud.organizationId,
    osdInterval: 100,
    speed: 100,
    ...options,
  })
  docks.push(dock)
  await dock.join()
  return dock
}

test('an unanswered request is asked again with a new tid, and joining goes on when it is answered', async () => {
  cloud.silent.add('requests')
  const joining = joined('DEAF1', { retryDelays: [50, 50] })
  const asked = () => cloud.of('requests', 'config').filter(m => m.gateway === 'DEAF1')
  await cloud.wait(() => asked().length >= 3)
  assert.equal(
    cloud.of('requests', 'airport_bind_status').some(m => m.gateway === 'DEAF1'),
    false,
  )
  assert.equal(new Set(asked().map(m => m.tid)).size, asked().length)
  cloud.silent.delete('requests')
  assert.equal((await joining).phase, 'online')
})

test('an unacknowledged event is repeated three times, with the same ids and a new time', async () => {
  const dock = await joined('REPEAT1', { retryDelays: [40, 80, 160] })
  cloud.silent.add('events')
  await cloud.command('REPEAT1', 'debug_mode_open')
  await cloud.command('REPEAT1', 'charge_close')
  await dock.until(({ job, link }) => job === undefined && link.unacknowledged === 0)
  cloud.silent.delete('events')
  const events = cloud.of('events', 'charge_close')
  const [first] = events
  const same = events.filter(m => m.tid === first!.tid)
  assert.equal(same.length, 4)
  assert.ok(same.every(m => m.bid === first!.bid && JSON.stringify(m.data) === JSON.stringify(first!.data)))
  assert.ok(same.at(-1)!.timestamp! >= first!.timestamp! + 280)
})

test('answers get lost at the given rate, but the command is executed', async () => {
  const dock = await joined('LOST1', { faults: { lostReplies: 1 } })
  cloud.send('services', 'LOST1', { tid: 't', bid: 'b', timestamp: Date.now(), method: 'debug_mode_open', data: {} })
  await dock.until(({ debugging }) => debugging)
  await cloud.wait(() => cloud.of('osd').filter(m => m.gateway === 'LOST1').length > 3)
  assert.equal(
    cloud.of('services_reply').some(m => m.gateway === 'LOST1'),
    false,
  )
})

test('answers come late, messages twice, and by a wrong clock', async () => {
  await joined('LATE1', { faults: { lateReplies: { rate: 1, delayMs: 300 }, duplicates: 1, clockSkewMs: -3_600_000 } })
  const asked = Date.now()
  const answer = await cloud.command('LATE1', 'debug_mode_open')
  assert.ok(Date.now() - asked >= 290)
  assert.ok(asked - answer.timestamp! > 3_500_000)
  await cloud.command('LATE1', 'charge_close')
  const events = await cloud.wait(() => {
    const found = cloud.of('events', 'charge_close').filter(m => m.gateway === 'LATE1')
    return found.length >= 4 && found
  })
  assert.equal(events[0]!.tid, events[1]!.tid)
})

test('a flapping dock comes back by itself and introduces itself again', async () => {
  const dock = await joined('FLAP1', { faults: { flapping: { everyMs: 400 } } })
  const topologies = () => cloud.seen.filter(m => m.kind === 'status' && m.sn === 'FLAP1').length
  await cloud.wait(() => topologies() >= 3)
  await dock.stop()
  assert.equal(cloud.of('requests', 'config').filter(m => m.gateway === 'FLAP1').length, 1)
})
