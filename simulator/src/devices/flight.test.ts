import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Flight, MODE } from './flight.ts'
import { metresFrom } from './geo.ts'

const home = { latitude: 46.5763, longitude: 8.4172, height: 1480 }

/** Flies until it is down; gives one row a second. */
function fly(flight: Flight, most = 3600) {
  const rows: { mode: number; up: number; distance: number; speed: number; heading: number }[] = []
  for (let second = 0; second < most && (second === 0 || flight.phase !== 'parked'); second++) {
    flight.advance(1)
    const { up, homeDistance, groundSpeed, heading } = flight
    rows.push({ mode: flight.modeCode, up, distance: homeDistance, speed: groundSpeed, heading })
  }
  return rows
}

test('a patrol takes off, flies its circle, returns and lands where it started', async () => {
  const flight = new Flight(home)
  flight.takeOff({ kind: 'circle', north: 320, east: 0, radius: 200, up: 80, speed: 9, seconds: 200 })
  let down = false
  const landed = flight.landed().then(() => (down = true))
  const rows = fly(flight)
  await landed
  assert.ok(down)
  const modes = rows.map(row => row.mode).filter((mode, n, all) => mode !== all[n - 1])
  assert.deepEqual(modes, [
    MODE.preparing,
    MODE.ready,
    MODE.takeoff,
    MODE.wayline,
    MODE.returning,
    MODE.landing,
    MODE.standby,
  ])
  assert.deepEqual({ north: flight.north, east: flight.east, up: flight.up }, { north: 0, east: 0, up: 0 })
  const circling = rows.filter(row => row.mode === MODE.wayline).slice(-150)
  assert.ok(circling.every(row => Math.abs(row.up - 80) < 3 && row.speed > 7 && row.speed < 10))
  assert.ok(rows.every(row => row.speed < 13 && row.up < 90 && row.distance < 560))
  assert.ok(flight.distance > 9 * 200)
  const steps = rows.slice(1).map((row, n) => Math.abs(row.up - rows[n]!.up))
  assert.ok(Math.max(...steps) < 6, 'it never jumps')
})

test('it flies to a place and hovers there until told otherwise', () => {
  const flight = new Flight(home)
  flight.flyingMode = MODE.command
  const target = { latitude: 46.579, longitude: 8.4172, height: 1560 }
  flight.takeOff(flight.goalAt(target, 80, 10))
  fly(flight, 200)
  assert.equal(flight.phase, 'hovering')
  assert.equal(flight.modeCode, MODE.command)
  assert.ok(flight.distanceTo(target) < 3)
  assert.ok(metresFrom(home, flight.place).north > 290)
  flight.returnHome()
  const rows = fly(flight, 400)
  assert.equal(rows.at(-1)!.mode, MODE.standby)
})
