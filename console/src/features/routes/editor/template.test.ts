import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type ActionGroup,
  generateWaylines,
  lint,
  type MissionIntent,
  plan,
  type RoutePoint,
  routeTemplate,
} from '@rookery/wpml'
import {
  blankTemplate,
  changeHeightMode,
  freeGroupId,
  insertVertex,
  moveVertex,
  removeVertex,
  reverse,
  setHeight,
  setShape,
  shapeOf,
  turnLines,
  undulationOf,
  verticesOf,
} from './template.ts'

const mission: MissionIntent = { aircraft: { type: 100, sub_type: 1 }, payload: '99-0-0' }
const at = (i: number): RoutePoint => ({ latitude: 47 + i / 1000, longitude: 8.5 })
const hover = { actionActuatorFunc: 'hover', actionActuatorFuncParam: { hoverTime: 3 } }
const route = (count = 4) =>
  routeTemplate(mission, {
    height: 60,
    speed: 8,
    points: Array.from({ length: count }, (_, i) => ({ ...at(i), actions: i === 1 ? [hover] : [] })),
  })
const along = (from: number, to: number): ActionGroup => ({
  actionGroupId: 7,
  actionGroupStartIndex: from,
  actionGroupEndIndex: to,
  actionGroupMode: 'sequence',
  actionTrigger: { actionTriggerType: 'multipleDistance', actionTriggerParam: 10 },
  action: [],
})
const groups = (template: ReturnType<typeof route>) =>
  template.Document.Folder[0]!.Placemark.flatMap((point, i) =>
    point.actionGroup.map(group => [i, group.actionGroupStartIndex, group.actionGroupEndIndex]),
  )

test('a waypoint that is inserted shifts what is done after it, and takes over the settings in front', () => {
  const template = route()
  const [folder] = template.Document.Folder
  folder!.Placemark[0]!.useGlobalSpeed = false
  folder!.Placemark[0]!.waypointSpeed = 3
  insertVertex(folder!, 1, at(9))
  assert.deepEqual(groups(template), [[2, 2, 2]])
  assert.deepEqual(
    folder!.Placemark.map(point => point.index),
    [0, 1, 2, 3, 4],
  )
  assert.equal(folder!.Placemark[1]!.waypointSpeed, 3)
  assert.deepEqual(folder!.Placemark[1]!.actionGroup, [])
})

test('a waypoint that is removed takes its actions along and shortens what ended at it', () => {
  const template = route()
  const [folder] = template.Document.Folder
  folder!.Placemark[0]!.actionGroup.push(along(0, 3))
  removeVertex(folder!, 3)
  assert.deepEqual(groups(template), [
    [0, 0, 2],
    [1, 1, 1],
  ])
  removeVertex(folder!, 1)
  assert.deepEqual(groups(template), [[0, 0, 1]])
  removeVertex(folder!, 0)
  assert.deepEqual(groups(template), [])
})

test('a route flown backwards keeps its actions at their places', async () => {
  const template = route()
  const [folder] = template.Document.Folder
  folder!.Placemark[0]!.actionGroup.push(along(0, 2))
  reverse(folder!)
  assert.deepEqual(groups(template), [
    [1, 1, 3],
    [2, 2, 2],
  ])
  assert.equal(verticesOf(folder)[0]!.latitude, at(3).latitude)
  await generateWaylines(template)
})

test('the ring of an area stays closed, a line open', () => {
  for (const [type, drawn] of [
    ['mapping2d', 4],
    ['mapping3d', 4],
    ['mappingStrip', 3],
  ] as const) {
    const template = blankTemplate(type, mission)
    const [folder] = template.Document.Folder
    assert.deepEqual(verticesOf(folder), [])
    for (let i = 0; i < 3; i++) insertVertex(folder!, i, { latitude: 47 + (i % 2) / 1000, longitude: 8.5 + i / 1000 })
    moveVertex(folder!, 0, { latitude: 47.002, longitude: 8.499 })
    const placemark = folder!.Placemark[0]!
    const written = placemark.LineString?.coordinates ?? placemark.Polygon?.outerBoundaryIs?.LinearRing?.coordinates
    assert.equal(written!.length, drawn)
    assert.equal(shapeOf(placemark)[0]!.latitude, 47.002)
    removeVertex(folder!, 1)
    assert.equal(shapeOf(placemark).length, 2)
  }
})

test('what the editor begins with can be flown without faults once it is drawn', async () => {
  for (const type of ['waypoint', 'mapping2d', 'mapping3d', 'mappingStrip'] as const) {
    const template = blankTemplate(type, mission)
    const [folder] = template.Document.Folder
    const corners = [at(0), { latitude: 47, longitude: 8.503 }, { latitude: 47.002, longitude: 8.503 }, at(2)]
    corners.forEach((corner, i) => {
      insertVertex(folder!, i, corner)
    })
    turnLines(folder)
    const { kmz, estimate } = await plan(template)
    const faults = lint(kmz, { dock: true }).filter(({ severity }) => severity === 'error')
    assert.deepEqual(faults, [], type)
    assert.ok(estimate.distance > 200, type)
  }
})

test('lines lie along the longer side', () => {
  const template = blankTemplate('mapping2d', mission)
  const [folder] = template.Document.Folder
  const corner = (north: number, east: number) => ({ latitude: 47 + north / 111_000, longitude: 8.5 + east / 76_000 })
  setShape(folder!.Placemark[0]!, 'mapping2d', [corner(0, 0), corner(0, 400), corner(80, 400), corner(80, 0)])
  turnLines(folder)
  assert.equal(folder!.Placemark[0]!.direction! % 180, 90)
})

test('heights are converted between take-off and sea level only when the altitude of the take-off is known', () => {
  const template = route()
  const [folder] = template.Document.Folder
  setHeight(folder!.Placemark[2]!, 80, 'relativeToStartPoint', undefined)
  assert.equal(changeHeightMode(template, folder!, 'EGM96'), false)
  assert.equal(folder!.Placemark[2]!.height, 80)
  assert.equal(changeHeightMode(template, folder!, 'relativeToStartPoint'), false)
  Object.assign(template.Document.missionConfig!, {
    takeOffRefPoint: { latitude: 47, longitude: 8.5, height: 450 },
    takeOffRefPointAGLHeight: 402,
  })
  assert.equal(undulationOf(template), 48)
  assert.equal(changeHeightMode(template, folder!, 'EGM96'), true)
  assert.deepEqual([folder!.globalHeight, folder!.Placemark[2]!.height], [462, 482])
  assert.equal(folder!.Placemark[2]!.ellipsoidHeight, 530)
  assert.equal(changeHeightMode(template, folder!, 'relativeToStartPoint'), true)
  assert.deepEqual([folder!.Placemark[2]!.height, folder!.Placemark[2]!.ellipsoidHeight], [80, 80])
})

test('a free group id is free', () => {
  const template = route()
  assert.equal(freeGroupId(template.Document.Folder), 1)
  template.Document.Folder[0]!.Placemark[0]!.actionGroup.push(along(0, 2))
  assert.equal(freeGroupId(template.Document.Folder), 8)
})
