/** Our XML parser against one that is known to be good: both read the same, and refuse the same. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { corpus, template, waylines } from '../../test/corpus.ts'
import { WpmlError } from '../errors.ts'
import { readKmz } from '../kmz.ts'
import { LIMITS } from '../limits.ts'
import type { XmlNode } from './node.ts'
import { parseXml } from './parse.ts'

/** The same tree by the other parser; undefined when it refuses. */
function reference(xml: string): XmlNode | undefined {
  const top: XmlNode = { name: '', children: [] }
  const open = [top]
  let bad = false
  const parser = new SaxesParser({ position: false })
  const text = (value: string) => {
    const { children } = open.at(-1)!
    if (open.length === 1) return
    if (typeof children.at(-1) === 'string') children.push(children.pop() + value)
    else if (value.trim()) children.push(value)
  }
  parser.on('error', () => {
    bad = true
  })
  parser.on('doctype', () => {
    bad = true
  })
  parser.on('opentag', ({ name, attributes }) => {
    const node: XmlNode = { name, children: [] }
    if (Object.keys(attributes).length) node.attributes = { ...(attributes as Record<string, string>) }
    open.at(-1)!.children.push(node)
    open.push(node)
  })
  parser.on('closetag', () => void open.pop())
  parser.on('text', text)
  parser.on('cdata', text)
  parser.on('comment', comment => {
    if (open.length > 1) open.at(-1)!.children.push({ comment })
  })
  try {
    parser.write(xml).close()
  } catch {
    return undefined
  }
  return bad ? undefined : (top.children[0] as XmlNode)
}

function ours(xml: string): XmlNode | undefined {
  try {
    return parseXml(new TextEncoder().encode(xml), LIMITS).root
  } catch (error) {
    assert.ok(error instanceof WpmlError, String(error))
    return undefined
  }
}
const kml = (inside: string) => `<kml>${inside}</kml>`
function same(xml: string) {
  assert.deepEqual(ours(xml), reference(xml), xml)
}

test('files of the field are read alike', () => {
  for (const xml of [template, waylines, template.replaceAll('\n', '\r\n'), `\n${kml('')}`.trimStart()]) {
    assert.ok(ours(xml))
    same(xml)
  }
  for (const bytes of Object.values(corpus)) assert.ok(readKmz(bytes))
})

test('whatever is put together from pieces of XML is read alike, or refused alike', () => {
  const piece = fc.constantFrom(
    ...['<a>', '</a>', '<b x="1">', '</b>', '<c/>', '<c />', '<d y=\'2\' z="3"/>', '</a >', '<a', '>', '/>', '<', '</'],
    ...['text', ' ', '\n', '\t', '\r\n', '\r', '&amp;', '&lt;', '&#65;', '&#x41;', '&#13;', '&', '&;', '&x;', '&#0;'],
    ...['&#xD800;', '&#x110000;', '&#x;', ']]>', '<![CDATA[', '<![CDATA[x<&]]>', '<!-- c -->', '<!--', '-->', '--'],
    ...[
      '<?pi x?>',
      '<?xml version="1.0"?>',
      '<!x>',
      '"',
      "'",
      '=',
      'x="1"',
      ' x="1"',
      ' x=1',
      ' x',
      'é',
      '航',
      '\u{1f681}',
    ],
    ...[
      '<a x="1" x="2">',
      '<a x="<">',
      '<a x="&amp;\n\t">',
      '<a x="1"y="2">',
      '<1>',
      '<-a>',
      '<a:b>',
      '</a:b>',
      '\u0001',
    ],
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), pieces => same(kml(pieces.join('')))),
    { numRuns: 4000 },
  )
})

test('whatever is broken in a sound file is read alike, or refused alike', () => {
  // What the declaration at the top says of the version we do not mind.
  const declaration = template.indexOf('<kml')
  const change = fc.tuple(
    fc.integer({ min: declaration, max: template.length }),
    fc.nat({ max: 12 }),
    fc.string({ maxLength: 4 }),
  )
  fc.assert(
    fc.property(change, ([at, length, put]) => same(template.slice(0, at) + put + template.slice(at + length))),
    { numRuns: 400 },
  )
})

test('around the root element stand comments, instructions and white space alone', () => {
  for (const around of ['<!-- c -->', '<?pi?>', ' \n', 'x', '&amp;', '<a/>', '<![CDATA[x]]>', '\u0000']) {
    same(around + kml(''))
    same(kml('') + around)
  }
  for (const xml of ['', ' ', '<kml', '<kml>', '</kml>', '<kml></kml', '<kml></kml>x', '<?xml?>'])
    assert.equal(ours(xml), undefined, xml)
})
