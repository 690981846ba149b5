/** A thousand motion commands, a fifth of the replies lost, every request repeated: a thousand publishes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually, testServer } from '../support/server.ts'

const COMMANDS = 1_000
const DOCKS = 10
const server = await testServer()
const { admin, db } = server
const docks = await Promise.all(
  Array.from({ length: DOCKS }, (_, n) => server.dock(`ONCE-${n}`, { osdInterval: 500, faults: { lostReplies: 0.2 } })),
)
await eventually('telemetry of all docks', async () => {
  const { data } = await admin.get('/manage/api/v1/workspaces/null/devices/latest')
  return data.list.filter((device: any) => device.osd.cover_state !== undefined).length === DOCKS
})

test('every command is published exactly once', async () => {
  const press = async (n: number, at: number) => {
    await new Promise(resolve => setTimeout(resolve, at))
    return admin.post(
      `/control/api/v1/devices/${docks[n % DOCKS]!.sn}/services/cover_open`,
      {},
      { 'idempotency-key': `press ${n}` },
    )
  }
  // Each is repeated at once, and again while its reply is awaited.
  const presses = Array.from({ length: COMMANDS }, (_, n) => n)
  const repeats = presses.filter(n => n % 2 === 0)
  const answers = await Promise.all([
    ...presses.map(n => press(n, 4 * n)),
    ...repeats.map(n => press(n, 4 * n)),
    ...repeats.map(n => press(n, 4 * n + 3_000)),
  ])

  for (const { status, message } of answers) assert.ok(status === 200 || status === 202, `${status} ${message}`)
  assert.equal(new Set(answers.map(({ data }) => data.command_id)).size, COMMANDS)
  const received = docks.flatMap(dock => dock.received)
  assert.equal(received.length, COMMANDS)
  assert.equal(new Set(received.map(({ tid }) => tid)).size, COMMANDS)
  for (const dock of docks) assert.deepEqual(dock.violations, [])

  const lost = answers.slice(0, COMMANDS).filter(({ status }) => status === 202).length
  assert.ok(lost > COMMANDS * 0.1 && lost < COMMANDS * 0.3, `${lost} replies were lost`)
  const rows = await db.selectFrom('commands').select(['tid', 'state']).where('method', '=', 'cover_open').execute()
  assert.deepEqual(rows.map(({ tid }) => tid).toSorted(), received.map(({ tid }) => tid).toSorted())
  // An answer that comes just after its time settles the command nevertheless.
  const unknown = rows.filter(({ state }) => state === 'unknown').length
  assert.ok(unknown > 0 && unknown <= lost, `${unknown} of ${lost} are unknown`)
})
