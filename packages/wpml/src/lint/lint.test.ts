import assert from 'node:assert/strict'
import { test } from 'node:test'
import { corpus, template as templateXml, waylines as waylinesXml } from '../../test/corpus.ts'
import { rawZip } from '../../test/raw-zip.ts'
import type { ActionGroup, TemplateFolder, Wayline, Waypoint } from '../elements/index.ts'
import { type Kmz, readKmz, resource } from '../kmz.ts'
import { explain, type Finding, type FindingCode, type LintOptions, LOCALES, lint, TEXTS } from './index.ts'

const good = readKmz(corpus.usual!)
const fromXml = (template: (xml: string) => string, waylines: (xml: string) => string = xml => xml) =>
  readKmz(
    rawZip([
      { path: 'wpmz/template.kml', content: template(templateXml) },
      { path: 'wpmz/waylines.wpml', content: waylines(waylinesXml) },
    ]),
  )
const same = (xml: string) => xml

/** What a case changes, and shortcuts to what most of them change. */
interface Draft {
  kmz: Kmz
  options: LintOptions
  wayline: Wayline
  points: Waypoint[]
  template: TemplateFolder
}
interface Case {
  change?: (draft: Draft) => void
  kmz?: () => Kmz
  options?: LintOptions
  /** Expected place of one finding. */
  at?: Partial<Pick<Finding, 'file' | 'path' | 'wayline' | 'waypoint'>>
}
const mission = ({ kmz }: Draft) => kmz.waylines!.Document.missionConfig!
const group = (changes: Partial<ActionGroup> = {}): ActionGroup => ({
  actionGroupId: 900,
  actionGroupStartIndex: 0,
  actionGroupEndIndex: 0,
  actionGroupMode: 'sequence',
  actionTrigger: { actionTriggerType: 'reachPoint' },
  action: [],
  ...changes,
})
const action = (actionActuatorFunc: string, actionActuatorFuncParam: object, actionId = 0) => ({
  actionId,
  actionActuatorFunc,
  actionActuatorFuncParam,
})
const photo = (changes: object = {}) =>
  action('takePhoto', { payloadPositionIndex: 0, fileSuffix: 'a', useGlobalPayloadLensIndex: true, ...changes })
const add = (draft: Draft, changes: Partial<ActionGroup>) => draft.points[0]!.actionGroup.push(group(changes))
const withAircraft = (type: number, sub_type: number) => (draft: Draft) => {
  for (const file of [draft.kmz.template!, draft.kmz.waylines!])
    file.Document.missionConfig!.droneInfo = { droneEnumValue: type, droneSubEnumValue: sub_type }
}
const surveyTemplate = (draft: Draft, templateType: string, placemark: object) => {
  draft.template.templateType = templateType
  draft.template.Placemark = [{ actionGroup: [], ...placemark }]
}
const polygon = (...corners: [number, number][]) => ({
  Polygon: {
    outerBoundaryIs: {
      LinearRing: { coordinates: corners.map(([longitude, latitude]) => ({ longitude, latitude, altitude: 0 })) },
    },
  },
})
const interval = (from: number, to: number, id: number): Partial<ActionGroup> => ({
  actionGroupId: id,
  actionGroupStartIndex: from,
  actionGroupEndIndex: to,
  actionTrigger: { actionTriggerType: 'multipleDistance', actionTriggerParam: 20 },
  action: [photo()],
})
const target = { gimbalYawRotateAngle: 90, aircraftHeading: 45 }
const turning = (waypointTurnDampingDist: number) => ({ waypointTurnMode: 'coordinateTurn', waypointTurnDampingDist })

const CASES: Record<FindingCode, Case> = {
  'file.folder': {
    change: ({ kmz }) => {
      kmz.folder = ''
    },
    at: { file: 'archive' },
  },
  'file.waylines-missing': {
    change: ({ kmz }) => {
      delete kmz.waylines
    },
  },
  'file.template-missing': {
    change: ({ kmz }) => {
      delete kmz.template
    },
  },
  'file.author': {
    change: ({ kmz }) => {
      delete kmz.template!.Document.author
    },
  },
  'file.create-time': {
    change: ({ kmz }) => {
      kmz.template!.Document.createTime = 0
    },
  },
  'file.resource': {
    change: draft =>
      add(draft, {
        action: [action('megaphone', { payloadPositionIndex: 0, megaphoneOperateFilePath: '/wpmz/res/audio/a.opus' })],
      }),
    at: { waypoint: 0, path: 'Document/Folder[0]/Placemark[0]/actionGroup[1]/action[0]' },
  },
  'namespace.missing': {
    change: ({ kmz }) => {
      delete kmz.waylines!.namespace
    },
    at: { file: 'waylines' },
  },
  'namespace.newer': {
    change: ({ kmz }) => {
      kmz.waylines!.namespace = 'http://www.dji.com/wpmz/1.1.0'
    },
  },
  'namespace.consumer': {
    change: ({ kmz }) => {
      kmz.waylines!.namespace = 'http://www.uav.com/wpmz/1.0.2'
    },
  },
  'namespace.differs': {
    change: ({ kmz }) => {
      kmz.waylines!.namespace = 'http://www.dji.com/wpmz/1.0.2'
    },
  },
  'document.no-folder': {
    change: ({ kmz }) => {
      kmz.waylines!.Document.Folder = []
    },
    at: { file: 'waylines' },
  },
  'element.missing': {
    change: ({ points }) => {
      delete points[1]!.executeHeight
    },
    at: { file: 'waylines', wayline: 0, waypoint: 1, path: 'Document/Folder[0]/Placemark[1]/executeHeight' },
  },
  'element.invalid': {
    kmz: () => fromXml(same, xml => xml.replace('<wpml:index>1<', '<wpml:index>one<')),
    at: { waypoint: 1, path: 'Document/Folder[0]/Placemark[1]/index' },
  },
  'element.duplicate': {
    kmz: () =>
      fromXml(same, xml => xml.replace('<wpml:waylineId>', '<wpml:waylineId>5</wpml:waylineId><wpml:waylineId>')),
    at: { wayline: 0, path: 'Document/Folder[0]/waylineId' },
  },
  'element.unknown': {
    kmz: () => fromXml(xml => xml.replace('<wpml:templateId>', '<wpml:whatIsThis/><wpml:templateId>')),
    at: { file: 'template', path: 'Document/Folder[0]/wpml:whatIsThis' },
  },
  'element.misplaced': {
    change: ({ template }) => {
      template.Placemark[2]!.shootType = 'time'
    },
    at: { file: 'template', waypoint: 2, path: 'Document/Folder[0]/Placemark[2]/shootType' },
  },
  'element.unsupported': {
    change: ({ template }) => {
      template.payloadParam[0]!.focusMode = 'firstPoint'
    },
    at: { path: 'Document/Folder[0]/payloadParam[0]/focusMode' },
  },
  'element.range': {
    change: ({ points }) => {
      points[2]!.waypointSpeed = 40
    },
    at: { waypoint: 2 },
  },
  'element.whole': {
    change: ({ points }) => {
      points[2]!.index = 2.5
    },
    at: { waypoint: 2 },
  },
  'element.choice': {
    change: draft => {
      mission(draft).finishAction = 'vanish'
    },
    at: { path: 'Document/missionConfig/finishAction' },
  },
  'coordinates.range': {
    change: ({ points }) => {
      points[1]!.Point!.coordinates = { longitude: 47.1, latitude: 108.5 }
    },
    at: { waypoint: 1, path: 'Document/Folder[0]/Placemark[1]/Point/coordinates' },
  },
  'coordinates.zero': {
    change: ({ points }) => {
      points[1]!.Point!.coordinates = { longitude: 0, latitude: 0 }
    },
  },
  'coordinates.far': {
    change: ({ points }) => {
      points[1]!.Point!.coordinates = { longitude: 9.5, latitude: 47.1 }
    },
    at: { waypoint: 1 },
  },
  'aircraft.unknown': { change: withAircraft(250, 3) },
  'aircraft.mismatch': { options: { aircraft: { type: 91, sub_type: 0 } } },
  'payload.missing': {
    change: draft => {
      mission(draft).payloadInfo = []
    },
  },
  'payload.mismatch': { options: { payloads: ['80-0-0'] }, at: { path: 'Document/missionConfig/payloadInfo[0]' } },
  'mission.dock-height': {
    options: { dock: true },
    change: draft => {
      mission(draft).takeOffSecurityHeight = 5
    },
  },
  'mission.dock-finish': {
    options: { dock: true },
    change: draft => {
      mission(draft).finishAction = 'autoLand'
    },
  },
  'mission.dock-lost-link': {
    options: { dock: true },
    change: draft => {
      mission(draft).executeRCLostAction = 'landing'
    },
  },
  'mission.goes-on': {
    change: draft => {
      mission(draft).exitOnRCLost = 'goContinue'
    },
  },
  'mission.return-low': {
    change: draft => {
      mission(draft).globalRTHHeight = 30
    },
  },
  'template.id-duplicate': {
    change: ({ kmz, template }) => void kmz.template!.Document.Folder.push(structuredClone(template)),
    at: { wayline: 1 },
  },
  'wayline.id-duplicate': {
    change: ({ kmz, wayline }) => void kmz.waylines!.Document.Folder.push(structuredClone(wayline)),
    at: { wayline: 1 },
  },
  'wayline.template-unknown': {
    change: ({ wayline }) => {
      wayline.templateId = 7
    },
  },
  'template.no-wayline': {
    change: ({ template }) => {
      template.templateId = 7
    },
    at: { file: 'template' },
  },
  'waypoint.too-few': { change: ({ points }) => void points.splice(1), at: { wayline: 0 } },
  'waypoint.index': {
    change: ({ points }) => {
      points[2]!.index = 5
    },
    at: { waypoint: 2 },
  },
  'waypoint.coincident': {
    change: ({ points }) => {
      points[2]!.Point = structuredClone(points[1]!.Point)
    },
    at: { waypoint: 2 },
  },
  'turn.distance-zero': {
    change: ({ points }) => {
      points[1]!.waypointTurnParam = turning(0)
    },
    at: { waypoint: 1 },
  },
  'turn.distance-sum': {
    change: ({ points }) => {
      points[1]!.waypointTurnParam = turning(500)
    },
    at: { waypoint: 1, path: 'Document/Folder[0]/Placemark[1]/waypointTurnParam/waypointTurnDampingDist' },
  },
  'turn.action-missed': {
    change: ({ points }) => {
      points[1]!.waypointTurnParam = turning(10)
    },
    at: { waypoint: 1 },
  },
  'height.modes': {
    change: ({ wayline }) => {
      wayline.executeHeightMode = 'WGS84'
    },
  },
  'height.follow-unsupported': {
    change: ({ wayline }) => {
      wayline.executeHeightMode = 'realTimeFollowSurface'
    },
  },
  'height.low': {
    change: ({ points }) => {
      points[1]!.executeHeight = 2
    },
    at: { waypoint: 1 },
  },
  'height.limit': { options: { maxHeight: 50 } },
  'height.geoid': {
    change: ({ template }) => {
      template.waylineCoordinateSysParam!.heightMode = 'EGM96'
      template.Placemark[1]!.ellipsoidHeight = 400
    },
    at: { file: 'template', waypoint: 1 },
  },
  'height.geoid-skipped': {
    change: ({ template }) => {
      template.waylineCoordinateSysParam!.heightMode = 'EGM96'
    },
  },
  'action.range': {
    change: draft => add(draft, { actionGroupStartIndex: 2, actionGroupEndIndex: 1, action: [photo()] }),
  },
  'action.outside': { change: draft => add(draft, { actionGroupEndIndex: 3, action: [photo()] }) },
  'action.elsewhere': {
    change: draft => add(draft, { actionGroupStartIndex: 1, actionGroupEndIndex: 1, action: [photo()] }),
  },
  'action.group-id': { change: draft => add(draft, { actionGroupId: 1, action: [photo()] }) },
  'action.id': { change: draft => add(draft, { action: [photo(), photo()] }) },
  'action.none': { change: draft => add(draft, {}) },
  'action.unknown': { change: draft => add(draft, { action: [action('polish', {})] }) },
  'action.unsupported': {
    change: draft => add(draft, { action: [action('recordPointCloud', { payloadPositionIndex: 0 })] }),
  },
  'action.retired': {
    change: draft => {
      withAircraft(67, 1)(draft)
      add(draft, { action: [action('accurateShoot', {})] })
    },
  },
  'action.trigger': {
    change: draft => add(draft, { action: [action('gimbalEvenlyRotate', { gimbalPitchRotateAngle: -30 })] }),
  },
  'action.repeated': {
    change: draft => add(draft, { ...interval(0, 2, 901), action: [action('hover', { hoverTime: 2 })] }),
  },
  'action.overlap': {
    change: draft => {
      add(draft, interval(0, 2, 901))
      draft.points[1]!.actionGroup.push(group(interval(1, 2, 902)))
    },
    at: { waypoint: 1 },
  },
  'action.too-fast': {
    change: draft =>
      add(draft, {
        ...interval(0, 2, 901),
        actionTrigger: { actionTriggerType: 'multipleTiming', actionTriggerParam: 0.3 },
      }),
  },
  'action.lens': {
    change: draft =>
      add(draft, { action: [photo({ useGlobalPayloadLensIndex: false, payloadLensIndex: ['wide', 'narrow_band'] })] }),
  },
  'action.payload': { change: draft => add(draft, { action: [photo({ payloadPositionIndex: 2 })] }) },
  'action.zoom': {
    change: draft => {
      withAircraft(67, 1)(draft)
      for (const file of [draft.kmz.template!, draft.kmz.waylines!])
        file.Document.missionConfig!.payloadInfo[0]!.payloadEnumValue = 53
      add(draft, { action: [action('zoom', { payloadPositionIndex: 0, focalLength: 5 })] })
    },
  },
  'action.heading': { change: draft => add(draft, { action: [action('orientedShoot', target)] }) },
  'action.recording': {
    change: draft => add(draft, { action: [action('startRecord', { payloadPositionIndex: 0 })] }),
  },
  'action.not-recording': {
    change: draft => add(draft, { action: [action('stopRecord', { payloadPositionIndex: 0 })] }),
  },
  'action.bit-rate': {
    change: draft =>
      add(draft, { action: [action('megaphone', { payloadPositionIndex: 0, megaphoneFileBitrate: 2 })] }),
  },
  'survey.corners': {
    change: draft => surveyTemplate(draft, 'mapping2d', polygon([8.5, 47], [8.6, 47], [8.5, 47])),
    at: { file: 'template', path: 'Document/Folder[0]/Placemark[0]/Polygon' },
  },
  'survey.crossing': {
    change: draft => surveyTemplate(draft, 'mapping3d', polygon([8.5, 47], [8.6, 47.1], [8.6, 47], [8.5, 47.1])),
  },
  'survey.line': {
    change: draft =>
      surveyTemplate(draft, 'mappingStrip', { LineString: { coordinates: [{ longitude: 8.5, latitude: 47 }] } }),
  },
  'survey.overlap': { change: draft => surveyTemplate(draft, 'mapping2d', { overlap: { orthoCameraOverlapH: 80 } }) },
  'survey.overlap-low': {
    change: draft =>
      surveyTemplate(draft, 'mapping2d', { overlap: { orthoCameraOverlapH: 30, orthoCameraOverlapW: 70 } }),
  },
  'battery.much': {
    change: draft => add(draft, { action: [action('hover', { hoverTime: 54 * 60 * 0.8 })] }),
    at: { file: 'waylines' },
  },
  'battery.over': { change: draft => add(draft, { action: [action('hover', { hoverTime: 54 * 60 })] }) },
  'contradiction.mission': {
    change: draft => {
      mission(draft).globalRTHHeight = 120
    },
    at: { path: 'Document/missionConfig/globalRTHHeight' },
  },
  'contradiction.aircraft': {
    change: draft => {
      mission(draft).droneInfo = { droneEnumValue: 91, droneSubEnumValue: 1 }
    },
  },
  'contradiction.payload': {
    change: draft => {
      mission(draft).payloadInfo[0]!.payloadEnumValue = 81
    },
  },
  'contradiction.waypoints': { change: ({ points }) => void points.splice(2) },
  'contradiction.place': {
    change: ({ points }) => {
      points[1]!.Point!.coordinates!.latitude += 0.0001
    },
    at: { waypoint: 1 },
  },
  'contradiction.height': {
    change: ({ points }) => {
      points[1]!.executeHeight = 70
    },
    at: { waypoint: 1 },
  },
  'contradiction.speed': {
    change: ({ points }) => {
      points[1]!.waypointSpeed = 5
    },
    at: { waypoint: 1 },
  },
}

function run(one: Case): Finding[] {
  const kmz = one.kmz?.() ?? structuredClone(good)
  const options = one.options ?? {}
  const wayline = kmz.waylines!.Document.Folder[0]!
  const template = kmz.template!.Document.Folder[0]!
  one.change?.({ kmz, options, wayline, points: wayline.Placemark, template })
  return lint(kmz, options)
}

test('a sound file has no finding', () => {
  assert.deepEqual(lint(good), [])
  assert.deepEqual(
    lint(good, { dock: true, aircraft: { type: 100, sub_type: 1 }, payloads: ['99-0-0'], maxHeight: 120 }),
    [],
  )
})

for (const [code, one] of Object.entries(CASES) as [FindingCode, Case][])
  test(`${code} is told where it is`, () => {
    const found = run(one).filter(finding => finding.code === code)
    assert.ok(found.length > 0, `found: ${run(one).map(f => f.code)}`)
    if (one.at)
      assert.ok(
        found.some(finding => Object.entries(one.at!).every(([key, value]) => finding[key as keyof Finding] === value)),
        JSON.stringify(found),
      )
    for (const locale of LOCALES) {
      const { message, remedy } = explain(found[0]!, locale)
      for (const text of [message, remedy]) {
        assert.ok(text.length > 0)
        assert.doesNotMatch(text, /[{}]|undefined|NaN/, `${locale}: every value is filled in`)
      }
    }
  })

test('texts are there in every language, as sentences, with the same values', () => {
  const values = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1]!)
  for (const [code, text] of Object.entries(TEXTS)) {
    for (const part of text.en) assert.match(part, /^[A-Z{"].*[.]$/, code)
    for (const part of text['zh-CN']) assert.match(part, /[\u4e00-\u9fff].*[。]$|[。]$/, code)
    const english = new Set(text.en.flatMap(values))
    for (const name of text['zh-CN'].flatMap(values))
      assert.ok(english.has(name) || name === 'element', `${code} zh-CN speaks of ${name}, en does not`)
  }
})

test('language and order', () => {
  const broken = structuredClone(good)
  delete broken.template!.Document.author
  broken.waylines!.Document.Folder[0]!.Placemark[1]!.index = 9
  const findings = lint(broken, { locale: 'zh-CN' })
  assert.deepEqual(
    findings.map(finding => finding.severity),
    ['error', 'info'],
  )
  assert.match(findings[0]!.message, /航点序号为 9/)
})

test('values that do not count are not judged', () => {
  const kmz = structuredClone(good)
  const [, second] = kmz.template!.Document.Folder[0]!.Placemark
  // The global speed counts, not this one; and the angle belongs to another mode.
  second!.waypointSpeed = 99
  kmz.waylines!.Document.Folder[0]!.Placemark[1]!.waypointHeadingParam = {
    waypointHeadingMode: 'followWayline',
    waypointHeadingAngle: 500,
    waypointPoiPoint: { latitude: 0, longitude: 0, height: 0 },
  }
  assert.deepEqual(lint(kmz), [])
})

test('gimbal ranges come from the aircraft, or from the camera on its mount', () => {
  const rotate = (type: number, sub_type: number, payload: number, angle: number) => {
    const kmz = structuredClone(good)
    for (const file of [kmz.template!, kmz.waylines!]) {
      file.Document.missionConfig!.droneInfo = { droneEnumValue: type, droneSubEnumValue: sub_type }
      file.Document.missionConfig!.payloadInfo[0]!.payloadEnumValue = payload
    }
    kmz.waylines!.Document.Folder[0]!.Placemark[0]!.actionGroup.push(
      group({
        action: [
          action('gimbalRotate', {
            payloadPositionIndex: 0,
            gimbalRotateMode: 'absoluteAngle',
            gimbalPitchRotateEnable: true,
            gimbalPitchRotateAngle: angle,
            gimbalRollRotateEnable: false,
            gimbalYawRotateEnable: false,
            gimbalRotateTimeEnable: false,
          }),
        ],
      }),
    )
    return lint(kmz).filter(finding => finding.code === 'element.range').length
  }
  assert.equal(rotate(100, 1, 99, -90), 0)
  assert.equal(rotate(100, 1, 99, -100), 1)
  assert.equal(rotate(67, 1, 53, -100), 0)
  assert.equal(rotate(89, 0, 83, 55), 0, 'H30T on the Matrice 350')
  assert.equal(rotate(89, 0, 43, 55), 1, 'H20T on the Matrice 350')
  assert.equal(rotate(250, 0, 99, -170), 0, 'unknown aircraft, unknown limits')
})

test('a resource that is there is not missed', () => {
  const kmz = structuredClone(good)
  kmz.resources.push(resource('wpmz/res/audio/a.opus', new Uint8Array(3)))
  kmz.waylines!.Document.Folder[0]!.Placemark[0]!.actionGroup.push(
    group({ action: [action('megaphone', { megaphoneOperateFilePath: '/wpmz/res/audio/a.opus' })] }),
  )
  assert.equal(lint(kmz).filter(finding => finding.code === 'file.resource').length, 0)
})

test('one broken export does not make a million findings', () => {
  const kmz = structuredClone(good)
  const folder = kmz.waylines!.Document.Folder[0]!
  folder.Placemark = Array.from({ length: 5000 }, () => ({ actionGroup: [] }))
  assert.ok(lint(kmz).filter(finding => finding.code === 'element.missing').length <= 200)
})

test('every file of the corpus can be checked', () => {
  for (const [name, bytes] of Object.entries(corpus)) {
    const findings = lint(readKmz(bytes), { dock: true, payloads: ['99-0-0'], maxHeight: 100 })
    for (const finding of findings) assert.ok(finding.message.length > 5, name)
  }
})

test('long values are cut between characters, so that every text can be stored', () => {
  const kmz = structuredClone(good)
  kmz.waylines!.Document.missionConfig!.finishAction = `${'a'.repeat(56)}${'\u{1f681}'.repeat(20)}`
  const [finding] = lint(kmz).filter(({ code }) => code === 'element.choice')
  assert.ok(finding!.message.isWellFormed() && finding!.message.includes('...'))
})
