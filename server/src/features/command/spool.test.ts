import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Spool, type SpoolEntry } from './spool.ts'

const folder = mkdtempSync(join(tmpdir(), 'rookery-spool-'))
after(() => rmSync(folder, { recursive: true }))
const entry = (id: string): SpoolEntry => ({ kind: 'reply', command_id: id, state: 'ok', result: 0, at: 1 })
const idOf = (e: SpoolEntry) => (e.kind === 'reply' ? e.command_id : '')

test('what was spooled comes back in order, once, also to another process', async () => {
  const path = join(folder, 'a', 'commands.jsonl')
  const spool = new Spool(path)
  await Promise.all([spool.add(entry('1')), spool.add(entry('2'))])
  const seen: string[] = []
  assert.equal(await new Spool(path).drain(async e => void seen.push(idOf(e))), 2)
  assert.deepEqual(seen, ['1', '2'])
  assert.equal(await new Spool(path).drain(async () => assert.fail('drained twice')), 0)
})

test('a drain that fails keeps everything, and what came meanwhile follows', async () => {
  const path = join(folder, 'b.jsonl')
  const spool = new Spool(path)
  await spool.add(entry('1'))
  await assert.rejects(
    spool.drain(async () => {
      throw new Error('database away')
    }),
    /database away/,
  )
  await spool.add(entry('2'))
  const seen: string[] = []
  await spool.drain(async e => void seen.push(idOf(e)))
  assert.deepEqual(seen, ['1', '2'])
})
