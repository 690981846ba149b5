import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import type pg from 'pg'
import { emptyDatabase } from '../../../../test/support/postgres.ts'
import { openPool } from './index.ts'

const connectionString = await emptyDatabase()

test('a connection that breaks in use fails its query, not the process', async () => {
  const pool = openPool({ connectionString }, { warn: () => {} })
  try {
    const client = await pool.connect()
    const { stream } = (client as unknown as { connection: pg.Connection & { stream: Socket } }).connection
    const query = client.query('select pg_sleep(60)')
    stream.destroy(new Error('write EPIPE'))
    await assert.rejects(query)
    client.release(true)
    const { rows } = await pool.query('select 1 as one')
    assert.deepEqual(rows, [{ one: 1 }])
  } finally {
    await pool.end()
  }
})
