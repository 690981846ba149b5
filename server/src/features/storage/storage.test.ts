import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { type Gateway, gateway } from '../../../../test/support/gateway.ts'
import { testServer } from '../../../../test/support/server.ts'
import { systemClock } from '../../platform/clock.ts'
import { createLogger } from '../../platform/log.ts'
import { openEmbedded } from '../../platform/objects/embedded.ts'

const SECRET = 'a key of this test alone, long enough to sign with'
// Every word that the server logs, since one test looks through them.
const level = process.env.ROOKERY_TEST_LOG
process.env.ROOKERY_TEST_LOG = 'trace'
const server = await testServer({ ROOKERY_TOKEN_SECRET: SECRET })
if (level === undefined) delete process.env.ROOKERY_TEST_LOG
const { admin, url } = server
const workspaceId = admin.workspaceId
const sts = (id = workspaceId) => `/storage/api/v1/workspaces/${id}/sts`
let dock: Gateway
before(async () => {
  dock = await gateway(admin, server.mqttUrl, 'STORE-DOCK')
})
after(() => dock.end())

interface Target {
  provider: string
  endpoint: string
  region: string
  bucket: string
  object_key_prefix: string
  credentials: { access_key_id: string; access_key_secret: string; security_token: string; expire: number }
}

/** Puts one object as a device with this answer would; the name of the error, if any. */
async function put({ endpoint, region, bucket, credentials }: Target, key: string, body = 'a photo') {
  const s3 = new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: {
      accessKeyId: credentials.access_key_id,
      secretAccessKey: credentials.access_key_secret,
      sessionToken: credentials.security_token,
    },
  })
  try {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'image/jpeg' }))
  } catch (error) {
    return (error as Error).name
  } finally {
    s3.destroy()
  }
}

/** The store of the running server, as one who has its secret sees it. */
async function objectsOfServer() {
  const log = createLogger('silent')
  const common = { bucket: 'rookery', region: 'us-east-1', host: '127.0.0.1', port: 0, clock: systemClock, log }
  const secret = Buffer.from(SECRET)
  const objects = await openEmbedded({ ...common, folder: `${server.dataDir}/objects`, secret, endpoint: () => '' })
  await objects.close()
  return objects
}

test('a remote controller gets a place of its own below its workspace', async () => {
  const pilot = await server.member('store-pilot', 'pilot')
  const { code, data } = await pilot.post(sts())
  assert.equal(code, 0)
  const target = data as Target
  assert.deepEqual(
    [target.provider, target.endpoint, target.bucket, target.region],
    ['minio', server.running.addresses.s3, 'rookery', 'us-east-1'],
  )
  assert.match(target.object_key_prefix, new RegExp(`^${workspaceId}/pilot/[^/]+$`))
  assert.equal(target.credentials.expire, 3600)
  assert.equal(await put(target, `${target.object_key_prefix}/DJI_0001.jpg`), undefined)
  assert.equal(await put(target, `${workspaceId}/STORE-DOCK/DJI_0001.jpg`), 'AccessDenied')
  assert.equal(await put(target, `${workspaceId}/media/1/thumb.webp`), 'AccessDenied')

  const other = (await server.signIn('store-pilot', 'another long password')).post(sts())
  assert.notEqual((await other).data.object_key_prefix, target.object_key_prefix)
  assert.equal((await pilot.post(sts('null'))).data.object_key_prefix, target.object_key_prefix)
})

test('a viewer gets none, nor does anybody for a workspace of others', async () => {
  const viewer = await server.member('store-viewer', 'viewer')
  assert.equal((await viewer.post(sts())).status, 403)
  const stranger = await server.stranger()
  assert.equal((await stranger.post(sts())).status, 404)
})

test('a dock asks for its own', async () => {
  const { data } = await dock.ask('requests', { method: 'storage_config_get', data: { module: 0 } })
  assert.equal(data.result, 0)
  const target = data.output as Target
  assert.equal(target.object_key_prefix, `${workspaceId}/STORE-DOCK`)
  assert.deepEqual(Object.keys(target).sort(), [
    ...['bucket', 'credentials', 'endpoint', 'object_key_prefix', 'provider', 'region'],
  ])
  const fields = ['access_key_id', 'access_key_secret', 'expire', 'security_token']
  assert.deepEqual(Object.keys(target.credentials).sort(), fields)
  assert.equal(await put(target, `${target.object_key_prefix}/2026/DJI_0001.jpg`), undefined)
  assert.equal(await put(target, `${workspaceId}/ANOTHER-DOCK/DJI_0001.jpg`), 'AccessDenied')

  for (const wrong of [{ module: 1 }, { module: 7 }, {}, null]) {
    const answer = await dock.ask('requests', { method: 'storage_config_get', data: wrong })
    assert.notEqual(answer.data.result, 0, JSON.stringify(wrong))
    assert.equal(answer.data.output, undefined)
  }
})

test('a gateway that is bound nowhere gets none', async () => {
  const unbound = await gateway(admin, server.mqttUrl, 'STORE-LOOSE', { bound: false })
  const { data } = await unbound.ask('requests', { method: 'storage_config_get', data: { module: 0 } })
  assert.notEqual(data.result, 0)
  await unbound.end()
})

test('a gateway named like a folder of the server gets none', async () => {
  for (const sn of ['media', 'wayline', 'pilot']) {
    const cunning = await gateway(admin, server.mqttUrl, sn)
    const { data } = await cunning.ask('requests', { method: 'storage_config_get', data: { module: 0 } })
    assert.notEqual(data.result, 0, sn)
    assert.equal(data.output, undefined)
    await cunning.end()
  }
})

test('credentials are neither logged nor kept', async () => {
  const { data } = await dock.ask('requests', { method: 'storage_config_get', data: { module: 0 } })
  const { access_key_secret: secret, security_token: token } = (data.output as Target).credentials
  await put(data.output, `${workspaceId}/elsewhere`)
  assert.ok(
    server.logs.some(entry => entry.level <= 20),
    'requests are logged',
  )
  const told = JSON.stringify(server.logs)
  for (const hidden of [secret, token]) assert.ok(!told.includes(hidden))
  const { rows } = await server.db
    .selectFrom('pg_tables' as never)
    .select(['schemaname', 'tablename'] as never)
    .where('schemaname' as never, '=', 'public' as never)
    .execute()
    .then(rows => ({ rows: rows as { tablename: string }[] }))
  assert.ok(rows.length > 10)
  for (const { tablename } of rows) {
    const all = JSON.stringify(
      await server.db
        .selectFrom(tablename as never)
        .selectAll()
        .execute(),
      (_, value) => (typeof value === 'bigint' ? String(value) : value),
    )
    for (const hidden of [secret, token]) assert.ok(!all.includes(hidden), tablename)
  }
})

test('a browser reads an object by a signed address: whole, in part, again, and no longer than it lasts', async () => {
  const objects = await objectsOfServer()
  const key = `${workspaceId}/media/${randomUUID()}/ü (1).jpg`
  const photo = randomBytes(300_000)
  await objects.put(key, photo, { contentType: 'image/jpeg' })
  const path = objects.browserUrl(key, { seconds: 600, filename: 'Straße "1".jpg', inline: true })
  const get = (headers: Record<string, string> = {}, at = path) => fetch(url + at, { headers })

  const whole = await get()
  assert.equal(whole.status, 200)
  assert.ok(photo.equals(Buffer.from(await whole.arrayBuffer())))
  const head = Object.fromEntries(whole.headers)
  assert.equal(head['content-type'], 'image/jpeg')
  assert.equal(head['x-content-type-options'], 'nosniff')
  assert.match(head['content-security-policy']!, /sandbox/)
  assert.equal(
    head['content-disposition'],
    `inline; filename="Stra_e _1_.jpg"; filename*=UTF-8''Stra%C3%9Fe%20%221%22.jpg`,
  )
  const part = await get({ range: 'bytes=100-199' })
  assert.equal(part.status, 206)
  assert.equal(part.headers.get('content-range'), 'bytes 100-199/300000')
  assert.ok(photo.subarray(100, 200).equals(Buffer.from(await part.arrayBuffer())))
  const tail = await get({ range: 'bytes=-5', 'if-range': head.etag! })
  assert.ok(photo.subarray(-5).equals(Buffer.from(await tail.arrayBuffer())))
  assert.equal((await get({ range: 'bytes=-5', 'if-range': '"another"' })).status, 200)
  assert.equal((await get({ range: 'bytes=300000-' })).status, 416)
  assert.equal((await get({ 'if-none-match': head.etag! })).status, 304)

  const changed = [
    path.replace('600', '6000').replace(/expires=\d+/, 'expires=9999999999'),
    path.replace('.jpg?', '.png?'),
    path.replace('inline=true', 'inline=false'),
    path.replace('filename=', 'filename=x'),
    `${path}x`,
  ]
  for (const address of changed) assert.equal((await get({}, address)).status, 403, address)
  assert.equal((await get({}, objects.browserUrl(key, { seconds: -1 }))).status, 403)
  assert.equal((await get({}, path.split('?')[0])).status, 400)
  const none = objects.browserUrl(`${workspaceId}/none`, { seconds: 60 })
  assert.equal((await get({}, none)).status, 404)

  // Only what cannot run is shown; the rest is saved.
  for (const [type, kind] of [
    ['text/html', 'attachment'],
    ['image/svg+xml', 'attachment'],
    ['video/mp4', 'inline'],
  ]) {
    await objects.put(`${workspaceId}/x`, Buffer.from('<script>'), { contentType: type! })
    const shown = await get({}, objects.browserUrl(`${workspaceId}/x`, { seconds: 60, inline: true }))
    assert.match(shown.headers.get('content-disposition')!, new RegExp(`^${kind}`), type)
    await shown.arrayBuffer()
  }
})
