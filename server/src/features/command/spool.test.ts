import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Spool, type SpoolEntry } from './spool.ts'

const folder = mkdtempSync(join(tmpdir(), 'rookery-spool-'))
after(() => rmSync(folder, { recursive: true }))
const reply = { kind: 'reply' as const, gateway_sn: 'DOCK', bid: 'b', state: 'ok', result: 0, output: null, at: 1 }
const entry = (tid: string): SpoolEntry => ({ ...reply, tid })
const idOf = (e: SpoolEntry) => (e.kind === 'reply' ? e.tid : '')

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

test('a line that a crash cut short costs neither those before nor those after it', async () => {
  const path = join(folder, 'c.jsonl')
  const spool = new Spool(path)
  await spool.add(entry('1'))
  appendFileSync(path, '\n{"kind":"reply","tid":"cut')
  await spool.add(entry('2'))
  const seen: string[] = []
  await spool.drain(async e => void seen.push(idOf(e)))
  assert.deepEqual(seen, ['1', '2'])
})

test('what the disk does not take is kept in memory until it is drained', async () => {
  writeFileSync(join(folder, 'no-folder'), '')
  const spool = new Spool(join(folder, 'no-folder', 'commands.jsonl'))
  assert.equal(await spool.add(entry('1')), false)
  const seen: string[] = []
  const keep = async (e: SpoolEntry) => void seen.push(idOf(e))
  assert.equal(await spool.drain(keep), 1)
  assert.equal(await spool.drain(keep), 0)
  assert.deepEqual(seen, ['1'])
})

test('a database that does not answer while it is drained keeps no new entry waiting', async () => {
  const spool = new Spool(join(folder, 'd.jsonl'))
  await spool.add(entry('1'))
  let answer = () => {}
  const draining = spool.drain(
    () =>
      new Promise<void>(resolve => {
        answer = resolve
      }),
  )
  assert.equal(await spool.add(entry('2')), true)
  assert.equal(await spool.drain(async () => assert.fail('drained twice at a time')), 0)
  answer()
  assert.equal(await draining, 1)
  const seen: string[] = []
  await spool.drain(async e => void seen.push(idOf(e)))
  assert.deepEqual(seen, ['2'])
})
