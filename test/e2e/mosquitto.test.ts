/** The whole server on an external broker: a dock joins over a real Mosquitto, obeys, and loses its account. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import mqtt from 'mqtt'
import { startMosquitto } from '../support/mosquitto.ts'
import { eventually, testServer } from '../support/server.ts'

const broker = await startMosquitto({ admin: { username: 'rookery', password: 'broker secret' } })
after(() => broker.stop())
const devices = `mqtt://127.0.0.1:${broker.devicePort}`
const settings = {
  ROOKERY_MQTT_URL: broker.url('rookery', 'broker secret'),
  ROOKERY_MQTT_PUBLIC_URL: `tcp://127.0.0.1:${broker.devicePort}`,
}
const server = await testServer(settings)
const { admin } = server
const device = async (sn: string) => (await admin.get(`/manage/api/v1/devices/null/devices/${sn}`)).data

test('a dock joins over Mosquitto, is seen with its aircraft, and opens its lid', async () => {
  const viewer = await admin.watch()
  const dock = await server.dock('MOSQ-DOCK', { mqttUrl: devices, aircraftOn: true, speed: 6 })
  await eventually('the dock and its aircraft are online', async () => {
    const seen = await device(dock.sn)
    return seen?.online && seen.children?.online
  })
  await viewer.until('dock_osd', data => data.sn === dock.sn && 'cover_state' in data.host)
  const services = `/control/api/v1/devices/${dock.sn}/services`
  assert.equal((await admin.post(`${services}/debug_mode_open`)).code, 0)
  const sent = await admin.post(`${services}/cover_open`)
  assert.equal(sent.data.state, 'in_progress')
  await viewer.until('command_update', data => data.command_id === sent.data.command_id && data.state === 'ok')
  assert.equal(dock.received.filter(c => c.method === 'cover_open').length, 1)
  assert.deepEqual(dock.violations, [])
})

test('a viewer of one process sees what happens in another one, and what it was granted there holds here', async () => {
  const second = await testServer({ ...settings, DATABASE_URL: server.databaseUrl })
  const viewers = [await admin.watch(), await second.admin.watch()]
  const dock = await server.dock('MOSQ-TWO', { mqttUrl: devices, aircraftOn: true, speed: 6 })
  await eventually('the dock and its aircraft are online', async () => (await device(dock.sn))?.children?.online)
  const services = `/control/api/v1/devices/${dock.sn}/services`
  const camera = { payload_index: String((dock.aircraft.osd.cameras as { payload_index: string }[])[0]!.payload_index) }
  const grabbed = await admin.post(`${services}/payload_authority_grab`, camera)
  assert.equal(grabbed.code, 0, grabbed.message)
  await viewers[1]!.until('command_update', data => data.command_id === grabbed.data.command_id && data.state === 'ok')
  // The grant travels behind the update.
  await eventually(
    'the other process knows of the grant',
    async () => (await second.admin.post(`${services}/gimbal_reset`, { ...camera, reset_mode: 0 })).code === 0,
  )
  dock.thing.set({ silent_mode: 1 })
  for (const viewer of viewers)
    await viewer.until('device_state', data => data.sn === dock.sn && data.state.silent_mode === 1)
  for (const client of [admin, second.admin])
    await eventually('both know the state', async () => {
      const latest = (await client.get('/manage/api/v1/workspaces/null/devices/latest')).data.list
      return latest.find((row: { sn: string }) => row.sn === dock.sn)?.state.silent_mode === 1
    })
})

test('a gateway that is removed is cut off and stays out', async () => {
  const dock = await server.dock('MOSQ-GONE', { mqttUrl: devices })
  assert.equal((await admin.delete(`/manage/api/v1/workspaces/null/gateways/${dock.sn}`)).code, 0)
  await eventually('it is cut off', () => !dock.online)
  await dock.stop()
  const client = mqtt.connect(devices, {
    clientId: dock.sn,
    username: dock.sn,
    password: 'whatever it was',
    reconnectPeriod: 0,
  })
  const refused = await new Promise<Error>(resolve => client.once('error', resolve))
  assert.match(refused.message, /not authori[sz]ed|user ?name/i)
})
