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
/** Declarations of a group by their name in the file, and the keys of its lists. */
interface Declarations {
  byWireName: Map<string, Declared>
  lists: string[]
}
const declarations = new WeakMap<Elements, Declarations>()
export const wireName = (key: string, element: AnyElement) => (element.kml ? key : `wpml:${key}`)

function declarationsOf(elements: Elements): Declarations {
  let known = declarations.get(elements)
  if (!known) {
    const all = Object.entries(elements)
    known = {
      byWireName: new Map(all.map(([key, element], rank) => [wireName(key, element), { element, key, rank }])),
      lists: all.filter(([, element]) => isList(element)).map(([key]) => key),
    }
    declarations.set(elements, known)
  }
  return known
}
export const declared = (elements: Elements): Map<string, Declared> => declarationsOf(elements).byWireName

/** An empty group: only its lists are there. */
export function emptyGroup(elements: Elements): Group {
  const group: Group = {}
  for (const key of declarationsOf(elements).lists) group[key] = []
  return group
}

export function readGroup(node: XmlNode, elements: Elements): Group {
  const known = declared(elements)
  const group = emptyGroup(elements)
  const { children } = node
  /** Only where the children are not the usual ones; most often they are. */
  let layout: Layout | undefined
  let rank = -1
  for (let i = 0; i < children.length; i++) {
    const child = children[i]!
    if (typeof child === 'string' || !isElement(child)) {
      layout ??= layoutBefore(children, i, known)
      layout.push(typeof child === 'string' ? { text: child.trim() } : child)
      continue
    }
    const match = known.get(child.name)
    const value = match && readElement(child, match, group, node, elements)
    if (value === undefined) {
      layout ??= layoutBefore(children, i, known)
      layout.push(child)
      continue
    }
    const { key, element } = match!
    if (isList(element)) (group[key] as unknown[]).push(value)
    else group[key] = value
    const marked = isLeaf(element) && child.attributes
    if (match!.rank < rank || marked) layout ??= layoutBefore(children, i, known)
    rank = match!.rank
    if (marked) layout!.push({ key, attributes: marked })
    else if (layout) addToLayout(layout, key, isList(element))
  }
  if (layout) group.$layout = layout
  if (node.attributes) group.$attributes = node.attributes
  return group
}

/** The layout of children that were all usual ones. */
function layoutBefore(children: XmlNode['children'], end: number, known: Map<string, Declared>): Layout {
  const layout: Layout = []
  for (let i = 0; i < end; i++) {
    const { key, element } = known.get((children[i] as XmlNode).name)!
    addToLayout(layout, key, isList(element))
  }
  return layout
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
  for (const child of node.children) if (typeof child !== 'string' && isElement(child)) return undefined
  return parseValue(element, textOf(node))
}

function addToLayout(layout: Layout, key: string, list: boolean) {
  const last = layout.at(-1)
  if (!list || last === undefined || typeof last === 'string' || !('key' in last) || last.key !== key) {
    layout.push(list ? { key, count: 1 } : key)
    return
  }
  last.count = (last.count ?? 1) + 1
}
