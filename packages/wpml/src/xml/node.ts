/**
 * An XML element as plain data. Names in the WPML namespace carry the prefix `wpml:` whatever the file called it,
 * KML's own names carry none, others stay as they are.
 */
export interface XmlNode {
  name: string
  attributes?: Record<string, string>
  /** Child elements, text and comments in the order of the file; white space between elements is dropped. */
  children: (XmlNode | { comment: string } | string)[]
}

/** Kept verbatim where it stood. */
export type Kept = XmlNode | { comment: string } | { text: string }

export const isElement = (child: XmlNode['children'][number]): child is XmlNode =>
  typeof child === 'object' && 'name' in child

/** The text directly inside, trimmed. */
export function textOf(node: XmlNode): string {
  if (node.children.length === 1 && typeof node.children[0] === 'string') return node.children[0].trim()
  let text = ''
  for (const child of node.children) if (typeof child === 'string') text += child
  return text.trim()
}
