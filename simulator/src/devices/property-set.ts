import { checkStrict, type Property, type PropertyModel, propertiesOf } from '@rookery/thing-model'
import type { SimulatedGateway } from './gateway.ts'
import type { Properties, Thing } from './thing.ts'

/** Result of setting one field: 0 set, 1 failed. */
const SET = { result: 0 }
const FAILED = { result: 1 }

/** Sets properties of the dock or of the aircraft behind it and gives the result of each field. */
export function setProperties(gateway: SimulatedGateway, data: Properties): Properties {
  const results: Properties = {}
  for (const [name, value] of Object.entries(data)) results[name] = setOne(gateway, name, value)
  return results
}

function setOne(gateway: SimulatedGateway, name: string, value: unknown): unknown {
  const target = find(gateway, name)
  if (!target) return FAILED
  const { thing, property, model } = target
  // A camera object carries settings of its own: `{"81-0-0": {"thermal_gain_mode": 1}}`.
  if (!property) return setFields(thing, name, value, field => propertiesOf(model).get(field))
  if (property.access !== 'rw' || !fits(property, value)) return isStruct(value) ? each(value, () => FAILED) : FAILED
  if (!isStruct(value)) {
    thing.set({ [name]: value })
    return SET
  }
  thing.merge(name, value)
  return each(value, () => SET)
}

function find(gateway: SimulatedGateway, name: string) {
  const things: [Thing, PropertyModel][] = [[gateway.thing, gateway.product.model]]
  const { aircraft } = gateway
  if (aircraft?.powered) things.push([aircraft, aircraft.product.model])
  for (const [thing, model] of things) {
    const property = propertiesOf(model).get(name)
    if (property) return { thing, model, property }
    if (thing.has(name)) return { thing, model, property: undefined }
  }
  return undefined
}

function fits(property: Property, value: unknown): boolean {
  const { properties } = property.schema as { properties?: { [name: string]: object } }
  // Part of a struct may be set; then each given field counts, and none may be unknown.
  if (isStruct(value) && properties)
    return Object.entries(value).every(([field, part]) => {
      const schema = properties[field]
      return schema !== undefined && checkStrict(schema as Property['schema'], part).length === 0
    })
  return checkStrict(property.settable ?? property.schema, value).length === 0
}

function setFields(
  thing: Thing,
  name: string,
  value: unknown,
  lookUp: (field: string) => Property | undefined,
): unknown {
  if (!isStruct(value)) return FAILED
  return each(value, (field, part) => {
    const current = thing.get(name) as Properties
    const property = lookUp(field)
    if (!(field in current) || (property && (property.access !== 'rw' || !fits(property, part)))) return FAILED
    thing.merge(name, { [field]: part })
    return SET
  })
}

const isStruct = (value: unknown): value is Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const each = (value: Properties, fn: (field: string, part: unknown) => unknown): Properties =>
  Object.fromEntries(Object.entries(value).map(([field, part]) => [field, fn(field, part)]))
