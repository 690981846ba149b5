import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { templateFile, waylinesFile } from '../test/arbitrary.ts'
import { formatTemplate, formatWaylines, parseTemplate, parseWaylines } from './document.ts'
import { WpmlError } from './errors.ts'

const wrap = (inside: string, namespace = 'http://www.dji.com/wpmz/1.0.2') =>
  `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:wpml="${namespace}"><Document>${inside}</Document></kml>`
const waypoint = (inside: string) => wrap(`<Folder><Placemark>${inside}</Placemark></Folder>`)
const firstWaypoint = (xml: string) => parseWaylines(xml).Document.Folder[0]!.Placemark[0]!

test('any template that is written is read back the same', () => {
  fc.assert(
    fc.property(templateFile, file => {
      assert.deepEqual(parseTemplate(formatTemplate(file)), file)
    }),
    { numRuns: 150 },
  )
})

test('any waylines that are written are read back the same', () => {
  fc.assert(
    fc.property(waylinesFile, file => {
      assert.deepEqual(parseWaylines(formatWaylines(file)), file)
    }),
    { numRuns: 150 },
  )
})

test('values have their types', () => {
  const { Document } = parseTemplate(
    wrap(`<wpml:author> Ada </wpml:author><wpml:createTime>0</wpml:createTime>
      <wpml:missionConfig>
        <wpml:takeOffRefPoint>47.1, 8.5,400.25</wpml:takeOffRefPoint>
        <wpml:payloadInfo><wpml:payloadEnumValue>42</wpml:payloadEnumValue></wpml:payloadInfo>
        <wpml:payloadInfo><wpml:payloadEnumValue>43</wpml:payloadEnumValue></wpml:payloadInfo>
      </wpml:missionConfig>
      <Folder>
        <Placemark><wpml:useGlobalHeight>1</wpml:useGlobalHeight></Placemark>
        <wpml:payloadParam><wpml:imageFormat>wide, ir</wpml:imageFormat></wpml:payloadParam>
      </Folder>`),
  )
  assert.equal(Document.author, 'Ada')
  assert.equal(Document.createTime, 0)
  assert.deepEqual(Document.missionConfig!.takeOffRefPoint, { latitude: 47.1, longitude: 8.5, height: 400.25 })
  assert.deepEqual(
    Document.missionConfig!.payloadInfo.map(payload => payload.payloadEnumValue),
    [42, 43],
  )
  assert.equal(Document.Folder[0]!.Placemark[0]!.useGlobalHeight, true)
  assert.deepEqual(Document.Folder[0]!.payloadParam[0]!.imageFormat, ['wide', 'ir'])
})

test('an unknown function keeps its parameters, whatever its name', () => {
  for (const name of ['hoverTwice', 'valueOf', '__proto__', 'constructor']) {
    const inside = `<wpml:actionGroup><wpml:action><wpml:actionActuatorFunc>${name}</wpml:actionActuatorFunc><wpml:actionActuatorFuncParam><wpml:hoverTime>3</wpml:hoverTime></wpml:actionActuatorFuncParam></wpml:action></wpml:actionGroup>`
    const file = parseWaylines(waypoint(inside))
    assert.equal(file.Document.Folder[0]!.Placemark[0]!.actionGroup[0]!.action[0]!.actionActuatorFunc, name)
    assert.match(formatWaylines(file), /<wpml:hoverTime>3</)
  }
})

test('white space around and inside coordinates means nothing', () => {
  for (const text of ['8.5,47.1', '\n   8.5,47.1\n  ', ' 8.5 , 47.1 ', '8.5,\t47.1'])
    assert.deepEqual(firstWaypoint(waypoint(`<Point><coordinates>${text}</coordinates></Point>`)).Point!.coordinates, {
      longitude: 8.5,
      latitude: 47.1,
    })
  const area = parseTemplate(
    wrap(`<Folder><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>
      8.5, 47.1, 0
      8.6,47.1,0   8.6,47.2,0
    </coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Folder>`),
  ).Document.Folder[0]!.Placemark[0]!
  assert.equal(area.Polygon!.outerBoundaryIs!.LinearRing!.coordinates!.length, 3)
})

test('a document without Folder, author or Document', () => {
  assert.deepEqual(parseTemplate(wrap('<wpml:createTime>0</wpml:createTime>')).Document, { createTime: 0, Folder: [] })
  const empty = parseWaylines('<kml xmlns="http://www.opengis.net/kml/2.2"/>')
  assert.deepEqual(empty, { Document: { Folder: [] } })
  assert.deepEqual(parseWaylines(formatWaylines(empty)), empty)
})

test('prefixes are the file’s own affair', () => {
  const xml = `<k:kml xmlns:k="http://www.opengis.net/kml/2.2" xmlns:d="http://www.dji.com/wpmz/1.0.5" xmlns:gx="urn:gx">
    <k:Document><d:author>A</d:author><gx:note>n</gx:note></k:Document></k:kml>`
  const file = parseTemplate(xml)
  assert.equal(file.namespace, 'http://www.dji.com/wpmz/1.0.5')
  assert.equal(file.Document.author, 'A')
  const again = formatTemplate(file)
  assert.match(again, /<wpml:author>A</)
  assert.match(again, /xmlns:gx="urn:gx"/)
  assert.match(again, /<gx:note>n</)
})

test('unknown elements, invalid values and comments keep their place', () => {
  const inside = [
    '<Point><coordinates>8.5,47.1</coordinates></Point>',
    '<wpml:brandNew a="1"><wpml:inner>x &amp; y</wpml:inner></wpml:brandNew>',
    '<wpml:index>zero</wpml:index>',
    '<!-- why -->',
    '<wpml:executeHeight>30</wpml:executeHeight>',
    '<wpml:executeHeight>31</wpml:executeHeight>',
  ]
  const file = parseWaylines(waypoint(inside.join('\n')))
  const point = file.Document.Folder[0]!.Placemark[0]!
  assert.equal(point.index, undefined)
  assert.equal(point.executeHeight, 30, 'the first of two counts')
  point.waypointSpeed = 5
  const xml = formatWaylines(file)
  let at = 0
  for (const part of [
    '8.5,47.1',
    inside[1]!,
    inside[2]!,
    inside[3]!,
    inside[4]!,
    '>5</wpml:waypointSpeed>',
    inside[5]!,
  ]) {
    const found = xml.indexOf(part, at)
    assert.ok(found >= at, `${part} in its place`)
    at = found
  }
})

test('an unknown action keeps its parameters', () => {
  const action = `<wpml:actionGroup><wpml:action><wpml:actionId>0</wpml:actionId>
    <wpml:actionActuatorFunc>polish</wpml:actionActuatorFunc>
    <wpml:actionActuatorFuncParam><wpml:wax>2</wpml:wax></wpml:actionActuatorFuncParam></wpml:action></wpml:actionGroup>`
  const file = parseWaylines(waypoint(action))
  assert.equal(file.Document.Folder[0]!.Placemark[0]!.actionGroup[0]!.action[0]!.actionActuatorFunc, 'polish')
  assert.match(formatWaylines(file), /<wpml:actionActuatorFuncParam><wpml:wax>2<\/wpml:wax>/)
})

test('parameters may stand before the function that gives them their meaning', () => {
  const action = `<wpml:actionGroup><wpml:action>
    <wpml:actionActuatorFuncParam><wpml:hoverTime>3</wpml:hoverTime></wpml:actionActuatorFuncParam>
    <wpml:actionActuatorFunc>hover</wpml:actionActuatorFunc></wpml:action></wpml:actionGroup>`
  assert.equal(firstWaypoint(waypoint(action)).actionGroup[0]!.action[0]!.actionActuatorFuncParam!.hoverTime, 3)
})

test('waypoints added to a list that was read stand at its end, removed ones are gone', () => {
  const xml = wrap(`<Folder><Placemark><wpml:index>0</wpml:index></Placemark><unknown/>
    <Placemark><wpml:index>1</wpml:index></Placemark><after/></Folder>`)
  const file = parseWaylines(xml)
  const { Placemark } = file.Document.Folder[0]!
  Placemark.push({ index: 2, actionGroup: [] })
  const marks = (text: string) => [...text.matchAll(/<wpml:index>(\d)|<(unknown|after)/g)].map(m => m[1] ?? m[2])
  assert.deepEqual(marks(formatWaylines(file)), ['0', 'unknown', '1', '2', 'after'])
  Placemark.splice(0, 2)
  assert.deepEqual(marks(formatWaylines(file)), ['2', 'unknown', 'after'])
})

test('encodings: byte order marks, declared ones, and what is neither', () => {
  const xml = wrap('<wpml:author>航线</wpml:author>')
  const utf16 = new Uint8Array(Buffer.from(`\ufeff${xml.replace('UTF-8', 'UTF-16')}`, 'utf16le'))
  assert.equal(parseTemplate(utf16).Document.author, '航线')
  assert.equal(parseTemplate(`\ufeff${xml}`).Document.author, '航线')
  const gbk = Buffer.concat([
    Buffer.from('<?xml version="1.0" encoding="GBK"?><kml><Document><wpml:author>'),
    Buffer.from([0xba, 0xbd, 0xcf, 0xdf]),
    Buffer.from('</wpml:author></Document></kml>'),
  ])
  assert.equal(parseTemplate(gbk).Document.author, '航线')
  const broken = Buffer.concat([Buffer.from('<kml>'), Buffer.from([0xff]), Buffer.from('</kml>')])
  assert.throws(
    () => parseTemplate(broken),
    (error: WpmlError) => error.code === 'xml.encoding',
  )
})

test('what XML or a number cannot hold is refused when writing', () => {
  const file = parseWaylines(waypoint(''))
  file.Document.author = 'a\u0000b'
  assert.throws(
    () => formatWaylines(file),
    (error: WpmlError) => error.code === 'write.text',
  )
  file.Document.author = 'ab'
  file.Document.Folder[0]!.Placemark[0]!.executeHeight = Number.NaN
  assert.throws(
    () => formatWaylines(file),
    (error: unknown) => error instanceof WpmlError && error.code === 'write.number',
  )
})
