import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ScriptedCloud } from '../testing.ts'
import { type DockOptions, SimulatedDock } from './dock.ts'
import { JoinRefused } from './gateway.ts'

let cloud: ScriptedCloud
const docks: SimulatedDock[] = []
before(async () => {
  cloud = await ScriptedCloud.start()
})
after(async () => {
  await Promise.all(docks.map(dock => dock.stop()))
  await cloud.stop()
})

function makeDock(sn: string, options: Partial<DockOptions> = {}): SimulatedDock {
  const dock = new SimulatedDock({
    sn,
    product: 'dock2',
    mqttUrl: cloud.url,
    password: 'secret',
    bindCode: cloud.bindCode,
    organizationId: cloud.organizationId,
    osdInterval: 100,
    speed: 50,
    ...options,
  })
  docks.push(dock)
  return dock
}
const methodsOf = (sn: string) =>
  cloud.seen.filter(m => m.sn === sn && (m.kind === 'requests' || m.kind === 'status')).map(m => m.envelope.method)

for (const protocolVersion of [4, 5] as const)
  test(`a dock joins over MQTT ${protocolVersion === 4 ? '3.1.1' : '5.0'} in the order of a real one`, async () => {
    const sn = `JOIN${protocolVersion}`
    const dock = makeDock(sn, { protocolVersion })
    await dock.join()
    assert.deepEqual(methodsOf(sn), [
      'config',
      'airport_bind_status',
      'airport_organization_get',
      'airport_organization_bind',
      'update_topo',
    ])
    assert.equal(dock.phase, 'online')
    await dock.stop()
    const again = makeDock(sn, { protocolVersion })
    const before = cloud.seen.length
    await again.join()
    const later = cloud.seen.slice(before).flatMap(m => (m.kind === 'requests' ? [m.envelope.method] : []))
    assert.deepEqual(later, ['config', 'airport_bind_status'], 'a bound dock does not bind again')
    assert.deepEqual(again.violations, [])
  })

test('a wrong password and a wrong bind code are told apart', async () => {
  await assert.rejects(makeDock('WRONGPW', { password: 'guess' }).join(), /refused WRONGPW/)
  await assert.rejects(makeDock('WRONGCODE', { bindCode: 'NO' }).join(), (error: unknown) => {
    assert.ok(error instanceof JoinRefused)
    assert.equal(error.step, 'airport_organization_get')
    assert.equal(error.code, 210229)
    return true
  })
})

test('telemetry comes in three partial messages, and in none of the aircraft while it is off', async () => {
  const dock = makeDock('OSD1')
  await dock.join()
  const mine = () => cloud.seen.filter(m => m.kind === 'osd' && m.sn === 'OSD1')
  await cloud.wait(() => mine().length >= 3)
  const [first, second, third] = mine().map(m => Object.keys(m.envelope.data as object))
  assert.ok(first!.includes('job_number') && !first!.includes('mode_code'))
  assert.ok(second!.includes('wireless_link') && !second!.includes('job_number'))
  assert.ok(third!.includes('mode_code') && third!.includes('latitude'))
  assert.equal(
    cloud.seen.some(m => m.sn === dock.aircraft.sn),
    false,
  )

  await dock.powerAircraft(true)
  const osd = await cloud.wait(() => cloud.seen.find(m => m.kind === 'osd' && m.sn === dock.aircraft.sn))
  const size = JSON.stringify(osd.envelope).length
  assert.ok(size > 1500 && size < 4000, `aircraft telemetry is about 2 KB, not ${size}`)
})

test('a topology that the cloud refuses keeps the dock from going online', async () => {
  cloud.answers.set('update_topo', () => ({ result: 314001 }))
  const dock = makeDock('NOTOPO')
  await assert.rejects(dock.join(), /update_topo was refused with 314001/)
  assert.equal(dock.phase, 'refused')
  cloud.answers.delete('update_topo')
})
