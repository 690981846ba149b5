/** Adding a gateway and what an installer sees of it: sheet, warnings, rejections, timeline, new passwords. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bareClient } from '../../../../test/support/mqtt.ts'
import { eventually, testServer } from '../../../../test/support/server.ts'

const server = await testServer()
const { admin } = server
const gateways = '/manage/api/v1/workspaces/null/gateways'
const steps = async (sn: string) =>
  (await admin.get(`${gateways}/${sn}/timeline`)).data.list.map((row: any) => row.step).reverse()

test('the sheet has what DJI Pilot 2 asks for, and warns with a link while the licence is missing', async () => {
  const { data } = await admin.post(gateways, { gateway_sn: 'GW-SHEET', name: 'Roof' })
  assert.match(data.mqtt_addr, /^tcp:\/\/127\.0\.0\.1:\d+$/)
  assert.equal(data.mqtt_username, 'GW-SHEET')
  assert.match(data.mqtt_password, /^[a-km-z2-9]{16}$/)
  assert.equal(data.organization_id, admin.workspaceId)
  assert.ok(data.bind_code.length >= 8)
  assert.deepEqual(
    data.warnings.map((w: any) => [w.code, w.link]),
    [['licence_missing', '/admin/licence']],
  )
  await admin.put('/manage/api/v1/workspaces/null/settings', { dji_app_id: '1', dji_app_key: 'k', dji_license: 'l' })
  const again = await admin.post(`${gateways}/GW-SHEET/reissue`)
  assert.deepEqual(again.data.warnings, [])
  assert.notEqual(again.data.mqtt_password, data.mqtt_password)
})

test('a serial number that could reach other topics is refused', async () => {
  for (const gateway_sn of ['a/b', 'a+b', '#', '', ' ', 'x'.repeat(65)])
    assert.equal((await admin.post(gateways, { gateway_sn, name: 'x' })).status, 400, JSON.stringify(gateway_sn))
})

test('a wrong password is listed with claimed serial number, address and reason, and stands in the timeline', async () => {
  await admin.post(gateways, { gateway_sn: 'GW-WRONG', name: 'Wrong' })
  await assert.rejects(bareClient(server.mqttUrl, { clientId: 'GW-WRONG', username: 'GW-WRONG', password: 'nope' }))
  await assert.rejects(bareClient(server.mqttUrl, { clientId: 'x', username: 'NOBODY', password: 'nope' }))
  const { data } = await admin.get(`${gateways}/rejections`)
  const known = data.list.find((row: any) => row.claimed_sn === 'GW-WRONG')
  assert.deepEqual([known.reason, known.address, known.client_id], ['wrong_password', '127.0.0.1', 'GW-WRONG'])
  assert.ok(data.list.some((row: any) => row.claimed_sn === 'NOBODY' && row.reason === 'unknown_account'))
  assert.deepEqual(await steps('GW-WRONG'), ['created', 'wrong_password'])
})

test('the timeline follows a dock from its first connection to its first telemetry', async () => {
  const dock = await server.dock('GW-LINE')
  await eventually('first telemetry', async () => (await steps(dock.sn)).includes('first_telemetry'))
  const seen = await steps(dock.sn)
  const order = [
    'created',
    'connected',
    'config_requested',
    'bind_status_asked',
    'organization_asked',
    'bound',
    'topology',
  ]
  assert.deepEqual(
    seen.filter((step: string) => order.includes(step)),
    order,
  )
})

test('after a rotation both passwords connect, until the new one has; a re-issue ends the old one at once', async () => {
  const first = (await admin.post(gateways, { gateway_sn: 'GW-ROTATE', name: 'Rotate' })).data.mqtt_password
  const connect = (password: string) =>
    bareClient(server.mqttUrl, { clientId: 'GW-ROTATE', username: 'GW-ROTATE', password })
  const rotated = (await admin.post(`${gateways}/GW-ROTATE/rotate`)).data.mqtt_password
  await (await connect(first)).end()
  await (await connect(rotated)).end()
  await eventually('the old password is dead', async () => {
    try {
      await (await connect(first)).end()
      return false
    } catch {
      return true
    }
  })
  const open = await connect(rotated)
  const reissued = (await admin.post(`${gateways}/GW-ROTATE/reissue`)).data.mqtt_password
  await open.closed
  await assert.rejects(connect(rotated))
  await (await connect(reissued)).end()
})
