/** Archives that nobody may get past `readKmz`, each with the code it is refused by. */
import { deflateSync } from 'fflate'
import type { WpmlErrorCode } from '../src/errors.ts'
import { kml, template, waylines } from './corpus.ts'
import { type RawEntry, rawZip } from './raw-zip.ts'

const MB = 2 ** 20
const documents: RawEntry[] = [
  { path: 'wpmz/template.kml', content: template },
  { path: 'wpmz/waylines.wpml', content: waylines },
]
const plus = (...entries: RawEntry[]) => rawZip([...documents, ...entries])
const withXml = (content: string | Uint8Array) => rawZip([{ path: 'wpmz/waylines.wpml', content }, documents[0]!])
const zeros = (size: number) => new Uint8Array(size)
/** Bytes that hardly shrink. */
function noise(size: number) {
  const bytes = new Uint8Array(size)
  let state = 1
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    bytes[i] = state >>> 16
  }
  return bytes
}
const good = plus()
const cut = (bytes: Uint8Array, from: number, to: number) => bytes.slice(from, to)
const flipped = (bytes: Uint8Array, at: number) => {
  const copy = bytes.slice()
  copy[at]! ^= 0xff
  return copy
}

export const hostile: [name: string, code: WpmlErrorCode, make: () => Uint8Array][] = [
  ['nothing', 'archive.not-zip', () => new Uint8Array()],
  ['text', 'archive.not-zip', () => Buffer.from('<kml/>')],
  ['a gzip file', 'archive.not-zip', () => Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3)],
  ['cut off at the end', 'archive.not-zip', () => cut(good, 0, good.length - 30)],
  ['cut off at the start', 'archive.damaged', () => cut(good, 100, good.length)],
  ['a directory that points nowhere', 'archive.damaged', () => flipped(good, good.length - 5)],
  ['flipped bits in the data', 'archive.damaged', () => flipped(good, 50)],
  ['a wrong checksum', 'archive.checksum', () => plus({ path: 'a', content: 'abc', crc: 1 })],
  ['a size that lies low', 'archive.checksum', () => plus({ path: 'a', content: zeros(5000), size: 10 })],
  ['a size that lies high', 'archive.checksum', () => plus({ path: 'a', content: 'abc', size: 100_000 })],
  ['51 MB packed', 'archive.too-large', () => plus({ path: 'a', content: noise(51 * MB), method: 0 })],
  [
    '201 MB unpacked, within the ratio',
    'archive.too-large-unpacked',
    () => {
      const dense = deflateSync(new Uint8Array([...noise(MB / 16), ...zeros(MB - MB / 16)]))
      const part = { packed: dense, size: MB, crc: 0 }
      const content = new Uint8Array([...noise(MB / 16), ...zeros(MB - MB / 16)])
      return plus(...Array.from({ length: 201 }, (_, i) => ({ ...part, path: `p${i}`, crc: undefined, content })))
    },
  ],
  ['a bomb of zeros', 'archive.ratio', () => plus({ path: 'a', content: zeros(30 * MB) })],
  [
    'a bomb that gives its size as 10',
    'archive.checksum',
    () => plus({ path: 'a', content: zeros(30 * MB), size: 10 }),
  ],
  ['a bomb in place of a document', 'archive.ratio', () => withXml(zeros(20 * MB))],
  [
    'an entry inside another one',
    'archive.overlap',
    () => {
      const inner = { path: 'inner', content: 'x'.repeat(1000) }
      return plus({ path: 'outer', content: rawZip([inner]), method: 0 }, { ...inner, inside: 2 })
    },
  ],
  [
    '1,001 entries',
    'archive.too-many-entries',
    () => plus(...Array.from({ length: 999 }, (_, i) => ({ path: `f${i}`, content: 'x' }))),
  ],
  ['more entries than there are', 'archive.damaged', () => rawZip(documents, 500)],
  ...['../evil', 'wpmz/../../evil', '/etc/passwd', 'C:\\evil', 'c:evil', '\\\\host\\evil', '..\\evil', 'a\0b', ''].map(
    (path): [string, WpmlErrorCode, () => Uint8Array] => [
      `the path ${JSON.stringify(path)}`,
      'archive.path',
      () => plus({ path, content: 'x' }),
    ],
  ),
  ['the same path twice', 'archive.duplicate-path', () => plus({ path: 'wpmz/template.kml', content: template })],
  ['the same path in capitals', 'archive.duplicate-path', () => plus({ path: 'WPMZ/TEMPLATE.KML', content: template })],
  ['two names for one entry', 'archive.damaged', () => plus({ path: 'b', localPath: 'c', content: 'x' })],
  ['an encrypted entry', 'archive.encrypted', () => plus({ path: 'a', content: 'x', flags: 0x0801 })],
  ['an exotic method', 'archive.method', () => plus({ path: 'a', content: 'x', method: 12 })],
  ['a symbolic link', 'archive.not-file', () => plus({ path: 'a', content: '/etc/passwd', mode: 0xa1ff })],
  ['a directory with content', 'archive.damaged', () => plus({ path: 'a/', content: 'x' })],
  ['no document', 'archive.no-wpml', () => rawZip([{ path: 'doc.kml', content: template }])],
  ['an empty archive', 'archive.no-wpml', () => rawZip([])],

  ['an empty document', 'xml.malformed', () => withXml('')],
  ['a document that ends early', 'xml.malformed', () => withXml(waylines.slice(0, -20))],
  ['crossed tags', 'xml.malformed', () => withXml('<kml><a><b></a></b></kml>')],
  ['two roots', 'xml.malformed', () => withXml('<kml/><kml/>')],
  ['an undeclared entity', 'xml.malformed', () => withXml(kml('<wpml:author>&xxe;</wpml:author>'))],
  ['another root', 'xml.root', () => withXml('<html/>')],
  ['bytes that are not UTF-8', 'xml.encoding', () => withXml(Uint8Array.of(0x3c, 0x61, 0xff, 0x3e))],
  ['an unknown encoding', 'xml.encoding', () => withXml('<?xml version="1.0" encoding="EBCDIC-XX"?><kml/>')],
  [
    'an external entity (XXE)',
    'xml.doctype',
    () =>
      withXml(
        '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml><Document>&x;</Document></kml>',
      ),
  ],
  ['an external DTD', 'xml.doctype', () => withXml('<!DOCTYPE kml SYSTEM "http://evil.example/a.dtd"><kml/>')],
  [
    'a billion laughs',
    'xml.doctype',
    () =>
      withXml(
        `<!DOCTYPE kml [<!ENTITY a0 "ha">${Array.from({ length: 9 }, (_, i) => `<!ENTITY a${i + 1} "${`&a${i};`.repeat(10)}">`).join('')}]><kml>&a9;</kml>`,
      ),
  ],
  [
    '10,000 levels of nesting',
    'xml.too-deep',
    () => withXml(`<kml>${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}</kml>`),
  ],
  [
    'a million elements',
    'xml.too-many-elements',
    () => withXml(`<kml>${Array.from({ length: 1_000_000 }, (_, i) => `<a${(i * 7919) % 9973}/>`).join('')}</kml>`),
  ],
  ['a document of 25 MB', 'xml.too-large', () => withXml(Buffer.from(noise(19 * MB)).toString('base64'))],
]
