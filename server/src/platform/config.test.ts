import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { addressWarnings, publicAddresses, reach } from './addresses.ts'
import { ConfigError, loadConfig, SETTINGS, unknownSettings } from './config.ts'

const wrong = (env: NodeJS.ProcessEnv, name: string, args: string[] = []) =>
  assert.throws(
    () => loadConfig(env, args),
    (error: Error) => error instanceof ConfigError && error.message.includes(name) && !error.message.includes('\n'),
    JSON.stringify(env),
  )

test('defaults', () => {
  const config = loadConfig({})
  assert.equal(config.httpPort, 6789)
  assert.equal(config.mqttPort, 1883)
  assert.equal(config.dataDir, resolve('data'))
  assert.equal(config.adminUsername, 'admin')
  assert.equal(config.databaseUrl, undefined)
  assert.deepEqual(config.allowedOrigins, [])
})

test('every setting has a name, a description and a default that it accepts', () => {
  const names = Object.values(SETTINGS).map(s => s.name)
  assert.equal(new Set(names).size, names.length)
  for (const setting of Object.values(SETTINGS)) {
    assert.match(setting.name, /^(ROOKERY_[A-Z0-9_]+|DATABASE_URL)$/)
    assert.ok(setting.description.length > 10)
    if (setting.default !== undefined) assert.deepEqual(setting.parse(setting.default), setting.absent)
  }
})

test('environment and flags, of which the flag wins; an empty variable is unset', () => {
  const env = { ROOKERY_HTTP_PORT: '1', ROOKERY_MQTT_PORT: '0', ROOKERY_HOST: '' }
  const config = loadConfig(env, ['--http-port', '2', '--allowed-origins=https://a.example, https://b.example'])
  assert.deepEqual([config.httpPort, config.mqttPort, config.host], [2, 0, '0.0.0.0'])
  assert.deepEqual(config.allowedOrigins, ['https://a.example', 'https://b.example'])
})

test('a wrong value stops the start with one sentence that names the setting', () => {
  for (const [name, value] of [
    ['ROOKERY_HTTP_PORT', '65536'],
    ['ROOKERY_HTTP_PORT', '-1'],
    ['ROOKERY_MQTT_PORT', '18 83'],
    ['ROOKERY_PUBLIC_URL', 'fleet.example.com'],
    ['ROOKERY_MQTT_PUBLIC_URL', 'mqtt://fleet.example.com'],
    ['ROOKERY_S3_PUBLIC_URL', 's3://bucket'],
    ['ROOKERY_TRUST_PROXY', 'yes'],
    ['ROOKERY_TRUST_PROXY', '10.0.0.0/33'],
    ['ROOKERY_ALLOWED_ORIGINS', 'https://a.example/path'],
    ['ROOKERY_ADMIN_PASSWORD', 'short'],
    ['ROOKERY_ADMIN_USERNAME', 'a b'],
    ['DATABASE_URL', 'mysql://localhost'],
    ['ROOKERY_MQTT_URL', 'localhost:1883'],
    ['ROOKERY_LOG_LEVEL', 'loud'],
    ['ROOKERY_TLS_CERT', '/cert.pem'],
    ['ROOKERY_S3_URL', 'https://s3.example.com'],
  ] as const)
    wrong({ [name]: value }, name)
  wrong({ ROOKERY_HTTP_PORT: '7', ROOKERY_MQTT_PORT: '7' }, 'must differ')
  const s3 = {
    ROOKERY_S3_BUCKET: 'fleet',
    ROOKERY_S3_ACCESS_KEY_ID: 'a',
    ROOKERY_S3_SECRET_ACCESS_KEY: 'b',
    ROOKERY_S3_URL: 'https://s3.example.com',
  }
  loadConfig(s3)
  wrong({ ...s3, ROOKERY_S3_BUCKET: '' }, 'ROOKERY_S3_BUCKET')
  wrong({ ...s3, ROOKERY_S3_BUCKET: 'Fleet Media' }, 'ROOKERY_S3_BUCKET')
  wrong({ ...s3, ROOKERY_S3_URL: 'https://s3.example.com/fleet' }, 'ROOKERY_S3_URL')
  wrong({ ...s3, ROOKERY_S3_URL: 'https://fleet.s3.eu-west-1.amazonaws.com' }, 'ROOKERY_S3_URL')
  wrong({ ...s3, ROOKERY_S3_URL: 'https://s3.eu-west-1.amazonaws.com' }, 'ROOKERY_S3_ROLE_ARN')
  wrong({ ...s3, ROOKERY_S3_URL: 'https://oss-cn-hangzhou.aliyuncs.com' }, 'ROOKERY_S3_ROLE_ARN')
  wrong({ ...s3, ROOKERY_S3_PROVIDER: 'azure' }, 'ROOKERY_S3_PROVIDER')
  wrong({ ROOKERY_S3_PROVIDER: 'aws' }, 'ROOKERY_S3_PROVIDER')
  wrong({ ROOKERY_S3_ACCESS_KEY_ID: 'a' }, 'ROOKERY_S3_SECRET_ACCESS_KEY')
  wrong({}, '--http-port', ['--http-port', 'x'])
  wrong({}, '--http-prot', ['--http-prot', '1'])
  wrong({}, '--http-port', ['--http-port'])
  wrong({ ROOKERY_TLS_CERT: '/missing', ROOKERY_TLS_KEY: '/missing' }, 'ROOKERY_TLS_CERT')
})

test('a short or published token secret is refused, and not repeated', () => {
  for (const secret of [
    'CloudApiSample',
    'CloudApiSample-and-then-some-more-bytes',
    '1234567890'.repeat(4),
    'x'.repeat(64),
    'short',
  ]) {
    wrong({ ROOKERY_TOKEN_SECRET: secret }, 'ROOKERY_TOKEN_SECRET')
    assert.throws(
      () => loadConfig({ ROOKERY_TOKEN_SECRET: secret }),
      (error: Error) => !error.message.includes(secret),
    )
  }
  const good = 'Zk3vQ0mR8tY1uW5eS7dF2gH9jK4lP6oI'
  assert.equal(loadConfig({ ROOKERY_TOKEN_SECRET: good }).tokenSecret, good)
})

test('misspelt settings are found', () => {
  const env = { ROOKERY_HTPP_PORT: '1', ROOKERY_HTTP_PORT: '1', ROOKERY_TEST_DATABASE_URL: 'x', PATH: '' }
  assert.deepEqual(unknownSettings(env), ['ROOKERY_HTPP_PORT'])
})

test('addresses are derived from the public one and the open ports', () => {
  const ports = { http: 6789, mqtt: 1883 }
  const config = (env: NodeJS.ProcessEnv) => publicAddresses(loadConfig(env), ports)
  assert.deepEqual(config({ ROOKERY_HOST: '192.0.2.7' }), {
    http: 'http://192.0.2.7:6789',
    mqtt: 'tcp://192.0.2.7:1883',
    s3: 'http://192.0.2.7:9000',
    rtmp: 'rtmp://192.0.2.7:1935',
  })
  const named = config({
    ROOKERY_PUBLIC_URL: 'https://fleet.example.com/',
    ROOKERY_MQTT_PUBLIC_URL: 'ssl://mq.example.com:8883',
  })
  assert.equal(named.http, 'https://fleet.example.com')
  assert.equal(named.mqtt, 'ssl://mq.example.com:8883')
  assert.equal(config({ ROOKERY_HOST: '2001:db8::1' }).mqtt, 'tcp://[2001:db8::1]:1883')
  const broker = config({ ROOKERY_MQTT_URL: 'mqtts://server:planted@broker.example.com' }).mqtt
  assert.equal(broker, 'ssl://broker.example.com:8883')
})

test('TLS files turn devices to encrypted addresses', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rookery-config-'))
  try {
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
    writeFileSync(cert, 'c')
    writeFileSync(key, 'k')
    const env = { ROOKERY_TLS_CERT: cert, ROOKERY_TLS_KEY: key, ROOKERY_HOST: 'fleet.example.com' }
    const addresses = publicAddresses(loadConfig(env), { http: 443, mqtt: 8883 })
    assert.equal(addresses.http, 'https://fleet.example.com:443')
    assert.equal(addresses.mqtt, 'ssl://fleet.example.com:8883')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a private address for devices of a public server is warned of', () => {
  const warnings = (env: NodeJS.ProcessEnv) => {
    const config = loadConfig(env)
    return addressWarnings(config, publicAddresses(config, { http: 1, mqtt: 2 })).map(
      text => /ROOKERY_\w+_PUBLIC_URL/.exec(text.split(': ')[1]!)![0],
    )
  }
  const env = { ROOKERY_PUBLIC_URL: 'https://fleet.example.com' }
  assert.deepEqual(warnings(env), [])
  assert.deepEqual(warnings({ ...env, ROOKERY_MQTT_PUBLIC_URL: 'tcp://10.1.2.3:1883' }), ['ROOKERY_MQTT_PUBLIC_URL'])
  assert.deepEqual(warnings({ ...env, ROOKERY_RTMP_PUBLIC_URL: 'rtmp://localhost' }), ['ROOKERY_RTMP_PUBLIC_URL'])
  assert.deepEqual(warnings({ ROOKERY_PUBLIC_URL: 'http://192.168.1.2' }), [])
})

test('how far an address reaches', () => {
  for (const host of ['127.0.0.1', '::1', '[::1]', 'localhost']) assert.equal(reach(host), 'loopback', host)
  for (const host of ['10.0.0.1', '172.31.0.1', '192.168.0.1', '100.64.0.1', 'fd00::1', 'dock.local', 'server'])
    assert.equal(reach(host), 'private', host)
  for (const host of ['8.8.8.8', '172.32.0.1', '2001:db8::1', 'fleet.example.com'])
    assert.equal(reach(host), 'public', host)
})
