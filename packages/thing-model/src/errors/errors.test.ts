import assert from 'node:assert/strict'
import { test } from 'node:test'
import documented from '../../test-data/result-codes.json' with { type: 'json' }
import { BREAK_REASONS } from '../methods/break-reasons.ts'
import { explainBreakReason, explainResult, RESULT_BLOCKS, RESULT_CODES } from './index.ts'

test('every code of the v1.16.1 table is explained', () => {
  assert.equal(documented.length, 448)
  assert.equal(new Set(documented).size, 448)
  const missing = documented.filter(code => !explainResult(code).known)
  assert.deepEqual(missing, [])
})

test('every explanation is complete in both languages', () => {
  for (const code of RESULT_CODES) {
    const en = explainResult(code, 'en')
    const zh = explainResult(code, 'zh')
    for (const text of [en.cause, en.action]) {
      assert.match(text, /^[A-Z][\x20-\x7e]{5,170}\.$/, `${code} en: ${text}`)
    }
    for (const text of [zh.cause, zh.action]) {
      assert.match(text, /^.{3,80}。$/, `${code} zh: ${text}`)
      assert.match(text, /\p{Script=Han}/u, `${code} zh: ${text}`)
    }
    assert.ok(en.source && zh.source)
    assert.notEqual(en.cause, en.action)
  }
})

test('one sentence a cause and action has one translation', () => {
  for (const part of ['cause', 'action'] as const) {
    const translations = new Map<string, string>()
    for (const code of RESULT_CODES) {
      const en = explainResult(code, 'en')[part]
      const zh = explainResult(code, 'zh')[part]
      assert.equal(translations.get(en) ?? zh, zh, `${code}: "${en}" is translated in two ways`)
      translations.set(en, zh)
    }
  }
})

test('codes stand in the block of their number, once', () => {
  const seen = new Set<number>()
  for (const { prefixes, codes } of RESULT_BLOCKS) {
    for (const code of Object.keys(codes).map(Number)) {
      assert.ok(!seen.has(code), `${code} twice`)
      seen.add(code)
      if (code >= 1000) assert.ok(prefixes.includes(Math.trunc(code / 1000)), String(code))
    }
  }
  assert.deepEqual(
    [...seen].sort((a, b) => a - b),
    RESULT_CODES,
  )
})

test('what a dock user meets names the thing and the remedy', () => {
  const cover = explainResult(514107)
  assert.equal(cover.source, 'Dock hardware')
  assert.match(cover.cause, /cover did not open/)
  assert.match(cover.action, /ice/)
  assert.match(cover.reference ?? '', /^https:.*error-code/)
  assert.equal(explainResult(210001).reference, undefined)
  assert.match(explainResult(316026, 'zh').cause, /急停/)
  assert.match(explainResult(319027).action, /upload|format/)
})

test('an unknown code says what its number tells', () => {
  assert.deepEqual(
    { ...explainResult(514999), action: undefined, reference: undefined },
    {
      code: 514999,
      known: false,
      source: 'Dock hardware',
      cause: 'Dock hardware: code 514999 stands in no public document.',
      action: undefined,
      reference: undefined,
    },
  )
  assert.equal(explainResult(399001).source, 'Device')
  assert.equal(explainResult(412001).source, 'DJI Pilot 2')
  assert.equal(explainResult(612001, 'zh').source, 'DJI Pilot 2')
  assert.equal(explainResult(1).source, 'Unknown')
  for (const code of [514999, 399001, 412001, 1, -7, 2 ** 31, Number.NaN]) {
    for (const lang of ['en', 'zh'] as const) {
      const result = explainResult(code, lang)
      assert.equal(result.known, false)
      assert.match(result.action, /[.。]$/)
    }
  }
})

test('zero is success and needs nothing', () => {
  assert.equal(explainResult(0).known, true)
  assert.equal(explainResult(0, 'zh').cause, '成功。')
})

test("the cloud's own codes and the short live stream codes are explained", () => {
  assert.equal(explainResult(210001).source, 'Cloud')
  assert.match(explainResult(212015).cause, /offline/)
  assert.equal(explainResult(13003).cause, explainResult(513003).cause)
  assert.equal(explainResult(13003).code, 13003)
  assert.equal(explainResult(401).known, true)
  assert.equal(explainResult(-1).known, true)
})

test('a break reason is the wayline code of the same number', () => {
  assert.equal(explainBreakReason(0).code, 0)
  assert.equal(explainBreakReason(517).cause, explainResult(321517).cause)
  assert.match(explainBreakReason(1283).cause, /called the aircraft home/)
  assert.equal(explainBreakReason(65535).known, true)
  assert.equal(explainBreakReason(9999).known, false)
})

test('every break reason of the task progress page is explained', () => {
  const reasons = Object.keys(BREAK_REASONS).map(Number)
  assert.ok(reasons.length > 70)
  assert.deepEqual(
    reasons.filter(reason => !explainBreakReason(reason).known),
    [],
  )
})
