import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { distance } from '../geo/geodesy.ts'
import { actions, mappingTemplate, plan, type RoutePoint, routeTemplate } from '../plan/index.ts'
import { aircraftOf } from '../products/aircraft.ts'
import { estimateWayline } from './estimate.ts'
import { fly } from './fly.ts'
import { photosOf } from './photos.ts'

const mission = { aircraft: { type: 100, sub_type: 1 }, payload: '99-0-0' }
const aircraft = aircraftOf(100, 1)
const near = (actual: number, expected: number, by: number, what?: string) =>
  assert.ok(Math.abs(actual - expected) <= by, `${what ?? ''} ${actual}, expected ${expected}`)
const routed = async (points: RoutePoint[], more: object = {}) =>
  (await plan(routeTemplate(mission, { points, height: 50, speed: 10, ...more }))).kmz.waylines!.Document.Folder[0]!
/** 100 m north, then 100 m east. */
const corner: RoutePoint[] = [
  { latitude: 47, longitude: 8 },
  { latitude: 47 + 100 / 111_180, longitude: 8 },
  { latitude: 47 + 100 / 111_180, longitude: 8 + 100 / 76_060 },
]
const place = fc.record({
  latitude: fc.double({ min: 46.99, max: 47.01, noNaN: true }),
  longitude: fc.double({ min: 7.99, max: 8.01, noNaN: true }),
  height: fc.double({ min: 20, max: 120, noNaN: true }),
})

test('a flight lasts as long as estimated, goes through every waypoint and never jumps', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(place, { minLength: 2, maxLength: 8 }),
      fc.constantFrom('toPointAndStopWithDiscontinuityCurvature', 'coordinateTurn'),
      async (points, turn) => {
        const wayline = await routed(points, { turn })
        const flight = fly(wayline, { aircraft })
        near(flight.duration, estimateWayline(wayline, aircraft).duration, 1e-6)
        for (const { time, waypoint, kind } of flight.events)
          if (kind === 'reach') {
            const state = flight.at(time)
            near(distance(state, points[waypoint]!), 0, 0.1)
            near(state.height, points[waypoint]!.height, 0.1)
          }
        let before = flight.at(0)
        for (let t = 0.5; t < flight.duration + 1; t += 0.5) {
          const state = flight.at(t)
          const moved = Math.hypot(distance(before, state), state.height - before.height)
          assert.ok(moved <= 0.5 * Math.max(10, state.speed) * 1.5 + 0.1, `${moved} m in half a second`)
          assert.ok(state.heading >= 0 && state.heading < 360 && state.speed <= 10.01)
          before = state
        }
      },
    ),
    { numRuns: 40 },
  )
})

test('speed rises and falls on a leg that ends with a stop', async () => {
  const flight = fly(await routed(corner))
  near(flight.at(0).speed, 0, 0.1)
  near(flight.at(7).speed, 10, 0.1)
  near(flight.at(7.5).heading, 0, 1)
  near(flight.at(flight.duration - 7).heading, 90, 1)
  assert.deepEqual([flight.at(-5).waypoint, flight.at(1e9).waypoint], [0, 2])
  near(distance(flight.at(1e9), corner[2]!), 0, 0.1)
})

test('actions take their time where they are done, and turn aircraft and gimbal', async () => {
  const wayline = await routed(
    corner.map((point, i) =>
      i === 1
        ? { ...point, actions: [actions.gimbalTo(-60), actions.hover(10), actions.rotateYaw(200), actions.takePhoto()] }
        : point,
    ),
    { heading: { waypointHeadingMode: 'fixed' } },
  )
  const flight = fly(wayline)
  const hover = flight.events.find(e => e.kind === 'action' && e.action.actionActuatorFunc === 'hover')!
  const during = flight.at(hover.time + 5)
  assert.equal(during.action?.actionActuatorFunc, 'hover')
  near(distance(during, corner[1]!), 0, 0.1)
  assert.deepEqual([during.gimbalPitch, during.speed], [-60, 0])
  near(flight.at(flight.duration - 5).heading, 200, 0.01, 'the heading is kept')
  assert.deepEqual(
    flight.events.map(e => (e.kind === 'reach' ? e.waypoint : e.action.actionActuatorFunc)),
    [0, 1, 'gimbalRotate', 'hover', 'rotateYaw', 'takePhoto', 2],
  )
})

test('headings and gimbal angles change evenly along a leg; a point of interest stays in view', async () => {
  const smooth = (waypointHeadingAngle: number) => ({ waypointHeadingMode: 'smoothTransition', waypointHeadingAngle })
  const flight = fly(
    await routed(
      corner.map((point, i) => ({ ...point, heading: smooth([170, -170, -170][i]!), gimbalPitch: [0, -40, -40][i]! })),
    ),
  )
  const half = flight.at(flight.events.find(e => e.kind === 'reach' && e.waypoint === 1)!.time / 2)
  assert.ok(half.heading > 170 && half.heading < 190, `${half.heading} goes the shorter way`)
  assert.ok(half.gimbalPitch < -15 && half.gimbalPitch > -25)
  const poi = { latitude: 47, longitude: 8.01, height: 0 }
  const around = fly(await routed(corner, { heading: { waypointHeadingMode: 'towardPOI', waypointPoiPoint: poi } }))
  near(around.at(0).heading, 90, 0.1)
  assert.ok(around.at(12).heading > 95)
})

test('photos at intervals are as many as planned and stand where they are planned', async () => {
  const area = [
    corner[0]!,
    corner[1]!,
    { latitude: corner[1]!.latitude, longitude: 8.004 },
    { latitude: 47, longitude: 8.004 },
  ]
  for (const shootType of ['time', 'distance'] as const) {
    const { kmz, estimate } = await plan(mappingTemplate(mission, { area, distance: 50, speed: 8, shootType }))
    const wayline = kmz.waylines!.Document.Folder[0]!
    const flight = fly(wayline, { aircraft })
    const taken = flight.events.filter(e => e.kind === 'action' && e.action.actionActuatorFunc === 'takePhoto')
    assert.equal(taken.length, estimate.photos)
    if (shootType === 'distance')
      photosOf(wayline).forEach((photo, i) => {
        near(distance(photo, flight.at(taken[i]!.time)), 0, 1, `photo ${i}`)
      })
  }
})

test('a photo every nanometre does not end the world; a wayline without places does not fly', async () => {
  const wayline = await routed(corner)
  wayline.Placemark[0]!.actionGroup.push({
    ...{ actionGroupId: 1, actionGroupStartIndex: 0, actionGroupEndIndex: 2, actionGroupMode: 'sequence' },
    actionTrigger: { actionTriggerType: 'multipleDistance', actionTriggerParam: 1e-9 },
    action: [{ actionId: 0, ...actions.takePhoto() }],
  })
  assert.ok(fly(wayline).events.length <= 100_010)
  for (const point of wayline.Placemark) delete point.Point
  assert.throws(() => fly(wayline), RangeError)
})
