/** Real input: the traffic of docks as it was recorded at one server, played to another one. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { addGateway, createRecorder, replay, signIn } from '@rookery/simulator'
import { ADMIN, eventually, testServer } from '../support/server.ts'

const folder = mkdtempSync(join(tmpdir(), 'rookery-replay-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'docks.jsonl')
const SNS = ['REPLAY-1', 'REPLAY-2', 'REPLAY-3']

test('a recorded stream of dock traffic joins, binds, reports and answers at another server', async () => {
  const first = await testServer()
  const recorder = createRecorder(file)
  const docks = await Promise.all(
    SNS.map((sn, i) =>
      first.dock(sn, {
        product: (['dock1', 'dock2', 'dock3'] as const)[i]!,
        aircraftOn: true,
        speed: 8,
        record: recorder.of(sn),
      }),
    ),
  )
  const services = `/control/api/v1/devices/${SNS[2]}/services`
  assert.equal((await first.admin.post(`${services}/debug_mode_open`)).code, 0)
  await eventually('its telemetry is there', async () =>
    (await first.admin.get('/manage/api/v1/workspaces/null/devices/latest')).data.list.some(
      (d: any) => d.sn === SNS[2] && d.osd.mode_code === 2,
    ),
  )
  const opening = await first.admin.post(`${services}/cover_open`)
  assert.equal(opening.code, 0, opening.message)
  await eventually('the lid is open', () => docks[2]!.osd.cover_state === 1, 30_000)
  await new Promise(resolve => setTimeout(resolve, 3_000))
  await Promise.all(docks.map(dock => dock.stop()))
  await recorder.close()
  const text = readFileSync(file, 'utf8')
  assert.ok(text.split('\n').length > 60)

  const second = await testServer()
  const installer = await signIn(second.url, ADMIN.username, ADMIN.password)
  const { admin } = second
  const result = await replay({
    file,
    speed: 4,
    mqttUrl: second.mqttUrl,
    credentialsOf: sn => addGateway(installer, sn, `Replayed ${sn}`),
  })
  assert.equal(result.gateways, 3)
  assert.equal(result.skipped, 0)
  const { data: devices } = await admin.get('/manage/api/v1/devices/null/devices')
  for (const sn of SNS) {
    const seen = devices.find((d: any) => d.device_sn === sn)
    assert.ok(seen?.bound_status, `${sn} is not bound`)
    assert.equal(seen.children?.domain, 0, `${sn} has no aircraft`)
  }
  const { data: latest } = await admin.get('/manage/api/v1/workspaces/null/devices/latest')
  assert.equal(latest.list.find((d: any) => d.sn === 'REPLAY-3').osd.cover_state, 1)
  const events = await second.db
    .selectFrom('device_events')
    .select('method')
    .where('gateway_sn', '=', 'REPLAY-3')
    .execute()
  assert.ok(events.some(event => event.method === 'cover_open'))
  const { data: refused } = await admin.get('/manage/api/v1/workspaces/null/audit?action=message.rejected')
  assert.deepEqual(refused.list, [])
})
