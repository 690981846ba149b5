import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLoopback, progressOf, readTimeline, type TimelineRow } from './timeline.ts'

const BAD = new Set([
  'wrong_password',
  'disconnected',
  'wrong_bind_code',
  'bound_elsewhere',
  'unbound',
  'client_id_in_use',
])
/** Rows newest first from steps in the order of time, one second apart unless a time is given. */
function rows(...steps: (string | [step: string, seconds: number])[]): TimelineRow[] {
  return steps
    .map((entry, index) => {
      const [step, seconds] = typeof entry === 'string' ? [entry, index] : entry
      return { time: 1_000_000 + seconds * 1000, step, ok: !BAD.has(step), detail: null }
    })
    .reverse()
}
const latest = (list: TimelineRow[]) => readTimeline(list)[0]!.meaning

test('a dock that hangs up right after the licence has rejected it', () => {
  assert.equal(latest(rows('created', 'connected', 'config_requested', 'disconnected')), 'licence_rejected')
})

test('a disconnect long after the licence, or after later steps, is only a disconnect', () => {
  assert.equal(latest(rows('connected', ['config_requested', 1], ['disconnected', 100])), 'disconnected')
  assert.equal(latest(rows('connected', 'config_requested', 'bound', 'disconnected')), 'disconnected')
})

test('a disconnect right after connecting says that nothing was asked', () => {
  assert.equal(latest(rows('created', 'connected', 'disconnected')), 'disconnected_early')
})

test('the cut that new credentials bring is no fault', () => {
  const list = rows('created', 'connected', 'bound', 'credentials_reissued', 'disconnected')
  assert.equal(latest(list), 'cut_by_reissue')
  assert.equal(progressOf(list, { bound: true }).fault, null)
})

test('a disconnect without a row before it stays a disconnect', () => {
  assert.equal(latest(rows('disconnected')), 'disconnected')
})

test('progress names the milestone that is awaited and the fault that holds it up', () => {
  const waiting = progressOf(rows('created'), { bound: false })
  assert.equal(waiting.awaited, 'connected')
  assert.equal(waiting.fault, null)

  const wrong = progressOf(rows('created', 'wrong_password'), { bound: false })
  assert.equal(wrong.awaited, 'connected')
  assert.equal(wrong.fault?.meaning, 'wrong_password')

  const healed = progressOf(rows('created', 'wrong_password', 'connected', 'config_requested'), { bound: false })
  assert.equal(healed.awaited, 'organization')
  assert.equal(healed.fault, null)
})

test('all milestones reached: nothing is awaited', () => {
  const steps = [
    'created',
    'connected',
    'config_requested',
    'bind_status_asked',
    'organization_asked',
    'bound',
    'topology',
  ]
  assert.equal(progressOf(rows(...steps, 'first_telemetry'), { bound: true }).awaited, null)
})

test('telemetry before the topology does not count the topology as reached', () => {
  const progress = progressOf(rows('created', 'connected', 'config_requested', 'bound', 'first_telemetry'), {
    bound: true,
  })
  assert.equal(progress.awaited, 'topology')
  assert.notEqual(progress.reached.telemetry, null)
})

test('new credentials and unbinding undo what came after them', () => {
  assert.equal(
    progressOf(rows('created', 'connected', 'bound', 'credentials_reissued'), { bound: true }).awaited,
    'connected',
  )
  assert.equal(
    progressOf(rows('created', 'connected', 'bound', 'topology', 'unbound'), { bound: false }).awaited,
    'organization',
  )
})

test('a bound gateway whose first steps are on an older page has passed them', () => {
  const progress = progressOf(rows('disconnected'), { bound: true })
  assert.equal(progress.reached.connected, 0)
  assert.equal(progress.awaited, 'topology')
})

test('addresses that mean this machine', () => {
  for (const address of ['tcp://localhost:1883', 'ssl://127.0.0.1:8883', 'tcp://[::1]:1883', 'tcp://0.0.0.0:1883']) {
    assert.equal(isLoopback(address), true, address)
  }
  for (const address of ['tcp://192.168.1.5:1883', 'ssl://cloud.example.com:8883']) {
    assert.equal(isLoopback(address), false, address)
  }
})
