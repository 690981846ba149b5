import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createHttp } from '#platform/http.ts'
import { createLogger } from '#platform/log.ts'
import { Metrics } from '#platform/metrics.ts'
import { operationRoutes } from './operations.ts'

const key = { kind: 'api-key', memberships: new Map() } as never
const app = await createHttp({
  config: { trustProxy: undefined, allowedOrigins: [] },
  log: createLogger('silent'),
  access: { identify: async token => (token === 'rk_key' ? key : undefined), locateDevice: () => undefined },
})
after(() => app.close())
const metrics = new Metrics()
let [database, online, refused] = [true, 3, 7]
metrics.gauge('devices_online', 'Devices that are heard', () => online)
metrics.counter('mqtt_refused', 'Refused connections', () => refused)
operationRoutes(app, { version: '1.2.3', metrics, dependencies: { database: async () => database, mqtt: () => true } })

const remote = { remoteAddress: '203.0.113.5' }

test('alive is bare', async () => {
  const answer = await app.inject({ url: '/healthz', ...remote })
  assert.deepEqual([answer.statusCode, answer.body], [200, 'ok\n'])
})

test('readiness: the state for all, the dependencies for this machine or a key', async () => {
  const get = (options: object) => app.inject({ url: '/readyz', ...options })
  assert.deepEqual((await get(remote)).json().data, { ready: true })
  const detail = { ready: true, dependencies: { database: true, mqtt: true } }
  assert.deepEqual((await get({})).json().data, detail)
  assert.deepEqual((await get({ ...remote, headers: { 'x-auth-token': 'rk_key' } })).json().data, detail)
  database = false
  const red = await get(remote)
  assert.equal(red.statusCode, 503)
  assert.deepEqual(red.json(), { code: 503, message: 'Not ready', data: { ready: false } })
  assert.deepEqual((await get({})).json().data.dependencies, { database: false, mqtt: true })
  database = true
})

test('metrics are read when asked for, and not shown to strangers', async () => {
  assert.equal((await app.inject({ url: '/metrics', ...remote })).statusCode, 404)
  const first = (await app.inject('/metrics')).body
  assert.match(first, /^rookery_devices_online 3$/m)
  assert.match(first, /^rookery_mqtt_refused_total 7$/m)
  assert.match(first, /rookery_http_request_seconds_count\{method="GET",status="5xx"\} 2/)
  online = 4
  refused = 9
  const second = (await app.inject('/metrics')).body
  assert.match(second, /^rookery_devices_online 4$/m)
  assert.match(second, /^rookery_mqtt_refused_total 9$/m)
})

test('OpenAPI names this API', async () => {
  const answer = await app.inject({ url: '/openapi.json', ...remote })
  assert.match(String(answer.headers['content-type']), /application\/json/)
  assert.equal(answer.json().info.version, '1.2.3')
  assert.ok(answer.json().paths['/readyz'])
})
