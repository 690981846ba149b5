/**
 * A store elsewhere as the server sees it. Its peer here is our own embedded store, and an STS service that answers as
 * AWS and Alibaba do; a real one, of Ceph, is in test/e2e/radosgw.test.ts.
 */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { eventually } from '../../../../../test/support/client.ts'
import { BUCKET, embeddedStore, OWNER } from '../../../../../test/support/objects.ts'
import { manualClock, systemClock } from '../../clock.ts'
import { loadConfig } from '../../config.ts'
import { createLogger } from '../../log.ts'
import { openObjects } from '../index.ts'
import { openExternal } from './external.ts'
import { externalSettings } from './settings.ts'
import { alibabaSignature, policyFor } from './sts.ts'

const { endpoint } = await embeddedStore()
const secret = Buffer.alloc(32, 1)

/** What the service was asked, in order. */
const asked: URLSearchParams[] = []
let refusal: { status: number; body: string } | undefined
const sts = createServer(async (request, response) => {
  const form = new URLSearchParams(await text(request))
  asked.push(form)
  const expiration = new Date(Date.now() + Number(form.get('DurationSeconds')) * 1000).toISOString()
  if (refusal) response.writeHead(refusal.status).end(refusal.body)
  else if (form.get('Format') === 'JSON') {
    const Credentials = {
      AccessKeyId: 'STS.a',
      AccessKeySecret: 'b',
      SecurityToken: `t${asked.length}`,
      Expiration: expiration,
    }
    response.end(JSON.stringify({ Credentials }))
  } else
    response.end(
      `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>b</SecretAccessKey><SessionToken>t${asked.length}</SessionToken><Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    )
})
await new Promise<void>(resolve => sts.listen(0, '127.0.0.1', resolve))
after(() => {
  sts.closeAllConnections()
  sts.close()
})
const stsUrl = `http://127.0.0.1:${(sts.address() as AddressInfo).port}`

const external = (options: Partial<Parameters<typeof openExternal>[0]> = {}) => {
  const objects = openExternal({
    provider: 'minio',
    endpoint,
    deviceEndpoint: 'https://files.example.com',
    region: 'us-east-1',
    bucket: BUCKET,
    ...OWNER,
    stsUrl,
    roleArn: undefined,
    secret,
    clock: systemClock,
    ...options,
  })
  after(() => objects.close())
  return objects
}

test('objects: whole, in part, in parts, listed, copied, removed', async () => {
  const objects = external()
  const large = randomBytes(33 * 1024 * 1024)
  assert.equal((await objects.put('a b/ü.txt', Buffer.from('hello'), { contentType: 'text/plain' })).size, 5)
  for (const [key, bytes] of [
    ['parts', large],
    ['part', large.subarray(0, 16 * 1024 * 1024)],
    ['stream', large.subarray(0, 1000)],
    ['nothing', Buffer.alloc(0)],
  ] as const) {
    const pieces = bytes.length ? [bytes.subarray(0, 700), bytes.subarray(700)] : []
    const { size, etag } = await objects.put(key, Readable.from(pieces), { contentType: 'video/mp4' })
    assert.equal(size, bytes.length, key)
    const got = (await objects.get(key))!
    assert.deepEqual([got.size, got.etag, got.contentType], [bytes.length, etag, 'video/mp4'])
    assert.ok(bytes.equals(await buffer(got.body)), key)
  }
  const range = (await objects.get('parts', { range: { start: 10, end: 19 } }))!
  assert.ok(large.subarray(10, 20).equals(await buffer(range.body)))
  assert.equal(range.size, large.length)
  assert.equal(await objects.get('none'), undefined)
  await objects.copy('a b/ü.txt', 'copy&<>')
  await assert.rejects(objects.copy('none', 'copy'), { fault: 'missing' })
  const keys = async (prefix: string, options = {}) =>
    (await Array.fromAsync(objects.list(prefix, options))).map(({ key }) => key)
  assert.deepEqual(await keys(''), ['a b/ü.txt', 'copy&<>', 'nothing', 'part', 'parts', 'stream'])
  assert.deepEqual(await keys('part', { after: 'part', limit: 5 }), ['parts'])
  const failing = Readable.from(
    (async function* () {
      yield large
      throw new Error('cut')
    })(),
  )
  await assert.rejects(objects.put('failed', failing, { contentType: 'video/mp4' }), /cut/)
  await objects.remove([...(await keys('')), 'none'])
  await objects.remove([])
  assert.deepEqual(await keys(''), [])
  await assert.rejects(objects.put('a/../b', Buffer.from(''), { contentType: 'x' }), { fault: 'bad-key' })
  assert.match(
    objects.deviceUrl('a b', { seconds: 60 }),
    /^https:\/\/files\.example\.com\/rookery\/a%20b\?X-Amz-Algorithm=/,
  )
  await eventually('it is healthy', () => objects.healthy())
})

test('the bucket stands before the name of the host at AWS and Alibaba', () => {
  const of = (provider: 'aws' | 'ali') =>
    new URL(external({ provider, roleArn: 'x' }).deviceUrl('a/b', { seconds: 60 }))
  for (const provider of ['aws', 'ali'] as const)
    assert.equal(of(provider).origin + of(provider).pathname, 'https://rookery.files.example.com/a/b')
})

test('a store that is away is said to be, and is asked again', async () => {
  const gone = external({ endpoint: 'http://127.0.0.1:9' })
  await assert.rejects(gone.head('a'), { fault: 'unavailable', message: /ECONNREFUSED.*try again later/ })
  assert.equal(await gone.healthy(), false)
  await assert.rejects(external({ secretAccessKey: 'x' }).head('a'), { fault: 'refused' })
})

test('temporary credentials: what AWS is asked', async () => {
  const clock = manualClock(Date.now())
  const roleArn = 'arn:aws-cn:iam::123456789012:role/rookery-upload'
  const objects = external({ provider: 'aws', roleArn, clock })
  const issued = await objects.temporaryCredentials({ prefix: 'ws/SN', seconds: 3600, name: 'SN 1' })
  assert.deepEqual([issued.access_key_id, issued.access_key_secret], ['ASIA', 'b'])
  assert.ok(issued.expire > 3500 && issued.expire <= 3600)
  const form = asked.at(-1)!
  assert.equal(form.get('Action'), 'AssumeRole')
  assert.equal(form.get('RoleArn'), roleArn)
  assert.equal(form.get('RoleSessionName'), 'SN-1')
  assert.deepEqual(JSON.parse(form.get('Policy')!).Statement, [
    {
      Effect: 'Allow',
      Action: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
      Resource: ['arn:aws-cn:s3:::rookery/ws/SN/*'],
    },
  ])
  await clock.jump(10 * 60_000)
  const again = await objects.temporaryCredentials({ prefix: 'ws/SN', seconds: 3600, name: 'SN' })
  assert.deepEqual([again.security_token, again.expire], [issued.security_token, issued.expire - 600])
  await clock.jump(25 * 60_000)
  const later = await objects.temporaryCredentials({ prefix: 'ws/SN', seconds: 3600, name: 'SN' })
  assert.notEqual(later.security_token, issued.security_token)
  for (const prefix of ['ws/*', 'ws/?', `ws/\${aws:username}`])
    await assert.rejects(objects.temporaryCredentials({ prefix, seconds: 3600, name: 'SN' }), { fault: 'bad-key' })
})

test('temporary credentials: what Alibaba is asked, and its signature', async () => {
  const objects = external({ provider: 'ali', roleArn: 'acs:ram::1:role/upload' })
  const issued = await objects.temporaryCredentials({ prefix: 'ws/SN', seconds: 60, name: 'SN' })
  assert.deepEqual([issued.access_key_id, issued.access_key_secret], ['STS.a', 'b'])
  assert.ok(issued.expire > 800 && issued.expire <= 900, 'the least that it grants')
  const form = asked.at(-1)!
  assert.deepEqual(
    [form.get('Action'), form.get('Version'), form.get('RoleArn'), form.get('DurationSeconds')],
    ['AssumeRole', '2015-04-01', 'acs:ram::1:role/upload', '900'],
  )
  const signed = [...form].filter(([name]) => name !== 'Signature')
  assert.equal(form.get('Signature'), alibabaSignature('POST', signed, OWNER.secretAccessKey))
  assert.deepEqual(JSON.parse(policyFor('ali', 'fleet', 'ws/SN', undefined)).Statement[0].Resource, [
    'acs:oss:*:*:fleet/ws/SN/*',
  ])
  // The example of Alibaba's documentation.
  const example: [string, string][] = Object.entries({
    Timestamp: '2016-02-23T12:46:24Z',
    Format: 'XML',
    AccessKeyId: 'testid',
    Action: 'DescribeRegions',
    SignatureMethod: 'HMAC-SHA1',
    SignatureNonce: '3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf',
    Version: '2014-05-26',
    SignatureVersion: '1.0',
  })
  assert.equal(alibabaSignature('GET', example, 'testsecret'), 'OLeaidS1JvxuMvnyHOwuJ+uX5qY=')
})

test('an STS service that refuses says why, one that is away may come back', async () => {
  const objects = external({ provider: 'aws', roleArn: 'arn:aws:iam::1:role/x' })
  const get = () => objects.temporaryCredentials({ prefix: 'ws/SN', seconds: 3600, name: 'SN' })
  refusal = {
    status: 403,
    body: '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>',
  }
  await assert.rejects(get(), { fault: 'refused', message: /403 AccessDenied \(no\): check ROOKERY_S3_ROLE_ARN/ })
  refusal = { status: 503, body: 'busy' }
  await assert.rejects(get(), { fault: 'unavailable', message: /try again later/ })
  refusal = undefined
  assert.equal((await get()).access_key_id, 'ASIA')
  const away = external({ stsUrl: 'http://127.0.0.1:9' })
  const wanted = { prefix: 'a', seconds: 60, name: 'a' }
  await assert.rejects(away.temporaryCredentials(wanted), { fault: 'unavailable', message: /ROOKERY_S3_STS_URL/ })
})

test('settings that are wrong stop the start with a sentence; a store that is away does not', async () => {
  const env = {
    ROOKERY_S3_URL: endpoint,
    ROOKERY_S3_STS_URL: stsUrl,
    ROOKERY_S3_BUCKET: BUCKET,
    ROOKERY_S3_ACCESS_KEY_ID: OWNER.accessKeyId,
    ROOKERY_S3_SECRET_ACCESS_KEY: OWNER.secretAccessKey,
  }
  const open = (settings: NodeJS.ProcessEnv) =>
    openObjects(loadConfig({ ...env, ...settings }), {
      secret,
      tls: undefined,
      clock: systemClock,
      log: createLogger('silent'),
    })
  const good = await open({})
  assert.deepEqual([good.port, good.objects.provider, good.objects.deviceEndpoint], [undefined, 'minio', endpoint])
  await good.objects.close()
  await assert.rejects(open({ ROOKERY_S3_BUCKET: 'another' }), /404 NoSuchBucket .*check the ROOKERY_S3_/)
  await assert.rejects(open({ ROOKERY_S3_SECRET_ACCESS_KEY: 'x' }), /403 SignatureDoesNotMatch .*check the ROOKERY_S3_/)
  const away = await open({ ROOKERY_S3_URL: 'http://127.0.0.1:9' })
  assert.equal(await away.objects.healthy(), false)
  await away.objects.close()
})

test('what the address of a store tells', () => {
  const of = (ROOKERY_S3_URL: string, more: NodeJS.ProcessEnv = {}) => {
    const keys = { ROOKERY_S3_BUCKET: 'fleet', ROOKERY_S3_ACCESS_KEY_ID: 'a', ROOKERY_S3_SECRET_ACCESS_KEY: 'b' }
    const role = { ROOKERY_S3_ROLE_ARN: 'arn:aws:iam::1:role/x' }
    const settings = externalSettings(loadConfig({ ...keys, ...role, ROOKERY_S3_URL, ...more }))
    return [settings.provider, settings.region, settings.stsUrl, settings.deviceEndpoint]
  }
  const frankfurt = 'https://s3.eu-central-1.amazonaws.com'
  assert.deepEqual(of(frankfurt), ['aws', 'eu-central-1', 'https://sts.eu-central-1.amazonaws.com', frankfurt])
  const beijing = 'https://s3.cn-north-1.amazonaws.com.cn'
  assert.deepEqual(of(beijing), ['aws', 'cn-north-1', 'https://sts.cn-north-1.amazonaws.com.cn', beijing])
  const hangzhou = 'https://oss-cn-hangzhou.aliyuncs.com'
  assert.deepEqual(of(hangzhou), ['ali', 'cn-hangzhou', 'https://sts.cn-hangzhou.aliyuncs.com', hangzhou])
  assert.deepEqual(of('https://oss-cn-hangzhou-internal.aliyuncs.com', { ROOKERY_S3_PUBLIC_URL: hangzhou }), [
    'ali',
    'cn-hangzhou',
    'https://sts.cn-hangzhou.aliyuncs.com',
    hangzhou,
  ])
  const own = 'http://10.0.0.9:9000'
  assert.deepEqual(of(own), ['minio', 'us-east-1', own, own])
})
