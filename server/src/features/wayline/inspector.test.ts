import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { readKmz } from '@rookery/wpml'
import { corpus } from '../../../../packages/wpml/test/corpus.ts'
import { hostile } from '../../../../packages/wpml/test/hostile.ts'
import { mappingKmz } from '../../../../test/support/waylines.ts'
import { Inspector } from './inspector.ts'

const inspector = new Inspector()
after(() => inspector.close())

test('a file is read, judged and measured', async () => {
  const bytes = await mappingKmz()
  const { sign, size, facts, ...rest } = await inspector.inspect(bytes)
  assert.match(sign, /^[0-9a-f]{32}$/)
  assert.equal(size, bytes.length)
  assert.deepEqual([rest.drone_model_key, rest.payload_model_keys, rest.template_types], ['0-100-1', ['1-99-0'], [1]])
  assert.equal(facts.findings.error, 0, JSON.stringify(rest.findings))
  assert.ok(facts.distance_m > 1_000 && facts.duration_s > 100 && facts.photo_count > 50)
  assert.equal(facts.waypoint_count, readKmz(bytes).waylines!.Document.Folder[0]!.Placemark.length)
  assert.deepEqual(
    facts.document.waylines.map(w => [w.template_type, w.photo_count]),
    [['mapping2d', facts.photo_count]],
  )
  assert.equal(facts.max_height_m, 60)
  const { west, south, east, north } = facts.bounds!
  assert.ok(west < 8.503 && east > 8.503 && south < 47.102 && north > 47.102 && east - west < 0.01)
  const { center, line } = facts.preview!
  assert.ok(Math.abs(center[0] - 8.503) < 0.002 && Math.abs(center[1] - 47.102) < 0.002, String(center))
  assert.ok(line.length > 4 && line.length <= 200)
})

test('whatever may be met in the field is taken, hostile files are not', async () => {
  for (const [name, bytes] of Object.entries(corpus)) {
    const { facts } = await inspector.inspect(bytes)
    assert.ok(JSON.stringify(facts).length > 100, name)
  }
  for (const [name, code, make] of hostile) {
    await assert.rejects(inspector.inspect(make()), (error: any) => {
      assert.ok(error.status === 400 || error.status === 413, `${name}: ${error.status}`)
      // On a slow machine the time may be over before the fault is found.
      assert.ok([code, 'time'].includes(error.data.reason), `${name}: ${error.data.reason}`)
      return true
    })
  }
})

test('a worker that does not come back ends with its file, and the next file is read', async () => {
  const impatient = new Inspector({ timeMs: 1 })
  await assert.rejects(impatient.inspect(await mappingKmz()), { status: 400, message: /too long/ })
  await impatient.close()
  await assert.rejects(impatient.inspect(await mappingKmz()), { status: 503 })
  assert.ok((await inspector.inspect(await mappingKmz())).size)
})
