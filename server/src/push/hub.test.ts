import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Directory } from '#link/directory.ts'
import { manualClock } from '#platform/clock.ts'
import { Hub, type Viewer } from './hub.ts'

function setup() {
  const clock = manualClock()
  const values: Record<string, Record<string, unknown>> = { dock: { mode_code: 0 } }
  const sites: Record<string, string | null> = { dock: 'north', drone: 'south' }
  const directory = {
    device: (sn: string) => (sn in sites ? { sn, workspaceId: 'w' } : undefined),
    siteOf: (sn: string) => sites[sn] ?? null,
  } as unknown as Directory
  const hub = new Hub({ directory, clock, telemetryOf: sn => values[sn] && { code: 'dock_osd', host: values[sn] } })
  const viewer = (over: Partial<Viewer> = {}) => {
    const frames: { biz_code: string; data: Record<string, unknown> }[] = []
    const closed: number[] = []
    const state = { backlog: 0 }
    const remove = hub.add({
      workspaceId: 'w',
      siteIds: null,
      demo: false,
      sessionId: 's',
      userId: 'u',
      send: frame => void frames.push(JSON.parse(frame)),
      backlog: () => state.backlog,
      close: code => {
        closed.push(code)
        remove()
      },
      recheck: () => {},
      ...over,
    })
    return { frames, closed, state, codes: () => frames.map(f => f.biz_code).filter(code => code !== 'heartbeat') }
  }
  return { clock, hub, values, viewer }
}

test('telemetry is sent at most twice a second, with the latest of all values', async () => {
  const { clock, hub, values, viewer } = setup()
  const one = viewer()
  for (let i = 1; i <= 100; i++) {
    values.dock = { mode_code: i, wind_speed: 2 }
    hub.telemetry('dock')
    await clock.advance(10)
  }
  assert.equal(one.codes().length, 2)
  assert.deepEqual(one.frames.at(-1)!.data, { sn: 'dock', host: { mode_code: 100, wind_speed: 2 } })
})

test('a viewer sees his workspace and his sites only', () => {
  const { hub, viewer } = setup()
  const all = viewer()
  const north = viewer({ siteIds: ['north'] })
  const foreign = viewer({ workspaceId: 'other' })
  hub.send('w', 'device_online', {}, { sn: 'dock' })
  hub.send('w', 'device_online', {}, { sn: 'drone' })
  hub.send('w', 'notice', {}, 'everybody')
  assert.deepEqual([all.codes().length, north.codes().length, foreign.codes().length], [3, 2, 0])
})

test('a reader over 1 MiB behind is cut at once, one behind for 5 s soon, the others stay', async () => {
  const { clock, hub, viewer } = setup()
  const good = viewer()
  const flooded = viewer()
  const slow = viewer()
  flooded.state.backlog = 1024 * 1024 + 1
  slow.state.backlog = 1
  hub.send('w', 'x', {}, 'everybody')
  assert.deepEqual(flooded.closed, [1013])
  await clock.advance(4_000)
  assert.deepEqual(slow.closed, [])
  await clock.advance(3_000)
  assert.deepEqual(slow.closed, [1013])
  hub.send('w', 'y', {}, 'everybody')
  assert.deepEqual(good.codes(), ['x', 'y'])
  assert.deepEqual([flooded.codes(), hub.cut, hub.size], [[], 2, 1])
})

test('viewers of an ended session are closed with their own code', () => {
  const { hub, viewer } = setup()
  const ended = viewer({ sessionId: 'gone' })
  const other = viewer()
  hub.end(v => v.sessionId === 'gone')
  assert.deepEqual([ended.closed, other.closed], [[4401], []])
})

test('a heartbeat tells the age of the connection every five seconds', async () => {
  const { clock, viewer } = setup()
  const one = viewer()
  await clock.advance(10_000)
  assert.equal(one.frames.filter(f => f.biz_code === 'heartbeat').length, 3)
})
