import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { after, test } from 'node:test'
import { type ZipEntry, zipStream } from './zip.ts'

const folder = mkdtempSync(join(tmpdir(), 'rookery-zip-'))
after(() => rmSync(folder, { recursive: true }))
const bytes = (size: number) => async () => Readable.from(chunks(size))
function* chunks(size: number) {
  for (let at = 0; at < size; at += 65_536) yield Buffer.alloc(Math.min(65_536, size - at), at % 251)
}

test('what comes out can be unpacked, under safe names that differ', async () => {
  const entries: ZipEntry[] = [
    { path: '../../etc/passwd', open: bytes(3) },
    { path: 'flight/DJI_0001.JPG', open: bytes(200_000) },
    { path: 'flight/dji_0001.jpg', open: bytes(10) },
    { path: 'flight/gone.jpg', open: async () => undefined },
    { path: 'summary.json', open: async () => Buffer.from('{}'), compress: true },
    { path: 'empty', open: bytes(0) },
  ]
  const file = join(folder, 'all.zip')
  await pipeline(zipStream(entries), createWriteStream(file))
  const script = `import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
for i in z.infolist(): print(i.filename, i.file_size)
print(z.read('_missing.txt').decode())`
  const listed = execFileSync('python3', ['-c', script, file], { encoding: 'utf8' }).trim().split('\n')
  assert.deepEqual(listed, [
    'etc/passwd 3',
    'flight/DJI_0001.JPG 200000',
    'flight/dji_0001-2.jpg 10',
    'summary.json 2',
    'empty 0',
    '_missing.txt 16',
    'flight/gone.jpg',
  ])
  assert.equal(readFileSync(file).subarray(0, 2).toString(), 'PK')
})

test('entries are opened as the archive is read, and closed when the reader leaves', async () => {
  let opened = 0
  const sources: Readable[] = []
  const entries = Array.from({ length: 50 }, (_, n) => ({
    path: `${n}.bin`,
    async open() {
      opened++
      const source = Readable.from(chunks(5_000_000))
      sources.push(source)
      return source
    },
  }))
  const archive = zipStream(entries)
  const first = await new Promise<Buffer>(resolve => archive.once('data', resolve))
  archive.pause()
  assert.ok(first.length > 0)
  await new Promise(resolve => setTimeout(resolve, 100))
  assert.ok(opened <= 2, `${opened} were opened`)
  archive.destroy()
  await new Promise(resolve => archive.once('close', resolve))
  await new Promise(resolve => setImmediate(resolve))
  assert.ok(sources.every(source => source.destroyed))
})

test('a source that fails ends the archive with its error', async () => {
  const open = async () =>
    new Readable({
      read() {
        this.destroy(new Error('the disk is gone'))
      },
    })
  await assert.rejects(async () => {
    for await (const _ of zipStream([{ path: 'a', open }]));
  }, /the disk is gone/)
})
