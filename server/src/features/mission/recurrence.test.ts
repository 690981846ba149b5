import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Recurrence } from '#platform/database/mission-tables.ts'
import { runsOf } from './recurrence.ts'
import { dayIn, instantOf, isZone } from './zone.ts'

const rule = (fields: Partial<Recurrence>): Recurrence => ({
  freq: 'daily',
  interval: 1,
  by_weekday: [],
  by_monthday: [],
  times: ['02:30'],
  zone: 'Europe/Berlin',
  from: '2026-01-01',
  until: null,
  except: [],
  ...fields,
})
const DAY = 86_400_000
const list = (fields: Partial<Recurrence>, after: string, days: number, limit = 100) =>
  runsOf(rule(fields), Date.parse(after), Date.parse(after) + days * DAY, limit).map(run => new Date(run).toISOString())

test('a time that the clocks leave out in spring runs as much later as they jump', () => {
  assert.deepEqual(list({}, '2026-03-28T00:00:00Z', 3), [
    '2026-03-28T01:30:00.000Z',
    '2026-03-29T01:30:00.000Z', // 03:30 summer time; 02:30 does not exist
    '2026-03-30T00:30:00.000Z',
  ])
})

test('a time that the clocks show twice in autumn runs once, the first time', () => {
  assert.deepEqual(list({}, '2026-10-24T00:00:00Z', 3), [
    '2026-10-24T00:30:00.000Z',
    '2026-10-25T00:30:00.000Z', // still summer time; 02:30 comes again an hour later
    '2026-10-26T01:30:00.000Z',
  ])
})

test('an hour of the day stays that hour through both changes, in both hemispheres and with half hours', () => {
  for (const zone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Chatham', 'Asia/Kolkata']) {
    const runs = runsOf(rule({ zone, times: ['09:00'] }), Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1), 1000)
    assert.ok(runs.length >= 364, `${zone}: ${runs.length}`)
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' })
    for (const run of runs) assert.equal(clock.format(run), '09:00', `${zone} ${new Date(run).toISOString()}`)
    assert.equal(new Set(runs.map(run => dayIn(run, zone))).size, runs.length)
  }
})

test('a change of the clocks at midnight', () => {
  // Santiago: at 24:00 of 5 September 2026 the clocks go to 01:00.
  assert.equal(instantOf('2026-09-06', '00:30', 'America/Santiago'), Date.parse('2026-09-06T04:30:00Z'))
})

test('weekly: the named days of every other week, counted from the first', () => {
  assert.deepEqual(
    list(
      { freq: 'weekly', interval: 2, by_weekday: [1, 5], times: ['12:00'], zone: 'UTC', from: '2026-01-07' },
      '2026-01-01T00:00:00Z',
      30,
    ),
    ['2026-01-09', '2026-01-19', '2026-01-23'].map(day => `${day}T12:00:00.000Z`),
  )
})

test('monthly: a day that a month does not have is left out', () => {
  assert.deepEqual(
    list({ freq: 'monthly', by_monthday: [31], times: ['06:00'], zone: 'UTC' }, '2026-01-01T00:00:00Z', 152),
    ['2026-01-31', '2026-03-31', '2026-05-31'].map(day => `${day}T06:00:00.000Z`),
  )
})

test('several times a day, exceptions, a last day, and a limit', () => {
  const fields = {
    times: ['18:00', '06:00'],
    zone: 'UTC',
    from: '2026-05-01',
    until: '2026-05-03',
    except: ['2026-05-02'],
  }
  assert.deepEqual(list(fields, '2026-04-01T00:00:00Z', 60), [
    '2026-05-01T06:00:00.000Z',
    '2026-05-01T18:00:00.000Z',
    '2026-05-03T06:00:00.000Z',
    '2026-05-03T18:00:00.000Z',
  ])
  assert.equal(list(fields, '2026-04-01T00:00:00Z', 60, 3).length, 3)
  assert.deepEqual(list(fields, '2026-05-03T06:00:00Z', 60), ['2026-05-03T18:00:00.000Z'], 'not the same run again')
})

test('a rule that never falls ends', () => {
  assert.deepEqual(
    list({ freq: 'monthly', interval: 12, by_monthday: [30], from: '2026-02-01' }, '2026-01-01T00:00:00Z', 9999),
    [],
  )
})

test('zones', () => {
  assert.ok(isZone('Europe/Berlin'))
  assert.ok(!isZone('Europe/Atlantis'))
  // Nepal, 5:45.
  assert.equal(instantOf('2026-06-01', '06:00', 'Asia/Kathmandu'), Date.parse('2026-06-01T00:15:00Z'))
})
