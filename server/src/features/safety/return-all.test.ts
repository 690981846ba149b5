/** *Return all* and *Hold launches* over HTTP, with simulated docks whose aircraft fly. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { SimulatedDock } from '@rookery/simulator'
import { type Client, eventually, testServer } from '../../../../test/support/server.ts'

const server = await testServer()
const { admin, db } = server
const control = '/control/api/v1/workspaces/null'
const returns = (dock: SimulatedDock) => dock.received.filter(command => command.method === 'return_home').length
const stateOf = (answer: any, dock: SimulatedDock) =>
  answer.aircraft.find((each: any) => each.sn === dock.aircraft.sn)?.state

/** In the air, and the server has heard it. */
async function flying(sn: string, options: Parameters<typeof server.dock>[1] = {}) {
  const dock = await server.dock(sn, { aircraftOn: true, osdInterval: 200, speed: 8, ...options })
  dock.aircraft.flight.takeOff({ kind: 'circle', north: 0, east: 100, radius: 50, up: 60, speed: 8, seconds: 1e6 })
  // High enough that the way down takes a while.
  await heard(dock, (mode, up) => mode >= 4 && up > 40)
  return dock
}
const heard = (dock: SimulatedDock, match: (mode: number, up: number) => boolean) =>
  eventually(
    `the mode of ${dock.aircraft.sn}`,
    async () => {
      const { data } = await admin.get('/manage/api/v1/workspaces/null/devices/latest')
      const osd = data.list.find((d: any) => d.sn === dock.aircraft.sn)?.osd
      return match(Number(osd?.mode_code ?? -1), Number(osd?.elevation ?? 0))
    },
    30_000,
  )

let one: SimulatedDock
let two: SimulatedDock
let mute: SimulatedDock
let parked: SimulatedDock
let site: string
let narrowed: Client
before(async () => {
  site = (await admin.post('/manage/api/v1/workspaces/null/sites', { name: 'Quay', timezone: 'UTC' })).data.site_id
  ;[one, two, mute, parked] = await Promise.all([
    flying('RTH-1'),
    flying('RTH-2'),
    flying('RTH-MUTE', { faults: { lostReplies: 1 } }),
    server.dock('RTH-PARKED', { aircraftOn: true, osdInterval: 200 }),
  ])
  await admin.put(`/manage/api/v1/devices/null/devices/${two.sn}`, { site_id: site })
  narrowed = await server.member('rth-narrowed', 'pilot', [site])
})

test('every aircraft in the air is told at once; each change is pushed, and the end is kept', async () => {
  const viewer = await admin.watch()
  const pressed = await admin.post(`${control}/return-all`, { reason: 'storm', site_id: null, hold: true })
  assert.equal(pressed.code, 0, pressed.message)
  const { return_id, aircraft } = pressed.data
  assert.deepEqual(aircraft.map((each: any) => each.sn).sort(), [one, two, mute].map(dock => dock.aircraft.sn).sort())
  assert.ok(pressed.data.hold_id)
  for (const dock of [one, two])
    for (const state of ['accepted', 'landed'])
      await viewer.until('return_all', data => {
        const each = data.aircraft.find((a: any) => a.sn === dock.aircraft.sn)
        return data.return_id === return_id && each.times[state] !== undefined
      })
  // The aircraft that does not answer is seen returning all the same.
  await viewer.until('return_all', data => data.return_id === return_id && stateOf(data, mute) === 'landed')
  assert.equal(returns(parked), 0)
  const read = await admin.get(`${control}/return-all/${return_id}`)
  assert.deepEqual(
    read.data.aircraft.map((each: any) => each.state),
    ['landed', 'landed', 'landed'],
  )
  await eventually('the row has the end', async () => {
    const row = await db.selectFrom('return_alls').selectAll().where('return_id', '=', return_id).executeTakeFirst()
    return row?.aircraft.every(each => each.state === 'landed')
  })
  const { data: commands } = await admin.get('/manage/api/v1/workspaces/null/commands?method=return_home')
  assert.equal(commands.pagination.total, 3)
  for (const dock of [one, two]) {
    const each = read.data.aircraft.find((a: any) => a.sn === dock.aircraft.sn)
    assert.ok(commands.list.some((command: any) => command.command_id === each.command_id))
  }
  assert.equal((await admin.delete(`${control}/holds/${pressed.data.hold_id}`)).code, 0)
})

test('a second press is a new set of commands, also without an answer to the first', async () => {
  await Promise.all(
    [one, mute].map(async dock => {
      dock.aircraft.flight.takeOff({ kind: 'place', north: 50_000, east: 0, up: 60, speed: 5 })
      await heard(dock, mode => mode >= 4)
    }),
  )
  const before = [returns(one), returns(mute)]
  const answers = await Promise.all([1, 2, 3].map(() => admin.post(`${control}/return-all`, {})))
  assert.equal(new Set(answers.map(answer => answer.data.return_id)).size, 3)
  await eventually(
    'three commands each',
    () => returns(one) === before[0]! + 3 && returns(mute) === before[1]! + 3,
    30_000,
  )
  await heard(one, mode => mode === 0)
  await heard(mute, mode => mode === 0)
})

test('a member of one site sends home what flies from there, and sees nothing else', async () => {
  for (const dock of [one, two]) {
    dock.aircraft.flight.takeOff({ kind: 'place', north: 50_000, east: 0, up: 60, speed: 5 })
    await heard(dock, mode => mode >= 4)
  }
  const before = [returns(one), returns(two)]
  const viewer = await narrowed.watch()
  const pressed = await narrowed.post(`${control}/return-all`, { reason: 'fog' })
  assert.deepEqual(
    pressed.data.aircraft.map((each: any) => each.sn),
    [two.aircraft.sn],
  )
  await viewer.until('return_all', data => stateOf(data, two) === 'landed')
  assert.equal(returns(two), before[1]! + 1)
  assert.equal(returns(one), before[0])
  const all = await admin.post(`${control}/return-all`)
  assert.equal((await narrowed.get(`${control}/return-all/${all.data.return_id}`)).status, 404)
  await heard(one, mode => mode === 0)
})

test('an aircraft whose dock is away is listed as refused, and the others are not kept waiting', async () => {
  const away = await flying('RTH-AWAY')
  await away.stop()
  await eventually(
    'the dock is seen offline',
    async () => (await admin.get(`/manage/api/v1/devices/null/devices/${away.sn}`)).data.online === false,
    60_000,
  )
  const viewer = await admin.watch()
  const { data } = await admin.post(`${control}/return-all`, {})
  await viewer.until('return_all', row => row.return_id === data.return_id && stateOf(row, away) === 'refused')
  const read = (await admin.get(`${control}/return-all/${data.return_id}`)).data.aircraft[0]
  assert.equal(read.result, 212015)
  assert.match(read.message, /offline/)
})

test('a hold is listed, pushed, released once, and ends by its time', async () => {
  const viewer = await admin.watch()
  const put = await admin.post(`${control}/holds`, { site_id: site, reason: 'crane on the quay', until: null })
  assert.equal(put.code, 0, put.message)
  const { hold_id } = put.data
  await viewer.until('hold_update', data => data.hold_id === hold_id && data.released_at === null)
  assert.deepEqual(
    (await narrowed.get(`${control}/holds`)).data.list.map((hold: any) => hold.hold_id),
    [hold_id],
  )
  assert.equal((await admin.delete(`${control}/holds/${hold_id}`)).code, 0)
  assert.equal((await admin.delete(`${control}/holds/${hold_id}`)).status, 404)
  await viewer.until('hold_update', data => data.hold_id === hold_id && data.released_at !== null)
  const past = await admin.post(`${control}/holds`, { reason: 'late', until: Date.now() - 1 })
  assert.equal(past.status, 400)
  assert.equal((await narrowed.post(`${control}/holds`, { reason: 'all' })).status, 404)
  assert.deepEqual((await admin.get(`${control}/holds`)).data.list, [])
})
