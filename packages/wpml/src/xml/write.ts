import { WpmlError } from '../errors.ts'
import type { Kept, XmlNode } from './node.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 cannot hold
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' }

export function escapeText(text: string): string {
  if (FORBIDDEN.test(text) || LONE_SURROGATE.test(text))
    throw new WpmlError('write.text', 'A text has a character that XML cannot hold.')
  return /[&<>\r]/.test(text) ? text.replace(/[&<>\r]/g, c => ESCAPES[c]!) : text
}
const escapeAttribute = (text: string) =>
  escapeText(text).replace(/["\n\t]/g, c => ESCAPES[c] ?? `&#${c.charCodeAt(0)};`)

/** Collects XML with an indent of two spaces. */
export class XmlWriter {
  readonly #parts: string[] = ['<?xml version="1.0" encoding="UTF-8"?>\n']
  #indent = ''

  open(name: string, attributes?: Record<string, string>) {
    this.#parts.push(this.#indent, '<', name, attributesOf(attributes), '>\n')
    this.#indent += '  '
  }
  close(name: string) {
    this.#indent = this.#indent.slice(2)
    this.#parts.push(this.#indent, '</', name, '>\n')
  }
  leaf(name: string, text: string, attributes?: Record<string, string>) {
    this.#parts.push(this.#indent, '<', name, attributesOf(attributes), '>', escapeText(text), '</', name, '>\n')
  }
  kept(kept: Kept) {
    const text = 'comment' in kept ? commentOf(kept.comment) : 'text' in kept ? escapeText(kept.text) : verbatim(kept)
    this.#parts.push(this.#indent, text, '\n')
  }
  end(): string {
    return this.#parts.join('')
  }
}

function verbatim(node: XmlNode): string {
  const inner = node.children.map(child =>
    typeof child === 'string' ? escapeText(child) : 'name' in child ? verbatim(child) : commentOf(child.comment),
  )
  return `<${node.name}${attributesOf(node.attributes)}>${inner.join('')}</${node.name}>`
}
const commentOf = (comment: string) => `<!--${escapeless(comment)}-->`
function escapeless(comment: string): string {
  escapeText(comment)
  return comment.replace(/--/g, '- -').replace(/-$/, '- ')
}
function attributesOf(attributes?: Record<string, string>): string {
  if (!attributes) return ''
  let text = ''
  for (const name in attributes) text += ` ${name}="${escapeAttribute(attributes[name]!)}"`
  return text
}
