import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PROPERTY_MODELS, propertiesOf } from '@rookery/thing-model'
import { PAYLOAD, propertyGroups, rangeText, shownValue, type Words } from './property-rows.ts'

const WORDS: Words = {
  label: (node, _path, value) => node?.labels?.[String(value)],
  on: 'On',
  off: 'Off',
  dateTime: ms => new Date(ms).toISOString(),
}
const rowsOf = (...args: Parameters<typeof propertyGroups>) => propertyGroups(...args).flatMap(g => g.rows)

test('every documented property of every model has a row, sent or not', () => {
  for (const model of PROPERTY_MODELS) {
    const names = new Set(
      rowsOf(model, {}, {})
        .filter(r => r.property)
        .map(r => r.name),
    )
    for (const name of propertiesOf(model).keys()) assert.ok(names.has(name), `${model} ${name}`)
  }
})

test('structs and lists of structs are opened, with fields nobody documented', () => {
  const rows = rowsOf('dock3', { network_state: { type: 2, rate: 12.5, extra: 1 } }, {})
  const paths = rows.filter(r => r.path.startsWith('network_state')).map(r => r.path)
  assert.ok(paths.includes('network_state.quality') && paths.includes('network_state.extra'))
  const batteries = rowsOf('m4d', { battery: { batteries: [{ index: 0, temperature: 31 }] } }, {})
  assert.equal(batteries.find(r => r.path === 'battery.batteries.0.temperature')?.value, 31)
})

test('a payload is found by its index', () => {
  const rows = rowsOf('m4d', { '99-0-0': { gimbal_pitch: -12 } }, {})
  assert.equal(rows.find(r => r.path === '99-0-0.gimbal_pitch')?.value, -12)
  assert.equal(rows.find(r => r.path === '99-0-0')?.property?.name, PAYLOAD)
  assert.ok(!rows.some(r => r.name === PAYLOAD))
})

test('what no document knows comes last', () => {
  const groups = propertyGroups('dock3', { something_new: { deep: [1, 2] }, mode_code: 0 }, { odd_state: null })
  assert.deepEqual(
    groups
      .at(-1)
      ?.rows.filter(r => r.depth === 0)
      .map(r => r.path),
    ['odd_state', 'something_new'],
  )
})

test('sentinels and empty values are unknown, never a measurement', () => {
  const wind = propertiesOf('dock3').get('wind_speed')!.schema as never
  assert.equal(shownValue(wind, 'wind_speed', 3276.7, WORDS).kind, 'unknown')
  assert.equal(shownValue(wind, 'wind_speed', 4.5, WORDS).text, '4.5')
  assert.equal(shownValue(undefined, 'x', null, WORDS).kind, 'unknown')
  assert.equal(shownValue(undefined, 'x', undefined, WORDS).kind, 'absent')
})

test('words for enumerations, switches, dates; codes for what has no word', () => {
  const rain = propertiesOf('dock3').get('rainfall')!.schema as never
  assert.equal(shownValue(rain, 'rainfall', 3, WORDS).text, 'Heavy')
  assert.equal(shownValue(rain, 'rainfall', 17, WORDS).text, '17')
  assert.equal(shownValue(undefined, 'x', true, WORDS).text, 'On')
  assert.equal(shownValue({ unit: 's-epoch' }, 'x', 1_700_000_000, WORDS).text, '2023-11-14T22:13:20.000Z')
  assert.equal(shownValue({ unit: 's-epoch' }, 'x', 1e20, WORDS).kind, 'unknown')
})

test('shapes that contradict the document do not break the list', () => {
  for (const value of [[], 'x', 7, null, { batteries: {} }, { batteries: 'x' }, { batteries: [null, 3] }]) {
    assert.ok(rowsOf('m4d', { battery: value, latitude: [], cameras: {} }, { control_source: {} }).length > 50)
  }
})

test('range in words', () => {
  assert.equal(rangeText({ minimum: 20, maximum: 500 }), '20 … 500')
  assert.equal(rangeText({ minimum: 0 }), '≥ 0')
  assert.equal(rangeText(undefined), '')
})
