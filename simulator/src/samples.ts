/** Values that satisfy a schema, for answers that nothing in the simulator determines. */
import type { TSchema } from '@rookery/thing-model'
import type { Random } from './random.ts'

interface Node {
  type?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: Node[]
  properties?: { [name: string]: Node }
  required?: string[]
  items?: Node
  minItems?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  minimum?: number
  maximum?: number
  unit?: string
}

/** One value within all ranges of the schema. `now` fills fields that are times. */
export const sample = (schema: TSchema, random: Random, now: number): unknown => value(schema as Node, random, now)

function value(node: Node, random: Random, now: number): unknown {
  if (node.const !== undefined) return node.const
  if (node.enum) return node.enum[Math.floor(random() * node.enum.length)]
  if (node.anyOf) return value(node.anyOf[0]!, random, now)
  switch (node.type) {
    case 'object': {
      const object: { [name: string]: unknown } = {}
      for (const [name, child] of Object.entries(node.properties ?? {})) object[name] = value(child, random, now)
      return object
    }
    case 'array':
      return Array.from({ length: node.minItems ?? 1 }, () => (node.items ? value(node.items, random, now) : null))
    case 'boolean':
      return random() < 0.5
    case 'integer':
      return Math.round(number(node, random, now))
    case 'number':
      return number(node, random, now)
    case 'string':
      return text(node, random)
    default:
      return {}
  }
}

function number({ minimum, maximum, unit }: Node, random: Random, now: number): number {
  const typical = unit === 'ms-epoch' ? now : unit === 's-epoch' ? now / 1000 : undefined
  const low = minimum ?? Math.min(0, maximum ?? 0)
  const high = maximum ?? low + 100
  if (typical !== undefined && typical >= low && typical <= (maximum ?? typical)) return Math.floor(typical)
  return Math.ceil(low) + Math.floor(random() * (Math.floor(high) - Math.ceil(low)))
}

/** Texts that the patterns of the thing model and of the HTTP interface accept. */
const PATTERN_SAMPLES = [
  '81-0-0',
  '3-2-0',
  '0',
  'a',
  '0123456789abcdef0123456789abcdef',
  'https://example.org/file',
  'SN/81-0-0/normal-0',
  '2026-05-10',
  '12:00',
]

function text({ pattern, minLength = 0, maxLength = 64 }: Node, random: Random): string {
  if (pattern) {
    const fitting = PATTERN_SAMPLES.find(candidate => new RegExp(pattern, 'u').test(candidate))
    if (fitting === undefined) throw new Error(`no sample for the pattern ${pattern}`)
    return fitting
  }
  const length = Math.min(maxLength, Math.max(minLength, 8))
  let result = ''
  while (result.length < length) result += String.fromCharCode(97 + Math.floor(random() * 26))
  return result
}
