/** Words for values: labels and units of the thing model, in Chinese where the locale files have them. */
import { type PropertyModel, productOf, propertiesOf } from '@rookery/thing-model'
import { useI18n } from 'vue-i18n'
import type { Device } from '../../api/types.ts'

/** The parts of a property's schema that a view needs. */
export interface Node {
  type?: string
  title?: string
  description?: string
  unit?: string
  step?: number
  minimum?: number
  maximum?: number
  maxLength?: number
  enum?: (number | string)[]
  labels?: Record<string, string>
  sentinels?: readonly (number | string)[]
  properties?: Record<string, Node>
  patternProperties?: Record<string, Node>
  items?: Node
  anyOf?: Node[]
}

export const modelOf = (device: Pick<Device, 'domain' | 'type' | 'sub_type'>): PropertyModel =>
  productOf(device.domain, device.type, device.sub_type).model

/** The schema at a dotted path of a model's properties. */
export function schemaAt(model: PropertyModel, path: string): Node | undefined {
  const [name = '', ...rest] = path.split('.')
  let node = propertiesOf(model).get(name)?.schema as Node | undefined
  for (const key of rest)
    node =
      node?.properties?.[key] ??
      (node?.items ? (/^\d+$/.test(key) ? node.items : node.items.properties?.[key]) : undefined)
  return node
}

/** How units are written on the screen. */
const UNITS: Record<string, string> = {
  percent: '%',
  permille: '‰',
  degC: '°C',
  degF: '°F',
  deg: '°',
  'deg/s': '°/s',
  us: 'µs',
  x: '×',
  times: '',
  ratio: '',
  year: '',
}
export const unitText = (unit: string | undefined): string => (unit === undefined ? '' : (UNITS[unit] ?? unit))

const CATEGORY: Record<number, string> = { 0: 'aircraft', 2: 'rc', 3: 'dock' }
/** Locale key below which an enumeration's values may be translated; modes mean something else per category. */
export const enumKey = (device: Pick<Device, 'domain'>, path: string): string =>
  path === 'mode_code'
    ? `mode.${CATEGORY[device.domain]}`
    : `device.enum.${path.replace(/\.\d+\./g, '.').replace(/\./g, '_')}`

/** `label(node, key, value)`: the name of an enumeration's value in the user's language, or undefined. */
export function useEnumLabel() {
  const { t, te } = useI18n()
  return (node: Node | undefined, key: string, value: unknown): string | undefined => {
    const local = `${key}.${value}`
    return te(local) ? t(local) : node?.labels?.[String(value)]
  }
}
