import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { checkTolerant, propertiesOf } from '@rookery/thing-model'
import { ScriptedCloud } from '../testing.ts'
import { type RemoteControllerProduct, SimulatedRemoteController } from './remote-controller.ts'

let cloud: ScriptedCloud
let http: Server
let server: string
/** Requests to the HTTP API, as `path body`. */
const asked: string[] = []
/** How many bindings are refused before one is taken. */
let refusals = 0
const controllers: SimulatedRemoteController[] = []

before(async () => {
  cloud = await ScriptedCloud.start()
  http = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    asked.push(`${request.url} ${body}`)
    const answer = (value: object) => response.end(JSON.stringify(value))
    if (request.url === '/manage/api/v1/login') {
      const session = {
        user_id: 'user-1',
        workspace_id: 'workspace-1',
        access_token: 'token-1',
        mqtt_addr: cloud.url.replace('mqtt:', 'tcp:'),
        mqtt_username: 'pilot-1',
        mqtt_password: 'secret',
      }
      const { password, flag } = JSON.parse(body)
      answer(password === 'right' && flag === 2 ? { code: 0, data: session } : { code: 401, message: 'no', data: {} })
    } else if (request.headers['x-auth-token'] !== 'token-1') {
      response.statusCode = 401
      answer({ code: 401, message: 'no token', data: {} })
    } else {
      answer(refusals-- > 0 ? { code: -1, message: 'failed', data: {} } : { code: 0, message: 'success', data: '' })
    }
  })
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  server = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
})
after(async () => {
  await Promise.all(controllers.map(controller => controller.stop()))
  await cloud.stop()
  http.close()
})

function make(sn: string, product: RemoteControllerProduct, password = 'right'): SimulatedRemoteController {
  const controller = new SimulatedRemoteController({
    sn,
    product,
    server,
    username: 'pilot',
    password,
    osdInterval: 50,
    speed: 100,
    // Pauses between attempts to bind are short here.
    clock: {
      now: Date.now,
      after: (ms, fn) => every(setTimeout(fn, Math.min(ms, 50))),
      every: (ms, fn) => every(setInterval(fn, ms)),
    },
  })
  controllers.push(controller)
  return controller
}
const every = (timer: NodeJS.Timeout) => () => clearTimeout(timer)

for (const product of ['rc-plus-2', 'rc-pro'] as const)
  test(`a ${product} signs in, introduces its aircraft, binds over HTTP and sends telemetry`, async () => {
    asked.length = 0
    refusals = 1
    const sn = `RC${product.toUpperCase()}`
    const controller = make(sn, product)
    await controller.join()
    assert.deepEqual(
      asked.map(line => line.split(' ')[0]),
      [
        '/manage/api/v1/login',
        `/manage/api/v1/devices/${sn}/binding`,
        `/manage/api/v1/devices/${sn}/binding`,
        `/manage/api/v1/devices/A${sn}/binding`,
      ],
    )
    assert.equal(
      cloud.seen.some(m => m.sn === sn && m.kind === 'requests'),
      false,
    )
    const topology = cloud.seen.find(m => m.sn === sn && m.kind === 'status')!.envelope.data as {
      domain?: string
      type: number
      sub_devices: { sn: string; domain?: string }[]
    }
    assert.equal(topology.sub_devices[0]!.sn, `A${sn}`)
    assert.equal(topology.domain, product === 'rc-pro' ? '2' : undefined, 'the RC Plus 2 sends no domain')

    const own = await cloud.wait(() => cloud.seen.find(m => m.sn === sn && m.kind === 'osd'))
    const flown = await cloud.wait(() => cloud.seen.find(m => m.sn === `A${sn}` && m.kind === 'osd'))
    for (const [seen, model] of [
      [own, controller.product.model],
      [flown, controller.aircraft.product.model],
    ] as const)
      for (const [name, value] of Object.entries(seen.envelope.data as object)) {
        const property = propertiesOf(model).get(name)
        if (property) assert.deepEqual(checkTolerant(property.schema, value), [], `${model} ${name}`)
      }
    assert.deepEqual(controller.violations, [])
  })

test('a pilot who mistypes the password does not get to the broker', async () => {
  await assert.rejects(make('RCWRONG', 'rc-pro', 'wrong').join(), /login: no/)
})

test('the pilot lends control to the cloud, and it is released', async () => {
  refusals = 0
  const controller = make('RCCLOUD', 'rc-plus-2')
  await controller.join()
  const request = { user_id: 'u', user_callsign: 'Cloud', control_keys: ['flight'] }
  const answer = await cloud.command('RCCLOUD', 'cloud_control_auth_request', request)
  const notice = await cloud.wait(() => cloud.of('events', 'cloud_control_auth_notify')[0])
  assert.equal(notice.bid, answer.bid)
  assert.deepEqual(controller.state.cloud_control_auth, ['flight'])
  await cloud.command('RCCLOUD', 'cloud_control_release', { control_keys: ['flight'] })
  assert.deepEqual(controller.state.cloud_control_auth, [])
  assert.deepEqual(controller.violations, [])
})
