import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeHms, fillHmsText, type HmsAlarm, hmsKeys, loadHmsTexts, normaliseHmsCode } from './hms.ts'

// Keys have the form of the file; the sentences are made up.
const texts = loadHmsTexts({
  fpv_tip_0x16100083: { en: 'Gate %index is shut', zh: '%index号门已关', de: 'Tor zu' },
  fpv_tip_0x16100083_in_the_sky: { en: 'Gate shut on the way' },
  fpv_tip_0x1c100401: { en: 'Drawer %component_index is jammed (%alarmid)' },
  fpv_tip_0x1C100401_index_1: { en: 'Second drawer is jammed' },
  fpv_tip_0x16090050: { en: 'The %battery_index lamp flickers', zh: '%battery_index灯闪烁' },
  dock_tip_0x19110013: { en: 'The %1$s wing is ajar', zh: '%1$s翼未关严' },
  dock_tip_0x19110021: { en: 'The %dock_cover_index wing is slow' },
  dock_tip_0x19110401: { en: 'The %1$s broom is stuck', zh: '%1$s扫帚卡住' },
  dock_tip_0x19110402: { en: 'The %charging_rod_index broom is worn' },
  fpv_tip_0x20020607: { en: 'Going up to %1$dm, then %2$s, then %1$.1f' },
  fpv_tip_0x12345678: { zh: '只有中文' },
})
const alarm = (code: string, rest: Partial<HmsAlarm> = {}): HmsAlarm => ({
  code,
  level: 2,
  module: 3,
  in_the_sky: 0,
  imminent: 0,
  device_type: code.startsWith('0x1911') ? '3-3-0' : '0-100-1',
  args: { component_index: 0, sensor_index: 0 },
  ...rest,
})
const text = (code: string, rest: Partial<HmsAlarm> = {}, lang: 'en' | 'zh' = 'en') =>
  decodeHms(alarm(code, rest), { texts, lang }).text

test('without a text file an alarm still names equipment, level and code', () => {
  const decoded = decodeHms(alarm('0x19110013'))
  assert.equal(decoded.worded, false)
  assert.equal(decoded.equipment, 'Dock cover')
  assert.equal(decoded.level, 'Warning')
  assert.equal(decoded.module, 'Health')
  assert.equal(decoded.key, 'dock_tip_0x19110013')
  assert.equal(decoded.text, 'Dock cover: warning, code 0x19110013.')
  assert.equal(decodeHms(alarm('0x19110013'), { lang: 'zh' }).text, '机场舱盖：警告，代码 0x19110013。')
  assert.equal(decodeHms(alarm('0x16080077')).equipment, 'Motors')
  assert.equal(decodeHms(alarm('0x1D050001')).equipment, 'Gimbal')
  assert.equal(decodeHms(alarm('0x7F000000')).equipment, 'Aircraft')
  assert.equal(decodeHms(alarm('0x7F000000', { device_type: '3-2-0' })).equipment, 'Dock')
  assert.equal(decodeHms(alarm('0x16090001', { device_type: '3-2-0' })).equipment, 'Weather')
  assert.equal(decodeHms(alarm('0x1C000001', { device_type: '3-2-0' })).equipment, 'Camera')
})

test('the key tells dock from aircraft and flight from ground', () => {
  assert.equal(hmsKeys(alarm('0x19110013'))[0], 'dock_tip_0x19110013')
  assert.equal(hmsKeys(alarm('0x16100083'))[0], 'fpv_tip_0x16100083')
  assert.equal(hmsKeys(alarm('0x16100083', { in_the_sky: 1 }))[0], 'fpv_tip_0x16100083_in_the_sky')
  // A dock has no flight of its own.
  assert.equal(hmsKeys(alarm('0x17000001', { device_type: '3-1-0', in_the_sky: 1 }))[0], 'dock_tip_0x17000001')
})

test('a text in flight falls back to the general one, and a dock to the other prefix', () => {
  assert.equal(text('0x16100083', { in_the_sky: 1 }), 'Gate shut on the way')
  assert.equal(text('0x16100083'), 'Gate 1 is shut')
  assert.equal(decodeHms(alarm('0x16090050', { in_the_sky: 1 }), { texts }).key, 'fpv_tip_0x16090050')
  assert.equal(text('0x16100083', { device_type: '3-2-0' }), 'Gate 1 is shut')
})

test('placeholders are filled by the rules of the reference', () => {
  assert.equal(text('0x16100083', { args: { sensor_index: 4 } }), 'Gate 5 is shut')
  assert.equal(text('0x16100083', { args: { sensor_index: 4 } }, 'zh'), '5号门已关')
  assert.equal(text('0x1C100401', { args: { component_index: 1 } }), 'Drawer 2 is jammed (0x1C100401)')
  assert.equal(text('0x1C100401', { args: { component_index: 7 } }), 'Drawer 3 is jammed (0x1C100401)')
  assert.equal(text('0x16090050'), 'The left lamp flickers')
  assert.equal(text('0x16090050', { args: { sensor_index: 1 } }, 'zh'), '右灯闪烁')
  assert.equal(text('0x19110021', { args: { sensor_index: 1 } }), 'The right wing is slow')
  const sides = [0, 1, 2, 3].map(sensor_index => text('0x19110402', { args: { sensor_index } }))
  assert.deepEqual(
    sides,
    ['front', 'back', 'left', 'right'].map(side => `The ${side} broom is worn`),
  )
})

test('printf placeholders of docks are filled by the part they are about, others are shown as unknown', () => {
  assert.equal(text('0x19110013'), 'The left wing is ajar')
  assert.equal(text('0x19110401', { args: { sensor_index: 1 } }, 'zh'), '后扫帚卡住')
  assert.equal(text('0x20020607'), 'Going up to ?m, then ?, then ?')
})

test('arguments that are missing, strings or nonsense never break a text', () => {
  assert.equal(text('0x16100083', { args: undefined }), 'Gate ? is shut')
  assert.equal(text('0x16100083', { args: { sensor_index: '2' } as never }), 'Gate 3 is shut')
  assert.equal(text('0x19110402', { args: { sensor_index: 9 } }), 'The ? broom is worn')
  assert.equal(text('0x16090050', { args: { sensor_index: -1 } }), 'The ? lamp flickers')
  assert.equal(fillHmsText('%index', { code: '0x1', args: { sensor_index: Number.NaN } }), '?')
  const bare = decodeHms({ code: '0x16100083' })
  assert.equal(bare.level, 'Unknown')
  assert.equal(bare.module, 'Unknown')
  assert.equal(bare.flying, false)
  assert.equal(decodeHms({ code: undefined as never }).code, 'undefined')
})

test('codes and keys compare without regard to case and the 0x', () => {
  assert.equal(normaliseHmsCode('0x1a2b'), '0x1A2B')
  assert.equal(normaliseHmsCode('1A2B'), '0x1A2B')
  assert.equal(normaliseHmsCode('not hex'), 'not hex')
  assert.equal(text('0x1c100401'), 'Drawer 1 is jammed (0x1C100401)')
  assert.equal(text('16100083'), 'Gate 1 is shut')
})

test('the second storage of a camera has its own text', () => {
  assert.equal(text('0x1C100401', { args: { sensor_index: 1 } }), 'Second drawer is jammed')
})

test('a text that lacks the language is shown in the other', () => {
  assert.equal(text('0x12345678'), '只有中文')
  assert.equal(text('0x1C100401', {}, 'zh'), 'Drawer 1 is jammed (0x1C100401)')
})

test('a file of another shape is refused with one sentence, odd entries are left out', () => {
  for (const file of [null, [], 'text', 7]) assert.throws(() => loadHmsTexts(file), TypeError)
  assert.throws(() => loadHmsTexts({}), /no entry/)
  assert.throws(() => loadHmsTexts({ hello: { en: 'x' }, fpv_tip_0x1: 'x', fpv_tip_0x2: { en: 5 } }), /no entry/)
  const merged = loadHmsTexts({ fpv_tip_0x1A: { en: 'a' }, fpv_tip_0x1a: { en: 'b', zh: '乙' } })
  assert.deepEqual([...merged], [['fpv_tip_0x1a', { en: 'a', zh: '乙' }]])
  const loaded = loadHmsTexts({ fpv_tip_0x1: { en: ' a ' }, dock_tip_0x2: { fr: 'b' }, __proto__x: {} })
  assert.deepEqual([...loaded], [['fpv_tip_0x1', { en: 'a' }]])
})
