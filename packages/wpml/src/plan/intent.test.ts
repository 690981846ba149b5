import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseTemplate, type TemplateFile } from '../document.ts'
import {
  actions,
  intentOf,
  type MissionIntent,
  mappingTemplate,
  obliqueTemplate,
  type RoutePoint,
  routeTemplate,
  stripTemplate,
} from './index.ts'

const mission: MissionIntent = {
  aircraft: { type: 100, sub_type: 1 },
  payload: '99-0-0',
  lenses: ['wide', 'ir'],
  author: 'Ada',
  takeOff: { latitude: 47, longitude: 8, height: 450 },
  takeOffAltitude: 402,
  flyToWaylineMode: 'pointToPoint',
  finishAction: 'gotoFirstWaypoint',
  lostLink: 'hover',
  takeOffSecurityHeight: 30,
  returnHeight: 90,
  transitionalSpeed: 12,
}
const degrees = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const metres = fc.integer({ min: 10, max: 120 })
const percent = fc.integer({ min: 60, max: 90 })
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const point = fc
  .record({
    latitude: degrees(46.9, 47.1),
    longitude: degrees(7.9, 8.1),
    height: optional(metres),
    speed: optional(fc.integer({ min: 1, max: 15 })),
    heading: optional(fc.constant({ waypointHeadingMode: 'smoothTransition', waypointHeadingAngle: 30 })),
    turn: optional(fc.constant({ mode: 'coordinateTurn' as const, dampingDistance: 3, useStraightLine: true })),
    actions: optional(fc.constantFrom([actions.takePhoto()], [actions.gimbalTo(-30), actions.hover(3)])),
    isRisky: optional(fc.boolean()),
  })
  .map(
    point =>
      Object.fromEntries(Object.entries(point).filter(([, value]) => value !== undefined)) as unknown as RoutePoint,
  )
const corners = [
  { latitude: 47, longitude: 8 },
  { latitude: 47.002, longitude: 8 },
  { latitude: 47.002, longitude: 8.003 },
]
const survey = fc.record(
  {
    distance: metres,
    height: metres,
    heightMode: fc.constantFrom('relativeToStartPoint' as const, 'realTimeFollowSurface' as const),
    followTerrain: fc.boolean(),
    speed: fc.integer({ min: 1, max: 15 }),
    overlap: fc.record({ along: percent, across: percent }, { noNullPrototype: true }),
    shootType: fc.constantFrom('time' as const, 'distance' as const),
    margin: fc.integer({ min: 0, max: 30 }),
  },
  { noNullPrototype: true },
)
const direction = fc.integer({ min: 0, max: 359 })

/** Back from the template what went in, and the same template again. */
function comesBack<T extends object>(intent: T, make: (mission: MissionIntent, intent: T) => TemplateFile) {
  const template = make(mission, intent)
  const back = intentOf(template)
  assert.deepEqual(back.mission, mission)
  assert.deepEqual(back.drawing.intent, intent)
  assert.deepEqual(back.lost, [])
  assert.deepEqual(make(back.mission, back.drawing.intent as T), template)
}

test('what was drawn comes back from its template: routes', () => {
  fc.assert(
    fc.property(
      fc.array(point, { minLength: 2, maxLength: 6 }),
      fc.option(fc.integer({ min: -90, max: 0 })),
      (points, pitch) => {
        const gimbal = pitch === null ? {} : { gimbalPitch: pitch }
        comesBack(
          {
            ...{ heightMode: 'aboveGroundLevel' as const, height: 60, speed: 7, useStraightLine: false },
            turn: 'toPointAndPassWithContinuityCurvature' as const,
            heading: { waypointHeadingMode: 'fixed' },
            points: points.map(each => ({ ...each, ...gimbal })),
          },
          routeTemplate,
        )
      },
    ),
  )
})

test('what was drawn comes back from its template: areas and strips', () => {
  fc.assert(
    fc.property(survey, direction, fc.boolean(), percent, (how, towards, flag, share) => {
      const area = { area: corners, direction: towards }
      const tilt = flag ? { heading: 45 } : {}
      comesBack({ ...how, ...area, ...tilt, elevationOptimize: flag, gimbalPitch: -80 }, mappingTemplate)
      const oblique = { obliquePitch: -50, obliqueSpeed: 6, obliqueOverlap: { along: share, across: share } }
      comesBack({ ...how, ...area, ...oblique }, obliqueTemplate)
      const line = corners.map(corner => ({ ...corner, altitude: 12 }))
      const sides = { left: 20, right: 30, singleLine: flag, includeCenter: !flag, boundaryOptimize: flag }
      comesBack({ ...how, line, ...sides, cuttingDistance: 700, useLineAltitude: flag }, stripTemplate)
    }),
  )
})

test('what an intent cannot say is named', () => {
  const template = routeTemplate(mission, { points: corners, height: 50, speed: 5 })
  const [folder] = template.Document.Folder
  folder!.Placemark[0]!.actionGroup.push({
    ...{ actionGroupId: 9, actionGroupStartIndex: 0, actionGroupEndIndex: 2, actionGroupMode: 'sequence' },
    actionTrigger: { actionTriggerType: 'multipleTiming', actionTriggerParam: 2 },
    action: [{ actionId: 0, ...actions.takePhoto() }],
  })
  template.Document.missionConfig!.payloadInfo.push({ payloadEnumValue: 42, payloadPositionIndex: 1 })
  template.Document.Folder.push(structuredClone(folder!))
  const { lost, drawing } = intentOf(template)
  assert.deepEqual(lost.sort(), ['Folder', 'wpml:actionGroup', 'wpml:payloadInfo'])
  assert.equal(drawing.kind === 'waypoint' && drawing.intent.points[0]!.actions, undefined)
})

test('what nobody can draw is refused', () => {
  const bad = (change: (template: TemplateFile) => void) => {
    const template = mappingTemplate(mission, { area: corners, distance: 60, speed: 5 })
    change(template)
    assert.throws(() => intentOf(template), { name: 'WpmlError', code: 'plan.input' })
  }
  bad(t => void t.Document.Folder.splice(0))
  bad(t => void Object.assign(t.Document.Folder[0]!, { templateType: 'other' }))
  bad(t => void delete t.Document.Folder[0]!.Placemark[0]!.Polygon)
  bad(t => void delete t.Document.missionConfig)
  assert.throws(() => intentOf(parseTemplate('<kml/>')), { code: 'plan.input' })
})
