import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Recurrence } from '../../api/types.ts'
import { addDays, dayIn, instantOf, readTimes, ruleText, runsBetween, timeIn, weekdayOf } from './rule.ts'

const rule = (more: Partial<Recurrence>): Recurrence => ({
  freq: 'daily',
  interval: 1,
  by_weekday: [],
  by_monthday: [],
  times: ['08:00'],
  zone: 'Europe/Amsterdam',
  from: '2026-03-02',
  until: null,
  except: [],
  ...more,
})
const between = (r: Recurrence, from: string, to: string) =>
  runsBetween(r, Date.parse(from), Date.parse(to)).map(run => new Date(run).toISOString())

test('a time is that of the zone, on both sides of both changes of the clocks', () => {
  assert.equal(new Date(instantOf('2026-03-28', '08:00', 'Europe/Amsterdam')).toISOString(), '2026-03-28T07:00:00.000Z')
  assert.equal(new Date(instantOf('2026-03-29', '08:00', 'Europe/Amsterdam')).toISOString(), '2026-03-29T06:00:00.000Z')
  // Left out in spring: as much later as the clocks jump. Shown twice in autumn: the first.
  assert.equal(new Date(instantOf('2026-03-29', '02:30', 'Europe/Amsterdam')).toISOString(), '2026-03-29T01:30:00.000Z')
  assert.equal(new Date(instantOf('2026-10-25', '02:30', 'Europe/Amsterdam')).toISOString(), '2026-10-25T00:30:00.000Z')
})

test('day and time of an instant lie in the zone', () => {
  const instant = Date.parse('2026-03-01T23:30:00Z')
  assert.equal(dayIn(instant, 'Asia/Shanghai'), '2026-03-02')
  assert.equal(timeIn(instant, 'Asia/Shanghai'), '07:30')
  assert.equal(weekdayOf('2026-03-02'), 1)
  assert.equal(addDays('2026-02-28', 1), '2026-03-01')
})

test('every other week on Monday and Friday, without an excepted day', () => {
  const runs = between(
    rule({ freq: 'weekly', interval: 2, by_weekday: [1, 5], except: ['2026-03-16'] }),
    '2026-03-01T00:00:00Z',
    '2026-03-22T00:00:00Z',
  )
  assert.deepEqual(runs, ['2026-03-02T07:00:00.000Z', '2026-03-06T07:00:00.000Z', '2026-03-20T07:00:00.000Z'])
})

test('monthly on the 31st skips short months; the last day of the rule still counts', () => {
  const runs = between(
    rule({ freq: 'monthly', by_monthday: [31], times: ['12:00'], until: '2026-05-31' }),
    '2026-03-01T00:00:00Z',
    '2027-01-01T00:00:00Z',
  )
  assert.deepEqual(runs, ['2026-03-31T10:00:00.000Z', '2026-05-31T10:00:00.000Z'])
})

test('several times a day come in order, and the limit holds', () => {
  const twice = rule({ times: ['20:00', '08:00'] })
  assert.deepEqual(between(twice, '2026-03-05T00:00:00Z', '2026-03-06T00:00:00Z'), [
    '2026-03-05T07:00:00.000Z',
    '2026-03-05T19:00:00.000Z',
  ])
  assert.equal(runsBetween(twice, Date.parse('2026-03-05'), Date.parse('2027-03-05'), 3).length, 3)
})

test('times are read as people type them', () => {
  assert.deepEqual(readTimes('14:30, 8:00 8:00'), ['08:00', '14:30'])
  assert.equal(readTimes('25:00'), null)
  assert.equal(readTimes(' '), null)
})

test('the sentence names interval, days, times, zone and span', () => {
  const t = (key: string, values?: Record<string, unknown>) =>
    `${key.split('.').at(-1)}${values ? JSON.stringify(Object.values(values)) : key.endsWith('glue') ? '|' : ''}`.replace(
      /^glue/,
      '',
    )
  const text = ruleText(rule({ freq: 'weekly', interval: 2, by_weekday: [5, 1], until: '2026-04-01' }), t, 'en')
  assert.match(text, /weeklyN\[2\].*Mon.*Fri.*08:00.*Europe\/Amsterdam.*Mar 2, 2026.*Apr 1, 2026/)
})
