/**
 * A form's logic from a message's schema: which control a field gets, what a new form holds, what is sent from it,
 * and what is still wrong. Nothing here knows of the screen.
 *
 * A draft is the message as far as it is filled in: the same shape, with `null` where a field is empty. A JSON field
 * (content the documents leave open) holds its text.
 */
import { checkStrict, type TSchema } from '@rookery/thing-model'

/** The parts of a schema that a form reads. */
export interface Node {
  type?: string
  title?: string
  description?: string
  unit?: string
  step?: number
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  pattern?: string
  enum?: (string | number)[]
  labels?: Record<string, string>
  secret?: boolean
  default?: unknown
  properties?: Record<string, Node>
  required?: string[]
  items?: Node
}
export type Draft = unknown
export type Control = 'struct' | 'list' | 'choice' | 'number' | 'switch' | 'text' | 'json'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function controlOf(node: Node): Control {
  if (node.enum) return 'choice'
  switch (node.type) {
    case 'object':
      return node.properties ? 'struct' : 'json'
    case 'array':
      return node.items ? 'list' : 'json'
    case 'integer':
    case 'number':
      return 'number'
    case 'boolean':
      return 'switch'
    case 'string':
      return 'text'
    default:
      return 'json'
  }
}

/** Fields of a struct in the order of the declaration. */
export const fieldsOf = (node: Node): { name: string; node: Node; required: boolean }[] =>
  Object.entries(node.properties ?? {}).map(([name, field]) => ({
    name,
    node: field,
    required: node.required?.includes(name) ?? false,
  }))

/**
 * An empty form: only what leaves no choice is filled in. Examples are not used here: a coordinate that nobody chose
 * must never fly.
 */
export function blankDraft(node: Node): Draft {
  if (node.default !== undefined) return node.default
  switch (controlOf(node)) {
    case 'struct': {
      const required = fieldsOf(node).filter(field => field.required)
      return Object.fromEntries(required.map(field => [field.name, blankDraft(field.node)]))
    }
    case 'list':
      return Array.from({ length: node.minItems ?? 0 }, () => blankDraft(node.items!))
    case 'choice':
      return node.enum!.length === 1 ? node.enum![0] : null
    default:
      return null
  }
}

/** A form filled from a message, such as the declaration's example; fields the schema does not know are kept. */
export function draftOf(node: Node, data: unknown): Draft {
  if (data === undefined || data === null) return blankDraft(node)
  switch (controlOf(node)) {
    case 'struct': {
      if (!isRecord(data)) return blankDraft(node)
      const draft: Record<string, unknown> = { ...(blankDraft(node) as object) }
      for (const [name, value] of Object.entries(data)) {
        const field = node.properties?.[name]
        draft[name] = field ? draftOf(field, value) : value
      }
      return draft
    }
    case 'list':
      return Array.isArray(data) ? data.map(item => draftOf(node.items!, item)) : blankDraft(node)
    case 'json':
      return JSON.stringify(data, null, 2)
    default:
      return data
  }
}

export interface Fault {
  /** JSON pointer below the message. */
  path: string
  /** Key of the words for it, and what they name. */
  key: FaultKey
  limit?: number | string
  /** The validator's own phrase, where no words of ours fit. */
  message?: string
}
export type FaultKey =
  | 'missing'
  | 'json'
  | 'type'
  | 'integer'
  | 'minimum'
  | 'maximum'
  | 'choice'
  | 'short'
  | 'long'
  | 'pattern'
  | 'few'
  | 'many'
  | 'other'

/** What would be sent (empty fields left out) and everything that keeps it from being sent. */
export interface Checked {
  data: unknown
  faults: Fault[]
}

const LEFT_OUT = Symbol('left out')

function content(node: Node, draft: Draft, path: string, faults: Fault[]): unknown {
  if (draft === null || draft === undefined) return LEFT_OUT
  switch (controlOf(node)) {
    case 'struct': {
      if (!isRecord(draft)) return draft
      const data: Record<string, unknown> = {}
      for (const [name, value] of Object.entries(draft)) {
        const field = node.properties?.[name]
        const inner = field ? content(field, value, `${path}/${pointer(name)}`, faults) : value
        if (inner !== LEFT_OUT) data[name] = inner
      }
      return data
    }
    case 'list':
      return Array.isArray(draft)
        ? draft.map((item, index) => {
            const inner = content(node.items!, item, `${path}/${index}`, faults)
            return inner === LEFT_OUT ? null : inner
          })
        : draft
    case 'json': {
      if (typeof draft !== 'string') return draft
      if (draft.trim() === '') return LEFT_OUT
      try {
        return JSON.parse(draft)
      } catch {
        faults.push({ path, key: 'json' })
        return LEFT_OUT
      }
    }
    default:
      return draft
  }
}
const pointer = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')

export function checkDraft(node: Node, draft: Draft): Checked {
  const faults: Fault[] = []
  const inner = content(node, draft, '', faults)
  const data = inner === LEFT_OUT ? {} : inner
  const unreadable = new Set(faults.map(fault => fault.path))
  for (const { path, message } of checkStrict(node as TSchema, data)) {
    if (!unreadable.has(path)) faults.push({ path, message, ...explain(nodeAt(node, path), valueAt(data, path)) })
  }
  return { data, faults }
}

const steps = (path: string) =>
  path
    .split('/')
    .slice(1)
    .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))

function nodeAt(node: Node, path: string): Node | undefined {
  let current: Node | undefined = node
  for (const step of steps(path)) current = current?.properties?.[step] ?? current?.items
  return current
}
function valueAt(data: unknown, path: string): unknown {
  let value = data
  for (const step of steps(path)) value = (value as Record<string, unknown> | null | undefined)?.[step]
  return value
}

/** Why a value does not fit, by the first limit of its schema that it breaks. */
function explain(node: Node | undefined, value: unknown): { key: FaultKey; limit?: number | string } {
  if (value === undefined || value === null) return { key: 'missing' }
  if (!node) return { key: 'other' }
  if (node.enum && !node.enum.includes(value as string | number)) return { key: 'choice' }
  if (typeof value === 'number') {
    if (node.type !== 'number' && node.type !== 'integer') return { key: 'type', limit: node.type }
    if (node.type === 'integer' && !Number.isInteger(value)) return { key: 'integer' }
    if (node.minimum !== undefined && value < node.minimum) return { key: 'minimum', limit: node.minimum }
    if (node.maximum !== undefined && value > node.maximum) return { key: 'maximum', limit: node.maximum }
  } else if (typeof value === 'string') {
    if (node.type !== 'string') return { key: 'type', limit: node.type }
    if (node.minLength !== undefined && value.length < node.minLength) return { key: 'short', limit: node.minLength }
    if (node.maxLength !== undefined && value.length > node.maxLength) return { key: 'long', limit: node.maxLength }
    if (node.pattern && !new RegExp(node.pattern).test(value)) return { key: 'pattern', limit: node.pattern }
  } else if (Array.isArray(value)) {
    if (node.minItems !== undefined && value.length < node.minItems) return { key: 'few', limit: node.minItems }
    if (node.maxItems !== undefined && value.length > node.maxItems) return { key: 'many', limit: node.maxItems }
  }
  return { key: 'other' }
}
