/**
 * The 130 elements of DJI's reference, by where they stand: name, type, and range or words. This list is the test's own;
 * the declarations are held against it, in the file, in the model and in the linter.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kml } from '../../test/corpus.ts'
import { formatTemplate, formatWaylines, parseTemplate, parseWaylines } from '../document.ts'
import { lint } from '../lint/index.ts'

const TURNS = `coordinateTurn toPointAndStopWithDiscontinuityCurvature toPointAndStopWithContinuityCurvature
  toPointAndPassWithContinuityCurvature`.replace(/\s+/g, ' ')

const FACTS: Record<string, string> = {
  'action hover': `
    hoverTime float >0
  `,
  'action megaphone': `
    actionUUID text
    megaphoneFileBitrate integer 1 2 3 4 5 6
    megaphoneFileMd5 text
    megaphoneFileName text
    megaphoneFileOriginalName text
    megaphoneOperateFilePath text
    megaphoneOperateLoop boolean
    megaphoneOperateType integer 0 1
    megaphoneOperateVolume integer 0..100
    payloadPositionIndex integer
  `,
  'action rotateYaw': `
    aircraftHeading float -180..180
    aircraftPathMode word clockwise counterClockwise
  `,
  'action searchlight': `
    actionUUID text
    payloadPositionIndex integer
    searchlightBrightness integer 0..100
    searchlightOperateType integer 0 1 2
  `,
  action: `
    actionActuatorFunc word takePhoto startRecord stopRecord focus zoom customDirName gimbalRotate rotateYaw hover gimbalEvenlyRotate accurateShoot orientedShoot panoShot recordPointCloud
    actionActuatorFuncParam group
    actionId integer 0..65535
  `,
  actionGroup: `
    action group
    actionGroupEndIndex integer 0..65535
    actionGroupId integer 0..65535
    actionGroupMode word sequence
    actionGroupStartIndex integer 0..65535
    actionTrigger group
  `,
  actionTrigger: `
    actionTriggerParam float >0
    actionTriggerType word reachPoint betweenAdjacentPoints multipleTiming multipleDistance
  `,
  autoRerouteInfo: `
    missionAutoRerouteMode boolean
    transitionalAutoRerouteMode boolean
  `,
  heading: `
    waypointHeadingAngle float -180..180
    waypointHeadingMode word followWayline manually fixed smoothTransition towardPOI
    waypointHeadingPathMode word clockwise counterClockwise followBadArc
    waypointPoiPoint place
  `,
  turn: `
    waypointTurnDampingDist float
    waypointTurnMode word ${TURNS}
  `,
  Document: `
    author text
    createTime integer
    updateTime integer
  `,
  Folder: `
    autoFlightSpeed float 1..15
    payloadParam group
    templateId integer 0..65535
    templateType word waypoint mapping2d mapping3d mappingStrip
    waylineCoordinateSysParam group
  `,
  'waypoint Folder': `
    Placemark group
    gimbalPitchMode word manual usePointSetting
    globalHeight float
    globalUseStraightLine boolean
    globalWaypointHeadingParam group
    globalWaypointTurnMode word ${TURNS}
  `,
  waylineCoordinateSysParam: `
    coordinateMode word WGS84
    globalShootHeight float
    heightMode word EGM96 relativeToStartPoint aboveGroundLevel realTimeFollowSurface
    positioningType word GPS RTKBaseStation QianXun Custom
    surfaceFollowModeEnable boolean
    surfaceRelativeHeight float
  `,
  'waypoint Placemark': `
    Point group
    ellipsoidHeight float
    gimbalPitchAngle float
    height float
    index integer 0..65535
    isRisky boolean
    useGlobalHeadingParam boolean
    useGlobalHeight boolean
    useGlobalSpeed boolean
    useGlobalTurnParam boolean
    useStraightLine boolean
    waypointHeadingParam group
    waypointSpeed float 1..15
    waypointTurnParam group
  `,
  'mapping2d Placemark': `
    Polygon group
    caliFlightEnable boolean
    direction integer 0..360
    elevationOptimizeEnable boolean
    ellipsoidHeight float
    facadeWaylineEnable boolean
    gimbalPitchAngle float -90..-30
    gimbalPitchMode word manual fixed
    height float
    mappingHeadingParam group
    margin integer
    overlap group
    quickOrthoMappingEnable boolean
    quickOrthoMappingPitch float 10..30
    shootType word time distance
    smartObliqueEnable boolean
    smartObliqueGimbalPitch integer
  `,
  'mapping3d Placemark': `
    Polygon group
    caliFlightEnable boolean
    direction integer 0..360
    ellipsoidHeight float
    height float
    inclinedFlightSpeed float 1..15
    inclinedGimbalPitch integer
    margin integer
    overlap group
    shootType word time distance
  `,
  'mappingStrip Placemark': `
    LineString group
    boundaryOptimEnable boolean
    caliFlightEnable boolean
    cuttingDistance float
    direction integer 0..360
    ellipsoidHeight float
    height float
    includeCenterEnable boolean
    leftExtend integer
    margin float
    overlap group
    rightExtend integer
    shootType word time distance
    singleLineEnable boolean
    stripUseTemplateAltitude boolean
  `,
  mappingHeadingParam: `
    mappingHeadingAngle integer 0..360
    mappingHeadingMode word fixed followWayline
  `,
  overlap: `
    inclinedCameraOverlapH integer 0..100
    inclinedCameraOverlapW integer 0..100
    inclinedLidarOverlapH integer 0..100
    inclinedLidarOverlapW integer 0..100
    orthoCameraOverlapH integer 0..100
    orthoCameraOverlapW integer 0..100
    orthoLidarOverlapH integer 0..100
    orthoLidarOverlapW integer 0..100
  `,
  'waylines Placemark': `
    Point group
    executeHeight float
    index integer 0..65535
    isRisky boolean
    useStraightLine boolean
    waypointHeadingParam group
    waypointSpeed float 1..15
    waypointTurnParam group
  `,
}

interface Fact {
  where: string
  name: string
  type: string
  /** `0..100`, `>0`, or words and codes. */
  values: string
}
const facts: Fact[] = Object.entries(FACTS).flatMap(([where, rows]) =>
  rows
    .trim()
    .split('\n')
    .map(row => {
      const [name, type, ...values] = row.trim().split(' ')
      return { where, name: name!, type: type!, values: values.join(' ') }
    }),
)

// Where an element stands in a file -----------------------------------------------------------------------------------

const in_ = (name: string, inner: string) => `<wpml:${name}>${inner}</wpml:${name}>`
const folder = (type: string, inner: string) => `<Folder>${in_('templateType', type)}${inner}</Folder>`
const placemark = (type: string, inner: string) => folder(type, `<Placemark>${inner}</Placemark>`)
const flown = (inner: string) => `<Folder><Placemark>${inner}</Placemark></Folder>`
const grouped = (inner: string) => flown(in_('actionGroup', inner))
const acting = (inner: string) => grouped(in_('action', inner))

/** A document around an element, and whether it is the template. */
function around(where: string, inner: string): { template: boolean; xml: string } {
  const [kind = '', what] = where.split(' ')
  const template = (xml: string) => ({ template: true, xml: kml(xml) })
  const waylines = (xml: string) => ({ template: false, xml: kml(xml) })
  if (kind === 'action' && what)
    return waylines(acting(in_('actionActuatorFunc', what) + in_('actionActuatorFuncParam', inner)))
  if (what === 'Placemark') return kind === 'waylines' ? waylines(flown(inner)) : template(placemark(kind, inner))
  switch (where) {
    case 'action':
      return waylines(acting(inner))
    case 'actionGroup':
      return waylines(grouped(inner))
    case 'actionTrigger':
      return waylines(grouped(in_('actionTrigger', inner)))
    case 'autoRerouteInfo':
      return waylines(in_('missionConfig', in_('autoRerouteInfo', inner)))
    case 'heading':
      return waylines(flown(in_('waypointHeadingParam', inner)))
    case 'turn':
      return waylines(flown(in_('waypointTurnParam', inner)))
    case 'Document':
      return template(inner)
    case 'Folder':
      return template(`<Folder>${inner}</Folder>`)
    case 'waypoint Folder':
      return template(folder('waypoint', inner))
    case 'waylineCoordinateSysParam':
      return template(folder('mapping2d', in_('waylineCoordinateSysParam', inner)))
    default:
      return template(placemark(where === 'mappingHeadingParam' ? 'mapping2d' : 'mapping3d', in_(where, inner)))
  }
}

/** Elements beside one that make its value count. */
const BESIDE: Record<string, string> = {
  actionActuatorFuncParam: in_('actionActuatorFunc', 'hover'),
  waypointHeadingPathMode: in_('waypointHeadingMode', 'smoothTransition'),
  waypointHeadingAngle: in_('waypointHeadingMode', 'smoothTransition'),
  waypointPoiPoint: in_('waypointHeadingMode', 'towardPOI'),
  mappingHeadingAngle: in_('mappingHeadingMode', 'fixed'),
  actionTriggerParam: in_('actionTriggerType', 'multipleTiming'),
  quickOrthoMappingPitch: in_('quickOrthoMappingEnable', '1'),
  smartObliqueGimbalPitch: in_('smartObliqueEnable', '1'),
}
const beside = ({ where, name }: Fact) =>
  name === 'waypointSpeed' && where === 'waypoint Placemark'
    ? in_('useGlobalSpeed', '0')
    : name === 'gimbalPitchAngle' && where === 'mapping2d Placemark'
      ? in_('gimbalPitchMode', 'fixed')
      : (BESIDE[name] ?? '')

const isKml = (name: string) => /^(Point|Polygon|LineString|Placemark)$/.test(name)
const CONTENT: Record<string, string> = {
  Point: '<coordinates>8.5,47.1</coordinates>',
  LineString: '<coordinates>8.5,47.1,0 8.6,47.1,0</coordinates>',
  Polygon:
    '<outerBoundaryIs><LinearRing><coordinates>8.5,47.1,0 8.6,47.1,0 8.6,47.2,0</coordinates></LinearRing></outerBoundaryIs>',
}
const element = (name: string, text: string) => (isKml(name) ? `<${name}>${text}</${name}>` : in_(name, text))

/** Texts with the values they stand for: at the limits, in between, every word. */
function good({ type, values, name }: Fact): [string, unknown][] {
  if (type === 'group') return [[CONTENT[name] ?? '', undefined]]
  if (type === 'place') return [['47.1,8.5,0', { latitude: 47.1, longitude: 8.5, height: 0 }]]
  if (type === 'boolean')
    return [
      ['0', false],
      ['1', true],
    ]
  if (type === 'text') return [['71b4 &amp; 航线', '71b4 & 航线']]
  if (type === 'word') return values.split(' ').map(word => [word, word])
  if (values.includes('..')) {
    const [low, high] = values.split('..').map(Number) as [number, number]
    return [low, high, Math.round((low + high) / 2)].map(value => [String(value), value])
  }
  if (values === '>0') return [['0.5', 0.5]]
  if (values) return values.split(' ').map(code => [code, Number(code)])
  return type === 'integer' ? [['3', 3]] : [['12.25', 12.25]]
}
/** Texts that the linter has to tell of. */
function bad({ name, type, values }: Fact): string[] {
  if (type === 'group' || type === 'text') return []
  if (type === 'word') return ['somethingElse']
  if (type === 'boolean') return ['2', 'yes']
  if (type === 'place') return ['north', '1,2']
  const range = values.includes('..') ? values.split('..').map(Number) : []
  return [
    'much',
    // A margin is a whole number in two kinds of template and a fraction in the third; nobody minds.
    ...(type === 'integer' && name !== 'margin' ? ['1.5'] : []),
    ...(range.length ? [String(range[0]! - 1), String(range[1]! + 1)] : []),
    ...(values === '>0' ? ['0', '-1'] : []),
    ...(values && !range.length && values !== '>0' ? ['99'] : []),
  ]
}

/** Reads a file, writes it, reads it again. */
function roundTrip(where: string, inner: string) {
  const { template, xml } = around(where, inner)
  const file = template ? parseTemplate(xml) : parseWaylines(xml)
  const written = template ? formatTemplate(file as never) : formatWaylines(file as never)
  assert.deepEqual(template ? parseTemplate(written) : parseWaylines(written), file, inner)
  return { template, file, written }
}

function find(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  if (Object.hasOwn(value, key)) return (value as Record<string, unknown>)[key]
  for (const [name, inner] of Object.entries(value)) {
    const found = name.startsWith('$') ? undefined : find(inner, key)
    if (found !== undefined) return found
  }
}

/** What the linter says of the values of an element. */
function told({ where, name }: Fact, inner: string): string[] {
  const { template, file } = roundTrip(where, inner)
  const kmz = { folder: 'wpmz/', resources: [], [template ? 'template' : 'waylines']: file }
  return lint(kmz)
    .filter(
      ({ path, code }) =>
        (path.endsWith(`/${name}`) && /^element\.(range|choice|whole|invalid)$/.test(code)) ||
        code === 'action.unknown',
    )
    .map(({ code }) => code)
}

test('there are 130 of them', () => assert.equal(facts.length, 130))

for (const fact of facts)
  test(`${fact.name} in ${fact.where}`, () => {
    for (const [text, value] of good(fact)) {
      const inner = beside(fact) + element(fact.name, text)
      const { file, written } = roundTrip(fact.where, inner)
      const found = find(file.Document, fact.name)
      assert.ok(found !== undefined, 'it is in the model')
      if (value !== undefined) assert.deepEqual(found, value)
      assert.ok(!JSON.stringify(file.Document).includes('"$layout":[{'), 'it is no stranger')
      if (fact.type !== 'group') assert.ok(written.includes(in_(fact.name, text)), written)
      assert.deepEqual(told(fact, inner), [], text)
    }
    for (const text of bad(fact)) {
      const inner = beside(fact) + element(fact.name, text)
      const { written } = roundTrip(fact.where, inner)
      assert.ok(written.includes(in_(fact.name, text)), 'what is wrong is kept')
      assert.equal(told(fact, inner).length, 1, `the linter tells of ${text}`)
    }
  })
