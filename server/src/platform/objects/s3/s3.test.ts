/** S3 on the wire: who may do what, and what is refused. The libraries' own view is in test/conformance. */
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { crc32 } from 'node:zlib'
import { BUCKET, embeddedStore, OWNER } from '../../../../../test/support/objects.ts'
import { type Clock, systemClock } from '../../clock.ts'
import { Credentials } from '../credentials.ts'
import { OPERATIONS } from './operations.ts'
import { encodeQuery, presign, type Signer, scopeOf, sign, signHeaders, signingKey } from './signature.ts'

/** Of the store; the clients' is the machine's, or what a test makes it. */
let ahead = 0
const clock: Clock = { ...systemClock, now: () => Date.now() + ahead }
const { objects, endpoint } = await embeddedStore({ clock })
const { hostname, port } = new URL(endpoint)
const HOUR_MS = 3600_000
const sha256 = (body: string | Buffer) => createHash('sha256').update(body).digest('hex')

type Key = Omit<Signer, 'region' | 'service'>
const temporary = async (prefix: string, seconds = 3600): Promise<Key> => {
  const issued = await objects.temporaryCredentials({ prefix, seconds, name: 'test' })
  return {
    accessKeyId: issued.access_key_id,
    secretAccessKey: issued.access_key_secret,
    sessionToken: issued.security_token,
  }
}

interface Sent {
  method: string
  path: string
  query?: [string, string][]
  headers?: Record<string, string>
  body?: Buffer | string
  payload?: string
  key?: Key
  /** The client's clock. */
  now?: number
  /** Changes what has been signed. */
  tamper?: Record<string, string>
}

async function send(
  sent: Sent,
): Promise<{ status: number; code: string; body: string; headers: IncomingMessage['headers'] }> {
  const { method, path, query = [], headers = {}, body = '', key = OWNER, now = Date.now() } = sent
  const payload = sent.payload ?? sha256(body)
  const signed = signHeaders(
    { method, path, query, headers: { host: `${hostname}:${port}`, ...headers }, payload },
    { ...key, region: 'us-east-1', service: 's3' },
    now,
  )
  return plain(method, query.length ? `${path}?${encodeQuery(query)}` : path, { ...signed, ...sent.tamper }, body)
}

async function plain(method: string, path: string, headers: Record<string, string>, body: Buffer | string = '') {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const length = { 'content-length': String(Buffer.byteLength(body)) }
    const call = request({ hostname, port, method, path, headers: { ...length, ...headers }, agent: false }, resolve)
    call.once('error', reject)
    call.end(body)
  })
  const said = await text(answer)
  return {
    status: answer.statusCode!,
    code: /<Code>(.*?)<\/Code>/.exec(said)?.[1] ?? '',
    body: said,
    headers: answer.headers,
  }
}

const putting = (path: string, key: Key, more: Partial<Sent> = {}) =>
  send({ method: 'PUT', path, body: 'x', key, ...more })

test('every operation, as each principal: the table', async () => {
  /** How to ask for it, and what the owner is answered. Outside: the same with a key of another prefix. */
  const ASK: Record<
    string,
    {
      on: 'bucket' | 'object'
      query?: [string, string][]
      headers?: Record<string, string>
      body?: string
      owner: number
    }
  > = {
    ListBuckets: { on: 'bucket', owner: 200 },
    GetBucketLocation: { on: 'bucket', query: [['location', '']], owner: 200 },
    ListMultipartUploads: { on: 'bucket', query: [['uploads', '']], owner: 200 },
    ListObjects: { on: 'bucket', query: [['list-type', '2']], owner: 200 },
    HeadBucket: { on: 'bucket', owner: 200 },
    DeleteObjects: {
      on: 'bucket',
      query: [['delete', '']],
      body: '<Delete><Object><Key>a</Key></Object></Delete>',
      owner: 200,
    },
    ListParts: { on: 'object', query: [['uploadId', 'none']], owner: 404 },
    HeadObject: { on: 'object', owner: 200 },
    GetObject: { on: 'object', owner: 200 },
    CreateMultipartUpload: { on: 'object', query: [['uploads', '']], owner: 200 },
    CompleteMultipartUpload: { on: 'object', query: [['uploadId', 'none']], owner: 400 },
    AbortMultipartUpload: { on: 'object', query: [['uploadId', 'none']], owner: 404 },
    DeleteObject: { on: 'object', owner: 204 },
    UploadPartCopy: {
      on: 'object',
      query: [['uploadId', 'none']],
      headers: { 'x-amz-copy-source': `/${BUCKET}/ws/SN/there` },
      owner: 501,
    },
    UploadPart: {
      on: 'object',
      query: [
        ['partNumber', '1'],
        ['uploadId', 'none'],
      ],
      owner: 404,
    },
    CopyObject: { on: 'object', headers: { 'x-amz-copy-source': `/${BUCKET}/ws/SN/there` }, owner: 200 },
    PutObject: { on: 'object', owner: 200 },
  }
  const MAY = ['GetBucketLocation', 'HeadBucket', 'ListParts', 'CreateMultipartUpload', 'CompleteMultipartUpload']
  MAY.push('AbortMultipartUpload', 'UploadPart', 'PutObject')
  assert.deepEqual(Object.keys(ASK).sort(), Object.keys(OPERATIONS).sort())

  const inside = await temporary('ws/SN')
  const elsewhere = new Credentials(Buffer.alloc(32, 9)).issue(
    { prefix: 'ws/SN', seconds: 3600, name: 'x' },
    Date.now(),
  )
  const late = await temporary('ws/SN', -1)
  const tampered = { ...inside, sessionToken: widened(inside.sessionToken!) }
  const principals: [string, Key, (name: string, owner: number) => number][] = [
    ['owner', OWNER, (_, owner) => owner],
    ['below its prefix', inside, (name, owner) => (MAY.includes(name) ? owner : 403)],
    [
      'below another prefix',
      await temporary('ws/OTHER'),
      (name, owner) => (MAY.includes(name) && ASK[name]!.on === 'bucket' ? owner : 403),
    ],
    [
      'below a prefix that begins alike',
      await temporary('ws/S'),
      (name, owner) => (MAY.includes(name) && ASK[name]!.on === 'bucket' ? owner : 403),
    ],
    ['expired', late, () => 400],
    ['with a token that was changed', tampered, () => 400],
    [
      'with the token of another server',
      {
        accessKeyId: elsewhere.access_key_id,
        secretAccessKey: elsewhere.access_key_secret,
        sessionToken: elsewhere.security_token,
      },
      () => 400,
    ],
    ['with the token left out', { ...inside, sessionToken: undefined }, () => 403],
    ['with another secret', { ...inside, secretAccessKey: 'guessed' }, () => 403],
    ["with the owner's name", { ...OWNER, secretAccessKey: 'guessed' }, () => 403],
    ['with the token of another key', { ...inside, accessKeyId: 'RK000000' }, () => 400],
  ]
  const wrong: string[] = []
  for (const [who, key, expected] of principals)
    for (const [name, { method }] of Object.entries(OPERATIONS)) {
      const { on, query, headers, body, owner } = ASK[name]!
      await objects.put('ws/SN/there', Buffer.from('x'), { contentType: 'text/plain' })
      const path = name === 'ListBuckets' ? '/' : on === 'bucket' ? `/${BUCKET}` : `/${BUCKET}/ws/SN/there`
      const { status } = await send({ method, path, query, headers, body: body ?? '', key })
      if (status !== expected(name, owner)) wrong.push(`${name} ${who}: ${status} instead of ${expected(name, owner)}`)
    }
  assert.deepEqual(wrong, [])
  const unsigned = await plain('GET', `/${BUCKET}/ws/SN/there`, { host: `${hostname}:${port}` })
  assert.deepEqual([unsigned.status, unsigned.code], [403, 'AccessDenied'])
})

/** The token with a wider prefix under the old signature. */
function widened(token: string): string {
  const [body = '', signature] = token.split('.')
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
  return `${Buffer.from(JSON.stringify({ ...claims, prefix: 'ws/' })).toString('base64url')}.${signature}`
}

test('temporary credentials end by the clock of the server, whatever the device believes', async () => {
  const key = await temporary('ws/SN', 3600)
  for (const now of [0, Date.UTC(2000), Date.now() - 26 * HOUR_MS, Date.now() + 26 * HOUR_MS])
    assert.equal((await putting(`/${BUCKET}/ws/SN/clock`, key, { now })).status, 200, new Date(now).toISOString())
  ahead = 0.9 * HOUR_MS
  assert.equal((await putting(`/${BUCKET}/ws/SN/clock`, key)).status, 200)
  ahead = 1.1 * HOUR_MS
  for (const now of [Date.now(), Date.now() - 2 * HOUR_MS]) {
    const { status, code, body } = await putting(`/${BUCKET}/ws/SN/clock`, key, { now })
    assert.deepEqual([status, code], [400, 'ExpiredToken'])
    assert.match(body, /ask for new ones/)
  }
  ahead = 0
  assert.equal((await putting(`/${BUCKET}/a`, OWNER, { now: Date.now() - HOUR_MS })).code, 'RequestTimeTooSkewed')
  // Longer than an hour is not given.
  assert.equal((await objects.temporaryCredentials({ prefix: 'a', seconds: 86_400, name: 'x' })).expire, 3600)
})

test('a request that was changed after it was signed is refused', async () => {
  const path = `/${BUCKET}/ws/SN/signed`
  const changed = async (more: Partial<Sent>) => (await putting(path, OWNER, more)).code
  assert.equal(await changed({}), '')
  assert.equal(
    await changed({ headers: { 'x-amz-meta-a': '1' }, tamper: { 'x-amz-meta-a': '2' } }),
    'SignatureDoesNotMatch',
  )
  assert.equal(await changed({ tamper: { 'x-amz-copy-source': `/${BUCKET}/a` } }), 'AccessDenied')
  assert.equal(await changed({ tamper: { 'x-oss-copy-source': `/${BUCKET}/a` } }), 'AccessDenied')
  assert.equal(await changed({ payload: sha256('y') }), 'XAmzContentSHA256Mismatch')
  const url = objects.deviceUrl('ws/SN/signed', { seconds: 60 })
  assert.equal((await fetch(url)).status, 200)
  for (const other of [url.replace('signed', 'there'), url.replace('Expires=60', 'Expires=600'), url.slice(0, -1)])
    assert.equal((await fetch(other)).status, 403, other)
  assert.equal((await fetch(url, { method: 'DELETE' })).status, 403)
  ahead = 61_000
  assert.equal((await fetch(url)).status, 403)
  ahead = 0
  const put = presign(
    'PUT',
    `${endpoint}/${BUCKET}/ws/SN/put`,
    { ...(await temporary('ws/SN')), region: 'x', service: 's3' },
    { seconds: 60, now: Date.now() },
  )
  assert.equal((await fetch(put, { method: 'PUT', body: 'x' })).status, 200)
})

test('bodies in signed pieces, with a trailer, and each of them spoilt', async () => {
  const body = randomBytes(150_000)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  const upload = async (
    spoil: {
      piece?: boolean
      signature?: boolean
      sum?: boolean
      trailer?: boolean
      end?: boolean
      length?: number
    } = {},
  ) => {
    const now = Date.now()
    const signer = { ...OWNER, region: 'us-east-1', service: 's3' as const }
    const headers = {
      host: `${hostname}:${port}`,
      'content-encoding': 'aws-chunked',
      'x-amz-decoded-content-length': String(spoil.length ?? body.length),
      'x-amz-trailer': 'x-amz-checksum-crc32',
    }
    const path = `/${BUCKET}/pieces`
    const payload = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER'
    const signed = signHeaders({ method: 'PUT', path, query: [], headers, payload }, signer, now)
    const scope = { time: signed['x-amz-date']!, region: 'us-east-1', service: 's3' }
    const key = signingKey(OWNER.secretAccessKey, scope)
    let previous = /Signature=(\w+)/.exec(signed.authorization!)![1]!
    const out: (Buffer | string)[] = []
    for (const piece of [body.subarray(0, 100_000), body.subarray(100_000), Buffer.alloc(0)]) {
      previous = sign(key, [
        'AWS4-HMAC-SHA256-PAYLOAD',
        scope.time,
        scopeOf(scope),
        previous,
        sha256(''),
        sha256(piece),
      ])
      const shown = spoil.signature ? previous.replace(/^./, c => (c === '0' ? '1' : '0')) : previous
      const sent = Buffer.from(piece)
      if (spoil.piece && sent.length) sent[0]! ^= 1
      out.push(`${piece.length.toString(16)};chunk-signature=${shown}\r\n`, sent, ...(piece.length ? ['\r\n'] : []))
    }
    const trailer = `x-amz-checksum-crc32:${spoil.sum ? 'AAAAAA==' : sum.toString('base64')}\n`
    const end = sign(key, [
      'AWS4-HMAC-SHA256-TRAILER',
      scope.time,
      scopeOf(scope),
      previous,
      sha256(spoil.trailer ? 'x' : trailer),
    ])
    if (!spoil.end) out.push(`${trailer.trim()}\r\nx-amz-trailer-signature:${end}\r\n\r\n`)
    return plain('PUT', path, signed, Buffer.concat(out.map(part => Buffer.from(part))))
  }
  assert.equal((await upload()).status, 200)
  assert.equal((await objects.head('pieces'))?.etag, createHash('md5').update(body).digest('hex'))
  await objects.remove(['pieces'])
  for (const [spoil, code] of [
    [{ piece: true }, 'SignatureDoesNotMatch'],
    [{ signature: true }, 'SignatureDoesNotMatch'],
    [{ trailer: true }, 'SignatureDoesNotMatch'],
    [{ sum: true }, 'BadDigest'],
    [{ end: true }, 'InvalidRequest'],
    [{ length: 149_999 }, 'InvalidRequest'],
    [{ length: 150_001 }, 'IncompleteBody'],
  ] as const)
    assert.equal((await upload(spoil)).code, code, JSON.stringify(spoil))
  assert.equal(await objects.head('pieces'), undefined)
  const nonsense = { 'x-amz-decoded-content-length': '5' }
  for (const payload of ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD']) {
    const answer = await putting(`/${BUCKET}/pieces`, OWNER, {
      payload,
      headers: nonsense,
      body: 'zz\r\nhello\r\n0\r\n\r\n',
    })
    assert.equal(answer.status, 400)
    const long = await putting(`/${BUCKET}/pieces`, OWNER, { payload, headers: nonsense, body: '0'.repeat(100_000) })
    assert.equal(long.status, 400)
  }
})

test('what is no S3 is answered as S3 answers it', async () => {
  const status = async (sent: Sent) => {
    const { status, code } = await send(sent)
    return `${status} ${code}`
  }
  assert.equal(await status({ method: 'GET', path: `/${BUCKET}/none` }), '404 NoSuchKey')
  assert.equal(await status({ method: 'HEAD', path: `/${BUCKET}/none` }), '404 ')
  assert.equal(await status({ method: 'GET', path: '/another/a' }), '404 NoSuchBucket')
  assert.equal(await status({ method: 'PUT', path: '/another' }), '404 NoSuchBucket')
  assert.equal(await status({ method: 'PUT', path: `/${BUCKET}` }), '405 MethodNotAllowed')
  assert.equal(await status({ method: 'PATCH', path: `/${BUCKET}/a` }), '405 MethodNotAllowed')
  assert.equal(await status({ method: 'POST', path: `/${BUCKET}/a` }), '501 NotImplemented')
  assert.equal(await status({ method: 'PUT', path: `/${BUCKET}/a`, query: [['acl', '']] }), '501 NotImplemented')
  for (const path of [
    `/${BUCKET}/a/../b`,
    `/${BUCKET}/a//b`,
    `/${BUCKET}/../etc/passwd`,
    `/${BUCKET}/a%00b`,
    `/${BUCKET}//a`,
  ])
    assert.equal(await status({ method: 'PUT', path, body: 'x' }), '400 InvalidArgument', path)
  const raw = await plain('GET', `/${BUCKET}/%ff`, { host: 'x' })
  assert.equal(raw.code, 'InvalidArgument')
  const upload = async (number: string) =>
    status({
      method: 'PUT',
      path: `/${BUCKET}/a`,
      query: [
        ['partNumber', number],
        ['uploadId', 'x'],
      ],
      body: 'x',
    })
  for (const number of ['0', '10001', '1.5', 'x']) assert.equal(await upload(number), '400 InvalidArgument')
  const deleting = (body: string) => status({ method: 'POST', path: `/${BUCKET}`, query: [['delete', '']], body })
  for (const body of [
    '',
    'no xml',
    '<Delete/>',
    '<Other><Object><Key>a</Key></Object></Other>',
    '<!DOCTYPE d [<!ENTITY a "x">]><Delete><Object><Key>&a;</Key></Object></Delete>',
    '<Delete>'.repeat(5_000),
    '<Delete><Object><Key>a</Key></Object>',
  ])
    assert.equal(await deleting(body), '400 MalformedXML', body.slice(0, 60))
  assert.equal(await deleting(`<Delete>${'x'.repeat(3_000_000)}</Delete>`), '400 EntityTooLarge')
})

test('the bucket before the name of the host', async () => {
  await objects.put('virtual/a', Buffer.from('there'), { contentType: 'text/plain' })
  const host = `${BUCKET}.s3.example.com`
  const { status, body } = await send({ method: 'GET', path: '/virtual/a', headers: { host } })
  assert.deepEqual([status, body], [200, 'there'])
})

test('a client that asks first is let go on only when it may', async () => {
  const ask = async (key: Key, path: string) => {
    const headers = signHeaders(
      { method: 'PUT', path, query: [], headers: { host: `${hostname}:${port}` }, payload: 'UNSIGNED-PAYLOAD' },
      { ...key, region: 'us-east-1', service: 's3' },
      Date.now(),
    )
    const socket = connect(Number(port), hostname)
    const head = Object.entries({ ...headers, 'content-length': '5', expect: '100-continue' })
    socket.write(`PUT ${path} HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`)
    let said = ''
    for await (const piece of socket) {
      said += piece
      if (/^HTTP\/1.1 100/.test(said) && !said.includes('200 OK')) socket.write('hello')
      if (/HTTP\/1.1 (200|4..)/.test(said)) break
    }
    socket.destroy()
    return said
  }
  assert.match(await ask(OWNER, `/${BUCKET}/asked`), /^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK/)
  assert.match(await ask(await temporary('ws/SN'), `/${BUCKET}/asked`), /^HTTP\/1.1 403/)
})

test('a client that stops in the middle leaves nothing', async () => {
  const path = `/${BUCKET}/stopped`
  const headers = signHeaders(
    { method: 'PUT', path, query: [], headers: { host: `${hostname}:${port}` }, payload: 'UNSIGNED-PAYLOAD' },
    { ...OWNER, region: 'us-east-1', service: 's3' },
    Date.now(),
  )
  await new Promise<void>(resolve => {
    const call = request({ hostname, port, method: 'PUT', path, headers: { ...headers, 'content-length': '1000000' } })
    call.once('error', () => resolve())
    call.write(Buffer.alloc(100_000), () => call.destroy())
  })
  // The next request is served, and there is no such object.
  assert.equal((await send({ method: 'GET', path })).status, 404)
})
