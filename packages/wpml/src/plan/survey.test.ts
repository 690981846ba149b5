import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { groundCorners, type Photo, photosOf } from '../flight/photos.ts'
import { type LatLon, planeAt, type XY } from '../geo/geodesy.ts'
import { distanceToArea, distanceToLine, inside } from '../geo/plane.ts'
import { readKmz, writeKmz } from '../kmz.ts'
import { lint } from '../lint/index.ts'
import { footprint, type Lens } from '../products/cameras.ts'
import { lensOf, type MissionIntent, mappingTemplate, obliqueTemplate, plan, stripTemplate } from './index.ts'

const mission: MissionIntent = {
  aircraft: { type: 91, sub_type: 0 },
  payload: '80-0-0',
  now: 1700000000000,
  returnHeight: 150,
}
const lens = lensOf(mission)
const origin: LatLon = { latitude: 47.1, longitude: 8.5 }
const plane = planeAt(origin)
const places = (ring: readonly XY[]) => ring.map(p => plane.toLatLon(p))
const square = (size: number): XY[] => [
  { x: 0, y: 0 },
  { x: size, y: 0 },
  { x: size, y: size },
  { x: 0, y: size },
]

/** Rings around a middle, with notches and spikes. */
const star = fc
  .array(fc.tuple(fc.double({ min: 0.25, max: 1, noNaN: true }), fc.double({ min: 0.6, max: 1.4, noNaN: true })), {
    minLength: 3,
    maxLength: 9,
  })
  .chain(parts =>
    fc.double({ min: 60, max: 400, noNaN: true }).map(size => {
      const total = parts.reduce((sum, [, share]) => sum + share, 0)
      let angle = 0
      return parts.map(([radius, share]): XY => {
        angle += (2 * Math.PI * share) / total
        return { x: radius * size * Math.cos(angle), y: radius * size * Math.sin(angle) }
      })
    }),
  )

/** A grid over an area, the places inside alone. */
function samples(ring: readonly XY[], across = 14): XY[] {
  const [xs, ys] = [ring.map(p => p.x), ring.map(p => p.y)]
  const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const found: XY[] = []
  for (let i = 0; i <= across; i++)
    for (let k = 0; k <= across; k++) {
      const p = { x: left + ((right - left) * i) / across, y: low + ((high - low) * k) / across }
      if (distanceToArea(p, ring) === 0) found.push(p)
    }
  // Just inside the corners, where coverage fails first.
  const middle = { x: (left + right) / 2, y: (low + high) / 2 }
  for (const p of ring) {
    const q = { x: p.x + (middle.x - p.x) * 1e-6, y: p.y + (middle.y - p.y) * 1e-6 }
    if (distanceToArea(q, ring) === 0) found.push(q)
  }
  return found
}

/** Whether a photo straight down shows the place, with a centimetre of tolerance. */
function shows(photo: Photo, at: XY, place: XY, { width, length }: { width: number; length: number }): boolean {
  const heading = (photo.heading * Math.PI) / 180
  const [dx, dy] = [place.x - at.x, place.y - at.y]
  const ahead = dx * Math.sin(heading) + dy * Math.cos(heading)
  const aside = dx * Math.cos(heading) - dy * Math.sin(heading)
  return Math.abs(ahead) <= length / 2 + 0.02 && Math.abs(aside) <= width / 2 + 0.02
}

const overlaps = fc.record({ along: fc.integer({ min: 50, max: 90 }), across: fc.integer({ min: 20, max: 85 }) })
const mappingCase = fc.record({
  ring: star,
  direction: fc.integer({ min: 0, max: 360 }),
  overlap: overlaps,
  margin: fc.integer({ min: 0, max: 40 }),
  distance: fc.integer({ min: 40, max: 120 }),
  shootType: fc.constantFrom('time' as const, 'distance' as const),
})

test('2D mapping: every place of the area is photographed, as often as the overlaps say', async () => {
  await fc.assert(
    fc.asyncProperty(mappingCase, async ({ ring, ...how }) => {
      const made = await plan(mappingTemplate(mission, { area: places(ring), speed: 10, ...how }))
      const photos = photosOf(made.kmz.waylines!.Document.Folder[0]!)
      const ground = footprint(lens, how.distance)
      const at = photos.map(plane.toXY)
      const inner = Math.max(ground.width, ground.length)
      const times = Math.floor(100 / (100 - how.overlap.along)) * Math.floor(100 / (100 - how.overlap.across))
      for (const place of samples(ring)) {
        const count = photos.filter((photo, i) => shows(photo, at[i]!, place, ground)).length
        assert.ok(count >= 1, `${JSON.stringify(place)} is on no photo`)
        // Well inside, where no edge cuts the pattern off.
        const deep = ring.every((a, i) => distanceToLine(place, [a, ring[(i + 1) % ring.length]!]) > inner)
        if (deep) assert.ok(count >= times, `${JSON.stringify(place)} is on ${count} photos, not ${times}`)
      }
    }),
    { numRuns: 60 },
  )
})

test('2D mapping: the flight stays within the margin, or within half a line’s width where the margin is less', async () => {
  await fc.assert(
    fc.asyncProperty(mappingCase, async ({ ring, ...how }) => {
      const made = await plan(mappingTemplate(mission, { area: places(ring), speed: 10, ...how }))
      const spacing = footprint(lens, how.distance).width * (1 - how.overlap.across / 100)
      const wayline = made.kmz.waylines!.Document.Folder[0]!
      const photoLimit = Math.max(how.margin, spacing / 2)
      for (const photo of photosOf(wayline))
        assert.ok(distanceToArea(plane.toXY(photo), ring) <= photoLimit + 1.1, 'photos')
      const points = wayline.Placemark.map(({ Point }) => plane.toXY(Point!.coordinates!))
      // On the way from line to line too.
      const limit = how.margin + spacing / 2 + 1.5
      points.forEach((b, i) => {
        const a = points[i - 1]
        if (!a) return
        const steps = Math.ceil(Math.hypot(b.x - a.x, b.y - a.y) / 5)
        for (let k = 0; k <= steps; k++) {
          const p = { x: a.x + ((b.x - a.x) * k) / steps, y: a.y + ((b.y - a.y) * k) / steps }
          const far = distanceToArea(p, ring)
          assert.ok(far <= limit, `${JSON.stringify(p)} is ${far} m out, at most ${limit}`)
        }
      })
    }),
    { numRuns: 60 },
  )
})

test('whatever is planned passes the linter and reads back the same', async () => {
  await fc.assert(
    fc.asyncProperty(mappingCase, fc.nat(2), async ({ ring, margin, overlap, ...how }, kind) => {
      const common = { area: places(ring), speed: 8, margin, overlap: { along: 80, across: 60 }, ...how }
      const line = places(ring.slice(0, 3))
      const template = [
        () => mappingTemplate(mission, { ...common, elevationOptimize: true }),
        () => obliqueTemplate(mission, common),
        () => stripTemplate(mission, { ...common, line, left: 60, right: 40 }),
      ][kind]!()
      const { kmz } = await plan(template)
      const told = lint(kmz, { dock: true }).filter(finding => !finding.code.startsWith('battery.'))
      assert.deepEqual(
        told.filter(finding => finding.severity === 'error'),
        [],
      )
      assert.deepEqual([...new Set(told.map(finding => finding.code))], [])
      assert.deepEqual(readKmz(writeKmz(kmz)), kmz)
    }),
    { numRuns: 30 },
  )
})

test('photos are counted as they are taken', async () => {
  for (const shootType of ['time', 'distance'] as const) {
    const made = await plan(mappingTemplate(mission, { area: places(square(300)), distance: 80, speed: 8, shootType }))
    const taken = photosOf(made.kmz.waylines!.Document.Folder[0]!).length
    assert.ok(Math.abs(made.estimate.photos - taken) <= taken * 0.2, `${made.estimate.photos} of ${taken}`)
    if (shootType === 'distance') assert.equal(made.estimate.photos, taken)
  }
})

test('the ground sample distance decides the height', async () => {
  const template = mappingTemplate(mission, { area: places(square(200)), gsd: 0.02, speed: 8 })
  const shoot = template.Document.Folder[0]!.waylineCoordinateSysParam!.globalShootHeight!
  // 3.3 um pixels behind 12.29 mm: 2 cm at 74.5 m.
  assert.ok(Math.abs(shoot - 74.5) < 0.2, String(shoot))
})

test('too fast for the camera: the plan slows down and says so', async () => {
  const slow: MissionIntent = { aircraft: { type: 67, sub_type: 1 }, payload: '53-0-0' }
  const made = await plan(
    mappingTemplate(slow, { area: places(square(200)), distance: 30, speed: 15, overlap: { along: 90, across: 70 } }),
  )
  const wayline = made.kmz.waylines!.Document.Folder[0]!
  assert.deepEqual(
    made.notes.map(({ code }) => code),
    ['speed-reduced'],
  )
  assert.ok(wayline.autoFlightSpeed! < 3)
  assert.deepEqual(
    lint(made.kmz).filter(({ code }) => code === 'action.too-fast'),
    [],
  )
})

test('direction: the automatic one needs the fewest lines', () => {
  const ring = places([
    { x: 0, y: 0 },
    { x: 300, y: 300 },
    { x: 250, y: 350 },
    { x: -50, y: 50 },
  ])
  const direction = mappingTemplate(mission, { area: ring, distance: 80, speed: 8 }).Document.Folder[0]!.Placemark[0]!
    .direction!
  assert.ok(Math.abs(direction - 45) <= 1, String(direction))
})

test('lines run in the direction asked for', async () => {
  for (const direction of [0, 30, 90, 200]) {
    const made = await plan(mappingTemplate(mission, { area: places(square(300)), distance: 80, speed: 8, direction }))
    const headings = new Set(
      photosOf(made.kmz.waylines!.Document.Folder[0]!).map(({ heading }) => Math.round(heading) % 180),
    )
    assert.ok(headings.has(direction % 180), `${direction}: ${[...headings]}`)
  }
})

test('elevation optimisation adds a row of oblique photos across the middle', async () => {
  const how = { area: places(square(300)), distance: 80, speed: 8 }
  const pitches = async (elevationOptimize: boolean) => {
    const { kmz } = await plan(mappingTemplate(mission, { ...how, elevationOptimize }))
    return new Set(photosOf(kmz.waylines!.Document.Folder[0]!).map(({ pitch }) => pitch))
  }
  assert.deepEqual(await pitches(false), new Set([-90]))
  assert.deepEqual(await pitches(true), new Set([-90, -45]))
})

test('a tilted camera and a fixed heading still cover the area', async () => {
  for (const how of [{ gimbalPitch: -60 }, { heading: 20 }, { heading: 110, gimbalPitch: -70 }]) {
    const ring = square(200)
    const made = await plan(
      mappingTemplate(mission, { area: places(ring), distance: 80, speed: 8, direction: 20, ...how }),
    )
    covered(ring, photosOf(made.kmz.waylines!.Document.Folder[0]!), lens, 80)
  }
})

test('oblique 3D: five waylines, each of which shows the whole area', async () => {
  const ring = fc.double({ min: 80, max: 250, noNaN: true }).map(size => square(size))
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(ring, star),
      fc.integer({ min: 0, max: 359 }),
      fc.integer({ min: -60, max: -40 }),
      async (area, direction, obliquePitch) => {
        const template = obliqueTemplate(mission, {
          area: places(area),
          distance: 80,
          speed: 8,
          direction,
          obliquePitch,
        })
        const { kmz } = await plan(template)
        const waylines = kmz.waylines!.Document.Folder
        assert.equal(waylines.length, 5)
        const sides = waylines.map(wayline => photosOf(wayline))
        assert.ok(sides[0]!.every(({ pitch }) => pitch === -90))
        sides.slice(1).forEach((photos, side) => {
          const look = (direction + side * 90) % 360
          for (const { heading, pitch } of photos) {
            assert.equal(pitch, obliquePitch)
            assert.ok(Math.abs(((heading - look + 540) % 360) - 180) < 1, `${heading} instead of ${look}`)
          }
        })
        for (const photos of sides) covered(area, photos, lens, 80)
      },
    ),
    { numRuns: 15 },
  )
})

/** Every place of the area lies inside the ground corners of some photo. */
function covered(ring: readonly XY[], photos: readonly Photo[], by: Lens, height: number) {
  const shown = photos.map(photo => groundCorners(photo, by, height).map(plane.toXY))
  for (const place of samples(ring, 8))
    assert.ok(
      shown.some(corners => distanceToArea(place, corners) < 0.05),
      `${JSON.stringify(place)} is on no photo`,
    )
}

const bends = fc
  .array(fc.tuple(fc.double({ min: 80, max: 300, noNaN: true }), fc.double({ min: -50, max: 50, noNaN: true })), {
    minLength: 1,
    maxLength: 5,
  })
  .map(legs => {
    let heading = 0
    const line: XY[] = [{ x: 0, y: 0 }]
    for (const [length, turn] of legs) {
      const last = line.at(-1)!
      line.push({
        x: last.x + length * Math.sin((heading * Math.PI) / 180),
        y: last.y + length * Math.cos((heading * Math.PI) / 180),
      })
      heading += turn
    }
    return line
  })

test('strip: everything to the left and right of the line is photographed', async () => {
  await fc.assert(
    fc.asyncProperty(
      bends,
      fc.integer({ min: 5, max: 70 }),
      fc.integer({ min: 5, max: 70 }),
      fc.boolean(),
      fc.boolean(),
      fc.constantFrom(100, 1000),
      async (line, left, right, includeCenter, boundaryOptimize, cuttingDistance) => {
        const template = stripTemplate(mission, {
          line: places(line),
          left,
          right,
          distance: 90,
          speed: 8,
          includeCenter,
          boundaryOptimize,
          cuttingDistance,
        })
        const { kmz } = await plan(template)
        const photos = photosOf(kmz.waylines!.Document.Folder[0]!)
        const shown = photos.map(photo => groundCorners(photo, lens, 90).map(plane.toXY))
        for (let i = 1; i < line.length; i++) {
          const [a, b] = [line[i - 1]!, line[i]!]
          const length = Math.hypot(b.x - a.x, b.y - a.y)
          const [nx, ny] = [-(b.y - a.y) / length, (b.x - a.x) / length]
          for (const t of [0, 0.25, 0.5, 0.75, 1])
            for (const side of [-right, -right / 2, 0, left / 2, left]) {
              const place = { x: a.x + t * (b.x - a.x) + nx * side, y: a.y + t * (b.y - a.y) + ny * side }
              assert.ok(
                shown.some(corners => distanceToArea(place, corners) < 0.1),
                `${JSON.stringify(place)} is on no photo`,
              )
            }
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('strip: a single line, a line in the middle, parts', async () => {
  const line = places([
    { x: 0, y: 0 },
    { x: 0, y: 1000 },
  ])
  const lines = async (how: object) => {
    const { kmz } = await plan(stripTemplate(mission, { line, left: 100, right: 100, distance: 60, speed: 8, ...how }))
    return kmz
      .waylines!.Document.Folder[0]!.Placemark.filter(({ actionGroup }) =>
        actionGroup.some(group => group.actionTrigger!.actionTriggerType === 'multipleTiming'),
      )
      .map(point => plane.toXY(point.Point!.coordinates!))
  }
  assert.equal((await lines({ singleLine: true })).length, 1)
  const usual = await lines({})
  assert.equal((await lines({ boundaryOptimize: true })).length, usual.length + 2)
  assert.ok((await lines({ includeCenter: true })).some(({ x }) => Math.abs(x) < 0.1))
  assert.equal((await lines({ cuttingDistance: 250 })).length, usual.length * 4)
})

test('ways between lines go round notches', async () => {
  // A horseshoe: the straight way from arm to arm would leave it.
  const ring: XY[] = [
    { x: 0, y: 0 },
    { x: 400, y: 0 },
    { x: 400, y: 500 },
    { x: 300, y: 500 },
    { x: 300, y: 100 },
    { x: 100, y: 100 },
    { x: 100, y: 500 },
    { x: 0, y: 500 },
  ]
  const { kmz } = await plan(mappingTemplate(mission, { area: places(ring), distance: 60, speed: 8, direction: 90 }))
  const points = kmz.waylines!.Document.Folder[0]!.Placemark.map(({ Point }) => plane.toXY(Point!.coordinates!))
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1]!, points[i]!]
    const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
    const notch = inside([ring[4]!, ring[5]!, ring[6]!, ring[3]!], middle.y)
    if (middle.y > 130)
      assert.ok(!notch.some(([from, to]) => middle.x > from + 30 && middle.x < to - 30), 'over the notch')
  }
})

test('what cannot be planned is refused with a reason', async () => {
  const refused = async (make: () => Promise<unknown>, code: string) =>
    assert.rejects(make, (error: { code: string }) => error.code === code)
  const how = { distance: 80, speed: 8 }
  await refused(
    async () => plan(mappingTemplate(mission, { area: places(square(10)).slice(0, 2), ...how })),
    'plan.input',
  )
  await refused(
    async () => plan(mappingTemplate(mission, { area: places([0, 2, 1, 3].map(i => square(100)[i]!)), ...how })),
    'plan.input',
  )
  await refused(
    async () => plan(mappingTemplate({ ...mission, payload: '39-0-7' }, { area: places(square(90)), ...how })),
    'plan.camera',
  )
  await refused(
    async () =>
      plan(mappingTemplate(mission, { area: places(square(90)), ...how, overlap: { along: 99, across: 99 } })),
    'plan.input',
  )
  await refused(
    async () => plan(mappingTemplate(mission, { area: places(square(50_000)), ...how, distance: 5 })),
    'plan.too-large',
  )
  await refused(
    async () => plan(mappingTemplate(mission, { area: places(square(90)), ...how, followTerrain: true })),
    'plan.terrain',
  )
})
