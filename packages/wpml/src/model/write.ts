/** The typed model to XML, driven by the same declarations. */
import { type AnyElement, chosenBy, type Elements, type Layout } from '../elements/define.ts'
import type { XmlWriter } from '../xml/write.ts'
import { type Group, wireName } from './read.ts'
import { formatValue } from './values.ts'

type Step = Layout[number]

export function writeGroup(writer: XmlWriter, group: Group, elements: Elements) {
  const lists = new Map<string, number>()
  for (const step of steps(group, elements)) {
    if (typeof step === 'object' && !('key' in step)) {
      writer.kept(step)
      continue
    }
    const { key, count, attributes } =
      typeof step === 'string'
        ? { key: step, count: 1, attributes: undefined }
        : { count: 1, attributes: undefined, ...step }
    const element = elements[key]!
    if (!isList(element)) {
      writeElement(writer, key, element, group[key], group, attributes)
      continue
    }
    const items = group[key] as unknown[]
    const from = lists.get(key) ?? 0
    const to = Math.min(items.length, from + count)
    for (let i = from; i < to; i++) writeElement(writer, key, element, items[i], group)
    lists.set(key, to)
  }
}

function writeElement(
  writer: XmlWriter,
  key: string,
  element: AnyElement,
  value: unknown,
  parent: Group,
  attributes?: Record<string, string>,
) {
  const name = wireName(key, element)
  if (element.type !== 'group' && element.type !== 'choice') {
    writer.leaf(name, formatValue(element, value), attributes)
    return
  }
  const group = value as Group
  const inside = element.type === 'group' ? element.elements : chosenBy(element, parent[element.by])
  writer.open(name, group.$attributes)
  if (inside) writeGroup(writer, group, inside)
  writer.close(name)
}

const isList = (element: AnyElement) => element.type === 'group' && element.list

/** The group's children in their order: as they were read, with what came since at its usual place. */
function steps(group: Group, elements: Elements): Step[] {
  const present = Object.keys(elements).filter(key => {
    const value = group[key]
    return isList(elements[key]!) ? (value as unknown[] | undefined)?.length : value !== undefined && value !== null
  })
  if (!group.$layout) return present.map(key => ({ key, count: Number.MAX_SAFE_INTEGER }))
  const result = group.$layout.filter(step => {
    const key = keyOf(step)
    return key === undefined || present.includes(key)
  })
  const last = new Map<string, number>()
  result.forEach((step, i) => {
    const key = keyOf(step)
    if (key !== undefined) last.set(key, i)
  })
  let before = -1
  const inserted: [after: number, step: Step][] = []
  for (const key of present) {
    const at = last.get(key)
    if (at === undefined) inserted.push([before, { key, count: Number.MAX_SAFE_INTEGER }])
    else {
      before = at
      // A list may have grown since.
      if (isList(elements[key]!)) inserted.push([at, { key, count: Number.MAX_SAFE_INTEGER }])
    }
  }
  inserted.sort(([a], [b]) => a - b)
  for (const [after, step] of inserted.reverse()) result.splice(after + 1, 0, step)
  return result
}

const keyOf = (step: Step): string | undefined =>
  typeof step === 'string' ? step : 'key' in step ? step.key : undefined
