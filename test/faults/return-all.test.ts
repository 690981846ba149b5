/**
 * Return all while PostgreSQL dies again and again: every aircraft in the air is told, those who watch see what becomes
 * of each, and all of it is on record once the database is back, also when the server was killed in between.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SimulatedDock } from '@rookery/simulator'
import { eventually, request } from '../support/client.ts'
import { addDock } from '../support/docks.ts'
import { holdDown } from '../support/outage.ts'
import { atEnd } from '../support/postgres.ts'
import { postmasterOf, serverProcess } from '../support/process.ts'

const server = await serverProcess()
await server.start()
const admin = await server.signIn()
const control = '/control/api/v1/workspaces/null'
const docks: SimulatedDock[] = []
atEnd(() => Promise.all(docks.map(dock => dock.stop())))
const viewer = await admin.watch()
for (const sn of ['ALL-1', 'ALL-2', 'ALL-3']) {
  const dock = await addDock(admin, server.mqttUrl, sn, { aircraftOn: true, osdInterval: 500, speed: 4 })
  docks.push(dock)
  await dock.join()
  dock.aircraft.flight.takeOff({ kind: 'place', north: 500, east: 0, up: 60, speed: 2 })
}
for (const { aircraft } of docks)
  await viewer.until('device_osd', data => data.sn === aircraft.sn && data.host.elevation > 40)
const told = (dock: SimulatedDock) => dock.received.filter(command => command.method === 'return_home').length

test('Return all without a database', async t => {
  const held = holdDown(() => postmasterOf(server.dataDir))
  let returnId = ''
  try {
    await eventually('readiness is red', async () => (await request(server.url, 'GET', '/readyz')).status === 503)
    const pressed = await admin.post(`${control}/return-all`, { reason: 'everything burns', hold: true })
    assert.equal(pressed.code, 0, pressed.message)
    returnId = pressed.data.return_id
    assert.equal(pressed.data.aircraft.length, 3)

    await t.test('every aircraft is told once, and is seen returning', async () => {
      for (const dock of docks) await dock.until(() => told(dock) === 1)
      for (const { aircraft } of docks)
        await viewer.until('return_all', data => {
          const each = data.aircraft.find((one: any) => one.sn === aircraft.sn)
          return data.return_id === returnId && each.times.accepted && (each.times.returning || each.times.landed)
        })
    })
    await t.test('what became of it can be asked for', async () => {
      const { data } = await admin.get(`${control}/return-all/${returnId}`)
      assert.deepEqual(
        data.aircraft.map((each: any) => each.result),
        [0, 0, 0],
      )
    })
    await t.test('a second press is a second command', async () => {
      assert.equal((await admin.post(`${control}/return-all`, {})).code, 0)
      for (const dock of docks) await dock.until(() => told(dock) === 2 || !dock.aircraft.flight.airborne)
    })
  } finally {
    held.release()
  }
  await t.test('all of it is on record afterwards', async () => {
    await eventually(
      'it is stored, and comes from the database after a restart',
      async () => {
        const { data } = await admin.get(`${control}/return-all`)
        const stored = data?.list?.find((one: any) => one.return_id === returnId)
        return stored?.aircraft.every((each: any) => each.state === 'landed')
      },
      90_000,
    )
    await server.kill()
    await server.start()
    const { data } = await admin.get(`${control}/return-all/${returnId}`)
    assert.equal(data.reason, 'everything burns')
    assert.ok(data.aircraft.every((each: any) => each.state === 'landed' && each.command_id))
    await eventually(
      'the commands are in the history',
      async () => {
        const { data: commands } = await admin.get('/manage/api/v1/workspaces/null/commands?method=return_home')
        const sent = docks.reduce((sum, dock) => sum + told(dock), 0)
        return commands.list.length === sent && commands.list.every((row: any) => row.result !== null)
      },
      60_000,
    )
  })
})
