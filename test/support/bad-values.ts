/** Wrong values for declared fields, as JSON text: some of them no JSON library would write. */
import type { TSchema } from '@rookery/thing-model'
import { sample } from '../../simulator/src/samples.ts'

interface Node {
  type?: string
  properties?: Record<string, Node>
  items?: Node
  anyOf?: Node[]
  minimum?: number
  maximum?: number
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

/** One of each type that JSON has, and the borders between them. */
const TYPES: readonly string[] = [
  ...['null', 'true', '""', '"text"', '"17"', '[]', '{}', '[{}]', '-1', '0.5'],
  // Number() and String() of it throw.
  '{"toString":1,"valueOf":1,"length":-1}',
]
/** Values that break what parses, stores or looks up. */
const TRAPS: readonly string[] = [
  ...[
    '9007199254740993',
    '-9007199254740993',
    '1e400',
    '-1e400',
    '1e-400',
    '-0',
    '32767',
    '3276.7',
    nested(30),
    '[null]',
  ],
  ...[
    '"\\u0000"',
    '"a\\u0000b"',
    '"\\ud800"',
    '"\\udfff\\ud800"',
    '"../../etc/passwd"',
    '"%s%n"',
    '"\'; drop table devices; --"',
  ],
  ...['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}', '{"a":1,"a":2}', '{"\\u0000":1}'],
  ...[`"${'x'.repeat(2_000)}"`],
]
export const WRONG: readonly string[] = [...TYPES, ...TRAPS]

/** Whole payloads that are no message at all, or an odd one. */
export const RAW: readonly (string | Buffer)[] = [
  ...[
    '',
    ' ',
    '{',
    '}',
    '[]',
    'null',
    'true',
    '0',
    '""',
    '{}',
    '{"',
    '{"a":',
    '{"a":1,}',
    "{'a':1}",
    '{"a":01}',
    'NaN',
    '{"a":NaN}',
  ],
  ...['{}{}', '\ufeff{}', '{"data":{}', '{"data":{"a":"\\ud83d"}}', '{"data":{"a":"\\x"}}', '\u0000', '{}\u0000'],
  ...[nested(10_000), '{"data":'.repeat(10_000), `{"data":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`],
  ...['{"data":{},"data":[]}', '{"method":"a","method":"b"}', '{"__proto__":{"polluted":1},"data":{}}'],
  ...['{"constructor":{"prototype":{"polluted":1}}}', '{"data":{"__proto__":{"polluted":1},"constructor":1}}'],
  Buffer.from([0xff, 0xfe, 0x7b, 0x7d]),
  Buffer.from('{"data":{"a":"\xc3\x28"}}', 'latin1'),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.alloc(1000, 0x00),
  Buffer.alloc(1000, 0xff),
  Buffer.from('{}', 'utf16le'),
]

let seed = 1
/** The same sequence in every run. */
const random = () => {
  seed = (seed * 1103515245 + 12345) % 2147483648
  return seed / 2147483648
}
/** A value that fits the schema. */
export const fitting = (schema: TSchema): unknown => sample(schema, random, Date.now())

/** Paths to every field of the schema, the whole first. */
export function fieldsOf(schema: TSchema): string[][] {
  const walk = (node: Node, path: string[]): string[][] => {
    if (node.anyOf) return [path, ...walk(node.anyOf[0]!, path).slice(1)]
    if (node.properties)
      return [path, ...Object.entries(node.properties).flatMap(([name, child]) => walk(child, [...path, name]))]
    if (node.items && !Array.isArray(node.items)) return [path, ...walk(node.items, [...path, '0'])]
    return [path]
  }
  return walk(schema as Node, [])
}

const schemaAt = (schema: TSchema, path: string[]): Node | undefined =>
  path.reduce<Node | undefined>((node, name) => {
    const inner = node?.anyOf ? node.anyOf[0] : node
    return inner?.properties?.[name] ?? inner?.items
  }, schema as Node)

/** Wrong values for one field: each type, just beyond its range, and of the traps every `nth`, other ones for each field. */
export function wrongFor(schema: TSchema, path: string[], nth = 1): string[] {
  const { minimum, maximum } = schemaAt(schema, path) ?? {}
  const turn = path.join().length
  return [
    ...TYPES,
    ...TRAPS.filter((_, n) => (n + turn) % nth === 0),
    ...(minimum === undefined ? [] : [String(minimum - 1)]),
    ...(maximum === undefined ? [] : [String(maximum + 1), String(-maximum - 1)]),
  ]
}

const HOLE = '@@hole@@'
/** JSON text of the value with the field at the path replaced by other JSON text. */
export function replaced(value: unknown, path: string[], text: string): string {
  if (path.length === 0) return text
  const copy = structuredClone(value) as Record<string, unknown>
  let at = copy
  for (const name of path.slice(0, -1)) {
    if (typeof at[name] !== 'object' || at[name] === null) at[name] = {}
    at = at[name] as Record<string, unknown>
  }
  at[path.at(-1)!] = HOLE
  return JSON.stringify(copy).replace(`"${HOLE}"`, () => text)
}
