/** XML nodes to the typed model, driven by the element declarations. Nothing is dropped; see `Layout`. */
import { type AnyElement, chosenBy, type Elements, type GroupExtras, type Layout } from '../elements/define.ts'
import { isElement, textOf, type XmlNode } from '../xml/node.ts'
import { type LeafValue, parseValue } from './values.ts'

export type Group = GroupExtras & { [key: string]: unknown }

interface Declared {
  element: AnyElement
  key: string
  rank: number
}
/** Declarations of a group by their name in the file. */
const byWireName = new WeakMap<Elements, Map<string, Declared>>()
export const wireName = (key: string, element: AnyElement) => (element.kml ? key : `wpml:${key}`)

export function declared(elements: Elements): Map<string, Declared> {
  let map = byWireName.get(elements)
  if (!map) {
    map = new Map(
      Object.entries(elements).map(([key, element], rank) => [wireName(key, element), { element, key, rank }]),
    )
    byWireName.set(elements, map)
  }
  return map
}

/** An empty group: only its lists are there. */
export function emptyGroup(elements: Elements): Group {
  const group: Group = {}
  for (const [key, element] of Object.entries(elements)) if (element.type === 'group' && element.list) group[key] = []
  return group
}

export function readGroup(node: XmlNode, elements: Elements): Group {
  const known = declared(elements)
  const group = emptyGroup(elements)
  const layout: Layout = []
  let usual = true
  let rank = -1
  for (const child of node.children) {
    if (typeof child === 'string' || !isElement(child)) {
      layout.push(typeof child === 'string' ? { text: child.trim() } : child)
      usual = false
      continue
    }
    const match = known.get(child.name)
    const value = match && readElement(child, match, group, node, elements)
    if (value === undefined) {
      layout.push(child)
      usual = false
      continue
    }
    const { key, element } = match!
    if (isList(element)) (group[key] as unknown[]).push(value)
    else group[key] = value
    if (match!.rank < rank) usual = false
    rank = match!.rank
    if (isLeaf(element) && child.attributes) {
      layout.push({ key, attributes: child.attributes })
      usual = false
    } else addToLayout(layout, key, isList(element))
  }
  if (!usual) group.$layout = layout
  if (node.attributes) group.$attributes = node.attributes
  return group
}

const isList = (element: AnyElement) => element.type === 'group' && element.list
const isLeaf = (element: AnyElement) => element.type !== 'group' && element.type !== 'choice'

/** Undefined when it has to be kept verbatim: a second one, or not of its type. */
function readElement(
  node: XmlNode,
  { element, key }: Declared,
  group: Group,
  parent: XmlNode,
  elements: Elements,
): LeafValue | Group | undefined {
  if (!isList(element) && Object.hasOwn(group, key)) return undefined
  if (element.type === 'group') return readGroup(node, element.elements)
  if (element.type === 'choice') {
    // The sibling that decides may stand after this element, so it is looked up in the file, not in the model.
    const name = wireName(element.by, elements[element.by]!)
    const sibling = parent.children.find(child => typeof child === 'object' && 'name' in child && child.name === name)
    const chosen = sibling && chosenBy(element, textOf(sibling as XmlNode))
    return chosen && readGroup(node, chosen)
  }
  return node.children.some(child => typeof child !== 'string' && isElement(child))
    ? undefined
    : parseValue(element, textOf(node))
}

function addToLayout(layout: Layout, key: string, list: boolean) {
  const last = layout.at(-1)
  if (!list || last === undefined || typeof last === 'string' || !('key' in last) || last.key !== key) {
    layout.push(list ? { key, count: 1 } : key)
    return
  }
  last.count = (last.count ?? 1) + 1
}
