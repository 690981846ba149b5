import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { corpus } from '../../test/corpus.ts'
import { preview } from '../flight/preview.ts'
import { distance } from '../geo/geodesy.ts'
import { readKmz, writeKmz } from '../kmz.ts'
import { lint } from '../lint/index.ts'
import {
  actions,
  type GenerateOptions,
  type MissionIntent,
  plan,
  pointTerrain,
  type RouteIntent,
  routeTemplate,
} from './index.ts'

const mission: MissionIntent = { aircraft: { type: 100, sub_type: 1 }, payload: '99-0-0', now: 1 }
const points = [
  { latitude: 47, longitude: 8 },
  { latitude: 47.001, longitude: 8 },
  { latitude: 47.001, longitude: 8.002 },
]
/** Plans a route over the three points; answers its only wayline and everything else. */
async function route(
  intent: Partial<RouteIntent> = {},
  options: GenerateOptions = {},
  changes: Partial<MissionIntent> = {},
) {
  const template = routeTemplate({ ...mission, ...changes }, { points, height: 60, speed: 8, ...intent })
  const made = await plan(template, options)
  assert.deepEqual(
    lint(made.kmz).filter(({ severity }) => severity === 'error'),
    [],
  )
  assert.deepEqual(readKmz(writeKmz(made.kmz)), made.kmz, 'it reads back the same')
  const [wayline] = made.kmz.waylines!.Document.Folder
  return { ...made, wayline: wayline!, waypoints: wayline!.Placemark }
}
const heights = (waypoints: { executeHeight?: number }[]) => waypoints.map(({ executeHeight }) => executeHeight)

test('above take-off: heights, speeds, headings and turns as drawn', async () => {
  const heading = {
    waypointHeadingMode: 'smoothTransition',
    waypointHeadingAngle: 45,
    waypointHeadingPathMode: 'clockwise',
  }
  const { wayline, waypoints } = await route({
    points: [
      points[0]!,
      { ...points[1]!, height: 80, speed: 3, heading, turn: { mode: 'coordinateTurn', dampingDistance: 5 } },
      points[2]!,
    ],
  })
  assert.equal(wayline.executeHeightMode, 'relativeToStartPoint')
  assert.deepEqual(heights(waypoints), [60, 80, 60])
  assert.deepEqual(
    waypoints.map(({ waypointSpeed }) => waypointSpeed),
    [8, 3, 8],
  )
  assert.deepEqual(waypoints[1]!.waypointHeadingParam, heading)
  assert.equal(waypoints[0]!.waypointHeadingParam!.waypointHeadingMode, 'followWayline')
  assert.deepEqual(waypoints[1]!.waypointTurnParam, { waypointTurnMode: 'coordinateTurn', waypointTurnDampingDist: 5 })
  assert.equal(waypoints[2]!.waypointTurnParam!.waypointTurnMode, 'toPointAndStopWithDiscontinuityCurvature')
  assert.deepEqual(
    waypoints.map(({ index }) => index),
    [0, 1, 2],
  )
})

test('above sea level: by a geoid model, by the file itself, or not at all', async () => {
  const geoid = async (places: readonly { longitude: number }[]) => places.map(({ longitude }) => 47 + longitude - 8)
  const high = { heightMode: 'EGM96' as const, height: 500 }
  const modelled = await route(high, { geoid })
  assert.equal(modelled.wayline.executeHeightMode, 'WGS84')
  assert.deepEqual(heights(modelled.waypoints), [547, 547, 547])
  assert.deepEqual(
    modelled.kmz.template!.Document.Folder[0]!.Placemark.map(({ ellipsoidHeight, height }) => [
      ellipsoidHeight,
      height,
    ]),
    [
      [547, 500],
      [547, 500],
      [547, 500],
    ],
  )
  const takeOff = { latitude: 47, longitude: 8, height: 450 }
  const implied = await route(high, {}, { takeOff, takeOffAltitude: 402 })
  assert.deepEqual(heights(implied.waypoints), [548, 548, 548])
  assert.deepEqual(implied.notes, [{ code: 'geoid-from-file', template: 0, values: { undulation: 48 } }])
  await assert.rejects(route(high), { code: 'plan.geoid' })
  const given = points.map(point => ({ ...point, height: 500, ellipsoidHeight: 545 }))
  assert.deepEqual(heights((await route({ ...high, points: given })).waypoints), [545, 545, 545])
})

test('above ground: waypoints between the drawn ones follow a hill, and actions stay where they were drawn', async () => {
  const terrain = pointTerrain((_, latitude) => 400 + 40 * Math.sin(((latitude - 47) / 0.001) * Math.PI))
  const drawn = points.map((point, i) => (i === 1 ? { ...point, actions: [actions.takePhoto()] } : point))
  const { wayline, waypoints } = await route({ heightMode: 'aboveGroundLevel', points: drawn }, { terrain })
  assert.equal(wayline.executeHeightMode, 'WGS84')
  assert.ok(waypoints.length > 4, 'the hill bends the path')
  const ground = await terrain(waypoints.map(({ Point }) => Point!.coordinates!))
  waypoints.forEach(({ executeHeight }, i) => {
    assert.ok(Math.abs(executeHeight! - ground[i]! - 60) < 0.01)
  })
  const photo = waypoints.findIndex(({ actionGroup }) => actionGroup.length)
  assert.ok(distance(waypoints[photo]!.Point!.coordinates!, points[1]!) < 0.01)
  assert.deepEqual(
    waypoints[photo]!.actionGroup.map(group => [group.actionGroupStartIndex, group.actionGroupEndIndex]),
    [[photo, photo]],
  )
  await assert.rejects(route({ heightMode: 'aboveGroundLevel' }), { code: 'plan.terrain' })
  const holes = pointTerrain(longitude => (longitude > 8.001 ? undefined : 400))
  await assert.rejects(route({ heightMode: 'aboveGroundLevel' }, { terrain: holes }), { code: 'plan.terrain' })
})

test('above the surface that is measured in flight', async () => {
  const { kmz } = await plan(
    routeTemplate(mission, { points, height: 60, speed: 8, heightMode: 'realTimeFollowSurface' }),
  )
  assert.equal(kmz.waylines!.Document.Folder[0]!.executeHeightMode, 'realTimeFollowSurface')
  assert.deepEqual(heights(kmz.waylines!.Document.Folder[0]!.Placemark), [60, 60, 60])
})

test('gimbal angles become actions, lenses of the payload settings go into photos', async () => {
  const pitched = points.map((point, i) => ({ ...point, gimbalPitch: [-30, -60, -90][i]! }))
  pitched[2] = { ...pitched[2]!, actions: [actions.takePhoto()] } as (typeof pitched)[number]
  const { waypoints } = await route({ points: pitched }, {}, { lenses: ['wide', 'ir'] })
  const does = waypoints.map(({ actionGroup }) =>
    actionGroup.map(({ actionTrigger, action }) => [
      actionTrigger!.actionTriggerType,
      action[0]!.actionActuatorFunc,
      action[0]!.actionActuatorFuncParam!.gimbalPitchRotateAngle,
    ]),
  )
  assert.deepEqual(does, [
    [
      ['reachPoint', 'gimbalRotate', -30],
      ['betweenAdjacentPoints', 'gimbalEvenlyRotate', -60],
    ],
    [['betweenAdjacentPoints', 'gimbalEvenlyRotate', -90]],
    [['reachPoint', 'takePhoto', undefined]],
  ])
  const { payloadLensIndex } = waypoints[2]!.actionGroup[0]!.action[0]!.actionActuatorFuncParam!
  assert.deepEqual(payloadLensIndex, ['wide', 'ir'])
})

test('any route keeps its places and passes the linter', async () => {
  const degrees = (middle: number) => fc.double({ min: middle - 0.004, max: middle + 0.004, noNaN: true })
  const point = fc.record({
    latitude: degrees(-33),
    longitude: degrees(151),
    height: fc.integer({ min: 20, max: 120 }),
  })
  const turn = fc.constantFrom('coordinateTurn' as const, 'toPointAndPassWithContinuityCurvature' as const)
  const apart = (all: { latitude: number; longitude: number }[]) =>
    all.every((a, i) => i === 0 || distance(a, all[i - 1]!) > 2)
  await fc.assert(
    fc.asyncProperty(fc.array(point, { minLength: 2, maxLength: 10 }).filter(apart), turn, async (drawn, mode) => {
      const { waypoints, kmz } = await route({ points: drawn, turn: mode })
      for (const [i, { Point }] of waypoints.entries()) assert.ok(distance(Point!.coordinates!, drawn[i]!) < 0.01)
      const shape = preview({ waylines: kmz.waylines!.Document })
      assert.equal(shape.waylines[0]!.points.length, drawn.length)
      const [west, south, east, north] = shape.bounds!
      for (const { latitude, longitude } of shape.waylines[0]!.points)
        assert.ok(longitude >= west && longitude <= east && latitude >= south && latitude <= north)
    }),
    { numRuns: 60 },
  )
})

test('templates of other makers are generated too; what is no route is refused', async () => {
  const { template } = readKmz(corpus.usual!)
  const made = await plan(template!)
  assert.equal(made.kmz.waylines!.Document.Folder[0]!.Placemark.length, 3)
  assert.equal(made.estimate.photos, 3)
  const several = readKmz(corpus['several templates and waylines']!)
  const both = await plan(several.template!)
  assert.deepEqual(
    both.kmz.waylines!.Document.Folder.map(({ templateId, waylineId }) => [templateId, waylineId]),
    [
      [0, 0],
      [1, 1],
    ],
  )
  await assert.rejects(plan(readKmz(corpus['template without Folder']!).template!), { code: 'plan.input' })
  for (const change of [
    (folder: any) => folder.Placemark.splice(0),
    (folder: any) => delete folder.Placemark[1].Point,
    (folder: any) => Object.assign(folder, { templateType: 'spiral' }),
    (folder: any) => Object.assign(folder.Placemark[0].actionGroup[0], { actionGroupEndIndex: 9 }),
  ]) {
    const broken = structuredClone(template!)
    change(broken.Document.Folder[0])
    await assert.rejects(plan(broken), { code: 'plan.input' })
  }
})
