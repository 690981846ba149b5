import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createFleet } from './fleet.ts'
import { createRecorder, type RecordedMessage } from './record.ts'
import { replay } from './replay.ts'
import { ScriptedCloud } from './testing.ts'

let folder: string
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'recording-'))
})
after(() => rmSync(folder, { recursive: true }))

const credentials = (cloud: ScriptedCloud, sn: string) => ({
  gateway_sn: sn,
  mqtt_addr: cloud.url,
  mqtt_username: sn,
  mqtt_password: 'secret',
  organization_id: cloud.organizationId,
  bind_code: cloud.bindCode,
})

test('what a fleet said is recorded without secrets, and played to another cloud as if it were said now', async () => {
  const file = join(folder, 'fleet.jsonl')
  const first = await ScriptedCloud.start()
  const recorder = createRecorder(file)
  const fleet = createFleet({
    credentials: ['SIMDOCK1000001', 'SIMDOCK3000002'].map(sn => credentials(first, sn)),
    osdInterval: 100,
    aircraftOn: true,
    recorder,
  })
  await fleet.start()
  assert.deepEqual(
    fleet.docks.map(dock => dock.product.id),
    ['dock1', 'dock3'],
  )
  await first.wait(() => first.of('osd').length > 20)
  await fleet.stop()
  await recorder.close()
  await first.stop()

  const text = readFileSync(file, 'utf8')
  const lines = text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as RecordedMessage)
  assert.ok(lines.some(line => line.direction === 'down' && line.payload.method === 'config'))
  assert.equal(text.includes(`"${first.bindCode}"`), false)
  assert.equal(text.includes('"secret"'), false)
  const up = lines.filter(line => line.direction === 'up')

  const second = await ScriptedCloud.start()
  second.bindCode = 'OTHER'
  second.organizationId = 'org-2'
  const played = Date.now()
  const result = await replay({ file, speed: 5, credentialsOf: async sn => credentials(second, sn) })
  assert.deepEqual(result, { sent: up.length, skipped: 0, gateways: 2 })
  await second.wait(() => second.seen.length === up.length)
  const bind = second.of('requests', 'airport_organization_get')[0]!
  assert.deepEqual(bind.data, { device_binding_code: 'OTHER', organization_id: 'org-2' })
  assert.ok(second.seen.every(({ envelope }) => envelope.timestamp! >= played - 100))
  const recordedIds = new Set(up.map(line => line.payload.tid))
  assert.ok(second.seen.every(({ envelope }) => !recordedIds.has(envelope.tid)))
  await second.stop()
})

test('a replay can keep the ids, skips strangers, and survives lines that are none', async () => {
  const file = join(folder, 'made.jsonl')
  const line = (gateway: string, tid: string, time: number) =>
    JSON.stringify({
      time,
      direction: 'up',
      topic: `thing/product/${gateway}/osd`,
      payload: { tid, bid: tid, timestamp: time, gateway, data: { mode_code: 0 } },
    })
  writeFileSync(
    file,
    [line('KNOWN', 'tid-1', 1000), 'not json', line('STRANGER', 'tid-2', 1010), line('KNOWN', 'tid-3', 1020)].join(
      '\n',
    ),
  )
  const cloud = await ScriptedCloud.start()
  const result = await replay({
    file,
    sameIds: true,
    credentialsOf: async sn => (sn === 'KNOWN' ? credentials(cloud, sn) : undefined),
  })
  assert.deepEqual(result, { sent: 2, skipped: 1, gateways: 1 })
  await cloud.wait(() => cloud.seen.length === 2)
  assert.deepEqual(
    cloud.seen.map(({ envelope }) => envelope.tid),
    ['tid-1', 'tid-3'],
  )
  await cloud.stop()
})
