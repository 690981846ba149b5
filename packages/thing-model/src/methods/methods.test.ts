/** What must hold for every method definition, whoever wrote it. */
import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { test } from 'node:test'
import {
  type Annotations,
  checkStrict,
  checkTolerant,
  GATEWAYS,
  KINDS,
  type Message,
  type Method,
  messageOf,
  messagesOf,
  PAGES,
  PARTS,
  SAFETY_CLASSES,
  type TSchema,
} from '../index.ts'
import { ALL } from './generated.ts'

/** Numbers that the cloud sends and that have no largest value. */
const UNBOUNDED: Readonly<Record<string, string>> = {
  license_id: 'given by the FlySafe server',
  boot_index: 'counts the power-ups of a device',
  seq: 'counts messages',
}
/** Numbers that the cloud sends and that measure nothing. */
const UNITLESS: Readonly<Record<string, string>> = {
  ...UNBOUNDED,
  index: 'tells things of one kind apart: widgets, docks, models, waypoints',
  target_index: 'tells targets apart',
  control_source_index: 'tells control sources apart',
  psdk_index: 'tells payload ports apart',
  wayline_id: 'tells the waylines of a file apart',
  sdr_id: 'tells radios apart',
  filters: 'kinds of objects by number',
  secret_code: 'bytes of a key',
  value: 'what it means is defined by the maker of the payload',
  focus_value: 'position of the focus motor, each camera has its own scale',
  pitch: 'stick position',
  roll: 'stick position',
  yaw: 'stick position',
  throttle: 'stick position',
  gimbal_pitch: 'stick position',
}

type Node = TSchema &
  Annotations & {
    type?: string
    enum?: unknown[]
    labels?: Record<string, string>
    minimum?: number
    maximum?: number
    properties?: Record<string, Node>
    patternProperties?: Record<string, Node>
    items?: Node
    anyOf?: Node[]
  }
/** Every schema below one, itself included, with the name of the field that holds it. */
function* nodes(schema: TSchema, name = ''): Generator<{ name: string; node: Node }> {
  const node = schema as Node
  yield { name, node }
  for (const [key, value] of Object.entries(node.properties ?? {})) yield* nodes(value, key)
  for (const value of Object.values(node.patternProperties ?? {})) yield* nodes(value, name)
  for (const value of node.anyOf ?? []) yield* nodes(value, name)
  if (node.items) yield* nodes(node.items, name)
}

/** The messages of a method as each of its gateways speaks them. */
const spoken = (method: Method): Message[] =>
  KINDS.flatMap(kind =>
    (method[kind]?.products ?? []).flatMap(gateway => PARTS.map(part => messageOf(method, kind, part, gateway))),
  ).filter(message => message !== undefined)
const spokenByCloud = (method: Method) => spoken(method).filter(({ direction }) => direction === 'down')
/** What a user can be asked to fill in: what the cloud says first. */
const commands = (method: Method) => spokenByCloud(method).filter(({ part }) => part === 'request')

/** Runs a rule over all methods and fails with the list of those that break it. */
const everyMethod = (title: string, rule: (method: Method) => Iterable<string>) =>
  test(title, () => {
    const broken = ALL.flatMap(method => [...new Set(rule(method))].map(problem => `${method.name}: ${problem}`))
    assert.deepEqual(broken, [])
  })

everyMethod('names are snake_case', function* ({ name }) {
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name)) yield 'is not'
})

test('a definition stands in <page>/<name>.ts and nowhere else', () => {
  const files = globSync('*/*.ts', { cwd: import.meta.dirname }).map(f => `${dirname(f)}/${basename(f, '.ts')}`)
  assert.deepEqual(
    ALL.map(({ page, name }) => `${page}/${name}`).toSorted(),
    files.filter(file => !file.endsWith('.test')).toSorted(),
  )
})

test('a kind and a name are declared once', () => {
  const pairs = ALL.flatMap(method => KINDS.filter(kind => method[kind]).map(kind => `${kind} ${method.name}`))
  assert.equal(new Set(pairs).size, pairs.length)
  assert.equal(new Set(ALL.map(({ name }) => name)).size, ALL.length)
})

everyMethod('page, safety class and gateways are known', function* (method) {
  if (!PAGES.includes(method.page)) yield `page ${method.page}`
  if (!SAFETY_CLASSES.includes(method.safety)) yield `safety ${method.safety}`
  for (const kind of KINDS) {
    const exchange = method[kind]
    if (!exchange) continue
    if (!exchange.products.length) yield `${kind} has no gateway`
    if (new Set(exchange.products).size < exchange.products.length) yield `${kind} names a gateway twice`
    for (const gateway of exchange.products) if (!GATEWAYS.includes(gateway)) yield `gateway ${gateway}`
    for (const gateway of Object.keys(exchange.variants ?? {}))
      if (!exchange.products.some(product => product === gateway)) yield `${kind} varies for ${gateway}, which lacks it`
    if (exchange.from && kind !== 'drc') yield `${kind} says who speaks first`
  }
})

everyMethod('what devices say first is of class read, and only that may be', function* (method) {
  const isCommand = commands(method).length > 0
  if (!isCommand && method.safety !== 'read') yield `is ${method.safety} but no command`
  if (isCommand && !method.services && !method.drc) yield 'is a command without services or drc'
})

everyMethod(
  'missions, upgrades and live flight go through their feature, and a brake through any door',
  function* (method) {
    const guarded =
      /^(flighttask_.*|drc_mode_enter|ota_create|drone_control|stick_control)$/.test(method.name) &&
      commands(method).length > 0
    if (method.safety === 'protective') {
      if (method.generic === false) yield 'is protective but not generic'
    } else if (guarded !== (method.generic === false)) yield `generic is ${method.generic}`
  },
)

everyMethod('a job has a command and a progress event', function* (method) {
  if (method.progress && !(method.services && method.events)) yield 'has not both'
})

everyMethod('the reference is a page', function* ({ reference }) {
  if (!/^[a-z0-9-]+(\/[a-z0-9-]+)+\.html$/.test(reference ?? '')) yield `reference ${reference}`
})

everyMethod('the summary is one English sentence without its full stop', function* ({ summary }) {
  if (!/^[A-Z][\x20-\x7e]{5,}[^\s.!?]$/.test(summary)) yield summary
  if (/[.!?] /.test(summary)) yield summary
})

test('summaries differ', () => {
  const seen = new Map<string, string>()
  for (const { name, summary } of ALL) {
    assert.equal(seen.get(summary), undefined, `${name} reads like ${seen.get(summary)}`)
    seen.set(summary, name)
  }
})

/** English needs no more than these letters; anything else is a text that was copied. */
const ENGLISH = /^[\x20-\x7e°]+$/
everyMethod('every text that a reader sees is English', function* (method) {
  for (const { schema } of spoken(method))
    for (const { name, node } of nodes(schema))
      for (const text of [node.title, node.description, ...Object.values(node.labels ?? {})])
        if (text !== undefined && !ENGLISH.test(text)) yield `${name}: ${text}`
  for (const text of [method.description, ...KINDS.map(kind => method[kind]?.notes)])
    if (text !== undefined && !ENGLISH.test(text)) yield text
})

everyMethod('every number of a command has its range', function* (method) {
  for (const { schema } of commands(method))
    for (const { name, node } of nodes(schema)) {
      if (node.enum || (node.type !== 'integer' && node.type !== 'number') || name in UNBOUNDED) continue
      if (node.minimum === undefined || node.maximum === undefined) yield `${name} has no range`
      else if (node.minimum >= node.maximum) yield `${name} has an empty range`
    }
})

everyMethod('every number of a command that measures something has its unit', function* (method) {
  for (const { schema } of commands(method))
    for (const { name, node } of nodes(schema))
      if (!node.enum && (node.type === 'integer' || node.type === 'number') && !node.unit && !(name in UNITLESS))
        yield `${name} has no unit`
})

test('every exception from the rules on numbers is still needed', () => {
  const fields = new Set(ALL.flatMap(commands).flatMap(({ schema }) => [...nodes(schema)].map(({ name }) => name)))
  assert.deepEqual(
    Object.keys(UNITLESS).filter(name => !fields.has(name)),
    [],
  )
})

everyMethod('every field of a command has a label for its form', function* (method) {
  for (const { schema } of commands(method))
    for (const { node } of nodes(schema))
      for (const [name, field] of Object.entries(node.properties ?? {}))
        if (!field.title && field.type !== 'object') yield name
})

everyMethod('every key of an enumeration has a label', function* (method) {
  for (const { schema } of spoken(method))
    for (const { name, node } of nodes(schema))
      if (node.labels && !node.enum?.every(key => node.labels?.[String(key)])) yield name
})

everyMethod('keys, secrets and signed addresses are marked secret', function* (method) {
  for (const { schema } of spoken(method))
    for (const { name, node } of nodes(schema))
      if (/(^|_)(secret|token|key|license|password|nonce|url)$/.test(name) && node.type === 'string' && !node.secret)
        if (!/^(object|device_model|drone_model|payload_model|step)_key$|^key$/.test(name)) yield name
})

everyMethod('every example is valid', function* (method) {
  for (const { kind, part, direction, schema, example } of spoken(method)) {
    if (example === undefined) continue
    const check = direction === 'down' ? checkStrict : checkTolerant
    for (const { path, message } of check(schema, example)) yield `${kind} ${part} data${path} ${message}`
  }
})

everyMethod('no example stands where there is no message', function* (method) {
  for (const kind of KINDS)
    for (const part of PARTS)
      if (method[kind]?.example?.[part] !== undefined && !messageOf(method, kind, part)) yield `${kind} ${part}`
})

everyMethod('every message with fields has an example', function* (method) {
  for (const { kind, part, schema, example } of messagesOf(method))
    if (example === undefined && Object.keys((schema as Node).properties ?? {}).length) yield `${kind} ${part}`
})
