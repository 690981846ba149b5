/** The little XML that S3 needs: elements with text, written and read. */
import { SaxesParser } from 'saxes'

export type Content = string | number | boolean | Element[]
export type Element = [name: string, content: Content]

/** Of the bucket and everything in it. */
export const OWNER: Element[] = [
  ['ID', 'rookery'],
  ['DisplayName', 'rookery'],
]

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' }

const write = ([name, content]: Element): string =>
  `<${name}>${Array.isArray(content) ? content.map(write).join('') : escapeText(String(content))}</${name}>`
const escapeText = (text: string) => text.replace(/[&<>"\r]/g, char => ESCAPES[char]!)

export const document = (root: string, content: Element[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">${content.map(write).join('')}</${root}>`

/** Errors carry no namespace. */
export const errorDocument = (content: Element[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${write(['Error', content])}`

/** An element: its text, and the elements in it by name without prefix. */
export interface Node {
  name: string
  text: string
  children: Node[]
}

const MAX_DEPTH = 16

/** @throws where it is no well-formed XML, holds a document type, or is nested too deep. */
export function parse(xml: string): Node {
  const parser = new SaxesParser({ xmlns: false, fragment: false })
  const top: Node = { name: '', text: '', children: [] }
  const open = [top]
  const local = (name: string) => name.slice(name.indexOf(':') + 1)
  parser.on('error', error => {
    throw error
  })
  parser.on('doctype', () => {
    throw new Error('a document type is not taken')
  })
  parser.on('opentag', tag => {
    if (open.length > MAX_DEPTH) throw new Error('nested too deep')
    const node: Node = { name: local(tag.name), text: '', children: [] }
    open.at(-1)!.children.push(node)
    open.push(node)
  })
  parser.on('text', text => {
    open.at(-1)!.text += text
  })
  parser.on('cdata', text => {
    open.at(-1)!.text += text
  })
  parser.on('closetag', () => {
    open.pop()
  })
  parser.write(xml).close()
  return top.children[0]!
}

/** Elements of that name directly inside. */
export const all = (node: Node, name: string): Node[] => node.children.filter(child => child.name === name)
/** Text of the first of them. */
export const textOf = (node: Node, name: string): string | undefined => all(node, name)[0]?.text
