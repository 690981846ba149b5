/** Routes flown without a dock: only physics, the file, and what the camera is told. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type ActionGroup,
  mappingTemplate,
  photosOf,
  plan,
  routeTemplate,
  type WaylinesDocument,
  type Waypoint,
} from '@rookery/wpml'
import { Flight } from '../devices/flight.ts'
import { metresFrom, offset, type Place } from '../devices/geo.ts'
import { Autopilot, type BreakPoint, type Payload } from './autopilot.ts'
import { distanceBetween, routeOf } from './route.ts'

const home: Place = { latitude: 47.1, longitude: 8.5, height: 450 }
const STEP = 0.25

interface Row {
  time: number
  north: number
  east: number
  up: number
  speed: number
  heading: number
  pitch: number
}
interface Flown {
  rows: Row[]
  photos: (Row & { waypoint: number })[]
  autopilot: Autopilot
}

/** Flies a document to the end of its last wayline; one row a quarter of a second. */
function fly(document: WaylinesDocument, from: Place = home, resume?: BreakPoint): Flown {
  const flight = new Flight(from)
  const route = routeOf(document, from)!
  const rows: Row[] = []
  const photos: Flown['photos'] = []
  const payload: Payload = {
    gimbalPitch: 0,
    shoot: (_, waypoint) => void photos.push({ ...row(), waypoint }),
    panorama: waypoint => void photos.push({ ...row(), waypoint }),
    record: () => {},
  }
  const row = (): Row => {
    const { north, east, up, groundSpeed: speed, heading } = flight
    return { time: rows.length * STEP, north, east, up, speed, heading, pitch: payload.gimbalPitch }
  }
  flight.safeHeight = route.securityHeight
  const autopilot = new Autopilot(route, flight, payload, resume)
  flight.takeOff({ kind: 'guided', guide: autopilot })
  while (!autopilot.finished && rows.length < 4 * 3600) {
    flight.advance(STEP)
    rows.push(row())
  }
  assert.ok(autopilot.finished, 'it comes to an end')
  return { rows, photos, autopilot }
}

const at = (north: number, east: number) => {
  const { latitude, longitude } = offset(home, north, east)
  return { latitude, longitude }
}
const mission = { aircraft: { type: 100, sub_type: 1 }, payload: '99-0-0', takeOffSecurityHeight: 25 }
const photo = {
  actionActuatorFunc: 'takePhoto' as const,
  actionActuatorFuncParam: { payloadPositionIndex: 0, fileSuffix: '', useGlobalPayloadLensIndex: true },
}
async function route(
  intent: Partial<Parameters<typeof routeTemplate>[1]> = {},
  more: object = {},
): Promise<WaylinesDocument> {
  const points = [at(100, 0), at(100, 100), at(0, 100)].map(place => ({ ...place, actions: [photo] }))
  const template = routeTemplate({ ...mission, ...more }, { points, height: 50, speed: 8, ...intent })
  return (await plan(template)).kmz.waylines!.Document
}
const waypoint = (document: WaylinesDocument, index: number): Waypoint => document.Folder[0]!.Placemark[index]!
const group = (more: Partial<ActionGroup>): ActionGroup => ({
  ...{ actionGroupId: 90, actionGroupStartIndex: 0, actionGroupEndIndex: 1, actionGroupMode: 'sequence' },
  ...{ action: [{ actionId: 0, ...photo }] },
  ...more,
})
const near = (row: Row, north: number, east: number, up: number, metres = 2) =>
  assert.ok(
    distanceBetween(row, { north, east, up }) < metres,
    `${JSON.stringify(row)} is not near ${north}, ${east}, ${up}`,
  )

test('it climbs to the safe height first, keeps the speed of the file, and stops for photos at its points', async () => {
  const { rows, photos } = fly(await route())
  const moving = rows.find(({ speed }) => speed > 1)!
  assert.ok(moving.up > 23, 'no way before the safe height')
  const [first, second, third] = photos
  near(first!, 100, 0, 50)
  near(second!, 100, 100, 50)
  near(third!, 0, 100, 50)
  assert.deepEqual(
    photos.map(({ waypoint }) => waypoint),
    [0, 1, 2],
  )
  const between = rows.filter(({ time }) => time > first!.time + 5 && time < second!.time - 5)
  assert.ok(between.every(({ speed }) => speed > 5 && speed < 8.5))
  assert.ok(between.some(({ speed }) => speed > 7.4))
  assert.ok(photos.every(({ speed }) => speed < 1))
  const jumps = rows.slice(1).map((row, n) => distanceBetween(row, rows[n]!))
  assert.ok(Math.max(...jumps) < 4, 'it never jumps')
})

test('heights above the ellipsoid and above the ground are what the file says', async () => {
  const document = await route()
  document.Folder[0]!.executeHeightMode = 'WGS84'
  for (const point of document.Folder[0]!.Placemark) point.executeHeight = 520
  near(fly(document).photos[1]!, 100, 100, 70)
  document.Folder[0]!.executeHeightMode = 'realTimeFollowSurface'
  for (const point of document.Folder[0]!.Placemark) point.executeHeight = 35
  near(fly(document).photos[1]!, 100, 100, 35)
})

test('it passes points without stopping where the file says so, and cuts the corner', async () => {
  const turn = { mode: 'coordinateTurn', dampingDistance: 20 } as const
  const points = [at(100, 0), { ...at(100, 100), turn }, at(0, 100)]
  const { rows } = fly(await route({ points }))
  const corner = Math.min(...rows.map(row => distanceBetween(row, { north: 100, east: 100, up: 50 })))
  assert.ok(corner > 2 && corner < 20, `${corner} m from the corner`)
  const there = rows.filter(row => distanceBetween(row, { north: 100, east: 100, up: 50 }) < 20)
  assert.ok(there.every(({ speed }) => speed > 0.8))
})

test('speeds of single points count from there to the next one', async () => {
  const points = [
    { ...at(100, 0), speed: 3, actions: [photo] },
    { ...at(100, 60), speed: 12, actions: [photo] },
    at(-100, 60),
  ]
  const { rows, photos } = fly(await route({ points }))
  const [first, second] = photos
  const slow = rows.filter(({ time }) => time > first!.time && time < second!.time)
  const fast = rows.filter(({ time }) => time > second!.time)
  assert.ok(Math.max(...slow.map(({ speed }) => speed)) < 3.5)
  assert.ok(Math.max(...fast.map(({ speed }) => speed)) > 11)
})

test('it looks at a point of interest, or turns evenly from heading to heading', async () => {
  const poi = { ...at(50, 50), height: 0 }
  const towards = {
    waypointHeadingMode: 'towardPOI',
    waypointPoiPoint: poi,
    waypointHeadingPathMode: 'followBadArc',
  } as const
  const { rows } = fly(await route({ heading: towards }))
  const underWay = rows.filter(({ speed, north, up }) => speed > 4 && up > 45 && north > 98)
  assert.ok(underWay.length > 20)
  for (const { north, east, heading } of underWay.slice(4)) {
    const wanted = (Math.atan2(50 - east, 50 - north) * 180) / Math.PI
    const off = Math.abs(((heading - wanted + 540) % 360) - 180)
    assert.ok(off < 8, `${off} degrees off`)
  }
})

test('the gimbal turns where it is told to, at once or evenly along the way', async () => {
  const document = await route()
  const gimbal = (actionActuatorFunc: 'gimbalRotate' | 'gimbalEvenlyRotate', angle: number) => ({
    actionId: 0,
    actionActuatorFunc,
    actionActuatorFuncParam: {
      gimbalRotateMode: 'absoluteAngle' as const,
      gimbalPitchRotateEnable: true,
      gimbalPitchRotateAngle: angle,
      payloadPositionIndex: 0,
    },
  })
  waypoint(document, 0).actionGroup = [
    group({
      actionGroupEndIndex: 0,
      actionTrigger: { actionTriggerType: 'reachPoint' },
      action: [gimbal('gimbalRotate', -20)],
    }),
    group({
      actionTrigger: { actionTriggerType: 'betweenAdjacentPoints' },
      action: [gimbal('gimbalEvenlyRotate', -80)],
    }),
  ]
  const { rows } = fly(document)
  const middle = rows.find(({ east }) => east > 50)!
  assert.ok(middle.pitch < -40 && middle.pitch > -60, `${middle.pitch} in the middle`)
  assert.ok(rows.at(-1)!.pitch < -75)
})

for (const [trigger, interval, expected] of [
  ['multipleDistance', 20, 6],
  ['multipleTiming', 2, 8],
] as const)
  test(`${trigger}: photos on the segments of the group and nowhere else`, async () => {
    const document = await route()
    for (const point of document.Folder[0]!.Placemark) point.actionGroup = []
    waypoint(document, 0).actionGroup = [
      group({ actionTrigger: { actionTriggerType: trigger, actionTriggerParam: interval } }),
    ]
    const { photos } = fly(document)
    assert.ok(Math.abs(photos.length - expected) <= 1, `${photos.length} photos`)
    assert.ok(photos.every(({ north, waypoint }) => north > 97 && waypoint === 0))
    const gaps = photos.slice(1).map((row, n) => distanceBetween(row, photos[n]!))
    if (trigger === 'multipleDistance') assert.ok(gaps.every(gap => Math.abs(gap - 20) < 3))
  })

test('a mapping plan is flown as it was estimated', async () => {
  const template = mappingTemplate(mission, {
    area: [at(30, 30), at(30, 180), at(150, 180), at(150, 30)],
    distance: 60,
    speed: 8,
    overlap: { along: 70, across: 60 },
  })
  const { kmz, estimate } = await plan(template)
  const document = kmz.waylines!.Document
  const { rows, photos, autopilot } = fly(document)
  const planned = document.Folder.flatMap(wayline => photosOf(wayline))
  assert.ok(planned.length > 20)
  assert.ok(Math.abs(photos.length - planned.length) / planned.length < 0.15, `${photos.length} of ${planned.length}`)
  assert.ok(photos.every(({ up, pitch }) => Math.abs(up - 60) < 2 && pitch === -90))
  const seconds = rows.at(-1)!.time - rows.find(({ speed }) => speed > 1)!.time
  assert.ok(Math.abs(seconds - estimate.duration) / estimate.duration < 0.35, `${seconds} s, ${estimate.duration} s`)
  assert.equal(autopilot.progress, 1)
})

test('resumed at a breakpoint it flies there at a safe height and takes what is left', async () => {
  const document = await route()
  const { rows, photos } = fly(document, home, { wayline_id: 0, index: 1, state: 0, progress: 0.5 })
  assert.deepEqual(
    photos.map(({ waypoint }) => waypoint),
    [2],
  )
  assert.ok(Math.min(...rows.map(row => distanceBetween(row, { north: 50, east: 100, up: 50 }))) < 1.5)
  assert.equal(
    rows.some(row => distanceBetween(row, { north: 100, east: 0, up: 50 }) < 20),
    false,
  )
})

test('paused and resumed elsewhere it comes back to where it left the route', async () => {
  const flight = new Flight(home)
  const silent: Payload = { gimbalPitch: 0, shoot() {}, panorama() {}, record() {} }
  const autopilot = new Autopilot(routeOf(await route(), home)!, flight, silent)
  flight.takeOff({ kind: 'guided', guide: autopilot })
  while (autopilot.waypoint < 1) flight.advance(STEP)
  flight.advance(4)
  const left = { north: flight.north, east: flight.east, up: flight.up }
  const { breakPoint } = autopilot
  flight.returnHome()
  flight.advance(8)
  flight.hover()
  flight.advance(4)
  assert.ok(distanceBetween(flight, left) > 10)
  assert.deepEqual(autopilot.breakPoint, breakPoint, 'the breakpoint stays')
  autopilot.resume()
  flight.goTo({ kind: 'guided', guide: autopilot })
  let nearest = Number.POSITIVE_INFINITY
  for (let n = 0; n < 4000 && !autopilot.finished; n++) {
    flight.advance(STEP)
    nearest = Math.min(nearest, distanceBetween(flight, left))
  }
  assert.ok(nearest < 2)
  assert.ok(autopilot.finished)
  const { north, east } = metresFrom(home, flight.place)
  assert.ok(Math.hypot(north, east - 100) < 3)
})
