/**
 * Every property of a device as flat rows: what its model's page documents, in groups, with the value it has now;
 * then what it sends although no document knows it. Pure, so that odd values can be tried.
 */
import { PROPERTY_GROUPS, type Property, type PropertyModel, propertiesOf } from '@rookery/thing-model'
import type { Values } from '../../api/types.ts'
import type { Node } from './labels.ts'

export interface PropertyRow {
  /** Dotted path below osd or state. */
  path: string
  /** Wire name of the field alone. */
  name: string
  title: string
  node: Node | undefined
  depth: number
  value: unknown
  /** A struct or list: its fields follow as rows of their own. */
  parent: boolean
  /** On the first row of a documented property. */
  property?: Property
}
export interface PropertyGroupRows {
  group: string
  title: string
  rows: PropertyRow[]
}

/** The name under which the model describes whatever hangs on a mount: the wire uses the payload's index. */
export const PAYLOAD = '{payload_index}'
const PAYLOAD_INDEX = /^\d+-\d+-\d+$/
const MAX_DEPTH = 6
const MAX_ITEMS = 32

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function expand(
  rows: PropertyRow[],
  path: string,
  name: string,
  node: Node | undefined,
  value: unknown,
  depth: number,
) {
  const title = node?.title ?? ''
  const row: PropertyRow = { path, name, title, node, depth, value, parent: false }
  rows.push(row)
  if (depth >= MAX_DEPTH) return
  if (isRecord(value)) {
    row.parent = true
    for (const key of new Set([...Object.keys(node?.properties ?? {}), ...Object.keys(value)])) {
      expand(rows, `${path}.${key}`, key, node?.properties?.[key], value[key], depth + 1)
    }
  } else if (node?.properties) {
    row.parent = true
    for (const [key, field] of Object.entries(node.properties)) {
      expand(rows, `${path}.${key}`, key, field, undefined, depth + 1)
    }
  } else if (Array.isArray(value) && value.some(item => typeof item === 'object' && item !== null)) {
    row.parent = true
    for (const [index, item] of value.slice(0, MAX_ITEMS).entries()) {
      expand(rows, `${path}.${index}`, `[${index}]`, node?.items, item, depth + 1)
    }
  }
}

export function propertyGroups(model: PropertyModel, osd: Values, state: Values): PropertyGroupRows[] {
  const known = propertiesOf(model)
  const groups = new Map<string, PropertyGroupRows>()
  const seen = new Set<string>()
  const sent = [...new Set([...Object.keys(osd), ...Object.keys(state)])]

  for (const property of known.values()) {
    const names = property.name === PAYLOAD ? sent.filter(name => PAYLOAD_INDEX.test(name)) : [property.name]
    let group = groups.get(property.group)
    if (!group) {
      const title = PROPERTY_GROUPS.find(g => g.group === property.group)?.title ?? property.group
      group = { group: property.group, title, rows: [] }
      groups.set(property.group, group)
    }
    for (const name of names.length > 0 ? names : [property.name]) {
      seen.add(name)
      const rows: PropertyRow[] = []
      expand(rows, name, name, property.schema as Node, osd[name] ?? state[name], 0)
      rows[0]!.title = property.title
      rows[0]!.property = property
      group.rows.push(...rows)
    }
  }
  const rest: PropertyRow[] = []
  for (const name of sent.filter(name => !seen.has(name)).sort()) {
    expand(rest, name, name, undefined, osd[name] ?? state[name], 0)
  }
  const all = [...groups.values()]
  return rest.length > 0 ? [...all, { group: 'undocumented', title: '', rows: rest }] : all
}

/** What a cell shows: `unknown` for sentinels and what was never sent. */
export interface Shown {
  kind: 'value' | 'unknown' | 'absent'
  text: string
}

export interface Words {
  /** Name of an enumeration's value, or undefined. */
  label(node: Node | undefined, path: string, value: unknown): string | undefined
  on: string
  off: string
  dateTime(ms: number): string
}

const NUMBER_SENTINELS = new Set<unknown>([32767, 3276.7, 65535])

export function shownValue(node: Node | undefined, path: string, value: unknown, words: Words): Shown {
  if (value === undefined) return { kind: 'absent', text: '' }
  if (value === null || value === '') return { kind: 'unknown', text: '' }
  const sentinel =
    node?.sentinels?.some(s => String(s) === String(value)) ||
    (NUMBER_SENTINELS.has(value) && (node?.maximum === undefined || node.maximum < Number(value)))
  if (sentinel && !node?.labels?.[String(value)]) return { kind: 'unknown', text: String(value) }
  const label = words.label(node, path, value)
  if (label !== undefined) return { kind: 'value', text: label }
  if (typeof value === 'boolean') return { kind: 'value', text: value ? words.on : words.off }
  if (typeof value === 'number' && node?.unit?.endsWith('-epoch')) {
    const ms = node.unit === 's-epoch' ? value * 1000 : value
    return Math.abs(ms) < 8.64e15
      ? { kind: 'value', text: words.dateTime(ms) }
      : { kind: 'unknown', text: String(value) }
  }
  if (typeof value === 'number') return { kind: 'value', text: Number.isInteger(value) ? String(value) : trim(value) }
  if (typeof value === 'object') return { kind: 'value', text: JSON.stringify(value) }
  return { kind: 'value', text: String(value) }
}
/** At most seven digits after the point: positions need them, noise of floats does not. */
const trim = (value: number) => String(Number(value.toFixed(7)))

/** The settable range in words, as the wire counts. */
export function rangeText(node: Node | undefined): string {
  if (!node || (node.minimum === undefined && node.maximum === undefined)) return ''
  if (node.minimum === undefined) return `≤ ${node.maximum}`
  if (node.maximum === undefined) return `≥ ${node.minimum}`
  return `${node.minimum} … ${node.maximum}`
}
