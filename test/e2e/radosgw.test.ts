/** Object storage elsewhere, against a real Ceph object gateway with its own STS service. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { after, test } from 'node:test'
import * as aws from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { systemClock } from '../../server/src/platform/clock.ts'
import { loadConfig } from '../../server/src/platform/config.ts'
import { createLogger } from '../../server/src/platform/log.ts'
import { openObjects } from '../../server/src/platform/objects/index.ts'
import { eventually } from '../support/client.ts'
import { type Radosgw, startRadosgw } from '../support/radosgw.ts'

const BUCKET = 'fleet-media'
const gateway = await startRadosgw()
after(() => gateway?.stop())
if (gateway) test('radosgw', t => all(t, gateway))

async function all(t: import('node:test').TestContext, { url, accessKeyId, secretAccessKey, roleArn }: Radosgw) {
  const settings = {
    ROOKERY_S3_URL: url,
    ROOKERY_S3_BUCKET: BUCKET,
    ROOKERY_S3_ACCESS_KEY_ID: accessKeyId,
    ROOKERY_S3_SECRET_ACCESS_KEY: secretAccessKey,
    ROOKERY_S3_ROLE_ARN: roleArn,
  }
  const open = (env: NodeJS.ProcessEnv) =>
    openObjects(loadConfig(env), {
      secret: Buffer.alloc(32, 1),
      tls: undefined,
      clock: systemClock,
      log: createLogger('silent'),
    })
  const client = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) =>
    new aws.S3Client({
      endpoint: url,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials,
      maxAttempts: 1,
      // This one is older than the checksums that the library sends by itself.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    })
  await assert.rejects(open(settings), /NoSuchBucket.*check the ROOKERY_S3_/)
  const owner = client({ accessKeyId, secretAccessKey })
  await owner.send(new aws.CreateBucketCommand({ Bucket: BUCKET }))

  await t.test('wrong settings stop the start with a sentence', async () => {
    await assert.rejects(open({ ...settings, ROOKERY_S3_SECRET_ACCESS_KEY: 'wrong' }), /answers 403 .*check/)
    await assert.rejects(open({ ...settings, ROOKERY_S3_ACCESS_KEY_ID: 'nobody' }), /answers 403 .*check/)
    const noRole = { ...settings, ROOKERY_S3_ROLE_ARN: 'arn:aws:iam:::role/none' }
    await assert.rejects(open(noRole), /The STS service answers .*check ROOKERY_S3_ROLE_ARN/)
  })

  const { objects } = await open(settings)
  after(() => objects.close())
  assert.deepEqual([objects.provider, objects.deviceEndpoint], ['minio', url])
  const large = randomBytes(20 * 1024 * 1024)

  await t.test('objects', async () => {
    const small = await objects.put('ws/a b/ü(1)+.txt', Buffer.from('hello'), { contentType: 'text/plain' })
    assert.deepEqual(small, { size: 5, etag: '5d41402abc4b2a76b9719d911017c592' })
    const put = await objects.put('ws/large', Readable.from([large.subarray(0, 7), large.subarray(7)]), {
      contentType: 'video/mp4',
    })
    assert.equal(put.size, large.length)
    const got = await objects.get('ws/large')
    assert.deepEqual([got!.size, got!.contentType, got!.etag], [large.length, 'video/mp4', put.etag])
    assert.ok(large.equals(await buffer(got!.body)))
    const range = await objects.get('ws/a b/ü(1)+.txt', { range: { start: 1, end: 3 } })
    assert.deepEqual([String(await buffer(range!.body)), range!.size], ['ell', 5])
    assert.equal(await objects.get('ws/none'), undefined)
    assert.equal(await objects.head('ws/none'), undefined)
    await objects.copy('ws/a b/ü(1)+.txt', 'ws/copy')
    assert.equal((await objects.head('ws/copy'))?.contentType, 'text/plain')
    await assert.rejects(objects.copy('ws/none', 'ws/copy'), { fault: 'missing' })
    const keys = async (prefix: string, options = {}) =>
      (await Array.fromAsync(objects.list(prefix, options))).map(({ key }) => key)
    assert.deepEqual(await keys('ws/'), ['ws/a b/ü(1)+.txt', 'ws/copy', 'ws/large'])
    assert.deepEqual(await keys('ws/', { after: 'ws/copy' }), ['ws/large'])
    assert.deepEqual(await keys('ws/', { limit: 1 }), ['ws/a b/ü(1)+.txt'])
    const fetched = await fetch(objects.deviceUrl('ws/a b/ü(1)+.txt', { seconds: 60 }))
    assert.equal(await fetched.text(), 'hello')
    await objects.remove(['ws/copy', 'ws/a b/ü(1)+.txt', 'ws/none'])
    assert.deepEqual(await keys('ws/'), ['ws/large'])
    await eventually('it is healthy', () => objects.healthy())
  })

  await t.test('temporary credentials: put and parts below the prefix, nothing else', async () => {
    const issued = await objects.temporaryCredentials({ prefix: 'ws/DOCK1', seconds: 3600, name: 'DOCK1' })
    assert.ok(issued.expire > 0 && issued.expire <= 3600)
    const device = client({
      accessKeyId: issued.access_key_id,
      secretAccessKey: issued.access_key_secret,
      sessionToken: issued.security_token,
    })
    const at = (Key: string) => ({ Bucket: BUCKET, Key })
    const refused = (work: Promise<unknown>, what: string) =>
      assert.rejects(work, (error: any) => error.$metadata?.httpStatusCode === 403, what)
    await device.send(new aws.PutObjectCommand({ ...at('ws/DOCK1/1.txt'), Body: 'x' }))
    await new Upload({ client: device, params: { ...at('ws/DOCK1/2.jpg'), Body: large } }).done()
    assert.ok(large.equals(await buffer((await objects.get('ws/DOCK1/2.jpg'))!.body)))
    for (const key of ['ws/DOCK2/1.txt', 'ws/DOCK10/1.txt', 'ws/DOCK1', 'ws/large', '1.txt']) {
      await refused(device.send(new aws.PutObjectCommand({ ...at(key), Body: 'x' })), `put ${key}`)
      await refused(device.send(new aws.CreateMultipartUploadCommand(at(key))), `parts ${key}`)
    }
    await refused(device.send(new aws.GetObjectCommand(at('ws/DOCK1/1.txt'))), 'get')
    await refused(device.send(new aws.DeleteObjectCommand(at('ws/DOCK1/1.txt'))), 'delete')
    await refused(device.send(new aws.ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'ws/DOCK1/' })), 'list')
    // Within half their life the same ones are given again, so that the service is not asked for each photo.
    const again = await objects.temporaryCredentials({ prefix: 'ws/DOCK1', seconds: 3600, name: 'DOCK1' })
    assert.equal(again.security_token, issued.security_token)
    const other = await objects.temporaryCredentials({ prefix: 'ws/DOCK2', seconds: 3600, name: 'DOCK2' })
    assert.notEqual(other.security_token, issued.security_token)
  })
}
