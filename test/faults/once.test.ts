/** A thousand motion commands, a fifth of the replies lost, every request repeated: a thousand publishes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually, testServer } from '../support/server.ts'

const COMMANDS = 1_000
const DOCKS = 10
/** More connections at once than a server that is kept from its work can accept are reset. */
const AT_A_TIME = 300
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
  const press = (n: number) =>
    admin.post(
      `/control/api/v1/devices/${docks[n % DOCKS]!.sn}/services/cover_open`,
      {},
      { 'idempotency-key': `press ${n}` },
    )
  // Every other one is repeated at once, and again when all have been sent, while replies are awaited.
  const presses = Array.from({ length: COMMANDS }, (_, n) => n)
  const requests = [...presses.flatMap(n => (n % 2 ? [n] : [n, n])), ...presses.filter(n => n % 2 === 0)]
  const answers: Awaited<ReturnType<typeof press>>[] = []
  let next = 0
  const worker = async () => {
    for (let i = next++; i < requests.length; i = next++) answers[i] = await press(requests[i]!)
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, worker))

  for (const { status, message } of answers) assert.ok(status === 200 || status === 202, `${status} ${message}`)
  assert.equal(new Set(answers.map(({ data }) => data.command_id)).size, COMMANDS)
  const received = docks.flatMap(dock => dock.received)
  assert.equal(received.length, COMMANDS)
  assert.equal(new Set(received.map(({ tid }) => tid)).size, COMMANDS)
  for (const dock of docks) assert.deepEqual(dock.violations, [])

  const lost = new Set(answers.filter(({ status }) => status === 202).map(({ data }) => data.command_id)).size
  assert.ok(lost > COMMANDS * 0.1 && lost < COMMANDS * 0.3, `${lost} replies were lost`)
  const rows = await db.selectFrom('commands').select(['tid', 'state']).where('method', '=', 'cover_open').execute()
  assert.deepEqual(rows.map(({ tid }) => tid).toSorted(), received.map(({ tid }) => tid).toSorted())
  // An answer that comes just after its time settles the command nevertheless.
  const unknown = rows.filter(({ state }) => state === 'unknown').length
  assert.ok(unknown > 0 && unknown <= lost, `${unknown} of ${lost} are unknown`)
})
