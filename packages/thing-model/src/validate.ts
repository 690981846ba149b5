/**
 * Two ways to hold data against a schema. Strict, for what we send: every required field, every range. Tolerant, for
 * what devices send: a missing or unknown field is fine, a known field with a wrong value is kept and reported.
 * Validators are compiled on first use: most of a fleet's methods are never seen by a given process.
 */
import { type TSchema, Type } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import type { Annotations } from './schema.ts'

/** One field that is not as declared. `path` is a JSON pointer below data, `''` for data itself. */
export interface Deviation {
  path: string
  /** One phrase, without the value: "must be number". */
  message: string
}

type Node = TSchema &
  Annotations & {
    type?: string
    anyOf?: Node[]
    properties?: Record<string, Node>
    patternProperties?: Record<string, Node>
    items?: Node
    required?: string[]
    enum?: unknown[]
  }

/** The same schema with every field optional and sentinels allowed, as devices fill it. */
export function tolerant(schema: TSchema): TSchema {
  const node = schema as Node
  if (node.anyOf) return { ...node, anyOf: node.anyOf.map(tolerant) } as TSchema
  if (node.properties) {
    const properties: Record<string, TSchema> = {}
    for (const [key, value] of Object.entries(node.properties)) properties[key] = tolerant(value)
    return { ...node, properties, required: [] } as unknown as TSchema
  }
  if (node.patternProperties) {
    const patternProperties: Record<string, TSchema> = {}
    for (const [key, value] of Object.entries(node.patternProperties)) patternProperties[key] = tolerant(value)
    return { ...node, patternProperties } as unknown as TSchema
  }
  if (node.items && !Array.isArray(node.items)) return { ...node, items: tolerant(node.items) } as unknown as TSchema
  if (node.sentinels?.length) return Type.Union([schema, Type.Unsafe({ enum: [...node.sentinels] })])
  return schema
}

const strictValidators = new WeakMap<TSchema, Validator>()
const tolerantValidators = new WeakMap<TSchema, Validator>()

function validatorOf(cache: WeakMap<TSchema, Validator>, schema: TSchema, prepare: (s: TSchema) => TSchema) {
  let validator = cache.get(schema)
  if (!validator) {
    validator = Compile(prepare(schema)) as Validator
    cache.set(schema, validator)
  }
  return validator
}

function list(validator: Validator, data: unknown): Deviation[] {
  const seen = new Map<string, string>()
  for (const error of validator.Errors(data)) {
    const missing =
      error.keyword === 'required' ? (error.params as { requiredProperties: string[] }).requiredProperties : []
    if (missing.length) for (const name of missing) seen.set(`${error.instancePath}/${name}`, 'is missing')
    else if (!seen.has(error.instancePath)) seen.set(error.instancePath, phrase(error))
  }
  return [...seen].map(([path, message]) => ({ path, message }))
}

function phrase(error: { keyword: string; message: string; params: unknown }): string {
  if (error.keyword === 'enum') {
    const values = (error.params as { allowedValues?: unknown[] }).allowedValues
    return `must be one of ${values?.join(', ') ?? 'the declared values'}`
  }
  return error.message
}

/** Everything that keeps `data` from being a message we may send. Empty: it may. */
export function checkStrict(schema: TSchema, data: unknown): Deviation[] {
  const validator = validatorOf(strictValidators, schema, s => s)
  return validator.Check(data) ? [] : list(validator, data)
}

const NONE: readonly Deviation[] = []
/**
 * Every known field of a device's message that is not as declared. Never a reason to drop it. `data` that is absent,
 * null or an empty array counts as an empty object: devices send all three where the documents show an object.
 */
export function checkTolerant(schema: TSchema, data: unknown): readonly Deviation[] {
  if (data === undefined || data === null || (Array.isArray(data) && data.length === 0)) return NONE
  const validator = validatorOf(tolerantValidators, schema, tolerant)
  return validator.Check(data) ? NONE : list(validator, data)
}
