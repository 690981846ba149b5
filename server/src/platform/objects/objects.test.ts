/** The embedded store from the inside: what it keeps, what it refuses, and what it survives. */
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import {
  existsSync,
  globSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { BUCKET, embeddedStore } from '../../../../test/support/objects.ts'
import { smallDisk } from '../../../../test/support/small-disk.ts'
import { manualClock } from '../clock.ts'
import { FolderStore } from './folder/store.ts'
import { Uploads } from './folder/uploads.ts'

const { objects, folder } = await embeddedStore()
const textType = { contentType: 'text/plain' }
const put = (key: string, body: string) => objects.put(key, Buffer.from(body), textType)
async function read(key: string): Promise<string | undefined> {
  const object = await objects.get(key)
  return object && String(await buffer(object.body))
}
const keys = async (prefix = '', options = {}) =>
  (await Array.fromAsync(objects.list(prefix, options))).map(({ key }) => key)
/** Files of the store, as they lie there. */
const files = (kind: 'files' | 'partial' | 'uploads') =>
  globSync('**', { cwd: join(folder, kind), withFileTypes: true }).filter(entry => entry.isFile())

const fresh = () => {
  const path = mkdtempSync(join(tmpdir(), 'rookery-objects-'))
  after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

test('an object is a file of its name, and back comes what was put', async () => {
  const { size, etag } = await put('ws/DOCK/2026-11-22/DJI_0001.txt', 'hello')
  assert.deepEqual([size, etag], [5, '5d41402abc4b2a76b9719d911017c592'])
  assert.equal(readFileSync(join(folder, 'files/ws/DOCK/2026-11-22/DJI_0001.txt'), 'utf8'), 'hello')
  const head = await objects.head('ws/DOCK/2026-11-22/DJI_0001.txt')
  assert.deepEqual([head?.size, head?.contentType, head?.etag], [5, 'text/plain', etag])
  assert.ok(Math.abs(head!.lastModified - Date.now()) < 60_000)
  const part = await objects.get('ws/DOCK/2026-11-22/DJI_0001.txt', { range: { start: 1, end: 3 } })
  assert.equal(String(await buffer(part!.body)), 'ell')
  await put('ws/DOCK/2026-11-22/DJI_0001.txt', 'replaced')
  assert.equal(await read('ws/DOCK/2026-11-22/DJI_0001.txt'), 'replaced')
  await objects.copy('ws/DOCK/2026-11-22/DJI_0001.txt', 'ws/copy')
  assert.equal(await read('ws/copy'), 'replaced')
  await objects.remove(['ws/DOCK/2026-11-22/DJI_0001.txt', 'ws/copy', 'ws/none', 'ws'])
  assert.deepEqual(await keys(), [])
  assert.deepEqual(readdirSync(join(folder, 'files')), [])
})

test('keys that are no paths are refused, and odd ones stay inside', async () => {
  const bad = [
    '',
    '/a',
    'a/',
    'a//b',
    '..',
    '../a',
    'a/../b',
    'a/..',
    './a',
    'a/.',
    'a\0b',
    'a\nb',
    '\ud800',
    'a/\uffff',
  ]
  bad.push('x'.repeat(1025), `a/${'y'.repeat(241)}`, 'ü'.repeat(121))
  for (const key of bad) {
    await assert.rejects(put(key, 'x'), { fault: 'bad-key' }, JSON.stringify(key))
    await assert.rejects(objects.get(key), { fault: 'bad-key' }, JSON.stringify(key))
    await assert.rejects(objects.head(key), { fault: 'bad-key' }, JSON.stringify(key))
    await assert.rejects(objects.remove([key]), { fault: 'bad-key' }, JSON.stringify(key))
  }
  const odd = [
    'odd/%2e%2e',
    'odd/a:b|c*"<>?',
    'odd/...',
    'odd/a.',
    'odd/a b ',
    'odd/\\',
    'odd/%',
    'odd/ünï',
    'odd/\u{1f681}',
  ]
  odd.push('odd/e\u0301', 'odd/\u00e9', `odd/${'z'.repeat(240)}`, 'odd/a%note', 'odd/.hidden')
  for (const key of odd) await put(key, key)
  for (const key of odd) assert.equal(await read(key), key)
  assert.deepEqual(
    await keys('odd/'),
    odd.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  )
  assert.ok(existsSync(join(folder, 'files/odd/%2E%2E')) === false)
  await objects.remove(odd)
  await put('both/a', 'x')
  await assert.rejects(put('both', 'x'), { fault: 'bad-key' })
  await assert.rejects(put('both/a/b', 'x'), { fault: 'bad-key' })
  assert.equal(await objects.get('both'), undefined)
  assert.equal(await objects.get('both/a/b'), undefined)
  await objects.remove(['both/a/b', 'both', 'both/a'])
})

test('lists in order, below a prefix, after a key, so many', async () => {
  const all = ['l/a', 'l/a-b', 'l/a.b/1', 'l/a0', 'l/b/1', 'l/b/2', 'l/b/c/1', 'l/ba', 'l/Z']
  for (const key of all) await put(key, key)
  const sorted = [...all].sort()
  assert.deepEqual(await keys('l/'), sorted)
  assert.deepEqual(await keys('l/b'), ['l/b/1', 'l/b/2', 'l/b/c/1', 'l/ba'])
  assert.deepEqual(await keys('l/b/'), ['l/b/1', 'l/b/2', 'l/b/c/1'])
  assert.deepEqual(await keys('l/x'), [])
  for (const [at, key] of sorted.entries())
    assert.deepEqual(await keys('l/', { after: key }), sorted.slice(at + 1), key)
  assert.deepEqual(await keys('l/', { after: 'l/b/1a', limit: 2 }), ['l/b/2', 'l/b/c/1'])
  await objects.remove(all)
})

test('a body that fails leaves nothing, and what was there before', async () => {
  await put('kept', 'before')
  const failing = Readable.from(
    (async function* () {
      yield Buffer.from('half')
      throw new Error('cut')
    })(),
  )
  await assert.rejects(objects.put('kept', failing, textType), /cut/)
  assert.equal(await read('kept'), 'before')
  assert.deepEqual(files('partial'), [])
  await objects.remove(['kept'])
})

test('a reader keeps what it has opened while another is put, and the last of many puts is whole', async () => {
  const first = 'a'.repeat(3_000_000)
  await put('busy', first)
  const reading = (await objects.get('busy'))!
  await put('busy', 'short')
  assert.equal(String(await buffer(reading.body)), first)
  const bodies = Array.from({ length: 12 }, (_, n) => String(n).repeat(100_000 + n))
  await Promise.all(bodies.map(body => put('busy', body)))
  const last = (await read('busy'))!
  assert.ok(bodies.includes(last))
  assert.equal((await objects.head('busy'))?.etag, createHash('md5').update(last).digest('hex'))
  await objects.remove(['busy'])
})

test('putting and removing in one folder at once loses nothing', async () => {
  const names = Array.from({ length: 60 }, (_, n) => `rush/deep/${n}`)
  await Promise.all(names.map(name => put(name, name)))
  await Promise.all(names.map((name, n) => (n % 2 ? objects.remove([name]) : put(`${name}x`, name))))
  const left = names.flatMap((name, n) => (n % 2 ? [] : [name, `${name}x`]))
  assert.deepEqual((await keys('rush/')).sort(), left.sort())
  await Promise.all(left.map(name => objects.remove([name])))
  assert.equal(existsSync(join(folder, 'files/rush')), false)
})

test('a file that was changed or put there by hand is served as what it is now', async () => {
  await objects.put('hand/a.bin', Buffer.from('as put'), { contentType: 'image/png' })
  writeFileSync(join(folder, 'files/hand/a.bin'), 'changed by hand')
  utimesSync(join(folder, 'files/hand/a.bin'), 1, 1)
  writeFileSync(join(folder, 'files/hand/b.jpg'), 'restored')
  const [changed, added] = [await objects.head('hand/a.bin'), await objects.head('hand/b.jpg')]
  assert.equal(changed?.etag, createHash('md5').update('changed by hand').digest('hex'))
  assert.equal(changed?.contentType, 'application/octet-stream')
  assert.equal(added?.contentType, 'image/jpeg')
  await objects.remove(['hand/a.bin', 'hand/b.jpg'])
})

test('after a stop half-written files are gone, and uploads in parts go on', async () => {
  const path = fresh()
  const store = await FolderStore.open(path)
  const clock = manualClock(Date.now())
  const before = await Uploads.open(join(path, 'uploads'), store, clock)
  const upload = await before.create('ws/photo', { contentType: 'image/jpeg' })
  const pieces = [randomBytes(70_000), randomBytes(70_000), randomBytes(10)]
  const parts = [await before.put(upload, 2, stream(pieces[1]!), 70_000)]
  writeFileSync(store.newPartial(), 'half')

  const again = await FolderStore.open(path)
  assert.deepEqual(readdirSync(join(path, 'partial')), [])
  const uploads = await Uploads.open(join(path, 'uploads'), again, clock)
  const found = (await uploads.find(upload.id, 'ws/photo'))!
  assert.equal(await uploads.find(upload.id, 'ws/other'), undefined)
  parts.push(await uploads.put(found, 3, stream(pieces[2]!), 10))
  parts.unshift(await uploads.put(found, 1, stream(pieces[0]!), 70_000))
  // Asked twice at once, as by a client that heard nothing.
  const [done, same] = await Promise.all([uploads.complete(found, parts), uploads.complete(found, parts)])
  assert.deepEqual(done, same)
  const whole = await again.open('ws/photo')
  assert.ok(Buffer.concat(pieces).equals(await buffer(whole!.stream())))
  assert.deepEqual(readdirSync(join(path, 'uploads')), [])
})

test('after a restart of the machine, which may have lost parts, an upload begins again', async () => {
  const path = fresh()
  const uploads = await Uploads.open(join(path, 'uploads'), await FolderStore.open(path), manualClock(Date.now()))
  const { id } = await uploads.create('ws/photo', textType)
  const file = join(path, 'uploads', id, 'upload.json')
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"boot":"[^"]+"/, '"boot":"another"'))
  assert.equal(await uploads.find(id, 'ws/photo'), undefined)
  assert.deepEqual(await uploads.list(''), [])
})

test('an upload that nobody goes on with is swept after a day, another is not', async () => {
  const path = fresh()
  const store = await FolderStore.open(path)
  const clock = manualClock(Date.now())
  const uploads = await Uploads.open(join(path, 'uploads'), store, clock)
  const old = await uploads.create('old', textType)
  await clock.jump(23 * 3600_000)
  await uploads.sweep()
  assert.equal((await uploads.list('')).length, 1)
  await clock.jump(2 * 3600_000)
  const young = await uploads.create('young', textType)
  const soon = new Date(clock.now())
  utimesSync(join(path, 'uploads', young.id), soon, soon)
  await uploads.sweep()
  assert.deepEqual(
    (await uploads.list('')).map(({ key }) => key),
    ['young'],
  )
  assert.equal(await uploads.find(old.id, 'old'), undefined)
})

const disk = smallDisk(96)
if (disk) test('a full disk is refused with a sentence, and space is all it takes to go on', () => full(disk))
else console.error('No small file system can be mounted here, which takes root: the full disk is not tested.')

async function full({ folder: small, fill, free }: NonNullable<typeof disk>) {
  const { objects: tight } = await embeddedStore({ folder: join(small, 'objects') })
  await tight.put('a', Buffer.from('fits'), textType)
  const large = Readable.from([randomBytes(40_000_000)])
  await assert.rejects(tight.put('b', large, { ...textType, size: 40_000_000 }), { fault: 'full' })
  assert.equal(await tight.healthy(), true)
  fill()
  assert.equal(await tight.healthy(), false)
  await assert.rejects(tight.put('b', Buffer.from('x'), textType), { fault: 'full', message: /free or add space/ })
  const { access_key_id, access_key_secret, security_token } = await tight.temporaryCredentials({
    ...{ prefix: 'ws', seconds: 60, name: 'x' },
  })
  const { S3Client, PutObjectCommand } = await import('@aws-sdk/client-s3')
  const s3 = new S3Client({
    ...{ endpoint: tight.deviceEndpoint, region: 'us-east-1', forcePathStyle: true, maxAttempts: 1 },
    credentials: { accessKeyId: access_key_id, secretAccessKey: access_key_secret, sessionToken: security_token },
  })
  const upload = () => s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'ws/a', Body: 'x' }))
  await assert.rejects(
    upload(),
    (error: any) => error.name === 'XMinioStorageFull' && error.$metadata.httpStatusCode === 507,
  )
  // What is there can be read and removed.
  assert.equal(String(await buffer((await tight.get('a'))!.body)), 'fits')
  free()
  await upload()
  assert.equal((await tight.head('ws/a'))?.size, 1)
  await tight.remove(['a', 'ws/a'])
  s3.destroy()
}

async function* stream(bytes: Buffer) {
  yield bytes
}
