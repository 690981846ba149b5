import {
  DOMAINS,
  exchangeFor,
  type Gateway,
  KINDS,
  type Kind,
  type Method,
  type Product,
  type PropertyDefinition,
  type PropertyModel,
} from './define.ts'
import { ALL as METHOD_LIST } from './methods/generated.ts'
import { ALL as PRODUCT_LIST } from './products/generated.ts'
import { ALL as PROPERTY_GROUPS } from './properties/generated.ts'

export * from './cameras.ts'
export * from './define.ts'
export * from './envelope.ts'
export * from './errors/index.ts'
export * from './flight.ts'
export * from './hms.ts'
export * from './messages.ts'
export * from './schema.ts'
export * from './topics.ts'
export * from './validate.ts'
export { PROPERTY_GROUPS }

/** Every declared method by its wire name. */
export const METHODS: ReadonlyMap<string, Method> = new Map(METHOD_LIST.map(m => [m.name, m]))
/** Every method that has an exchange of the kind. */
export const methodsOf = (kind: Kind): Method[] => METHOD_LIST.filter(m => m[kind])
/** Every (kind, method) pair, in page order. */
export const pairs = (): { kind: Kind; method: Method }[] =>
  METHOD_LIST.flatMap(method => KINDS.filter(kind => method[kind]).map(kind => ({ kind, method })))
/** True when the gateway's pages document the method on that kind of topic; unknown gateways may have any. */
export const isDocumented = (method: Method, kind: Kind, gateway: Gateway | undefined): boolean =>
  Boolean(method[kind] && (!gateway || method[kind]!.products.includes(gateway)))
export { exchangeFor }

const byModelKey = new Map(PRODUCT_LIST.map(p => [`${p.domain}-${p.type}-${p.sub_type}`, p]))
const byId = new Map(PRODUCT_LIST.map(p => [p.id, p]))
export const PRODUCTS: readonly Product[] = PRODUCT_LIST
export const productById = (id: string): Product | undefined => byId.get(id)
/** `domain-type-sub_type`, the wire's device_model_key. */
export const modelKey = (p: { domain: number; type: number; sub_type: number }) => `${p.domain}-${p.type}-${p.sub_type}`

/**
 * The product of a type code. A code newer than the documents gives a product described by what is common to its
 * domain (`known: false`), so that it binds, shows and flies; a new sub_type of a known type inherits from the type.
 */
export function productOf(domain: number, type: number, subType: number): Product {
  const known = byModelKey.get(`${domain}-${type}-${subType}`)
  if (known) return known
  const sibling = PRODUCT_LIST.find(p => p.domain === domain && p.type === type)
  const category = DOMAINS[domain] ?? 'payload'
  const base = sibling ?? byId.get(category === 'dock' ? 'dock3' : category === 'rc' ? 'rc-plus-2' : 'm4td')
  return {
    id: `unknown-${domain}-${type}-${subType}`,
    name: `Unknown ${category} (${domain}-${type}-${subType})`,
    domain: domain as Product['domain'],
    type,
    sub_type: subType,
    model: base?.model ?? 'aircraft',
    gateway: category === 'dock' || category === 'rc' ? base?.gateway : undefined,
    cameras: sibling?.cameras,
    category,
    known: false,
  }
}

export interface Property extends PropertyDefinition {
  name: string
  group: string
}
/** Every declared property by wire name (a name may stand once for docks and once for aircraft). */
export const PROPERTIES: readonly Property[] = PROPERTY_GROUPS.flatMap(({ group, properties }) =>
  Object.entries(properties).map(([name, definition]) => ({ name, group, ...definition })),
)
const propertiesByModel = new Map<PropertyModel, ReadonlyMap<string, Property>>()
/** The properties of one model, variants laid over. */
export function propertiesOf(model: PropertyModel): ReadonlyMap<string, Property> {
  let map = propertiesByModel.get(model)
  if (!map) {
    map = new Map(PROPERTIES.filter(p => p.models.includes(model)).map(p => [p.name, { ...p, ...p.variants?.[model] }]))
    propertiesByModel.set(model, map)
  }
  return map
}

const patterned = PROPERTIES.flatMap(p => (p.pattern ? [{ name: p.name, matches: new RegExp(p.pattern) }] : []))
/** The property that a model reports under a wire name, which may be a value such as `99-0-0`. */
export function propertyOf(model: PropertyModel, name: string): Property | undefined {
  const properties = propertiesOf(model)
  return properties.get(name) ?? properties.get(patterned.find(p => p.matches.test(name))?.name ?? '')
}
