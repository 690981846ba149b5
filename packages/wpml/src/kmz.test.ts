import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { templateFile, waylinesFile } from '../test/arbitrary.ts'
import { corpus, kml, template } from '../test/corpus.ts'
import { hostile } from '../test/hostile.ts'
import { rawZip } from '../test/raw-zip.ts'
import { WpmlError } from './errors.ts'
import { type Kmz, readKmz, resource, resourceContent, writeKmz } from './kmz.ts'

for (const [name, bytes] of Object.entries(corpus))
  test(`${name}: written again, it reads the same`, () => {
    const kmz = readKmz(bytes)
    const written = writeKmz(kmz)
    assert.deepEqual(readKmz(written), kmz)
    assert.deepEqual(writeKmz(readKmz(written)), written, 'to the byte')
  })

test('the corpus means the same, whatever its form', () => {
  const usual = readKmz(corpus.usual!)
  for (const name of [
    'documents at the root of the archive',
    'names with backslashes',
    'byte order mark',
    'Windows line ends',
    'without line ends',
    'stored, not deflated',
  ]) {
    const kmz = readKmz(corpus[name]!)
    assert.deepEqual(kmz.waylines!.Document, usual.waylines!.Document, name)
    assert.deepEqual(kmz.template!.Document, usual.template!.Document, name)
  }
  assert.equal(usual.waylines!.Document.Folder[0]!.Placemark.length, 3)
  assert.equal(readKmz(corpus['several templates and waylines']!).waylines!.Document.Folder.length, 3)
  assert.equal(readKmz(corpus['template without Folder']!).template!.Document.Folder.length, 0)
  const bare = readKmz(corpus['no author, creation at 0']!).template!.Document
  assert.equal(bare.author, undefined)
  assert.equal(bare.createTime, 0)
})

test('any archive that is written is read back the same', () => {
  const kmz = fc.record(
    {
      folder: fc.constantFrom('wpmz/', ''),
      template: templateFile,
      waylines: waylinesFile,
      resources: fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,8}$/), fc.uint8Array()), {
        selector: ([name]) => name,
        maxLength: 3,
      }),
    },
    { noNullPrototype: true },
  )
  fc.assert(
    fc.property(kmz, ({ resources, ...rest }) => {
      const whole: Kmz = {
        ...rest,
        resources: resources.map(([name, content]) => resource(`wpmz/res/${name}`, content)),
      }
      const read = readKmz(writeKmz(whole))
      assert.deepEqual({ ...read, resources: [] }, { ...whole, resources: [] })
      assert.deepEqual(
        read.resources.map(resourceContent),
        resources.map(([, content]) => content),
      )
    }),
    { numRuns: 60 },
  )
})

test('resources travel unopened', () => {
  const kmz = readKmz(corpus['resources beside the documents']!)
  assert.deepEqual(
    kmz.resources.map(({ path }) => path),
    ['wpmz/res/audio/a.opus', 'º½Ïß'],
  )
  assert.equal(Buffer.from(resourceContent(kmz.resources[0]!)).toString(), 'not really audio')
})

for (const [name, code, make] of hostile)
  test(`refused: ${name}`, () => {
    const bytes = make()
    assert.throws(
      () => readKmz(bytes, { limits: { time: 60_000 } }),
      (error: unknown) => {
        assert.ok(error instanceof WpmlError, String(error))
        assert.equal(error.code, code)
        assert.match(error.message, /^[A-Z0-9a-z].*\.$/, 'one sentence')
        assert.ok(error.message.length < 200)
        return true
      },
    )
  })

test('no bytes make it throw anything but its own errors', () => {
  const good = corpus['resources beside the documents']!
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 5 }),
      fc.option(fc.nat(good.length)),
      (changes, end) => {
        const bytes = good.slice(0, end ?? good.length)
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
        try {
          writeKmz(readKmz(bytes))
        } catch (error) {
          assert.ok(error instanceof WpmlError, String(error))
        }
      },
    ),
    { numRuns: 400 },
  )
})

test('time is limited, by a clock that is asked all the way', () => {
  let clock = 0
  const now = () => {
    clock += 30
    return clock
  }
  const long = rawZip([
    { path: 'wpmz/template.kml', content: template },
    { path: 'wpmz/waylines.wpml', content: kml('<Folder/>'.repeat(500_000)), method: 0 },
  ])
  assert.throws(
    () => readKmz(long, { now }),
    (error: WpmlError) => error.code === 'time',
  )
  clock = 0
  assert.ok(readKmz(corpus.usual!, { now }))
})

test('limits can be lowered', () => {
  const code = (limits: object) => {
    try {
      readKmz(corpus.usual!, { limits })
    } catch (error) {
      return (error as WpmlError).code
    }
  }
  assert.equal(code({ packed: 100 }), 'archive.too-large')
  assert.equal(code({ unpacked: 1000 }), 'archive.too-large-unpacked')
  assert.equal(code({ entries: 1 }), 'archive.too-many-entries')
  assert.equal(code({ documentBytes: 1000 }), 'xml.too-large')
  assert.equal(code({ elements: 20 }), 'xml.too-many-elements')
  assert.equal(code({ depth: 3 }), 'xml.too-deep')
})

test('the largest documents that are allowed fit into 256 MB', { timeout: 120_000 }, async () => {
  const worker = new Worker(new URL('../test/largest.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  })
  const { bytes, waypoints } = await new Promise<{ bytes: number; waypoints: number }>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  assert.ok(bytes > 20e6)
  assert.equal(waypoints, 19_900)
  await worker.terminate()
})
