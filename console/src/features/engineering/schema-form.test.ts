import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  Any,
  Bool,
  Float,
  IntEnum,
  Integer,
  List,
  METHODS,
  Optional,
  Struct,
  Text,
  TextEnum,
  type TSchema,
} from '@rookery/thing-model'
import { blankDraft, checkDraft, controlOf, draftOf, fieldsOf, type Node } from './schema-form.ts'

const node = (schema: TSchema) => schema as unknown as Node
const faultsOf = (schema: TSchema, draft: unknown) =>
  checkDraft(node(schema), draft).faults.map(({ path, key, limit }) => [path, key, limit])

test('each kind of schema gets its control', () => {
  const controls: [TSchema, string][] = [
    [Integer(), 'number'],
    [Float(), 'number'],
    [Bool(), 'switch'],
    [Text(), 'text'],
    [IntEnum({ 0: 'Off', 1: 'On' }), 'choice'],
    [TextEnum({ a: 'A' }), 'choice'],
    [Struct({ a: Text() }), 'struct'],
    [List(Text()), 'list'],
    [Any(), 'json'],
  ]
  for (const [schema, control] of controls) assert.equal(controlOf(node(schema)), control)
})

test('a blank form fills in only what leaves no choice', () => {
  const schema = Struct({
    latitude: Float({ minimum: -90 }),
    mode: IntEnum({ 3: 'Only' }),
    either: IntEnum({ 0: 'Off', 1: 'On' }),
    locked: Bool(),
    points: List(Struct({ height: Float() }), { minItems: 1 }),
    note: Optional(Text()),
  })
  assert.deepEqual(blankDraft(node(schema)), {
    latitude: null,
    mode: 3,
    either: null,
    locked: null,
    points: [{ height: null }],
  })
})

test('empty fields are left out of what is sent and named as missing where they are required', () => {
  const schema = Struct({ a: Integer(), b: Optional(Integer()), c: Struct({ d: Text() }) })
  const { data, faults } = checkDraft(node(schema), { a: null, b: null, c: { d: null } })
  assert.deepEqual(data, { c: {} })
  assert.deepEqual(
    faults.map(f => [f.path, f.key]),
    [
      ['/a', 'missing'],
      ['/c/d', 'missing'],
    ],
  )
})

test('zero, false and the empty text are values', () => {
  const schema = Struct({ a: Integer(), b: Bool(), c: Text() })
  const { data, faults } = checkDraft(node(schema), { a: 0, b: false, c: '' })
  assert.deepEqual(data, { a: 0, b: false, c: '' })
  assert.deepEqual(faults, [])
})

test('each broken limit is named with the limit', () => {
  const broken: [TSchema, unknown, string, (number | string)?][] = [
    [Integer({ minimum: 2 }), 1, 'minimum', 2],
    [Integer({ maximum: 5 }), 6, 'maximum', 5],
    [Integer(), 1.5, 'integer'],
    [Text({ minLength: 3 }), 'ab', 'short', 3],
    [Text({ maxLength: 3 }), 'abcd', 'long', 3],
    [Text({ pattern: '^\\d+$' }), 'x', 'pattern', '^\\d+$'],
    [TextEnum({ a: 'A' }), 'z', 'choice'],
    [List(Integer(), { minItems: 2 }), [1], 'few', 2],
    [List(Integer(), { maxItems: 1 }), [1, 2], 'many', 1],
    [Text(), 1, 'type', 'string'],
  ]
  for (const [schema, value, key, limit] of broken) {
    assert.deepEqual(faultsOf(Struct({ value: schema }), { value }), [['/value', key, limit]])
  }
})

test('an empty item of a list is missing at its index', () => {
  const schema = Struct({ points: List(Struct({ height: Float() })), names: List(Text()) })
  assert.deepEqual(faultsOf(schema, { points: [{ height: 1 }, { height: null }], names: [null] }), [
    ['/points/1/height', 'missing', undefined],
    ['/names/0', 'missing', undefined],
  ])
})

test('a JSON field is parsed, and text that is not JSON is one fault', () => {
  const schema = Struct({ value: Any() })
  assert.deepEqual(checkDraft(node(schema), { value: '{"x": [1]}' }), { data: { value: { x: [1] } }, faults: [] })
  assert.deepEqual(faultsOf(schema, { value: '{x' }), [['/value', 'json', undefined]])
})

test('a draft made from a message gives the message back, unknown fields too', () => {
  const schema = Struct({ a: Integer(), open: Any(), list: List(Struct({ b: Text() })) })
  const message = { a: 1, open: { x: 1 }, list: [{ b: 'y' }], newer: [1, 2] }
  assert.deepEqual(checkDraft(node(schema), draftOf(node(schema), message)), { data: message, faults: [] })
})

test('fields come in the order of the declaration, each with whether it must be filled in', () => {
  const schema = Struct({ b: Text(), a: Optional(Text()) })
  assert.deepEqual(
    fieldsOf(node(schema)).map(f => [f.name, f.required]),
    [
      ['b', true],
      ['a', false],
    ],
  )
})

test('the example of every declared service can be filled in and sent, unchanged', () => {
  let examples = 0
  for (const method of METHODS.values()) {
    const { request, example } = method.services ?? {}
    if (!request || example?.request === undefined) continue
    const { data, faults } = checkDraft(node(request), draftOf(node(request), example.request))
    assert.deepEqual(data, example.request, method.name)
    assert.deepEqual(faults, [], method.name)
    examples++
  }
  assert.ok(examples > 40, `${examples} examples`)
})

test('a blank form of every declared service is either complete or says what is missing, and never throws', () => {
  for (const method of METHODS.values()) {
    const request = method.services?.request
    if (!request) continue
    for (const fault of checkDraft(node(request), blankDraft(node(request))).faults) {
      assert.notEqual(fault.key, 'other', `${method.name} ${fault.path}: ${fault.message}`)
    }
  }
})
