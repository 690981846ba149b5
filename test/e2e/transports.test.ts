/** One server, every way in: MQTT over TCP, TLS and WebSocket, in 3.1.1 and 5.0; HTTP and WebSocket over TLS. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { bareClient } from '../support/mqtt.ts'
import { eventually, testServer } from '../support/server.ts'

const folder = mkdtempSync(join(tmpdir(), 'rookery-tls-'))
after(() => rmSync(folder, { recursive: true, force: true }))

test('a dock joins over WebSocket at /mqtt as over TCP', async () => {
  const server = await testServer()
  const ws = `${server.url.replace('http', 'ws')}/mqtt`
  const dock = await server.dock('WAY-WS', { mqttUrl: ws })
  await eventually(
    'it is online',
    async () => (await server.admin.get(`/manage/api/v1/devices/null/devices/${dock.sn}`)).data?.online,
  )
  assert.equal((await server.admin.post(`/control/api/v1/devices/${dock.sn}/services/debug_mode_open`)).code, 0)
  assert.deepEqual(dock.violations, [])
})

test('with certificate files everything speaks TLS, and nothing speaks without', async () => {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost,IP:127.0.0.1',
      '-keyout',
      key,
      '-out',
      cert,
    ],
    { stdio: 'ignore' },
  )
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
  const server = await testServer({ ROOKERY_TLS_CERT: cert, ROOKERY_TLS_KEY: key })
  const added = await server.admin.post('/manage/api/v1/workspaces/null/gateways', {
    gateway_sn: 'WAY-TLS',
    name: 'TLS',
  })
  assert.match(added.data.mqtt_addr, /^ssl:/)
  const account = {
    clientId: 'WAY-TLS',
    username: 'WAY-TLS',
    password: added.data.mqtt_password,
    ca: readFileSync(cert),
  }
  for (const protocolVersion of [4, 5] as const)
    for (const url of [server.mqttUrl.replace('mqtt://', 'mqtts://'), `${server.url.replace('https', 'wss')}/mqtt`]) {
      const device = await bareClient(url, { ...account, protocolVersion })
      assert.equal(await device.subscribe('thing/product/WAY-TLS/services'), true)
      await device.end()
    }
  await (await server.admin.watch()).until('heartbeat')
  assert.match(server.running.addresses.mqtt, /^ssl:/)
  assert.match(server.running.addresses.http, /^https:/)
  const storage = server.running.addresses.s3
  assert.match(storage, /^https:/)
  const unsigned = await fetch(storage)
  assert.deepEqual([unsigned.status, /<Code>(.*)<\/Code>/.exec(await unsigned.text())?.[1]], [403, 'AccessDenied'])
  await assert.rejects(fetch(storage.replace('https', 'http')))
  await assert.rejects(bareClient(server.mqttUrl, { clientId: 'WAY-PLAIN', connectTimeout: 3_000 }))
})
