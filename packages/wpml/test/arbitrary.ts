/** Models of any shape that the declarations allow, for property-based tests. */
import fc from 'fast-check'
import type { TemplateFile, WaylinesFile } from '../src/document.ts'
import { chosenBy } from '../src/elements/define.ts'
import { type AnyElement, DOCUMENTS, type Elements } from '../src/elements/index.ts'

const plainRecord = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { noNullPrototype: true })
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }).filter(x => !Number.isInteger(x)),
  fc.integer(),
  fc.constantFrom(0, 1e-9, -2.5e-8, 116.57000000000001, 12345678.000001),
)
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }).map(clean),
  fc.constantFrom('<&>"\'', ']]>', '航线', 'a\r\nb', 'x--y', 'point1'),
)
/** What XML can hold, without the white space at the ends that has no meaning. */
function clean(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the characters that XML 1.0 cannot hold
  return value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').trim()
}
const word = fc.stringMatching(/^[A-Za-z_]{1,10}$/)

function element(declaration: AnyElement): fc.Arbitrary<unknown> {
  switch (declaration.type) {
    case 'integer':
      return fc.integer()
    case 'float':
      return number
    case 'code':
      return fc.constantFrom(...Object.keys(declaration.codes).map(Number))
    case 'boolean':
      return fc.boolean()
    case 'text':
      return text
    case 'word':
      return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...Object.keys(declaration.words)) }, word)
    case 'words':
      return fc.array(fc.constantFrom(...Object.keys(declaration.words)), { maxLength: 3 })
    case 'latLonHeight':
      return plainRecord({ latitude: number, longitude: number, height: number })
    case 'coordinate':
      return coordinate
    case 'coordinates':
      return fc.array(coordinate, { maxLength: 4 })
    case 'group': {
      const one = group(declaration.elements)
      return declaration.list ? fc.array(one, { maxLength: 3 }) : one
    }
    case 'choice':
      return fc.constant(undefined)
  }
}
const coordinate = fc.record(
  { longitude: number, latitude: number, altitude: number },
  { requiredKeys: ['longitude', 'latitude'], noNullPrototype: true },
)

/** An element nobody declared, with its own children. */
const unknown = plainRecord({
  name: fc.constantFrom('wpml:notYetKnown', 'ExtendedData', 'gx:Tour'),
  attributes: fc.dictionary(fc.constantFrom('id', 'type'), text, { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
  children: fc.array(
    plainRecord({
      name: fc.constantFrom('wpml:x', 'value'),
      children: fc.array(text.filter(Boolean), { maxLength: 1 }),
    }),
    { maxLength: 2 },
  ),
})

export function group(elements: Elements): fc.Arbitrary<Record<string, unknown>> {
  const lists = Object.entries(elements).filter(([, e]) => e.type === 'group' && e.list)
  const others = Object.entries(elements).filter(([, e]) => !(e.type === 'group' && e.list))
  const plain = fc
    .record(
      {
        ...Object.fromEntries(lists.map(([key, e]) => [key, element(e)])),
        ...Object.fromEntries(others.filter(([, e]) => e.type !== 'choice').map(([key, e]) => [key, element(e)])),
      },
      { requiredKeys: lists.map(([key]) => key), noNullPrototype: true },
    )
    .map(model => ({ ...model }) as Record<string, unknown>)
  const choice = others.find(([, e]) => e.type === 'choice')
  const whole = choice
    ? plain.chain(model => {
        const [key, declaration] = choice as [string, Extract<AnyElement, { type: 'choice' }>]
        const chosen = chosenBy(declaration, model[declaration.by])
        return chosen ? group(chosen).map(parameters => ({ ...model, [key]: parameters })) : fc.constant(model)
      })
    : plain
  // Unknown elements and comments after the known ones; the layout says so.
  return fc
    .tuple(whole, fc.option(fc.tuple(unknown, fc.boolean()), { freq: 6, nil: undefined }))
    .map(([model, extra]) => {
      if (!extra) return model
      const keys = Object.keys(elements).filter(key => {
        const value = model[key]
        return Array.isArray(value) && lists.some(([name]) => name === key) ? value.length : value !== undefined
      })
      const layout: unknown[] = keys.map(key =>
        lists.some(([name]) => name === key) ? { key, count: (model[key] as unknown[]).length } : key,
      )
      if (extra[1]) layout.reverse()
      layout.splice(layout.length >> 1, 0, extra[0], { comment: ' kept ' })
      return { ...model, $layout: layout }
    })
}

const namespace = fc.constantFrom(
  ...[0, 1, 2, 3, 4, 5, 6].map(n => `http://www.dji.com/wpmz/1.0.${n}`),
  'http://www.uav.com/wpmz/1.0.2',
)
export const templateFile = plainRecord({
  namespace,
  Document: group(DOCUMENTS.template),
}) as unknown as fc.Arbitrary<TemplateFile>
export const waylinesFile = plainRecord({
  namespace,
  Document: group(DOCUMENTS.waylines),
}) as unknown as fc.Arbitrary<WaylinesFile>
