/** What must hold for every property, and how the properties compare with the tables of the reference documents. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  type Annotations,
  checkStrict,
  checkTolerant,
  PROPERTIES,
  PROPERTY_GROUPS,
  PROPERTY_MODELS,
  type PropertyModel,
  propertiesOf,
  propertyOf,
  SAFETY_CLASSES,
  type TSchema,
} from '../index.ts'

type Node = TSchema &
  Annotations & {
    type?: string
    enum?: unknown[]
    labels?: Record<string, string>
    minimum?: number
    maximum?: number
    properties?: Record<string, Node>
    items?: Node
  }
function* nodes(schema: TSchema, name: string): Generator<{ name: string; node: Node }> {
  const node = schema as Node
  yield { name, node }
  for (const [key, value] of Object.entries(node.properties ?? {})) yield* nodes(value, key)
  if (node.items) yield* nodes(node.items, name)
}

/** Every property as each of its models has it, variants laid over. */
const reported = PROPERTY_MODELS.flatMap(model =>
  [...propertiesOf(model).values()].map(property => ({ model, where: `${model} ${property.name}`, property })),
)
const settable = reported.filter(({ property }) => property.access === 'rw')
/** The schema that a value to be set must satisfy. */
const settableSchema = ({ property }: (typeof reported)[number]) => property.settable ?? property.schema

const NUMBERS = ['integer', 'number']
/** Names of numbers that measure nothing: ids, indexes, versions, counts and levels. */
const UNITLESS = new Set(
  (
    'index type sub_type sdr_id psdk_index value error_status dongle_number gps_number rtk_number remain_upload ' +
    'remain_photo_num available_video_number coexist_video_number_max secret_code control_source_index ' +
    'sdr_quality 4g_quality 4g_uav_quality 4g_gnd_quality zoom_focus_value zoom_max_focus_value ' +
    'zoom_min_focus_value zoom_calibrate_farthest_focus_value zoom_calibrate_nearest_focus_value'
  ).split(' '),
)

test('names are snake_case or a placeholder with a pattern', () => {
  for (const { name, pattern } of PROPERTIES) {
    if (pattern) assert.match(name, /^\{[a-z_]+\}$/)
    else assert.match(name, /^[a-z0-9]+(_[a-z0-9]+)*$/)
  }
})

test('models are known, and no model has a name twice', () => {
  for (const { name, models, variants } of PROPERTIES) {
    assert.ok(models.length, name)
    for (const model of models) assert.ok(PROPERTY_MODELS.includes(model), `${name}: ${model}`)
    for (const model of Object.keys(variants ?? {}) as PropertyModel[])
      assert.ok(models.includes(model), `${name} varies for ${model}, which lacks it`)
  }
  for (const model of PROPERTY_MODELS) {
    const names = PROPERTIES.filter(({ models }) => models.includes(model)).map(({ name }) => name)
    assert.deepEqual(names.toSorted(), [...new Set(names)].toSorted(), model)
  }
})

test('a group stands in a file of its name', () => {
  const source = readFileSync(new URL('./generated.ts', import.meta.url), 'utf8')
  for (const { group } of PROPERTY_GROUPS) assert.ok(source.includes(`from './${group}.ts'`), group)
})

test('titles and labels are short English', () => {
  for (const { where, property } of reported) {
    assert.match(property.title, /^[A-Z0-9][\x20-\x7e]{2,40}$/, where)
    for (const { name, node } of nodes(property.schema, property.name)) {
      for (const text of [node.title, node.description, ...Object.values(node.labels ?? {})])
        if (text !== undefined) assert.match(text, /^[\x20-\x7e°]+$/, `${where} ${name}`)
      for (const [key, field] of Object.entries(node.properties ?? {})) assert.ok(field.title, `${where} ${key}`)
      if (node.enum)
        assert.ok(
          node.enum.every(key => node.labels?.[String(key)]),
          `${where} ${name}`,
        )
    }
  }
})

test('every measurement has its unit', () => {
  const missing = reported.flatMap(({ where, property }) =>
    [...nodes(property.schema, property.name)]
      .filter(({ name, node }) => NUMBERS.includes(node.type ?? '') && !node.enum && !node.unit && !UNITLESS.has(name))
      .map(({ name }) => `${where} ${name}`),
  )
  assert.deepEqual(missing, [])
})

test('every number that can be set has range and unit', () => {
  const missing = settable.flatMap(entry =>
    [...nodes(settableSchema(entry), entry.property.name)]
      .filter(({ node }) => NUMBERS.includes(node.type ?? '') && !node.enum)
      .filter(({ node }) => node.minimum === undefined || node.maximum === undefined || !node.unit)
      .map(({ name }) => `${entry.where} ${name}`),
  )
  assert.deepEqual(missing, [])
  assert.ok(settable.length > 50)
})

test('what changes the flight is of class motion', () => {
  for (const { where, property } of settable)
    assert.ok(property.safety === undefined || SAFETY_CLASSES.includes(property.safety), where)
  const motion = new Set(settable.filter(({ property }) => property.safety === 'motion').map(p => p.property.name))
  assert.deepEqual([...motion].toSorted(), [
    'commander_flight_height',
    'commander_flight_mode',
    'commander_mode_lost_action',
    'distance_limit_status',
    'exit_wayline_when_rc_lost',
    'height_limit',
    'obstacle_avoidance',
    'rc_lost_action',
    'remaining_power_for_return_home',
    'rth_altitude',
  ])
})

test('values to set are checked strictly, and a part of a struct is enough', () => {
  const schema = (model: PropertyModel, name: string) => {
    const property = propertyOf(model, name)
    assert.equal(property?.access, 'rw', `${model} ${name}`)
    return property.settable ?? property.schema
  }
  assert.deepEqual(checkStrict(schema('m4d', 'height_limit'), 120), [])
  for (const wrong of [19, 1501, '120', 120.5, null]) {
    assert.equal(checkStrict(schema('m4d', 'height_limit'), wrong).length, 1, String(wrong))
  }
  assert.deepEqual(checkStrict(schema('m3d', 'distance_limit_status'), { state: 1 }), [])
  assert.equal(checkStrict(schema('m3d', 'distance_limit_status'), { distance_limit: 14 }).length, 1)
  assert.deepEqual(checkStrict(schema('m4d', '99-0-0'), { thermal_gain_mode: 2 }), [])
  assert.equal(checkStrict(schema('m4d', '99-0-0'), { thermal_gain_mode: 3 }).length, 1)
  assert.equal(propertyOf('m4-series', 'obstacle_avoidance')?.access, 'r')
})

test('a payload index finds its property, and no other name does', () => {
  assert.equal(propertyOf('m4d', '99-0-0')?.name, '{payload_index}')
  for (const name of ['99-0', '99-0-0-0', 'x99-0-0', '{payload}', '__proto__', 'constructor'])
    assert.equal(propertyOf('m4d', name), undefined, name)
  assert.equal(propertyOf('dock3', '99-0-0'), undefined)
})

test('sentinels of devices are no deviation', () => {
  const battery = propertyOf('m4d', 'battery')!.schema
  assert.deepEqual(checkTolerant(battery, { capacity_percent: 32767, remain_flight_time: 65535 }), [])
  const [deviation, ...more] = checkTolerant(battery, { capacity_percent: 101 })
  assert.equal(deviation?.path, '/capacity_percent')
  assert.deepEqual(more, [])
})

// The documents ----------------------------------------------------------------------------------------------------

/** Per model and property: how the tables say it is accessed and pushed; what a table leaves blank is absent. */
const documents: Record<PropertyModel, Record<string, { access?: string; push?: string }>> = JSON.parse(
  readFileSync(new URL('../../test-data/document-properties.json', import.meta.url), 'utf8'),
)
/** The wire name behind a placeholder of the tables. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  '_{type-subtype-gimbalindex}_': '{payload_index}',
  type_subtype_gimbalindex: '{payload_index}',
}
/** Rows of the tables that are no properties. */
const NO_PROPERTY: Readonly<Record<string, string>> = {
  data: 'the message itself, from the description of property/set below the table',
}
/** Where the definition differs from the table, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'm30 {payload_index} access': 'the thermal fields in it can be set',
  'm3d {payload_index} access': 'the thermal fields in it can be set',
  'm4d {payload_index} access': 'the thermal fields in it can be set',
  'aircraft {payload_index} access': 'the thermal fields in it can be set',
}

test('every property of the tables is declared as there, and nothing else', () => {
  assert.deepEqual(Object.keys(documents).toSorted(), [...PROPERTY_MODELS].toSorted())
  const differences = new Set<string>()
  for (const model of PROPERTY_MODELS) {
    const names = new Set<string>()
    for (const [title, row] of Object.entries(documents[model])) {
      if (title in NO_PROPERTY) continue
      const name = PLACEHOLDERS[title] ?? title
      names.add(name)
      const property = propertiesOf(model).get(name)
      if (!property) differences.add(`${model} ${name}`)
      if (row.access && property?.access !== row.access) differences.add(`${model} ${name} access`)
      if (row.push && property?.push !== row.push) differences.add(`${model} ${name} push`)
    }
    for (const name of propertiesOf(model).keys()) if (!names.has(name)) differences.add(`${model} ${name} is extra`)
  }
  assert.deepEqual([...differences].toSorted(), Object.keys(DIFFERENT).toSorted())
})
