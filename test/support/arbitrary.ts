/** Values for fast-check out of a declared schema: mostly what it says, partly what it does not. */
import type { TSchema } from '@rookery/thing-model'
import fc, { type Arbitrary } from 'fast-check'

interface Node {
  type?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: Node[]
  properties?: Record<string, Node>
  patternProperties?: Record<string, Node>
  required?: string[]
  items?: Node
  minimum?: number
  maximum?: number
}

const junk: Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }),
  fc.constantFrom<unknown>(null, -1, 999, 32767, 3276.7, 65535, 2 ** 53, 1e300, '', '0', '\u0000', '\ud800', [], {}),
  fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'toString', 'length', 'a'), fc.jsonValue({ maxDepth: 1 })),
)

/** About one field in `oddity` is not as declared. */
export const fuzzed = (schema: TSchema, oddity = 6): Arbitrary<unknown> => value(schema as Node, oddity)

function value(node: Node, oddity: number): Arbitrary<unknown> {
  return fc.oneof({ weight: oddity, arbitrary: declared(node, oddity) }, { weight: 1, arbitrary: junk })
}

function declared(node: Node, oddity: number): Arbitrary<unknown> {
  if (node.const !== undefined) return fc.constant(node.const)
  if (node.enum?.length) return fc.constantFrom(...node.enum)
  if (node.anyOf?.length) return fc.oneof(...node.anyOf.map(option => declared(option, oddity)))
  switch (node.type) {
    case 'object': {
      const fields = Object.entries(node.properties ?? {}).map(([name, child]) => [name, value(child, oddity)] as const)
      const known = fc.record<Record<string, unknown>>(Object.fromEntries(fields), {
        requiredKeys: node.required ?? [],
      })
      const extra = fc.dictionary(fc.string({ maxLength: 12 }), junk, { maxKeys: 2 })
      return fc.tuple(known, extra).map(([named, more]) => ({ ...more, ...named }))
    }
    case 'array':
      return fc.array(node.items ? value(node.items, oddity) : junk, { maxLength: 4 })
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.integer(range(node, -(2 ** 31), 2 ** 31 - 1))
    case 'number':
      return fc.double({ ...range(node, -1e6, 1e6), noNaN: true })
    case 'string':
      return fc.string({ maxLength: 40, unit: 'binary' })
    default:
      return junk
  }
}

/** fast-check takes no integer beyond the safe ones. */
function range({ minimum, maximum }: Node, low: number, high: number) {
  const min = Math.max(minimum ?? Math.min(low, maximum ?? low), Number.MIN_SAFE_INTEGER)
  const max = Math.min(maximum ?? Math.max(high, min), Number.MAX_SAFE_INTEGER)
  return { min, max }
}
