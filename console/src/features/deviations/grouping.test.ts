import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addNews, type Deviation, groupDeviations } from './grouping.ts'

const deviation = (change: Partial<Deviation>): Deviation => ({
  product: 'dock2',
  firmware: '1.0',
  topic: 'osd',
  method: 'osd',
  field: '/a',
  message: 'must be number',
  count: 1,
  sample: '"x"',
  first_seen: 1,
  last_seen: 1,
  ...change,
})

test('one group per product and firmware, latest first, its rows by frequency', () => {
  const groups = groupDeviations([
    deviation({ field: '/a', count: 2, last_seen: 5 }),
    deviation({ field: '/b', count: 9, last_seen: 3 }),
    deviation({ firmware: '2.0', last_seen: 8 }),
    deviation({ product: 'dock3', last_seen: 1 }),
  ])
  assert.deepEqual(
    groups.map(g => [g.product, g.firmware, g.count, g.last_seen, g.rows.map(r => r.field)]),
    [
      ['dock2', '2.0', 1, 8, ['/a']],
      ['dock2', '1.0', 11, 5, ['/b', '/a']],
      ['dock3', '1.0', 1, 1, ['/a']],
    ],
  )
})

test('news adds its count to the known row, or a row', () => {
  const rows = [deviation({ count: 4 })]
  const added = addNews(rows, deviation({ count: 3, last_seen: 9, sample: '"y"', first_seen: 9 }))
  assert.deepEqual(added, [deviation({ count: 7, last_seen: 9, sample: '"y"' })])
  assert.equal(addNews(rows, deviation({ field: '/new' })).length, 2)
})
