/** The embedded store as the libraries know it that devices and people use: AWS's, MinIO's and Alibaba's own. */
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { get, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { test } from 'node:test'
import * as aws from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import OSS from 'ali-oss'
import * as minio from 'minio'
import { BUCKET, embeddedStore, OWNER } from '../support/objects.ts'

const { objects, endpoint } = await embeddedStore()
const { hostname, port } = new URL(endpoint)
const MIB = 1024 * 1024
/** As much as a photo, so that it goes in parts; no two of its parts are alike. */
const photo = randomBytes(12 * MIB + 321)
const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex')

const awsClient = (options: Partial<aws.S3ClientConfig> = {}) =>
  new aws.S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: OWNER,
    maxAttempts: 1,
    ...options,
  })
const minioClient = (options: Partial<minio.ClientOptions> = {}) =>
  new minio.Client({
    endPoint: hostname,
    port: Number(port),
    useSSL: false,
    region: 'us-east-1',
    accessKey: OWNER.accessKeyId,
    secretKey: OWNER.secretAccessKey,
    partSize: 5 * MIB,
    ...options,
  })
const ossClient = (options: Partial<OSS.Options> = {}) =>
  new OSS({
    endpoint,
    bucket: BUCKET,
    accessKeyId: OWNER.accessKeyId,
    accessKeySecret: OWNER.secretAccessKey,
    ...options,
  })

async function stored(key: string): Promise<Buffer | undefined> {
  const object = await objects.get(key)
  return object && buffer(object.body)
}
/** Name of the error that a client throws. */
const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    error => error.Code ?? error.code ?? error.name,
  )

test('AWS: objects', async t => {
  const s3 = awsClient()
  const at = (key: string) => ({ Bucket: BUCKET, Key: key })
  await t.test('put and get, with type and metadata', async () => {
    const put = await s3.send(
      new aws.PutObjectCommand({
        ...at('aws/a b/ü+(1).txt'),
        Body: 'hello',
        ContentType: 'text/plain',
        Metadata: { drone: 'M4TD' },
      }),
    )
    assert.equal(put.ETag, `"${md5(Buffer.from('hello'))}"`)
    const got = await s3.send(new aws.GetObjectCommand(at('aws/a b/ü+(1).txt')))
    assert.equal(await got.Body!.transformToString(), 'hello')
    assert.equal(got.ContentType, 'text/plain')
    assert.deepEqual(got.Metadata, { drone: 'M4TD' })
    assert.equal(String(await stored('aws/a b/ü+(1).txt')), 'hello')
  })
  await t.test('ranges and conditions', async () => {
    const ranged = (Range: string) => s3.send(new aws.GetObjectCommand({ ...at('aws/a b/ü+(1).txt'), Range }))
    for (const [range, expected] of [
      ['bytes=1-3', 'ell'],
      ['bytes=3-', 'lo'],
      ['bytes=-2', 'lo'],
      ['bytes=1-99', 'ello'],
    ] as const)
      assert.equal(await (await ranged(range)).Body!.transformToString(), expected, range)
    assert.equal(await errorOf(ranged('bytes=5-')), 'InvalidRange')
    const get = (condition: object) =>
      errorOf(s3.send(new aws.GetObjectCommand({ ...at('aws/a b/ü+(1).txt'), ...condition })))
    const etag = `"${md5(Buffer.from('hello'))}"`
    assert.equal(await get({ IfMatch: etag }), 'nothing')
    assert.equal(await get({ IfMatch: '"other"' }), 'PreconditionFailed')
    assert.equal(await get({ IfNoneMatch: '"other"' }), 'nothing')
    assert.notEqual(await get({ IfNoneMatch: etag }), 'nothing')
    assert.equal(
      await errorOf(s3.send(new aws.PutObjectCommand({ ...at('aws/a b/ü+(1).txt'), Body: 'x', IfNoneMatch: '*' }))),
      'PreconditionFailed',
    )
  })
  await t.test('head, copy, delete', async () => {
    const copy = new aws.CopyObjectCommand({ ...at('aws/copy'), CopySource: `${BUCKET}/aws/a%20b/%C3%BC%2B(1).txt` })
    assert.equal((await s3.send(copy)).CopyObjectResult!.ETag, `"${md5(Buffer.from('hello'))}"`)
    const head = await s3.send(new aws.HeadObjectCommand(at('aws/copy')))
    assert.deepEqual([head.ContentLength, head.ContentType, head.Metadata], [5, 'text/plain', { drone: 'M4TD' }])
    await s3.send(new aws.DeleteObjectCommand(at('aws/copy')))
    await s3.send(new aws.DeleteObjectCommand(at('aws/copy')))
    assert.equal(await errorOf(s3.send(new aws.GetObjectCommand(at('aws/copy')))), 'NoSuchKey')
    assert.equal(await errorOf(s3.send(new aws.HeadObjectCommand(at('aws/copy')))), 'NotFound')
  })
  await t.test('an empty object', async () => {
    await s3.send(new aws.PutObjectCommand({ ...at('aws/empty'), Body: '' }))
    const got = await s3.send(new aws.GetObjectCommand(at('aws/empty')))
    assert.equal(await got.Body!.transformToString(), '')
  })
  await t.test('every checksum, and a wrong one', async () => {
    for (const ChecksumAlgorithm of ['CRC32', 'CRC32C', 'SHA1', 'SHA256', 'CRC64NVME'] as const)
      await s3.send(
        new aws.PutObjectCommand({ ...at(`aws/sums/${ChecksumAlgorithm}`), Body: '123456789', ChecksumAlgorithm }),
      )
    const wrong = (sum: object) =>
      errorOf(s3.send(new aws.PutObjectCommand({ ...at('aws/sums/wrong'), Body: '123456789', ...sum })))
    assert.equal(await wrong({ ContentMD5: md5(Buffer.from('x')).slice(0, 4) }), 'InvalidDigest')
    assert.equal(await wrong({ ContentMD5: createHash('md5').update('x').digest('base64') }), 'BadDigest')
    assert.equal(await wrong({ ChecksumCRC32C: 'AAAAAA==' }), 'BadDigest')
    assert.equal(await wrong({ ChecksumCRC64NVME: 'AAAAAAAAAAA=' }), 'BadDigest')
    assert.equal(await stored('aws/sums/wrong'), undefined)
    // The check value of CRC-32C over these digits, from its specification.
    const right = {
      ...at('aws/sums/known'),
      Body: '123456789',
      ChecksumCRC32C: Buffer.from('e3069283', 'hex').toString('base64'),
    }
    await s3.send(new aws.PutObjectCommand(right))
    const nvme = {
      ...at('aws/sums/known64'),
      Body: '123456789',
      ChecksumCRC64NVME: Buffer.from('ae8b14860a799888', 'hex').toString('base64'),
    }
    await s3.send(new aws.PutObjectCommand(nvme))
  })
  await t.test('the bucket', async () => {
    assert.deepEqual(
      (await s3.send(new aws.ListBucketsCommand())).Buckets?.map(bucket => bucket.Name),
      [BUCKET],
    )
    await s3.send(new aws.HeadBucketCommand({ Bucket: BUCKET }))
    assert.ok(await s3.send(new aws.GetBucketLocationCommand({ Bucket: BUCKET })))
    assert.equal(await errorOf(s3.send(new aws.ListObjectsV2Command({ Bucket: 'another' }))), 'NoSuchBucket')
    assert.equal(await errorOf(s3.send(new aws.GetBucketAclCommand({ Bucket: BUCKET }))), 'NotImplemented')
  })
})

test('AWS: listings in both versions, by pages and folders', async () => {
  const s3 = awsClient()
  const keys = ['list/a-b', 'list/a/1', 'list/a/2', 'list/b/1', 'list/c&<d>', 'list/é', 'list/\u{1f681}', 'list/\uffee']
  for (const key of keys) await objects.put(key, Buffer.from(key), { contentType: 'text/plain' })
  // A folder cannot be a file as well.
  assert.equal(
    await errorOf(s3.send(new aws.PutObjectCommand({ Bucket: BUCKET, Key: 'list/a', Body: '' }))),
    'InvalidArgument',
  )
  const taken = (await Array.fromAsync(objects.list('list/'))).map(({ key }) => key)
  assert.deepEqual(
    taken,
    [...taken].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  )

  for (const EncodingType of [undefined, 'url'] as const) {
    const all: string[] = []
    for await (const page of aws.paginateListObjectsV2(
      { client: s3, pageSize: 2 },
      { Bucket: BUCKET, Prefix: 'list/', EncodingType },
    ))
      all.push(...(page.Contents ?? []).map(({ Key }) => (EncodingType ? decodeURIComponent(Key!) : Key!)))
    assert.deepEqual(all, taken)
  }
  const first: string[] = []
  for (let marker: string | undefined; ; ) {
    const page: aws.ListObjectsCommandOutput = await s3.send(
      new aws.ListObjectsCommand({ Bucket: BUCKET, Prefix: 'list/', MaxKeys: 3, Marker: marker }),
    )
    first.push(...(page.Contents ?? []).map(({ Key }) => Key!))
    if (!page.IsTruncated) break
    marker = page.NextMarker
  }
  assert.deepEqual(first, taken)

  const folders: string[] = []
  const files: string[] = []
  const query = { Bucket: BUCKET, Prefix: 'list/', Delimiter: '/' }
  for await (const page of aws.paginateListObjectsV2({ client: s3, pageSize: 1 }, query)) {
    folders.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix!))
    files.push(...(page.Contents ?? []).map(({ Key }) => Key!))
  }
  assert.deepEqual(folders, [
    ...new Set(taken.filter(key => key.split('/').length > 2).map(key => `${key.split('/').slice(0, 2).join('/')}/`)),
  ])
  assert.deepEqual(
    files,
    taken.filter(key => key.split('/').length === 2),
  )
  const after = await s3.send(new aws.ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'list/', StartAfter: 'list/b/1' }))
  assert.deepEqual(
    after.Contents?.map(({ Key }) => Key),
    taken.slice(taken.indexOf('list/b/1') + 1),
  )

  const deleted = await s3.send(
    new aws.DeleteObjectsCommand({
      Bucket: BUCKET,
      Delete: { Objects: [...taken, 'list/none'].map(Key => ({ Key })) },
    }),
  )
  assert.equal(deleted.Errors, undefined)
  assert.equal((await Array.fromAsync(objects.list('list/'))).length, 0)
})

test('AWS: uploads in parts', async t => {
  const s3 = awsClient()
  const at = (key: string) => ({ Bucket: BUCKET, Key: key })
  await t.test('by the library, four at a time', async () => {
    const upload = new Upload({
      client: s3,
      params: { ...at('parts/photo.jpg'), Body: Readable.from([photo]), ContentType: 'image/jpeg' },
    })
    const done = await upload.done()
    assert.match(done.ETag!, /^"[0-9a-f]{32}-3"$/)
    assert.ok(photo.equals((await stored('parts/photo.jpg'))!))
    assert.equal((await objects.head('parts/photo.jpg'))?.contentType, 'image/jpeg')
  })
  await t.test('out of order, sent twice, of several sizes, some left out', async () => {
    const { UploadId } = await s3.send(new aws.CreateMultipartUploadCommand(at('parts/odd')))
    const put = async (PartNumber: number, Body: Buffer) =>
      (await s3.send(new aws.UploadPartCommand({ ...at('parts/odd'), UploadId, PartNumber, Body }))).ETag!
    const pieces = [photo.subarray(0, 300_000), photo.subarray(300_000, 900_000), photo.subarray(900_000, 950_000)]
    const last = await put(7, pieces[2]!)
    await put(2, randomBytes(700_000))
    const [second, first] = await Promise.all([put(2, pieces[1]!), put(1, pieces[0]!)])
    await put(3, Buffer.from('left out'))
    const listed = await s3.send(new aws.ListPartsCommand({ ...at('parts/odd'), UploadId, MaxParts: 3 }))
    assert.deepEqual(
      listed.Parts?.map(part => [part.PartNumber, part.Size]),
      [
        [1, 300_000],
        [2, 600_000],
        [3, 8],
      ],
    )
    assert.equal(listed.IsTruncated, true)
    const under = await s3.send(new aws.ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix: 'parts/' }))
    assert.deepEqual(
      under.Uploads?.map(({ Key }) => Key),
      ['parts/odd'],
    )
    const complete = (parts: [number, string][]) =>
      s3.send(
        new aws.CompleteMultipartUploadCommand({
          ...at('parts/odd'),
          UploadId,
          MultipartUpload: { Parts: parts.map(([PartNumber, ETag]) => ({ PartNumber, ETag })) },
        }),
      )
    assert.equal(await errorOf(complete([[1, second]])), 'InvalidPart')
    assert.equal(
      await errorOf(
        complete([
          [2, second],
          [1, first],
        ]),
      ),
      'InvalidPartOrder',
    )
    const all: [number, string][] = [
      [1, first],
      [2, second],
      [7, last],
    ]
    const done = await complete(all)
    // The answer was lost: the client asks again.
    assert.equal((await complete(all)).ETag, done.ETag)
    assert.ok(Buffer.concat(pieces).equals((await stored('parts/odd'))!))
    assert.equal((await s3.send(new aws.ListMultipartUploadsCommand({ Bucket: BUCKET }))).Uploads, undefined)
  })
  await t.test('given up', async () => {
    const { UploadId } = await s3.send(new aws.CreateMultipartUploadCommand(at('parts/none')))
    await s3.send(new aws.AbortMultipartUploadCommand({ ...at('parts/none'), UploadId }))
    assert.equal(await errorOf(s3.send(new aws.ListPartsCommand({ ...at('parts/none'), UploadId }))), 'NoSuchUpload')
    assert.equal(
      await errorOf(
        s3.send(new aws.UploadPartCommand({ ...at('parts/none'), UploadId: '../../files', PartNumber: 1, Body: 'x' })),
      ),
      'NoSuchUpload',
    )
  })
})

test('MinIO: objects, parts, listings, signed addresses', async () => {
  const client = minioClient()
  await client.putObject(BUCKET, 'minio/ü 1.txt', 'hello', 5, { 'content-type': 'text/plain', 'x-amz-meta-a': 'b' })
  const stat = await client.statObject(BUCKET, 'minio/ü 1.txt')
  assert.deepEqual([stat.size, stat.metaData.a, stat.metaData['content-type']], [5, 'b', 'text/plain'])
  assert.equal(await text(await client.getObject(BUCKET, 'minio/ü 1.txt')), 'hello')
  assert.equal(await text(await client.getPartialObject(BUCKET, 'minio/ü 1.txt', 1, 3)), 'ell')
  await client.putObject(BUCKET, 'minio/photo.jpg', Readable.from([photo]), photo.length)
  assert.ok(photo.equals((await stored('minio/photo.jpg'))!))
  await client.copyObject(BUCKET, 'minio/copy.jpg', `/${BUCKET}/minio/photo.jpg`)
  assert.equal((await objects.head('minio/copy.jpg'))?.size, photo.length)
  const names = (await client.listObjectsV2(BUCKET, 'minio/', true).toArray()).map((item: any) => item.name)
  assert.deepEqual(names, ['minio/copy.jpg', 'minio/photo.jpg', 'minio/ü 1.txt'])
  assert.equal(await (await fetch(await client.presignedGetObject(BUCKET, 'minio/ü 1.txt', 60))).text(), 'hello')
  const target = await client.presignedPutObject(BUCKET, 'minio/signed', 60)
  assert.equal((await fetch(target, { method: 'PUT', body: 'by address' })).status, 200)
  assert.equal(String(await stored('minio/signed')), 'by address')
  await client.removeObjects(BUCKET, ['minio/signed', ...names])
  assert.equal((await client.listObjects(BUCKET, 'minio/', true).toArray()).length, 0)
  assert.equal(await client.bucketExists(BUCKET), true)
})

test('Alibaba: objects, parts, listings, signed addresses', async () => {
  const client = ossClient()
  await client.put('ali/ü 1.txt', Buffer.from('hello'), { mime: 'text/plain' })
  assert.equal(String((await client.get('ali/ü 1.txt')).content), 'hello')
  assert.equal((await client.head('ali/ü 1.txt')).status, 200)
  await client.multipartUpload('ali/photo.jpg', photo, { partSize: MIB, parallel: 4 })
  assert.ok(photo.equals((await stored('ali/photo.jpg'))!))
  await client.copy('ali/copy.jpg', 'ali/photo.jpg')
  assert.equal((await objects.head('ali/copy.jpg'))?.size, photo.length)
  const listed = await client.list({ prefix: 'ali/', 'max-keys': 10 }, {})
  assert.deepEqual(
    listed.objects.map(({ name }) => name),
    ['ali/copy.jpg', 'ali/photo.jpg', 'ali/ü 1.txt'],
  )
  // It makes addresses for host names alone, with the bucket before the name.
  const signed = new URL(
    ossClient({ endpoint: `http://localhost:${port}` }).signatureUrl('ali/ü 1.txt', { expires: 60 }),
  )
  assert.equal(signed.hostname, `${BUCKET}.localhost`)
  const path = signed.pathname + signed.search
  const answer = await new Promise<IncomingMessage>(resolve =>
    get({ hostname, port, path, headers: { host: signed.host } }, resolve),
  )
  assert.equal(await text(answer), 'hello')
  await client.deleteMulti(['ali/copy.jpg', 'ali/photo.jpg'])
  await client.delete('ali/ü 1.txt')
  assert.equal((await Array.fromAsync(objects.list('ali/'))).length, 0)
})

test('temporary credentials, with each library: put and parts below the prefix, nothing else', async t => {
  const issued = await objects.temporaryCredentials({ prefix: 'ws/DOCK1', seconds: 3600, name: 'DOCK1' })
  const { access_key_id, access_key_secret, security_token } = issued
  await objects.put('ws/DOCK1/there', Buffer.from('x'), { contentType: 'text/plain' })
  const outside = ['ws/DOCK2/a', 'ws/DOCK10/a', 'ws/DOCK1', 'a', 'ws/media/a']
  await t.test('AWS', async () => {
    const s3 = awsClient({
      credentials: { accessKeyId: access_key_id, secretAccessKey: access_key_secret, sessionToken: security_token },
    })
    const at = (Key: string) => ({ Bucket: BUCKET, Key })
    await new Upload({ client: s3, params: { ...at('ws/DOCK1/1.jpg'), Body: photo } }).done()
    await s3.send(new aws.PutObjectCommand({ ...at('ws/DOCK1/1.txt'), Body: 'x' }))
    for (const key of outside) {
      assert.equal(await errorOf(s3.send(new aws.PutObjectCommand({ ...at(key), Body: 'x' }))), 'AccessDenied', key)
      assert.equal(await errorOf(s3.send(new aws.CreateMultipartUploadCommand(at(key)))), 'AccessDenied', key)
    }
    for (const command of [
      new aws.GetObjectCommand(at('ws/DOCK1/there')),
      new aws.DeleteObjectCommand(at('ws/DOCK1/there')),
      new aws.DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects: [{ Key: 'ws/DOCK1/there' }] } }),
      new aws.CopyObjectCommand({ ...at('ws/DOCK1/copy'), CopySource: `${BUCKET}/ws/DOCK1/there` }),
      new aws.ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'ws/DOCK1/' }),
      new aws.ListMultipartUploadsCommand({ Bucket: BUCKET }),
      new aws.ListBucketsCommand(),
    ])
      assert.equal(await errorOf(s3.send(command as aws.GetObjectCommand)), 'AccessDenied', command.constructor.name)
    assert.equal(String(await stored('ws/DOCK1/there')), 'x')
  })
  await t.test('MinIO', async () => {
    const client = minioClient({ accessKey: access_key_id, secretKey: access_key_secret, sessionToken: security_token })
    await client.putObject(BUCKET, 'ws/DOCK1/2.txt', 'x')
    assert.equal(await errorOf(client.putObject(BUCKET, 'ws/DOCK2/2.txt', 'x')), 'AccessDenied')
    assert.equal(await errorOf(client.getObject(BUCKET, 'ws/DOCK1/there')), 'AccessDenied')
  })
  await t.test('Alibaba', async () => {
    const client = ossClient({
      accessKeyId: access_key_id,
      accessKeySecret: access_key_secret,
      stsToken: security_token,
    })
    await client.multipartUpload('ws/DOCK1/3.jpg', photo, { partSize: MIB })
    assert.equal(await errorOf(client.put('ws/DOCK2/3.txt', Buffer.from('x'))), 'AccessDenied')
    assert.equal(await errorOf(client.get('ws/DOCK1/there')), 'AccessDenied')
  })
})
