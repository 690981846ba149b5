import assert from 'node:assert/strict'
import { test } from 'node:test'
import { batched } from './batch.ts'

/** Writes when told to, and remembers what went together. */
function writer(fail: (items: number[]) => Error | undefined = () => undefined) {
  const batches: number[][] = []
  let release: () => void = () => {}
  const write = batched(async (items: number[]) => {
    batches.push(items)
    await new Promise<void>(resolve => {
      release = resolve
      setImmediate(resolve)
    })
    const error = fail(items)
    if (error) throw error
    return items.map(item => item * 10)
  })
  return { batches, write, release: () => release() }
}

test('one goes at once; what comes while it is under way goes together, each with its own result', async () => {
  const { batches, write } = writer()
  assert.deepEqual(await Promise.all([1, 2, 3, 4].map(write)), [10, 20, 30, 40])
  assert.deepEqual(batches, [[1], [2, 3, 4]])
  assert.equal(await write(5), 50)
})

test('one that cannot be stored harms no other', async () => {
  const { write } = writer(items => (items.includes(3) ? new Error('no') : undefined))
  const settled = await Promise.allSettled([1, 2, 3, 4].map(write))
  assert.deepEqual(
    settled.map(each => (each.status === 'fulfilled' ? each.value : 'refused')),
    [10, 20, 'refused', 40],
  )
})

test('while the database is away nothing is tried again: all hear of it', async () => {
  const away = Object.assign(new Error('connection terminated'), { code: '57P01' })
  const { batches, write } = writer(() => away)
  const settled = await Promise.allSettled([1, 2, 3].map(write))
  assert.ok(settled.every(each => each.status === 'rejected' && each.reason === away))
  assert.deepEqual(batches, [[1], [2, 3]])
})
