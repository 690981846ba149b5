import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StoredSet } from './media.store.ts'
import { isLost, stateOfAbsent } from './sets.ts'

const HOUR = 3600_000
const ended = 1_000 * HOUR
const flight = (change: Partial<StoredSet> = {}): StoredSet => ({
  ...{ workspace_id: 'w', job_id: 'j', source: 'dock', gateway_sn: 'D', aircraft_sn: 'A', flight_type: 0 },
  ...{ expected: 10, reported: 0, received: 4, ended_at: ended, last_file_at: null, priority_at: null },
  ...{ missing_at: null, complete_at: null, created_at: ended - HOUR, updated_at: ended },
  ...{ job_name: null, mission_id: null, flight_id: null },
  ...change,
})
const dock = (remaining: number, at: number) => ({ remaining, at })

test('where files are that have not come', () => {
  const now = ended + HOUR
  const states: [string, Partial<StoredSet>, number | undefined][] = [
    ['on_aircraft', {}, undefined],
    ['on_aircraft', {}, 0],
    ['on_dock', {}, 3],
    ['uploading', { priority_at: now - 1000 }, 3],
    ['uploading', { last_file_at: now - 1000 }, undefined],
    ['missing', { missing_at: now }, 3],
    ['on_aircraft', { source: 'pilot' }, undefined],
    ['uploading', { source: 'pilot', last_file_at: 5 }, undefined],
  ]
  for (const [state, change, remaining] of states)
    assert.equal(stateOfAbsent(flight(change), remaining === undefined ? undefined : dock(remaining, now), now), state)
})

test('they are given up when the dock has nothing left, or after a day', () => {
  const after = (ms: number) => ended + ms
  const lost = (change: Partial<StoredSet>, ms: number, remaining?: number) =>
    isLost(flight(change), remaining === undefined ? undefined : dock(remaining, after(ms)), after(ms))
  assert.equal(lost({}, HOUR), false, 'nothing is known of the dock')
  assert.equal(lost({}, HOUR, 2), false, 'the dock has some left')
  assert.equal(lost({}, HOUR / 4, 0), false, 'the flight has just ended')
  assert.equal(lost({}, HOUR, 0), true)
  assert.equal(lost({ last_file_at: after(HOUR) - 1000 }, HOUR, 0), false, 'one has just come')
  assert.equal(lost({ ended_at: null }, HOUR, 0), false, 'it flies')
  assert.equal(lost({}, 25 * HOUR), true)
  assert.equal(lost({ ended_at: null, last_file_at: ended }, 25 * HOUR), true)
  assert.equal(lost({ ended_at: null }, 25 * HOUR), false)
  assert.equal(lost({ received: 10 }, 25 * HOUR), false)
  assert.equal(lost({ received: 12 }, 25 * HOUR), false)
  assert.equal(lost({ missing_at: 5 }, 25 * HOUR), false, 'told before')
  assert.equal(lost({ source: 'pilot' }, 25 * HOUR), false)
  assert.equal(isLost(flight(), dock(0, ended), ended + HOUR), false, 'old news of the dock')
})
