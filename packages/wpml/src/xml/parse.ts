/**
 * XML into plain nodes, in one pass and under limits. There is no DTD and so no entity besides XML's five: a
 * DOCTYPE ends the reading at once.
 */
import { SaxesParser } from 'saxes'
import { WpmlError } from '../errors.ts'
import type { Deadline, Limits } from '../limits.ts'
import type { XmlNode } from './node.ts'

export interface ParsedXml {
  root: XmlNode
  /** URI of the WPML namespace, as the file spells it; undefined when it declares none. */
  namespace?: string
}

/** `http://www.dji.com/wpmz/1.0.6`; consumer apps write `www.uav.com`. */
export const WPML_NAMESPACE = /^https?:\/\/[^/]+\/wpmz\/(\d+)\.(\d+)\.(\d+)$/
const KML_NAMESPACE = /^https?:\/\/(www\.opengis\.net|earth\.google\.com)\/kml\//
const CHUNK = 64 * 1024

export function parseXml(
  bytes: Uint8Array,
  limits: Pick<Limits, 'documentBytes' | 'elements' | 'depth'>,
  deadline: Deadline = () => {},
): ParsedXml {
  if (bytes.length > limits.documentBytes)
    throw new WpmlError('xml.too-large', `A document is larger than ${Math.floor(limits.documentBytes / 2 ** 20)} MB.`)
  const text = decode(bytes)
  const parser = new SaxesParser({ position: false })
  const names = new Names()
  const top: XmlNode = { name: '', children: [] }
  const open: XmlNode[] = []
  let current = top
  let elements = 0

  parser.on('error', error => {
    throw new WpmlError('xml.malformed', `The XML is damaged: ${error.message.replace(/\.?$/, '.')}`)
  })
  parser.on('doctype', () => {
    throw new WpmlError('xml.doctype', 'The XML has a document type declaration (DTD), which is not allowed.')
  })
  parser.on('opentag', tag => {
    if (++elements > limits.elements)
      throw new WpmlError('xml.too-many-elements', `A document has more than ${limits.elements} elements.`)
    if (open.length >= limits.depth)
      throw new WpmlError('xml.too-deep', `The XML is nested deeper than ${limits.depth} levels.`)
    let any = false
    for (const name in tag.attributes) {
      any = true
      if (name.startsWith('xmlns')) names.declare(name, tag.attributes[name] as string)
    }
    const node: XmlNode = { name: names.canonical(tag.name), children: [] }
    if (any) node.attributes = { ...(tag.attributes as Record<string, string>) }
    current.children.push(node)
    open.push(current)
    current = node
  })
  parser.on('closetag', () => {
    current = open.pop()!
  })
  const addText = (value: string) => {
    const last = current.children.at(-1)
    if (typeof last === 'string') current.children[current.children.length - 1] = last + value
    else if (current !== top && (value.charCodeAt(0) > 32 || value.trim())) current.children.push(value)
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('comment', comment => {
    if (current !== top) current.children.push({ comment })
  })

  for (let at = 0; at < text.length; at += CHUNK) {
    deadline()
    parser.write(text.slice(at, at + CHUNK))
  }
  parser.close()
  const root = top.children[0] as XmlNode | undefined
  if (root?.name !== 'kml') throw new WpmlError('xml.root', 'The XML is not KML: its root element is not <kml>.')
  return { root, namespace: names.wpml }
}

/** Maps the file's prefixes to ours: `wpml:` for WPML, none for KML. */
class Names {
  wpml: string | undefined
  readonly #prefixes = new Map<string, string>([['wpml', 'wpml:']])
  readonly #names = new Map<string, string>()

  declare(attribute: string, uri: string) {
    const prefix = attribute === 'xmlns' ? '' : attribute.slice(6)
    if (WPML_NAMESPACE.test(uri) || (prefix === 'wpml' && this.wpml === undefined)) {
      this.wpml ??= uri
      if (prefix) this.#prefixes.set(prefix, 'wpml:')
    } else if (KML_NAMESPACE.test(uri) && prefix) this.#prefixes.set(prefix, '')
    this.#names.clear()
  }

  canonical(name: string): string {
    const known = this.#names.get(name)
    if (known !== undefined) return known
    const colon = name.indexOf(':')
    const prefix = colon < 0 ? undefined : this.#prefixes.get(name.slice(0, colon))
    const canonical = prefix === undefined ? name : prefix + name.slice(colon + 1)
    this.#names.set(name, canonical)
    return canonical
  }
}

/** By byte order mark, else by the declared encoding, else UTF-8. */
function decode(bytes: Uint8Array): string {
  const declared = /^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(
    String.fromCharCode(...bytes.subarray(0, 200)).replace(/^\u00ef\u00bb\u00bf/, ''),
  )?.[1]
  const label =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : (declared ?? 'utf-8')
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes)
  } catch {
    throw new WpmlError('xml.encoding', `The XML is not valid ${label.toUpperCase()}.`)
  }
}
