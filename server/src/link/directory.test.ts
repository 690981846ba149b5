import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../../test/support/client.ts'
import { testDatabase } from '../../../test/support/postgres.ts'
import { directoryStore } from './directory.store.ts'
import { Directory } from './directory.ts'

const { db } = await testDatabase()

test('what was written shortly before the database went away is known when it is back', async () => {
  const store = directoryStore(db)
  let away = false
  const announced: string[] = []
  const directory = new Directory(
    { read: sns => (away ? Promise.reject(new Error('Connection terminated')) : store.read(sns)) },
    sns => announced.push(...sns),
  )
  await directory.load()
  await db
    .insertInto('devices')
    .values({ sn: 'DOCK', domain: 3, type: 3, sub_type: 0, nickname: 'Roof', first_seen_at: 1 })
    .execute()
  away = true
  await assert.rejects(directory.changed('DOCK'), /terminated/)
  assert.equal(directory.device('DOCK'), undefined)
  assert.deepEqual(announced, ['DOCK'])
  away = false
  await eventually('the device is known', () => directory.device('DOCK')?.nickname === 'Roof')
})
