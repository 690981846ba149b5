/**
 * XML into plain nodes, in one pass and under limits. Well-formed XML 1.0 is read, anything else refused; there is no
 * DTD and so no entity besides XML's five: a DOCTYPE ends the reading at once.
 */
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
/** Elements between two looks at the clock. */
const BETWEEN_LOOKS = 1024

// biome-ignore lint/suspicious/noControlCharactersInRegex: the characters that XML 1.0 cannot hold
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/
const START =
  'A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}'
const NAME = new RegExp(`^[:${START}][:${START}\\-.0-9\\u00B7\\u0300-\\u036F\\u203F\\u2040]*$`, 'u')
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const malformed = (what: string) => new WpmlError('xml.malformed', `The XML is damaged: ${what}.`)

export function parseXml(
  bytes: Uint8Array,
  limits: Pick<Limits, 'documentBytes' | 'elements' | 'depth'>,
  deadline: Deadline = () => {},
): ParsedXml {
  if (bytes.length > limits.documentBytes)
    throw new WpmlError('xml.too-large', `A document is larger than ${Math.floor(limits.documentBytes / 2 ** 20)} MB.`)
  deadline()
  const text = lines(decode(bytes))
  if (FORBIDDEN.test(text)) throw malformed('it holds a character that XML does not allow')
  const names = new Names()
  const top: XmlNode = { name: '', children: [] }
  const open: XmlNode[] = []
  /** Names of the open elements as the file spells them. */
  const spelt: string[] = []
  let current = top
  let elements = 0
  let at = 0

  while (at < text.length) {
    const tag = text.indexOf('<', at)
    const end = tag < 0 ? text.length : tag
    if (end > at) readText(text, at, end, current, current === top)
    if (tag < 0) break
    const next = text.charCodeAt(tag + 1)
    if (next === SLASH) {
      const name = spelt.pop()
      if (name === undefined || !text.startsWith(name, tag + 2)) throw malformed('an element ends that did not begin')
      at = skipSpace(text, tag + 2 + name.length)
      if (text.charCodeAt(at++) !== GREATER) throw malformed('an element ends that did not begin')
      open.pop()
      current = open.at(-1) ?? top
    } else if (next === BANG) at = declaration(text, tag, current, current === top)
    else if (next === QUESTION) at = instruction(text, tag)
    else {
      if (++elements > limits.elements)
        throw new WpmlError('xml.too-many-elements', `A document has more than ${limits.elements} elements.`)
      if (open.length >= limits.depth)
        throw new WpmlError('xml.too-deep', `The XML is nested deeper than ${limits.depth} levels.`)
      if (elements % BETWEEN_LOOKS === 0) deadline()
      if (current === top && top.children.length) throw malformed('something follows its root element')
      const name = names.read(text, tag + 1)
      at = names.end
      let attributes: Record<string, string> | undefined
      // Most elements have no attributes: their name ends with the tag.
      if (text.charCodeAt(at) !== GREATER) {
        attributes = {}
        at = readAttributes(text, at, attributes)
        for (const key in attributes) if (key.startsWith('xmlns')) names.declare(key, attributes[key]!)
      }
      if (!attributes) {
        // A value: an element with text alone, as most are.
        const close = text.indexOf('<', at)
        const after = close + 2 + name.spelt.length
        if (
          text.charCodeAt(close + 1) === SLASH &&
          text.charCodeAt(after) === GREATER &&
          text.startsWith(name.spelt, close + 2) &&
          current !== top
        ) {
          const value = unescaped(text.slice(at + 1, close))
          const children = value.charCodeAt(0) > 32 || value.trim() ? [value] : []
          current.children.push({ name: name.ours, children })
          at = after + 1
          continue
        }
      }
      const node: XmlNode = { name: attributes ? names.canonical(name.spelt) : name.ours, children: [] }
      if (attributes && Object.keys(attributes).length) node.attributes = attributes
      current.children.push(node)
      if (text.charCodeAt(at) === SLASH) {
        if (text.charCodeAt(++at) !== GREATER) throw malformed('a tag does not end')
      } else {
        open.push(node)
        spelt.push(name.spelt)
        current = node
      }
      at++
    }
  }
  if (open.length) throw malformed('it ends within an element')
  const root = top.children[0] as XmlNode | undefined
  if (!root) throw malformed('it has no element')
  if (root.name !== 'kml') throw new WpmlError('xml.root', 'The XML is not KML: its root element is not <kml>.')
  return { root, namespace: names.wpml }
}

const SLASH = 0x2f
const GREATER = 0x3e
const BANG = 0x21
const QUESTION = 0x3f
const EQUALS = 0x3d
const isSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d

/** Line ends as XML sees them; one that is written as `&#13;` stays. */
const lines = (text: string) => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text)

function skipSpace(text: string, at: number): number {
  while (isSpace(text.charCodeAt(at))) at++
  return at
}

/** Where a name ends that begins here. */
function nameEnd(text: string, from: number): number {
  let at = from
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === GREATER || code === SLASH || code === EQUALS || isSpace(code)) break
  }
  if (at >= text.length) throw malformed('a tag does not end')
  return at
}

/** Returns where the `>` or `/>` of the tag is. */
function readAttributes(text: string, from: number, attributes: Record<string, string>): number {
  for (let at = from; ; ) {
    const next = skipSpace(text, at)
    const code = text.charCodeAt(next)
    if (code === GREATER || code === SLASH) return next
    if (next === at) throw malformed('an attribute is not set apart')
    const end = nameEnd(text, next)
    const name = text.slice(next, end)
    if (!NAME.test(name)) throw malformed('an attribute has no proper name')
    const equals = skipSpace(text, end)
    const open = skipSpace(text, equals + 1)
    const quote = text[open]
    if (text.charCodeAt(equals) !== EQUALS || (quote !== '"' && quote !== "'"))
      throw malformed('an attribute has no value in quotes')
    const close = text.indexOf(quote, open + 1)
    const value = close < 0 ? '<' : text.slice(open + 1, close)
    if (value.includes('<')) throw malformed('the value of an attribute does not end')
    if (Object.hasOwn(attributes, name)) throw malformed('an element has the same attribute twice')
    const plain = unescaped(value.replace(/[\n\t]/g, ' '), true)
    Object.defineProperty(attributes, name, { value: plain, enumerable: true, writable: true, configurable: true })
    at = close + 1
  }
}

/** A comment or a section of plain text. Returns where it ends. */
function declaration(text: string, at: number, current: XmlNode, outside: boolean): number {
  if (text.startsWith('<!--', at)) {
    const end = text.indexOf('--', at + 4)
    if (end < 0 || text.charCodeAt(end + 2) !== GREATER) throw malformed('a comment does not end')
    if (!outside) current.children.push({ comment: text.slice(at + 4, end) })
    return end + 3
  }
  if (text.startsWith('<![CDATA[', at)) {
    const end = text.indexOf(']]>', at)
    if (end < 0 || outside) throw malformed('a CDATA section does not end, or has no element around it')
    addText(current, false, text.slice(at + 9, end))
    return end + 3
  }
  if (text.startsWith('<!DOCTYPE', at))
    throw new WpmlError('xml.doctype', 'The XML has a document type declaration (DTD), which is not allowed.')
  throw malformed('a tag has no name')
}

/** The XML declaration or an instruction to some program, which means nothing here. Returns where it ends. */
function instruction(text: string, at: number): number {
  const end = text.indexOf('?>', at)
  if (end < 0) throw malformed('an instruction does not end')
  const name = /^[^\s?]*/.exec(text.slice(at + 2, end))![0]
  if (!NAME.test(name) || (name.toLowerCase() === 'xml' && (at > 0 || name !== 'xml')))
    throw malformed('an instruction has no proper name')
  return end + 2
}

/** White space between elements, which most text is, means nothing and is passed over. */
function readText(text: string, from: number, to: number, current: XmlNode, outside: boolean) {
  if (skipSpace(text, from) >= to && typeof current.children.at(-1) !== 'string') return
  addText(current, outside, unescaped(text.slice(from, to)))
}

function addText(current: XmlNode, outside: boolean, value: string) {
  if (outside) {
    if (value.trim()) throw malformed('there is text outside of its root element')
    return
  }
  const { children } = current
  const last = children.length ? children[children.length - 1] : undefined
  if (typeof last === 'string') children[children.length - 1] = last + value
  else if (value.charCodeAt(0) > 32 || value.trim()) children.push(value)
}

function unescaped(text: string, attribute = false): string {
  if (!attribute && text.includes(']]>')) throw malformed('a text holds the end of a CDATA section')
  if (!text.includes('&')) return text
  return text.replace(/&([^;&]*);?/g, (whole, name: string) => {
    if (!whole.endsWith(';')) throw malformed('a reference does not end')
    if (Object.hasOwn(ENTITIES, name)) return ENTITIES[name]!
    const digits = /^#(?:([0-9]+)|x([0-9a-fA-F]+))$/.exec(name)
    if (!digits) throw malformed('it refers to something that it does not declare')
    const code = digits[1] ? Number.parseInt(digits[1], 10) : Number.parseInt(digits[2]!, 16)
    if (!isCharacter(code)) throw malformed('it refers to a character that XML does not allow')
    return String.fromCodePoint(code)
  })
}

const isCharacter = (code: number) =>
  code === 9 ||
  code === 10 ||
  code === 13 ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x10000 && code <= 0x10ffff)

/** A name as the file spells it, and as we do. */
interface Name {
  spelt: string
  ours: string
}
/** A power of two, larger than the number of names in any file of DJI's. */
const SLOTS = 4096

/** Maps the file's prefixes to ours: `wpml:` for WPML, none for KML. */
class Names {
  wpml: string | undefined
  /** Where the name ends that was read last. */
  end = 0
  readonly #prefixes = new Map<string, string>([['wpml', 'wpml:']])
  #known: (Name | undefined)[] = []

  declare(attribute: string, uri: string) {
    const prefix = attribute === 'xmlns' ? '' : attribute.slice(6)
    if (WPML_NAMESPACE.test(uri) || (prefix === 'wpml' && this.wpml === undefined)) {
      this.wpml ??= uri
      if (prefix) this.#prefixes.set(prefix, 'wpml:')
    } else if (KML_NAMESPACE.test(uri) && prefix) this.#prefixes.set(prefix, '')
    this.#known = []
  }

  /** The name that begins here. Names repeat, so they are compared where they stand rather than cut out. */
  read(text: string, from: number): Name {
    let hash = 0
    let at = from
    for (; ; at++) {
      const code = text.charCodeAt(at)
      if (code === GREATER || code === SLASH || isSpace(code)) break
      if (Number.isNaN(code)) throw malformed('a tag does not end')
      hash = (hash * 31 + code) | 0
    }
    this.end = at
    const slot = hash & (SLOTS - 1)
    const known = this.#known[slot]
    if (known && known.spelt.length === at - from && text.startsWith(known.spelt, from)) return known
    const spelt = text.slice(from, at)
    if (!NAME.test(spelt)) throw malformed('an element has no proper name')
    const name = { spelt, ours: this.canonical(spelt) }
    this.#known[slot] = name
    return name
  }

  canonical(name: string): string {
    const colon = name.indexOf(':')
    const prefix = colon < 0 ? undefined : this.#prefixes.get(name.slice(0, colon))
    return prefix === undefined ? name : prefix + name.slice(colon + 1)
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
